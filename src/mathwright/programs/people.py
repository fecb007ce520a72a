"""First names: who is in a story, and who can join it without being taken for somebody else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random

_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?='s\b|s'|\b)")


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of ``words/names.toml``."""

    new_women: tuple[str, ...]
    new_men: tuple[str, ...]
    women: frozenset[str]
    men: frozenset[str]
    nobody: frozenset[str]


@lru_cache(maxsize=1)
def known_names() -> Names:
    """First names, read once and kept."""
    table = tomllib.loads((files("mathwright.programs") / "words" / "names.toml").read_text(encoding="utf-8"))
    return Names(
        new_women=tuple(table["new_women"]),
        new_men=tuple(table["new_men"]),
        women=frozenset(table["women"]) | frozenset(table["new_women"]),
        men=frozenset(table["men"]) | frozenset(table["new_men"]),
        nobody=frozenset(table["nobody"]),
    )


def names_in(text: str) -> set[str]:
    """Every capitalised word of the text that may name somebody or something."""
    nobody = known_names().nobody
    return {word for word in _CAPITALISED.findall(text) if word not in nobody}


def newcomer(text: str, rng: Random) -> str:
    """A first name that does not occur in the text, nor begins with the letter of one that does."""
    present = names_in(text)
    initials = {name[0] for name in present}
    names = known_names()
    unused = [name for name in (*names.new_women, *names.new_men) if name not in present]
    free = [name for name in unused if name[0] not in initials] or unused
    return free[int(rng.random() * len(free))]


def rename(text: str, clashing: set[str], other: str, rng: Random) -> dict[str, str] | None:
    """For each clashing name of the text another of the same gender that neither story uses; None where unknown."""
    taken = names_in(text) | names_in(other)
    names, chosen = known_names(), dict[str, str]()
    for name in sorted(clashing):
        pool = _same_pronoun(name, names)
        free = [new for new in pool if new not in taken]
        if not free:
            return None
        chosen[name] = free[int(rng.random() * len(free))]
        taken.add(chosen[name])
    return chosen


def _same_pronoun(name: str, names: Names) -> tuple[str, ...]:
    """New names that go with the same pronoun; none where both or neither may."""
    if (name in names.women) == (name in names.men):
        return ()
    return names.new_women if name in names.women else names.new_men


def substitute(text: str, names: dict[str, str]) -> str:
    """The text with whole names replaced."""
    if not names:
        return text
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b('(?!\w))?")

    def renamed(found: re.Match[str]) -> str:
        name = names[found.group(1)]
        if found.group(2) is None:
            return name
        return f"{name}'" if name.endswith("s") else f"{name}'s"

    return pattern.sub(renamed, text)

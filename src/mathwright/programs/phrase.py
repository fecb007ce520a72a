"""A question told in other words, and what its forms share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mathwright.programs.clause import Clause

Kind = Literal["count", "money", "duration", "length", "weight", "volume", "percent", "age", "other"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A question's core in other words; the fields are those of ``Asked``."""

    noun_phrase: str
    indirect: str
    kind: Kind
    noun: str | None = None
    noun_group: str | None = None
    thing: bool = False
    subject: str | None = None
    verb: str | None = None


TOGETHER = ("in total", "all together", "altogether", "in all", "total", "combined")
NEEDS = frozenset(["need", "require", "want"])
_UNIT_KINDS: dict[str, Kind] = {
    **dict.fromkeys(["seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades"], "duration"),
    **dict.fromkeys(["inches", "feet", "yards", "miles", "kilometers", "meters", "centimeters", "km", "cm"], "length"),
    **dict.fromkeys(["pounds", "ounces", "grams", "kilograms", "tons", "kg", "milligrams"], "weight"),
    **dict.fromkeys(["gallons", "liters", "milliliters", "ml", "quarts", "pints"], "volume"),
    **dict.fromkeys(["dollars", "cents"], "money"),
}


def unit_kind(noun: str) -> Kind:
    """The kind of a counted noun: ``minutes`` a duration, ``clips`` a count."""
    return _UNIT_KINDS.get(noun, "count")


def without_together(text: str) -> tuple[str, str]:
    """``animals in total`` as ``animals`` and ``in total``; the second is empty where nothing was cut off."""
    for ending in TOGETHER:
        if text.endswith(f" {ending}"):
            return text[: -len(ending) - 1], "in total" if ending == "total" else ending
    return text, ""


def spoken(clause: Clause) -> str:
    """The clause as it follows "how many N": without the relative pronoun."""
    if clause.subject or clause.front == "there":
        return clause.text
    return f"{clause.verb_text} {clause.tail}".strip()


def tail_is_sure(clause: Clause) -> bool:
    """Whether what follows the verb asks and compares nothing further."""
    tail = f" {clause.tail} "
    return not re.search(
        r" (?:respectively|(?:m|b)illions of|thousands of|than|either|and how|or|you|your) | as (?:many|much) |\?|\. ",
        tail,
    )


def opens_noun_phrase(words: list[str]) -> bool:
    """Whether ``words`` begin as a definite noun phrase does: "the", "his", "Tom's"."""
    first = words[0] if words else ""
    return (
        first in {"the", "his", "her", "their", "its", "each", "one"}
        or first.endswith(("'s", "s'"))
        or (len(words) > 2 and first[0].isupper() and words[1].endswith("'s"))
    )

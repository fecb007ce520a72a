"""The skills and their rules under ``words/``: what a program must contain and a question must say for each of them.

The rules are data: ``skills.toml`` names the skills with their topics and knowledge points, ``vocabulary.toml`` the
words that the rules speak of.  A rule that names an unknown shape or word class is refused when the files are read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from tomllib import loads

from mathwright.concepts.shapes import shape_phrases
from mathwright.errors import DataError

_SENTENCE = re.compile(r"(?<=[.?!])[\"')\u201d]*\s+(?=[\"'(\u201c]?[A-Z0-9$])")
_HOW = "many|much|long|old|far|fast|tall|often|high|deep|wide|big|heavy|likely|late|early"
_WHAT = (
    "is|was|are|were|will|would|did|does|percent\\w*|fraction|time|number|distance|size|weight|price|age|total|average|"
    "amount|\\w+ (?:is|was|of|does|did)"
)
_ASKING = re.compile(rf"\b(?:how (?:{_HOW})|what(?:'s| (?:{_WHAT}))|find|calculate|determine)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that a rule looks for."""

    asked: bool
    """Whether what the last sentence asks must say them; else any part of the question may."""
    name: str
    """Of the word class in ``vocabulary.toml``."""
    wanted: bool
    """False where they must be absent."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What must hold all together."""

    shapes: tuple[frozenset[str], ...]
    """Of each set the program must have a shape."""
    absent: frozenset[str]
    """Shapes that it must not have."""
    words: tuple[tuple[Saying, ...], ...]
    """Of each entry one must come out as wanted."""

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.shapes or self.absent or self.words)


@dataclass(frozen=True, slots=True)
class Point:
    """A knowledge point and when it is needed; an empty clause stands where no other point of its skill holds."""

    name: str
    when: Clause


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill with its rule."""

    name: str
    family: str
    topic: str
    rank: int
    """The smaller, the more characteristic."""
    when: tuple[Clause, ...]
    """Alternatives."""
    yields_to: frozenset[str]
    """Skills beside which this one says nothing new; ``*`` is all others."""
    points: tuple[Point, ...]


@dataclass(slots=True)
class Facts:
    """What rules look at: the shapes of a program and the words of its question."""

    shapes: frozenset[str]
    question: str
    """In lower case: vocabulary.toml is."""
    asked: str
    """The asking part of the last sentence, in lower case."""
    _said: dict[tuple[bool, str], str | None] = field(default_factory=dict)

    def said(self, saying: Saying) -> str | None:
        """The words of the question that are looked for, or None; searched once."""
        key = (saying.asked, saying.name)
        if key not in self._said:
            match = _pattern(saying.name).search(self.asked if saying.asked else self.question)
            self._said[key] = match.group().strip() if match else None
        return self._said[key]

    def satisfy(self, clause: Clause) -> bool:
        """Whether all that the clause asks for holds.  Shapes are compared first: words take longer to find."""
        if self.shapes & clause.absent or any(self.shapes.isdisjoint(names) for names in clause.shapes):
            return False
        return all(any((self.said(one) is not None) == one.wanted for one in entry) for entry in clause.words)


def facts_of(question: str, shapes: frozenset[str]) -> Facts:
    """The facts of a question and the shapes of its program."""
    return Facts(shapes, question.lower(), asked_part(question).lower())


def asked_part(question: str) -> str:
    """What the last question sentence asks, from its question word on; the whole sentence where it has none."""
    sentences = _SENTENCE.split(question.strip())
    asking = next((s for s in reversed(sentences) if "?" in s), sentences[-1])
    word = _ASKING.search(asking)
    return asking[word.start() :] if word else asking


# --- reading the files ----------------------------------------------------------------------------


def _table(name: str) -> dict[str, object]:
    return loads(files("mathwright.concepts").joinpath("words", name).read_text("utf-8"))


@lru_cache(maxsize=1)
def vocabulary() -> Mapping[str, str]:
    """Name of a word class to its regular expression."""
    return {name: str(words) for name, words in _table("vocabulary.toml").items()}


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(vocabulary()[name])


@lru_cache(maxsize=1)
def skills() -> Mapping[str, Skill]:
    """Every skill by name, the most characteristic first.  Raises DataError where a rule names what is unknown."""
    read = [_skill(name, entry) for name, entry in _table("skills.toml").items() if isinstance(entry, dict)]
    return {skill.name: skill for skill in sorted(read, key=lambda skill: (skill.rank, skill.name))}


def _skill(name: str, entry: Mapping[str, object]) -> Skill:
    return Skill(
        name=name,
        family=str(entry["family"]),
        topic=str(entry["topic"]),
        rank=int(str(entry["rank"])),
        when=tuple(read_clause(name, texts) for texts in _lists(entry["when"])),
        yields_to=frozenset(_texts(entry.get("yields_to", []))),
        points=tuple(Point(texts[0], read_clause(name, texts[1:])) for texts in _lists(entry["points"])),
    )


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list) else []


def _lists(value: object) -> list[list[str]]:
    return [_texts(texts) for texts in value] if isinstance(value, list) else []


def read_clause(skill: str, texts: Sequence[str]) -> Clause:
    """The clause of entries such as ``"percent_off|percent_of"``, ``"says:discount"`` and ``"!answer_money"``."""
    shapes, absent, words = [], set(), []
    for text in texts:
        parts = text.split("|")
        if ":" in text:
            words.append(tuple(_saying(skill, part) for part in parts))
        elif text.startswith("!"):
            absent.add(_known(skill, text[1:], shape_phrases(), "a shape that no program has"))
        else:
            shapes.append(
                frozenset(_known(skill, part, shape_phrases(), "a shape that no program has") for part in parts)
            )
    return Clause(tuple(shapes), frozenset(absent), tuple(words))


def _saying(skill: str, text: str) -> Saying:
    where, _, name = text.removeprefix("!").partition(":")
    _known(skill, where, ("says", "asks"), "neither says nor asks")
    _known(skill, name, vocabulary(), "a word class that vocabulary.toml lacks")
    return Saying(where == "asks", name, not text.startswith("!"))


def _known(skill: str, name: str, names: Container[str], fault: str) -> str:
    if name not in names:
        raise DataError(f"skills.toml: [{skill}] names {name!r}, {fault}")
    return name

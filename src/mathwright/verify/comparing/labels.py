"""Names in front of a value: which say the same, and which are of two things."""

from __future__ import annotations

import re
from typing import TypeGuard

from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Definition, Readings, Relation
from mathwright.verify.reading.names import LETTER_NAMES
from mathwright.verify.reading.tree import Symbol, Tree

ANOTHER_NAME = different("another name")
IN_OTHER_WORDS = undecided("name in other words")
SAME_NAME = equal("name")
_WORDS = re.compile(r"[a-z]{2}|[\u3400-\u9fff]")
_LETTERS = frozenset(LETTER_NAMES.values())
_SEGMENT = 2
"""Letters of a segment's name, which may be read from either end."""


def compare_labels(a: Answer, b: Answer) -> Finding:
    """Whether two answers are about one thing, as far as both say what about; equal where one of them does not."""
    if isinstance(a, Definition) and isinstance(b, Definition):
        found = compare_names(a.name, b.name)
        return found if found.state != "equal" or a.parameters == b.parameters else undecided("another argument")
    if has_worded_name(a) or has_worded_name(b):
        return SAME_NAME
    one, other = _left_side(a), _left_side(b)
    if one is None or other is None:
        return SAME_NAME
    found = compare_trees(one, other)
    return SAME_NAME if found.state == "equal" else undecided("another left side")


def _left_side(answer: Answer) -> Tree | None:
    """What an equation says something of."""
    if isinstance(answer, Definition):
        return Symbol(answer.name)
    return answer.terms[0] if isinstance(answer, Relation) and answer.modulus is None else None


def compare_names(a: str, b: str) -> Finding:
    """Two names: ``AB`` is the segment BA, and ``A`` may be the angle; capitals may be carelessness."""
    one, other = a.removeprefix("angle "), b.removeprefix("angle ")
    if one == other or (len(one) == _SEGMENT and one.isupper() and one == other[::-1]):
        return SAME_NAME
    if one.lower() == other.lower():
        return undecided("variables that differ by case")
    if is_in_words(one) and is_in_words(other):
        return IN_OTHER_WORDS
    # x = 5 for "the cost is 5"
    return SAME_NAME if is_in_words(one) or is_in_words(other) else ANOTHER_NAME


def has_worded_name(answer: Answer) -> TypeGuard[Definition]:
    """Whether it is ``the mean is 5``, a value under a name in words."""
    return isinstance(answer, Definition) and is_in_words(answer.name)


def without_lone_names(a: Readings, b: Readings) -> tuple[Readings, Readings]:
    """Both, where one alone is under a name in words without that name: "the mean is 5" against 5."""
    if has_worded_name(a[0]) == has_worded_name(b[0]):
        return a, b
    return _bare(a), _bare(b)


def _bare(readings: Readings) -> Readings:
    return tuple(reading for reading in readings if not has_worded_name(reading)) or readings


def is_in_words(name: str) -> bool:
    """Whether it is no letter: ``mean``, ``the longer side``, ``甲``; one thing has many such names."""
    return name not in _LETTERS and bool(_WORDS.search(name))

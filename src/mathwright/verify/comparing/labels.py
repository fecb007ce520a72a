"""Names in front of a value: which say the same, and which are of two things."""

from __future__ import annotations

from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Definition, Relation
from mathwright.verify.reading.tree import Symbol, Tree

ANOTHER_NAME = different("another name")
SAME_NAME = equal("name")
_SEGMENT = 2
"""Letters of a segment's name, which may be read from either end."""


def compare_labels(a: Answer, b: Answer) -> Finding:
    """Whether two answers are about one thing, as far as both say what about; equal where one of them does not."""
    if isinstance(a, Definition) and isinstance(b, Definition):
        found = compare_names(a.name, b.name)
        return found if found.state != "equal" or a.parameters == b.parameters else undecided("another argument")
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
    return undecided("variables that differ by case") if one.lower() == other.lower() else ANOTHER_NAME

"""Which pairs of texts a worker is asked about, and on what conditions math-verify may speak; cheap, in the checker."""

from __future__ import annotations

import re

from mathwright.verify.clean import cleaned
from mathwright.verify.reading.answer import (
    Answer,
    Collection,
    Definition,
    Expression,
    Matrix,
    Quantity,
    Readings,
    Region,
    Relation,
    Unread,
)
from mathwright.verify.reading.answers import read_answer

MAX_CHARACTERS = 500
"""Of a text that math-verify is given."""

# Counted over 14,000 spoilt answers and the cases: no worker ever decided a pair of another reason, but for
# readings that are left open on purpose (ambiguous notation, variables that differ by case).
_SYMPY_MAY_KNOW = frozenset(
    {
        "infinity",
        "no common points",
        "not computable here",
        "not proved",
        "relations of other form",
        "too large to compute",
        "too many bits to prove",
    }
)
_MATH_VERIFY_MAY_READ = frozenset(
    {
        "a sum of matrix and number",
        "a union of sets with points taken out",
        "an intersection or difference of sets",
        "unions and intersections without brackets",
        "unknown command",
        "unknown set",
        "unknown sign",
        "what stands behind a matrix",
    }
)
"""Of a text that is not broken; of one that is, math-verify reads a part."""

_ALIGNED = (Expression, Quantity, Definition, Collection, Matrix, Region, Relation)
_KINDS = (Expression, Collection, Matrix, Region)
"""No relations: of ``a = b`` math-verify may take one side for the whole."""
_INGREDIENT = re.compile(r"\\[A-Za-z]+|[A-Za-z]+|\d+(?:\.\d+)?")
_RELATION = re.compile(r"[=<>≤≥≠≈∼~]|\\(?:n?[lg]eq?|[lg]t|neq?|approx|sim|equiv|in|mid)(?![A-Za-z])")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")


def may_help(reason: str) -> bool:
    """Whether a worker may decide what exact arithmetic left undecided for this reason."""
    return reason in _SYMPY_MAY_KNOW or reason in _MATH_VERIFY_MAY_READ


def worth_asking(a: str, b: str) -> bool:
    """Whether a worker could find anything of these two texts."""
    read_a, read_b = read_answer(a), read_answer(b)
    return meeting(read_a, read_b) is not None or may_be_asked(a, b, read_a, read_b)


def meeting(a: Readings, b: Readings) -> tuple[Answer, Answer] | None:
    """The readings to compare: the first two of one kind, or a definition and a value; None where kinds do not meet."""
    first, other = a[0], b[0]
    if not (isinstance(first, _ALIGNED) and isinstance(other, _ALIGNED)):
        return None
    if isinstance(first, Definition) != isinstance(other, Definition):
        return first, other
    return next(((x, y) for x in a for y in b if type(x) is type(y) and isinstance(x, _ALIGNED)), None)


def may_be_asked(a: str, b: str, read_a: Readings, read_b: Readings) -> bool:
    """Whether its "equal" would count: formulas on both sides, of the same ingredients, of no two kinds."""
    if max(len(a), len(b)) > MAX_CHARACTERS or not _kinds_allow(read_a, read_b):
        return False
    a, b = cleaned(a), cleaned(b)
    if any(_WORD.search(text) or _RELATION.search(text) or "$" in text for text in (a, b)):
        return False
    return _ingredients(a) == _ingredients(b) != []


def _kinds_allow(a: Readings, b: Readings) -> bool:
    if isinstance(a[0], Unread) or isinstance(b[0], Unread):
        return all(isinstance(kind, (Unread, *_KINDS)) for kind in (a[0], b[0]))
    if isinstance(a[0], Collection) and isinstance(b[0], Collection):
        return a[0].kind == b[0].kind
    return type(a[0]) is type(b[0]) and isinstance(a[0], _KINDS)


def _ingredients(text: str) -> list[str]:
    return sorted(_INGREDIENT.findall(text))

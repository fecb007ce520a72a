"""Texts with several readings against each other: the likeliest pair decides, others only where kinds do not meet."""

from __future__ import annotations

from mathwright.verify.comparing.chains import believed
from mathwright.verify.comparing.choices import LETTERS_IN_ANOTHER_ORDER, letters_in_order
from mathwright.verify.comparing.kinds import compare
from mathwright.verify.comparing.labels import without_lone_names
from mathwright.verify.comparing.regions import REGION
from mathwright.verify.comparing.solving import as_region
from mathwright.verify.finding import Finding, undecided
from mathwright.verify.reading.answer import (
    Answer,
    Choice,
    Collection,
    Definition,
    Expression,
    Matrix,
    Quantity,
    Readings,
    Region,
    Relation,
)

_STATEMENTS = (Definition, Relation)
LIST_IN_BRACKETS = undecided("list in brackets, or interval")
AMBIGUOUS = undecided("ambiguous notation")


def compare_readings(a: Readings, b: Readings) -> Finding:
    """Whether two texts say the same.

    Where the likeliest readings are of one kind, they decide; that another reading would be equal makes a
    difference undecided.  Else any pair that is equal decides, and a difference needs every pair to differ, or
    all pairs of one kind.
    """
    a, b = without_lone_names(a, b)
    a, b = _solved_beside(believed(a), b), _solved_beside(believed(b), a)
    if isinstance(a[0], _STATEMENTS) and isinstance(b[0], _STATEMENTS):
        # What stands on the left falls away only against a bare value.
        a, b = _statements(a), _statements(b)
    if _only_the_order_differs(a, b):
        return LETTERS_IN_ANOTHER_ORDER
    first = compare(a[0], b[0])
    if first.state == "equal" or (len(a) == 1 and len(b) == 1):
        return first
    meets = _meet(a[0], b[0])
    others = [
        (_meet(one, other), compare(one, other))
        for place, one in enumerate(a)
        for other_place, other in enumerate(b)
        if place or other_place
    ]
    if meets:
        return AMBIGUOUS if any(same and found.state == "equal" for same, found in others) else first
    equals = [found for _, found in others if found.state == "equal"]
    if equals:
        if _is_grouped(a, b) or _is_grouped(b, a):
            return AMBIGUOUS
        if _is_interval(a, b) or _is_interval(b, a):
            return LIST_IN_BRACKETS
        return _ambiguous(others) or _of_one_kind(a, b, first) or min(equals, key=lambda found: found.rule)
    return _not_equal(first, others, isinstance(a[0], Choice) or isinstance(b[0], Choice))


def _meet(a: Answer, b: Answer) -> bool:
    """Whether two answers are of one kind; a vector is a matrix or a tuple."""
    return type(a) is type(b) or (isinstance(a, Matrix | Collection) and isinstance(b, Matrix | Collection))


def _statements(readings: Readings) -> Readings:
    return tuple(reading for reading in readings if isinstance(reading, _STATEMENTS))


def _solved_beside(readings: Readings, others: Readings) -> Readings:
    """An inequality as its solutions, where the other text may be a region."""
    first = readings[0]
    if not isinstance(first, Relation) or first.operators[:1] in ((), ("=",)):
        return readings
    if not any(isinstance(other, Region) for other in others):
        return readings
    region = as_region(first)
    return readings if region is None else (region, *readings[1:])


def _only_the_order_differs(a: Readings, b: Readings) -> bool:
    """Of ``C, A, B`` against ``A, B, C``: letters of a choice have no order, those of a ranking have."""
    one = letters_in_order(a) if isinstance(a[0], Choice) else None
    other = letters_in_order(b) if one and isinstance(b[0], Choice) else None
    return one is not None and other is not None and one != other and set(one) == set(other)


def _ambiguous(others: list[tuple[bool, Finding]]) -> Finding | None:
    """Of readings that meet, where one pair is equal and another different: (1, 2) and [1, 2] differ as intervals."""
    differing = [found for same, found in others if same and found.state == "different"]
    if not differing:
        return None
    return next((found for found in differing if found.rule == REGION), AMBIGUOUS)


def _is_grouped(a: Readings, b: Readings) -> bool:
    """Of (20,100), a pair that may be a number in brackets, against a number."""
    return isinstance(a[0], Collection | Region) and len(a) > 2 and isinstance(b[0], Expression | Quantity)


def _is_interval(a: Readings, b: Readings) -> bool:
    """Of [2, 3] against members that are listed: a list in brackets, or an interval with two of its points."""
    listed = b[0].value if isinstance(b[0], Definition) else b[0]
    if not isinstance(a[0], Region) or not isinstance(listed, Collection):
        return False
    return listed.kind == "list" and isinstance(a[-1], Collection)


def _of_one_kind(a: Readings, b: Readings, first: Finding) -> Finding | None:
    """Of 5 pounds, weight or money, against 5: a difference that hangs on which of two of a kind is meant."""
    twofold = any(type(one) is type(readings[0]) for readings in (a, b) for one in readings[1:])
    return AMBIGUOUS if twofold and first.state == "different" else None


def _not_equal(first: Finding, others: list[tuple[bool, Finding]], letters: bool) -> Finding:
    if first.state == "different" and all(found.state == "different" for _, found in others):
        return first
    meeting = [found for same, found in others if same]
    # A letter may stand for an option: that it differs as a variable says nothing.
    if meeting and not letters and all(found.state == "different" for found in meeting):
        return min(meeting, key=lambda found: found.rule)
    return first if first.state == "undecided" else next(found for _, found in others if found.state == "undecided")

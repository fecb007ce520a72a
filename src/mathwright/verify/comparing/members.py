"""Several answers against several: in order, as a multiset, or as a set, by three-valued equality of the members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Collection, Expression, Quantity
from mathwright.verify.reading.tree import Number

Comparison = Callable[[Answer, Answer], Finding]

MAX_PAIRS = 10_000
"""Pairs of members that are compared one by one; more are left undecided."""

TOO_MANY = undecided("too many members")
ANOTHER_COUNT = "another number of members"


def compare_collections(a: Collection, b: Collection, compare: Comparison) -> Finding:
    """Two collections: braces have no order, brackets have one, a bare list is open to both."""
    if a.ellipsis_at is not None or b.ellipsis_at is not None:
        return _with_dots(a, b, compare)
    kinds = {a.kind, b.kind}
    if "tuple" in kinds and "set" not in kinds:
        return in_order(a.items, b.items, compare)
    if kinds == {"list"}:
        found = as_multiset(a.items, b.items, compare)
        return _in_order_of_nouns(a, b, compare) if found.state == "equal" and _counts_things(a, b) else found
    if kinds == {"set", "tuple"}:
        return different("set against tuple")
    return as_set(a.items, b.items, compare)


def _counts_things(a: Collection, b: Collection) -> bool:
    """Whether one list counts several kinds of things, and the other does not say which."""
    nouns = [{item.unit.noun for item in items.items if isinstance(item, Quantity)} for items in (a, b)]
    return len(nouns[0] | nouns[1]) > 1 and nouns[0] != nouns[1]


def _in_order_of_nouns(a: Collection, b: Collection, compare: Comparison) -> Finding:
    found = in_order(a.items, b.items, compare)
    return found if found.state == "equal" else undecided("which number counts what")


def _with_dots(a: Collection, b: Collection, compare: Comparison) -> Finding:
    if a.ellipsis_at != b.ellipsis_at or len(a.items) != len(b.items):
        return undecided("dots stand for members")
    return in_order(a.items, b.items, compare)


def in_order(a: Sequence[Answer], b: Sequence[Answer], compare: Comparison) -> Finding:
    """Member by member; one that differs settles it."""
    if len(a) != len(b):
        return different(ANOTHER_COUNT)
    return all_of((compare(one, other) for one, other in zip(a, b, strict=True)), "members in order")


def all_of(findings: Iterable[Finding], rule: str) -> Finding:
    """Equal if all are, different if one is, else undecided with the first reason."""
    open_one: Finding | None = None
    for found in findings:
        if found.state == "different":
            return different(rule)
        if found.state == "undecided" and open_one is None:
            open_one = found
    return open_one or equal(rule)


def as_multiset(a: Sequence[Answer], b: Sequence[Answer], compare: Comparison) -> Finding:
    """Whether the members can be paired off; different if one member is different from all that are left."""
    if len(a) != len(b):
        return different(ANOTHER_COUNT)
    numbers = _numbers(a), _numbers(b)
    if numbers[0] is not None and numbers[1] is not None:
        return equal("members") if Counter(numbers[0]) == Counter(numbers[1]) else different("members")
    if len(a) * len(b) > MAX_PAIRS:
        return TOO_MANY
    left_b = list(b)
    left_a: list[Answer] = []
    for one in a:
        place = next((index for index, other in enumerate(left_b) if compare(one, other).state == "equal"), None)
        if place is None:
            left_a.append(one)
        else:
            del left_b[place]
    return _unpaired(left_a, left_b, compare)


def _unpaired(a: Sequence[Answer], b: Sequence[Answer], compare: Comparison) -> Finding:
    """Of members without an equal partner: what is equal was taken away on both sides, so what is left decides."""
    if not a:
        return equal("members")
    table = [[compare(one, other) for other in b] for one in a]
    rows = [{found.state for found in row} for row in table]
    columns = [{row[index].state for row in table} for index in range(len(b))]
    if {"different"} in rows or {"different"} in columns:
        return different("members")
    return next(found for row in table for found in row if found.state == "undecided")


def as_set(a: Sequence[Answer], b: Sequence[Answer], compare: Comparison) -> Finding:
    """Whether each member of either side is among the other's; repeated members count once."""
    numbers = _numbers(a), _numbers(b)
    if numbers[0] is not None and numbers[1] is not None:
        return equal("members") if set(numbers[0]) == set(numbers[1]) else different("members")
    if len(a) * len(b) > MAX_PAIRS:
        return TOO_MANY
    table = [[compare(one, other) for other in b] for one in a]
    lines = [[*row] for row in table] + [[row[index] for row in table] for index in range(len(b))]
    open_one: Finding | None = None
    for line in lines:
        states = {found.state for found in line}
        if states <= {"different"}:
            return different("members")
        if "equal" not in states and open_one is None:
            open_one = next(found for found in line if found.state == "undecided")
    return open_one or equal("members")


def _numbers(items: Sequence[Answer]) -> list[Fraction] | None:
    """The members' values where all are plain numbers."""
    values: list[Fraction] = []
    for item in items:
        if not isinstance(item, Expression) or not isinstance(item.tree, Number):
            return None
        values.append(item.tree.value)
    return values

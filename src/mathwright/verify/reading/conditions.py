"""Conditions that hold together: systems, two inequalities of one variable, the integers of an interval."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from typing import TypeGuard

from mathwright.verify.reading.answer import Answer, Collection, Definition, Expression, Region, Relation, System
from mathwright.verify.reading.families import with_parameter
from mathwright.verify.reading.numerals import whole
from mathwright.verify.reading.spans import ALL_REALS, span, united
from mathwright.verify.reading.tree import INFINITY, MINUS_INFINITY, Number, Symbol, Tree

_MAX_INTEGERS = 100


def values_joined(items: list[Answer]) -> list[Answer]:
    """``x = 1, 2`` and ``x = 1, x = 2``: the values that follow a definition belong to it."""
    joined: list[Answer] = []
    for item in items:
        before = joined[-1] if joined else None
        if isinstance(before, Definition) and (isinstance(item, Expression) or _defines_again(before, item)):
            values = (*_values(before.value), *_values(item.value if isinstance(item, Definition) else item))
            joined[-1] = Definition(before.name, Collection("list", values), before.parameters)
        elif isinstance(before, Region) and before.without and isinstance(item, Expression):
            joined[-1] = replace(before, without=(*before.without, item.tree))  # x != 0, 1
        else:
            joined.append(item)
    return joined


def _defines_again(before: Definition, item: Answer) -> bool:
    return isinstance(item, Definition) and (item.name, item.parameters) == (before.name, before.parameters)


def _values(value: Answer) -> tuple[Answer, ...]:
    return value.items if isinstance(value, Collection) and value.kind != "tuple" else (value,)


def unlike(items: list[Answer]) -> list[Answer]:
    """Without repetitions: "1/2 or 0.5" is one value."""
    found: dict[object, Answer] = {}
    for item in items:
        found.setdefault(item.tree if isinstance(item, Expression) else item, item)
    return list(found.values())


def system(items: list[Answer]) -> Answer:
    r"""All at once; ``x > 0, x != 2`` is one region, ``2k, k \in Z`` a family."""
    family = with_parameter(items)
    if family:
        return family
    if len(items) == 2:
        both = _both(*items)
        if both:
            return both
    flat = [one for item in items for one in (item.members if _is_all_of(item) else (item,))]
    return System(tuple(flat))


def _is_all_of(item: Answer) -> TypeGuard[System]:
    return isinstance(item, System) and item.joined == "and"


def _both(first: Answer, second: Answer) -> Answer | None:
    """What two conditions on one variable leave of the line, or of the integers; None where that is not plain."""
    if isinstance(second, Relation) and isinstance(first, Region):
        return with_integers(second, first)
    if isinstance(first, Relation) and isinstance(second, Region):
        return with_integers(first, second)
    if not isinstance(first, Region) or not isinstance(second, Region) or first.symbol != second.symbol:
        return None
    if first.spans == (ALL_REALS,):
        first, second = second, first
    if second.spans == (ALL_REALS,):
        return Region(first.spans, first.points, first.without + second.without, first.symbol)
    return _between(first, second)


def _between(first: Region, second: Region) -> Region | None:
    """``x > 1`` and ``x < 3`` as one interval; ``x < 1, x > 3`` as two."""
    if first.spans[0].low == MINUS_INFINITY:
        first, second = second, first
    low, high = first.spans[0], second.spans[0]
    if len(first.spans) != 1 or len(second.spans) != 1 or low.high != INFINITY or high.low != MINUS_INFINITY:
        return None
    if first.without or second.without:
        return None
    if _rises(high.high, low.low):
        # Nothing is both: the two parts of a solution.
        return united([second, first], first.symbol)
    if not _rises(low.low, high.high):
        return None
    return Region((span(low.low, high.high, low.low_closed, high.high_closed),), symbol=first.symbol)


def _rises(low: Tree, high: Tree) -> bool:
    return isinstance(low, Number) and isinstance(high, Number) and low.value < high.value


def with_integers(member: Relation, region: Region) -> Collection | None:
    r"""The integers of a bounded interval, for ``x \in \mathbb{Z}`` and an interval of x; None for anything else."""
    if member.operators != ("in",) or len(region.spans) != 1 or not isinstance(member.terms[0], Symbol):
        return None
    domain, one = member.terms[1], region.spans[0]
    if not isinstance(one.low, Number) or not isinstance(one.high, Number) or region.points or region.without:
        return None
    if region.symbol != member.terms[0].name or one.high.value - one.low.value > _MAX_INTEGERS:
        return None
    low = floor(one.low.value) + (0 if one.low_closed and one.low.value.denominator == 1 else 1)
    high = ceil(one.high.value) - (0 if one.high_closed and one.high.value.denominator == 1 else 1)
    # Whether 0 is a natural number is not settled.
    if domain not in (Symbol("set Z"), Symbol("Z")) and not (domain in (Symbol("set N"), Symbol("N")) and low > 0):
        return None
    return Collection("set", tuple(Expression(whole(value)) for value in range(low, high + 1)))

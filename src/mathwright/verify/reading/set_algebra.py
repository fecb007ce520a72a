"""Intersections, differences and complements of regions and sets whose ends are plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import and_, sub

from mathwright.verify.reading.answer import Collection, Expression, Region, Span
from mathwright.verify.reading.cursor import fail
from mathwright.verify.reading.spans import ALL_REALS, is_infinite, span
from mathwright.verify.reading.tree import INFINITY, MINUS_INFINITY, Number, Tree

MAX_ENDS = 100
"""Ends and points of both sides together."""

Operation = Callable[[set[int], set[int]], set[int]]


def intersection(left: Region | Collection, right: Region | Collection) -> Region | Collection:
    """What both hold.

    Raises NotRead where an end or a member is no plain number.
    """
    return _both(left, right, and_)


def difference(left: Region | Collection, right: Region | Collection) -> Region | Collection:
    """What the first holds and the second does not; of a region and single points, the region without them.

    Raises NotRead where an end or a member is no plain number.
    """
    if isinstance(left, Region) and isinstance(right, Collection):
        return Region(left.spans, left.points, left.without + points_of(right), left.symbol)
    return _both(left, right, sub)


def complement(region: Region | Collection, symbol: str) -> Region:
    r"""All real numbers outside, as ``x \notin`` says."""
    left = difference(Region((ALL_REALS,)), region)
    return Region(left.spans, left.points, left.without, symbol) if isinstance(left, Region) else fail("not a set")


def points_of(answer: Collection) -> tuple[Tree, ...]:
    """The members of a set of numbers.

    Raises NotRead for other members, and for dots.
    """
    points = tuple(item.tree for item in answer.items if isinstance(item, Expression))
    if len(points) != len(answer.items) or answer.ellipsis_at is not None:
        fail("not a set of numbers")
    return points


def _both(left: Region | Collection, right: Region | Collection, operation: Operation) -> Region | Collection:
    one, other = (Region((), points_of(side)) if isinstance(side, Collection) else side for side in (left, right))
    ends = sorted({_number(end) for end in (*_ends(one), *_ends(other)) if not is_infinite(end)})
    if len(ends) > MAX_ENDS:
        fail("too many ends")
    held = operation(_atoms(one, ends), _atoms(other, ends))
    region = _region(sorted(held), ends)
    if isinstance(left, Collection) or isinstance(right, Collection):
        return Collection("set", tuple(Expression(point) for point in region.points))
    return region


def _ends(region: Region) -> list[Tree]:
    return [*(end for one in region.spans for end in (one.low, one.high)), *region.points, *region.without]


def _number(tree: Tree) -> Fraction:
    return tree.value if isinstance(tree, Number) else fail("an intersection or difference of sets")


def _atoms(region: Region, ends: list[Fraction]) -> set[int]:
    """The line cut at its ends: of the n-th end the atom 2n + 1, of the gap before it 2n; those the region holds."""
    at = {end: 2 * place + 1 for place, end in enumerate(ends)}
    held: set[int] = set()
    for one in region.spans:
        low = 0 if is_infinite(one.low) else at[_number(one.low)] + (not one.low_closed)
        high = 2 * len(ends) if is_infinite(one.high) else at[_number(one.high)] - (not one.high_closed)
        held.update(range(low, high + 1))
    held.update(at[_number(point)] for point in region.points)
    return held - {at[_number(point)] for point in region.without}


def _region(atoms: list[int], ends: list[Fraction]) -> Region:
    spans: list[Span] = []
    points: list[Tree] = []
    place = 0
    while place < len(atoms):
        last = place
        while last + 1 < len(atoms) and atoms[last + 1] == atoms[last] + 1:
            last += 1
        if place == last and atoms[place] % 2:
            points.append(Number(ends[atoms[place] // 2]))
        else:
            spans.append(_span(atoms[place], atoms[last], ends))
        place = last + 1
    return Region(tuple(spans), tuple(points))


def _span(first: int, last: int, ends: list[Fraction]) -> Span:
    low = MINUS_INFINITY if first == 0 else Number(ends[(first - 1) // 2])
    high = INFINITY if last == 2 * len(ends) else Number(ends[last // 2])
    return span(low, high, first % 2 == 1, last % 2 == 1)

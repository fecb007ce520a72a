"""Intervals of real numbers: how their ends are written, and their unions."""

from __future__ import annotations

from mathwright.verify.reading.answer import Answer, Expression, Region, Span
from mathwright.verify.reading.cursor import fail
from mathwright.verify.reading.tree import INFINITY, MINUS_INFINITY, Number, Tree

ALL_REALS = Span(MINUS_INFINITY, INFINITY, False, False)


def is_infinite(tree: Tree) -> bool:
    """Whether it is written as plus or minus infinity."""
    return tree in (INFINITY, MINUS_INFINITY)


def span(low: Tree, high: Tree, low_closed: bool, high_closed: bool) -> Span:
    """The interval, open at infinite ends."""
    return Span(low, high, low_closed and not is_infinite(low), high_closed and not is_infinite(high))


def interval(opener: str, closer: str, items: list[Answer]) -> Region | None:
    """The interval with these ends; None where it is none, such as (3, 1)."""
    if len(items) != 2:
        return None
    low, high = items
    if not isinstance(low, Expression) or not isinstance(high, Expression):
        return None
    if isinstance(low.tree, Number) and isinstance(high.tree, Number) and low.tree.value >= high.tree.value:
        return None
    return Region((span(low.tree, high.tree, opener == "[", closer == "]"),))


def has_infinite_end(region: Region) -> bool:
    """Whether an interval of it goes on without end."""
    return any(is_infinite(one.low) or is_infinite(one.high) for one in region.spans)


def united(regions: list[Region], symbol: str | None) -> Region:
    """The union; NotRead where points are taken out of one."""
    if any(one.without for one in regions):
        fail("a union of sets with points taken out")
    return Region(
        tuple(span for one in regions for span in one.spans),
        tuple(point for one in regions for point in one.points),
        (),
        symbol,
    )

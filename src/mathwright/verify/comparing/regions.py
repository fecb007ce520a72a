"""Sets of real numbers: unions of intervals and points, compared over the atoms that all their ends cut the line into.

With the distinct ends e1 < … < en of both sides, the line is n points and n + 1 gaps.  Each side is the set of the
atoms it holds, so unions need not be merged first: (1, 2) ∪ {2} ∪ (2, 3) is (1, 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.exact.compare import order
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Region, Span
from mathwright.verify.reading.tree import Constant, Number, Product, Tree

MAX_ENDS = 200
"""Ends of intervals and points of both sides that are put in order."""

REGION = "region"
_REVERSED = "interval with its ends the wrong way round"
_UNORDERED = "ends that could not be put in order"


class UnorderedError(Exception):
    """Two ends could not be proved smaller, equal or greater."""


def compare_regions(a: Region, b: Region) -> Finding:
    """Whether two regions hold the same numbers; a variable's name counts where both sides name it."""
    if a.symbol and b.symbol and a.symbol != b.symbol:
        return different("another variable")
    try:
        places = places_of([*ends_of(a), *ends_of(b)])
    except UnorderedError:
        return _end_by_end(a, b)
    one, other = atoms_of(a, places), atoms_of(b, places)
    if one is None and other is None:
        return undecided(_REVERSED)
    # An interval with its ends the wrong way round is no interval: it holds nothing.
    return equal(REGION) if one == other else different(REGION)


def is_empty(region: Region) -> bool | None:
    """Whether a region holds no number; None where its ends could not be put in order."""
    try:
        atoms = atoms_of(region, places_of(list(ends_of(region))))
    except UnorderedError:
        return None
    return None if atoms is None else not atoms


def finite_points(region: Region) -> tuple[Tree, ...] | None:
    """The members of a region that is a finite set of written points; None where it has intervals."""
    return None if region.spans or region.without else region.points


def sign_of_infinity(tree: Tree) -> int:
    """1 for infinity, -1 for minus infinity, 0 for anything else."""
    match tree:
        case Constant("infinity"):
            return 1
        case Product((Number(value), Constant("infinity"))):
            return 1 if value > 0 else -1
    return 0


def ends_of(region: Region) -> Iterator[Tree]:
    """The ends of its intervals, its points, and those taken out."""
    for span in region.spans:
        yield span.low
        yield span.high
    yield from region.points
    yield from region.without


def places_of(ends: list[Tree]) -> dict[Tree, int]:
    """Each finite end to the number of its atom: 1, 3, 5, … for the points, the gaps between them are even.

    Raises UnorderedError.
    """
    finite = list(dict.fromkeys(end for end in ends if not sign_of_infinity(end)))
    if len(finite) > MAX_ENDS:
        raise UnorderedError
    finite.sort(key=cmp_to_key(_ordered))
    places: dict[Tree, int] = {}
    place = -1
    for index, end in enumerate(finite):
        if index == 0 or _ordered(finite[index - 1], end):
            place += 2
        places[end] = place
    return places


def _ordered(a: Tree, b: Tree) -> int:
    if isinstance(a, Number) and isinstance(b, Number):
        return (a.value > b.value) - (a.value < b.value)
    found = order(a, b)
    if found is None:
        raise UnorderedError
    return found


def atoms_of(region: Region, places: dict[Tree, int]) -> set[int] | None:
    """The atoms that a region holds; None where an interval's low end is not below its high end."""
    last = max(places.values(), default=-1) + 1
    atoms: set[int] = set()
    for span in region.spans:
        held = _span_atoms(span, places, last)
        if held is None:
            return None
        atoms.update(held)
    atoms.update(places[point] for point in region.points)
    return atoms.difference(places[point] for point in region.without)


def _span_atoms(span: Span, places: dict[Tree, int], last: int) -> range | None:
    low, high = sign_of_infinity(span.low), sign_of_infinity(span.high)
    if low > 0 or high < 0:
        return None
    first = 0 if low else places[span.low] + (not span.low_closed)
    end = last if high else places[span.high] - (not span.high_closed)
    return range(first, end + 1) if first <= end else None


def _end_by_end(a: Region, b: Region) -> Finding:
    """Of two single intervals with variables in their ends: the same ends, or one that is not."""
    if len(a.spans) != 1 or len(b.spans) != 1 or a.points or b.points or a.without or b.without:
        return undecided(_UNORDERED)
    one, other = a.spans[0], b.spans[0]
    if (one.low_closed, one.high_closed) != (other.low_closed, other.high_closed):
        return undecided(_UNORDERED)
    lows, highs = _compare_ends(one.low, other.low), _compare_ends(one.high, other.high)
    if lows.state == highs.state == "equal":
        return equal(REGION)
    return undecided(_UNORDERED) if "undecided" in (lows.state, highs.state) else different(REGION)


def _compare_ends(a: Tree, b: Tree) -> Finding:
    if sign_of_infinity(a) or sign_of_infinity(b):
        return equal(REGION) if sign_of_infinity(a) == sign_of_infinity(b) else different(REGION)
    return compare_trees(a, b)

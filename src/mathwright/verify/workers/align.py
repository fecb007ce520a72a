"""Two readings compared part by part with sympy, where the same kind of answer stands on both sides.

The kinds themselves are compared by ``comparing/``, before a worker is asked; here only parts that stand in the
same place meet, so that nothing is equal by a generous reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from mathwright.verify.comparing.antiderivatives import compare_antiderivatives
from mathwright.verify.comparing.degenerate import is_doubtful
from mathwright.verify.exact.compare import proportional
from mathwright.verify.finding import Finding, equal, undecided
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
    Span,
)
from mathwright.verify.reading.tree import Product, Sum, Tree, negative
from mathwright.verify.workers.conditions import meeting
from mathwright.verify.workers.protocol import NOT_PARSED
from mathwright.verify.workers.symbolic import OPEN, compare_trees, is_constant_ratio

MOST_MEMBERS = 12
"""Of a set or list that is matched; each pair may cost a simplification."""
ALL_EQUAL = equal("sympy")
KINDS = undecided("answers of different kinds")


def compare_readings(a: Readings, b: Readings) -> Finding:
    """Whether two answers are equal; ``not parsed`` where no two of their readings meet."""
    met = meeting(a, b)
    if met is None:
        return NOT_PARSED
    found = _compare(*met)
    # That second-best readings differ says nothing of the answers.
    return found if found.state == "equal" or met == (a[0], b[0]) else OPEN


def _compare(a: Answer, b: Answer) -> Finding:
    match a, b:
        case Expression(), Expression():
            return compare_antiderivatives(a.tree, b.tree, compare_trees) or compare_trees(a.tree, b.tree)
        case Quantity(), Quantity():
            return _compare_quantities(a, b)
        case Definition(), Definition():
            same_name = a.name == b.name and a.parameters == b.parameters
            return _compare(a.value, b.value) if same_name else KINDS
        case (Definition(value=value), other) | (other, Definition(value=value)):
            return _compare(value, other)
    return _compare_parts(a, b)


def _compare_parts(a: Answer, b: Answer) -> Finding:
    match a, b:
        case Collection(), Collection():
            return _compare_collections(a, b)
        case Matrix(), Matrix():
            return _compare_matrices(a, b)
        case Region(), Region():
            return _compare_regions(a, b)
        case Relation(), Relation():
            return _compare_relations(a, b)
    return KINDS


def _compare_quantities(a: Quantity, b: Quantity) -> Finding:
    same_unit = (a.unit.dimension, a.unit.offset, a.unit.noun) == (b.unit.dimension, b.unit.offset, b.unit.noun)
    if not same_unit:
        return KINDS
    return compare_trees(Product((a.value.tree, a.unit.factor)), Product((b.value.tree, b.unit.factor)))


def _compare_collections(a: Collection, b: Collection) -> Finding:
    if a.kind != b.kind or len(a.items) != len(b.items) or a.ellipsis_at != b.ellipsis_at:
        return KINDS
    if a.kind == "tuple":
        return _all(partial(_compare, x, y) for x, y in zip(a.items, b.items, strict=True))
    return _matched(a.items, b.items)


def _matched(a: Sequence[Answer], b: Sequence[Answer]) -> Finding:
    """Equal if the members pair off, different if some member of ``a`` is different from all of ``b``."""
    if len(a) > MOST_MEMBERS:
        return OPEN
    left = list(b)
    for member in a:
        findings = [_compare(member, other) for other in left]
        states = [finding.state for finding in findings]
        if "equal" in states:
            left.pop(states.index("equal"))
        elif "undecided" in states or len(left) < len(b):
            # A member whose equal was taken by another may still have one: repeated members.
            return OPEN
        else:
            return findings[0]
    return ALL_EQUAL


def _compare_matrices(a: Matrix, b: Matrix) -> Finding:
    if [len(row) for row in a.rows] != [len(row) for row in b.rows] or a.determinant != b.determinant:
        return KINDS
    entries = zip(sum(a.rows, ()), sum(b.rows, ()), strict=True)
    return _all(partial(compare_trees, x, y) for x, y in entries)


def _compare_regions(a: Region, b: Region) -> Finding:
    if len(a.points) != len(b.points) or len(a.without) != len(b.without) or len(a.spans) != len(b.spans):
        return KINDS
    if any(_closed(x) != _closed(y) for x, y in zip(a.spans, b.spans, strict=True)):
        return KINDS
    found = _all(partial(compare_trees, x, y) for x, y in zip(_ends(a), _ends(b), strict=True))
    # Ends may be written in another order, and spans may touch: only "equal" is to be relied on.
    return found if found.state == "equal" else OPEN


def _closed(span: Span) -> tuple[bool, bool]:
    return span.low_closed, span.high_closed


def _ends(region: Region) -> list[Tree]:
    ends = [end for span in region.spans for end in (span.low, span.high)]
    return [*ends, *region.points, *region.without]


def _compare_relations(a: Relation, b: Relation) -> Finding:
    """Two equations that differ by a constant factor are equal; nothing is said of any others."""
    if a.operators != ("=",) or b.operators != ("=",) or a.modulus is not None or b.modulus is not None:
        return OPEN
    if len(a.terms) != len(b.terms) or is_doubtful(a, b):
        return OPEN
    left, right = _difference(a), _difference(b)
    # What differs at a point needs no simplification, which takes sympy long.
    if proportional(left, right).finding.state == "different":
        return OPEN
    return ALL_EQUAL if is_constant_ratio(left, right) else OPEN


def _difference(relation: Relation) -> Tree:
    left, right = relation.terms
    return Sum((left, negative(right)))


def _all(comparisons: Iterable[partial[Finding]]) -> Finding:
    """Equal if all are, different if one is; stops at the first that settles it."""
    still_open: Finding | None = None
    for comparison in comparisons:
        found = comparison()
        if found.state == "different":
            return found
        if found.state == "undecided":
            still_open = still_open or found
    return still_open or ALL_EQUAL

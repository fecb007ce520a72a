r"""Families of numbers over the integers, such as ``\frac{\pi}{6} + k\pi``, as sets of numbers.

A family of lines offset + period · k is cut to the common period P of both sides: each line is then the finite set
of its offsets below P, and two families are equal if these sets agree up to multiples of P.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from mathwright.verify.comparing.members import Comparison
from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.exact.compare import is_number, linear_in, rounded, sign_of, value_of
from mathwright.verify.finding import Finding, State, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Collection, Expression, Family, Word
from mathwright.verify.reading.tree import Number, Product, Sum, Symbol, Tree, negative, quotient, symbols_of

MAX_OFFSETS = 60
"""Offsets of one side below the common period."""

FAMILY = "family of solutions"
_OPEN = undecided("families of other form")
_AGAINST_NUMBER = different("one value against a family")


class _Line(NamedTuple):
    """The numbers offset + period · k."""

    offset: Tree
    period: Tree


def compare_families(a: Family, b: Family) -> Finding:
    """Whether two families are the same set of numbers."""
    if _written_alike(a, b):
        return equal(FAMILY)
    lines, others = _lines(a), _lines(b)
    if lines is None or others is None:
        return _OPEN
    found = _by_offsets(lines, others)
    if found is None and len(lines) == len(others) == 1:
        found = _by_period(lines[0], others[0])
    return found or _OPEN


def _written_alike(a: Family, b: Family) -> bool:
    """Whether each formula of either side is one of the other's, with the parameter renamed."""
    renamed = [substituted(tree, {b.parameter: Symbol(a.parameter)}) for tree in b.members]
    if len(a.members) != len(renamed) or (a.parameter != b.parameter and a.parameter in _names(b)):
        return False
    table = [[compare_trees(one, other).state == "equal" for other in renamed] for one in a.members]
    return all(any(row) for row in table) and all(any(column) for column in zip(*table, strict=True))


def _names(family: Family) -> frozenset[str]:
    return frozenset().union(*(symbols_of(tree) for tree in family.members))


def _lines(family: Family) -> list[_Line] | None:
    lines = []
    for tree in family.members:
        line = linear_in(tree, family.parameter)
        if line is None or not sign_of(line[0]):
            return None
        lines.append(_Line(line[1], line[0]))
    return lines


def _by_offsets(a: list[_Line], b: list[_Line]) -> Finding | None:
    """By the offsets below the common period; None where the periods have none, or too many offsets lie below it."""
    unit = a[0].period
    periods = [value_of(quotient(line.period, unit)) for line in (*a, *b)]
    known = [abs(period) for period in periods if period]
    if len(known) != len(periods):
        return None
    common = Fraction(lcm(*(one.numerator for one in known)), gcd(*(one.denominator for one in known)))
    if sum(common / period for period in known) > MAX_OFFSETS:
        return None
    length = Product((Number(common), unit))
    first, second = _offsets(a, known[: len(a)], common, unit), _offsets(b, known[len(a) :], common, unit)
    table = [[_congruent(one, other, length) for other in second] for one in first]
    return _matched([*table, *map(list, zip(*table, strict=True))])


def _offsets(lines: list[_Line], periods: list[Fraction], common: Fraction, unit: Tree) -> list[Tree]:
    """offset + j · period for each j below the common period."""
    return [
        Sum((line.offset, Product((Number(period * step), unit))))
        for line, period in zip(lines, periods, strict=True)
        for step in range(int(common / period))
    ]


def _matched(rows: list[list[State]]) -> Finding:
    """Equal if each offset has its like on the other side, different if one is unlike all."""
    if any(set(row) == {"different"} for row in rows):
        return different(FAMILY)
    return equal(FAMILY) if all("equal" in row for row in rows) else _OPEN


def _congruent(a: Tree, b: Tree, length: Tree) -> State:
    """Whether two numbers differ by a whole multiple of the length."""
    steps = quotient(Sum((a, negative(b))), length)
    exact = value_of(steps)
    if exact is not None:
        return "equal" if exact.denominator == 1 else "different"
    nearest = rounded(steps, 0) if is_number(steps) else None
    if not nearest:
        return "undecided"
    return "different" if all(compare_trees(steps, Number(one)).state == "different" for one in nearest) else "undecided"


def _by_period(a: _Line, b: _Line) -> Finding | None:
    """Single lines with other periods differ; None where that is not proved."""
    for period in (b.period, negative(b.period)):
        if compare_trees(a.period, period).state != "different":
            return None
    return different(FAMILY)


def compare_family_with_formulas(family: Family, other: Expression | Collection, compare: Comparison) -> Finding:
    r"""``2k\pi`` without "k is an integer" is the family of the same formula; numbers are no family."""
    items: tuple[Answer, ...] = (other,) if isinstance(other, Expression) else other.items
    trees = tuple(item.tree for item in items if isinstance(item, Expression))
    if isinstance(other, Collection) and (other.kind == "tuple" or other.ellipsis_at is not None):
        return _OPEN
    if len(trees) != len(items):
        return _OPEN
    if all(is_number(tree) for tree in trees):
        return _AGAINST_NUMBER
    names = frozenset().union(*(symbols_of(tree) for tree in trees))
    parameter = family.parameter if family.parameter in names else min(names)
    found = compare(family, Family(trees, parameter)) if len(names) == 1 or family.parameter in names else _OPEN
    return found if found.state == "equal" else _OPEN


def family_with_word(family: Family, word: Word) -> Finding:
    """A family is not "no solution", and it is infinitely many; of other words nothing is said."""
    return different("family against word") if word.closed_set == "no_solution" and family.members else _OPEN

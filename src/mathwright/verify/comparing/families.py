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
from mathwright.verify.reading.tree import Number, Power, Product, Sum, Symbol, Tree, negative, quotient, symbols_of

MAX_MEMBERS = 12
"""Formulas of a family that is compared."""
MAX_OFFSETS = 200
"""Offsets of both sides below the common period."""

FAMILY = "family of solutions"
_PARAMETERS = frozenset("kn")
"""Letters that stand for any integer where nothing is said of them."""
_OPEN = undecided("families of other form")
_AGAINST_NUMBER = different("one value against a family")


class _Line(NamedTuple):
    """The numbers offset + period · k."""

    offset: Tree
    period: Tree


def compare_families(a: Family, b: Family) -> Finding:
    """Whether two families are the same set of numbers."""
    if max(len(a.members), len(b.members)) > MAX_MEMBERS:
        return undecided("too many members")
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
        line = _line(tree, family.parameter)
        found = [line] if line else [_line(half, family.parameter) for half in _even_and_odd(tree, family.parameter)]
        known = [one for one in found if one]
        if len(known) != len(found):
            return None
        lines.extend(known)
    return lines


def _line(tree: Tree, parameter: str) -> _Line | None:
    line = linear_in(tree, parameter)
    return _Line(line[1], line[0]) if line and sign_of(line[0]) else None


def _even_and_odd(tree: Tree, parameter: str) -> list[Tree]:
    """The formula for 2k and for 2k + 1, in which (-1)^k is a number."""
    even = Product((Number(Fraction(2)), Symbol(parameter)))
    odd = Sum((even, Number(Fraction(1))))
    return [_with_signs(substituted(tree, {parameter: half}), parameter) for half in (even, odd)]


def _with_signs(tree: Tree, parameter: str) -> Tree:
    """With (-1)^(2k + n) as 1 or -1."""
    match tree:
        case Sum(terms):
            return Sum(tuple(_with_signs(term, parameter) for term in terms))
        case Product(factors):
            return Product(tuple(_with_signs(factor, parameter) for factor in factors))
        case Power(Number(value), exponent) if value == -1:
            line = linear_in(exponent, parameter)
            slope, rest = (value_of(line[0]), value_of(line[1])) if line else (None, None)
            if slope is not None and rest is not None and slope % 2 == 0 and rest.denominator == 1:
                return Number(Fraction((-1) ** (rest.numerator % 2)))
    return tree


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
    step = Fraction(1, lcm(*(one.denominator for one in known)))
    gaps = [[_gap(one, other, unit, step) for other in b] for one in a]
    first, second = _steps(known[: len(a)], common), _steps(known[len(a) :], common)
    table = [[_congruent(gaps[i][j], shift - other, common) for j, other in second] for i, shift in first]
    return _matched([*table, *map(list, zip(*table, strict=True))])


def _steps(periods: list[Fraction], common: Fraction) -> list[tuple[int, Fraction]]:
    """For each line its number, with each multiple of its period below the common one."""
    return [(place, period * count) for place, period in enumerate(periods) for count in range(int(common / period))]


def _gap(a: _Line, b: _Line, unit: Tree, step: Fraction) -> Fraction | State:
    """How many units lie between two offsets; ``different`` where that is no multiple of the step."""
    gap = quotient(Sum((a.offset, negative(b.offset))), unit)
    exact = value_of(gap)
    if exact is not None:
        return exact
    if not is_number(gap):
        return "undecided"
    scaled = Product((Number(1 / step), gap))
    nearest = rounded(scaled, 0)
    if not nearest or any(compare_trees(scaled, Number(one)).state != "different" for one in nearest):
        return "undecided"
    return "different"


def _congruent(gap: Fraction | State, shift: Fraction, common: Fraction) -> State:
    """Whether two offsets, one of them shifted, differ by a whole multiple of the common period."""
    if not isinstance(gap, Fraction):
        return gap
    return "equal" if ((gap + shift) / common).denominator == 1 else "different"


def _matched(rows: list[list[State]]) -> Finding:
    """Equal if each offset has its like on the other side, different if one is unlike all."""
    if any(set(row) == {"different"} for row in rows):
        return different(FAMILY)
    return equal(FAMILY) if all("equal" in row for row in rows) else _OPEN


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
    parameter = family.parameter if family.parameter in names else next(iter(names & _PARAMETERS), None)
    if parameter is None:
        return _OPEN
    found = compare(family, Family(trees, parameter))
    return found if found.state == "equal" else _OPEN


def family_with_word(family: Family, word: Word) -> Finding:
    """A family is not "no solution", and it is infinitely many; of other words nothing is said."""
    return different("family against word") if word.closed_set == "no_solution" and family.members else _OPEN

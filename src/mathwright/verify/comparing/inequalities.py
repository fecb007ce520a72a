"""Inequalities in one variable, solved exactly: polynomials, their quotients, and absolute values of these.

The line is cut at every zero and pole that the two sides can have; on the stretches between, the sign does not change,
so one number of each stretch decides for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise, product
from typing import Any, NamedTuple

from flint import fmpq, fmpq_poly, fmpz_poly  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.exact.compare import order, rounded, sign_of, value_of
from mathwright.verify.reading.answer import Region, Relation, Span
from mathwright.verify.reading.tree import (
    INFINITY,
    MINUS_INFINITY,
    Call,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Tree,
    children,
    negative,
    quotient,
    symbols_of,
)

MAX_DEGREE = 12
"""Of the polynomials that are solved."""
MAX_BARS = 3
"""Absolute values in one relation; each doubles the polynomials that are solved."""
MAX_BITS = 400
"""Of their coefficients, as whole numbers."""
MAX_LINKS = 6
"""Relation signs of a chain."""
MAX_CUTS = 24
"""Points that cut the line."""
_DECIMALS = 12
"""Digits to which two neighbouring cuts must differ, so that a number between them is found."""

_HELD_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "!=": (-1, 1)}


class UnsolvedError(Exception):
    """The relation is of no form that is solved here."""


class _Quotient(NamedTuple):
    """top / bottom, not reduced, so that every pole stays."""

    top: fmpq_poly
    bottom: fmpq_poly


class _Condition(NamedTuple):
    """``form operator 0``, in one of the signs that hold."""

    form: Tree
    signs: tuple[int, ...]


def solved_inequality(relation: Relation) -> Region | None:
    """The numbers for which an inequality, or a chain of them, in one variable holds; None where it is not solved."""
    variables = frozenset().union(*(symbols_of(term) for term in relation.terms))
    if len(variables) != 1 or len(relation.operators) > MAX_LINKS or relation.modulus is not None:
        return None
    if not set(relation.operators) <= set(_HELD_SIGNS):
        return None
    (variable,) = variables
    links = zip(relation.terms, relation.operators, relation.terms[1:], strict=False)
    conditions = [_Condition(Sum((left, negative(right))), _HELD_SIGNS[sign]) for left, sign, right in links]
    try:
        return _solved(conditions, variable)
    except UnsolvedError:
        return None


def _solved(conditions: list[_Condition], variable: str) -> Region:
    zeros: set[Tree] = set()
    poles: set[Tree] = set()
    for condition in conditions:
        for part in _without_bars(condition.form, variable):
            zeros.update(_real_roots(part.top))
            poles.update(_real_roots(part.bottom))
    cuts = _in_order(zeros | poles)
    spans = [
        Span(low, high, False, False)
        for low, high in pairwise([MINUS_INFINITY, *cuts, INFINITY])
        if _holds(conditions, variable, _between(low, high))
    ]
    points = [cut for cut in cuts if cut not in poles and _holds(conditions, variable, cut)]
    return Region(tuple(spans), tuple(points), symbol=variable)


def _holds(conditions: list[_Condition], variable: str, point: Tree) -> bool:
    signs = [sign_of(substituted(condition.form, {variable: point})) for condition in conditions]
    if None in signs:
        raise UnsolvedError
    return all(sign in condition.signs for sign, condition in zip(signs, conditions, strict=True))


def _without_bars(form: Tree, variable: str) -> Iterator[_Quotient]:
    """The form with every choice of sign for its absolute values: each of its zeros and poles is one of theirs."""
    bars = list(dict.fromkeys(_bars(form, variable)))
    if len(bars) > MAX_BARS:
        raise UnsolvedError
    for signs in product((1, -1), repeat=len(bars)):
        yield _quotient(form, variable, dict(zip(bars, signs, strict=True)))


def _bars(tree: Tree, variable: str) -> Iterator[Call]:
    if isinstance(tree, Call) and tree.name == "abs" and variable in symbols_of(tree):
        yield tree
        return
    for child in children(tree):
        yield from _bars(child, variable)


def _quotient(tree: Tree, variable: str, bars: Mapping[Tree, int]) -> _Quotient:
    """The tree as a quotient of polynomials; raises UnsolvedError for any other."""
    if variable not in symbols_of(tree):
        value = value_of(tree)
        if value is None:
            raise UnsolvedError
        return _Quotient(_constant(value), _constant(Fraction(1)))
    match tree:
        case Symbol():
            return _Quotient(fmpq_poly([0, 1]), _constant(Fraction(1)))
        case Sum(terms):
            return _sum([_quotient(term, variable, bars) for term in terms])
        case Product(factors):
            return _product([_quotient(factor, variable, bars) for factor in factors])
        case Power(base, Number(exponent)) if exponent.denominator == 1 and abs(exponent) <= MAX_DEGREE:
            return _power(_quotient(base, variable, bars), int(exponent))
        case Call("abs", (inner,)) if tree in bars:
            top, bottom = _quotient(inner, variable, bars)
            return _Quotient(top * bars[tree], bottom)
    raise UnsolvedError


def _constant(value: Fraction) -> fmpq_poly:
    return fmpq_poly([fmpq(value.numerator, value.denominator)])


def _sum(terms: list[_Quotient]) -> _Quotient:
    total = terms[0]
    for term in terms[1:]:
        total = _bounded(total.top * term.bottom + term.top * total.bottom, total.bottom * term.bottom)
    return total


def _product(factors: list[_Quotient]) -> _Quotient:
    total = factors[0]
    for factor in factors[1:]:
        total = _bounded(total.top * factor.top, total.bottom * factor.bottom)
    return total


def _power(base: _Quotient, exponent: int) -> _Quotient:
    if max(base.top.degree(), base.bottom.degree()) * abs(exponent) > MAX_DEGREE:
        raise UnsolvedError
    top, bottom = base if exponent >= 0 else (base.bottom, base.top)
    # The base's own poles stay poles.
    kept = base.bottom if exponent < 0 else _constant(Fraction(1))
    return _bounded(top ** abs(exponent) * kept, bottom ** abs(exponent) * kept)


def _bounded(top: fmpq_poly, bottom: fmpq_poly) -> _Quotient:
    if max(top.degree(), bottom.degree()) > MAX_DEGREE or bottom.degree() < 0:
        raise UnsolvedError
    return _Quotient(top, bottom)


def _real_roots(polynomial: fmpq_poly) -> list[Tree]:
    """The real roots; none of a constant.  Raises UnsolvedError where one is neither rational nor quadratic."""
    if polynomial.degree() < 1:
        return []
    whole = fmpz_poly(polynomial.numer())
    if whole.height_bits() > MAX_BITS:
        raise UnsolvedError
    _, factors = whole.factor()
    return [root for factor, _ in factors for root in _roots_of_factor(factor)]


def _roots_of_factor(factor: fmpz_poly) -> list[Tree]:
    coefficients = [int(coefficient) for coefficient in factor.coeffs()]
    if len(coefficients) == 2:
        return [Number(Fraction(-coefficients[0], coefficients[1]))]
    if len(coefficients) > 3:
        if _has_real_root(factor):
            raise UnsolvedError
        return []
    c, b, a = coefficients
    square = b * b - 4 * a * c
    if square < 0:
        return []
    surd = Call("root", (Number(Fraction(square)), Number(Fraction(2))))
    return [
        quotient(Sum((Number(Fraction(-b)), Product((Number(Fraction(sign)), surd)))), Number(Fraction(2 * a)))
        for sign in (1, -1)
    ]


def _has_real_root(factor: fmpz_poly) -> bool:
    roots: Any = factor.complex_roots()
    return any(root.imag.contains(0) for root, _ in roots)


def _in_order(cuts: set[Tree]) -> list[Tree]:
    if len(cuts) > MAX_CUTS:
        raise UnsolvedError
    return sorted(cuts, key=cmp_to_key(_order))


def _order(a: Tree, b: Tree) -> int:
    found = order(a, b)
    # Two cuts are roots of irreducible factors, so that different ones are different numbers.
    if not found and a != b:
        raise UnsolvedError
    return found or 0


def _between(low: Tree, high: Tree) -> Number:
    """A number between two cuts, either of which may be infinite."""
    below = None if low == MINUS_INFINITY else _near(low)
    above = None if high == INFINITY else _near(high)
    if below is None or above is None:
        edge = below if below is not None else above
        if edge is None:
            return Number(Fraction(0))
        return Number(edge + 1 if above is None else edge - 1)
    middle = Number((below + above) / 2)
    if order(low, middle) != -1 or order(middle, high) != -1:
        raise UnsolvedError
    return middle


def _near(cut: Tree) -> Fraction:
    found = rounded(cut, _DECIMALS)
    if not found:
        raise UnsolvedError
    return min(found)

"""Sine and cosine at simple parts of pi, as surds, and the inverse functions at the values they take there."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.polynomials import Poly, key_of, scaled

_HALF = Fraction(1, 2)


def _surds(*terms: tuple[Fraction, tuple[int, ...]]) -> Poly:
    return {tuple((f"#{p}", _HALF) for p in primes): fmpq(c.numerator, c.denominator) for c, primes in terms}


_QUARTER = Fraction(1, 4)
COSINES: dict[Fraction, Poly] = {
    Fraction(0): _surds((Fraction(1), ())),
    Fraction(1, 12): _surds((_QUARTER, (2, 3)), (_QUARTER, (2,))),
    Fraction(1, 6): _surds((_HALF, (3,))),
    Fraction(1, 5): _surds((_QUARTER, ()), (_QUARTER, (5,))),
    Fraction(1, 4): _surds((_HALF, (2,))),
    Fraction(1, 3): _surds((_HALF, ())),
    Fraction(2, 5): _surds((-_QUARTER, ()), (_QUARTER, (5,))),
    Fraction(5, 12): _surds((_QUARTER, (2, 3)), (-_QUARTER, (2,))),
    _HALF: {},
}
"""cos(r pi) for r in [0, 1/2], where it is a sum of square roots of rationals."""

TANGENTS: dict[Fraction, Poly] = {
    Fraction(0): {},
    Fraction(1, 12): _surds((Fraction(2), ()), (Fraction(-1), (3,))),
    Fraction(1, 6): _surds((Fraction(1, 3), (3,))),
    Fraction(1, 4): _surds((Fraction(1), ())),
    Fraction(1, 3): _surds((Fraction(1), (3,))),
    Fraction(5, 12): _surds((Fraction(2), ()), (Fraction(1), (3,))),
}
"""tan(r pi) for r in [0, 1/2), where it is such a sum."""


def folded_cosine(part: Fraction) -> tuple[int, Fraction]:
    """(sign, r) with r in [0, 1/2] and cos(part · pi) = sign · cos(r pi)."""
    part %= 2
    if part > 1:
        part = 2 - part
    return (-1, 1 - part) if part > _HALF else (1, part)


def _both_signs(table: dict[Fraction, Poly]) -> dict[str, Fraction]:
    found = {key_of(value): part for part, value in table.items()}
    return found | {key_of(scaled(value, fmpq(-1))): -part for part, value in table.items() if value}


_ARCCOS = {key_of(value): part for part, value in COSINES.items()} | {
    key_of(scaled(value, fmpq(-1))): 1 - part for part, value in COSINES.items() if value
}
_ARCTAN = _both_signs(TANGENTS)


def known_angle(function: str, argument: Poly) -> Fraction | None:
    """arcsin, arccos or arctan of a value of the tables, as a part of pi; None for other values."""
    key = key_of(argument)
    if function == "arctan":
        return _ARCTAN.get(key)
    part = _ARCCOS.get(key)
    if part is None or function == "arccos":
        return part
    return _HALF - part

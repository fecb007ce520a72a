"""Signs, order, exact values and rounding of formulas without variables."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from flint import arb  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.balls import Evaluation, precision, whole_number
from mathwright.verify.exact.decide import compare_values, infinite_sign
from mathwright.verify.exact.forms import Form, to_fraction
from mathwright.verify.exact.normal_form import Former
from mathwright.verify.exact.plain import TEN, E, NotComputed, bare_log_in, plain
from mathwright.verify.exact.points import Variables
from mathwright.verify.reading.tree import ZERO, Number, Sum, Tree, negative

T = TypeVar("T")
_LADDER = (64, 256, 1_024, 4_096)
MAX_DECIMALS = 1_000


def is_number(a: Tree) -> bool:
    """Whether it has no variables, no unknown functions and no ±; infinity is one."""
    try:
        tree = plain(a, TEN)
    except (NotComputed, RecursionError):
        return False
    variables = Variables(tree)
    return not variables.names and not variables.unknown


def value_of(a: Tree) -> Fraction | None:
    """Its value where normal form shows it to be rational; None for all else."""
    if isinstance(a, Number):
        return a.value
    return _under_both_logs(a, _rational)


def sign_of(a: Tree) -> int | None:
    """-1, 0 or 1 where proved, infinity included; None otherwise, and for complex values."""
    if isinstance(a, Number):
        return _sign(a.value)
    infinite = infinite_sign(a)
    return infinite or _under_both_logs(a, _sign_of_plain)


def order(a: Tree, b: Tree) -> int | None:
    """-1 for a < b, 0 for a = b, 1 for a > b, where proved; None otherwise."""
    if isinstance(a, Number) and isinstance(b, Number):
        return (a.value > b.value) - (a.value < b.value)
    ends = infinite_sign(a), infinite_sign(b)
    if any(ends):
        if all(ends):
            return (ends[0] > ends[1]) - (ends[0] < ends[1])
        finite = b if ends[0] else a
        return (ends[0] or -ends[1]) if is_number(finite) and sign_of(finite) is not None else None
    return sign_of(Sum((a, negative(b))))


def rounded(a: Tree, decimals: int) -> frozenset[Fraction] | None:
    """The value rounded to so many decimals: half away from zero and half to even, one number or two.

    ``decimals`` may be negative (-2: to hundreds).  None where the value is not a real number, or not known closely.
    """
    if abs(decimals) > MAX_DECIMALS:
        return None
    unit = Fraction(10) ** -decimals
    exact = value_of(a)
    if exact is not None:
        return frozenset((_half_away(exact / unit) * unit, round(exact / unit) * unit))
    nearest = _under_both_logs(a, lambda tree: _nearest(tree, unit))
    return None if nearest is None else frozenset((nearest * unit,))


def _under_both_logs(a: Tree, answer: Callable[[Tree], T | None]) -> T | None:
    """The answer for the plain tree; where a log has no stated base, only if 10 and e give the same one."""
    try:
        found = answer(plain(a, TEN))
        if found is not None and bare_log_in(a) and answer(plain(a, E)) != found:
            return None
    except (NotComputed, RecursionError):
        return None
    return found


def _rational(tree: Tree) -> Fraction | None:
    value = Former().form(tree)
    return None if isinstance(value, Form) else to_fraction(value)


def _sign_of_plain(tree: Tree) -> int | None:
    try:
        exact = _rational(tree)
    except NotComputed:
        exact = None
    if exact is not None:
        return _sign(exact)
    for bits in _LADDER[:2]:
        sign = _sign_at(bits, tree)
        if sign is not None:
            return sign
    if compare_values(tree, ZERO).state == "equal":
        return 0
    return next((sign for bits in _LADDER[2:] if (sign := _sign_at(bits, tree)) is not None), None)


def _sign_at(bits: int, tree: Tree) -> int | None:
    with precision(bits):
        try:
            value = Evaluation().value(tree)
        except NotComputed:
            return None
        if not value.imag.is_zero():
            return None
        return 1 if value.real > 0 else -1 if value.real < 0 else None


def _nearest(tree: Tree, unit: Fraction) -> int | None:
    """The whole number nearest to tree / unit."""
    shifted = Sum((tree, Number(unit / 2)))
    for bits in _LADDER:
        with precision(bits):
            try:
                value = Evaluation().value(shifted)
                scaled = value * Evaluation().value(Number(1 / unit))
            except NotComputed:
                continue
            whole = None if not value.imag.is_zero() else _floor(scaled.real)
            if whole is not None:
                return whole
    return None


def _floor(x: arb) -> int | None:
    try:
        return whole_number(x.floor())
    except NotComputed:
        return None


def _half_away(x: Fraction) -> int:
    size = (abs(x) + Fraction(1, 2)).__floor__()
    return -size if x < 0 else size


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)

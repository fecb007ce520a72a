"""Broken powers in normal form: roots of rationals and of polynomials, the principal value or the real one."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.cosines import cosine
from mathwright.verify.exact.forms import I_FORM, Field, Form, Value
from mathwright.verify.exact.plain import UNDEFINED, NotComputed
from mathwright.verify.exact.polynomials import ONE, Poly, content, leading, scaled, whole
from mathwright.verify.reading.tree import Number, Power

_MINUS_ONE = fmpq(-1)


def root_power(field: Field, base: Value, exponent: Fraction, real: bool) -> Value:
    """base to a broken exponent: principal value, or the real root of an odd degree."""
    if not isinstance(base, Form):
        return _rational_root(field, base, exponent, real)
    if base.bottom is not ONE:
        top = root_power(field, Form(base.top, ONE), exponent, real) if _positive(base.bottom) else None
        if top is None:
            return _opaque_root(field, base, exponent, real)
        bottom = root_power(field, Form(base.bottom, ONE), exponent, real)
        return field.multiply(top, field.inverse(bottom))
    outside, inside = _taken_out(field, base.top, exponent)
    if not inside:
        return outside
    if real and leading(inside) < 0:
        outside, inside = field.multiply(_MINUS_ONE, outside), scaled(inside, _MINUS_ONE)
    if len(inside) == 1:
        ((monomial, coefficient),) = inside.items()
        if coefficient == 1 and len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0][0] == "@":
            inner: Value = Form({((monomial[0][0], whole(exponent)),): fmpq(1)}, ONE)
            return field.multiply(outside, inner)
    return field.multiply(outside, field.root_of_poly(inside, exponent))


def _opaque_root(field: Field, base: Form, exponent: Fraction, real: bool) -> Value:
    tree = Power(field.tree_of(base), Number(exponent))
    kind = "real" if real else "principal"
    return field.atom(f"~{kind}({field.key(base)})^{exponent}", tree)


def _rational_root(field: Field, base: fmpq, exponent: Fraction, real: bool) -> Value:
    if base == 0:
        if exponent > 0:
            return fmpq(0)
        raise NotComputed(UNDEFINED)
    if base > 0:
        return field.positive_power(base, exponent)
    size = field.positive_power(-base, exponent)
    if real:
        return field.multiply(fmpq(-1), size)
    if exponent.denominator % 2:
        raise NotComputed("the real or the principal root")
    turn = field.add(cosine(field, exponent), field.multiply(I_FORM, cosine(field, Fraction(1, 2) - exponent)))
    return field.multiply(size, turn)


def _taken_out(field: Field, p: Poly, exponent: Fraction) -> tuple[Value, Poly]:
    """The power of all that is surely positive in every term, and what stays under the root."""
    factor = content(p)
    outside = field.positive_power(factor, exponent)
    p = scaled(p, 1 / factor)
    if len(p) > 1:
        return outside, p
    ((monomial, coefficient),) = p.items()
    stay = []
    for atom, power in monomial:
        if atom[0] == "#":
            outside = field.multiply(outside, field.prime_power(int(atom[1:]), exponent * power))
        elif atom[0] == "$":
            outside = field.multiply(outside, Form({((atom, whole(exponent * power)),): fmpq(1)}, ONE))
        else:
            stay.append((atom, power))
    return outside, ({tuple(stay): coefficient} if stay or coefficient != 1 else {})


def _positive(p: Poly) -> bool:
    return all(c > 0 and all(atom[0] in "#$" for atom, _ in m) for m, c in p.items())

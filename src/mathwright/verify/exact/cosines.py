"""Sines and cosines in normal form; those of rational parts of π by their surds where known."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.angles import COSINES, folded_cosine
from mathwright.verify.exact.forms import Field, Form, Value, to_fraction
from mathwright.verify.exact.plain import PI
from mathwright.verify.exact.polynomials import ONE, Monomial, leading
from mathwright.verify.reading.tree import Call, Number, Product

_PI_MONOMIAL: Monomial = (("$pi", 1),)


def cosine(field: Field, part: Fraction) -> Value:
    """cos(part · pi)."""
    sign, part = folded_cosine(part)
    if part in COSINES:
        value = field.made(COSINES[part])
    else:
        value = field.atom(f"~cos({part})", Call("cos", (Product((Number(part), PI)),)))
    return field.multiply(fmpq(-1), value) if sign < 0 else value


def angle(field: Field, name: str, x: Value) -> Value:
    """sin or cos of x, with the argument's sign outside."""
    part = part_of_pi(x)
    if part is not None:
        return cosine(field, part if name == "cos" else Fraction(1, 2) - part)
    negative = (leading(x.top) if isinstance(x, Form) else x) < 0
    if negative:
        x = field.multiply(fmpq(-1), x)
    value = field.atom(f"~{name}({field.key(x)})", Call(name, (field.tree_of(x),)))
    return field.multiply(fmpq(-1), value) if negative and name == "sin" else value


def part_of_pi(x: Value) -> Fraction | None:
    """r where x = r · pi; None for other values."""
    if not isinstance(x, Form):
        return None if x else Fraction(0)
    if x.bottom is ONE and len(x.top) == 1 and _PI_MONOMIAL in x.top:
        return to_fraction(x.top[_PI_MONOMIAL])
    return None

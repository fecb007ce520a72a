"""Exponentials and logarithms in normal form."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.cosines import cosine
from mathwright.verify.exact.forms import (
    I_FORM,
    PI_FORM,
    Field,
    Form,
    Value,
    from_fraction,
    prime_factors,
    to_fraction,
)
from mathwright.verify.exact.plain import UNDEFINED, E, NotComputed
from mathwright.verify.exact.polynomials import ONE, Monomial, key_of, whole
from mathwright.verify.exact.roots import root_power
from mathwright.verify.reading.tree import Call, Number, Power, Tree

ToForm = Callable[[Tree], Value]
"""Brings a tree to normal form over the same field."""

_I_PI = Form({(("$pi", 1), ("i", 1)): fmpq(1)}, ONE)


def exponential(field: Field, x: Value, form: ToForm) -> Value:
    """e to the power x."""
    if not isinstance(x, Form):
        return _e_to(field, x)
    if x.bottom is not ONE:
        return field.atom(f"~exp({field.key(x)})", Power(E, field.tree_of(x)))
    result: Value = fmpq(1)
    for monomial, coefficient in x.top.items():
        result = field.multiply(result, _exponential_of_term(field, monomial, coefficient, form))
    return result


def _e_to(field: Field, x: fmpq) -> Value:
    return Form({(("$e", whole(to_fraction(x))),): fmpq(1)}, ONE) if x else fmpq(1)


def _exponential_of_term(field: Field, monomial: Monomial, coefficient: fmpq, form: ToForm) -> Value:
    power = to_fraction(coefficient)
    if not monomial:
        return _e_to(field, coefficient)
    if monomial == (("$pi", 1), ("i", 1)):
        return field.add(cosine(field, power), field.multiply(I_FORM, cosine(field, Fraction(1, 2) - power)))
    if len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0].startswith("~ln("):
        inner = form(field.atoms[monomial[0][0]].arguments[0])  # type: ignore[union-attr]
        return (
            field.whole_power(inner, power.numerator)
            if power.denominator == 1
            else root_power(field, inner, power, False)
        )
    name = f"~exp({key_of({monomial: fmpq(1)})})"
    return field.atom(name, Power(E, field.tree_of(Form({monomial: fmpq(1)}, ONE))), whole(power))


def logarithm(field: Field, x: Value) -> Value:
    """ln x, of a number as the sum of those of its prime factors."""
    if isinstance(x, Form):
        if x.bottom is ONE and len(x.top) == 1:
            return _logarithm_of_term(field, x)
        return field.atom(f"~ln({field.key(x)})", Call("ln", (field.tree_of(x),)))
    if x == 0:
        raise NotComputed(UNDEFINED)
    result: Value = fmpq(0) if x > 0 else field.multiply(I_FORM, PI_FORM)
    for part, sign in ((int(abs(x.p)), 1), (int(x.q), -1)):
        for factor, often, _ in prime_factors(part):
            atom = field.atom(f"~ln({factor})", Call("ln", (Number(Fraction(factor)),)))
            result = field.add(result, field.multiply(fmpq(sign * often), atom))
    return result


def _logarithm_of_term(field: Field, x: Form) -> Value:
    """ln of one term: of all that is surely positive in it apart, and of the rest."""
    ((monomial, coefficient),) = x.top.items()
    result = logarithm(field, abs(coefficient))
    stay = []
    for atom, power in monomial:
        if atom[0] == "#":
            part = logarithm(field, fmpq(int(atom[1:])))
            result = field.add(result, field.multiply(from_fraction(Fraction(power)), part))
        elif atom == "$e":
            result = field.add(result, from_fraction(Fraction(power)))
        else:
            stay.append((atom, power))
    if stay in ([], [("i", 1)]):
        turn = Fraction(len(stay), 2) if coefficient > 0 else Fraction(-1, 2) if stay else Fraction(1)
        return field.add(result, field.multiply(from_fraction(turn), _I_PI)) if turn else result
    rest = Form({tuple(stay): fmpq(1 if coefficient > 0 else -1)}, ONE)
    return field.add(result, field.atom(f"~ln({field.key(rest)})", Call("ln", (field.tree_of(rest),))))

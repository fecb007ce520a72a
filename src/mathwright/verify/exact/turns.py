"""Sums of angles or of logarithms of algebraic numbers that come to zero, proved by the exponential of the sum.

A real sum d of logarithms is zero exactly if the product of their arguments is 1.  A sum of angles smaller than a
full turn is zero exactly if the product of the unit numbers at these angles is 1.  Both products are algebraic.
"""

from __future__ import annotations

import math
from fractions import Fraction

from mathwright.verify.exact.forms import Form, Value, to_fraction
from mathwright.verify.exact.normal_form import Former
from mathwright.verify.exact.plain import PI, E
from mathwright.verify.exact.polynomials import ONE
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Tree, negative

MAX_TURN = 10_000
"""Common denominator and factors of a sum of angles."""
_ONE = Number(Fraction(1))
_I = Constant("i")


def product_for_sum(gap: Value, former: Former) -> tuple[Tree, int] | None:
    """(product, factor): the sum is zero exactly if the product is 1, given that factor · |sum| < 1.

    None where the sum is not one of angles alone, or of logarithms alone, with rational coefficients.
    """
    if not isinstance(gap, Form) or gap.bottom is not ONE:
        return None
    coefficients: dict[Tree, Fraction] = {}
    for monomial, coefficient in gap.top.items():
        if len(monomial) != 1 or monomial[0][1] != 1:
            return None
        coefficients[former.field.tree_of_atom(monomial[0][0])] = to_fraction(coefficient)
    factor = math.lcm(*(c.denominator for c in coefficients.values()))
    if factor > MAX_TURN or any(abs(c * factor) > MAX_TURN for c in coefficients.values()):
        return None
    for member in (_unit_number, _inside_log):
        members = [member(tree, c * factor) for tree, c in coefficients.items()]
        found = [tree for tree in members if tree is not None]
        if len(found) == len(members):
            return (found[0] if len(found) == 1 else Product(tuple(found))), factor
    return None


def _unit_number(angle: Tree, times: Fraction) -> Tree | None:
    """e to the power i · angle · times, for a whole number of times."""
    if angle == PI:
        return Power(E, Product((_I, PI, Number(times))))
    if not isinstance(angle, Call) or angle.name not in ("arcsin", "arccos", "arctan"):
        return None
    x = angle.arguments[0]
    square = Power(x, Number(Fraction(2)))
    if angle.name == "arctan":
        base: Tree = Product((Sum((_ONE, Product((_I, x)))), Power(Sum((_ONE, square)), Number(Fraction(-1, 2)))))
    else:
        other = Power(Sum((_ONE, negative(square))), Number(Fraction(1, 2)))
        base = Sum((x, Product((_I, other)))) if angle.name == "arccos" else Sum((other, Product((_I, x))))
    return Power(base, Number(times))


def _inside_log(tree: Tree, times: Fraction) -> Tree | None:
    """What the logarithm is of, to the power ``times``."""
    if isinstance(tree, Call) and tree.name == "ln":
        return Power(tree.arguments[0], Number(times))
    return None

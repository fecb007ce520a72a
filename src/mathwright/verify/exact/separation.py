"""How small the difference of two algebraic numbers can be without being zero.

Source: C. Burnikel, S. Funke, K. Mehlhorn, S. Schirra, S. Schmitt, A separation bound for real algebraic expressions,
Algorithmica 55 (2009).  A value E is written as U / L with algebraic integers whose conjugates are at most u and l;
where E is not zero, |E| >= 1 / (l · u^(D-1)), D being a bound of U's degree: the product of the degrees of all
distinct roots.  The proof uses conjugates only, so any branch of a root and complex values may stand in E, and roots
of unity (sine and cosine at parts of pi) join with degree phi(N) for their common order N.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from flint import fmpz  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.balls import Evaluation, precision
from mathwright.verify.exact.cosines import part_of_pi
from mathwright.verify.exact.forms import Form
from mathwright.verify.exact.normal_form import Former
from mathwright.verify.exact.plain import NOT_HERE, TOO_LARGE, E, NotComputed
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Tree

MAX_DEGREE = 1 << 14

Bound = tuple[float, float]
"""Logarithms to base 2 of u and l; each step rounds up."""
_SLOP = 1e-9


def bits_apart(difference: Tree, former: Former) -> int:
    """b such that the difference, if not zero, is above 2^-b in size.

    Raises NotComputed for what is not plainly algebraic, and for degrees above ``MAX_DEGREE``.
    """
    reckoning = _Reckoning(former)
    top, bottom = reckoning.bound(difference)
    degree = reckoning.degree()
    return math.ceil(bottom + (degree - 1) * max(top, 0.0) * (1 + 1e-6)) + 2


@dataclass
class _Reckoning:
    former: Former
    roots: set[tuple[Tree, int]] = field(default_factory=set)
    order: int = 1

    def degree(self) -> int:
        result = int(fmpz(self.order).euler_phi())
        for _, degree in self.roots:
            result *= degree
            if result > MAX_DEGREE:
                raise NotComputed(TOO_LARGE)
        return result

    def bound(self, tree: Tree) -> Bound:
        if isinstance(tree, Number):
            return _log2(abs(tree.value.numerator)), _log2(tree.value.denominator)
        if isinstance(tree, Sum):
            return _of_sum([self.bound(term) for term in tree.terms])
        if isinstance(tree, Product):
            bounds = [self.bound(factor) for factor in tree.factors]
            return sum(top for top, _ in bounds) + _SLOP, sum(bottom for _, bottom in bounds) + _SLOP
        if isinstance(tree, Power):
            return self.power(tree)
        if isinstance(tree, Call):
            return self.call(tree)
        if tree == Constant("i"):
            self.turn(4)
            return 0.0, 0.0
        raise NotComputed(NOT_HERE)

    def turn(self, order: int) -> None:
        self.order = math.lcm(self.order, order)
        if self.order > MAX_DEGREE:
            raise NotComputed(TOO_LARGE)

    def power(self, tree: Power) -> Bound:
        if tree.base == E:
            x = self.former.field.multiply(self.former.form(tree.exponent), self.former.form(Constant("i")))
            self.turn(2 * self.part(x).denominator)
            return 0.0, 0.0
        exponent = self.former.form(tree.exponent)
        if isinstance(exponent, Form):
            raise NotComputed(NOT_HERE)
        top, bottom = self.of_root(tree.base, int(exponent.q))
        times = int(exponent.p)
        if abs(times) > 1 << 20:
            raise NotComputed(TOO_LARGE)
        return (times * top, times * bottom) if times >= 0 else (-times * bottom, -times * top)

    def of_root(self, base: Tree, degree: int) -> Bound:
        top, bottom = self.bound(base)
        if degree == 1:
            return top, bottom
        self.roots.add((base, degree))
        if top >= bottom:
            return (top + (degree - 1) * bottom) / degree + _SLOP, bottom
        return top, ((degree - 1) * top + bottom) / degree + _SLOP

    def part(self, x: object) -> Fraction:
        part = part_of_pi(x)  # type: ignore[arg-type]
        if part is None:
            raise NotComputed(NOT_HERE)
        return part

    def call(self, tree: Call) -> Bound:
        if tree.name in ("sin", "cos", "tan", "cot"):
            self.turn(math.lcm(2 * self.part(self.former.form(tree.arguments[0])).denominator, 4))
            return 1.0, 1.0  # 2 sin and 2 cos are algebraic integers of size at most 2
        if tree.name == "root":
            degree = tree.arguments[1]
            if isinstance(degree, Number) and degree.value.denominator == 1 and degree.value > 0:
                return self.of_root(tree.arguments[0], degree.value.numerator)
        if tree.name == "abs" and _surely_real(tree.arguments[0]):
            return self.bound(tree.arguments[0])
        value = self.former.form(tree)
        if isinstance(value, Form):
            raise NotComputed(NOT_HERE)
        return _log2(abs(int(value.p))), _log2(int(value.q))


def _surely_real(tree: Tree) -> bool:
    with precision(64):
        return bool(Evaluation().value(tree).imag.is_zero())


def _of_sum(bounds: list[Bound]) -> Bound:
    bottom = sum(low for _, low in bounds)
    tops = [top + bottom - low for top, low in bounds]
    most = max(tops)
    return most + math.log2(sum(2.0 ** (top - most) for top in tops)) + _SLOP, bottom + _SLOP


def _log2(number: int) -> float:
    return math.log2(number) + _SLOP if number > 1 else 0.0

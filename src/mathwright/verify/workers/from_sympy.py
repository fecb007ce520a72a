"""A sympy expression as one of our trees, so that exact arithmetic has the last word on what sympy made."""

from __future__ import annotations

from fractions import Fraction

import sympy
from sympy import Expr

from mathwright.verify.reading.tree import MAX_DIGITS, Call, Constant, Number, Power, Product, Sum, Symbol, Tree


def from_sympy(expression: Expr) -> Tree | None:
    """The tree; None where there is none (other functions, floats, cases, numbers too long)."""
    if expression.is_Rational:
        return _number(expression)
    if expression.is_Symbol:
        return Symbol(expression.name)
    constant = _CONSTANTS.get(expression)
    if constant is not None:
        return constant
    below = [from_sympy(argument) for argument in expression.args]
    trees = tuple(tree for tree in below if tree is not None)
    if not trees or len(trees) < len(below):
        return None
    return _joined(expression, trees)


def _number(rational: Expr) -> Tree | None:
    if max(abs(rational.p), rational.q).bit_length() > 3 * MAX_DIGITS:
        return None
    return Number(Fraction(int(rational.p), int(rational.q)))


def _joined(expression: Expr, trees: tuple[Tree, ...]) -> Tree | None:
    if expression.is_Add:
        return Sum(trees)
    if expression.is_Mul:
        return Product(trees)
    if expression.is_Pow:
        return Power(trees[0], trees[1])
    name = _NAMES.get(expression.func)
    return Call(name, trees) if name else None


_CONSTANTS: dict[Expr, Tree] = {
    sympy.pi: Constant("pi"),
    sympy.E: Constant("e"),
    sympy.I: Constant("i"),
    sympy.oo: Constant("infinity"),
}
_NAMES: dict[type[Expr], str] = {
    sympy.exp: "exp",
    sympy.log: "ln",
    sympy.Abs: "abs",
    sympy.floor: "floor",
    sympy.ceiling: "ceil",
    sympy.factorial: "factorial",
    sympy.binomial: "binomial",
    **{
        getattr(sympy, name): name
        for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")
    },
    **{getattr(sympy, f"a{name}"): f"arc{name}" for name in ("sin", "cos", "tan", "sec", "csc")},
}

r"""Formulas as trees: what the reader makes, what exact arithmetic evaluates.

A tree is a value (frozen, hashable).  Reading never computes: ``9^{9^9}`` is two Powers.  Division is a product with
a Power of exponent -1; a difference is a sum with a product by -1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """An exact rational, as written: 0.5 is 1/2.  At most ``MAX_DIGITS`` digits; longer ones are not read."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with a name of its own."""

    name: Literal["pi", "e", "i", "infinity"]


@dataclass(frozen=True, slots=True)
class Symbol:
    r"""A variable: one letter with an optional subscript and primes (``x``, ``x_{1}``, ``alpha``, ``f'``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Two or more terms."""

    terms: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Two or more factors."""

    factors: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """base ^ exponent.  The real root is ``Call("root", (x, n))``, never a Power."""

    base: Tree
    exponent: Tree


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``FUNCTIONS`` applied to its arguments, or an unknown one (``f(x)``, name ``?f``)."""

    name: str
    arguments: tuple[Tree, ...]


Tree = Number | Constant | Symbol | Sum | Product | Power | Call

MAX_DIGITS = 4_000
"""Digits of a number that becomes a Number; below Python's own limit of 4,300."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    # name: fewest and most arguments
    "root": (2, 2),  # (x, n): the real n-th root, principal square root
    "abs": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "exp": (1, 1),
    "ln": (1, 1),
    "log": (1, 2),  # (x,) has no stated base: 10 or e; (x, b) has
    **dict.fromkeys(("sin", "cos", "tan", "cot", "sec", "csc"), (1, 1)),
    **dict.fromkeys(("arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc"), (1, 1)),
    **dict.fromkeys(("sinh", "cosh", "tanh", "coth", "arsinh", "arcosh", "artanh"), (1, 1)),
    "factorial": (1, 1),
    "double_factorial": (1, 1),
    "binomial": (2, 2),  # (n, k)
    "permutations": (2, 2),  # (n, k): n!/(n-k)!
    "gcd": (2, 20),
    "lcm": (2, 20),
    "min": (1, 20),
    "max": (1, 20),
    "mod": (2, 2),
    "re": (1, 1),
    "im": (1, 1),
    "conj": (1, 1),
    "arg": (1, 1),
    "plusminus": (1, 1),  # ± x: two values, the same sign at every ± of an answer
    "minusplus": (1, 1),  # ∓ x: the other sign
    "repeating": (3, 3),  # whole, digits before, digits that repeat; only inside the reader, which makes it a Number
    # bound variables: (body, Symbol, low, high)
    "sum_over": (4, 4),
    "product_over": (4, 4),
    "integral": (2, 4),  # (body, Symbol) has a free constant
    "limit": (3, 3),  # (body, Symbol, to)
    "derivative": (2, 2),  # (body, Symbol)
    "degrees": (1, 1),  # x° = x·π/180
}
"""Every function a tree may name, besides unknown ones."""

MINUS_ONE = Number(Fraction(-1))
ZERO = Number(Fraction(0))
INFINITY = Constant("infinity")
MINUS_INFINITY = Product((MINUS_ONE, INFINITY))


def negative(tree: Tree) -> Tree:
    """-tree; a Number keeps being one."""
    if isinstance(tree, Number):
        return Number(-tree.value)
    return Product((MINUS_ONE, tree))


def quotient(top: Tree, bottom: Tree) -> Tree:
    """top / bottom; of two Numbers a Number, unless the bottom is zero."""
    if isinstance(top, Number) and isinstance(bottom, Number) and bottom.value:
        return Number(top.value / bottom.value)
    return Product((top, Power(bottom, MINUS_ONE)))


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below."""
    match tree:
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Power(base, exponent):
            return (base, exponent)
        case Call(_, arguments):
            return arguments
    return ()


def symbols_of(tree: Tree) -> frozenset[str]:
    """The names of all variables, bound ones included."""
    if isinstance(tree, Symbol):
        return frozenset((tree.name,))
    return frozenset().union(*(symbols_of(child) for child in children(tree)))

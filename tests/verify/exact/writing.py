"""Trees written as Python formulas: ``sqrt(2) + x**2`` inside ``T``."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Symbol, Tree, negative, quotient

Written = "T | int | str | Fraction"


class T:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def __add__(self, other: object) -> T:
        return T(Sum((self.tree, tree(other))))

    def __radd__(self, other: object) -> T:
        return T(Sum((tree(other), self.tree)))

    def __sub__(self, other: object) -> T:
        return T(Sum((self.tree, negative(tree(other)))))

    def __rsub__(self, other: object) -> T:
        return T(Sum((tree(other), negative(self.tree))))

    def __mul__(self, other: object) -> T:
        return T(Product((self.tree, tree(other))))

    def __rmul__(self, other: object) -> T:
        return T(Product((tree(other), self.tree)))

    def __truediv__(self, other: object) -> T:
        return T(quotient(self.tree, tree(other)))

    def __rtruediv__(self, other: object) -> T:
        return T(quotient(tree(other), self.tree))

    def __pow__(self, other: object) -> T:
        return T(Power(self.tree, tree(other)))

    def __rpow__(self, other: object) -> T:
        return T(Power(tree(other), self.tree))

    def __neg__(self) -> T:
        return T(negative(self.tree))


def tree(value: object) -> Tree:
    if isinstance(value, T):
        return value.tree
    assert isinstance(value, int | str | Fraction)
    return Number(Fraction(value))


def num(value: int | str | Fraction) -> T:
    return T(Number(Fraction(value)))


def call(name: str) -> Callable[..., T]:
    return lambda *arguments: T(Call(name, tuple(tree(argument) for argument in arguments)))


def root(value: object, degree: int) -> T:
    return T(Call("root", (tree(value), Number(Fraction(degree)))))


def sqrt(value: object) -> T:
    return root(value, 2)


def cbrt(value: object) -> T:
    return root(value, 3)


def repeated(step: Callable[[T], T], times: int, start: T) -> T:
    for _ in range(times):
        start = step(start)
    return start


def total(terms: list[T]) -> T:
    return T(Sum(tuple(term.tree for term in terms)))


pi, e, i, inf = (T(Constant(name)) for name in ("pi", "e", "i", "infinity"))
x, y, z, n, k, a, b = (T(Symbol(name)) for name in "xyznkab")

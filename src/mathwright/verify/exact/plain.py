"""A tree with fewer kinds of function, and within bounds: what forms and balls work on."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mathwright.verify.reading.tree import (
    MINUS_ONE,
    Call,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Tree,
)

MAX_NODES = 5_000
"""Nodes of a tree that is worked on; an answer of 10,000 characters has fewer."""
MAX_DEPTH = 160
"""Nesting of a tree that is worked on; each level costs a few frames of Python's stack."""
MAX_BITS = 66_500
"""Bits of an exact integer: 20,000 digits."""
MAX_TERMS = 2_000
"""Terms of a sum or product over a bound variable."""

TOO_LARGE = "too large to compute"
NOT_HERE = "not computable here"
UNDEFINED = "without a value"

E = Constant("e")
PI = Constant("pi")
TEN = Number(Fraction(10))


class NotComputed(Exception):
    """A signal inside exact arithmetic: this is as far as it goes.  It never leaves the folder."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def plain(tree: Tree, log_base: Tree) -> Tree:
    """The tree with degrees, exp, log, sec and the like spelled out; ``log_base`` for a log without a stated one.

    Raises NotComputed for a tree that is too large or too deep, and for ``±``, which has two values.
    """
    return _Plainer(log_base).plain(tree, 0)


def bare_log_in(tree: Tree) -> bool:
    """Whether a logarithm without a stated base occurs; looks at ``MAX_NODES`` nodes at most."""
    stack, seen = [tree], 0
    while stack and seen < MAX_NODES:
        node = stack.pop()
        seen += 1
        if isinstance(node, Call):
            if node.name == "log" and len(node.arguments) == 1:
                return True
            stack.extend(node.arguments)
        elif isinstance(node, Sum):
            stack.extend(node.terms)
        elif isinstance(node, Product):
            stack.extend(node.factors)
        elif isinstance(node, Power):
            stack.append(node.base)
            stack.append(node.exponent)
    return False


def same_tree(a: Tree, b: Tree) -> bool:
    """Whether two trees are written alike; False for trees too deep to tell."""
    try:
        return a == b
    except RecursionError:
        return False


class _Plainer:
    def __init__(self, log_base: Tree) -> None:
        self.log_base = log_base
        self.nodes = 0

    def plain(self, tree: Tree, depth: int) -> Tree:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise NotComputed(TOO_LARGE)
        if isinstance(tree, Number | Symbol | Constant):
            return tree
        if isinstance(tree, Sum):
            terms = self.all(tree.terms, depth)
            return tree if terms is tree.terms else Sum(terms)
        if isinstance(tree, Product):
            factors = self.all(tree.factors, depth)
            return tree if factors is tree.factors else Product(factors)
        if isinstance(tree, Power):
            base, exponent = self.plain(tree.base, depth + 1), self.plain(tree.exponent, depth + 1)
            return tree if base is tree.base and exponent is tree.exponent else Power(base, exponent)
        return self.call(tree, depth)

    def all(self, trees: tuple[Tree, ...], depth: int) -> tuple[Tree, ...]:
        if len(trees) > MAX_NODES:
            raise NotComputed(TOO_LARGE)
        result = tuple(self.plain(tree, depth + 1) for tree in trees)
        return trees if all(new is old for new, old in zip(result, trees, strict=True)) else result

    def call(self, tree: Call, depth: int) -> Tree:
        if tree.name in ("plusminus", "minusplus"):
            raise NotComputed("two values")
        arguments = self.all(tree.arguments, depth)
        if tree.name == "log":
            base = arguments[1] if len(arguments) == 2 else self.log_base
            return _over(Call("ln", arguments[:1]), Call("ln", (base,)))
        spelled = _SPELLED.get(tree.name)
        if spelled is not None and len(arguments) == 1:
            return spelled(arguments[0])
        return tree if arguments is tree.arguments else Call(tree.name, arguments)


def _over(top: Tree, bottom: Tree) -> Tree:
    return top if bottom == Call("ln", (E,)) else Product((top, Power(bottom, MINUS_ONE)))


def _inverse(tree: Tree) -> Tree:
    return Power(tree, MINUS_ONE)


_SPELLED: dict[str, Callable[[Tree], Tree]] = {
    "degrees": lambda x: Product((Number(Fraction(1, 180)), PI, x)),
    "exp": lambda x: Power(E, x),
    "sec": lambda x: _inverse(Call("cos", (x,))),
    "csc": lambda x: _inverse(Call("sin", (x,))),
    "coth": lambda x: _inverse(Call("tanh", (x,))),
    "arcsec": lambda x: Call("arccos", (_inverse(x),)),
    "arccsc": lambda x: Call("arcsin", (_inverse(x),)),
}
"""tan and cot stay: spelling them out would double their argument at each level."""

"""Powers whose values have too many digits, compared by their logarithms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mathwright.verify.exact.plain import TOO_LARGE
from mathwright.verify.finding import Finding, undecided
from mathwright.verify.reading.tree import Call, Number, Power, Product, Sum, Tree

MAX_LOGARITHMS = 6
"""Times a logarithm is taken before giving up."""


def compare_towers(a: Tree, b: Tree, compare: Callable[[Tree, Tree], Finding]) -> Finding:
    """Whether two positive numbers are equal, by ``compare`` of their logarithms, which are smaller."""
    height = max(_height(a), _height(b))
    if height == 0 or height > MAX_LOGARITHMS or not (_positive(a) and _positive(b)):
        return undecided(TOO_LARGE)
    return compare(_logarithm(a), _logarithm(b))


def _logarithm(tree: Tree) -> Tree:
    if isinstance(tree, Power):
        return Product((tree.exponent, Call("ln", (tree.base,))))
    return Call("ln", (tree,))


def _height(tree: Tree) -> int:
    """How many powers stand on one another at the top."""
    height = 0
    while isinstance(tree, Power):
        height += 1
        tree = tree.exponent
    return height


def _positive(tree: Tree) -> bool:
    """Whether it is built of positive numbers in a way that keeps it positive."""
    if isinstance(tree, Number):
        return tree.value > Fraction(0)
    if isinstance(tree, Sum):
        return all(_positive(term) for term in tree.terms)
    if isinstance(tree, Product):
        return all(_positive(factor) for factor in tree.factors)
    if isinstance(tree, Power):
        return _positive(tree.base) and _positive(tree.exponent)
    return isinstance(tree, Call) and tree.name == "factorial" and _positive(tree.arguments[0])

"""Equations that are none as read: mostly an unknown function's, ``w(2n) = w(n)``, read as a product."""

from __future__ import annotations

from mathwright.verify.exact.compare import cancelled, proportional
from mathwright.verify.reading.answer import Relation
from mathwright.verify.reading.tree import Number, Product, Sum, Symbol, Tree, children, negative

Factors = tuple[Tree, ...]


def is_doubtful(a: Relation, b: Relation) -> bool:
    """Whether that two equations agree as read is no proof that they say the same."""
    return _is_degenerate(a) or _is_degenerate(b) or _applied(*a.terms) != _applied(*b.terms)


def _is_degenerate(equation: Relation) -> bool:
    """Whether one side is a number times the other, or a variable cancels: ``P(x+1) = P(x)`` is P = 0 as read."""
    left, right = equation.terms
    return proportional(left, right).finding.state == "equal" or bool(cancelled(Sum((left, negative(right)))))


def _applied(*terms: Tree) -> frozenset[Factors]:
    """Letters with what stands behind them, where that begins with a number: P(2), which nobody writes for 2P."""
    found: set[Factors] = set()
    stack = list(terms)
    while stack:
        tree = stack.pop()
        if isinstance(tree, Product):
            found.update(
                tree.factors[place:]
                for place, (one, next_one) in enumerate(zip(tree.factors, tree.factors[1:], strict=False))
                if isinstance(one, Symbol) and isinstance(next_one, Number)
            )
        stack.extend(children(tree))
    return frozenset(found)

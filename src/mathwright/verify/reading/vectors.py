"""Vectors written with unit vectors: ``2i + 3j`` with hats is (2, 3)."""

from __future__ import annotations

from mathwright.verify.reading.answer import Answer, Collection, Expression
from mathwright.verify.reading.expressions import product
from mathwright.verify.reading.numerals import whole
from mathwright.verify.reading.tree import Product, Sum, Symbol, Tree, symbols_of

_UNITS = ("hat i", "hat j", "hat k")


def as_vector(answer: Answer) -> Answer:
    """The tuple of coefficients of a sum of unit vectors; any other answer as it is."""
    if not isinstance(answer, Expression) or not symbols_of(answer.tree) & {*_UNITS}:
        return answer
    terms = answer.tree.terms if isinstance(answer.tree, Sum) else (answer.tree,)
    found: dict[str, Tree] = {}
    for term in terms:
        factors = term.factors if isinstance(term, Product) else (term,)
        units = [factor.name for factor in factors if isinstance(factor, Symbol) and factor.name in _UNITS]
        if len(units) != 1 or units[0] in found:
            return answer
        rest = [factor for factor in factors if factor != Symbol(units[0])]
        found[units[0]] = product(rest) if rest else whole(1)
    length = 3 if _UNITS[2] in found else 2
    return Collection("tuple", tuple(Expression(found.get(name, whole(0))) for name in _UNITS[:length]))

"""Vectors written with unit vectors: ``2i + 3j`` with hats is (2, 3)."""

from __future__ import annotations

from dataclasses import replace

from mathwright.verify.reading.answer import Answer, Collection, Expression
from mathwright.verify.reading.expressions import product
from mathwright.verify.reading.numerals import whole
from mathwright.verify.reading.tree import Call, Constant, Power, Product, Sum, Symbol, Tree, symbols_of

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


def in_plain_letters(answer: Answer) -> Answer | None:
    """The formula with i, j and k for its unit vectors, as others may write it; None without unit vectors."""
    if not isinstance(answer, Expression) or not symbols_of(answer.tree) & {*_UNITS}:
        return None
    return replace(answer, tree=_plain(answer.tree))


def _plain(tree: Tree) -> Tree:
    match tree:
        case Symbol("hat i"):
            return Constant("i")
        case Symbol("hat j" | "hat k" as name):
            return Symbol(name[-1])
        case Sum(terms):
            return Sum(tuple(map(_plain, terms)))
        case Product(factors):
            return Product(tuple(map(_plain, factors)))
        case Power(base, exponent):
            return Power(_plain(base), _plain(exponent))
        case Call(_, arguments):
            return replace(tree, arguments=tuple(map(_plain, arguments)))
    return tree

"""Trees with their variables replaced."""

from __future__ import annotations

from collections.abc import Mapping

from mathwright.verify.reading.tree import Call, Power, Product, Sum, Symbol, Tree

_BINDERS = frozenset({"sum_over", "product_over", "integral", "limit", "derivative"})


def substituted(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The tree with each named variable replaced; a bound variable stays what it is.

    ``f(x)`` of an unknown function f is renamed with f, where f stands for a Symbol.
    """
    match tree:
        case Symbol(name):
            return values.get(name, tree)
        case Sum(terms):
            return Sum(tuple(substituted(term, values) for term in terms))
        case Product(factors):
            return Product(tuple(substituted(factor, values) for factor in factors))
        case Power(base, exponent):
            return Power(substituted(base, values), substituted(exponent, values))
        case Call(name, arguments):
            return _called(name, arguments, values)
    return tree


def _called(name: str, arguments: tuple[Tree, ...], values: Mapping[str, Tree]) -> Tree:
    if name in _BINDERS and len(arguments) > 1 and isinstance(arguments[1], Symbol):
        bound = arguments[1].name
        values = {variable: value for variable, value in values.items() if variable != bound}
    renamed = values.get(name[1:]) if name.startswith("?") else None
    name = f"?{renamed.name}" if isinstance(renamed, Symbol) else name
    return Call(name, tuple(substituted(argument, values) for argument in arguments))

"""Relations solved where that is simple: linear ones for one variable, chains for an interval."""

from __future__ import annotations

from typing import NamedTuple

from mathwright.verify.comparing.inequalities import solved_inequality
from mathwright.verify.exact.compare import linear_in, order, sign_of
from mathwright.verify.reading.answer import Region, Relation, Span
from mathwright.verify.reading.tree import (
    INFINITY,
    MINUS_INFINITY,
    ZERO,
    Number,
    Power,
    Sum,
    Symbol,
    Tree,
    children,
    negative,
    quotient,
    symbols_of,
)

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def zero_form(left: Tree, right: Tree) -> Tree:
    """left - right."""
    if right == ZERO:
        return left
    return Sum((left, negative(right)))


class _Bound(NamedTuple):
    """``variable operator at``."""

    operator: str
    at: Tree


def as_region(relation: Relation) -> Region | None:
    """The region of an inequality, or a chain of them, in one variable; None where it is not solved."""
    # To bring a quotient to the form of a line would lose its poles.
    linear = None if any(_has_pole(term) for term in relation.terms) else _linear_region(relation)
    return linear or solved_inequality(relation)


def _has_pole(tree: Tree) -> bool:
    if isinstance(tree, Power) and isinstance(tree.exponent, Number) and tree.exponent.value < 0:
        return bool(symbols_of(tree.base))
    return any(_has_pole(child) for child in children(tree))


def _linear_region(relation: Relation) -> Region | None:
    variables = frozenset().union(*(symbols_of(term) for term in relation.terms))
    if len(variables) != 1 or relation.modulus is not None:
        return None
    (variable,) = variables
    bounds: list[_Bound] = []
    for left, operator, right in zip(relation.terms, relation.operators, relation.terms[1:], strict=False):
        bound = _bound(left, operator, right, variable)
        if bound is None:
            return None
        bounds.append(bound)
    return _intersection(bounds, variable)


def _bound(left: Tree, operator: str, right: Tree, variable: str) -> _Bound | None:
    line = linear_in(zero_form(left, right), variable)
    if line is None:
        return None
    slope, constant = line
    sign = sign_of(slope)
    if not sign:
        return None
    at = quotient(negative(constant), slope)
    return _Bound(operator if sign > 0 else _FLIPPED.get(operator, operator), at)


def _intersection(bounds: list[_Bound], variable: str) -> Region | None:
    if len(bounds) == 1 and bounds[0].operator == "!=":
        return Region((Span(MINUS_INFINITY, INFINITY, False, False),), without=(bounds[0].at,), symbol=variable)
    lows = [bound for bound in bounds if bound.operator in (">", ">=")]
    highs = [bound for bound in bounds if bound.operator in ("<", "<=")]
    if len(lows) + len(highs) != len(bounds):
        return None
    low, high = _tightest(lows, 1), _tightest(highs, -1)
    if (lows and low is None) or (highs and high is None):
        return None
    span = Span(
        low.at if low else MINUS_INFINITY,
        high.at if high else INFINITY,
        low is not None and low.operator == ">=",
        high is not None and high.operator == "<=",
    )
    return Region((span,), symbol=variable)


def _tightest(bounds: list[_Bound], sign: int) -> _Bound | None:
    """The greatest of the lower bounds (sign 1), the least of the upper ones; None where that is not settled."""
    if not bounds:
        return None
    best = bounds[0]
    for bound in bounds[1:]:
        found = order(bound.at, best.at)
        if found is None:
            return None
        if found == sign or (found == 0 and len(bound.operator) == 1):
            best = bound
    return best


def solved_for_number(relation: Relation) -> tuple[str, Tree] | None:
    """Of a linear equation in one variable, the variable and its value."""
    if relation.operators != ("=",) or relation.modulus is not None:
        return None
    variables = symbols_of(relation.terms[0]) | symbols_of(relation.terms[1])
    if len(variables) != 1:
        return None
    (variable,) = variables
    line = linear_in(zero_form(*relation.terms), variable)
    if line is None or not sign_of(line[0]):
        return None
    return variable, quotient(negative(line[1]), line[0])


def solutions(form: Tree) -> list[tuple[str, Tree]]:
    """Of ``form = 0``, each variable it is linear in with a number before it, and that variable's value."""
    found = []
    for variable in sorted(symbols_of(form)):
        line = linear_in(form, variable)
        if line is not None and not symbols_of(line[0]) and sign_of(line[0]):
            found.append((variable, quotient(negative(line[1]), line[0])))
    return found


def as_equation(name: str, value: Tree) -> Relation:
    """``name = value``."""
    return Relation((Symbol(name), value), ("=",))

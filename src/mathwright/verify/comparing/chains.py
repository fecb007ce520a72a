"""Chains of equations against one value: a computation, a name for the value, or an equation nobody solved."""

from __future__ import annotations

from mathwright.verify.comparing.members import Comparison
from mathwright.verify.comparing.solving import solved_for_number
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.finding import Finding, undecided
from mathwright.verify.reading.answer import Answer, Expression, Readings, Relation
from mathwright.verify.reading.tree import MINUS_ONE, Call, Number, Power, Product, Sum, Symbol, Tree, symbols_of

EQUATION_OR_VALUE = undecided("equation or value")
_NOT_TRUE = undecided("computation that is not true")
_NOT_SOLVED = undecided("equation that is not solved")
_OPEN = undecided("relation against value")
_COORDINATES = frozenset("xyz")


def compare_relation_with_value(relation: Relation, value: Answer, compare: Comparison) -> Finding:
    """By what a chain ends with, where it is a true computation or its front only names the value.

    An equation that is left to solve is no value; that it has another solution and another right side differs.
    """
    if relation.modulus is not None or set(relation.operators) != {"="}:
        return _OPEN
    front, rest = relation.terms[0], relation.terms[1:]
    if not any(symbols_of(term) for term in rest):
        if not _all_equal(rest):
            return _NOT_TRUE
        if _only_names(front) and (isinstance(front, Symbol | Call) or len(symbols_of(front)) > 1):
            found = compare(Expression(rest[-1]), value)
            if _is_curve(relation):
                return EQUATION_OR_VALUE if found.state == "equal" else _OPEN
            return found
        if not symbols_of(front):
            return compare(Expression(rest[-1]), value) if _all_equal(relation.terms) else _NOT_TRUE
    return _by_solution(relation, value, compare)


def _by_solution(relation: Relation, value: Answer, compare: Comparison) -> Finding:
    solved = solved_for_number(relation)
    if solved is None:
        return _OPEN
    found = compare(Expression(solved[1]), value)
    if Symbol(solved[0]) in relation.terms and any(not symbols_of(term) for term in relation.terms):
        return found
    sides = [compare(Expression(term), value) for term in relation.terms if not symbols_of(term)]
    if found.state == "different" and all(side.state == "different" for side in sides):
        return found
    return _NOT_SOLVED


def _all_equal(terms: tuple[Tree, ...]) -> bool:
    return all(compare_trees(terms[0], term).state == "equal" for term in terms[1:])


def _is_curve(relation: Relation) -> bool:
    """Whether ``x + y = 5`` may be the equation of a line, which 5 is not."""
    names = symbols_of(relation.terms[0])
    return len(relation.terms) == 2 and len(names) > 1 and names <= _COORDINATES


def _only_names(tree: Tree) -> bool:
    """Whether a formula is made of variables without a number: ``m + n``, ``m/n``, ``a - b``."""
    match tree:
        case Symbol():
            return True
        case Sum(terms):
            return all(map(_only_names, terms))
        case Product(factors):
            return all(_only_names(factor) for factor in factors if factor != MINUS_ONE)
        case Power(base, exponent):
            return exponent == MINUS_ONE and _only_names(base)
        case Call(name, arguments):
            return name[0] == "?" and all(isinstance(each, Symbol | Number) for each in arguments)
    return False


def believed(readings: Readings) -> Readings:
    """Without the result of a computation that is not true: ``2 + 2 = 5`` is a statement, and not 5."""
    first = readings[0]
    if len(readings) == 1 or not isinstance(first, Relation) or first.modulus is not None:
        return readings
    if set(first.operators) != {"="} or any(symbols_of(term) for term in first.terms):
        return readings
    # f(2) = 7 tells f(2), which cannot be computed.
    computed = first.terms[1:] if _only_names(first.terms[0]) else first.terms
    return readings if _all_equal(computed) else readings[:1]

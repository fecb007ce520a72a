"""Families ``F(x) + C``: equal where they differ by a constant."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.finding import Finding, different, equal
from mathwright.verify.reading.tree import Number, Sum, Symbol, Tree, negative, symbols_of

_NAMES = frozenset({"C", "c", "K", "k", "C_1", "C_{1}"})
_START = tuple(Number(Fraction(number)) for number in ("1", "2", "1/2", "0"))
"""Where two antiderivatives are made to agree; the first at which both can be computed is used."""


class _Family(NamedTuple):
    """One antiderivative and its free constant."""

    body: Tree
    constant: str


def compare_antiderivatives(a: Tree, b: Tree, compare: Callable[[Tree, Tree], Finding]) -> Finding | None:
    """Whether two families are the same; None where the answers are not of that form."""
    if not isinstance(a, Sum) and not isinstance(b, Sum):
        return None
    one, other = _family(a), _family(b)
    if one and other:
        return _families(one, other, compare)
    family, alone = (one, b) if one else (other, a)
    if family and family.constant[0] == "C" and family.constant not in symbols_of(alone):
        return different("constant of integration")
    return None


def _family(tree: Tree) -> _Family | None:
    if not isinstance(tree, Sum):
        return None
    constants = [term for term in tree.terms if isinstance(term, Symbol) and term.name in _NAMES]
    if len(constants) != 1:
        return None
    rest = tuple(term for term in tree.terms if term is not constants[0])
    body = rest[0] if len(rest) == 1 else Sum(rest)
    variables = symbols_of(body)
    # a + c is a plain sum of sides, not of a function of a variable and a constant.
    if constants[0].name in variables or not any(name[0] in "tuvwxyzθ" or name == "theta" for name in variables):
        return None
    return _Family(body, constants[0].name)


def _families(one: _Family, other: _Family, compare: Callable[[Tree, Tree], Finding]) -> Finding | None:
    if "C" not in (one.constant[0], other.constant[0]):
        return None
    found = compare(one.body, other.body)
    variables = symbols_of(one.body) | symbols_of(other.body)
    if found.state == "equal" or len(variables) != 1:
        return equal("antiderivative") if found.state == "equal" else found
    for start in _START:
        shifted = compare(_from(one.body, variables, start), _from(other.body, variables, start))
        if shifted.decided:
            return Finding(shifted.state, "antiderivative")
    return found


def _from(body: Tree, variables: frozenset[str], start: Number) -> Tree:
    """F(x) - F(start)."""
    return Sum((body, negative(substituted(body, dict.fromkeys(variables, start)))))

"""Formulas as lines in one variable, and formulas that are a constant times each other."""

from __future__ import annotations

from typing import NamedTuple

from mathwright.verify.exact.forms import Form
from mathwright.verify.exact.normal_form import Former
from mathwright.verify.exact.plain import TEN, TOO_LARGE, NotComputed, bare_log_in, plain
from mathwright.verify.exact.points import UNKNOWN_FUNCTION, Variables, is_constant_ratio
from mathwright.verify.exact.polynomials import ONE, Monomial, Poly, independent, times
from mathwright.verify.exact.values import sign_of
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.tree import Symbol, Tree


class Proportion(NamedTuple):
    """Whether a = c · b with one number c other than zero."""

    finding: Finding
    sign: int | None
    """The sign of c: 1 or -1; None where it is not known, or there is no c."""


def linear_in(a: Tree, symbol: str) -> tuple[Tree, Tree] | None:
    """(m, c) with a = m · symbol + c, neither holding the symbol; None where it is not of this form.

    Rational coefficients come as Number; m is the Number 0 where the symbol cancels out or does not occur.
    """
    if bare_log_in(a):
        return None
    former = Former()
    try:
        value = former.form(plain(a, TEN))
        if not isinstance(value, Form):
            return former.field.tree_of(former.field.made({})), former.field.tree_of(value)
        slope, rest = _split(former, value, symbol)
        return (
            former.field.tree_of(former.field.made(slope, value.bottom)),
            former.field.tree_of(former.field.made(rest, value.bottom)),
        )
    except (NotComputed, RecursionError):
        return None


def _split(former: Former, value: Form, symbol: str) -> tuple[Poly, Poly]:
    """The terms with the symbol, without it, and the terms without; raises NotComputed for a form that is no line."""
    this = f"@{symbol}"
    slope: Poly = {}
    rest: Poly = {}
    for monomial, coefficient in value.top.items():
        others = tuple(pair for pair in monomial if pair[0] != this)
        if _holds(former, others, symbol):
            raise NotComputed("not linear")
        if len(others) == len(monomial):
            rest[monomial] = coefficient
        elif (this, 1) in monomial:
            slope[others] = coefficient
        else:
            raise NotComputed("not linear")
    if any(_holds(former, monomial, symbol) for monomial in value.bottom):
        raise NotComputed("not linear")
    return slope, rest


def _holds(former: Former, monomial: Monomial, symbol: str) -> bool:
    return any(symbol in _names(former, atom) for atom, _ in monomial)


def _names(former: Former, atom: str) -> set[str]:
    tree = former.field.tree_of_atom(atom)
    return {tree.name} if isinstance(tree, Symbol) else Variables(tree).names


def cancelled(a: Tree) -> frozenset[str]:
    """Variables that are written and cancel out, such as x of x + 1 - x; none where there is no normal form."""
    former = Former()
    try:
        tree = plain(a, TEN)
        value = former.form(tree)
    except (NotComputed, RecursionError):
        return frozenset()
    monomials = (*value.top, *value.bottom) if isinstance(value, Form) else ()
    left = frozenset().union(*(_names(former, atom) for monomial in monomials for atom, _ in monomial))
    return frozenset(Variables(tree).names) - left


def proportional(a: Tree, b: Tree) -> Proportion:
    """Whether two formulas with variables are a constant multiple of each other, as sides of one equation are.

    Undecided for formulas without variables, whose ratio is always a constant.
    """
    if bare_log_in(a) or bare_log_in(b):
        return Proportion(undecided("logarithm without a base"), None)
    try:
        return _proportional(plain(a, TEN), plain(b, TEN))
    except NotComputed as stop:
        return Proportion(undecided(stop.reason), None)
    except RecursionError:
        return Proportion(undecided(TOO_LARGE), None)


def _proportional(a: Tree, b: Tree) -> Proportion:
    variables = Variables(a, b)
    if variables.unknown and (found := _by_equal_terms(a, b)):
        return found
    if not variables.names:
        return Proportion(undecided("no variables"), None)
    try:
        found = _by_form(a, b)
    except NotComputed:
        found = None
    if found is None and variables.unknown:
        return Proportion(UNKNOWN_FUNCTION, None)
    return found or Proportion(*is_constant_ratio(a, b, variables))


def _by_form(a: Tree, b: Tree) -> Proportion | None:
    """By the ratio of one term's coefficients, which all other terms must share; None where that proves nothing."""
    former = Former()
    x, y = former.form(a), former.form(b)
    work = former.field.work
    (p, q), (r, s) = former.field.poly(x), former.field.poly(y)
    left, right = (times(p, s, work), times(r, q, work)) if (q, s) != (ONE, ONE) else (p, r)
    if not left or not right or not (independent(left) and independent(right)):
        return None
    first, second = _by_variables(left), _by_variables(right)
    if first.keys() != second.keys():
        return Proportion(different("polynomial identity"), None)
    head = min(first)
    for key, coefficient in first.items():
        if times(coefficient, second[head], work) != times(second[key], first[head], work):
            return Proportion(different("polynomial identity"), None)
    ratio = former.field.multiply(former.field.made(first[head]), former.field.inverse(former.field.made(second[head])))
    return Proportion(equal("polynomial identity"), sign_of(former.field.tree_of(ratio)))


def _by_equal_terms(a: Tree, b: Tree) -> Proportion | None:
    """A multiple where the terms are the same but for one rational factor, as of P(2) - 4 and 2P(2) - 8; else None."""
    former = Former()
    try:
        (p, q), (r, s) = (former.field.poly(former.form(tree)) for tree in (a, b))
    except NotComputed:
        return None
    if not p or p.keys() != r.keys() or q != s:
        return None
    head = min(p)
    ratio = p[head] / r[head]
    if any(coefficient != ratio * r[monomial] for monomial, coefficient in p.items()):
        return None
    return Proportion(equal("polynomial identity"), 1 if ratio > 0 else -1)


def _by_variables(p: Poly) -> dict[Monomial, Poly]:
    """The polynomial as one in its variables: the monomial of variables to its constant coefficient."""
    result: dict[Monomial, Poly] = {}
    for monomial, coefficient in p.items():
        variables = tuple(pair for pair in monomial if pair[0][0] == "@")
        numbers = tuple(pair for pair in monomial if pair[0][0] != "@")
        result.setdefault(variables, {})[numbers] = coefficient
    return result

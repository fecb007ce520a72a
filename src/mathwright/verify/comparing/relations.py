"""Equations, inequalities and congruences against each other."""

from __future__ import annotations

from mathwright.verify.comparing.degenerate import is_doubtful
from mathwright.verify.comparing.members import all_of
from mathwright.verify.comparing.regions import compare_regions
from mathwright.verify.comparing.solving import as_region, solutions, zero_form
from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.exact.compare import proportional, value_of
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Operator, Relation
from mathwright.verify.reading.tree import ZERO, Call, Number, Power, Symbol, Tree, children, symbols_of

EQUATION = "equation"
INEQUALITY = "inequality"
_DEGENERATE = undecided("degenerate equation")
_OPEN = undecided("relations of other form")
MAX_DEGREE = 20
"""Of a power that counts as a polynomial."""


def compare_relations(a: Relation, b: Relation) -> Finding:
    """Whether two relations say the same."""
    if a.modulus is not None or b.modulus is not None:
        return _congruences(a, b)
    a, b = concluded(a), concluded(b)
    if not any(symbols_of(term) for term in (*a.terms, *b.terms)):
        found = _statements(a, b)
        return found if found.state == "equal" else _of_unknown_function(a, b) or found
    if set(a.operators) | set(b.operators) <= {"="}:
        return _equations(a, b)
    one, other = as_region(a), as_region(b)
    if one and other:
        return compare_regions(one, other)
    if len(a.operators) == len(b.operators) == 1:
        return _two_sided(a, b)
    return _chains(a, b)


def concluded(relation: Relation) -> Relation:
    """``m + n = 61 + 35 = 96`` with a true computation as its first and last term."""
    front, rest = relation.terms[0], relation.terms[1:]
    if len(rest) < 2 or set(relation.operators) != {"="} or not symbols_of(front):
        return relation
    if any(symbols_of(term) for term in rest):
        return relation
    true = all(compare_trees(rest[0], term).state == "equal" for term in rest[1:])
    return Relation((front, rest[-1]), ("=",)) if true else relation


def _congruences(a: Relation, b: Relation) -> Finding:
    if a.modulus is None or b.modulus is None or len(a.terms) > 2 or len(b.terms) > 2:
        return undecided("congruence")
    modulus, other_modulus = value_of(a.modulus), value_of(b.modulus)
    residue, other_residue = value_of(a.terms[-1]), value_of(b.terms[-1])
    if modulus is None or other_modulus is None or residue is None or other_residue is None:
        return undecided("congruence")
    if not modulus or not _same_left_side(a, b):
        return undecided("congruence")
    same = abs(modulus) == abs(other_modulus) and (residue - other_residue) % modulus == 0
    return equal("congruence") if same else different("congruence")


def _same_left_side(a: Relation, b: Relation) -> bool:
    r"""Whether both are about one thing; ``2 \pmod 7`` does not say what about, which may be any variable."""
    if len(a.terms) == len(b.terms) == 2:
        return compare_trees(a.terms[0], b.terms[0]).state == "equal"
    return all(isinstance(relation.terms[0], Symbol) for relation in (a, b) if len(relation.terms) == 2)


def _statements(a: Relation, b: Relation) -> Finding:
    """Relations between numbers, true or not: the same ones are said to stand in the same relation."""
    if len(a.terms) != len(b.terms):
        return _OPEN
    if _another_argument(a.terms[0], b.terms[0]):
        return different("another argument")
    if _another_value(a, b):
        return different("another value of the function")
    found = [_same_terms(a, other) for other in (b, _turned(b)) if a.operators == other.operators]
    if any(finding.state == "equal" for finding in found):
        return equal("statement")
    return next((finding for finding in found if finding.state == "undecided"), different("statement"))


def _of_unknown_function(a: Relation, b: Relation) -> Finding | None:
    """Equal, where ``P(2) = 4`` and ``2P(2) = 8`` are one equation; None for any other pair."""
    if a.operators != ("=",) or b.operators != ("=",) or not all(map(_holds_unknown, (a, b))):
        return None
    found = _equations(a, b)
    return found if found.state == "equal" else None


def _holds_unknown(relation: Relation) -> bool:
    return any(map(_calls_unknown, relation.terms))


def _calls_unknown(tree: Tree) -> bool:
    return (isinstance(tree, Call) and tree.name[0] == "?") or any(map(_calls_unknown, children(tree)))


def _another_argument(a: Tree, b: Tree) -> bool:
    """Of f(1) and f(2), which an unknown function may give the same value."""
    if not isinstance(a, Call) or not isinstance(b, Call) or a.name != b.name or a.name[0] != "?":
        return False
    return any(
        compare_trees(one, other).state == "different" for one, other in zip(a.arguments, b.arguments, strict=False)
    )


def _another_value(a: Relation, b: Relation) -> bool:
    """Of f(2) = 3 and f(2) = 4."""
    if a.operators != ("=",) or b.operators != ("=",) or a.terms[0] != b.terms[0] or not _calls_unknown(a.terms[0]):
        return False
    return compare_trees(a.terms[1], b.terms[1]).state == "different"


def _same_terms(a: Relation, b: Relation) -> Finding:
    pairs = zip(a.terms, b.terms, strict=True)
    return all_of((compare_trees(one, other) for one, other in pairs), "chain of relations")


def _turned(relation: Relation) -> Relation:
    """The relation read from right to left."""
    return Relation(relation.terms[::-1], tuple(_TURNED[operator] for operator in reversed(relation.operators)))


def _equations(a: Relation, b: Relation) -> Finding:
    if len(a.terms) != 2 or len(b.terms) != 2:
        return _chains(a, b)
    one, other = zero_form(*a.terms), zero_form(*b.terms)
    found = proportional(one, other).finding
    if found.state == "equal":
        return _DEGENERATE if is_doubtful(a, b) else equal(EQUATION)
    settled = _by_solving(one, other) or _polynomials(one, other, found) or _one_side(a, b)
    if settled and settled.state == "equal" and is_doubtful(a, b):
        return _DEGENERATE
    return settled or (_OPEN if found.decided else found)


def _one_side(a: Relation, b: Relation) -> Finding | None:
    """Of the same relation between terms that are equal but for one, which differs; None of any other pair."""
    if a.operators != b.operators:
        return None
    found = [compare_trees(one, other) for one, other in zip(a.terms, b.terms, strict=True)]
    differing = [place for place, finding in enumerate(found) if finding.state == "different"]
    if len(differing) != 1 or any(finding.state == "undecided" for finding in found):
        return None
    kept = frozenset().union(*(symbols_of(term) for place, term in enumerate(a.terms) if place != differing[0]))
    return different("one side of the relation") if kept else None


def _by_solving(one: Tree, other: Tree) -> Finding | None:
    """Each equation solved for a variable and put into the other: a point of one that is none of the other differs."""
    states: list[str] = []
    for form, tested in ((one, other), (other, one)):
        solved = solutions(form)
        if not solved:
            continue
        variable, value = solved[0]
        if symbols_of(form) != symbols_of(tested):
            return different("equation in other variables")
        states.append(compare_trees(substituted(tested, {variable: value}), ZERO).state)
    if "different" in states:
        return different("solved equation")
    return equal("solved equation") if states == ["equal", "equal"] else None


def _polynomials(one: Tree, other: Tree, found: Finding) -> Finding | None:
    """Polynomials of one degree that are not proportional have other zeros, but for rare ones with squares in them."""
    if found.state == "different" and is_polynomial(one) and is_polynomial(other):
        return different(EQUATION)
    return None


def is_polynomial(tree: Tree) -> bool:
    """Whether variables stand only in sums, products and small whole powers."""
    match tree:
        case Power(base, exponent):
            if not symbols_of(tree):
                return True
            whole = isinstance(exponent, Number) and exponent.value.denominator == 1
            return whole and 0 <= exponent.value <= MAX_DEGREE and is_polynomial(base)  # type: ignore[union-attr]
        case Call():
            return not symbols_of(tree)
    return all(is_polynomial(child) for child in children(tree))


def _two_sided(a: Relation, b: Relation) -> Finding:
    """Two inequalities: the same up to a positive factor, or turned round with a negative one."""
    kinds = {_kind(a), _kind(b)}
    found, sign = proportional(_greater_form(a), _greater_form(b))
    if found.state == "undecided" or (found.state == "different" and len(kinds) == 1):
        return _one_side(a, b) or (found if found.state == "undecided" else _OPEN)
    if len(kinds) > 1:
        return different("another relation sign")
    if kinds == {"!="} or sign == 1:
        return equal(INEQUALITY)
    return different(INEQUALITY) if sign == -1 else _OPEN


def _kind(relation: Relation) -> str:
    operator = relation.operators[0]
    return {">": "<", ">=": "<="}.get(operator, operator)


def _greater_form(relation: Relation) -> Tree:
    """The form that the relation says is greater than zero."""
    left, right = relation.terms
    return zero_form(right, left) if relation.operators[0] in ("<", "<=") else zero_form(left, right)


def _chains(a: Relation, b: Relation) -> Finding:
    """Chains term by term, in either direction."""
    if len(a.terms) != len(b.terms):
        return _OPEN
    for other in (b, _turned(b)):
        if a.operators == other.operators:
            found = _same_terms(a, other)
            if found.state == "equal":
                return found
    return _opposed(a, b) or _one_side(a, b) or _OPEN


def _opposed(a: Relation, b: Relation) -> Finding | None:
    """Different, where the same terms in the same order are said to rise and to fall; None of any other pair."""
    signs = list(zip(a.operators, b.operators, strict=False))
    if not any(pair in _OPPOSED for pair in signs) or _same_terms(a, b).state != "equal":
        return None
    return different("opposite order")


_OPPOSED = frozenset({("<", ">"), (">", "<"), ("<", ">="), ("<=", ">"), (">", "<="), (">=", "<")})
_TURNED: dict[Operator, Operator] = {
    "=": "=",
    "!=": "!=",
    "~": "~",
    "in": "in",
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
}

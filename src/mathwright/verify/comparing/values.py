"""Numbers and formulas against each other: expressions, ratios, numerals in a base."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mathwright.verify.comparing.antiderivatives import compare_antiderivatives
from mathwright.verify.comparing.members import all_of
from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.exact.compare import compare_values, sign_of, value_of
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Based, Expression, Ratio
from mathwright.verify.reading.tree import (
    MAX_DIGITS,
    Constant,
    Number,
    Product,
    Symbol,
    Tree,
    children,
    quotient,
    symbols_of,
)

_INDICES = frozenset("klmn")
RATIONAL = "rational"
VALUE_OF_NUMERAL = undecided("value of a numeral")
BASE_MISSING = undecided("base missing")
RATIO_OR_FRACTION = undecided("ratio or fraction")
K_FOR_THOUSAND = undecided("k for thousand")


def compare_trees(a: Tree, b: Tree) -> Finding:
    """Whether two formulas have the same value."""
    if isinstance(a, Number) and isinstance(b, Number):
        return equal(RATIONAL) if a.value == b.value else different(RATIONAL)
    return compare_values(a, b)


def compare_expressions(a: Expression, b: Expression) -> Finding:
    """Whether two expressions have the same value; that one is declared approximate is left aside."""
    if isinstance(a.tree, Number) and isinstance(b.tree, Number):
        return compare_trees(a.tree, b.tree)
    if _in_thousands(a.tree, b.tree) or _in_thousands(b.tree, a.tree):
        return K_FOR_THOUSAND
    found = compare_antiderivatives(a.tree, b.tree, compare_values) or compare_values(a.tree, b.tree)
    if found.state == "different":
        return _case_left_open(a.tree, b.tree) or _index_left_open(a.tree, b.tree) or found
    return found


def _in_thousands(a: Tree, b: Tree) -> bool:
    """Whether ``25k`` is meant by 25,000: a whole number of thousands on one side, no variable on the other."""
    match a, b:
        case Product((Number(count), Symbol("k"))), Number(value):
            return value == count * 1000 != 0
    return False


def _case_left_open(a: Tree, b: Tree) -> Finding | None:
    """Of ``5x`` and ``5X``, which may be one variable written carelessly."""
    names, other_names = symbols_of(a), symbols_of(b)
    if names == other_names:
        return None
    if {name.lower() for name in names} == {name.lower() for name in other_names}:
        return undecided("variables that differ by case")
    turned = set(map(_points, names)) == set(map(_points, other_names))
    return undecided("points in another order") if turned else None


def _points(name: str) -> str:
    """``AB`` and BA alike: the letters of a name that is made of points."""
    *kind, points = name.split(" ")
    return " ".join((*kind, *sorted(points))) if points.isupper() and points.isalpha() else name


def _index_left_open(a: Tree, b: Tree) -> Finding | None:
    r"""Of ``k\pi`` and ``n\pi``, which may mean all multiples of pi either way."""
    names, other_names = symbols_of(a), symbols_of(b)
    if len(names) != 1 or len(other_names) != 1 or not names | other_names <= _INDICES or not _has_pi(a):
        return None
    (name,), (other,) = names, other_names
    renamed = compare_values(a, substituted(b, {other: Symbol(name)}))
    return undecided("multiples with another index") if renamed.state == "equal" else None


def _has_pi(tree: Tree) -> bool:
    return tree == Constant("pi") or any(map(_has_pi, children(tree)))


def compare_ratios(a: Ratio, b: Ratio) -> Finding:
    """Ratios are equal up to a common positive factor."""
    if len(a.terms) != len(b.terms):
        return different("ratio of other length")
    if any(sign_of(Product(pair)) == -1 for pair in zip(a.terms, b.terms, strict=True)):
        return different("ratio")
    zeros = [[sign_of(term) for term in ratio.terms] for ratio in (a, b)]
    if all(None not in signs and any(signs) for signs in zeros) and _zero_places(zeros[0]) != _zero_places(zeros[1]):
        return different("ratio with zero at another place")
    if 0 in zeros[0] or 0 in zeros[1]:
        # To such a ratio many are proportional: 16:0 to 61:0.
        found = all_of(map(compare_trees, a.terms, b.terms), "ratio")
        return found if found.state == "equal" else undecided("ratio with zero")
    found = equal("ratio")
    for term_a, term_b in zip(a.terms[1:], b.terms[1:], strict=True):
        crossed = compare_trees(Product((a.terms[0], term_b)), Product((b.terms[0], term_a)))
        if crossed.state == "different":
            return different("ratio")
        if crossed.state == "undecided":
            found = crossed
    return found


def _zero_places(signs: Sequence[int | None]) -> list[bool]:
    return [sign == 0 for sign in signs]


def compare_ratio_with_number(ratio: Ratio, number: Expression) -> Finding:
    """``3:4`` may stand for 3/4; whether it does is left open where they agree."""
    value = ratio_value(ratio)
    if value is None:
        return different("ratio against number")
    found = compare_trees(value, number.tree)
    return RATIO_OR_FRACTION if found.state == "equal" else found


def ratio_value(ratio: Ratio) -> Tree | None:
    """The fraction that a ratio of two terms may stand for."""
    if len(ratio.terms) != 2:
        return None
    return quotient(ratio.terms[0], ratio.terms[1])


def compare_numerals(a: Based, b: Based) -> Finding:
    """Numerals are the same answer only in the same base."""
    if a.base != b.base:
        return different("another base")
    return equal("numeral") if a.value == b.value else different("numeral")


def _in_decimal(digits: str) -> Fraction | None:
    """What the digits of a numeral are worth where its base is forgotten; None where they are none of decimal."""
    try:
        return Fraction(digits) if len(digits) <= MAX_DIGITS else None
    except ValueError:
        return None


def compare_numeral_with_number(numeral: Based, number: Expression) -> Finding:
    """A bare number may be the numeral without its base, or its value."""
    value = value_of(number.tree)
    if value is None:
        return undecided("numeral against formula")
    if value == numeral.value:
        return VALUE_OF_NUMERAL
    if _in_decimal(numeral.digits) == value:
        return BASE_MISSING
    return different("numeral against number")

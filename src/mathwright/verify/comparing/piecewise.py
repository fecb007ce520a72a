"""Functions by cases, compared on each stretch of the line that the ends of all their conditions cut."""

from __future__ import annotations

from fractions import Fraction

from mathwright.verify.comparing.regions import UnorderedError, atoms_of, ends_of, places_of
from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Expression, Piecewise, Region, Span
from mathwright.verify.reading.tree import MINUS_ONE, Constant, Number, Product, Symbol, Tree, symbols_of

BY_CASES = "function by cases"
_OPEN = undecided("functions by cases of other form")
_ALL = Region((Span(Product((MINUS_ONE, Constant("infinity"))), Constant("infinity"), False, False),))
MAX_PIECES = 12
"""Cases of a function that is compared."""
_STEPS = (Fraction(1, 3), Fraction(1, 2), Fraction(4, 5))
"""Where between two ends a function is tried."""


def compare_piecewise(a: Piecewise, b: Piecewise) -> Finding:
    """Equal if they are defined on the same numbers, with equal formulas on each stretch between two ends."""
    variable = _variable(a)
    if variable is None or _variable(b) is None or max(len(a.pieces), len(b.pieces)) > MAX_PIECES:
        return _OPEN
    b = _renamed(b, variable)
    try:
        places = places_of([end for region, _ in (*_cases(a), *_cases(b)) for end in ends_of(region)])
    except UnorderedError:
        return _OPEN
    last = max(places.values(), default=-1) + 1
    one, other = _by_atom(a, places, last), _by_atom(b, places, last)
    if one is None or other is None:
        return _OPEN
    if one.keys() != other.keys():
        return different("functions by cases on other numbers")
    at = {place: end for end, place in places.items()}
    return _all_of([_on_atom(one[atom], other[atom], atom, at, variable) for atom in sorted(one)])


def compare_piecewise_with_formula(function: Piecewise, formula: Expression) -> Finding:
    """Different where the formula has another value; that they are equal everywhere is not shown here."""
    variable = _variable(function)
    if variable is None or not symbols_of(formula.tree) <= {variable}:
        return _OPEN
    found = compare_piecewise(function, Piecewise(((formula.tree, _variable_region(variable)),)))
    return found if found.state == "equal" or found.rule == BY_CASES else _OPEN


def _variable_region(variable: str) -> Region:
    return Region(_ALL.spans, symbol=variable)


def _variable(function: Piecewise) -> str | None:
    """The one variable of all conditions."""
    names = {region.symbol for _, region in function.pieces}
    return names.pop() if len(names) == 1 else None


def _renamed(function: Piecewise, variable: str) -> Piecewise:
    own = _variable(function)
    if own is None or own == variable:
        return function
    names = {own: Symbol(variable)}
    pieces = tuple((substituted(value, names), region) for value, region in function.pieces)
    return Piecewise(pieces, substituted(function.otherwise, names) if function.otherwise else None)


def _cases(function: Piecewise) -> list[tuple[Region, Tree]]:
    cases = [(region, value) for value, region in function.pieces]
    return cases if function.otherwise is None else [*cases, (_ALL, function.otherwise)]


def _by_atom(function: Piecewise, places: dict[Tree, int], last: int) -> dict[int, Tree] | None:
    """The formula that holds on each atom of the line; None where a condition is no region."""
    found: dict[int, Tree] = {}
    for region, value in _cases(function):
        held = atoms_of(region, places)
        if held is None:
            return None
        for atom in held:
            found.setdefault(atom, value)
    return found


def _on_atom(a: Tree, b: Tree, atom: int, at: dict[int, Tree], variable: str) -> Finding:
    if atom % 2:
        return compare_trees(*(substituted(tree, {variable: at[atom]}) for tree in (a, b)))
    found = compare_trees(a, b)
    if found.state == "equal":
        return found
    points = _points(at.get(atom - 1), at.get(atom + 1))
    tried = [compare_trees(*(substituted(tree, {variable: point}) for tree in (a, b))) for point in points]
    return next((one for one in tried if one.state == "different"), _OPEN)


def _points(low: Tree | None, high: Tree | None) -> list[Number]:
    """Some numbers between two ends, of which None is infinite; none where an end is no plain number."""
    below = low.value if isinstance(low, Number) else None
    above = high.value if isinstance(high, Number) else None
    if (low is not None and below is None) or (high is not None and above is None):
        return []
    if below is None:
        below = (above if above is not None else Fraction(1)) - 2
        above = above if above is not None else Fraction(1)
    above = below + 2 if above is None else above
    return [Number(below + (above - below) * step) for step in _STEPS]


def _all_of(findings: list[Finding]) -> Finding:
    if any(found.state == "different" for found in findings):
        return different(BY_CASES)
    return equal(BY_CASES) if all(found.state == "equal" for found in findings) else _OPEN

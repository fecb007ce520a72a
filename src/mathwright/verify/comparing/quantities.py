"""Numbers with units: converted where both sides have one, settled by kind where one has none."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from mathwright.programs.inflect import singular
from mathwright.verify.comparing.values import compare_expressions, compare_trees
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Expression, Quantity, Unit
from mathwright.verify.reading.tree import Number, Product, Sum, Tree

UNIT_MISSING = "unit missing"
CURRENCY_LEFT_OUT = equal("currency left out")
ANOTHER_UNIT = "another unit"
ONE = Number(Fraction(1))

UnitKind = Literal["noun", "money", "angle", "physical"]


def unit_kind(unit: Unit) -> UnitKind:
    """What a unit is: a counted noun, money alone, an angle, or anything else that is measured."""
    if not unit.dimension:
        return "noun"
    if len(unit.dimension) == 1 and unit.dimension[0][1] == 1:
        name = unit.dimension[0][0]
        if name.startswith("money:"):
            return "money"
        if name == "angle":
            return "angle"
    return "physical"


def in_base_units(value: Tree, unit: Unit) -> Tree:
    """The value in base units."""
    if isinstance(value, Number) and isinstance(unit.factor, Number):
        return Number(value.value * unit.factor.value + unit.offset)
    scaled = Product((value, unit.factor))
    return Sum((scaled, Number(unit.offset))) if unit.offset else scaled


def compare_quantities(a: Quantity, b: Quantity) -> Finding:
    """Two quantities by value, in base units where their dimensions agree."""
    kinds = {unit_kind(a.unit), unit_kind(b.unit)}
    if a.unit == b.unit:
        return _by_value(compare_expressions(a.value, b.value), "quantity")
    if "noun" in kinds:
        return _with_noun(a, b)
    if a.unit.dimension != b.unit.dimension:
        return different("another currency" if kinds == {"money"} else ANOTHER_UNIT)
    return _by_value(
        compare_trees(in_base_units(a.value.tree, a.unit), in_base_units(b.value.tree, b.unit)), "converted unit"
    )


def _with_noun(a: Quantity, b: Quantity) -> Finding:
    found = compare_expressions(a.value, b.value)
    if same_noun(a.unit.noun, b.unit.noun) and not a.unit.dimension and not b.unit.dimension:
        return _by_value(found, "quantity")
    # "5 centimters" may be a measure that is misspelled, so its number says nothing.
    if found.state == "different" and (a.unit.dimension or b.unit.dimension):
        return undecided("unit against noun")
    return found if found.state == "different" else undecided("different nouns")


def same_noun(a: str, b: str) -> bool:
    """Whether two counted nouns are one, up to plural; one that names the other more closely is not."""
    return a == b or singular(a) == singular(b)


def _by_value(found: Finding, rule: str) -> Finding:
    return Finding(found.state, rule) if found.decided else found


def compare_quantity_with_number(quantity: Quantity, number: Expression) -> Finding:
    """A price or a count may leave its unit out; a measure may not."""
    found = compare_expressions(quantity.value, number)
    match unit_kind(quantity.unit):
        case "noun":
            return _by_value(found, "counted noun left out")
        case "money":
            return _price(quantity, number, found)
        case "angle":
            radians = compare_trees(in_base_units(quantity.value.tree, quantity.unit), number.tree)
            # Radians need no unit.
            return equal("radians") if radians.state == "equal" else _missing(found, radians)
    return _missing(found, found)


def _missing(found: Finding, converted: Finding) -> Finding:
    if "undecided" in (found.state, converted.state):
        return undecided("unit missing on one side")
    return different(UNIT_MISSING)


def _price(quantity: Quantity, number: Expression, found: Finding) -> Finding:
    if found.state == "equal":
        # A bare 5 is five of the currency itself, not of its hundredths.
        return CURRENCY_LEFT_OUT if quantity.unit.factor == ONE else undecided("cents left out")
    # 25 cents against a bare 0.25: which of the two is meant is not said.
    if compare_trees(in_base_units(quantity.value.tree, quantity.unit), number.tree).state == "equal":
        return undecided("price in cents or in dollars")
    return found

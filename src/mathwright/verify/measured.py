"""A gold and a reply as two numbers in one unit, as far as the gold's form and the question fix it."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from mathwright.verify.comparing.labels import compare_labels
from mathwright.verify.comparing.quantities import in_base_units, same_noun, unit_kind
from mathwright.verify.exact.compare import is_number
from mathwright.verify.question import asks_percent, units_of
from mathwright.verify.reading.answer import (
    Answer,
    Collection,
    Definition,
    Expression,
    Quantity,
    Readings,
    Region,
    Unit,
)
from mathwright.verify.reading.tree import Call, Number, Product, Sum, quotient
from mathwright.verify.reading.units import read_unit

_HUNDRED = Fraction(100)


class Pair(NamedTuple):
    """Two numbers that may be compared, and why."""

    gold: Expression
    reply: Expression
    rule: str


class _Measured(NamedTuple):
    value: Expression
    unit: Unit | None


def number_pair(gold: Readings, reply: Readings, question: str) -> Pair | None:
    """The two numbers; None where one side is no number, or what the units are is not fixed."""
    one, other = _measured(gold), _measured(reply)
    if one is None or other is None or compare_labels(gold[0], reply[0]).state != "equal":
        return None
    one, other = _without_noun(one, other)
    if one.unit is None and other.unit is None:
        return _plain(one.value, other.value, question)
    if one.unit is not None and other.unit is not None:
        return _both(one.value, one.unit, other.value, other.unit)
    if other.unit is not None:
        return _gold_bare(one.value, other.value, other.unit, question)
    assert one.unit is not None
    return _reply_bare(one.value, one.unit, other.value, question)


def _measured(readings: Readings) -> _Measured | None:
    """The first reading that is a number, with its unit; a pair or an interval is none, though (20,100) may be."""
    if isinstance(readings[0], Region) or (isinstance(readings[0], Collection) and len(readings[0].items) > 1):
        return None
    for reading in readings:
        found = _number(reading)
        if found is not None:
            return found
    return None


def _number(answer: Answer) -> _Measured | None:
    while isinstance(answer, Definition | Collection):
        if isinstance(answer, Definition) and not answer.parameters:
            answer = answer.value
        elif isinstance(answer, Collection) and len(answer.items) == 1:
            answer = answer.items[0]
        else:
            return None
    if isinstance(answer, Quantity):
        return _Measured(answer.value, answer.unit)
    if not isinstance(answer, Expression) or not is_number(answer.tree):
        return None
    if isinstance(answer.tree, Call) and answer.tree.name == "degrees":
        return _Measured(Expression(answer.tree.arguments[0], decimals=answer.decimals), read_unit("°"))
    return _Measured(answer, None)


def _without_noun(one: _Measured, other: _Measured) -> tuple[_Measured, _Measured]:
    """A counted noun on one side, or the same on both, is left aside."""
    nouns = [side.unit is not None and unit_kind(side.unit) == "noun" for side in (one, other)]
    if nouns == [True, True]:
        assert one.unit is not None
        assert other.unit is not None
        if not same_noun(one.unit.noun, other.unit.noun):
            return one, other
        return one._replace(unit=None), other._replace(unit=None)
    if nouns[0] and other.unit is None:
        return one._replace(unit=None), other
    if nouns[1] and one.unit is None:
        return one, other._replace(unit=None)
    return one, other


def _plain(gold: Expression, reply: Expression, question: str) -> Pair:
    if gold.percent and reply.percent:
        return Pair(_percents(gold), _percents(reply), "percent")
    if gold.percent != reply.percent and asks_percent(question):
        return Pair(_percents(gold), _percents(reply), "percent asked for")
    return Pair(gold, reply, "number")


def _percents(value: Expression) -> Expression:
    """The number before the percent sign; a bare one is it already."""
    if not value.percent:
        return value
    tree = value.tree
    scaled = Number(tree.value * 100) if isinstance(tree, Number) else Product((Number(_HUNDRED), tree))
    return Expression(scaled, False, value.approximate, value.decimals)


def _both(gold: Expression, gold_unit: Unit, reply: Expression, reply_unit: Unit) -> Pair | None:
    if not gold_unit.dimension or gold_unit.dimension != reply_unit.dimension:
        return None
    return Pair(gold, _converted(reply, reply_unit, gold_unit), "converted unit")


def _gold_bare(gold: Expression, reply: Expression, unit: Unit, question: str) -> Pair | None:
    """The unit asked for, else the reply's own."""
    if not unit.dimension:
        return None
    asked = _asked(question, unit)
    if asked is not None:
        return Pair(gold, _converted(reply, unit, asked), "unit asked for")
    if unit_kind(unit) != "money" and units_of(question).asked:
        return None
    return Pair(gold, reply, "unit left open by the gold")


def _reply_bare(gold: Expression, unit: Unit, reply: Expression, question: str) -> Pair | None:
    """Only where the question fixes the unit."""
    fixed = _asked(question, unit) or _only_named(question, unit)
    if fixed is None:
        return None
    return Pair(_converted(gold, unit, fixed), reply, "unit fixed by the question")


def _asked(question: str, unit: Unit) -> Unit | None:
    """The one unit of this dimension that is asked for outright."""
    asked = [each for each in units_of(question).asked if each.dimension == unit.dimension]
    return asked[0] if len(asked) == 1 else None


def _only_named(question: str, unit: Unit) -> Unit | None:
    """The one unit of this dimension that the question uses: of an area, the square of its one unit of length."""
    named = units_of(question).named
    alike = [each for each in named if each.dimension == unit.dimension]
    if alike:
        return alike[0] if len(alike) == 1 else None
    if len(unit.dimension) != 1:
        return None
    dimension, power = unit.dimension[0]
    roots = [each for each in named if each.dimension == ((dimension, Fraction(1)),)]
    if len(roots) != 1 or power not in (2, 3) or not isinstance(roots[0].factor, Number):
        return None
    return Unit(unit.dimension, Number(roots[0].factor.value ** int(power)))


def _converted(value: Expression, unit: Unit, target: Unit) -> Expression:
    """The value in another unit of its dimension; its decimals stay only where nothing is converted."""
    if unit == target:
        return value
    tree = in_base_units(value.tree, unit)
    if target.offset:
        tree = Sum((tree, Number(-target.offset)))
    if isinstance(tree, Sum) and all(isinstance(term, Number) for term in tree.terms):
        tree = Number(sum((term.value for term in tree.terms if isinstance(term, Number)), Fraction(0)))
    return Expression(quotient(tree, target.factor), value.percent, value.approximate)

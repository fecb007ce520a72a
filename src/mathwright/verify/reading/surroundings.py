"""What stands around an answer in words: labels, names of points, remarks, a second name for the same value."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from mathwright.verify.reading.aliases import said_again, with_brackets
from mathwright.verify.reading.answer import (
    Answer,
    Clock,
    Collection,
    Day,
    Definition,
    Expression,
    Prose,
    Quantity,
    Ratio,
    Readings,
    Region,
    Unread,
    Word,
)
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.labels import named_point, stated_value, without_label
from mathwright.verify.reading.orders import read_order
from mathwright.verify.reading.remarks import with_linked_signs
from mathwright.verify.reading.tree import Call, Number, symbols_of

Read = Callable[[str], Readings]
"""Reads a part of the text."""

_SAYING_NOTHING = re.compile(
    r"(?:(?:my|our|your|this|final|correct|right|required|exact)\s)*(?:answers?|ans|results?|values?|solutions?|solns?|it|x"
    r"|total|number|integer|fraction|decimal|set|points?|(?:ordered\s)?(?:pairs?|triples?)|coordinates?|interval|equation"
    r"|expression|formula|option|choice|year|page|room|question|problem|base|case|they|he|she|this|that)"
    r"|最?终?答案?|结果|解",
    re.IGNORECASE,
)
# "One of them is even" does not say "even".
_OF_SOME = re.compile(
    r"\b(?:one|two|three|some|only|any|each|every|all|both|half|most|many|few|other|either|at\s(?:least|most))\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\A(?:the|an?|its|her|his|their)\s+")
_NAMED = Expression | Quantity | Collection | Ratio | Clock | Day | Word


def under_label(label: str, value: Readings) -> Readings:
    """The value under the name that stands before it; bare behind "answer"; empty for words and for several names."""
    first = value[0]
    if _is_words(value) or has_several_names(first):
        return ()
    if isinstance(first, Word) and _OF_SOME.search(label):
        return ()
    name = _ARTICLE.sub("", " ".join(label.casefold().split())).rstrip(" .")
    if _SAYING_NOTHING.fullmatch(name) or not (isinstance(first, _NAMED) or _is_nameless_region(first)):
        return value
    return (*(Definition(name, one) for one in value[:2]), *value)


def has_several_names(answer: Answer) -> bool:
    """Whether it lists values, one of which has a name of its own."""
    return isinstance(answer, Collection) and any(isinstance(item, Definition) for item in answer.items)


def _is_nameless_region(answer: Answer) -> bool:
    return isinstance(answer, Region) and answer.symbol is None


def first_of_two(text: str, read: Read) -> Readings:
    """``9/4, i.e. 2.25`` and ``3/4 (0.75)``: the first of two ways to say a value; empty for other texts."""
    again = said_again(text)
    if again:
        first, second = map(read, again)
        return first if not _is_words(first) and not _is_words(second) else ()
    both = with_brackets(text)
    if both is None:
        return ()
    first, second = map(read, both)
    return first if _same_value(first[0], second[0]) else ()


def _is_words(readings: Readings) -> bool:
    return isinstance(readings[0], Prose | Unread)


def _same_value(first: Answer, second: Answer) -> bool:
    """Whether both are one number, one ratio or one quantity, as written."""
    if isinstance(first, Expression) and isinstance(second, Expression):
        return isinstance(first.tree, Number) and first.tree == second.tree
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        amount = _in_units(first)
        return first.unit.dimension == second.unit.dimension and amount is not None and amount == _in_units(second)
    return isinstance(first, Ratio) and first == second


def _in_units(quantity: Quantity) -> Fraction | None:
    """How many base units it is; None where that is no plain fraction."""
    value, factor = quantity.value.tree, quantity.unit.factor
    if not isinstance(value, Number) or not isinstance(factor, Number) or quantity.unit.noun:
        return None
    return value.value * factor.value + quantity.unit.offset


def within(text: str, read: Read) -> Readings:
    """The answer of a text with a noun, a point's name, or a remark on signs around it; empty for other texts."""
    linked = with_linked_signs(text) if "sign" in text else None
    if linked:
        return (Collection("list", tuple(read(one)[0] for one in linked)),)
    point = point_under_name(text)
    if point:
        return point
    labelled = without_label(text)
    return under_label(labelled.label, read(labelled.rest)) if labelled else ()


def in_order_of(text: str, read: Read) -> Readings:
    """Things in their order, ``C → A → B``; empty for other texts."""
    order = read_order(text, read)
    return (order,) if order else ()


def point_under_name(text: str) -> Readings:
    """``P(2, 3)``, a point under its name; empty for other texts."""
    named = named_point(text)
    value = read_formula(named.point)[0] if named else None
    if named is None or not isinstance(value, Collection) or value.kind != "tuple":
        return ()
    return (Definition(named.name, value),)


def is_chosen(answer: Answer) -> bool:
    """Whether it is ``C(5, 2)`` or ``P(5, 2)``, which has a value; P(2, 3) is rather a point."""
    if not isinstance(answer, Expression) or not isinstance(answer.tree, Call):
        return False
    values = [one.value for one in answer.tree.arguments if isinstance(one, Number) and one.value.denominator == 1]
    return len(values) == 2 and values[0] >= values[1] >= 0


def stated(text: str, read: Read) -> Readings:
    """The one value that a short sentence states; empty for other texts."""
    rest = stated_value(text)
    value = read(rest)[0] if rest is not None else None
    value = value.value if isinstance(value, Definition) and not value.parameters else value
    plain = isinstance(value, Expression) and not symbols_of(value.tree)
    return (value,) if value is not None and (plain or isinstance(value, Quantity | Clock | Day)) else ()

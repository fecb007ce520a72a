"""Are these two answers the same?  Equal, different, or undecided with the reason: never a guess."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from mathwright.records import Verdict
from mathwright.verify.clean import cleaned
from mathwright.verify.comparing.quantities import CURRENCY_LEFT_OUT
from mathwright.verify.comparing.readings import compare_readings
from mathwright.verify.finding import Finding, State, different, equal, undecided
from mathwright.verify.normal import MAX_LENGTH, PlainNumber, plain_number
from mathwright.verify.reading.answer import (
    Choice,
    Clock,
    Collection,
    Day,
    Definition,
    Expression,
    Matrix,
    Prose,
    Quantity,
    Readings,
    Region,
    Relation,
    System,
    Unread,
    Word,
)
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.workers.ask import ask_algebra
from mathwright.verify.workers.conditions import may_help
from mathwright.verify.workers.protocol import CUT_OFF

__all__ = ["CHECKER", "State", "as_text", "by_algebra", "compare_texts", "is_blank", "same", "verdict_of"]

CHECKER = "mathwright-verify/3"
"""Goes into every verdict; rises when a decision may change."""

MAX_CACHED = 300
"""Characters of a text that is kept with its form."""
MAX_ALGEBRA = 2_000
"""Characters of a text that is given to the algebra system."""

_ALGEBRAIC = (Expression, Relation, Definition, Collection, Matrix, System, Region, Quantity)
_EQUAL_NUMBERS, _DIFFERENT_NUMBERS = equal("rational"), different("rational")
_NOTHING = Unread("empty answer")


class _Form(NamedTuple):
    """What is seen of a text without reading it."""

    blank: bool
    number: PlainNumber | None


def same(a: object, b: object, *, algebra: bool = True) -> Verdict:
    """Whether two answers are the same; symmetric, without tolerance, and reflexive for all that is not blank.

    A blank answer (None is one) is no answer: different from every other, and never equal, not even to itself.
    algebra: whether a worker process with an algebra system is asked where exact arithmetic leaves it undecided.
    """
    one, other = as_text(a), as_text(b)
    found = compare_texts(one, other)
    return verdict_of(by_algebra(one, other, found) if algebra else found)


def compare_texts(a: str, b: str) -> Finding:
    """``same`` without the algebra system."""
    if a.isdecimal() and b.isdecimal() and a.isascii() and b.isascii():
        return _EQUAL_NUMBERS if a == b or a.lstrip("0") == b.lstrip("0") else _DIFFERENT_NUMBERS
    one, other = _form(a), _form(b)
    if one.blank or other.blank:
        return undecided("empty answer") if one.blank and other.blank else different("empty answer")
    if one.number and other.number:
        return _numbers(one.number, other.number)
    if a == b:
        return undecided("not a number") if a.strip(" +-$.").lower() == "nan" else equal("identical")
    if (len(a), a) > (len(b), b):
        a, b = b, a
    found = compare_readings(read_answer(a), read_answer(b))
    if found.decided or found.rule == "not a number" or len(b) > MAX_LENGTH:
        return found
    return equal("identical") if cleaned(a) == cleaned(b) else found


def _numbers(a: PlainNumber, b: PlainNumber) -> Finding:
    if a.currency and b.currency and a.currency != b.currency:
        return different("another currency")
    if a.currency != b.currency and a.key == b.key:
        return CURRENCY_LEFT_OUT
    return _EQUAL_NUMBERS if a.key == b.key else _DIFFERENT_NUMBERS


def by_algebra(a: str, b: str, found: Finding) -> Finding:
    """What a worker process finds where exact arithmetic left two formulas undecided; else what was found before."""
    if found.decided or not may_help(found.rule) or max(len(a), len(b)) > MAX_ALGEBRA or is_blank(a) or is_blank(b):
        return found
    if not _algebraic(read_answer(a), read_answer(b)):
        return found
    if (len(a), a) > (len(b), b):
        a, b = b, a
    answered = ask_algebra(a, b)
    return answered if answered.decided or answered in CUT_OFF else found


def _algebraic(a: Readings, b: Readings) -> bool:
    """Whether both are formulas of one kind, or one may be a formula that was not read."""
    one, other = a[0], b[0]
    if isinstance(one, Unread) or isinstance(other, Unread):
        return not isinstance(one, Prose | Word | Choice | Clock | Day) and not isinstance(
            other, Prose | Word | Choice | Clock | Day
        )
    return type(one) is type(other) and isinstance(one, _ALGEBRAIC)


def is_blank(text: str) -> bool:
    """Whether nothing is left of a text without spaces, invisible characters, wrappers and stops."""
    return _form(text).blank


def as_text(value: object) -> str:
    """The text of an answer; a number's is what it prints, None's is blank."""
    if isinstance(value, str):
        return value
    return "" if value is None else str(value)


def _form(text: str) -> _Form:
    return _short_form(text) if len(text) <= MAX_CACHED else _new_form(text)


def _new_form(text: str) -> _Form:
    number = plain_number(text)
    if number:
        return _Form(False, number)
    if not text or len(text) > MAX_LENGTH:
        return _Form(not text or text.isspace(), None)
    return _Form(read_answer(text)[0] == _NOTHING, None)


_short_form = lru_cache(maxsize=50_000)(_new_form)


def verdict_of(found: Finding) -> Verdict:
    """A finding with the checker's version."""
    return _verdict(found.state, found.rule)


@cache
def _verdict(state: State, rule: str) -> Verdict:
    return Verdict(state=state, rule=rule, checker=CHECKER)

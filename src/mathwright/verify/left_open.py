"""What two answers alone leave open, and a gold answer settles: its form is the right one."""

from __future__ import annotations

import re

from mathwright.verify.asked_form import by_ratio
from mathwright.verify.comparing.readings import LIST_IN_BRACKETS
from mathwright.verify.comparing.values import K_FOR_THOUSAND, RATIO_OR_FRACTION
from mathwright.verify.comparing.words import HALF_DAY, HALF_OPEN, NONE_AGAINST_ZERO, REAL_OR_NONE
from mathwright.verify.finding import Finding, different, equal
from mathwright.verify.question import half_of_day
from mathwright.verify.reading.answer import Answer, Clock, Collection, Expression, Readings, Word
from mathwright.verify.reading.tree import Number

_REAL = re.compile(r"\breals?\b|\\mathbb\s?\{?R|ℝ|实数", re.IGNORECASE)
_EMPTY = re.compile(r"\\emptyset|\\varnothing|∅|\\\{\s?\\\}|\bempty set|空集", re.IGNORECASE)
_VARIABLE_K = re.compile(r"(?<![A-Za-z0-9])k(?![A-Za-z])")
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b|多少|几", re.IGNORECASE)
_ANY_HALF = equal("half of the day left open by one side")
_GOLD_DECIDES = {
    "ordinal against number": equal("ordinal as number"),
    "word with more behind it": equal("word with its reason"),
    "price in cents or in dollars": equal("price in dollars"),
}


def settled_by_gold(gold: Readings, reply: Readings, text: str, question: str, found: Finding) -> Finding | None:
    """The verdict where the gold, or its question, settles it; None where it does not.

    text: the gold's.
    """
    if found.rule in _GOLD_DECIDES:
        return _GOLD_DECIDES[found.rule]
    if found == NONE_AGAINST_ZERO:
        return equal("none of them") if _HOW_MANY.search(question) else None
    if found == REAL_OR_NONE:
        return _real_numbers(gold[0], text, question)
    if found == RATIO_OR_FRACTION:
        return by_ratio(gold, reply, question)
    if found == HALF_OPEN:
        return _half(reply[0], question) if isinstance(gold[0], Clock) and not gold[0].half_known else _ANY_HALF
    if found == K_FOR_THOUSAND:
        return _thousands(gold[0], question)
    if found == LIST_IN_BRACKETS and isinstance(gold[0], Collection):
        return equal("list in brackets")
    return None


def _real_numbers(gold: Answer, text: str, question: str) -> Finding | None:
    """No solution at all for a gold without real ones, or for an empty set or a question about real numbers."""
    has_only_real = isinstance(gold, Word) and gold.closed_set == "no_real_solution"
    if has_only_real or _REAL.search(question) or _EMPTY.search(text):
        return equal("no solution among real numbers")
    return None


def _half(reply: Answer, question: str) -> Finding | None:
    """Left open where the reply says the half of the day that the question does not speak of."""
    half = half_of_day(question)
    if half and isinstance(reply, Clock) and reply.half_known:
        said = "afternoon" if reply.seconds >= HALF_DAY else "morning"
        if said != half:
            return None
    return _ANY_HALF


def _thousands(gold: Answer, question: str) -> Finding | None:
    """25k for 25,000 but not the other way, as k may be a variable of the gold."""
    if _VARIABLE_K.search(question):
        return different("k is a variable of the question")
    plain = isinstance(gold, Expression) and isinstance(gold.tree, Number)
    return equal("k for thousand") if plain else None

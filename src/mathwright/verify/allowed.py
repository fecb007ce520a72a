"""What the gold's form and the question allow, where the two answers are not the same as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from mathwright.verify.clean import cleaned
from mathwright.verify.comparing.choices import letters_of
from mathwright.verify.comparing.kinds import compare
from mathwright.verify.comparing.quantities import CURRENCY_LEFT_OUT
from mathwright.verify.comparing.values import compare_expressions
from mathwright.verify.comparing.words import NONE_AGAINST_ZERO
from mathwright.verify.equality import compare_texts
from mathwright.verify.finding import Finding, different, equal
from mathwright.verify.measured import number_pair
from mathwright.verify.options import options_of
from mathwright.verify.question import Rounding, asked_base, asked_rounding, asks_approximation, asks_order
from mathwright.verify.reading.answer import Answer, Based, Collection, Expression, Readings
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.rounding import ROUNDED, agrees_rounded, own_precision, within

_HOW_MANY = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b|多少|几", re.IGNORECASE)
_GOLD_DECIDES = {
    "ratio or fraction": equal("ratio as fraction"),
    "half of the day left open": equal("half of the day left open by one side"),
    "ordinal against number": equal("ordinal as number"),
    "price in cents or in dollars": equal("price in dollars"),
}
"""What two answers alone leave open, and a gold settles."""


def by_tolerance(gold: str, answer: str, question: str, tolerance: Fraction) -> Finding | None:
    """Whether two numbers are close enough; None where they are no numbers, or that is not settled."""
    pair = number_pair(read_answer(gold), read_answer(answer), question)
    return within(pair.gold.tree, pair.reply.tree, tolerance) if pair else None


def by_question(gold: str, answer: str, question: str, found: Finding) -> Finding:
    """What the question fixes besides units and rounding: an order, a base, the options of a multiple choice."""
    wanted, given = read_answer(gold), read_answer(answer)
    if found.state == "equal":
        return _by_order(wanted[0], given[0], question) or _by_price(wanted, given, question, found) or found
    return _by_options(gold, answer, question) or _by_base(gold, answer, question) or found


def _by_order(gold: Answer, reply: Answer, question: str) -> Finding | None:
    """Two bare lists whose order is asked for."""
    if not isinstance(gold, Collection) or not isinstance(reply, Collection) or {gold.kind, reply.kind} != {"list"}:
        return None
    if any(isinstance(item, Collection) for item in gold.items) or not asks_order(question):
        return None
    found = compare(replace(gold, kind="tuple"), replace(reply, kind="tuple"))
    return different("order asked for") if found.state == "different" else found


def _by_price(gold: Readings, reply: Readings, question: str, found: Finding) -> Finding | None:
    """A price against a bare number, where the question says whether dollars or cents are asked for."""
    if found != CURRENCY_LEFT_OUT:
        return None
    pair = number_pair(gold, reply, question)
    if pair is None or pair.rule not in _DECIDES:
        return None
    values = compare_expressions(pair.gold, pair.reply)
    return different(pair.rule) if values.state == "different" else None


def _by_options(gold: str, answer: str, question: str) -> Finding | None:
    """A letter on one side, looked up in the question's options, against the content on the other."""
    options = options_of(question)
    if not options:
        return None
    letter, other_letter = _letter(read_answer(gold)), _letter(read_answer(answer))
    if (letter is None) == (other_letter is None):
        return None
    wanted, text = (letter, answer) if letter is not None else (other_letter, gold)
    content = options.get(wanted or "")
    if content is None:
        return None
    found = compare_texts(content, text)
    if found.state == "undecided" and _is_another(text, wanted, dict(options)):
        return different("another option's content")
    return Finding(found.state, "content of the option") if found.decided else found


def _is_another(text: str, wanted: str | None, options: dict[str, str]) -> bool:
    return any(
        letter != wanted and compare_texts(content, text).state == "equal" for letter, content in options.items()
    )


def _letter(readings: Readings) -> str | None:
    """The one letter that a text is, without content."""
    for reading in readings:
        letters = letters_of(reading)
        if letters is not None:
            return min(letters) if len(letters) == 1 else None
    return None


def _by_base(gold: str, answer: str, question: str) -> Finding | None:
    """A numeral with its base against digits without, where the question names the base."""
    for stated, bare in ((gold, answer), (answer, gold)):
        numeral = read_answer(stated)[0]
        if not isinstance(numeral, Based) or isinstance(read_answer(bare)[0], Based):
            continue
        digits = cleaned(bare).replace(" ", "").upper()
        if numeral.base in asked_base(question) and digits.lstrip("-").isalnum():
            same = digits.lstrip("0") == numeral.digits.lstrip("0")
            return equal("base named by the question") if same else different("base named by the question")
    return None


def by_form(gold: str, answer: str, question: str, found: Finding) -> Finding | None:
    """What units, percent, rounding and the gold's own form allow; None where they allow nothing."""
    settled = _GOLD_DECIDES.get(found.rule)
    if settled is not None:
        return settled
    if found == NONE_AGAINST_ZERO and _HOW_MANY.search(question):
        return equal("none of them")
    wanted = read_answer(gold)
    pair = number_pair(wanted, read_answer(answer), question)
    if pair is None:
        return None
    values = compare_expressions(pair.gold, pair.reply)
    if values.state == "equal":
        return equal(pair.rule)
    rounding = _rounding(pair.gold, question)
    if rounding is not None and agrees_rounded(pair.gold, pair.reply, rounding):
        return ROUNDED
    if pair.rule in _DECIDES and values.state == "different":
        return different(pair.rule)
    return None


_DECIDES = frozenset({"unit asked for", "unit fixed by the question", "percent asked for"})


def _rounding(gold: Expression, question: str) -> Rounding | None:
    asked = asked_rounding(question)
    if asked is None and (gold.approximate or asks_approximation(question)):
        return own_precision(gold)
    return asked

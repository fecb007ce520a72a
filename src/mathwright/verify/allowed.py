"""What the gold's form and the question allow, where the two answers are not the same as they stand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from mathwright.verify.asked_form import by_base, by_count
from mathwright.verify.clean import cleaned
from mathwright.verify.comparing.chains import EQUATION_OR_VALUE, believed
from mathwright.verify.comparing.choices import LETTERS_IN_ANOTHER_ORDER, letters_of
from mathwright.verify.comparing.definitions import roots_of
from mathwright.verify.comparing.kinds import compare
from mathwright.verify.comparing.labels import without_lone_names
from mathwright.verify.comparing.quantities import CURRENCY_LEFT_OUT, unit_kind
from mathwright.verify.comparing.readings import AMBIGUOUS
from mathwright.verify.comparing.sentences import stated_word
from mathwright.verify.comparing.values import RATIO_OR_FRACTION, compare_expressions
from mathwright.verify.comparing.words import compare_words
from mathwright.verify.equality import compare_texts
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.left_open import settled_by_gold
from mathwright.verify.measured import number_pair
from mathwright.verify.members_measured import by_members
from mathwright.verify.normal import MAX_LENGTH
from mathwright.verify.options import options_of
from mathwright.verify.question import Rounding, asked_rounding, asks_approximation, asks_order
from mathwright.verify.reading.answer import (
    Answer,
    Choice,
    Collection,
    Expression,
    Prose,
    Quantity,
    Readings,
    Relation,
    System,
    Word,
)
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.rounding import ROUNDED, agrees_rounded, own_precision, within
from mathwright.verify.wording import by_wording


def by_tolerance(gold: str, answer: str, question: str, tolerance: Fraction) -> Finding | None:
    """Whether two numbers are close enough; None where they are no numbers, or that is not settled."""
    wanted, given = map(believed, without_lone_names(read_answer(gold), read_answer(answer)))

    def close(one: Readings, other: Readings) -> Finding | None:
        pair = number_pair(one, other, question)
        return within(pair.gold.tree, pair.reply.tree, tolerance) if pair else None

    return close(wanted, given) or by_members(wanted, given, close, asks_order(question))


def by_question(gold: str, answer: str, question: str, found: Finding) -> Finding:
    """What the question fixes besides units and rounding: an order, a base, the options of a multiple choice."""
    wanted, given = without_lone_names(read_answer(gold), read_answer(answer))
    if found.state == "equal":
        if isinstance(given[0], Relation) and not isinstance(wanted[0], Relation) and _repeats(answer, question):
            return undecided("relation that the question states")
        return _by_order(wanted[0], given[0], question) or _by_price(wanted, given, question, found) or found
    if found == LETTERS_IN_ANOTHER_ORDER:
        return _by_order_of_letters(question) or found
    if found == EQUATION_OR_VALUE and _names_left_side(gold, answer, question):
        return equal("value of what the question names")
    worded = by_wording(gold, answer, question, found)
    if worded:
        return worded
    counted = None if found.decided else by_count(wanted, given, question)
    return counted or _by_options(gold, answer, question) or by_base(gold, answer, question, found) or found


def _repeats(answer: str, question: str) -> bool:
    """Whether the reply stands in the question as it is: the inequality that was to be solved."""
    return _squeezed(answer) in _squeezed(question)


def _squeezed(text: str) -> str:
    return cleaned(text[-MAX_LENGTH:]).replace(" ", "").replace("$", "")


def _by_order_of_letters(question: str) -> Finding | None:
    """The same letters in two orders: another ranking, or the same options."""
    if asks_order(question):
        return different("order asked for")
    return equal("letters of the options") if options_of(question) else None


def _names_left_side(gold: str, answer: str, question: str) -> bool:
    """Whether the question holds the left side of the equation that one of the two is: ``x + y`` of ``x + y = 5``."""
    sides = [_squeezed(text).partition("=")[0] for text in (gold, answer) if "=" in text]
    squeezed = _squeezed(question)
    return any(side in squeezed and f"{side}=" not in squeezed for side in sides)


def _by_order(gold: Answer, reply: Answer, question: str) -> Finding | None:
    """Two bare lists whose order is asked for."""
    gold, reply = _as_list(gold), _as_list(reply)
    if not isinstance(gold, Collection) or not isinstance(reply, Collection) or {gold.kind, reply.kind} != {"list"}:
        return None
    if any(isinstance(item, Collection) for item in gold.items) or not asks_order(question):
        return None
    found = compare(replace(gold, kind="tuple"), replace(reply, kind="tuple"))
    return different("order asked for") if found.state == "different" else found


def _as_list(answer: Answer) -> Answer:
    """Numbered roots as a list in the order of their numbers."""
    roots = roots_of(answer) if isinstance(answer, System) else None
    return Collection("list", roots) if roots else answer


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
    if isinstance(read_answer(gold)[0], Choice) and isinstance(read_answer(answer)[0], Choice):
        # One letter against several of them is settled.
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


def by_form(gold: str, answer: str, question: str, found: Finding) -> Finding | None:
    """What units, percent, rounding and the gold's own form allow; None where they allow nothing."""
    wanted, given = map(believed, without_lone_names(read_answer(gold), read_answer(answer)))
    settled = settled_by_gold(wanted, given, gold, question, found)
    if settled is not None or found == RATIO_OR_FRACTION:
        return settled
    if isinstance(wanted[0], Word) and isinstance(given[0], Prose):
        return _by_sentence(wanted[0], given[0])

    if found == AMBIGUOUS and any(_is_price(wanted, reading) for reading in given):
        return equal("price in the gold's currency")

    def measured(one: Readings, other: Readings) -> Finding | None:
        return _by_number(one, other, question)

    return measured(wanted, given) or by_members(wanted, given, measured, asks_order(question))


def _is_price(gold: Readings, reading: Answer) -> bool:
    """Whether a reading of the reply is the price that the gold plainly is: £45 of 45 pounds, money or weight."""
    if len(gold) > 1 or not isinstance(gold[0], Quantity) or unit_kind(gold[0].unit) != "money":
        return False
    return isinstance(reading, Quantity) and compare(gold[0], reading).state == "equal"


def _by_sentence(gold: Word, reply: Prose) -> Finding | None:
    """By the one word of the gold's kind that a short sentence states."""
    word = stated_word(reply)
    found = compare_words(gold, word) if word is not None and word.closed_set == gold.closed_set else None
    return Finding(found.state, "word of a sentence") if found and found.decided else None


def _by_number(wanted: Readings, given: Readings, question: str) -> Finding | None:
    """What units, percent and rounding allow for two numbers."""
    pair = number_pair(wanted, given, question)
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

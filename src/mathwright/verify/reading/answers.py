r"""An answer's text read: which kinds of answer it can be, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from mathwright.verify.reading.answer import (
    Answer,
    Based,
    Choice,
    Collection,
    Definition,
    Expression,
    Prose,
    Quantity,
    Ratio,
    Readings,
    Relation,
    Unread,
)
from mathwright.verify.reading.chinese import discounted_share, has_chinese, leading_chinese_number
from mathwright.verify.reading.choices import choice_and_content, read_choice
from mathwright.verify.reading.clocks import read_clock
from mathwright.verify.reading.computed import are_plainly_unequal, holds_number
from mathwright.verify.reading.days import has_two_meanings, read_day
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.number_words import leading_number, number_in_words
from mathwright.verify.reading.operators import read_operators
from mathwright.verify.reading.orders import in_order
from mathwright.verify.reading.quantities import PLAIN_NUMBER, mixed_with_and, read_quantity
from mathwright.verify.reading.ranges import read_range, tilde_range
from mathwright.verify.reading.remainders import read_remainder
from mathwright.verify.reading.several import read_several
from mathwright.verify.reading.statements import read_statements
from mathwright.verify.reading.surroundings import (
    Read,
    first_of_two,
    has_several_names,
    in_order_of,
    is_chosen,
    point_under_name,
    stated,
    under_label,
    within,
)
from mathwright.verify.reading.tree import Number, Symbol, symbols_of
from mathwright.verify.reading.trimming import trimmed
from mathwright.verify.reading.words import read_word

MAX_LENGTH = 10_000
"""Characters of an answer that is read."""
MAX_CACHED_LENGTH = 300
"""Characters of an answer whose readings are kept."""
MAX_DEPTH = 4
"""Lists, definitions and choices inside one another, in words."""

_NO_LETTER = frozenset("0123456789\\-{.+|")
"""What neither the letter of a choice nor a numbered statement begins with."""
_PLAIN = re.compile(PLAIN_NUMBER)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORDED = re.compile(r"[A-Za-z]{2}|[$€£¥₹₩₽¢°'\"′、μµΩÅ]|[^\x00-\u05ff\u2000-\u2bff\u3000-\u303f]")
# A unit of one letter (no x, y or n is one) stands at the end.
_LETTER_APART = re.compile(r"[0-9})\]]\s?[dghlmstABCFHJKLNTVW](?![A-Za-z(])(?:[^-+=,<>]|\^\s?\{?\s?-){0,60}\Z")
_LONG_WORD = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]")
_PERCENT = re.compile(r"\s*(?:percent|per\s?cent|percentage\s+points?|pct\.?)\Z", re.IGNORECASE)
_LABELLED = re.compile(
    r"([^=:<>]{1,60}?)(?:\s*(=|:(?=\s)|(?<=[\u3400-\u9fff]):(?=[^=:]*\Z))|\s(equals|is)(?:\s+equal\s+to)?\s)\s*([^=\s].*)",
    re.DOTALL,
)
_JOINED = re.compile(r"[,;]|\s(?:and|or)\s")
# What is behind them is not simply the value of what is in front.
_TURNED = re.compile(
    r"\b(?:not|no(?!\sdoubt|\.)|none|neither|nobody|never|if|when|where|with|that|than|false|wrong|incorrect|untrue|before|after|until|unless|without"
    r"|between|except|suppose|assume|let)\b|n['’]t\b|不(?!等)|非(?!负)|[错若当]|如果",
    re.IGNORECASE,
)
_SEGMENT = re.compile(
    r"(?:m\s?)?(?:\\(?:angle|triangle|overline|widehat|overrightarrow)\s*|∠|△)?\{?\|?\s?[A-Z]{2,4}'?\s?\|?\}?"
)
_WORD_LABEL = re.compile(r"(?:[A-Za-z][A-Za-z'’.-]*\s?){1,6}|[\u3400-\u9fff]{1,10}")
_RATIO = re.compile(
    r"([0-9]{1,15}|[A-Za-z]{3,12})(\sto\s|-to-|\sout\sof\s|\sin\s)(?:every\s)?([0-9]{1,15}|[A-Za-z]{3,12})"
)
_AND_OR = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)
_TIMES_IN_WORDS = {"once": "1 time", "twice": "2 times", "thrice": "3 times", "nothing": "0"}
_LONGEST_TIMES = 7
_BASE = re.compile(
    r"(-?[0-9A-Z.]{1,200})\s?_?\s?[{(]?\s?(?:in\s)?base[\s-]([0-9]{1,2}|[a-z]{3,9})\s?[)}]?", re.IGNORECASE
)
_ARTICLE = re.compile(r"\A(?:the|an|a(?!\s(?:[=<>]|(?:is|and|or|are|has)\s)))\s+")


def read_answer(text: str) -> Readings:
    """What the text can mean, the likeliest first; never empty, never raises.

    Words that are no kind are Prose; a formula that the bounded grammar does not read, a blank or an overlong text
    is Unread with the reason.
    """
    if len(text) > MAX_CACHED_LENGTH:
        return _read(text) if len(text) <= MAX_LENGTH else (Unread("answer too long"),)
    return _cached(text)


@lru_cache(maxsize=50_000)
def _cached(text: str) -> Readings:
    return _read(text)


def _read(raw: str) -> Readings:
    stretch = tilde_range(raw)
    if stretch:
        return (Prose(stretch),)
    text, approximate = trimmed(raw)
    if not text:
        return (Unread("empty answer"),)
    if len(text) > MAX_LENGTH:
        # One character may become eighteen.
        return (Unread("answer too long"),)
    readings = _kinds(text, 0)
    return tuple(map(_approximately, readings)) if approximate else readings


def _kinds(text: str, depth: int) -> Readings:
    """Every kind in turn: first what needs the whole text, then lists, then formulas, then words."""
    if _PLAIN.fullmatch(text):
        return read_formula(text)
    readings = _closed(text) or _times(text) or _lettered(text, depth)
    if readings:
        return readings
    bare = _COMMAND.sub(" ", text)
    if not _WORDED.search(bare) and "\\circ" not in text and "\\degree" not in text and "\\pound" not in text:
        return _formula(text, depth)
    return _worded(text, depth, bare)


def _closed(text: str) -> Readings:
    """A word of a closed set, or letters of a choice."""
    word = read_word(text)
    if word:
        return (word,)
    if text[0] in _NO_LETTER:
        return ()
    choice = read_choice(text)
    if choice is None:
        return read_statements(text)
    formula = read_formula(text)
    return (choice,) if isinstance(formula[0], Unread) else (choice, formula[0])


def _times(text: str) -> Readings:
    """A time of day or a date."""
    if len(text) > 40 or "\\" in text or "=" in text:
        return ()
    likely = ":" in text or text[-1].isalpha() or text[-1] == "." or not text.isascii() or " past " in text
    clock = read_clock(text) if likely or "quarter" in text else None
    if clock:
        ratio = read_formula(text)[0] if text[-1].isdigit() else None
        return (clock, ratio) if isinstance(ratio, Ratio) else (clock,)
    day = read_day(text)
    if day:
        return (day,)
    return (Unread("a date of two meanings"),) if has_two_meanings(text) else ()


def _lettered(text: str, depth: int) -> Readings:
    """A letter of a choice with its content."""
    found = choice_and_content(text) if depth == 0 else None
    if not found:
        return ()
    letter, content = found
    return (Choice(frozenset(letter), _kinds(content, depth + 1)[0]),)


def _formula(text: str, depth: int) -> Readings:
    readings = read_formula(text)
    if not isinstance(readings[0], Unread):
        readings = _with_results(readings)
        if text[-1] == ")" and text[0].isupper():
            point = point_under_name(text)
            return _distinct((*readings, *point) if is_chosen(readings[0]) else (*point, *readings))
        if text[-1] == ")" and (again := _said_twice(text, depth)):
            return again
        if _LETTER_APART.search(text):
            units = read_quantity(text)
            return units or readings
        return (*readings, Choice(frozenset(text.upper()))) if text in ("a", "b", "c", "d") else readings
    return (
        (_said_twice(text, depth) if "i.e" in text or "i. e" in text else ())
        or read_operators(text)
        or _divided(text)
        or point_under_name(text)
        or _with_reader(in_order_of, text, depth)
        or _several(text, depth)
        or readings
    )


def _divided(text: str) -> Readings:
    remainder = read_remainder(text)
    return (remainder,) if remainder else ()


def _worded(text: str, depth: int, bare: str) -> Readings:
    """A text with words, signs of money or degrees in it."""
    readings = _divided(text) or _rounded(text, depth) or _said_twice(text, depth) or _measured(text) or _in_words(text)
    if readings:
        return readings
    if depth < MAX_DEPTH:
        readings = _with_reader(within, text, depth) or _with_reader(in_order_of, text, depth)
        if readings:
            return readings
        region = read_range(text)
        readings = (region,) if region else _labelled(text, depth)
        if readings:
            return readings
    joined = _several(text, depth) if _AND_OR.search(text) else ()
    if joined:
        return (*joined, *mixed_with_and(text))
    formula = read_formula(text)
    if not isinstance(formula[0], Unread):
        return _with_results(formula)
    return _several(text, depth) or _stated(text, depth) or ((_prose(text),) if _LONG_WORD.search(bare) else formula)


def _several(text: str, depth: int) -> Readings:
    """A list, each part of which is read by itself."""
    several = read_several(text, lambda part: _kinds(part, depth + 1)) if depth < MAX_DEPTH else None
    return (several,) if several else ()


def _rounded(text: str, depth: int) -> Readings:
    """``$2/3 ≈ $0.67``: the exact value, then the rounded one."""
    exact, sign, rounded = text.replace("\\approx", "≈").partition("≈")
    if not sign or not exact.strip() or depth == MAX_DEPTH or len(text) > MAX_CACHED_LENGTH:
        return ()
    first, second = _kinds(exact.strip(), depth + 1)[0], _kinds(rounded.strip() or "?", depth + 1)[0]
    return (first, _approximately(second)) if isinstance(first, Quantity) or isinstance(second, Quantity) else ()


def _with_reader(find: Callable[[str, Read], Readings], text: str, depth: int) -> Readings:
    """What one of ``surroundings`` finds, with what reads the parts of the text."""
    return find(text, lambda part: _kinds(part, depth + 1)) if depth < MAX_DEPTH else ()


def _said_twice(text: str, depth: int) -> Readings:
    return _with_reader(first_of_two, text, depth)


def _stated(text: str, depth: int) -> Readings:
    """A short sentence, and the one value that it states; two sentences of one value may be of two things."""
    value = _with_reader(stated, text, depth) if depth == 0 else ()
    return (_prose(text), *value) if value else ()


def _distinct(readings: Readings) -> Readings:
    return tuple(dict.fromkeys(readings))


def _measured(text: str) -> Readings:
    percent = _PERCENT.search(text[-24:])
    if percent:
        return _percentage(text[: len(text) - len(percent[0])])
    return read_quantity(text)


def _percentage(text: str) -> Readings:
    readings = read_formula(f"{text}%")
    if isinstance(readings[0], Expression):
        return readings
    worded = leading_number(text)
    return (Expression(Number(worded[0] / 100), percent=True),) if worded and not worded[1] else ()


def _in_words(text: str) -> Readings:
    """A number, a ratio or a share in words."""
    counted = _TIMES_IN_WORDS.get(text.casefold()) if len(text) <= _LONGEST_TIMES else None
    if counted is not None:
        return read_quantity(counted) or read_formula(counted)
    worded = leading_number(text)
    if worded and not worded[1]:
        return (Expression(Number(worded[0])),)
    if has_chinese(text):
        if share := discounted_share(text):
            return (Expression(Number(share)),)
        chinese = leading_chinese_number(text)
        if chinese and not chinese.rest:
            return (Expression(Number(chinese.value), percent=chinese.percent),)
    return _in_a_base(text) or _ratio(text)


def _in_a_base(text: str) -> Readings:
    """``1101 base 2``, ``1101 (base two)``."""
    match = _BASE.fullmatch(text)
    base = _whole(match[2]) if match else None
    readings = read_formula(f"{match[1]}_{{{base}}}") if match and base else ()
    return readings if readings and isinstance(readings[0], Based) else ()


def _ratio(text: str) -> Readings:
    """``3 to 4``, ``3 out of 4``, ``one in five``."""
    match = _RATIO.fullmatch(text) if len(text) <= 40 else None
    if not match:
        return ()
    first, second = _whole(match[1]), _whole(match[3])
    if first is None or not second:
        return ()
    if "to" in match[2]:
        return (Ratio((Number(first), Number(second))),)
    return (Expression(Number(first / second)),)


def _whole(text: str) -> Fraction | None:
    return Fraction(text) if text.isdigit() else number_in_words(text)


def _labelled(text: str, depth: int) -> Readings:
    """``x = 5 cm``, ``AB = 5``, ``Area = 25 cm^2``, ``3 + 4 = 7 apples``."""
    match = _LABELLED.fullmatch(text)
    if not match or _TURNED.search(match[1]):
        return ()
    label = match[1].strip()
    middle, _, rest = match[4].rpartition("=")
    if middle and match[2] != "=" and len(label) > 1 and _WORD_LABEL.fullmatch(label) and not _SEGMENT.fullmatch(label):
        # The circle is x^2 + y^2 = 25.
        return under_label(label, _kinds(match[4], depth + 1))
    if not rest.strip() or _JOINED.search(middle) or _LONG_WORD.search(_COMMAND.sub(" ", middle)):
        return ()
    named, value = read_formula(label)[0], _kinds(rest.strip(), depth + 1)
    if isinstance(named, Expression) and isinstance(named.tree, Symbol):
        return _under_letter(named.tree.name, value, is_said=match[3] is not None)
    if _SEGMENT.fullmatch(label):
        return tuple(Definition(label, reading) for reading in value[:2])
    if isinstance(named, Expression) or (not _WORD_LABEL.fullmatch(label) and read_quantity(label)):
        return value if isinstance(value[0], Quantity) and not _is_false(named, middle, value[0]) else ()
    return under_label(label, value) if _WORD_LABEL.fullmatch(label) else ()


def _under_letter(name: str, value: Readings, *, is_said: bool) -> Readings:
    """``x = 5 cm``, "x is 5"; other formulas are left to their own reader, which knows lists of equations."""
    first = value[0]
    if has_several_names(first):
        return ()
    readable = isinstance(first, Quantity) or (is_said and not isinstance(first, Prose | Unread))
    return (Definition(name, first),) if readable else ()


def _is_false(named: Answer, middle: str, value: Quantity) -> bool:
    """Whether ``3 + 4 = 8 apples`` is plainly wrong, or ``2x = 6 cm`` is yet to be solved."""
    if isinstance(named, Expression) and symbols_of(named.tree) and holds_number(named.tree):
        return True
    steps = [read_formula(step)[0] for step in middle.split("=")] if middle.strip() else []
    return are_plainly_unequal([one.tree for one in (named, *steps, value.value) if isinstance(one, Expression)])


def _with_results(readings: Readings) -> Readings:
    """Besides a computation such as 2 + 3 = 5, its result; ``x = √2 ≈ 1.41`` is x = √2 first."""
    first = readings[0]
    order = in_order(first) if isinstance(first, Relation) and first.modulus is None else None
    if order:
        return (*readings, order)
    if not isinstance(first, Relation) or first.modulus is not None or not set(first.operators) <= {"=", "~"}:
        return readings
    place = first.operators.index("~") if "~" in first.operators else len(first.operators)
    result: Answer = Expression(first.terms[place])
    if symbols_of(first.terms[place]) or are_plainly_unequal(first.terms[1 : place + 1]):
        return readings
    if isinstance(first.terms[0], Symbol):
        return (Definition(first.terms[0].name, result), *readings)
    if place == 0:
        # 5√2 ≈ 7.07: the exact value was given first.
        return (result, Expression(first.terms[-1], approximate=True))
    return (*readings, result) if not symbols_of(first.terms[0]) else readings


def _approximately(answer: Answer) -> Answer:
    """The answer with its numbers declared approximate."""
    if isinstance(answer, Expression):
        return replace(answer, approximate=True)
    if isinstance(answer, Quantity):
        return replace(answer, value=replace(answer.value, approximate=True))
    if isinstance(answer, Definition):
        return replace(answer, value=_approximately(answer.value))
    if isinstance(answer, Collection):
        return replace(answer, items=tuple(map(_approximately, answer.items)))
    return answer


def _prose(text: str) -> Prose:
    folded = " ".join(text.casefold().rstrip(" .!").split())
    return Prose(_ARTICLE.sub("", folded, count=1))

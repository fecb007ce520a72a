"""What the question's own words settle: a noun that it names, an expression that it asks for, options in small letters.

Also what a gold of one word or one decimal number leaves open in the reply.
"""

from __future__ import annotations

import re

from mathwright.verify.clean import cleaned
from mathwright.verify.equality import compare_texts
from mathwright.verify.finding import Finding, equal, undecided
from mathwright.verify.options import options_of
from mathwright.verify.reading.answer import Prose
from mathwright.verify.reading.answers import read_answer

MAX_ANSWER = 200
"""Characters of an answer that is looked at."""
_LAST = 2_000
"""Characters at the end of a question that are looked at."""
_ONE_WORD = re.compile(r"[a-z][a-z'’-]{3,}")
# What says how a curve lies; "with equal sides" would make another figure of it.
_LYING = re.compile(
    r"(?:opening|which opens|that opens) (?:up|down|upwards?|downwards?|(?:to the )?(?:left|right))"
    r"|cent(?:er|re)d at (?:the )?[^,;.]{1,30}|passing through (?:the )?[^,;.]{1,30}"
)
_SMALL_OPTION = re.compile(r"\(?([a-j])\s?[).]\s*(\S.*)", re.DOTALL)
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]{1,12},[0-9]{1,12}")
_ASKING = r"(?:find|compute|evaluate|determine|calculate|whatis|valueof|valuefor|求)(?:thevalueof)?"
_ENDS = r"(?=[.?,;，。？]|$)"


def by_wording(gold: str, answer: str, question: str, found: Finding) -> Finding | None:
    """The verdict that the question's words or the gold's form settle; None where they settle nothing."""
    if max(len(gold), len(answer)) > MAX_ANSWER:
        return None
    if found.rule == "one value against several" and _has_decimal_comma(gold, answer):
        return undecided("decimal comma")
    if found.decided:
        return None
    return _by_nouns(gold, answer, question) or (
        (_by_small_letter(gold, answer, question) or _by_named_value(gold, answer, question)) if question else None
    )


def _has_decimal_comma(gold: str, answer: str) -> bool:
    """Whether the reply is ``3,14`` for a gold of 3.14: two numbers, or one as many countries write it."""
    bare = cleaned(answer).strip(" $")
    return bool(_DECIMAL_COMMA.fullmatch(bare)) and cleaned(gold).strip(" $") == bare.replace(",", ".")


def _by_nouns(gold: str, answer: str, question: str) -> Finding | None:
    """``Isosceles triangle`` for isosceles, where a kind of triangle is asked for; a curve, and where it opens."""
    wanted, given = read_answer(gold)[0], read_answer(answer)[0]
    if not isinstance(wanted, Prose) or not isinstance(given, Prose):
        return None
    if _ONE_WORD.fullmatch(wanted.text) and given.text.startswith(f"{wanted.text} "):
        rest = given.text[len(wanted.text) + 1 :]
        if _LYING.fullmatch(rest):
            return equal("word with how it lies")
    short, long = sorted((wanted.text, given.text), key=len)
    noun = long[len(short) + 1 :] if long.startswith(f"{short} ") else ""
    if not _ONE_WORD.fullmatch(short) or not _ONE_WORD.fullmatch(noun):
        return None
    asked = re.search(rf"\b(?:(?:kind|type|sort)s? of|what|which) {noun}\b", question[-_LAST:], re.IGNORECASE)
    return equal("noun of the question") if asked else None


def _by_small_letter(gold: str, answer: str, question: str) -> Finding | None:
    """``d) 3x + 2`` as option D, where that is its content."""
    match = _SMALL_OPTION.fullmatch(answer.strip())
    if match is None:
        return None
    letter, content = match[1].upper(), match[2]
    option = options_of(question).get(letter)
    if option is None or compare_texts(option, content).state != "equal":
        return None
    by_letter, by_content = compare_texts(gold, letter), compare_texts(gold, content)
    states = {by_letter.state, by_content.state}
    if "equal" in states:
        return equal("option in a small letter")
    return by_letter if by_letter.state == "different" and len(gold.strip(" ().")) == 1 else None


def _by_named_value(gold: str, answer: str, question: str) -> Finding | None:
    """``a^2 + b^2 = 16`` against 16, where the question asks for the left side."""
    for equation, value in ((gold, answer), (answer, gold)):
        left, sign, right = equation.partition("=")
        if not sign or not right.strip() or "=" in right or "=" in value or not _asks_for(left, question):
            continue
        found = compare_texts(right.strip(" $"), value)
        return equal("value of what the question names") if found.state == "equal" else None
    return None


def _asks_for(side: str, question: str) -> bool:
    """Whether the question asks for the expression, and states no equation with it."""
    name = _squeezed(side)
    return len(name) > 1 and bool(re.search(_ASKING + re.escape(name) + _ENDS, _squeezed(question), re.IGNORECASE))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s$]", "", cleaned(text[-_LAST:]))

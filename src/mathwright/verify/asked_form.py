"""The form of answer that a question asks for: a numeral's base, a ratio or a time of day, one answer or several."""

from __future__ import annotations

import re

from mathwright.verify.clean import cleaned
from mathwright.verify.comparing.choices import letters_of
from mathwright.verify.comparing.kinds import compare
from mathwright.verify.comparing.values import BASE_MISSING, VALUE_OF_NUMERAL
from mathwright.verify.finding import Finding, different, equal
from mathwright.verify.question import asked_base, asks_time, says_ratio
from mathwright.verify.reading.answer import Answer, Based, Clock, Collection, Expression, Prose, Readings
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.tree import Symbol

_ANY_BASE = re.compile(r"\bany (?:number )?base\b|\bbase of your choice\b|任[意何一]进制", re.IGNORECASE)
_SUBSCRIPT = re.compile(
    r"\b(?:base|radix)\b[^.?!]{0,30}\bsubscripts?\b|\bsubscripts?\b[^.?!]{0,30}\b(?:base|radix)\b"
    r"|\b(?:include|state|write|show|give) (?:the|its|your) (?:base|radix)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\bwhich one\b|\bwho\b(?! are)|\bwhose\b"
    r"|\b(?:which|what)(?: of (?:the|these)(?: following)?)?(?: [a-z]+){0,3} (?:is|was|has|had|does|won)\b"
    r"|哪(?:一|个|项|位|种)|谁|下列|以下|则",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:all|each|every|both|are|several|two|three|which ones)\b|多选|不定项|哪些|全部|所有", re.IGNORECASE
)
_NAME = re.compile(r"[a-z][a-z'’-]*|[\u3400-\u9fff]{1,6}")
_ONE_ASKED = different("several answers for one")


def by_base(gold: str, answer: str, question: str, found: Finding) -> Finding | None:
    """A numeral with its base against digits without, or against its value, where the question says what will do."""
    if found == VALUE_OF_NUMERAL and _ANY_BASE.search(question):
        return equal("any base allowed")
    if found == BASE_MISSING and _SUBSCRIPT.search(question) and isinstance(read_answer(gold)[0], Based):
        return different("base left out")
    for stated, bare in ((gold, answer), (answer, gold)):
        numeral = read_answer(stated)[0]
        if not isinstance(numeral, Based) or isinstance(read_answer(bare)[0], Based):
            continue
        digits = cleaned(bare).replace(" ", "").upper()
        if numeral.base in asked_base(question) and digits.lstrip("-").isalnum():
            same = digits.lstrip("0") == numeral.digits.lstrip("0")
            return equal("base named by the question") if same else different("base named by the question")
    return None


def by_ratio(gold: Readings, reply: Readings, question: str) -> Finding | None:
    """``3:4`` for 3/4 where a ratio is asked for, or nothing is known; 10:15 is none where a time is asked for."""
    is_time = any(isinstance(reading, Clock) for reading in (*gold, *reply))
    if is_time and asks_time(question):
        return different("time of day against ratio")
    if says_ratio(question) or not (question or is_time):
        return equal("ratio as fraction")
    return None


def by_count(gold: Readings, reply: Readings, question: str) -> Finding | None:
    """Several names or letters for the one that is asked for."""
    if not (_ONE.search(question) and not _SEVERAL.search(question)):
        return None
    several = next((reading for reading in reply if isinstance(reading, Collection)), None)
    if several is None or len(several.items) < 2 or not _is_name(gold[0]):
        return None
    if not all(_is_name(item) for item in several.items):
        return None
    states = [[compare(one, other).state for other in several.items] for one in several.items]
    distinct = all(state == "different" for row, line in enumerate(states) for state in line[:row])
    return _ONE_ASKED if distinct else None


def _is_name(answer: Answer) -> bool:
    if isinstance(answer, Prose):
        return bool(_NAME.fullmatch(answer.text))
    letters = letters_of(answer)
    return (letters is not None and len(letters) == 1) or (
        isinstance(answer, Expression) and isinstance(answer.tree, Symbol)
    )

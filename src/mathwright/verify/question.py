"""What a question fixes about the form of its answer: the unit, percent, rounding, an order, a base."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mathwright.verify.reading.answer import Unit
from mathwright.verify.reading.number_words import number_in_words
from mathwright.verify.reading.units import read_unit

MAX_QUESTION = 20_000
"""Characters of a question that is read; a longer one fixes nothing."""
_LAST = 400
"""Characters at the end of a question in which it says what it asks for."""

_PERCENT = re.compile(
    r"\b(?:what|which|how many|by what|as a|in|the)\s+(?:\w+\s+){0,2}percent(?:age|s)?\b"
    r"|百分之几|百分之多少|百分比|百分率|百分数",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:increasing|ascending|decreasing|descending|alphabetical|numerical|chronological) order"
    r"|\bfrom (?:the )?(?:least|smallest|lowest|shortest|greatest|largest|biggest|highest|longest) to\b"
    r"|\b(?:which|what|correct|right|proper) order\b|\bfirst to last\b|\blast to first\b|\border of finish"
    r"|\brespectively\b|\bin that order\b|\bordered (?:pair|triple|quadruple|list)\b|从小到大|从大到小|依次|顺序",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?:ratios?|proportions?|proportional|odds|scale|rate|quotient|probability|chance)\b|比|概率", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:at )?what (?:exact )?time\b|\bwhat is the time\b|\bwhen (?:did|does|do|will|would|should|is|was)\b"
    r"|\bo['’]clock\b|几点|时刻|什么时[候间]",
    re.IGNORECASE,
)
_HALVES = {
    "morning": re.compile(r"\bmorning\b|\ba\.?m\b\.?|早上|上午|凌晨", re.IGNORECASE),
    "afternoon": re.compile(r"\bafternoon\b|\bevening\b|\bp\.?m\b\.?|下午|晚上", re.IGNORECASE),
}
_BASE = re.compile(r"\b(?:base|radix)[ -]?\$?_?\{?\s?([0-9]+|[a-z]+)|\b(binary|octal|hexadecimal)\b", re.IGNORECASE)
_NAMED_BASES = {"binary": 2, "octal": 8, "hexadecimal": 16}
_NEAREST = re.compile(r"\bnearest\s+(?:whole\s+)?(\$?\\?\$?0?\.[0-9]+|1[0,]*\b|[a-z-]+)", re.IGNORECASE)
_PLACES = re.compile(
    r"\b([0-9]+|[a-z]+)[ -](?:decimal(?:s\b|[ -](?:place|digit|point)s?)|d\.?p\.?(?![a-z]))", re.IGNORECASE
)
_FIGURES = re.compile(
    r"\b([0-9]+|[a-z]+)[ -](?:significant[ -](?:figure|digit)s?|s\.?f\.?(?![a-z])|sig\.? ?figs?)", re.IGNORECASE
)
_CHINESE_PLACES = re.compile(r"保留([一两二三四五六\d])位小数|精确到(0?\.[0-9]+|十分位|百分位|千分位|个位|整数)")
_APPROXIMATE = re.compile(r"\bapproximat|\bestimate\b|\brounded\b|≈|\\approx|约(?:是|为|等于)", re.IGNORECASE)
_ORDINAL_PLACES = {
    "tenth": 1, "hundredth": 2, "thousandth": 3, "ten-thousandth": 4, "cent": 2, "penny": 2, "ten": -1, "hundred": -2,
    "thousand": -3, "ten-thousand": -4, "million": -6, "十分位": 1, "百分位": 2, "千分位": 3, "个位": 0, "整数": 0,
}  # fmt: skip

_WRAPPER = re.compile(r"\\(?:text|mathrm|mbox|hbox|rm)(?![A-Za-z])|[{}$~]|\\[ ,;]")
_CHINESE_UNIT = re.compile(r"(多少|[0-9])\s?([\u4e00-\u9fff]{1,4})")
_WORD = re.compile(r"\\?[^\W\d_]+|\^\s?\{?\s?[23]\s?\}?|[²³/°$%]|\^?\{?\\circ\}?|[0-9.,]+|\S")
_ASKING = re.compile(
    r"\b(?:how (?:many|much)|in(?: terms of)?|number of|to the nearest|degree measure)\s*[(]?\s*\Z",
    re.IGNORECASE,
)
_MAX_UNIT_WORDS = 4
_JOINING = frozenset("per / square cubic sq cu squared cubed ² ³ ^2 ^3 ^{2} ^{3}".split())
"""What makes one unit of several words; "in inches" is none."""
_SHORT = 3
"""Letters from which a word alone can be a unit; shorter ones (m, ft) only behind a number or where asked for."""
_SHORT_UNIT = re.compile(r"[ckm]m|[km]g|m[lL]|ft|yd|mi|hr|lb|oz|ms")
_NOT_UNITS = frozenset(
    "can are all one two has per was time point points case base turn turns bit bits may rod hand stone mole".split()
)


class Rounding(NamedTuple):
    """To how much an answer is rounded."""

    decimals: int | None = None
    """Digits after the point; negative for tens, hundreds, …"""
    figures: int | None = None
    """Significant figures."""


class UnitsOf(NamedTuple):
    """The units of a question."""

    asked: tuple[Unit, ...]
    """Asked for outright: "how many hours", "in centimetres"."""
    named: tuple[Unit, ...]
    """All that it names, each once."""


def asks_percent(question: str) -> bool:
    """Whether a percentage is asked for."""
    return len(question) <= MAX_QUESTION and bool(_PERCENT.search(question))


def asks_order(question: str) -> bool:
    """Whether the members of a list are asked for in an order."""
    return len(question) <= MAX_QUESTION and bool(_ORDER.search(question[-_LAST:]))


def says_ratio(question: str) -> bool:
    """Whether it is about a ratio, which may be written as a fraction."""
    return len(question) <= MAX_QUESTION and bool(_RATIO.search(question))


def asks_time(question: str) -> bool:
    """Whether it asks for a time of day."""
    return len(question) <= MAX_QUESTION and bool(_TIME.search(question))


def half_of_day(question: str) -> str | None:
    """``morning`` or ``afternoon`` where it speaks of that half of the day only."""
    if len(question) > MAX_QUESTION:
        return None
    halves = [half for half, words in _HALVES.items() if words.search(question)]
    return halves[0] if len(halves) == 1 else None


def asked_base(question: str) -> set[int]:
    """The bases that the question names."""
    if len(question) > MAX_QUESTION:
        return set()
    found = set()
    for match in _BASE.finditer(question):
        number = _NAMED_BASES.get(match[2].lower()) if match[2] else _count(match[1])
        if number is not None and 2 <= number <= 36:
            found.add(number)
    return found


def asked_rounding(question: str) -> Rounding | None:
    """To how much the question asks to round; None where it does not say."""
    if len(question) > MAX_QUESTION:
        return None
    if match := _FIGURES.search(question):
        return _rounding(figures=_count(match[1]))
    if match := _PLACES.search(question):
        return _rounding(decimals=_count(match[1]))
    if match := _CHINESE_PLACES.search(question):
        return _rounding(decimals=_count(match[1]) if match[1] else _place(match[2]))
    if match := _NEAREST.search(question):
        return _rounding(decimals=_place(match[1]))
    return None


def asks_approximation(question: str) -> bool:
    """Whether an approximate value will do, as its last sentences say."""
    return bool(_APPROXIMATE.search(question[-_LAST:]))


def _rounding(decimals: int | None = None, figures: int | None = None) -> Rounding | None:
    return None if decimals is None and figures is None else Rounding(decimals, figures)


def _place(text: str) -> int:
    """Decimals that a named place leaves: 2 for hundredth and 0.01, 0 for degree and integer."""
    text = text.strip("$\\").lower()
    if "." in text:
        return len(text.partition(".")[2])
    if text[0] == "1":
        return -text.count("0")
    return _ORDINAL_PLACES.get(text.removesuffix("s"), _ORDINAL_PLACES.get(text, 0))


_CHINESE_COUNTS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def _count(text: str) -> int | None:
    if text.isdecimal():
        return int(text) if len(text) < 3 else None
    if text in _CHINESE_COUNTS:
        return _CHINESE_COUNTS[text]
    value = number_in_words(text.lower())
    return int(value) if value is not None and value.denominator == 1 and 0 < value < 40 else None


@lru_cache(maxsize=1024)
def units_of(question: str) -> UnitsOf:
    """The units that a question names, and those it asks for."""
    if len(question) > MAX_QUESTION:
        return UnitsOf((), ())
    question = _WRAPPER.sub(" ", question)
    words = [(match[0], match.start()) for match in _WORD.finditer(question)]
    asked: dict[Unit, None] = {}
    named: dict[Unit, None] = {}
    place = 0
    while place < len(words):
        width, unit = _unit_at(words, place, question)
        if unit is not None:
            named[unit] = None
            if _ASKING.search(question[max(words[place][1] - 24, 0) : words[place][1]]):
                asked[unit] = None
        place += width
    for match in _CHINESE_UNIT.finditer(question):
        unit = next(filter(None, (read_unit(match[2][:width]) for width in range(_MAX_UNIT_WORDS, 0, -1))), None)
        if unit is not None:
            named[unit] = None
            if match[1] == "多少":
                asked[unit] = None
    return UnitsOf(tuple(asked), tuple(named))


def _unit_at(words: list[tuple[str, int]], place: int, question: str) -> tuple[int, Unit | None]:
    """How many words the unit that begins here has, and the unit; 1 and None where none begins."""
    word, start = words[place]
    if not (word[0].isalpha() or word[0] in "°^\\$"):
        return 1, None
    for width in range(min(_MAX_UNIT_WORDS, len(words) - place), 0, -1):
        parts = [each for each, _ in words[place : place + width]]
        lowered = {part.lower() for part in parts}
        alone = _may_stand_alone(word, start, question)
        if not ((alone or word.lower() in _JOINING) and _JOINING & lowered if width > 1 else alone):
            continue
        text = " ".join(parts)
        unit = read_unit(text)
        if unit is not None:
            return width, unit
    return 1, None


def _may_stand_alone(word: str, start: int, question: str) -> bool:
    if word.lower() in _NOT_UNITS or word == "$":
        return False
    before = question[max(start - 24, 0) : start].rstrip(" -")
    if _SHORT_UNIT.fullmatch(word) and _ASKING.search(before + " "):
        return True
    return len(word) >= _SHORT or not word[0].isascii() or word[0] == "^" or before[-1:].isdigit()

"""Numbers in prose: digits, words, shares, percents and money, each with its place and its exact value."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

Form = Literal["digits", "word", "fraction", "share"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORD_VALUES: dict[str, int] = {word: value for value, word in enumerate(_UNITS)}
WORD_VALUES |= {word: 10 * (place + 2) for place, word in enumerate(_TENS)}
WORD_VALUES |= {
    f"{ten}-{unit}": 10 * (place + 2) + value
    for place, ten in enumerate(_TENS)
    for value, unit in enumerate(_UNITS[1:10], start=1)
}
VALUE_WORDS: dict[int, str] = {value: word for word, value in WORD_VALUES.items()}

_SHARES: dict[str, Fraction] = {
    "half": Fraction(1, 2), "halves": Fraction(1, 2), "halved": Fraction(1, 2), "twice": Fraction(2),
    "double": Fraction(2), "doubled": Fraction(2), "doubles": Fraction(2), "thrice": Fraction(3),
    "triple": Fraction(3), "tripled": Fraction(3), "triples": Fraction(3), "quadruple": Fraction(4),
    "quadrupled": Fraction(4), "dozen": Fraction(12), "dozens": Fraction(12), "couple": Fraction(2),
    "pair": Fraction(2), "pairs": Fraction(2), "both": Fraction(2), "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4), "third": Fraction(1, 3), "thirds": Fraction(1, 3), "fourth": Fraction(1, 4),
    "fourths": Fraction(1, 4), "fifth": Fraction(1, 5), "fifths": Fraction(1, 5), "sixth": Fraction(1, 6),
    "sixths": Fraction(1, 6), "seventh": Fraction(1, 7), "eighth": Fraction(1, 8), "eighths": Fraction(1, 8),
    "ninth": Fraction(1, 9), "tenth": Fraction(1, 10), "tenths": Fraction(1, 10), "twins": Fraction(2),
    "triplets": Fraction(3), "score": Fraction(20), "decade": Fraction(10), "decades": Fraction(10),
    "century": Fraction(100), "fortnight": Fraction(14), "hundred": Fraction(100), "hundreds": Fraction(100),
    "thousand": Fraction(1000), "million": Fraction(1_000_000),
}  # fmt: skip
_WORDS = {word: Fraction(value) for word, value in WORD_VALUES.items()}
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,40}(?:\.\d{1,20})?|\.\d{1,20}"
_TEN_UNIT = re.compile(r"-([A-Za-z]{3,5})(?!\w)")
_PERCENT = re.compile(r"\s?%|[ -]percent\b")
_KNOWN = frozenset([*WORD_VALUES, *_SHARES])
_COMPOUND = re.compile(r"\s+|\s*-\s*")


def _either(words: Collection[str]) -> str:
    """A pattern of all the words as a tree of their letters: one that tries each word in turn is three times slower."""
    rest: dict[str, set[str]] = {}
    for word in words:
        if word:
            rest.setdefault(word[0], set()).add(word[1:])
    if not rest:
        return ""
    branches = "|".join(f"{letter}{_either(rest[letter])}" for letter in sorted(rest))
    return f"(?:{branches}){'?' if '' in words else ''}"


_SINGLE = frozenset(word for word in _KNOWN if "-" not in word)
_NAMED = _either(_SINGLE | {word.capitalize() for word in _SINGLE})
_NUMERIC = re.compile(
    rf"(?P<mixed>\b\d{{1,4}}[ -]\d{{1,3}}/\d{{1,3}}\b)|(?P<fraction>(?<![\d/.])\d{{1,4}}/\d{{1,4}}\b(?!/))"
    rf"|(?P<digits>(?<![\d.,])(?:{_DIGITS})(?!\d))"
)
_WORD = re.compile(rf"(?<![\w'])(?P<word>{_NAMED})(?!\w)")
_BEGINS = re.compile(rf"[^A-Za-z_'](?:(?<=\d)|(?<=\.)(?=\d)|(?<![\w'])(?={_NAMED}(?!\w)))")
"""A digit, a point before one, or what stands before a number word: where a number may begin.

A search for one set of characters is several times as fast as one that tries four patterns at every letter.
"""
_MENTION = re.compile(rf"{_NUMERIC.pattern}|{_WORD.pattern}|(?P<shouted>(?<![\w'])[A-Za-z]{{3,}}(?!\w))")
_BETWEEN = ". "
"""What stands between two sentences."""
LONGEST_KEPT = 250
"""Characters of a sentence whose numbers are kept."""
_SHOUTED = re.compile(r"[A-Za-z][A-Z]")
"""Where a word is in other letters than small ones behind the first, every word must be looked at."""


class Mention(NamedTuple):
    """A number in a text."""

    start: int
    end: int
    text: str
    value: Fraction
    form: Form
    money: bool
    """A currency sign stands directly before it."""
    percent: bool
    """A percent sign or the word stands directly after it; the value is not divided by 100."""

    @property
    def decimals(self) -> int:
        """Digits after the decimal point."""
        return len(self.text.partition(".")[2])


def mentions(text: str) -> list[Mention]:
    """Every number of the text, in order of appearance; ``two hundred`` and ``two-thirds`` are one number each."""
    return list(_mentions(text))


@lru_cache(maxsize=64)
def _mentions(text: str) -> tuple[Mention, ...]:
    """Kept, since several readers look at one text in a row."""
    found: list[Mention] = []
    place = 0
    # No number, nor what is looked at beside one, reaches over a full stop and a space.
    for sentence in text.split(_BETWEEN):
        here = _mentions_of(sentence) if len(sentence) <= LONGEST_KEPT else _mentions_in(sentence)
        found += [Mention(one[0] + place, one[1] + place, *one[2:]) for one in here] if place else here
        place += len(sentence) + len(_BETWEEN)
    return tuple(found)


def _mentions_in(text: str) -> tuple[Mention, ...]:
    search = _MENTION.search if _SHOUTED.search(text) else _next
    found: list[Mention] = []
    place = 0
    while (match := search(text, place)) is not None:
        place = match.end()
        mention = _mention(text, match)
        if mention is None:
            continue
        place = mention.end
        joined = _joined(text, found[-1], mention) if found and mention.form == "share" else None
        if joined is None:
            found.append(mention)
        else:
            found[-1] = joined
    return tuple(found)


_mentions_of = lru_cache(maxsize=8192)(_mentions_in)
"""Kept for many sentences: problems made of one seed problem have most of theirs in common."""


def _next(text: str, place: int) -> re.Match[str] | None:
    """The first number from this place on, in digits or in words of small letters."""
    match = None if place else _WORD.match(text)
    while match is None:
        begins = _BEGINS.search(text, place)
        if begins is None:
            return None
        place = begins.end()
        match = _NUMERIC.match(text, place - 1) or _WORD.match(text, place)
    return match


def _joined(text: str, first: Mention, second: Mention) -> Mention | None:
    """``two hundred``, ``3 million`` or ``two-thirds`` as one mention; None where they are two."""
    if first.form not in ("word", "digits"):
        return None
    between = text[first.end : second.start]
    if not _COMPOUND.fullmatch(between) or not (second.value >= 100 or second.value < Fraction(1, 2)):
        return None
    if second.value < 1 and (first.form != "word" or first.value >= second.value.denominator):
        return None
    shown = text[first.start : second.end]
    return Mention(first.start, second.end, shown, first.value * second.value, "share", first.money, second.percent)


def _mention(text: str, match: re.Match[str]) -> Mention | None:
    start, end, shown = match.start(), match.end(), match.group()
    if match.lastgroup in ("word", "shouted"):
        word = shown.lower()
        if word not in _KNOWN:
            return None
        unit = _TEN_UNIT.match(text, end)
        if unit is not None and f"{word}-{unit.group(1).lower()}" in WORD_VALUES:
            end = unit.end()
            shown = text[start:end]
    value, form = _value(shown, match.lastgroup or "")
    money = text[max(0, start - 2) : start].rstrip().endswith(("$", "£", "€"))
    percent = _PERCENT.match(text, end) is not None
    return Mention(start, end, shown, value, form, money, percent)


def _value(shown: str, group: str) -> tuple[Fraction, Form]:
    if group == "mixed":
        whole, _, part = shown.replace("-", " ").partition(" ")
        return int(whole) + _ratio(part), "fraction"
    if group == "fraction":
        return _ratio(shown), "fraction"
    if group == "digits":
        return _of_digits(shown), "digits"
    word = shown.lower()
    if word in _WORDS:
        return _WORDS[word], "word"
    return _SHARES[word], "share"


@lru_cache(maxsize=4096)
def _of_digits(shown: str) -> Fraction:
    digits = shown.replace(",", "")
    # A Fraction reads a text by a pattern of its own, which takes three times as long.
    return Fraction(int(digits) if digits.isdecimal() else digits)


def _ratio(text: str) -> Fraction:
    top, _, bottom = text.partition("/")
    return Fraction(int(top), int(bottom)) if int(bottom) else Fraction(0)


def decimal_text(value: Fraction, places: int = 6) -> str | None:
    """The value as digits with a decimal point (``"12.5"``), or None if it needs more than ``places``."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 10**places
    if scaled.denominator != 1:
        return None
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0")
    return text if value > 0 else f"-{text}"


def money_text(value: Fraction) -> str | None:
    """The value as a price: whole, or with two decimals; None if it has parts of a cent."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 100
    if scaled.denominator != 1:
        return None
    cents = abs(scaled.numerator)
    text = f"{cents // 100}.{cents % 100:02d}"
    return text if value > 0 else f"-{text}"

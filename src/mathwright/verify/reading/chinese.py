"""Chinese numerals and phrases: ``三分之二``, ``百分之十``, ``一百零五``, ``3万``, ``负三``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_NUMERAL = "[零〇○一二两三四五六七八九十百千万亿]"
_NUMBER = (
    rf"(?:[0-9]{{1,18}}(?:\.[0-9]{{1,18}})?[百千万亿]{{0,3}}|{_NUMERAL}{{1,24}}(?:点[零〇一二三四五六七八九]{{1,18}})?)"
)
_LEADING = re.compile(
    rf"(?P<sign>负|-)?\s?(?:(?P<bottom>{_NUMBER})分之(?P<top>{_NUMBER})|(?P<tenths>{_NUMBER})成(?P<fifth>半)?(?!\w)"
    rf"|(?P<half>一?半)(?!\w)|(?P<whole>{_NUMBER})(?:又(?P<mixed_bottom>{_NUMBER})分之(?P<mixed_top>{_NUMBER}))?)"
)
MAX_NOUN_LENGTH = 8
"""Characters of a Chinese phrase that is taken as a noun."""
_NOUN = re.compile(r"[\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MEASURE_WORDS = frozenset(
    "个只本名位人条张把辆台件支枝根块片颗粒棵朵头匹座间层页次倍种组袋箱盒瓶杯碗套双对排行分题道岁步圈筐桶包场队班艘架幅封"
)
_DISCOUNT = re.compile(r"打?([1-9一二三四五六七八九])\.?([1-9一二三四五六七八九])?折")
_FIGURES = {figure: value for value, figure in enumerate("一二三四五六七八九", 1)}


class ChineseNumber(NamedTuple):
    """A number at the front of a Chinese text."""

    value: Fraction
    percent: bool
    """Whether it was said as hundredths, ``百分之…``."""
    rest: str
    """What follows it."""


def has_chinese(text: str) -> bool:
    """Whether any character is Chinese."""
    return not text.isascii() and _CHINESE.search(text) is not None


def leading_chinese_number(text: str) -> ChineseNumber | None:
    """The number at the front of the text where it holds a Chinese character; None for plain digits."""
    match = _LEADING.match(text)
    if not match or match[0].isascii() or text[match.end() : match.end() + 1].isdigit():
        return None
    value = _value(match)
    if value is None:
        return None
    return ChineseNumber(-value if match["sign"] else value, match["bottom"] == "百", text[match.end() :].strip())


def discounted_share(text: str) -> Fraction | None:
    """What is left of a price at ``八折`` (8/10) or ``八五折``, ``8.5折`` (85/100); None for other texts."""
    match = _DISCOUNT.fullmatch(text) if text.endswith("折") else None
    if match is None:
        return None
    tenths, hundredths = (_FIGURES.get(digit) or int(digit or 0) for digit in match.groups())
    return Fraction(10 * tenths + hundredths, 100)


def chinese_noun(text: str) -> str | None:
    """What is counted by ``个苹果``: the noun without its measure word, or the measure word alone."""
    if len(text) > MAX_NOUN_LENGTH or text.startswith("折") or not _NOUN.fullmatch(text):
        return None
    return text[1:] if len(text) > 1 and text[0] in _MEASURE_WORDS else text


def _value(match: re.Match[str]) -> Fraction | None:
    if match["half"]:
        return Fraction(1, 2)
    if match["tenths"]:
        tenths = _number(match["tenths"])
        return None if tenths is None else (tenths + (Fraction(1, 2) if match["fifth"] else 0)) / 10
    if match["bottom"]:
        return _fraction(match["top"], match["bottom"])
    whole = _number(match["whole"])
    if whole is None or not match["mixed_bottom"]:
        return whole
    part = _fraction(match["mixed_top"], match["mixed_bottom"])
    return None if part is None else whole + part


def _fraction(top_text: str, bottom_text: str) -> Fraction | None:
    top, bottom = _number(top_text), _number(bottom_text)
    return top / bottom if top is not None and bottom else None


def _number(text: str) -> Fraction | None:
    if text[0].isascii():
        return _scaled_digits(text)
    whole, _, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or not decimals:
        return None if value is None else Fraction(value)
    digits = "".join(str(_DIGITS[character]) for character in decimals)
    return value + Fraction(int(digits), 10 ** len(digits))


def _scaled_digits(text: str) -> Fraction:
    digits = text.rstrip("百千万亿")
    value = Fraction(digits)
    for character in text[len(digits) :]:
        value *= _TENS.get(character) or _MYRIADS[character]
    return value


def _whole(text: str) -> int | None:
    if len(text) > 1 and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = group = digit = 0
    unit = 0
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            unit = 1 if digit == 0 else unit
        elif character in _TENS:
            unit = _TENS[character]
            group += (digit or 1) * unit
            digit = 0
        else:
            group += digit
            total = (total + group) * _MYRIADS[character] if _MYRIADS[character] > total else total + group * 10**4
            group, digit, unit = 0, 0, _MYRIADS[character]
    # 一百五 is 150, 三万二 32,000, while 一百零五 is 105.
    return total + group + digit * (unit // 10 if unit >= 100 else 1)

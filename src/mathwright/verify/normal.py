"""Plain numbers at once: a key that is equal for equal values, without reading the text as a formula."""

from __future__ import annotations

import re
from typing import NamedTuple

from mathwright.verify.clean import cleaned
from mathwright.verify.rational import Decimal10, rational_key

MAX_LENGTH = 10_000
"""Characters of an answer that is read; of a longer one only plain decimals are."""

_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]{0,17}|0")
# Possessive: two runs of a million spaces must not be tried in every split.
_LONG_DECIMAL = re.compile(r"\s*+([-+]?)([0-9]*+)(?:\.([0-9]*+))?\s*+")
_MONEY = re.compile(r"([-+]?)\s?(US ?\$|[$€£¥])\s?([-+]?)(.+)", re.IGNORECASE)
# Most formulas hold one of these, and need not be brought to one spelling to see that they are no number.
_NEVER_PLAIN = re.compile(
    r"[=<>_|]|\\(?:sqrt|pi|infty|cup|begin|sin|cos|tan|log|ln|leq?|geq?|pm|theta|alpha|mathbb|circ|in)(?![A-Za-z])"
)
_CURRENCIES = tuple("$€£¥")
_PERCENT = re.compile(r"\s?(?:percent|per cent)\Z", re.IGNORECASE)


class PlainNumber(NamedTuple):
    """An exact number that is written without letters, roots or words."""

    key: str
    """Equal for equal values."""
    currency: str = ""
    """The sign of a price; else empty."""


def plain_number(answer: str) -> PlainNumber | None:
    """The number that the whole text is; None for any other text.  Microseconds, milliseconds for a megabyte."""
    if _PLAIN_INTEGER.fullmatch(answer):
        digits = answer.rstrip("0")
        return PlainNumber(f"{digits}e{len(answer) - len(digits)}" if digits else "0e0")
    if len(answer) > MAX_LENGTH:
        return _long(answer)
    if _NEVER_PLAIN.search(answer):
        return None
    text = cleaned(answer)
    return _number(text) if text else None


def _number(text: str) -> PlainNumber | None:
    text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
    if text[-1:] in _CURRENCIES:
        text = text[-1] + text[:-1]
    money = _MONEY.fullmatch(text)
    if money:
        if money[1] and money[3]:
            return None
        text = money[1] + money[3] + money[4]
        if text.endswith("%"):
            return None
    key = rational_key(_PERCENT.sub("%", text))
    currency = money[2].upper().replace("US", "").strip() if money else ""
    return PlainNumber(key, currency) if key else None


def _long(answer: str) -> PlainNumber | None:
    match = _LONG_DECIMAL.fullmatch(answer)
    if not match or not (match[2] or match[3]):
        return None
    whole, decimals = match[2], match[3] or ""
    digits = (whole + decimals).lstrip("0")
    short = digits.rstrip("0")
    exponent = len(digits) - len(short) - len(decimals) if short else 0
    return PlainNumber(Decimal10(match[1] == "-" and short != "", short, exponent).key())

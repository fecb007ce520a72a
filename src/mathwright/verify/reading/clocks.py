"""Times of day: ``3:30``, ``3:30 p.m.``, ``15:30``, ``3 PM``, ``noon``, ``half past three``."""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.verify.reading.answer import Clock
from mathwright.verify.reading.chinese import leading_chinese_number
from mathwright.verify.reading.number_words import number_in_words

_HALF = (
    r"(?P<half>[ap]\s?\.?\s?m\b\s?\.?|noon|midday|midnight|tonight"
    r"|(?:o'clock\s*)?(?:in the|this) (?:early |late )?(?:morning|afternoon|evening)|at (?:night|noon|midnight))"
)
_CLOCK = re.compile(
    rf"(?:at\s+)?(?P<hour>[0-9]{{1,2}})\s?:\s?(?P<minute>[0-9]{{2}})(?:\s?:\s?(?P<second>[0-9]{{2}}))?"
    rf"\s*(?:o'clock\s*)?{_HALF}?",
    re.IGNORECASE,
)
_POINTED = re.compile(rf"(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})\s*{_HALF}", re.IGNORECASE)
_HOUR = re.compile(rf"(?:at\s+)?(?P<hour>[0-9]{{1,2}})\s*(?:o'?clock\s*)?{_HALF}", re.IGNORECASE)
_OCLOCK = re.compile(r"(?:at\s+)?([0-9]{1,2}|[a-z]{3,6})\s*o'?clock", re.IGNORECASE)
_PAST = re.compile(
    rf"(?P<minutes>half|(?:a )?quarter|[a-z0-9-]{{1,12}}(?: minutes)?) (?P<side>past|to|after|before) "
    rf"(?P<hour>[0-9]{{1,2}}|[a-z]{{3,6}})\s*{_HALF}?",
    re.IGNORECASE,
)
_FIGURE = "(?:[0-9]{1,2}|[零一二两三四五六七八九十]{1,3})"
_CHINESE = re.compile(
    rf"(?P<part>上午|早上|凌晨|中午|下午|晚上)?\s?(?P<hour>{_FIGURE})\s?(?:时|点)(?:整|(?P<minute>{_FIGURE})\s?分?|(?P<half>半))?"
)
_NAMED = {
    "noon": 43_200,
    "at noon": 43_200,
    "midday": 43_200,
    "midnight": 0,
    "at midnight": 0,
}


def read_clock(text: str) -> Clock | None:
    """The time of day that the whole text is, or None."""
    if len(text) > 40 or (text[-1].isdigit() and ":" not in text and " " not in text):
        return None
    folded = text.casefold()
    if folded in _NAMED:
        return Clock(Fraction(_NAMED[folded]), half_known=True)
    match = _CLOCK.fullmatch(text) or _HOUR.fullmatch(text) or _POINTED.fullmatch(text)
    if match:
        parts = match.groupdict()
        return _clock(int(parts["hour"]), int(parts.get("minute") or 0), int(parts.get("second") or 0), parts["half"])
    match = _OCLOCK.fullmatch(text)
    if match:
        hour = _number(match[1])
        return None if hour is None else _clock(hour, 0, 0, None)
    return _past(text) or _chinese(text)


def _past(text: str) -> Clock | None:
    match = _PAST.fullmatch(text)
    if not match:
        return None
    said = match["minutes"].casefold().removesuffix(" minutes").removeprefix("a ")
    minutes = {"half": 30, "quarter": 15}.get(said) or _number(said)
    hour = _number(match["hour"])
    if minutes is None or hour is None or not 0 < minutes < 60 or not 0 < hour <= 12:
        return None
    if match["side"].casefold() in ("to", "before"):
        hour, minutes = (hour - 1) or 12, 60 - minutes
    if not match["minutes"].endswith(("half", "quarter", "minutes")) and not match["half"]:
        # "3 to 4" is a ratio or a score.
        return None
    return _clock(hour, minutes, 0, match["half"])


def _chinese(text: str) -> Clock | None:
    if text.isascii():
        return None
    match = _CHINESE.fullmatch(text)
    if not match or (not match["part"] and not match["minute"] and not match["half"] and "时" in text):
        # 3时 is three hours.
        return None
    part = match["part"]
    half = None if part is None else "am" if part in ("上午", "早上", "凌晨") else "pm"
    hour, minute = _number(match["hour"]), 30 if match["half"] else _number(match["minute"] or "0")
    return None if hour is None or minute is None else _clock(hour, minute, 0, half)


def _number(text: str) -> int | None:
    chinese = leading_chinese_number(text)
    value = Fraction(text) if text.isdigit() else chinese.value if chinese else number_in_words(text)
    return int(value) if value is not None and value.denominator == 1 else None


def _is_after_noon(hour: int, half: str) -> bool:
    """Whether an hour from 1 to 12 is one after noon; 2 at night is not."""
    if half.endswith(("at night", "tonight")):
        return 5 <= hour < 12
    return half.startswith("p") or half.endswith(("afternoon", "evening"))


def _clock(hour: int, minute: int, second: int, half: str | None) -> Clock | None:
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    known = hour > 12 or hour == 0 or half is not None
    if half and half.casefold().endswith(("noon", "midday", "midnight")) and not half.casefold().endswith("afternoon"):
        if hour != 12 or minute or second:
            return None
        hour = 0 if half.casefold().endswith("midnight") else 12
    elif half and 0 < hour <= 12:
        hour = hour % 12 + 12 * _is_after_noon(hour, half.casefold())
    return Clock(Fraction(hour % 24 * 3600 + minute * 60 + second), half_known=known)

"""Dates: ``July 4, 2020``, ``4 July``, ``2020-07-04``, ``25/12/2020``, ``2020年7月4日``."""

from __future__ import annotations

import calendar
import re

from mathwright.verify.reading.answer import Day

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_MONTH_WORD = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:\s?\^?\{?\s?(?:st|nd|rd|th)\}?)?"
_YEAR = r"(?P<year>[0-9]{4})"
_WORDED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:on\s+)?{_WEEKDAY}{_MONTH_WORD}\s+{_DAY}(?:(?:,\s*|\s+){_YEAR})?",
        rf"(?:on\s+)?{_WEEKDAY}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH_WORD}(?:(?:,\s*|\s+){_YEAR})?",
        rf"{_MONTH_WORD},?\s+{_YEAR}(?P<day>)",
    )
)
# What every date has one of: a month's name, or two numbers with a sign between them.
_DATED = re.compile(r"[0-9](?:[-/]|\s?[年月]\s?)[0-9]|[a-z]{3,}[.,]?\s+[0-9]|[0-9].*\s[a-z]{3,}", re.IGNORECASE)
_ISO = re.compile(rf"{_YEAR}[-/](?P<month>[0-9]{{2}})[-/](?P<day>[0-9]{{2}})")
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?P<year>(?:19|20)[0-9]{2})")
_CHINESE = re.compile(r"(?:(?P<year>[0-9]{4})\s?年\s?)?(?P<month>[0-9]{1,2})\s?月\s?(?P<day>[0-9]{1,2})\s?[日号]")


def read_day(text: str) -> Day | None:
    """The date that the whole text is, or None; 7/4/2020, which may be in April or July, is none."""
    if not 4 <= len(text) <= 40 or not _DATED.search(text):
        return None
    match = _ISO.fullmatch(text) or _CHINESE.fullmatch(text)
    if match:
        return _day(match["year"], int(match["month"]), match["day"])
    match = _SLASHED.fullmatch(text)
    if match:
        return _slashed(int(match["first"]), int(match["second"]), match["year"])
    for pattern in _WORDED:
        match = pattern.fullmatch(text)
        month = _MONTHS.get(match["month"].lower()) if match else None
        if match and month:
            return _day(match["year"], month, match["day"])
    return None


def has_two_meanings(text: str) -> bool:
    """Whether it is a date such as 7/4/2020, which is in April or in July."""
    match = _SLASHED.fullmatch(text)
    return (
        match is not None and 1 <= int(match["first"]) <= 12 and 1 <= int(match["second"]) <= 12 and not read_day(text)
    )


def _slashed(first: int, second: int, year: str) -> Day | None:
    if first == second or second > 12:
        return _day(year, first, str(second))
    return _day(year, second, str(first)) if first > 12 else None


def _day(year: str | None, month: int, day: str | None) -> Day | None:
    number = int(day) if day else None
    # 2000 is a leap year: 29 February passes where no year is said.
    if not 1 <= month <= 12 or (number is not None and not 1 <= number <= calendar.monthrange(2000, month)[1]):
        return None
    return Day(int(year) if year else None, month, number)

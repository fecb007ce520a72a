"""Numbered statements: ``①③④``, ``I and III only``, ``II``."""

from __future__ import annotations

import re

from mathwright.verify.reading.answer import Collection, Readings, Word

_CIRCLED = re.compile(
    r"(?:(?:[Oo]nly|仅|只有)\s?)?([①-⑳](?:\s*(?:,|、|and|和)?\s*[①-⑳]){0,9})(?:\s(?:only|are correct|is correct))?"
)
_ROMAN = re.compile(
    r"(?:(?:[Oo]nly|[Ss]tatements?)\s)?((?:VI{1,3}|I{1,3}|IV|V|VI)(?:\s*(?:,\s?and|,|and|&)\s*(?:VI{1,3}|I{1,3}|IV|V|VI)){0,5})"
    r"(?P<only>\sonly|\s(?:is|are) (?:correct|true))?"
)
_NUMERALS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_NUMERAL = re.compile(r"[IV]+")


def read_statements(text: str) -> Readings:
    """The set of numbered statements that the whole text names; empty for others, a lone ``I`` or ``V`` among them."""
    if len(text) > 60:
        return ()
    match = _CIRCLED.fullmatch(text)
    if match:
        return _named([ord(character) - 0x245F for character in match[1] if "①" <= character <= "⑳"])
    match = _ROMAN.fullmatch(text)
    if not match or (len(text) == 1 and text in "IV"):
        return ()
    return _named([_NUMERALS[numeral] for numeral in _NUMERAL.findall(match[1])])


def _named(numbers: list[int]) -> Readings:
    words = tuple(Word(str(number), "statement") for number in numbers)
    return words if len(words) == 1 else (Collection("set", words),)

"""Numbers in English words: ``twenty-three``, ``two and a half``, ``1.5 million``, ``three dozen``, ``two thirds``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from mathwright.programs.numbers import WORD_VALUES

MAX_WORDS = 24
"""Words of a number that are read."""

_SMALL = {word: value for word, value in WORD_VALUES.items() if "-" not in word}
_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
    "quintillion": 10**18,
    "lakh": 10**5,
    "crore": 10**7,
    "dozen": 12,
}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "hundredth": 100,
    "thousandth": 1000, "millionth": 10**6,
}  # fmt: skip
_PARTS |= {f"{part}s": value for part, value in _PARTS.items()} | {"halves": 2}
_ORDINALS = {part: value for part, value in _PARTS.items() if part not in ("half", "quarter") and part[-1] != "s"}
_ORDINALS |= {"first": 1, "second": 2, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19}
_SCALES |= {f"{scale}s": value for scale, value in _SCALES.items()} | {"tens": 10, "ones": 1}
_NEGATIVE = ("minus", "negative")
_VOCABULARY = frozenset([*_SMALL, *_SCALES, *_PARTS, *_NEGATIVE, "and", "a", "an", "point"])
_WORD = re.compile(r"[\s-]*([A-Za-z]+|[0-9][0-9,]*(?:\.[0-9]+)?(?:/[0-9]+)?)(?![A-Za-z0-9])")
_DIGITS = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.[0-9]{1,18})?|[0-9]{1,9}/[1-9][0-9]{0,8}")
_ORDINAL_DIGITS = re.compile(r"([0-9]{1,9})\s?\^?\s?\{?\s?(?:st|nd|rd|th)\s?\}?", re.IGNORECASE)


def number_in_words(text: str) -> Fraction | None:
    """The value of a text that is a number with at least one word in it; None for any other text."""
    found = leading_number(text)
    return found[0] if found and not found[1] else None


def leading_number(text: str) -> tuple[Fraction, str] | None:
    """The longest number at the front that holds a word (not ``a`` alone), and what follows it."""
    if text.startswith("-"):
        positive = leading_number(text[1:].lstrip()) if text[1:2] != "-" else None
        return (-positive[0], positive[1]) if positive else None
    words: list[str] = []
    ends: list[int] = []
    place = 0
    while len(words) < MAX_WORDS:
        match = _WORD.match(text, place)
        if not match or not is_number_word(match[1].lower()):
            break
        words.append(match[1].lower())
        ends.append(match.end())
        place = match.end()
    for count in range(len(words), 0, -1):
        if all(word[0].isdigit() for word in words[:count]):
            return None
        value = _signed(words[:count])
        if value is not None:
            return value, text[ends[count - 1] :].strip()
    return None


def ordinal(text: str) -> int | None:
    """The place that ``3rd``, ``3^{rd}``, ``third`` or ``twenty-third`` names, or None."""
    match = _ORDINAL_DIGITS.fullmatch(text)
    if match:
        return int(match[1])
    front, _, last = text.lower().replace("-", " ").rpartition(" ")
    place = _ORDINALS.get(last)
    if place is None or not front:
        return place
    tens = _SMALL.get(front)
    return tens + place if tens and tens >= 20 and place < 10 else None


def is_number_word(word: str) -> bool:
    """Whether a lower-case word, number or compound with hyphens may be part of a number; ``a`` and ``and`` may."""
    return word in _VOCABULARY or bool(_DIGITS.fullmatch(word)) or all(part in _VOCABULARY for part in word.split("-"))


def _signed(words: list[str]) -> Fraction | None:
    if words[0] in _NEGATIVE:
        value = _with_part(words[1:])
        return None if value is None else -value
    return _with_part(words)


def _with_part(words: list[str]) -> Fraction | None:
    """``two and a half million``, ``three quarters``, ``half a dozen``, or a plain cardinal."""
    if not words:
        return None
    for place in range(len(words) - 1, -1, -1):
        if words[place] in _PARTS:
            return _split_at_part(words, place)
    return _decimal(words)


def _split_at_part(words: list[str], place: int) -> Fraction | None:
    scale = _scale(words[place + 1 :])
    share, whole = _share(words[: place + 1])
    if scale is None or share is None:
        return None
    if not whole:
        return share * scale
    number = _decimal(whole)
    return None if number is None or number < 0 else (number + share) * scale


def _share(words: list[str]) -> tuple[Fraction | None, list[str]]:
    """The fraction at the end, and the words of the whole number before its ``and``."""
    part = _PARTS[words[-1]]
    cut = max((place for place, word in enumerate(words) if word == "and"), default=-1)
    top = words[cut + 1 : -1]
    number = Fraction(1) if top in ([], ["a"], ["an"]) else _decimal(top)
    if number is None or (not top and part not in (2, 4)):
        # "third" alone is a place, "half" a share.
        return None, []
    return number / part, words[:cut] if cut > 0 else []


def _scale(words: list[str]) -> int | None:
    words = words[1:] if words[:1] in (["a"], ["of"], ["an"]) else words
    total = 1
    for word in words:
        if word not in _SCALES:
            return None
        total *= _SCALES[word]
    return total


def _decimal(words: list[str]) -> Fraction | None:
    if "point" not in words:
        return _cardinal(words)
    cut = words.index("point")
    whole = _cardinal(words[:cut]) if cut else Fraction(0)
    digits = [_SMALL.get(word, 10) for word in words[cut + 1 :]]
    if whole is None or not digits or max(digits) > 9:
        return None
    return whole + Fraction(int("".join(map(str, digits))), 10 ** len(digits))


class _Said(NamedTuple):
    """A cardinal as far as it was read."""

    total: Fraction = Fraction(0)
    """Of the groups that a scale has closed."""
    group: Fraction = Fraction(0)
    """Since then."""
    room: int = 1000
    """Below which a number must be that may follow: five follows twenty, and twenty does not follow five."""


def _cardinal(words: list[str]) -> Fraction | None:
    """``one hundred and five``, ``twenty three thousand``, ``1.5 million``, ``a hundred``, ``3 dozen``."""
    if words == ["zero"]:
        return Fraction(0)
    if not words or words[0] == "and" or words[-1] in ("and", "a", "an"):
        return None
    said = _Said()
    for place, word in enumerate(words):
        if word == "and":
            continue
        following = _scaled(said, _SCALES[word]) if word in _SCALES else _added(said, word, place)
        if following is None:
            return None
        said = following
    return said.total + said.group


def _added(said: _Said, word: str, place: int) -> _Said | None:
    if word in ("a", "an"):
        return said._replace(group=Fraction(1), room=0) if place == 0 else None
    if word not in _SMALL:
        plain = word[0].isdigit() and said.room == 1000
        return said._replace(group=Fraction(word.replace(",", "")), room=0) if plain else None
    value = _SMALL[word]
    if not 0 < value < said.room:
        return None
    return said._replace(group=said.group + value, room=10 if value >= 20 and value % 10 == 0 else 0)


def _scaled(said: _Said, scale: int) -> _Said | None:
    if not said.group:
        return None
    if scale == 100:
        return said._replace(group=said.group * 100, room=100) if said.group < 100 else None
    if said.total and scale > said.total:
        # "hundred thousand million": the scale multiplies all before it.
        return _Said((said.total + said.group) * scale)
    return _Said(said.total + said.group * scale)

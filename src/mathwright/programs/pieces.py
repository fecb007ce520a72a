"""Texts with slots: literal pieces and numbers, each number with the way it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mathwright.programs.graph import Value
from mathwright.programs.numbers import VALUE_WORDS, Mention, decimal_text, money_text

Style = Literal["plain", "comma", "money", "cents", "word", "Word", "percent"]
BARE = ("plain", "money")
"""The styles that write a whole number as its digits."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a text where the value of a register is written."""

    register: int
    style: Style


Pieces = tuple[str | Slot, ...]


def style_of(text: str, value: Fraction, money: bool) -> Style:
    """How a number is written, judged by how the original is."""
    if text[:1].isalpha():
        return "Word" if text[:1].isupper() else "word"
    if "," in text:
        return "comma"
    if money:
        return "cents" if text.endswith(".00") else "money"
    return "plain"


def mention_style(mention: Mention) -> Style:
    """How a number of the question is written."""
    return style_of(mention.text, mention.value, mention.money)


def write(value: Value, style: Style) -> str | None:
    """The value as text, or None where the style cannot hold it."""
    if style == "percent":
        return decimal_text(Fraction(value) * 100)
    if isinstance(value, int):
        return _write_whole(value, style)
    if style in ("word", "Word"):
        return None
    return money_text(value) if style in ("money", "cents") else decimal_text(value, 4)


def _write_whole(value: int, style: Style) -> str | None:
    if style == "comma":
        return f"{value:,}"
    if style == "cents":
        return f"{value}.00"
    if style in ("word", "Word"):
        word = VALUE_WORDS.get(value)
        return word.capitalize() if word is not None and style == "Word" else word
    return str(value)


def fill(pieces: Pieces, values: Sequence[Value]) -> str | None:
    """The text with its numbers written, or None where one cannot be."""
    parts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
            continue
        value = values[piece.register]
        text = str(value) if type(value) is int and piece.style in BARE else write(value, piece.style)
        if text is None:
            return None
        parts.append(text)
    return "".join(parts)

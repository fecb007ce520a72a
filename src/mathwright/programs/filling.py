"""Texts with slots that are filled again and again: a number is written once, however often the texts have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mathwright.programs.graph import Value
from mathwright.programs.pieces import BARE, Pieces, Slot, Style, write


class _Text(NamedTuple):
    """One of the texts, for ``%``."""

    pattern: str
    slots: tuple[int, ...]
    """For each ``%s``, which of the numbers stands there."""


class Filling(NamedTuple):
    """Some texts that share their numbers."""

    slots: tuple[tuple[int, Style], ...]
    """Register and style of each number, once."""
    texts: tuple[_Text, ...]

    def written(self, values: Sequence[Value]) -> list[str] | None:
        """The numbers as they stand in the texts, or None where one cannot be written."""
        found: list[str] = []
        for register, style in self.slots:
            value = values[register]
            text = str(value) if type(value) is int and style in BARE else write(value, style)
            if text is None:
                return None
            found.append(text)
        return found

    def filled(self, written: Sequence[str]) -> list[str]:
        """The texts with these numbers."""
        return [pattern % tuple([written[slot] for slot in slots]) for pattern, slots in self.texts]


def filling_of(texts: Sequence[Pieces]) -> Filling:
    """The texts, ready to be filled together."""
    places: dict[tuple[int, Style], int] = {}
    made: list[_Text] = []
    for pieces in texts:
        slots = [(piece.register, piece.style) for piece in pieces if isinstance(piece, Slot)]
        pattern = "".join("%s" if isinstance(piece, Slot) else piece.replace("%", "%%") for piece in pieces)
        made.append(_Text(pattern, tuple(places.setdefault(slot, len(places)) for slot in slots)))
    return Filling(tuple(places), tuple(made))

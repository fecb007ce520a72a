"""An answer found in one place of a reply."""

from __future__ import annotations

from typing import Literal, NamedTuple

Place = Literal[
    "boxed",
    "hashes",
    "tag",
    "json",
    "phrase",
    "choice",
    "display",
    "bold",
    "sentence",
    "bare",
    "incomplete reply",
    "no answer found",
]
Confidence = Literal["sure", "likely", "guess", "none"]


class Found(NamedTuple):
    """What stood in one place."""

    answer: str
    """As written, stripped; empty where the text breaks off in this place."""
    start: int
    """Offset of the answer in the text that was searched."""
    place: Place
    candidates: int = 1
    """How many different answers stood in places of this kind; the last was taken."""
    parts: tuple[str, ...] = ()
    """The contents of several boxes that were taken as one answer, or of one that was taken with its unit of area."""

    @property
    def broken_off(self) -> bool:
        """Whether the text ends inside this place, so that there is no answer to take."""
        return not self.answer

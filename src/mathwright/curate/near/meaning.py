"""Texts that mean nearly the same, by the cosine of their embeddings: an optional step behind the shingles.

Shingles see the words; a rewording keeps few of them.  Any model that turns texts into vectors can stand behind
``Embedder``; without one, this step is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.stream import Near
from mathwright.errors import DataError, UsageError

SAME_MEANING = 0.9
"""Cosine from which two texts are taken to mean the same; how good a bound it is depends on the model."""

_TEXTS_AT_ONCE = 1_024
_PLACES_AT_ONCE = 1 << 15


class Embedder(Protocol):
    """Turns texts into vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, shape (n, d), d always the same; rows have length 1, or 0 where nothing is known."""


class MeaningStream:
    """As ``NearStream``, with the cosine of embeddings for the similarity of shingles.

    Every text is compared with every remembered one, so that ten times as many texts take a hundred times as long.
    Memory: 4 bytes a number and remembered text, 6 while it grows.
    """

    def __init__(self, embedder: Embedder, threshold: float = SAME_MEANING) -> None:
        """Remember nothing yet.  Raises UsageError for a threshold outside (0, 1]."""
        if not 0 < threshold <= 1:
            raise UsageError(f"cosine {threshold}: give a number above 0 and at most 1, such as {SAME_MEANING}")
        self._embedder = embedder
        self._threshold = threshold
        self._rows: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._count = 0

    def __len__(self) -> int:
        """How many texts are remembered."""
        return self._count

    def decide(self, texts: Sequence[str]) -> list[Near | None]:
        """For each text the earliest remembered one that means the same; those with None are remembered."""
        decided: list[Near | None] = []
        for at in range(0, len(texts), _TEXTS_AT_ONCE):
            rows = self._embedded(texts[at : at + _TEXTS_AT_ONCE])
            near = self._earlier(rows)
            self._decide_within(rows, near)
            decided += near
        return decided

    def remember(self, texts: Sequence[str]) -> None:
        """Remember all texts, whatever they mean."""
        for at in range(0, len(texts), _TEXTS_AT_ONCE):
            self._keep(self._embedded(texts[at : at + _TEXTS_AT_ONCE]))

    def look(self, texts: Sequence[str]) -> list[Near | None]:
        """As ``decide``, but against the texts remembered before and without remembering any."""
        found: list[Near | None] = []
        for at in range(0, len(texts), _TEXTS_AT_ONCE):
            found += self._earlier(self._embedded(texts[at : at + _TEXTS_AT_ONCE]))
        return found

    def _embedded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.ascontiguousarray(self._embedder.embed(texts), np.float32)
        width = self._rows.shape[1] if self._count else rows.shape[-1]
        if rows.shape != (len(texts), width):
            raise DataError(
                f"the embedder gave an array of {rows.shape} for {len(texts)} texts; expected one row a text"
            )
        if not np.isfinite(rows).all():
            raise DataError("the embedder gave numbers that are not finite; no text can be compared with them")
        return rows

    def _earlier(self, rows: NDArray[np.float32]) -> list[Near | None]:
        near: list[Near | None] = [None] * len(rows)
        for at in range(0, self._count, _PLACES_AT_ONCE):
            cosines = rows @ self._rows[at : min(at + _PLACES_AT_ONCE, self._count)].T
            close = cosines >= self._threshold
            first = close.argmax(axis=1)
            for row in np.flatnonzero(close.any(axis=1)).tolist():
                near[row] = near[row] or _near(at + int(first[row]), cosines[row, first[row]])
        return near

    def _decide_within(self, rows: NDArray[np.float32], near: list[Near | None]) -> None:
        """Decide the rows that are open by those kept before them in the block, and keep the others."""
        cosines = rows @ rows.T
        kept: list[int] = []
        for row in range(len(rows)):
            if near[row] is not None:
                continue
            close = np.flatnonzero(cosines[row, kept] >= self._threshold)
            if len(close):
                near[row] = _near(self._count + int(close[0]), cosines[row, kept[close[0]]])
            else:
                kept.append(row)
        self._keep(rows[kept])

    def _keep(self, rows: NDArray[np.float32]) -> None:
        needed = self._count + len(rows)
        if needed > len(self._rows):
            room = np.zeros((int(needed * 1.5), rows.shape[1]), np.float32)
            if self._count:
                room[: self._count] = self._rows[: self._count]
            self._rows = room
        self._rows[self._count : needed] = rows
        self._count = needed


def _near(place: int, cosine: np.float32) -> Near:
    # Rows of length 1 give products that rounding may lift above it.
    return Near(place, min(float(cosine), 1.0))

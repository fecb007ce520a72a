"""Texts that mean nearly the same, by the cosine of their embeddings: an optional step behind the shingles.

Shingles see the words; a rewording keeps few of them.  Any model that turns texts into vectors can stand behind
``Embedder``; without one, this step is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.bounds import SAME_MEANING
from mathwright.curate.near.stream import Near
from mathwright.errors import DataError, UsageError

_TEXTS_AT_ONCE = 1_024
_PLACES_AT_ONCE = 1 << 13
_DIGITS = 6
_SLACK = 1e-5
"""Products of matrices differ in their last digits with the shape of the block; nearer pairs are computed singly."""


class Embedder(Protocol):
    """Turns texts into vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, shape (n, d), d always the same; rows have length 1, or 0 where nothing is known.

        A row depends on its own text alone, not on those beside it.
        """


class MeaningStream:
    """As ``NearStream``, with the cosine of embeddings for the similarity of shingles.

    Every text is compared with every remembered one, so that ten times as many texts take a hundred times as long.
    Memory: 4 bytes a number and remembered text, and some 40 MB for the comparison.
    """

    def __init__(self, embedder: Embedder, threshold: float = SAME_MEANING) -> None:
        """Remember nothing yet.  Raises UsageError for a threshold outside (0, 1]."""
        if not 0 < threshold <= 1:
            raise UsageError(f"cosine {threshold}: give a number above 0 and at most 1, such as {SAME_MEANING}")
        self._embedder = embedder
        self._threshold = threshold
        self._kept = _Vectors()

    def __len__(self) -> int:
        """How many texts are remembered."""
        return len(self._kept)

    def decide(self, texts: Sequence[str]) -> list[Near | None]:
        """For each text the earliest remembered one that means the same; those with None are remembered."""
        turns = self.turns(texts)
        return [turns.near(at) for at in range(len(texts))]

    def turns(self, texts: Sequence[str]) -> Turns:
        """The texts, to be decided one after the other; what is not asked about is not remembered."""
        return Turns(self, texts)

    def remember(self, texts: Sequence[str]) -> None:
        """Remember all texts, whatever they mean."""
        for at in range(0, len(texts), _TEXTS_AT_ONCE):
            for row in self.embedded(texts[at : at + _TEXTS_AT_ONCE]):
                self.keep(row)

    def look(self, texts: Sequence[str]) -> list[Near | None]:
        """As ``decide``, but against the texts remembered before and without remembering any."""
        found: list[Near | None] = []
        for at in range(0, len(texts), _TEXTS_AT_ONCE):
            found += self.earliest(self.embedded(texts[at : at + _TEXTS_AT_ONCE]))
        return found

    def embedded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The rows of these texts.  Raises DataError where the embedder gives anything but one row a text."""
        rows = np.ascontiguousarray(self._embedder.embed(texts), np.float32)
        width = self._kept.width or rows.shape[-1]
        if rows.shape != (len(texts), width):
            raise DataError(
                f"the embedder gave an array of {rows.shape} for {len(texts)} texts; expected one row a text"
            )
        if not np.isfinite(rows).all():
            raise DataError("the embedder gave numbers that are not finite; no text can be compared with them")
        return rows

    def earliest(self, rows: NDArray[np.float32]) -> list[Near | None]:
        """For each row the earliest remembered one of the same meaning."""
        return self._kept.earliest(rows, self._threshold)

    def within(self, rows: NDArray[np.float32]) -> NDArray[np.bool_]:
        """shape (n, n): which of these rows may mean the same as which."""
        return rows @ rows.T >= _least(self._threshold)

    def same(self, row: NDArray[np.float32], other: NDArray[np.float32], place: int) -> Near | None:
        """The other row, remembered at this place, if both mean the same."""
        return _same(row, other, place, self._threshold)

    def keep(self, row: NDArray[np.float32]) -> int:
        """Remember a row; its place."""
        return self._kept.add(row)


class Turns:
    """The texts of a block, asked about in ascending order; each may be left out."""

    def __init__(self, stream: MeaningStream, texts: Sequence[str]) -> None:
        """Embed nothing yet."""
        self._stream = stream
        self._texts = texts
        self._begin = self._end = 0
        self._kept: dict[int, int] = {}

    def near(self, at: int) -> Near | None:
        """The earliest remembered text that means the same as this one of the block; if None, it is remembered."""
        if at >= self._end:
            self._embed(at)
        row = at - self._begin
        near = self._earlier[row] or self._in_block(row)
        if near is None:
            self._kept[row] = self._stream.keep(self._rows[row])
        return near

    def _embed(self, begin: int) -> None:
        self._rows = self._stream.embedded(self._texts[begin : begin + _TEXTS_AT_ONCE])
        self._begin, self._end = begin, begin + len(self._rows)
        self._earlier = self._stream.earliest(self._rows)
        self._close = self._stream.within(self._rows)
        self._kept = {}

    def _in_block(self, row: int) -> Near | None:
        for other in np.flatnonzero(self._close[row, :row]).tolist():
            place = self._kept.get(other)
            if place is not None and (near := self._stream.same(self._rows[row], self._rows[other], place)):
                return near
        return None


class _Vectors:
    """Remembered rows, in arrays that never move."""

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.float32]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def width(self) -> int:
        """Numbers of a row; 0 while there is none."""
        return self._blocks[0].shape[1] if self._blocks else 0

    def add(self, row: NDArray[np.float32]) -> int:
        place = self._count % _PLACES_AT_ONCE
        if place == 0:
            self._blocks.append(np.empty((_PLACES_AT_ONCE, len(row)), np.float32))
        self._blocks[-1][place] = row
        self._count += 1
        return self._count - 1

    def earliest(self, rows: NDArray[np.float32], threshold: float) -> list[Near | None]:
        near: list[Near | None] = [None] * len(rows)
        least = _least(threshold)
        for number, block in enumerate(self._blocks):
            before = number * _PLACES_AT_ONCE
            close = rows @ block[: self._count - before].T >= least
            for row in np.flatnonzero(close.any(axis=1)).tolist():
                if near[row] is None:
                    others = np.flatnonzero(close[row]).tolist()
                    found = (_same(rows[row], block[other], before + other, threshold) for other in others)
                    near[row] = next(filter(None, found), None)
        return near


def _least(threshold: float) -> float:
    return max(threshold - _SLACK, threshold / 2)


def _same(row: NDArray[np.float32], other: NDArray[np.float32], place: int, threshold: float) -> Near | None:
    # Rows of length 1 give products that rounding may lift above it.
    cosine = min(round(float(np.dot(row.astype(np.float64), other.astype(np.float64))), _DIGITS), 1.0)
    return Near(place, cosine) if cosine >= threshold else None

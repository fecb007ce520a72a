"""The keys of the last few texts, in dictionaries: texts go into the tables many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.sketches import BANDS
from mathwright.curate.near.tables import MOST_SAME

_MARKS = np.arange(BANDS, dtype=np.uint64) << np.uint64(32)
_BYTES_A_KEY = 120
"""Of a dictionary's entry, its key and its place."""


def marked(keys: NDArray[np.uint32]) -> list[int]:
    """The keys of one text, shape (BANDS,), each with the number of its band above it."""
    found: list[int] = (keys | _MARKS).tolist()
    return found


class Unfiled:
    """Where the texts stand that are in no table yet, by their marked keys."""

    def __init__(self) -> None:
        """Start with none."""
        self._rows: list[NDArray[np.uint32]] = []
        self._first: dict[int, int] = {}
        self._others: dict[int, list[int]] = {}

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._rows)

    @property
    def nbytes(self) -> int:
        """Bytes of it all, about."""
        return len(self._rows) * BANDS * np.dtype(np.uint32).itemsize + len(self._first) * _BYTES_A_KEY

    def put(self, keys: NDArray[np.uint32], marks: Sequence[int], place: int) -> None:
        """Remember one text; ``marks``: its keys, marked."""
        self._rows.append(keys)
        for mark in marks:
            if self._first.setdefault(mark, place) != place:
                others = self._others.setdefault(mark, [])
                if len(others) < MOST_SAME:
                    others.append(place)

    def find(self, marks: Sequence[int]) -> set[int]:
        """The places of the texts that have one of these keys."""
        if self._first.keys().isdisjoint(marks):
            return set()
        places = {self._first[mark] for mark in marks if mark in self._first}
        return places.union(*(self._others[mark] for mark in marks if mark in self._others))

    def take(self) -> NDArray[np.uint32]:
        """The keys of all texts in order, shape (BANDS, n), which are then no longer remembered here."""
        keys = np.array(self._rows, np.uint32).reshape(-1, BANDS).T
        self._rows, self._first, self._others = [], {}, {}
        return np.ascontiguousarray(keys)

"""Counts of keys in little memory: of two million rows neither a dictionary nor a text is kept."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.diversity import Counts

WAITING = 1 << 20
"""Keys that wait to be counted, at least: 8 MB."""
MOST_TOGETHER = 12
"""Names of one problem whose pairs are counted; a problem that names more counts with its first ones."""


class KeyCounts:
    """How often each key came, in any order.

    Memory: 16 bytes for each different key, 8 for each that waits (as many as there are different ones, and at
    least a million), and as much again while they are sorted.
    """

    def __init__(self, waiting: int = WAITING) -> None:
        """Nothing counted yet; ``waiting``: keys that wait to be counted, at least."""
        self._least = waiting
        self._waiting = array("Q")
        self._keys: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._counts: Counts = np.empty(0, np.int64)
        self._room = waiting

    def add(self, key: int) -> None:
        """Count a key, in [0, 2**64)."""
        self._waiting.append(key)
        if len(self._waiting) >= self._room:
            self._count_waiting()

    def extend(self, keys: Iterable[int]) -> None:
        """Count several."""
        self._waiting.extend(keys)
        if len(self._waiting) >= self._room:
            self._count_waiting()

    def counted(self) -> tuple[NDArray[np.uint64], Counts]:
        """The different keys, ascending, and how often each came."""
        self._count_waiting()
        return self._keys, self._counts

    def _count_waiting(self) -> None:
        if not self._waiting:
            return
        fresh, times = np.unique(np.frombuffer(self._waiting, np.uint64), return_counts=True)
        self._waiting = array("Q")
        keys = np.concatenate((self._keys, fresh))
        counts = np.concatenate((self._counts, times.astype(np.int64)))
        order = np.argsort(keys)
        keys, counts = keys[order], counts[order]
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        self._keys, self._counts = keys[first], np.add.reduceat(counts, first)
        self._room = max(self._least, len(self._keys))


class NameCounts:
    """How often each name came, and each pair of names together.

    Memory: a dictionary of the different names, and ``KeyCounts`` of the different pairs.
    """

    def __init__(self) -> None:
        """Nothing counted yet."""
        self._places: dict[str, int] = {}
        self._mentions: list[int] = []
        self._pairs = KeyCounts()
        self.without = 0
        """Problems that name nothing."""

    def add(self, names: Sequence[str]) -> None:
        """Count the names of one problem, each once, and their pairs."""
        if not names:
            self.without += 1
            return
        places = sorted({self._place(name) for name in names})
        for place in places:
            self._mentions[place] += 1
        together = places[:MOST_TOGETHER]
        if len(together) > 1:
            self._pairs.extend(low << 32 | high for rank, high in enumerate(together) for low in together[:rank])

    def _place(self, name: str) -> int:
        place = self._places.setdefault(name, len(self._places))
        if place == len(self._mentions):
            self._mentions.append(0)
        return place

    def mentions(self) -> list[tuple[str, int]]:
        """Each name with the problems that name it, most frequent first, then by name."""
        return sorted(zip(self._places, self._mentions, strict=True), key=lambda one: (-one[1], one[0]))

    def pairs(self) -> tuple[list[tuple[str, str]], Counts]:
        """The pairs that came together, and how often each did; the two names in the order they were first met."""
        keys, counts = self._pairs.counted()
        names = list(self._places)
        low, high = (keys >> np.uint64(32)).tolist(), (keys & np.uint64(0xFFFF_FFFF)).tolist()
        return [(names[one], names[other]) for one, other in zip(low, high, strict=True)], counts

"""Millions of 60-bit keys, each with an id and a count, in 20 bytes a slot."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
U32 = NDArray[np.uint32]
_FULLEST = 0.65
_SMALLEST = 1 << 10
_GROWTH = 1.6
_SPREAD = 0x9E3779B97F4A7C15
_ALL = (1 << 64) - 1
MOST = (1 << 32) - 1
"""Greatest count."""


class KeyTable:
    """Open addressing with linear probing; a key stands in it once.

    Memory: 30 to 50 bytes a key, for a moment twice that when it grows.
    """

    def __init__(self) -> None:
        """Start with an empty table."""
        self._count = 0
        self._allocate(_SMALLEST)

    def __len__(self) -> int:
        """How many keys there are."""
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of the table."""
        return len(self._keys) * (2 * self._keys.itemsize + self._counts.itemsize)

    def find(self, key: int) -> tuple[int, int] | None:
        """The id and the count of a key, in [0, 2**60); None where it is not in the table."""
        slot = self._slot(key)
        return (self._ids[slot], self._counts[slot]) if self._keys[slot] else None

    def put(self, key: int, identity: int, count: int = 1) -> None:
        """Remember a key, or change what is remembered of it.  identity: in [0, 2**64)."""
        slot = self._slot(key)
        if not self._keys[slot]:
            if self._count >= _FULLEST * len(self._keys):
                self._grow()
                slot = self._slot(key)
            self._count += 1
        self._keys[slot], self._ids[slot], self._counts[slot] = key + 1, identity, min(count, MOST)

    def find_all(self, keys: U64) -> tuple[U64, U32, NDArray[np.bool_]]:
        """The id and the count of each key, and whether it is in the table; 0 twice where it is not."""
        slots = self._slots(keys, _homes(keys, len(self._keys)))
        held, ids, counts = self._parts()
        known: NDArray[np.bool_] = held[slots] != 0
        return ids[slots], counts[slots], known

    def put_all(self, keys: U64, identities: U64, counts: U32) -> None:
        """As ``put``, of keys that differ."""
        while self._count + len(keys) > _FULLEST * len(self._keys):
            self._grow()
        held, ids, all_counts = self._parts()
        stored = keys + np.uint64(1)
        slots = self._slots(keys, _homes(keys, len(held)))
        left = np.flatnonzero(held[slots] == 0)
        self._count += left.size
        while left.size:  # of keys that want one slot the last takes it, the others go on
            held[slots[left]] = stored[left]
            left = left[held[slots[left]] != stored[left]]
            slots[left] = self._slots(keys[left], slots[left])
        ids[slots], all_counts[slots] = identities, counts

    def _slots(self, keys: U64, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """As ``_slot`` of each key, beginning at these slots, which are changed."""
        held, stored = self._parts()[0], keys + np.uint64(1)
        going = np.arange(len(keys))
        while going.size:
            found = held[slots[going]]
            going = going[(found != 0) & (found != stored[going])]
            slots[going] = (slots[going] + 1) % len(held)
        return slots

    def _parts(self) -> tuple[U64, U64, U32]:
        """Keys, ids and counts, as arrays on the same memory."""
        return (
            np.frombuffer(self._keys, np.uint64),
            np.frombuffer(self._ids, np.uint64),
            np.frombuffer(self._counts, np.uint32),
        )

    def _slot(self, key: int) -> int:
        """Where the key stands, or the empty slot that it would take."""
        keys, size, wanted = self._keys, len(self._keys), key + 1
        slot = ((key * _SPREAD & _ALL) * size) >> 64
        while (found := keys[slot]) and found != wanted:
            slot = slot + 1 if slot + 1 < size else 0
        return slot

    def _allocate(self, size: int) -> None:
        self._keys, self._ids = array("Q", bytes(8 * size)), array("Q", bytes(8 * size))
        self._counts = array("I", bytes(array("I").itemsize * size))

    def _grow(self) -> None:
        """Move everything into larger arrays: in the order of the new homes, each key takes the next free slot."""
        keys, ids, counts = (np.frombuffer(part, part.typecode) for part in (self._keys, self._ids, self._counts))
        held = np.flatnonzero(keys)
        size = int(len(keys) * _GROWTH)
        homes = _homes(keys[held] - np.uint64(1), size)
        order = np.argsort(homes, kind="stable")
        homes, held = homes[order], held[order]
        # The first free slot at or after a home, if all before it are placed: a running greatest of home - rank.
        ranks = np.arange(held.size)
        slots = np.maximum.accumulate(homes - ranks) + ranks
        spilled = int(np.searchsorted(slots, size))
        self._allocate(size)
        for target, source in ((self._keys, keys), (self._ids, ids), (self._counts, counts)):
            np.frombuffer(target, target.typecode)[slots[:spilled]] = source[held[:spilled]]
        for at in held[spilled:].tolist():  # those past the end begin again at the start
            slot = self._slot(int(keys[at]) - 1)
            self._keys[slot], self._ids[slot], self._counts[slot] = int(keys[at]), int(ids[at]), int(counts[at])


def _homes(keys: np.ndarray[tuple[int], np.dtype[np.uint64]], size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """As ``_slot`` begins: the high half of a product of 128 bits, in two parts."""
    spread = keys * np.uint64(_SPREAD)
    high, low = spread >> np.uint64(32), spread & np.uint64(0xFFFFFFFF)
    wide = np.uint64(size)
    return ((high * wide + ((low * wide) >> np.uint64(32))) >> np.uint64(32)).astype(np.int64)

"""A hash table from the keys of one band to the texts that have them, as arrays of numbers.

A bucket of eight entries is one cache line of keys: a look-up reads it whole, and the next one only if it is full.
A key may stand in it several times.  Keys are hashes: their leading bits are the number of their bucket.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_SAME = 16
"""Texts under one key after which no bucket is filled with more.  Texts that repeat one boilerplate share a key by the
thousand; they share other keys, too."""

_BUCKET = 8
_FULLEST = 0.6
_GROWTH = 2
_SMALLEST = 1 << 6
# Buckets behind the last home for what is pushed out of it; the very last is never filled, so that every probe ends.
_TAIL = 1 << 4
_BITS = np.uint64(32)


class BandTable:
    """Where the texts stand that have a key."""

    def __init__(self) -> None:
        """Start with an empty table."""
        self._count = 0
        self._clear(_SMALLEST)

    @property
    def nbytes(self) -> int:
        """Bytes of the table."""
        return self._keys.nbytes + self._places.nbytes + self._fill.nbytes

    def keys(self) -> NDArray[np.uint32]:
        """The key of every text, in any order."""
        return self._keys[self._taken()]

    def find(self, key: int) -> list[int]:
        """The places of the texts with this key, earliest first."""
        bucket, found = key * self._homes >> 32, []
        while fill := self._fill_view[bucket]:
            start = bucket * _BUCKET
            keys = self._key_view[start : start + fill].tolist()
            if key in keys:
                found += [self._place_view[start + at] for at, other in enumerate(keys) if other == key]
            if fill < _BUCKET:
                break
            bucket += 1
        return found

    def put(self, key: int, place: int) -> None:
        """Remember one text."""
        if self._count >= self._most:
            self._make_room(1)
        bucket, same = key * self._homes >> 32, 0
        while self._fill_view[bucket] == _BUCKET:
            same += self._key_view[bucket * _BUCKET : (bucket + 1) * _BUCKET].tolist().count(key)
            bucket += 1
        if same >= MOST_SAME:
            return
        if bucket == len(self._fill) - 1:
            self._rebuild(self._homes * _GROWTH)
            self.put(key, place)
            return
        slot = bucket * _BUCKET + self._fill_view[bucket]
        self._key_view[slot], self._place_view[slot] = key, place
        self._fill_view[bucket] += 1
        self._count += 1

    def find_all(self, keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every pair of an index into the keys and the place of a text with that key."""
        who, where = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        asked, buckets = np.arange(len(keys)), self._home(keys)
        rows = self._keys.reshape(-1, _BUCKET)
        while len(asked):
            hits = np.flatnonzero(rows.take(buckets, axis=0).ravel() == np.repeat(keys[asked], _BUCKET))
            if len(hits):
                row, column = hits // _BUCKET, hits % _BUCKET
                # What lies behind the last entry of a bucket is no key.
                valid = column < self._fill[buckets[row]]
                row, column = row[valid], column[valid]
                who.append(asked[row])
                where.append(self._places[buckets[row] * _BUCKET + column].astype(np.int64))
            full = np.flatnonzero(self._fill[buckets] == _BUCKET)
            asked, buckets = asked[full], buckets[full] + 1
        return np.concatenate(who), np.concatenate(where)

    def put_all(self, keys: NDArray[np.uint32], places: NDArray[np.int64]) -> None:
        """Remember texts, in order."""
        self._make_room(len(keys))
        entered = places.astype(np.uint32)
        while len(keys):
            buckets, wanted = self._open_buckets(keys)
            if not wanted.all():
                keys, entered, buckets = keys[wanted], entered[wanted], buckets[wanted]
            if len(buckets) and int(buckets.max()) >= len(self._fill) - 1:
                self._rebuild(self._homes * _GROWTH)
                continue
            left = self._left_over(keys, entered, buckets)
            keys, entered = keys[left], entered[left]

    def _open_buckets(self, keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The first bucket with room for each of the keys, and whether the key is not there too often."""
        buckets = self._home(keys)
        wanted = np.ones(len(keys), bool)
        full = np.flatnonzero(self._fill[buckets] == _BUCKET)
        same = np.zeros(len(full), np.int64)
        while len(full):
            passed = self._keys.reshape(-1, _BUCKET)[buckets[full]]
            same += (passed == keys[full, None]).sum(axis=1)
            wanted[full] = same < MOST_SAME
            buckets[full] += 1
            still = self._fill[buckets[full]] == _BUCKET
            full, same = full[still], same[still]
        return buckets, wanted

    def _left_over(
        self, keys: NDArray[np.uint32], places: NDArray[np.uint32], buckets: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Write the texts into their buckets, earlier ones first, as far as there is room; those that found none."""
        order = np.argsort(buckets, kind="stable")
        wanted = buckets[order]
        steps = np.arange(len(wanted))
        fresh = np.ones(len(wanted), bool)
        np.not_equal(wanted[1:], wanted[:-1], out=fresh[1:])
        # Each stands behind what is in its bucket and behind those before it that want the same one.
        at = steps - np.maximum.accumulate(np.where(fresh, steps, 0)) + self._fill[wanted]
        fits = at < _BUCKET
        written, wanted, at = order[fits], wanted[fits], at[fits]
        slots = wanted * _BUCKET + at
        self._keys[slots], self._places[slots] = keys[written], places[written]
        # Of several writes to one bucket the last one stays, which is of the last entry.
        self._fill[wanted] = at + 1
        self._count += len(written)
        return np.sort(order[~fits])

    def _home(self, keys: NDArray[np.uint32]) -> NDArray[np.int64]:
        return (keys.astype(np.uint64) * np.uint64(self._homes) >> _BITS).astype(np.int64)

    def _make_room(self, more: int) -> None:
        if self._count + more > self._most:
            needed = (self._count + more) / (_FULLEST * _BUCKET)
            self._rebuild(int(max(self._homes * _GROWTH, needed * 1.1)))

    def _rebuild(self, homes: int) -> None:
        """Move all entries into a table of more homes, earlier texts before later ones of the same key."""
        entries = self._entries()
        keys = (entries >> _BITS).astype(np.uint32)
        order = np.arange(len(entries))
        while True:
            self._homes = homes
            # Sorted keys have ascending homes, so each stands at its home or right behind the one before.
            slots = np.maximum.accumulate(self._home(keys) * _BUCKET - order) + order
            if not len(slots) or int(slots[-1]) < (homes + _TAIL - 1) * _BUCKET:
                break
            homes = homes * _GROWTH
        self._clear(homes)
        self._keys[slots] = keys
        self._places[slots] = entries.astype(np.uint32)
        self._fill += np.bincount(slots // _BUCKET, minlength=len(self._fill)).astype(np.uint8)

    def _entries(self) -> NDArray[np.uint64]:
        """All entries, key above and place below, in ascending order."""
        taken = self._taken()
        entries = self._keys[taken].astype(np.uint64) << _BITS | self._places[taken]
        # They stand almost in order, which a stable sort is quick with.
        entries.sort(kind="stable")
        return entries

    def _taken(self) -> NDArray[np.bool_]:
        """Whether each slot holds an entry."""
        return (np.arange(_BUCKET) < self._fill[:, None]).ravel()

    def _clear(self, homes: int) -> None:
        self._homes = homes
        self._most = int(_FULLEST * homes * _BUCKET)
        buckets = homes + _TAIL
        self._keys: NDArray[np.uint32] = np.zeros(buckets * _BUCKET, np.uint32)
        self._places: NDArray[np.uint32] = np.zeros(buckets * _BUCKET, np.uint32)
        self._fill: NDArray[np.uint8] = np.zeros(buckets, np.uint8)
        self._key_view, self._place_view, self._fill_view = self._keys.data, self._places.data, self._fill.data

"""Texts one at a time: the earlier one that a text is near to."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.seen import SeenKeys
from mathwright.curate.near.sets import KeptSets
from mathwright.curate.near.shingles import Shingles, Words, set_of, shingles_of
from mathwright.curate.near.sketches import BANDS, band_keys, band_keys_of_one
from mathwright.curate.near.stream import TEXTS_AT_ONCE, THRESHOLD, Near, checked
from mathwright.curate.near.tables import BandTable
from mathwright.curate.near.unfiled import Unfiled, marked

_FILED_AT_ONCE = 512
_KEY = (1 << 32) - 1


class _Sketch(NamedTuple):
    text: str
    shingles: Shingles
    keys: NDArray[np.uint32]
    marks: list[int]


class NearIndex:
    """Remembers texts under keys of the caller's; decides as ``NearStream`` does on the same texts.

    Memory: 550 to 950 bytes a text of 45 words.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        """Remember nothing yet.  Raises UsageError for a threshold outside (0, 1]."""
        self._threshold = checked(threshold)
        self._sets = KeptSets()
        self._tables = [BandTable() for _ in range(BANDS)]
        self._seen = SeenKeys()
        self._unfiled = Unfiled()
        self._words = Words()
        self._keys = array("q")
        # A text is mostly added right after it was looked up.
        self._last: _Sketch | None = None

    def __len__(self) -> int:
        """How many texts are remembered."""
        return len(self._keys)

    @property
    def nbytes(self) -> int:
        """Bytes of everything remembered."""
        keys = self._keys.itemsize * len(self._keys)
        tables = sum(table.nbytes for table in self._tables)
        return keys + self._sets.nbytes + tables + self._seen.nbytes + self._unfiled.nbytes

    def nearest(self, text: str) -> Near | None:
        """The earliest remembered text that this one is near to, its ``place`` being the key it was added under."""
        sketch = self._sketched(text)
        places = self._unfiled.find(sketch.marks)
        for band in self._seen.bands_of(sketch.keys):
            places.update(self._tables[band].find(sketch.marks[band] & _KEY))
        if not places:
            return None
        found = self._sets.first_near(sketch.shingles, sorted(places), self._threshold)
        return None if found is None else Near(self._keys[found[0]], found[1])

    def add(self, text: str, key: int) -> None:
        """Remember a text under a key, a number of at most 63 bits."""
        sketch = self._sketched(text)
        self._sets.add_one(sketch.shingles)
        self._unfiled.put(sketch.keys, sketch.marks, len(self))
        self._keys.append(key)
        if len(self._unfiled) >= _FILED_AT_ONCE:
            self._file(self._unfiled.take())

    def add_all(self, texts: Sequence[str], keys: Iterable[int]) -> None:
        """Remember texts, each under its key, several times as fast as one by one."""
        self._file(self._unfiled.take())
        for at in range(0, len(texts), TEXTS_AT_ONCE):
            shingles = shingles_of(texts[at : at + TEXTS_AT_ONCE])
            self._sets.add(shingles, np.arange(len(shingles.offsets) - 1))
            self._file(band_keys(shingles))
        self._keys.extend(keys)

    def _file(self, keys: NDArray[np.uint32]) -> None:
        """Enter the last texts, whose keys these are, into the tables."""
        places = np.arange(len(self._sets) - keys.shape[1], len(self._sets))
        for number, (table, band) in enumerate(zip(self._tables, keys, strict=True)):
            table.put_all(band, places)
            self._seen.add(number, band)
        if len(self._sets) > self._seen.room:
            self._seen.grow(len(self._sets), (table.keys() for table in self._tables))

    def _sketched(self, text: str) -> _Sketch:
        if self._last is None or self._last.text != text:
            numbers = self._words.shingles(text)
            keys = band_keys_of_one(numbers)
            self._last = _Sketch(text, set_of(numbers), keys, marked(keys))
        return self._last

"""Texts one at a time: the earlier one that a text is near to."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from mathwright.curate.near.sets import KeptSets, near_pairs
from mathwright.curate.near.shingles import Shingles, Words, shingles_of
from mathwright.curate.near.sketches import BANDS, band_keys
from mathwright.curate.near.stream import TEXTS_AT_ONCE, THRESHOLD, Near, checked
from mathwright.curate.near.tables import BandTable


class NearIndex:
    """Remembers texts under keys of the caller's; decides as ``NearStream`` does on the same texts.

    Memory: 550 to 900 bytes a text of 45 words.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        """Remember nothing yet.  Raises UsageError for a threshold outside (0, 1]."""
        self._threshold = checked(threshold)
        self._sets = KeptSets()
        self._tables = [BandTable() for _ in range(BANDS)]
        self._words = Words()
        self._keys = array("q")
        # A text is mostly added right after it was looked up.
        self._last: tuple[str, Shingles, list[int]] | None = None

    def __len__(self) -> int:
        """How many texts are remembered."""
        return len(self._keys)

    @property
    def nbytes(self) -> int:
        """Bytes of everything remembered."""
        keys = self._keys.itemsize * len(self._keys)
        return keys + self._sets.nbytes + sum(table.nbytes for table in self._tables)

    def nearest(self, text: str) -> Near | None:
        """The earliest remembered text that this one is near to, its ``place`` being the key it was added under."""
        shingles, keys = self._sketched(text)
        places = {place for table, key in zip(self._tables, keys, strict=True) for place in table.find(key)}
        if not places:
            return None
        others = np.array(sorted(places), np.int64)
        rows = np.zeros(len(others), np.int64)
        pairs, similarity = near_pairs(shingles, rows, self._sets.view(), others, self._threshold)
        return Near(self._keys[int(others[pairs[0]])], float(similarity[0])) if len(pairs) else None

    def add(self, text: str, key: int) -> None:
        """Remember a text under a key, a number of at most 63 bits."""
        shingles, keys = self._sketched(text)
        place = len(self)
        self._sets.add_one(shingles)
        for table, band in zip(self._tables, keys, strict=True):
            table.put(band, place)
        self._keys.append(key)

    def add_all(self, texts: Sequence[str], keys: Iterable[int]) -> None:
        """Remember texts, each under its key, ten times as fast as one by one."""
        for at in range(0, len(texts), TEXTS_AT_ONCE):
            shingles = shingles_of(texts[at : at + TEXTS_AT_ONCE])
            rows = np.arange(len(shingles.offsets) - 1)
            for table, band in zip(self._tables, band_keys(shingles), strict=True):
                table.put_all(band, rows + len(self._sets))
            self._sets.add(shingles, rows)
        self._keys.extend(keys)

    def _sketched(self, text: str) -> tuple[Shingles, list[int]]:
        if self._last is None or self._last[0] != text:
            shingles = self._words.shingles(text)
            self._last = text, shingles, band_keys(shingles)[:, 0].tolist()
        return self._last[1], self._last[2]

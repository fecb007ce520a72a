"""Which keys of bands may have been met: a bit for each of many, so that most look-ups end before any table is read."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.sketches import BANDS

_SMALLEST_BITS = 12
_BITS_A_TEXT = 8
"""A band's fewest bits for each of its texts: of the keys that were never met, one in eight at most is taken for one
that was."""

_KEY_BITS = 32
_MASKS = np.array([1 << bit for bit in range(8)], np.uint8)


class SeenKeys:
    """A bit for the leading bits of every key, band by band."""

    def __init__(self) -> None:
        """No key yet."""
        self._clear(_SMALLEST_BITS)

    @property
    def nbytes(self) -> int:
        """Bytes of the bits."""
        return self._bytes.nbytes

    @property
    def room(self) -> int:
        """Texts for which there are bits enough."""
        return (1 << _KEY_BITS - self._shift) // _BITS_A_TEXT

    def bands_of(self, keys: NDArray[np.uint32]) -> list[int]:
        """The bands in which a text may have been met with its key of these, shape (BANDS,)."""
        at = keys.astype(np.int64) >> self._shift
        found = self._bytes.take((at >> 3) + self._begins) & _MASKS.take(at & 7)
        return found.nonzero()[0].tolist()

    def add(self, band: int, keys: NDArray[np.uint32]) -> None:
        """Mark these keys of one band."""
        at = keys.astype(np.int64) >> self._shift
        np.bitwise_or.at(self._bytes, (at >> 3) + self._begins[band], _MASKS[at & 7])

    def grow(self, texts: int, bands: Iterable[NDArray[np.uint32]]) -> None:
        """Make room for so many texts, and begin anew with these keys, band by band."""
        self._clear(min((texts * _BITS_A_TEXT).bit_length(), _KEY_BITS))
        for band, keys in enumerate(bands):
            self.add(band, keys)

    def _clear(self, bits: int) -> None:
        self._shift = _KEY_BITS - bits
        self._begins = np.arange(BANDS) << bits - 3
        self._bytes: NDArray[np.uint8] = np.zeros(BANDS << bits - 3, np.uint8)

"""MinHash sketches of shingle sets, already folded into the keys of their bands.

Two sets of Jaccard similarity s agree in one minimum with probability s, hence in the key of a band of r minima with
s**r and in any of b bands with 1 - (1 - s**r)**b: for 25 bands of 5 .06 at .3, .23 at .4, .55 at .5, .87 at .6, .99
at .7.
"""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.shingles import Shingles

BANDS = 25
ROWS = 5
"""Minima of a band."""

_DRAWN = Random("mathwright near-duplicates")
# Multiplying by an odd number permutes the numbers below 2**32.
_FACTORS = np.array([_DRAWN.getrandbits(32) | 1 for _ in range(BANDS * ROWS)], np.uint32)
_WEIGHTS = np.array([_DRAWN.getrandbits(32) | 1 for _ in range(ROWS)], np.uint32)
_MIX = np.uint32(0x7FEB352D)
_MIX_2 = np.uint32(0x846CA68B)


def band_keys(shingles: Shingles) -> NDArray[np.uint32]:
    """The keys of n texts, shape (BANDS, n); texts that share one in the same band are worth comparing."""
    values, starts = shingles.values, shingles.offsets[:-1]
    keys = np.zeros((BANDS, len(starts)), np.uint32)
    turned = np.empty_like(values)
    for place, factor in enumerate(_FACTORS):
        np.multiply(values, factor, out=turned)
        band, row = divmod(place, ROWS)
        keys[band] += np.minimum.reduceat(turned, starts) * _WEIGHTS[row]
    return _mixed(keys)


def band_keys_of_one(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The keys of one text, shape (BANDS,), from its shingles in any order and as often as they stand in it."""
    # Rows of all factors, and the least of each column: half the time of a row for each factor.
    minima = np.minimum.reduce(numbers[:, None] * _FACTORS, axis=0)
    keys: NDArray[np.uint32] = minima.reshape(BANDS, ROWS) @ _WEIGHTS
    return _mixed(keys)


def _mixed(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The keys spread over all 32 bits, in place, so that their leading bits can say where in a table they stand."""
    keys ^= keys >> np.uint32(16)
    keys *= _MIX
    keys ^= keys >> np.uint32(15)
    keys *= _MIX_2
    keys ^= keys >> np.uint32(16)
    return keys

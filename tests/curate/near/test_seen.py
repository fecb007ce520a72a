"""Keys that were marked are never missed, and few others are taken for them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.near.seen import SeenKeys
from mathwright.curate.near.sketches import BANDS

KEYS = st.integers(0, 2**32 - 1)


def in_band(band: int, key: int) -> np.ndarray:
    """A key in one band, and in all others its opposite."""
    keys = np.full(BANDS, key ^ 0xFFFFFFFF, np.uint32)
    keys[band] = key
    return keys


@given(st.lists(st.tuples(st.integers(0, BANDS - 1), KEYS), max_size=30), st.integers(1, 10_000))
def test_what_was_marked_is_seen_in_its_band_also_after_growth(marked: list[tuple[int, int]], texts: int) -> None:
    seen = SeenKeys()
    for band, key in marked:
        seen.add(band, np.array([key], np.uint32))
    for _ in range(2):
        for band, key in marked:
            assert band in seen.bands_of(in_band(band, key))
        seen.grow(texts, [np.array([key for at, key in marked if at == band], np.uint32) for band in range(BANDS)])
        assert seen.room >= texts


def test_one_key_in_eight_at_most_is_taken_for_one_that_was_seen() -> None:
    chance, seen = np.random.default_rng(7), SeenKeys()
    keys = chance.integers(0, 2**32, (BANDS, 5_000), dtype=np.uint32)
    seen.grow(5_000, keys)
    taken = [len(seen.bands_of(chance.integers(0, 2**32, BANDS, dtype=np.uint32))) for _ in range(400)]
    assert 0.02 < sum(taken) / (400 * BANDS) < 1 / 8
    assert seen.nbytes <= BANDS * 5_000 * 16 / 8


def test_nothing_is_seen_where_nothing_was_marked() -> None:
    assert SeenKeys().bands_of(np.arange(BANDS, dtype=np.uint32)) == []

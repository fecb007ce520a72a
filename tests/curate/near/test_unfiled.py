"""The last texts, found by any of their keys in its own band."""

from __future__ import annotations

import numpy as np

from mathwright.curate.near.sketches import BANDS
from mathwright.curate.near.tables import MOST_SAME
from mathwright.curate.near.unfiled import Unfiled, marked


def keys(first: int) -> np.ndarray:
    return np.arange(first, first + BANDS, dtype=np.uint32)


def test_a_text_is_found_by_a_key_in_its_own_band_alone() -> None:
    unfiled = Unfiled()
    unfiled.put(keys(0), marked(keys(0)), 7)
    unfiled.put(keys(100), marked(keys(100)), 8)
    other = keys(1_000)
    assert unfiled.find(marked(other)) == set()
    other[3] = 4  # which the text has in the next band
    assert unfiled.find(marked(other)) == set()
    other[3], other[9] = 3, 109
    assert unfiled.find(marked(other)) == {7, 8}


def test_of_texts_under_one_key_the_first_ones_are_found() -> None:
    unfiled = Unfiled()
    for place in range(100):
        unfiled.put(keys(0), marked(keys(0)), place)
    assert unfiled.find(marked(keys(0))) == set(range(MOST_SAME + 1))
    assert unfiled.nbytes > 100 * BANDS * 4


def test_the_keys_of_all_texts_are_taken_in_order_and_then_gone() -> None:
    unfiled = Unfiled()
    assert unfiled.take().shape == (BANDS, 0)
    for place, first in enumerate((5, 50, 500)):
        unfiled.put(keys(first), marked(keys(first)), place)
    assert unfiled.take().tolist() == [[5 + band, 50 + band, 500 + band] for band in range(BANDS)]
    assert (len(unfiled), unfiled.find(marked(keys(5)))) == (0, set())

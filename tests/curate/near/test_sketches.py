from __future__ import annotations

from random import Random

import numpy as np
import pytest

from mathwright.curate.near.shingles import Shingles, Words, shingles_of
from mathwright.curate.near.sketches import BANDS, ROWS, band_keys, band_keys_of_one


def pairs_of(similarity: float, count: int) -> tuple[Shingles, Shingles]:
    """Pairs of sets of 60 numbers with that Jaccard similarity."""
    drawn, size = Random(7), 60
    both = round(2 * size * similarity / (1 + similarity))
    sides: tuple[list[int], list[int]] = [], []
    for _ in range(count):
        numbers = drawn.sample(range(2**32 - 1), 2 * size - both)
        sides[0].extend(sorted(numbers[:size]))
        sides[1].extend(sorted(numbers[size - both :]))
    left, right = (
        Shingles(np.array(side, np.uint32), np.arange(count + 1) * size, np.zeros((count, 8), np.uint32))
        for side in sides
    )
    return left, right


@pytest.mark.parametrize("similarity", [0.2, 0.4, 0.6, 0.8])
def test_bands_agree_as_often_as_the_theory_says(similarity: float) -> None:
    left, right = pairs_of(similarity, 2_000)
    agree = band_keys(left) == band_keys(right)
    assert agree.mean() == pytest.approx(similarity**ROWS, abs=0.02)
    assert agree.any(axis=0).mean() == pytest.approx(1 - (1 - similarity**ROWS) ** BANDS, abs=0.04)


def test_keys_are_spread_over_all_buckets() -> None:
    keys = band_keys(pairs_of(0.0, 4_000)[0]).ravel()
    counts = np.bincount(keys >> np.uint32(26), minlength=64)
    assert counts.min() > 0.8 * counts.mean()
    assert counts.max() < 1.2 * counts.mean()


def test_one_text_has_the_keys_that_it_has_among_others() -> None:
    texts = ("how many apples does tom have how many apples does", "a b", "", "what is left of the nine red apples now")
    together = band_keys(shingles_of(texts))
    alone = [band_keys(shingles_of((text,)))[:, 0].tolist() for text in texts]
    singly = [band_keys_of_one(Words().shingles(text)).tolist() for text in texts]
    assert together.T.tolist() == alone == singly

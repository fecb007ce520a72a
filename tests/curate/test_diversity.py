"""Entropies, counts of keys, the Vendi score."""

from __future__ import annotations

from collections import Counter
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from mathwright.curate import diversity_keys
from mathwright.curate.diversity import Counts, entropy, gini, variety_of
from mathwright.curate.diversity_keys import KeyCounts, NameCounts
from mathwright.curate.diversity_vendi import vendi_score

COUNTS = stn.arrays(np.int64, st.integers(0, 30), elements=st.integers(0, 1_000))


@given(COUNTS)
def test_entropy_lies_between_nothing_and_that_of_equal_shares(counts: Counts) -> None:
    met = int((counts > 0).sum())
    assert 0 <= entropy(counts) <= (log(met) if met else 0) + 1e-12


@given(st.integers(1, 50), st.integers(1, 9))
def test_equal_shares_have_the_greatest_entropy_and_no_inequality(things: int, times: int) -> None:
    found = variety_of(np.full(things, times))
    assert found.entropy == pytest.approx(log(things), abs=1e-9)
    assert found.effective == pytest.approx(things)
    assert (found.gini, found.distinct, found.mentions) == (pytest.approx(0), things, things * times)
    assert found.top_share == pytest.approx(1 / things)


@given(COUNTS)
def test_zeros_and_order_change_nothing(counts: Counts) -> None:
    padded = np.concatenate((counts[::-1], np.zeros(3, np.int64)))
    one, other = variety_of(counts), variety_of(padded)
    assert one.model_dump() == pytest.approx(other.model_dump())


def test_known_entropies() -> None:
    assert entropy(np.array([1, 1, 2])) == pytest.approx(1.5 * log(2))
    assert entropy(np.array([], np.int64)) == 0
    assert variety_of(np.array([], np.int64)).effective == 0


@pytest.mark.parametrize(
    ("counts", "found"),
    [([5], 0), ([], 0), ([1, 1, 1, 1], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([1, 2, 3, 4], 0.25)],
)
def test_known_inequalities(counts: list[int], found: float) -> None:
    assert gini(np.array(counts, np.int64)) == pytest.approx(found)


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.integers(1, 7))
def test_keys_are_counted_as_a_dictionary_would(keys: list[int], room: int) -> None:
    counts = KeyCounts(room)
    for key in keys[::2]:
        counts.add(key)
    counts.extend(keys[1::2])
    found, times = counts.counted()
    assert dict(zip(found.tolist(), times.tolist(), strict=True)) == Counter(keys)
    assert found.tolist() == sorted(set(keys))


def test_what_was_counted_can_be_counted_on() -> None:
    counts = KeyCounts()
    counts.add(3)
    assert counts.counted()[1].tolist() == [1]
    counts.extend((3, 1))
    assert [part.tolist() for part in counts.counted()] == [[1, 3], [1, 2]]


def test_names_are_counted_once_a_problem_and_in_pairs() -> None:
    counts = NameCounts()
    for names in (["b", "a"], ["a", "b", "a"], ["c"], [], ["a", "c"]):
        counts.add(names)
    pairs, together = counts.pairs()
    assert counts.mentions() == [("a", 3), ("b", 2), ("c", 2)]
    assert dict(zip(map(frozenset, pairs), together.tolist(), strict=True)) == {frozenset("ab"): 2, frozenset("ac"): 1}
    assert counts.without == 1


def test_a_problem_of_very_many_names_counts_with_the_pairs_of_a_few() -> None:
    counts, most = NameCounts(), diversity_keys.MOST_TOGETHER
    counts.add([f"n{place}" for place in range(500)])
    assert len(counts.pairs()[0]) == most * (most - 1) // 2
    assert len(counts.mentions()) == 500


# --- Vendi score ----------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.sampled_from(["", "one", "Tom has 3 apples and eats 2 of them. How many?"]))
def test_equal_texts_are_as_varied_as_one(times: int, text: str) -> None:
    assert vendi_score([text] * times) == pytest.approx(1, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 8))
def test_texts_without_a_common_word_are_as_varied_as_they_are_many(texts: int, words: int) -> None:
    disjoint = [" ".join(f"w{text}x{word}" for word in range(words)) for text in range(texts)]
    assert vendi_score(disjoint) == pytest.approx(texts, rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="ab cd", max_size=30), min_size=1, max_size=20), st.randoms())
def test_the_score_lies_between_one_and_their_number_and_needs_no_order(texts: list[str], chance: object) -> None:
    shuffled = sorted(texts)
    score = vendi_score(texts)
    assert 1 - 1e-6 <= score <= len(texts) + 1e-6
    assert vendi_score(shuffled) == pytest.approx(score, rel=1e-6)


def test_two_groups_of_copies_are_as_varied_as_two() -> None:
    assert vendi_score(["red hens lay", "the sun rose"] * 7) == pytest.approx(2)
    uneven = ["red hens lay"] * 3 + ["the sun rose"]
    assert vendi_score(uneven) == pytest.approx(exp(entropy(np.array([3, 1]))))


def test_two_texts_that_share_half_their_words_count_for_less_than_two() -> None:
    # cosines of 1, 2, 3 and 4 words: 3/4, 2/3, 1/2 and 0, so K/2 has the eigenvalues (1 ± 23/48)/2
    alike = (3 / 4 + 2 / 3 + 1 / 2) / 4
    shares = np.array([1 + alike, 1 - alike]) / 2
    assert vendi_score(["one two three four", "one two three five"]) == pytest.approx(exp(entropy(shares)))


def test_there_is_no_score_of_nothing() -> None:
    assert vendi_score([]) == 0

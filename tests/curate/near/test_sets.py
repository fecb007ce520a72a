from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.near.sets import KeptSets, jaccard, near_pairs
from mathwright.curate.near.shingles import Words, set_of, shingles_of

WORDS = st.lists(st.sampled_from("abcd"), max_size=12).map(" ".join)
STORY = (
    "Tom picks nine red apples in the garden of his aunt and gives four of them to his sister Ann on the way home. "
    "There he finds a basket with a dozen more that a neighbour has left in front of the door before breakfast, as "
    "she does on each day of the harvest."
)


def one_by_one(texts: list[str]) -> list[set[tuple[str, ...]]]:
    split = [tuple(text.split()) for text in texts]
    return [{words[at : at + 3] for at in range(max(len(words) - 2, 1))} for words in split]


def indices(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


@given(st.lists(WORDS, min_size=2, max_size=8))
def test_similarity_is_that_of_the_sets_of_three_words(texts: list[str]) -> None:
    shingles, plain = shingles_of(texts), one_by_one(texts)
    rows, others = np.divmod(np.arange(len(texts) ** 2), len(texts))
    expected = [len(a & b) / len(a | b) for a in plain for b in plain]
    assert jaccard(shingles, rows, shingles, others).tolist() == pytest.approx(expected)


def test_sets_of_hundreds_of_shingles_are_compared_as_exactly() -> None:
    words = [f"w{number}" for number in range(1_000)]
    shingles = shingles_of((" ".join(words), " ".join(words[:500]), "a b c"))
    similarity = jaccard(shingles, indices(0, 1, 2, 0), shingles, indices(1, 0, 0, 0))
    assert similarity.tolist() == [498 / 998, 498 / 998, 0, 1]


def test_a_wide_text_among_thousands_of_pairs_takes_little_memory() -> None:
    wide, count = " ".join(f"w{number}" for number in range(20_000)), 4_000
    shingles = shingles_of([wide, *(f"a b c d e f g h {number}" for number in range(count))])
    rows, others = np.arange(count + 1), np.arange(count + 1)
    tracemalloc.start()
    pairs, _ = near_pairs(shingles, rows, shingles, others, 0.5)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pairs.tolist() == rows.tolist()
    assert most < 20_000_000


def test_what_a_wide_text_asks_counts_as_what_a_short_one_asks() -> None:
    story = " ".join(f"w{number}" for number in range(300))
    ending, other = " how many are left when all is told to him", " what does a pear cost if she pays it with one coin"
    shingles = shingles_of((story + ending, story + ending.replace("left", "kept"), story + other))
    assert near_pairs(shingles, indices(0, 0), shingles, indices(1, 2), 0.6)[0].tolist() == [0]


def test_kept_sets_are_those_that_were_added_whatever_the_way() -> None:
    texts = ["a b c d", "x", "", STORY, "e f g h i"]
    shingles, words = shingles_of(texts), Words()
    at_once, singly = KeptSets(), KeptSets()
    at_once.add(shingles, indices(0, 1))
    at_once.add(shingles, indices(2, 3, 4))
    for text in texts:
        singly.add_one(set_of(words.shingles(text)))
    assert len(at_once) == len(singly) == 5
    for kept in (at_once, singly):
        same = jaccard(shingles, np.arange(5), kept.view(), np.arange(5))
        assert same.tolist() == [1] * 5
        assert kept.view().asked[:5].tolist() == shingles.asked.tolist()


@pytest.mark.parametrize(
    ("question", "near"),
    [
        pytest.param("How many apples does Tom have left when he is home?", True, id="the same question"),
        pytest.param("How many apples does Ben have left when he is home?", True, id="another name in it"),
        pytest.param("What is the price of a pear if Ann paid with a coin?", False, id="another question"),
    ],
)
def test_the_same_story_with_another_question_is_new(question: str, near: bool) -> None:
    texts = (f"{STORY} How many apples does Tom have left when he is home?", f"{STORY} {question}")
    shingles = shingles_of(texts)
    assert jaccard(shingles, indices(1), shingles, indices(0))[0] > 0.6
    for row, other in ((0, 1), (1, 0)):
        pairs, _ = near_pairs(shingles, indices(row), shingles, indices(other), 0.6)
        assert len(pairs) == near


@pytest.mark.parametrize("threshold", [0.3, 0.6, 1.0])
def test_the_first_set_that_is_near_is_found_as_among_all_pairs(threshold: float) -> None:
    words = STORY.split()
    texts = [" ".join(words[:cut] + ["other"] * (cut % 9) + words[cut + cut % 17 * 2 :]) for cut in range(len(words))]
    kept, asked = KeptSets(), shingles_of((STORY,))
    kept.add(shingles_of(texts), np.arange(len(texts)))
    pairs, similarity = near_pairs(asked, np.zeros(len(texts), np.int64), kept.view(), np.arange(len(texts)), threshold)
    near = dict(zip(pairs.tolist(), similarity.tolist(), strict=True))
    assert 0 < len(near) < len(texts)
    for places in (range(len(texts)), *([place] for place in range(len(texts))), range(5, 9), range(9, 13)):
        expected = next(((place, near[place]) for place in places if place in near), None)
        assert kept.first_near(asked, list(places), threshold) == expected

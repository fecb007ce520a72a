"""Keeping the responses that are farthest apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import RUNAWAY_S

from mathwright.curate.spread import farthest, levenshtein


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("", "", 0),
        ("1+2", "", 3),
        ("1+2", "1+2", 0),
        ("1+2", "2+1", 2),
        ("12*4", "48*4", 1),
        ("1+2;3*4", "3*4", 4),
        ("k i t t e n", "s i t t i n g", 3),
    ],
)
def test_levenshtein_counts_tokens(a, b, distance):
    assert levenshtein(a, b) == levenshtein(b, a) == distance


def table_distance(a: str, b: str) -> int:
    """The textbook recurrence."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


@given(st.text("+-*()", max_size=90), st.text("+-*()", max_size=90))
def test_levenshtein_is_the_textbook_distance(a, b):
    assert levenshtein(a, b) == table_distance(a, b)


def test_keeps_the_farthest_apart_in_their_order():
    texts = ["1+2;3*4", "1+2;3*5", "9-8-7-6", "1+2;3*4"]
    assert farthest(texts, 2) == [0, 2]
    assert farthest(texts, 1) == [2]
    assert farthest(texts, 4) == [0, 1, 2, 3]
    assert farthest(texts, 9) == [0, 1, 2, 3]
    assert farthest(texts, 0) == []
    assert farthest([], 3) == []


def test_the_earlier_text_wins_a_tie():
    assert farthest(["1+1", "1+1", "1+1"], 2) == [0, 1]


def test_long_texts_are_compared_quickly():
    texts = [("1+2;" * 250)[:1_000], ("3*4;" * 250)[:1_000], "x" * 1_000, "1 " * 500, "(" * 1_000]
    start = time.process_time()
    assert len(farthest(texts, 3)) == 3
    assert time.process_time() - start < RUNAWAY_S

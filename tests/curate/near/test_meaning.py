from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.near.stream import Near
from mathwright.errors import DataError, UsageError


class Angles:
    """Embeds a text that is a number of degrees as the direction of that angle."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(len(texts))
        angles = np.deg2rad([float(text) for text in texts])
        return np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)


class Gives:
    """Gives one array, whatever is asked."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.rows = rows

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.rows


def test_a_text_names_the_earliest_kept_one_of_its_meaning() -> None:
    stream = MeaningStream(Angles(), 0.9)
    assert [near and near.place for near in stream.decide(["0", "90", "20", "40", "70", "0"])] == [
        None,
        None,
        0,
        None,
        1,
        0,
    ]
    assert len(stream) == 3
    assert stream.look(["20", "180"]) == [Near(0, pytest.approx(np.cos(np.deg2rad(20)))), None]
    assert len(stream) == 3


def test_how_texts_are_cut_into_blocks_changes_nothing() -> None:
    texts = [str(number * 37 % 360) for number in range(2_500)]
    at_once = MeaningStream(Angles(), 0.999).decide(texts)
    stream, singly = MeaningStream(Angles(), 0.999), []
    for text in texts:
        singly += stream.decide([text])
    places = [near and near.place for near in at_once]
    assert places == [near and near.place for near in singly]
    assert 50 < places.count(None) < 361


def test_remembered_texts_are_compared_with_and_not_with_one_another() -> None:
    embedder = Angles()
    stream = MeaningStream(embedder)
    stream.remember(["5", "5", "6"])
    assert len(stream) == 3
    assert stream.decide(["5.5"]) == [Near(0, pytest.approx(1.0, abs=1e-3))]
    assert embedder.asked == [3, 1]


def test_places_count_on_from_block_to_block() -> None:
    stream = MeaningStream(Angles(), 0.99)
    assert stream.decide(["0"]) == [None]
    assert [near and near.place for near in stream.decide(["90", "90", "180", "180"])] == [None, 1, None, 2]


def test_the_earliest_is_named_among_more_than_are_compared_at_once() -> None:
    stream = MeaningStream(Angles(), 0.999_999)
    stream.remember(["10", "200"] * 20_000 + ["100"])
    assert [near and near.place for near in stream.look(["200", "10", "100", "50"])] == [1, 0, 40_000, None]


def test_texts_that_are_asked_about_in_turn_are_compared_with_those_alone() -> None:
    embedder = Angles()
    stream = MeaningStream(embedder, 0.99)
    stream.remember(["0"])
    turns = stream.turns(["0", "90", "90", "91"] + ["180"] * 2_000)
    assert [turns.near(0), turns.near(2)] == [Near(0, 1.0), None]
    assert turns.near(3) == Near(1, pytest.approx(np.cos(np.deg2rad(1)), abs=1e-6))
    assert turns.near(2_003) is None
    assert len(stream) == 3
    assert embedder.asked == [1, 1_024, 1]


def test_a_text_that_means_what_only_a_dropped_one_does_is_kept_behind_the_first_block_too() -> None:
    decided = MeaningStream(Angles(), 0.98).decide(["0"] * 1_024 + ["10", "20"])
    assert [near and near.place for near in decided[-2:]] == [0, None]


def test_the_same_text_has_the_cosine_one_whatever_was_rounded() -> None:
    angles = [str(number / 7) for number in range(2_000)]
    stream = MeaningStream(Angles(), 1.0)
    stream.remember(angles[::50])
    assert stream.look(angles[::50]) == [Near(place, 1.0) for place in range(40)]


def test_similarity_never_exceeds_one() -> None:
    stream = MeaningStream(Angles(), 1e-6)
    stream.remember(["33"])
    assert all(near is not None and near.similarity <= 1 for near in stream.look([str(n) for n in range(60)]))


def test_a_text_of_which_nothing_is_known_is_near_to_none() -> None:
    stream = MeaningStream(Gives(np.zeros((2, 3), np.float32)), 0.1)
    assert stream.decide(["a", "b"]) == [None, None]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(np.zeros((3, 2), np.float32), "for 2 texts; expected one row a text", id="rows"),
        pytest.param(np.zeros(2, np.float32), "for 2 texts; expected one row a text", id="no matrix"),
        pytest.param(np.full((2, 2), np.nan, np.float32), "not finite", id="nan"),
    ],
)
def test_an_array_that_is_not_a_vector_a_text_is_refused(rows: NDArray[np.float32], message: str) -> None:
    with pytest.raises(DataError, match=message):
        MeaningStream(Gives(rows)).decide(["a", "b"])


@pytest.mark.parametrize("threshold", [0, 1.5, float("nan")])
def test_a_threshold_that_is_no_cosine_is_refused(threshold: float) -> None:
    with pytest.raises(UsageError, match="above 0 and at most 1"):
        MeaningStream(Angles(), threshold)

"""Floors of the labelled pairs; ``python benchmarks/dedup.py --labelled`` prints the figures."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from tests.curate.near.labelled import NEW, SAME, curated, labelled, measured

from mathwright.curate.near.sets import jaccard
from mathwright.curate.near.shingles import shingles_of
from mathwright.curate.near.stream import THRESHOLD


@pytest.fixture(scope="module")
def figures() -> dict[bool, dict[str, float]]:
    """Share called near of each kind, by whether numbers count."""
    return {
        count: {kind: near / pairs for kind, (near, pairs) in measured(numbers_count=count).by_kind.items()}
        for count in (True, False)
    }


@pytest.mark.parametrize(
    ("numbers_count", "kind", "floor"),
    [
        (True, "renamed", 0.85),
        (True, "renumbered", 0.62),
        (True, "reordered", 0.97),
        (False, "renamed", 0.85),
        (False, "renumbered", 1.0),
        (False, "reordered", 0.95),
    ],
)
def test_one_problem_twice_is_found(
    figures: dict[bool, dict[str, float]], numbers_count: bool, kind: str, floor: float
) -> None:
    assert figures[numbers_count][kind] >= floor


@pytest.mark.parametrize("kind", NEW)
def test_a_truly_new_problem_is_kept(figures: dict[bool, dict[str, float]], kind: str) -> None:
    assert (figures[True][kind], figures[False][kind]) == (0, 0)


def test_shingles_miss_most_rewordings(figures: dict[bool, dict[str, float]]) -> None:
    assert 0.05 <= figures[True]["reworded"] <= 0.5


def test_precision_and_recall_over_all_pairs_do_not_fall() -> None:
    plain, numbers_masked = measured(), measured(numbers_count=False)
    assert (plain.precision, numbers_masked.precision) == (1, 1)
    assert plain.recall >= 0.64
    assert numbers_masked.recall >= 0.71


def test_as_curate_is_shipped_two_in_three_pairs_of_one_problem_are_dropped_and_no_new_problem_is() -> None:
    found = curated()
    assert found.precision == 1
    assert found.recall >= 0.71
    assert found.by_kind["renumbered"][0] == found.by_kind["renumbered"][1]
    assert found.by_kind["reordered"][0] >= 0.95 * found.by_kind["reordered"][1]


def test_it_is_the_question_that_tells_new_ones_of_the_same_story_apart() -> None:
    pairs = [pair for kind, *pair in labelled() if kind == "new question"]
    alike = 0
    for pair in pairs:
        shingles = shingles_of(pair)
        alike += bool(jaccard(shingles, np.array([1]), shingles, np.array([0]))[0] >= THRESHOLD)
    assert alike >= 8


def test_there_are_forty_pairs_of_each_kind_and_none_twice() -> None:
    pairs = labelled()
    counts = Counter(kind for kind, *_ in pairs)
    assert all(counts[kind] >= 40 for kind in SAME)
    assert sum(counts[kind] for kind in NEW) >= 40
    assert len({(first, second) for _, first, second in pairs}) == len(pairs)
    assert all(first != second for _, first, second in pairs)

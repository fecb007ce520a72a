"""The pairs that a judge is asked about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mathwright.curate.contamination.index import BenchmarkRow, index_of
from mathwright.curate.doubtful import Doubt, Doubtful
from mathwright.curate.shelf import Shelf

MILL = "Bea and her old aunt walk slowly 3 miles to the mill. How far is it?"
BENCHMARK = (
    "A train leaves the station at noon and runs due north at the same speed for 5 hours without a stop. "
    "How many miles does it run before it gets dark?"
)
OTHER = "Which of these two numbers is the larger one?"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(tmp_path) as opened:
        yield opened


def doubts(shelf: Shelf, *questions: str, only_against: bool = False) -> list[Doubt]:
    finder = Doubtful(index_of([BenchmarkRow("test:1", BENCHMARK)]), shelf, only_against)
    return finder.doubts([f"made:{at}" for at in range(1, len(questions) + 1)], questions)


def test_a_question_near_to_an_earlier_one_is_doubted_with_that_one(shelf: Shelf) -> None:
    changed = MILL.replace("aunt", "cat")
    (doubt,) = doubts(shelf, MILL, OTHER, changed)
    assert doubt == Doubt(2, False, "made:1", MILL, doubt.similarity, None)
    assert 0.4 <= doubt.similarity < 0.9


def test_other_numbers_alone_are_no_doubt_of_the_files_own(shelf: Shelf) -> None:
    assert doubts(shelf, MILL, MILL.replace("3", "4")) == []


def test_the_files_own_are_not_compared_where_they_may_repeat_themselves(shelf: Shelf) -> None:
    assert doubts(shelf, MILL, MILL.replace("aunt", "cat"), only_against=True) == []


def test_a_fifth_of_a_benchmark_question_in_shared_runs_is_a_doubt_with_what_is_shared(shelf: Shelf) -> None:
    text = f"{BENCHMARK[:61]} speed as a bird that flies to the south all day and all night"
    (doubt,) = doubts(shelf, OTHER, text)
    assert (doubt.at, doubt.in_against, doubt.place, doubt.question) == (1, True, "test:1", BENCHMARK)
    assert 0.2 <= doubt.similarity < 0.7
    assert doubt.shared is not None
    assert doubt.shared.startswith("A train leaves the station at noon and runs due north at the")


def test_a_question_near_to_a_benchmark_question_is_a_doubt(shelf: Shelf) -> None:
    words = BENCHMARK.split()
    words[5], words[16], words[25] = "dawn", "six", "yards"
    (doubt,) = doubts(shelf, " ".join(words))
    assert (doubt.in_against, doubt.place, doubt.question) == (True, "test:1", BENCHMARK)

"""How often solvers reach an answer, and how surely that is known."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.difficulty_rates import Z95, SolveRate, solve_rate, solve_rate_of, wilson
from mathwright.records import Evidence


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        pytest.param(1, 10, 0.017876, 0.404150, id="1 of 10"),
        pytest.param(8, 10, 0.490162, 0.943318, id="8 of 10"),
        pytest.param(50, 100, 0.403832, 0.596168, id="50 of 100"),
        pytest.param(0, 10, 0.0, 0.277533, id="none"),
        pytest.param(10, 10, 0.722467, 1.0, id="all"),
        pytest.param(0, 0, 0.0, 1.0, id="no draw"),
    ],
)
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(1, 99), st.integers(100, 300))
def test_a_bound_is_the_share_from_which_what_was_seen_is_two_deviations_away(right: int, of: int) -> None:
    for bound in wilson(right, of):
        assert abs(right / of - bound) == pytest.approx(Z95 * sqrt(bound * (1 - bound) / of))


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_interval_holds_the_rate_and_mirrors_it(right: int, wrong: int) -> None:
    found, mirrored = SolveRate(right, wrong), SolveRate(wrong, right)
    low, high = found.interval()
    assert 0 <= low <= high <= 1
    assert found.rate is None or low <= found.rate <= high
    assert mirrored.interval() == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_draws_that_are_not_known_to_be_wrong_change_no_rate() -> None:
    assert SolveRate(3, 1, incomplete=4, undecided=2).rate == 0.75
    assert SolveRate(0, 0, incomplete=4).rate is None


def test_equal_answers_count_together_and_each_other_way_apart() -> None:
    answers = ["1/2", "0.5", "\\frac{1}{2}", "2", "", "  ", None, None]
    assert solve_rate("0.5", "How much?", answers) == SolveRate(right=3, wrong=3, incomplete=2)


def test_what_cannot_be_compared_is_neither_right_nor_wrong() -> None:
    found = solve_rate("the green one", "Which tea?", ["the green tea leaves", "the green one"])
    assert (found.right, found.incomplete, found.right + found.wrong + found.undecided) == (1, 0, 2)


@given(st.lists(st.none() | st.sampled_from(["", "7", "7.0", "8", "x+1", "the dog", "(((", "1,2"]), max_size=8))
def test_every_draw_is_counted_once(answers: list[str | None]) -> None:
    assert sum(solve_rate("7", "How many?", answers)) == len(answers)


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        pytest.param(None, None, id="no evidence"),
        pytest.param(Evidence(kind="program"), None, id="nobody drew"),
        pytest.param(Evidence(kind="judge", agreeing=2, of=3), None, id="verdicts are no solutions"),
        pytest.param(Evidence(kind="vote", agreeing=3, of=4), SolveRate(3, 1), id="a vote"),
        pytest.param(
            Evidence(kind="vote", agreeing=3, of=8, wrong_steps=1, incomplete=2), SolveRate(4, 2, 2), id="told apart"
        ),
    ],
)
def test_a_vote_says_how_its_draws_ended(evidence: Evidence | None, found: SolveRate | None) -> None:
    assert solve_rate_of(evidence) == found

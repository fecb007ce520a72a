"""How many draws a query is worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.difficulty_budget import Budget, DrawPlan, further_draws, right_wanted
from mathwright.curate.difficulty_rates import SolveRate

PLAN = DrawPlan("proportional", first=4, most=16, right=8)


@pytest.mark.parametrize(
    ("right", "wanted"), [(4, 1), (3, 2), (2, 4), (1, 6), (0, 8)], ids=["all", "three", "half", "one", "none"]
)
def test_right_responses_wanted_grow_with_the_share_that_fails(right: int, wanted: int) -> None:
    assert right_wanted(PLAN, SolveRate(right, 4 - right)) == wanted


def test_a_share_of_thirds_is_not_rounded_up_by_a_hair() -> None:
    assert right_wanted(PLAN._replace(right=3), SolveRate(2, 1)) == 1


def test_nothing_shows_that_a_query_without_complete_draws_is_easy() -> None:
    assert right_wanted(PLAN, SolveRate(0, 0, incomplete=4)) == 8


def test_uniform_wants_as_many_of_every_query_and_fixed_never_draws_again() -> None:
    for right in range(5):
        found = SolveRate(right, 4 - right)
        assert right_wanted(PLAN._replace(budget="uniform"), found) == 8
        assert further_draws(PLAN._replace(budget="fixed"), 100, found, 4) == 0


@given(
    st.sampled_from(["uniform", "proportional"]), st.integers(1, 8), st.integers(0, 30), st.integers(1, 9), st.data()
)
def test_draws_go_on_until_there_are_enough_or_the_budget_ends(
    budget: Budget, first: int, over: int, right: int, data: st.DataObject
) -> None:
    plan = DrawPlan(budget, first, first + over, right)
    found, drawn = SolveRate(data.draw(st.integers(0, first)), 0), first
    found = SolveRate(found.right, first - found.right)
    wanted, rounds = right_wanted(plan, found), 0
    while more := further_draws(plan, wanted, found, drawn):
        fresh = data.draw(st.integers(0, more))
        found, drawn, rounds = SolveRate(found.right + fresh, found.wrong + more - fresh), drawn + more, rounds + 1
        assert drawn <= plan.most
    assert found.right >= wanted or drawn == plan.most
    assert rounds <= over


def test_as_many_draws_follow_as_should_bring_what_is_missing() -> None:
    assert further_draws(PLAN, 4, SolveRate(2, 2), drawn=4) == 4
    assert further_draws(PLAN, 3, SolveRate(2, 2), drawn=4) == 2
    assert further_draws(PLAN, 8, SolveRate(0, 4), drawn=4) == 4
    assert further_draws(PLAN, 8, SolveRate(0, 12), drawn=12) == 4
    assert further_draws(PLAN, 2, SolveRate(2, 2), drawn=4) == 0

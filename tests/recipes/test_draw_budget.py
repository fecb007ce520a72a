"""MuggleMath's responses under a sampling budget, once for each way out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from mathwright.errors import IncompleteReplyError, ModelReplyError, ProviderError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mugglemath import Respond
from mathwright.recipes.mugglemath import MuggleMathConfig, respond
from mathwright.recipes.queries import RespondItem
from mathwright.records import Accepted, Evidence, Problem, Program, Rejected, Step
from mathwright.teachers.scripted import ScriptedTeacher
from mathwright.teachers.teacher import Roles
from mathwright.verify.equality import CHECKER

Line = Response | ModelReplyError | ProviderError

UNIFORM = MuggleMathConfig(responses=3, sampling_budget="uniform", most_responses=9, paths=4)
HARDER = UNIFORM.model_copy(update={"sampling_budget": "proportional"})
CUT = IncompleteReplyError("cut off")


def six(way: int) -> Response:
    """A right response, each by its own way."""
    return Response(text=f"So it is {6 + way}-{way}=<<{6 + way}-{way}=6>>6.\n#### 6")


def wrong(answer: int) -> Response:
    return Response(text=f"So it is {answer}+0=<<{answer}+0={answer}>>{answer}.\n#### {answer}")


def answered(
    lines: Sequence[Line], config: MuggleMathConfig, *, proved: bool = False, solution: str | None = None
) -> tuple[object, list[int]]:
    """The outcome of one query with these draws, and the indices that were asked."""
    steps = (Step(expression="6", value="6"),)
    draft = Draft(
        kind="complicate",
        question="How many?",
        parents=("a",),
        solution=solution,
        answer="6" if proved else None,
        program=Program(givens=(), steps=steps, answer=0, lines=()) if proved else None,
    )
    solver = ScriptedTeacher({Respond: lines})
    item = RespondItem(item_id="item", draft=draft, concepts=(), license=None)
    outcome = asyncio.run(respond(item, Roles.of(ScriptedTeacher({}), solver=solver), config))
    return outcome, [asked.draw for asked in solver.asked]


def made(outcome: object) -> Problem:
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.payload, Problem)
    return outcome.payload


def test_without_a_budget_nothing_follows_the_first_draws() -> None:
    fixed = UNIFORM.model_copy(update={"sampling_budget": "fixed"})
    outcome, draws = answered([six(1), six(2), wrong(7)], fixed)
    assert draws == [0, 1, 2]
    assert len(made(outcome).solutions) == 2


def test_an_easy_query_gets_no_further_draw_and_keeps_one_response() -> None:
    outcome, draws = answered([six(1), six(2), six(3)], HARDER)
    assert draws == [0, 1, 2]
    assert len(made(outcome).solutions) == 1
    assert made(outcome).evidence == Evidence(kind="vote", agreeing=3, of=3, checker=CHECKER)


def test_a_harder_query_gets_more_draws_and_keeps_more_responses() -> None:
    easy, few = answered([six(1), six(2), wrong(7)], HARDER)
    hard, many = answered([six(1), wrong(7), wrong(8), six(2), six(3), six(4)], HARDER)
    assert (few, many) == ([0, 1, 2], list(range(6)))
    assert len(made(easy).solutions) == 2
    assert len(made(hard).solutions) == 4
    assert made(hard).evidence == Evidence(kind="vote", agreeing=4, of=6, checker=CHECKER)


def test_a_response_that_is_right_by_wrong_steps_does_not_make_its_query_harder() -> None:
    by_luck = Response(text="So it is 2*4=<<2*4=6>>6.\n#### 6")
    outcome, draws = answered([six(1), six(2), by_luck], HARDER)
    assert draws == [0, 1, 2]
    assert len(made(outcome).solutions) == 1


def test_uniform_draws_until_as_many_are_right_of_every_query() -> None:
    easy, few = answered([six(1), six(2), six(3), six(4), six(5)], UNIFORM)
    hard, many = answered([six(1), six(2), wrong(7), wrong(8), six(3), six(4)], UNIFORM)
    assert (len(made(easy).solutions), len(made(hard).solutions)) == (4, 4)
    assert (few, many) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5])


def test_a_query_without_a_majority_gets_all_draws_and_is_not_lost() -> None:
    first = [six(1), wrong(7), wrong(8)]
    found, draws = answered([*first, wrong(9), wrong(10), six(2), six(3), six(4), six(5)], HARDER)
    lost, spent = answered([*first, *(wrong(answer) for answer in range(9, 15))], HARDER)
    assert draws == spent == list(range(9))
    assert made(found).answer == "6"
    assert isinstance(lost, Rejected)
    assert (lost.step, lost.reason) == ("majority_filter", "all answers differ")
    assert lost.kept is not None
    assert len(lost.kept.solutions) == 9


def test_more_draws_ask_for_a_majority_of_all_of_them() -> None:
    outcome, _ = answered([six(1), six(2), wrong(7), *(wrong(answer) for answer in range(8, 14))], UNIFORM)
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "no majority answer"


def test_a_proved_query_goes_on_until_one_response_reproduces_its_program() -> None:
    outcome, draws = answered([wrong(7)] * 8 + [six(1)], HARDER, proved=True)
    refused, spent = answered([wrong(7)] * 9, HARDER, proved=True)
    assert draws == spent == list(range(9))
    assert isinstance(refused, Rejected)
    assert refused.step == "program_filter"
    assert made(outcome).solutions == (six(1).text,)


def test_a_draw_that_was_cut_off_is_not_wrong() -> None:
    outcome, draws = answered([six(1), CUT, six(2)], HARDER)
    assert draws == [0, 1, 2]
    assert made(outcome).evidence == Evidence(kind="vote", agreeing=2, of=3, incomplete=1, checker=CHECKER)
    assert len(made(outcome).solutions) == 1


def test_further_draws_of_which_none_can_be_used_lose_nothing() -> None:
    outcome, draws = answered([six(1), six(2), wrong(7), CUT, CUT, CUT, CUT, six(3), six(4)], UNIFORM)
    assert draws == list(range(9))
    assert isinstance(outcome, Rejected)  # 4 of 9 are no majority
    assert outcome.kept is not None
    assert len(outcome.kept.solutions) == 5


def test_first_draws_of_which_none_can_be_used_are_left_to_the_engine() -> None:
    with pytest.raises(IncompleteReplyError, match="cut off"):
        answered([CUT, CUT, CUT], HARDER)


def test_a_provider_that_fails_in_a_further_draw_leaves_the_item_unfinished() -> None:
    with pytest.raises(ProviderError, match="down"):
        answered([six(1), wrong(7), wrong(8), ProviderError("down")], HARDER)


def test_the_solution_that_came_with_the_query_counts_as_a_response_and_as_no_draw() -> None:
    outcome, draws = answered([six(1), six(2), six(3)], UNIFORM, solution=six(4).text)
    assert draws == [0, 1, 2]
    assert len(made(outcome).solutions) == 4


def test_a_budget_that_ends_before_the_first_draws_is_no_budget() -> None:
    with pytest.raises(ValidationError, match="most_responses = 2 is below responses = 3"):
        MuggleMathConfig(sampling_budget="uniform", most_responses=2)
    assert MuggleMathConfig(responses=20).most_responses == 12

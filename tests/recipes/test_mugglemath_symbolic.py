"""MuggleMath on the shipped seed problems with the symbolic teacher, driven without an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from functools import cache
from itertools import islice
from typing import Any

import pytest

from mathwright.prompts.mugglemath import KINDS, Rewrites
from mathwright.recipes.mugglemath import (
    MuggleMathConfig,
    refused_kinds,
    respond,
    rewrite,
    rewrite_item,
)
from mathwright.recipes.queries import RespondItem, plan_responses
from mathwright.records import Accepted, Evidence, Outcome, Problem, Rejected
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles
from mathwright.verify.equality import CHECKER
from mathwright.verify.solution import check_solution

CONFIG = MuggleMathConfig()


def drive(journey: Coroutine[Any, Any, Outcome[Any]]) -> Outcome[Any]:
    with pytest.raises(StopIteration) as stop:
        journey.send(None)
    outcome: Outcome[Any] = stop.value.value
    return outcome


@cache
def run(run_seed: int) -> tuple[list[Outcome[Rewrites]], list[Outcome[Problem]]]:
    """The outcomes of both passes over twenty items."""
    seeds = tuple(islice(shipped_seeds(), 40))
    roles = Roles.of(SymbolicTeacher(run_seed))
    rewritten = [drive(rewrite(rewrite_item(index, seeds, CONFIG, run_seed), roles, CONFIG)) for index in range(20)]

    async def earlier() -> AsyncIterator[Accepted[Rewrites]]:
        for outcome in rewritten:
            if isinstance(outcome, Accepted):
                yield outcome

    async def items() -> list[RespondItem]:
        return [item async for item in plan_responses(earlier(), seeds, CONFIG, run_seed)]

    return rewritten, [drive(respond(item, roles, CONFIG)) for item in asyncio.run(items())]


def problems(run_seed: int) -> list[Problem]:
    return [outcome.payload for outcome in run(run_seed)[1] if isinstance(outcome, Accepted)]


def test_most_seed_problems_are_rewritten_in_most_kinds() -> None:
    made = problems(7)

    assert len(made) >= 24
    assert {problem.kind for problem in made} == set(KINDS)


def test_every_query_is_accounted_for_as_draft_or_loss() -> None:
    for outcome in run(7)[0]:
        if isinstance(outcome, Accepted):
            assert len(outcome.payload.drafts) + len(refused_kinds(outcome.payload)) == len(KINDS)
        else:
            assert isinstance(outcome, Rejected)
            assert outcome.step == "rewrite"


def test_no_query_of_the_symbolic_teacher_fails_the_program_filter() -> None:
    assert [outcome for outcome in run(7)[1] if not isinstance(outcome, Accepted)] == []


def test_every_path_of_every_problem_reaches_its_answer_by_true_steps() -> None:
    for problem in problems(7):
        states = {check_solution(text, problem.answer, problem.question).state for text in problem.solutions}
        assert states == {"right"}, problem.question
        assert problem.evidence == Evidence(kind="program", checker=CHECKER)


def test_several_reasoning_paths_are_kept_of_most_problems_and_no_two_are_the_same() -> None:
    made = problems(7)

    assert all(len(set(problem.solutions)) == len(problem.solutions) <= CONFIG.paths for problem in made)
    assert sum(len(problem.solutions) > 1 for problem in made) > len(made) / 2


def test_problems_carry_their_parents_concepts() -> None:
    assert all(problem.concepts and problem.parents for problem in problems(7))
    assert {len(problem.parents) for problem in problems(7) if problem.kind == "compose"} == {2}


def test_another_run_seed_makes_other_problems_and_the_same_one_the_same() -> None:
    again = run.__wrapped__(7)

    assert again == run(7)
    assert {problem.problem_id for problem in problems(8)}.isdisjoint(problem.problem_id for problem in problems(7))

"""The plan of MATH² with several draws of one prompt, and what the symbolic teacher makes of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest

from mathwright.curate.contamination.words import template_text
from mathwright.errors import ModelReplyError
from mathwright.programs.replay import replay
from mathwright.prompts.math2 import LabelSkill, WriteQuestion
from mathwright.recipes.math2 import Math2Config, make
from mathwright.recipes.pairs import PairItem, pair_item, plan_pairs, repository_of, survey
from mathwright.recipes.recipe import Told
from mathwright.recipes.skills import Relabelled
from mathwright.records import Accepted, Outcome, Problem
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.answers.math2 import answer_label
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles

DRAWS = 10
CONFIG = Math2Config(draws=DRAWS, votes=1, solutions=1)


@cache
def seeds() -> tuple[Problem, ...]:
    return tuple(shipped_seeds())


@cache
def labelled() -> tuple[Relabelled, ...]:
    found = []
    for problem in seeds():
        try:
            label = answer_label(LabelSkill(problem=problem), 0, 7)
        except ModelReplyError:
            continue
        found.append(Relabelled(problem_id=problem.problem_id, skill=label.skills[0]))
    return tuple(found)


def planned(most: int, config: Math2Config = CONFIG) -> list[PairItem]:
    async def earlier() -> AsyncIterator[Accepted[Relabelled]]:
        for one in labelled():
            yield Accepted(item_id=one.problem_id, payload=one)

    async def taken() -> list[PairItem]:
        items: list[PairItem] = []
        async for item in plan_pairs(earlier(), seeds(), config, 7):
            items.append(item)
            if len(items) == most:
                break
        return items

    return asyncio.run(taken())


def made(items: list[PairItem], config: Math2Config = CONFIG) -> list[Outcome[Problem]]:
    roles = Roles.of(SymbolicTeacher(7))

    async def each() -> list[Outcome[Problem]]:
        found: list[Outcome[Problem]] = []
        for item in items:
            try:
                found.append(await make(item, roles, config))
            except ModelReplyError as refused:
                found.append(item.rejected("reply", str(refused)))
        return found

    return asyncio.run(each())


@cache
def outcomes() -> tuple[Outcome[Problem], ...]:
    return tuple(made(planned(12 * DRAWS)))


def problems() -> list[Problem]:
    return [outcome.payload for outcome in outcomes() if isinstance(outcome, Accepted)]


def test_the_items_of_a_block_share_their_exemplars_as_objects_and_differ_in_draw_and_id() -> None:
    items = planned(3 * DRAWS)
    for start in range(0, len(items), DRAWS):
        block = items[start : start + DRAWS]
        first = (*block[0].pair, *block[0].judged)
        assert all(one is same for item in block for one, same in zip((*item.pair, *item.judged), first, strict=True))
        assert len({WriteQuestion(pair=item.pair).prompt_key() for item in block}) == 1
    assert [item.index for item in items] == list(range(3 * DRAWS))
    assert len({item.item_id for item in items}) == 3 * DRAWS


def test_the_blocks_are_the_pairs_of_a_plan_of_one_draw() -> None:
    ones = planned(4, CONFIG.model_copy(update={"draws": 1}))
    assert [item.pair for item in planned(4 * DRAWS)[::DRAWS]] == [item.pair for item in ones]


def test_any_place_of_a_block_can_be_had_alone() -> None:
    repository = repository_of(labelled(), seeds(), CONFIG)
    pairs = tuple(combinations(repository.skills, 2))
    assert pair_item(DRAWS + 7, pairs, repository, CONFIG, 7) == planned(DRAWS + 8)[-1]


@pytest.mark.parametrize("settled", [1, DRAWS, DRAWS + 1, 3 * DRAWS])
def test_the_survey_counts_the_blocks_begun(settled: int) -> None:
    ended = [Accepted(item_id=one.problem_id, payload=one) for one in labelled()]
    told = Told(ended=lambda name: ended, seeds=seeds(), config=CONFIG, run_seed=7, planned=settled)
    pairs = Counter({pair: count for pair, count in survey(told).pairs.items() if count})
    assert pairs == Counter(
        (item.pair[0].skill, item.pair[1].skill) for item in planned(settled) if item.index % DRAWS == 0
    )


def test_draws_of_one_prompt_give_many_problems_that_hold() -> None:
    assert len(problems()) > 6 * DRAWS
    assert len({problem.question for problem in problems()}) > 0.95 * len(problems())
    for problem in problems():
        again = replay(problem.solutions[0])
        assert again.faults == ()
        assert again.answer == Fraction(problem.answer.replace(",", ""))


def test_draws_of_one_prompt_differ_in_more_than_numbers() -> None:
    assert len({template_text(problem.question) for problem in problems()}) > len(problems()) / DRAWS


def test_a_draw_is_the_same_whatever_was_asked_before() -> None:
    items = planned(12 * DRAWS)
    for place in (3, DRAWS + 4, 5 * DRAWS):
        assert made([items[place]]) == [outcomes()[place]]


def test_exemplars_that_cannot_be_joined_are_refused_for_every_draw_with_one_reason() -> None:
    plain = tuple(problem.model_copy(update={"solutions": ("None.",)}) for problem in seeds()[:2])
    item = planned(1)[0]
    pair = tuple(one.model_copy(update={"exemplars": plain}) for one in item.pair)
    refused = made([item.model_copy(update={"pair": pair, "index": draw}) for draw in range(3)])
    assert [getattr(outcome, "reason", "") for outcome in refused] == [
        "no exemplar with a program: the symbolic teacher needs a program to work from"
    ] * 3

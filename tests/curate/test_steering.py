"""A steered plan: what is short comes first, what is full not at all, and the rest waits its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from itertools import chain, count, cycle, islice, repeat
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.quotas import Offer, Quotas, least_of
from mathwright.curate.steering import AHEAD, WAITING, Admit, QuotaGate, Steering, Supply
from mathwright.records import Concept, Item, Problem, Refused

SIZE = 8
MOST = 500
"""Candidates in a row of which none may come in."""


class Named(Item):
    """An item whose problems have the skills of these letters."""

    skills: str


def serves(item: Item) -> tuple[Concept, ...]:
    assert isinstance(item, Named)
    return concepts(item.skills)


def concepts(skills: str) -> tuple[Concept, ...]:
    return tuple(Concept(kind="skill", name=name) for name in skills)


def problem_of(item: Named, kind: str = "compose") -> Problem:
    question = f"{item.item_id}?"
    return Problem(
        problem_id=item.item_id,
        question=question,
        solutions=(),
        answer="1",
        source="s",
        kind=kind,
        concepts=concepts(item.skills),
    )


class Plan:
    """A plan of items with these skills, and how many were asked of it."""

    def __init__(self, skills: Iterable[str]) -> None:
        self._skills = skills
        self.drawn = 0

    async def items(self) -> AsyncGenerator[Item, None]:
        for index, skills in enumerate(self._skills):
            self.drawn += 1
            yield Named(item_id=f"{index}{skills}", skills=skills)


def steering(known: str, **skill: object) -> tuple[Steering, Supply]:
    quotas = Quotas.model_validate({"skill": skill, "wave": SIZE})
    supply = Supply(quotas, least_of(quotas, Offer({"skill": tuple(known)})))
    return Steering(SIZE, supply, serves, MOST), supply


def skills_in(wave: Iterable[Named]) -> str:
    return "".join(item.skills for item in wave)


def waves(steer: Steering, supply: Supply, plan: Plan, most: int, yields: str = "") -> list[list[Named]]:
    """The first waves; each item whose skill is one of ``yields`` brings a problem, all others none."""

    async def walk() -> list[list[Named]]:
        found: list[list[Named]] = [[]]
        steered = steer(plan.items())
        async for item in steered:
            if item is None:
                for one in found[-1]:
                    if set(one.skills) <= set(yields):
                        supply.add(tuple(("skill", name) for name in one.skills))
                if len(found) == most:
                    break
                found.append([])
            else:
                assert isinstance(item, Named)
                found[-1].append(item)
        await steered.aclose()
        return [wave for wave in found if wave]

    return asyncio.run(walk())


def test_where_nothing_is_short_the_plan_stays_as_it_is() -> None:
    steer, supply = steering("ab", at_most=1000)
    plan = Plan(cycle("abc"))

    found = waves(steer, supply, plan, 3)

    assert [skills_in(wave) for wave in found] == ["abcabcab", "cabcabca", "bcabcabc"]
    assert plan.drawn == 3 * SIZE


def test_what_is_short_comes_first_and_what_was_passed_over_waits_in_its_order() -> None:
    steer, supply = steering("xab", named={"x": {"at_least": 2}})
    plan = Plan("ababababax" + "ab" * 20)

    found = waves(steer, supply, plan, 3, yields="xab")

    assert [item.item_id for item in found[0]] == ["9x", "0a", "1b", "2a", "3b", "4a", "5b", "6a"]
    assert [item.item_id for item in found[1]] == ["7b", "8a", *(f"{at}{'ab'[at % 2]}" for at in range(10, 16))]


def test_no_more_come_first_than_the_yield_so_far_asks_for() -> None:
    steer, supply = steering("xa", named={"x": {"at_least": 1}})

    found = waves(steer, supply, Plan(cycle("aaax")), 3, yields="")

    # One problem, of which half the items are guessed to bring one; then none of 2, of 3, of 4 has.
    assert [skills_in(wave)[:4] for wave in found] == ["xxaa", "xxxx", "xxxx"]


def test_what_nothing_can_fill_takes_half_of_each_wave_and_no_more() -> None:
    steer, supply = steering("xa", named={"x": {"at_least": 50}})

    found = waves(steer, supply, Plan(cycle("xxxxxxxa")), 5)

    assert [skills_in(wave)[:4] for wave in found] == ["xxxx"] * 5
    assert [len(wave) for wave in found] == [SIZE] * 5
    # The other half is as the plan has it.
    assert {skills_in(wave)[4:] for wave in found} <= {"xxxa", "xxxx", "axxx", "xaxx", "xxax"}


def test_a_full_value_is_planned_no_more() -> None:
    steer, supply = steering("ab", at_most=3)

    found = waves(steer, supply, Plan(cycle("abc")), 3, yields="a")

    assert [skills_in(wave) for wave in found] == ["abcabcab", "cbcbcbcb", "cbcbcbcb"]


def test_a_plan_of_which_so_many_candidates_are_full_ends() -> None:
    steer, supply = steering("a", at_most=2)
    plan = Plan(cycle("a"))

    found = waves(steer, supply, plan, 5, yields="a")

    assert [len(wave) for wave in found] == [SIZE]
    # Looked at eight waves at a time.
    assert plan.drawn == SIZE + ceil(MOST / (AHEAD * SIZE)) * AHEAD * SIZE


@pytest.mark.parametrize(("behind", "found"), [(AHEAD * SIZE, "b"), (MOST - 1, "b"), (8 * AHEAD * SIZE, "")])
def test_a_rare_candidate_behind_many_that_are_full_is_waited_for(behind: int, found: str) -> None:
    steer, supply = steering("ab", at_most=2)
    plan = Plan(chain("a" * SIZE, "a" * behind, "b", repeat("a")))

    first, *later = waves(steer, supply, plan, 5, yields="a")

    assert (skills_in(first), "".join(map(skills_in, later))) == ("a" * SIZE, found)


def test_how_many_candidates_are_looked_at_changes_no_wave_only_where_the_plan_ends() -> None:
    def planned(most: int) -> list[str]:
        steer, supply = steering("abc", named={"a": {"at_most": 2}, "b": {"at_most": 1}, "c": {"at_least": 2}})
        steer = Steering(SIZE, supply, serves, most)
        gaps = (name for gap in count(1) for name in ("a" * (40 * gap), "b", "c", "a"))
        return [skills_in(wave) for wave in waves(steer, supply, Plan(chain.from_iterable(gaps)), 40, yields="abc")]

    few, many = planned(10), planned(1000)

    assert 1 < len(few) < len(many)
    assert many[: len(few)] == few


def test_a_value_above_its_share_comes_last() -> None:
    steer, supply = steering("ab", at_most_share=0.5)

    planned = "".join(map(skills_in, waves(steer, supply, Plan(cycle("aaab")), 20, yields="ab")))

    # A quarter of the plan has the one, and the other may be on half.
    counts = supply.counts.of
    assert counts["skill", "a"] <= counts["skill", "b"] + 1
    assert (planned[:SIZE], len(planned), planned.count("b") > len(planned) * 0.45) == ("aaabaaab", 160, True)


@pytest.mark.parametrize(("most", "drawn"), [(1, 8), (2, 16), (10, 80), (11, 81), (20, 90)])
def test_so_many_candidates_are_drawn_and_no_more_once_many_wait(most: int, drawn: int) -> None:
    steer, supply = steering("xa", named={"x": {"at_least": 1}})
    plan = Plan(cycle("a"))

    waves(steer, supply, plan, most)

    # Each wave takes one of the eight that it draws, until the seventy that wait are too many.
    assert (AHEAD, WAITING, plan.drawn) == (8, 64, drawn * SIZE)


@given(st.lists(st.text("abcx", min_size=1, max_size=2), max_size=120), st.integers(1, 9))
def test_a_finite_plan_is_planned_whole_each_item_once(skills: list[str], least: int) -> None:
    steer, supply = steering("abcx", at_least=least)

    found = waves(steer, supply, Plan(skills), 1000, yields="abc")

    planned = [item.item_id for wave in found for item in wave]
    assert sorted(planned) == sorted(f"{index}{names}" for index, names in enumerate(skills))
    assert all(len(wave) == SIZE for wave in found[:-1])


@pytest.mark.parametrize("wanted", [12, 13, 40, 10_000, None])
def test_the_plan_is_the_same_however_many_problems_are_wanted(wanted: int | None) -> None:
    """Otherwise a run whose target is raised would have planned other items than it holds."""
    quotas = Quotas.model_validate(
        {"skill": {"at_least": 3, "at_most": 9}, "kind": {"at_most_share": 0.5}, "wave": SIZE}
    )

    def planned(target: int | None) -> list[str]:
        gate = QuotaGate(quotas, Offer({"skill": tuple("abcd")}), target, repeated_ones_out(), serves, MOST)
        return [item.item_id for item in islice(decided(gate, Plan(cycle(("ab", "b", "bc", "cd", "b")))), 100)]

    assert planned(wanted) == planned(20)


def repeated_ones_out() -> Admit:
    ids = count()

    def admit(problem: Problem) -> Refused | None:
        return Refused("duplicate question") if next(ids) % 4 == 3 else None

    return admit


def decided(gate: QuotaGate, plan: Plan) -> Iterator[Named]:
    """The items of a run in which every third comes to nothing and each problem is decided on."""

    async def walk() -> list[Named]:
        found: list[Named] = []
        wave: list[Named] = []
        steered: AsyncIterator[Item | None] = gate.waves(plan.items())
        async for item in steered:
            if isinstance(item, Named):
                found.append(item)
                wave.append(item)
                continue
            for place, one in enumerate(wave):
                if place % 3 != 2:
                    gate(problem_of(one, "chain" if place % 2 else "compose"))
            wave = []
            if len(found) > 100:
                break
        return found

    return iter(asyncio.run(walk()))

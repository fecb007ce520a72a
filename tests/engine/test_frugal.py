"""Where items cost money no more are begun than the target needs; where they wait for replies, exactly those."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from engine_runs import answers, let_all_in, result, run
from engine_stages import Note, Number, count_plainly, problem_of

from mathwright.engine.admission import PRIOR, SLACK, Admission
from mathwright.engine.local import FIRST_ITEMS
from mathwright.engine.stage import How, Stage
from mathwright.errors import PassStoppedError, ProviderError
from mathwright.records import Accepted, Problem
from mathwright.store.outcomes import OutcomeRow
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED

FRUGAL = How(workers=0, concurrency=1000, frugal=True)
LAVISH = How(workers=0, concurrency=1000)
WAVES = How(workers=0, concurrency=1000, frugal=True, waves=True)


class Begun:
    """Counts the items begun, by stage."""

    def __init__(self) -> None:
        self.items: dict[str, list[int]] = {}

    def of(self, stage: str) -> int:
        return len(self.items.get(stage, ()))

    def note(self, stage: str, item: Number) -> None:
        self.items.setdefault(stage, []).append(item.value)


async def sieve(item: Number, stage: str, begun: Begun, one_in: int, note: bool, fails: Callable[[int], Any]) -> Any:
    """Accept one in so many, after a while that differs from item to item."""
    begun.note(stage, item)
    error = fails(item.value)
    if error is not None:
        raise error
    await asyncio.sleep(0.001 * (item.value % 3))
    if item.value % one_in:
        return item.rejected("sieve", "no")
    return item.accepted(Note(value=item.value, text="") if note else problem_of(item.value))


def never(value: int) -> None:
    return None


def always_waits(value: int) -> ProviderError:
    return ProviderError("waits for its wave")


def stage(
    name: str,
    plan: Any,
    begun: Begun,
    one_in: int = 1,
    note: bool = False,
    gathers: bool = False,
    fails: Callable[[int], Any] = never,
) -> Stage:
    work = partial(sieve, stage=name, begun=begun, one_in=one_in, note=note, fails=fails)
    return Stage(name, plan, lambda: work, Number, Note if note else Problem, False, gathers=gathers)


def single(begun: Begun, one_in: int = 1, items: int = 20_000, fails: Callable[[int], Any] = never) -> list[Stage]:
    return [stage("make", partial(count_plainly, items=items), begun, one_in, fails=fails)]


async def each(earlier: AsyncIterator[Accepted[Any]], copies: int) -> AsyncIterator[Number]:
    """So many items for each note, as the notes come."""
    async for outcome in earlier:
        for copy in range(copies):
            yield Number(item_id=f"{outcome.item_id}/{copy}", value=outcome.payload.value * copies + copy)


async def gathered(earlier: AsyncIterator[Accepted[Any]], items: int) -> AsyncIterator[Number]:
    """Items once all notes are there."""
    notes = [outcome async for outcome in earlier]
    for index in range(items):
        yield Number(item_id=f"of {len(notes)}: {index}", value=index)


# --- frugal ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("target", "one_in"), [(1, 1), (20, 1), (100, 1), (20, 2), (100, 4), (50, 10)])
def test_about_as_many_items_are_begun_as_the_target_needs_at_the_yield(
    tmp_path: Path, target: int, one_in: int
) -> None:
    begun = Begun()
    totals = run(tmp_path, single(begun, one_in), accepted=target, how=FRUGAL)
    needed = (target - 1) * one_in + 1
    first_guess = 2 * target + SLACK  # one item in two, before anything is known
    assert totals.state == "complete"
    assert begun.of("make") <= max(1.3 * needed + 4 * one_in, first_guess) + SLACK


def test_without_it_the_whole_window_is_begun(tmp_path: Path) -> None:
    begun = Begun()
    run(tmp_path, single(begun), accepted=20, how=LAVISH)
    assert begun.of("make") >= 1000


@pytest.mark.parametrize("one_in", [1, 3])
def test_it_changes_nothing_of_the_result(tmp_path: Path, one_in: int) -> None:
    for name, how in (("frugal", FRUGAL), ("lavish", LAVISH), ("one", How(workers=0, concurrency=1, frugal=True))):
        run(tmp_path / name, single(Begun(), one_in), accepted=30, how=how)
    stages = single(Begun(), one_in)
    assert answers(tmp_path / "frugal", stages) == [one_in * place for place in range(30)]
    assert result(tmp_path / "frugal", stages) == result(tmp_path / "lavish", stages)
    assert result(tmp_path / "frugal", stages) == result(tmp_path / "one", stages)


def test_a_higher_target_begins_only_what_is_missing(tmp_path: Path) -> None:
    begun = Begun()
    run(tmp_path, single(begun), accepted=50, how=FRUGAL)
    before = begun.of("make")
    run(tmp_path, single(begun), accepted=60, how=FRUGAL)
    assert begun.of("make") <= max(before, 60 + 2 * SLACK)
    assert len(begun.items["make"]) == len(set(begun.items["make"]))


def test_a_run_without_a_target_is_bound_by_nothing(tmp_path: Path) -> None:
    begun = Begun()
    assert run(tmp_path, single(begun, items=300), how=FRUGAL).state == "complete"
    assert begun.of("make") == 300


def test_an_earlier_pass_that_feeds_begins_only_what_the_next_can_use(tmp_path: Path) -> None:
    begun = Begun()
    first = stage("note", partial(count_plainly, items=5000), begun, note=True)
    stages = [first, stage("make", partial(each, copies=5), begun)]
    assert run(tmp_path, stages, accepted=100, how=FRUGAL).state == "complete"
    assert 20 <= begun.of("note") <= 2 * 20 + FIRST_ITEMS + 2 * SLACK
    assert begun.of("make") <= 2 * 100 + SLACK


def test_an_earlier_pass_that_is_gathered_begins_everything_at_once(tmp_path: Path) -> None:
    begun = Begun()
    first = stage("note", partial(count_plainly, items=900), begun, note=True, fails=lambda value: None)
    stages = [first, stage("make", partial(gathered, items=5000), begun, gathers=True)]
    assert run(tmp_path, stages, accepted=10, how=FRUGAL).state == "complete"
    assert begun.of("note") == 900
    assert begun.of("make") <= 2 * 10 + SLACK


def test_passes_that_feed_change_nothing_of_the_result(tmp_path: Path) -> None:
    def stages() -> list[Stage]:
        begun = Begun()
        first = stage("note", partial(count_plainly, items=5000), begun, one_in=3, note=True)
        return [first, stage("make", partial(each, copies=2), begun, one_in=2)]

    run(tmp_path / "frugal", stages(), accepted=40, how=FRUGAL)
    run(tmp_path / "lavish", stages(), accepted=40, how=LAVISH)
    assert result(tmp_path / "frugal", stages()) == result(tmp_path / "lavish", stages())


# --- waves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [1, 5, 40, 400])
def test_a_first_wave_holds_what_is_needed_if_one_in_two_comes_through(tmp_path: Path, target: int) -> None:
    begun = Begun()
    totals = run(tmp_path, single(begun, fails=always_waits), accepted=target, how=WAVES)
    assert (totals.state, begun.of("make")) == ("unfinished", 2 * target + SLACK)


def test_the_same_wave_is_asked_again_until_its_replies_are_there(tmp_path: Path) -> None:
    first, again = Begun(), Begun()
    run(tmp_path, single(first, fails=always_waits), accepted=40, how=WAVES)
    run(tmp_path, single(again, fails=always_waits), accepted=40, how=WAVES)
    assert sorted(again.items["make"]) == sorted(first.items["make"])


def test_the_next_wave_holds_what_is_still_needed_at_the_yield_so_far(tmp_path: Path) -> None:
    run(tmp_path, single(Begun(), fails=always_waits), accepted=40, how=WAVES)
    begun = Begun()
    waits = partial(beyond, last=81)
    totals = run(tmp_path, single(begun, one_in=4, fails=waits), accepted=40, how=WAVES)
    new = [value for value in begun.items["make"] if value > 81]
    admitted = 21  # of 82
    needed = (40 - admitted) / ((admitted + PRIOR / 2) / (82 + PRIOR))
    assert totals.state == "unfinished"
    assert needed <= len(new) <= 1.1 * needed + SLACK


def beyond(value: int, last: int) -> ProviderError | None:
    return always_waits(value) if value > last else None


def test_waves_give_the_result_of_a_run_that_never_waited(tmp_path: Path) -> None:
    last = -1
    for _ in range(20):
        begun = Begun()
        totals = run(tmp_path / "w", single(begun, 3, fails=partial(beyond, last=last)), accepted=30, how=WAVES)
        if totals.state == "complete":
            break
        last = max(begun.items["make"])
    run(tmp_path / "straight", single(Begun(), 3), accepted=30, how=LAVISH)
    assert totals.state == "complete"
    assert result(tmp_path / "w", single(Begun(), 3)) == result(tmp_path / "straight", single(Begun(), 3))


def test_a_wave_of_an_earlier_pass_that_feeds_holds_few_and_of_one_that_is_gathered_all(tmp_path: Path) -> None:
    feeding, gathering = Begun(), Begun()
    plan = partial(count_plainly, items=900)
    run(
        tmp_path / "feeds",
        [stage("note", plan, feeding, note=True, fails=always_waits), stage("make", partial(each, copies=5), feeding)],
        accepted=10,
        how=WAVES,
    )
    first = stage("note", plan, gathering, note=True, fails=always_waits)
    run(
        tmp_path / "gathers",
        [first, stage("make", partial(gathered, items=50), gathering, gathers=True)],
        accepted=10,
        how=WAVES,
    )
    assert (feeding.of("note"), feeding.of("make")) == (FIRST_ITEMS, 0)
    assert (gathering.of("note"), gathering.of("make")) == (900, 0)


# --- a spent budget -------------------------------------------------------------------------------


def spent(value: int) -> PassStoppedError | None:
    return PassStoppedError("the budget usd is spent") if value >= 10 else None


@pytest.mark.parametrize("target", [20, 1000])
def test_a_spent_budget_ends_the_run_soon_and_keeps_what_was_finished(tmp_path: Path, target: int) -> None:
    begun = Begun()
    totals = run(tmp_path, single(begun, fails=spent), accepted=target, how=FRUGAL)
    assert (totals.state, totals.admitted) == ("unfinished", 10)
    assert begun.of("make") <= 2 * target + SLACK


# --- admission ------------------------------------------------------------------------------------


def admission(target: int | None, patience: int = 100, waves: bool = False, skip: bool = False) -> Admission:
    return Admission(let_all_in, Problem.model_validate_json, target, 0, skip, lambda: patience, waves)


def consider(one: Admission, *states: int) -> Admission:
    for place, state in enumerate(states):
        problem = problem_of(place).model_dump_json().encode()
        one.consider(OutcomeRow(place, f"n{place}", state, payload=problem, shard=0))
    return one


@pytest.mark.parametrize(
    ("states", "need"),
    [
        pytest.param((), 22, id="nothing known: one in two"),
        pytest.param((ACCEPTED,) * 8, 5, id="8 of 8: 2 more at 13 in 18"),
        pytest.param((REJECTED,) * 8, 38, id="0 of 8: 10 at 5 in 18"),
        pytest.param((ACCEPTED, REJECTED) * 3, 16, id="3 of 6: 7 at 1 in 2"),
        pytest.param((ACCEPTED,) * 10, SLACK, id="met"),
        pytest.param((UNFINISHED,) * 9, 22, id="what waits says nothing of the yield"),
    ],
)
def test_need_follows_the_yield(states: tuple[int, ...], need: int) -> None:
    assert consider(admission(10), *states).need() == need


def test_what_waits_takes_room_only_in_waves() -> None:
    states = (UNFINISHED,) * 9
    assert consider(admission(10), *states).room() == 22
    assert consider(admission(10, waves=True), *states).room() == 22 - 9
    assert consider(admission(10, waves=True), *(UNFINISHED,) * 30).room() == 0


def test_without_a_target_there_is_no_need() -> None:
    assert admission(None).need() is None
    assert admission(None).room() == 0


def test_waves_are_hopeless_by_all_that_waits_and_others_by_what_fails_in_a_row() -> None:
    apart = (UNFINISHED, ACCEPTED, UNFINISHED, ACCEPTED, UNFINISHED)
    assert not consider(admission(10, patience=3), *apart).hopeless()
    assert consider(admission(10, patience=3, waves=True), *apart).hopeless()
    assert consider(admission(10, patience=3), ACCEPTED, *(UNFINISHED,) * 3).hopeless()
    assert not consider(admission(10, patience=0), ACCEPTED).hopeless()
    assert not consider(admission(10, patience=3, waves=True, skip=True), *apart).hopeless()

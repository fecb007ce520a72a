"""What a stage reads of the stages before it: the next one as it comes, those further back once they have ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from engine_runs import HERE, answers, even_answers_once, result, rows, run
from engine_stages import Note, Number, build_make, build_note, count_plainly, problem_of, provider_down_at

from mathwright.engine.stage import How, Stage
from mathwright.engine.upstream import accepted_rows, upstream
from mathwright.errors import ProviderError
from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.make import make
from mathwright.jobs.preview import preview
from mathwright.records import Accepted, Problem
from mathwright.store.outcomes import OutcomeRow
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED

KEPT = [value for value in range(20) if value % 5 != 4]
"""The values of twenty notes that the stage ``note`` accepts."""

# --- stages: notes, ten times each note, and one that reads both ----------------------------------


async def tenfold(earlier: AsyncIterator[Accepted[Any]]) -> AsyncIterator[Number]:
    async for outcome in earlier:
        yield Number(item_id=f"ten {outcome.item_id}", value=10 * outcome.payload.value)


async def one_by_one(earlier: AsyncIterator[Accepted[Any]]) -> AsyncIterator[Number]:
    """An item for each outcome, whichever stage it is of, named after its place and the outcome's item."""
    place = 0
    async for outcome in earlier:
        value = int(outcome.payload.answer) if isinstance(outcome.payload, Problem) else outcome.payload.value
        yield Number(item_id=f"{place}: {outcome.item_id}", value=3 * value)
        place += 1


def three_stages(reads: tuple[str, ...] = ("note",), items: int = 20) -> tuple[Stage, ...]:
    return (
        Stage("note", partial(count_plainly, items=items), build_note, Number, Note, True),
        Stage("ten", tenfold, build_note, Number, Note, True),
        Stage("make", one_by_one, build_make, Number, Problem, True, reads=reads),
    )


def read_order(directory: Path, stages: tuple[Stage, ...]) -> list[str]:
    return [row.item_id for row in rows(directory, stages, len(stages) - 1)]


def test_the_named_stage_comes_first_then_the_one_before_each_in_plan_order(tmp_path: Path) -> None:
    totals = run(tmp_path, three_stages())

    names = [f"n{value}" for value in KEPT]
    expected = [*names, *(f"ten {name}" for name in names)]
    assert totals.state == "complete"
    assert read_order(tmp_path, three_stages()) == [f"{place}: {name}" for place, name in enumerate(expected)]
    assert answers(tmp_path, three_stages()) == [3 * value for value in [*KEPT, *(10 * one for one in KEPT)]]


def test_without_reads_only_the_stage_before_is_read(tmp_path: Path) -> None:
    run(tmp_path, three_stages(reads=()))

    assert read_order(tmp_path, three_stages()) == [f"{place}: ten n{value}" for place, value in enumerate(KEPT)]


def test_several_named_stages_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    before = three_stages(items=3)[:2]
    last = Stage("make", one_by_one, build_make, Number, Problem, True, reads=("ten", "note"))
    stages = (*before, Stage("hundred", tenfold, build_note, Number, Note, True), last)

    run(tmp_path, stages)

    named = [*(f"ten n{n}" for n in range(3)), *(f"n{n}" for n in range(3)), *(f"ten ten n{n}" for n in range(3))]
    assert read_order(tmp_path, stages) == [f"{place}: {name}" for place, name in enumerate(named)]


def test_a_stage_that_reads_further_back_waits_for_the_end_of_all_of_them(tmp_path: Path) -> None:
    waits = run(tmp_path / "waits", three_stages(items=500), accepted=1)
    goes_on = run(tmp_path / "goes on", three_stages(reads=(), items=500), accepted=1)

    assert [counts.planned for counts in waits.stages] == [500, 400, 2 * HERE.concurrency]
    assert goes_on.stages[0].planned < 100


@pytest.mark.parametrize(
    "how", [How(workers=1, chunk=1), How(workers=2, chunk=7), How(workers=0, concurrency=3)], ids=str
)
def test_workers_and_chunks_change_nothing(tmp_path: Path, how: How) -> None:
    run(tmp_path / "a", three_stages(), 10, even_answers_once(set()))
    run(tmp_path / "b", three_stages(), 10, even_answers_once(set()), how)

    assert result(tmp_path / "a", three_stages()) == result(tmp_path / "b", three_stages()) != b""


def test_a_resumed_run_reads_the_same_and_does_nothing_twice(tmp_path: Path) -> None:
    run(tmp_path / "straight", three_stages())
    first = run(tmp_path / "resumed", three_stages(), limit=3)
    second = run(tmp_path / "resumed", three_stages())

    assert (first.state, first.stages[2].planned, second.state) == ("limited", 3, "complete")
    assert [(one.planned, one.reused) for one in second.stages] == [(20, 20), (16, 16), (32, 3)]
    assert read_order(tmp_path / "resumed", three_stages()) == read_order(tmp_path / "straight", three_stages())
    assert result(tmp_path / "resumed", three_stages()) == result(tmp_path / "straight", three_stages())


# --- stages further back that are not whole -------------------------------------------------------


def stages_with_a_provider(down: Path) -> tuple[Stage, ...]:
    """The first stage's provider fails at 4 as long as the file exists."""
    disturb = partial(provider_down_at, values=frozenset({4}), while_exists=down)
    return (
        Stage("first", partial(count_plainly, items=9), partial(build_make, 40, disturb), Number, Problem, True),
        Stage("second", one_by_one, build_make, Number, Problem, True),
        Stage("make", one_by_one, build_make, Number, Problem, True, reads=("first",)),
    )


def test_an_unfinished_item_further_back_holds_the_stage_until_it_is_done(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    stages = stages_with_a_provider(down)

    held = run(tmp_path / "w", stages)
    down.unlink()
    done = run(tmp_path / "w", stages)
    run(tmp_path / "straight", stages)

    assert (held.state, held.stages[2].planned) == ("unfinished", 0)
    assert done.state == "complete"
    assert read_order(tmp_path / "w", stages)[:6] == ["0: n0", "1: n1", "2: n3", "3: n4", "4: n6", "5: n7"]
    assert result(tmp_path / "w", stages) == result(tmp_path / "straight", stages)


def test_an_unfinished_item_that_was_skipped_is_read_no_more(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    stages = stages_with_a_provider(down)

    totals = run(tmp_path / "w", stages, skip_unfinished=True)

    assert totals.state == "complete"
    assert [name.partition(": ")[2] for name in read_order(tmp_path / "w", stages)][:5] == [
        "n0",
        "n1",
        "n3",
        "n6",
        "n7",
    ]


# --- preview --------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["math2", "mathscale"])
def test_a_preview_reads_as_a_run_does_and_shows_its_first_problems(tmp_path: Path, recipe: str) -> None:
    how = HowConfig(workers=0, workspace=str(tmp_path / "workspace"))
    config = RunConfig(recipe=recipe, accepted=4, run_seed=3, options={"seed_fraction": 0.4}, how=how)

    make(config, to=tmp_path / "out")

    lines = (tmp_path / "out" / "accepted.jsonl").read_text(encoding="utf-8").splitlines()
    assert [problem.question for problem in preview(config, 4)] == [json.loads(line)["problem"] for line in lines]
    assert len(lines) == 4


# --- upstream by itself ---------------------------------------------------------------------------


def outcome_of(name: str) -> Accepted[Note]:
    return Accepted(item_id=name, payload=Note(value=0, text=name))


class Before:
    """The outcomes of the stage before, and what was asked of them."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.told: list[str] = []

    async def outcomes(self) -> AsyncGenerator[Accepted[Any], None]:
        try:
            for name in self.names:
                self.told.append(name)
                yield outcome_of(name)
        finally:
            self.told.append("closed")

    def ended(self, name: str) -> Iterable[Accepted[Any]]:
        self.told.append(f"ended {name}")
        return [outcome_of(f"{name} {number}") for number in range(2)]


def stage_reading(*reads: str) -> Stage:
    return Stage("make", one_by_one, build_make, Number, Problem, True, reads=reads)


def read(before: Before, reads: tuple[str, ...], most: int = 100) -> list[str]:
    """The item ids of the first ``most`` outcomes; then the reader is closed."""

    async def names() -> list[str]:
        found: list[str] = []
        outcomes = before.outcomes()
        chain = upstream(stage_reading(*reads), outcomes, before.ended)
        async for outcome in chain:
            found.append(outcome.item_id)
            if len(found) == most:
                break
        await chain.aclose()
        before.told.append("reader gone")
        await outcomes.aclose()
        return found

    return asyncio.run(names())


def test_without_reads_outcomes_are_handed_on_as_they_come_and_nothing_else_is_looked_up() -> None:
    before = Before("a", "b", "c")

    assert read(before, (), most=2) == ["a", "b"]
    assert before.told == ["a", "b", "closed", "reader gone"]


def test_with_reads_the_stage_before_is_walked_to_its_end_first_and_closed() -> None:
    before = Before("a", "b")

    assert read(before, ("x", "y")) == ["x 0", "x 1", "y 0", "y 1", "a", "b"]
    assert before.told == ["a", "b", "closed", "ended x", "ended y", "reader gone"]


def test_a_stage_further_back_is_not_read_before_it_is_wanted() -> None:
    before = Before("a")

    assert read(before, ("x", "y"), most=1) == ["x 0"]
    assert before.told == ["a", "closed", "ended x", "reader gone"]


def test_a_failing_stage_before_is_raised_and_no_other_stage_is_read() -> None:
    looked_up: list[str] = []

    async def failing() -> AsyncGenerator[Accepted[Any], None]:
        yield outcome_of("a")
        raise ProviderError("503 for good")

    def ended(name: str) -> Iterable[Accepted[Any]]:
        looked_up.append(name)
        return []

    async def names() -> list[str]:
        return [outcome.item_id async for outcome in upstream(stage_reading("x"), failing(), ended)]

    with pytest.raises(ProviderError, match="503"):
        asyncio.run(names())
    assert looked_up == []


def test_of_stored_rows_the_accepted_ones_are_read_in_order() -> None:
    stored = [problem_of(value) for value in (1, 2)]
    found = accepted_rows(
        [
            OutcomeRow(0, "one", ACCEPTED, payload=stored[0].model_dump_json().encode(), shard=0),
            OutcomeRow(1, "two", REJECTED, "sieve", "even", payload=b"a draft", shard=0),
            OutcomeRow(2, "three", UNFINISHED, reason="503"),
            OutcomeRow(3, "four", ACCEPTED, payload=stored[1].model_dump_json().encode(), shard=0),
        ],
        Problem,
    )

    assert list(found) == [Accepted(item_id="one", payload=stored[0]), Accepted(item_id="four", payload=stored[1])]

"""The result is the first N in plan order, however it is made."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from engine_runs import HERE, ONE_WORKER, answers, even_answers_once, result, rows, run
from engine_stages import (
    Number,
    build_waiting,
    count_plainly,
    fail_at,
    one_stage,
    provider_down_at,
    two_stages,
    unusable_at,
)
from sqlalchemy import delete

from mathwright.engine.stage import How, Stage
from mathwright.errors import StorageError, UsageError
from mathwright.records import Problem, Refused
from mathwright.store.schema import outcomes
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED
from mathwright.store.workspace import Workspace


def made(count: int) -> list[int]:
    """The first values that ``make`` accepts."""
    return [value for value in range(count * 3) if value % 3 != 2][:count]


def test_gives_the_first_n_accepted_in_plan_order(tmp_path: Path) -> None:
    totals = run(tmp_path, one_stage(), accepted=10)
    assert totals.state == "complete"
    assert totals.admitted == 10
    assert answers(tmp_path, one_stage()) == made(10)


def test_stores_what_was_rejected_with_step_reason_and_draft(tmp_path: Path) -> None:
    run(tmp_path, one_stage(items=6))
    refused = [row for row in rows(tmp_path, one_stage()) if row.state == REJECTED]
    assert [(row.place, row.step, row.reason, row.text()) for row in refused] == [
        (2, "sieve", "even", b"draft 2"),
        (5, "sieve", "divisible by three", b"draft 5"),
    ]


def test_surplus_is_stored_and_used_first_when_the_target_rises(tmp_path: Path) -> None:
    first = run(tmp_path, one_stage(), accepted=10)
    surplus = first.stages[0].accepted - 10
    assert surplus > 0
    second = run(tmp_path, one_stage(), accepted=10 + surplus)
    assert second.stages[0].reused == first.stages[0].planned
    assert second.stages[0].planned == first.stages[0].planned
    assert answers(tmp_path, one_stage()) == made(10 + surplus)


def test_unfinished_items_between_missing_ones_keep_the_order(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    stages = one_stage(items=30, disturb=partial(provider_down_at, values=frozenset({6, 9, 10}), while_exists=down))
    run(tmp_path / "w", stages, accepted=9)
    with Workspace.open(tmp_path / "w") as workspace, workspace.write() as connection:
        connection.execute(delete(outcomes).where(outcomes.c.place.in_([0, 5, 7, 8])))
    totals = run(tmp_path / "w", stages, skip_unfinished=True)
    assert totals.stages[0].unfinished == 3
    assert answers(tmp_path / "w", stages) == [value for value in made(20) if value not in (6, 9, 10)]


def test_a_lower_target_gives_the_beginning_of_the_same_result(tmp_path: Path) -> None:
    run(tmp_path, one_stage(), accepted=30)
    run(tmp_path, one_stage(), accepted=7)
    assert answers(tmp_path, one_stage()) == made(7)


@pytest.mark.parametrize(
    "how",
    [
        How(workers=1, chunk=1),
        How(workers=2, chunk=7),
        How(workers=3, chunk=50),
        How(workers=0, concurrency=1),
        How(workers=0, concurrency=9),
    ],
    ids=str,
)
def test_workers_and_chunks_change_nothing(tmp_path: Path, how: How) -> None:
    run(tmp_path / "a", two_stages(100), 30, even_answers_once(set()))
    run(tmp_path / "b", two_stages(100), 30, even_answers_once(set()), how)
    assert result(tmp_path / "a", two_stages()) == result(tmp_path / "b", two_stages())
    for index in (0, 1):
        pairs = zip(rows(tmp_path / "a", two_stages(), index), rows(tmp_path / "b", two_stages(), index), strict=False)
        assert {first == second for first, second in pairs} == {True}


def test_admit_sees_the_accepted_in_plan_order_and_its_reasons_are_stored(tmp_path: Path) -> None:
    seen: list[int] = []

    def admit(problem: Problem) -> Refused | None:
        seen.append(int(problem.answer))
        return Refused("odd", '{"value": "odd"}') if seen[-1] % 2 else None

    totals = run(tmp_path, one_stage(), accepted=4, admit=admit)
    assert seen == [0, 1, 3, 4, 6, 7, 9, 10]
    assert (totals.admitted, totals.refused) == (4, 4)
    assert answers(tmp_path, one_stage()) == [0, 4, 6, 10]
    refused = {row.place: row.decision() for row in rows(tmp_path, one_stage()) if row.refused is not None}
    assert refused == dict.fromkeys([1, 3, 7, 9], Refused("odd", '{"value": "odd"}'))


def test_admit_is_replayed_on_resume(tmp_path: Path) -> None:
    run(tmp_path / "twice", two_stages(), 12, even_answers_once(set()))
    run(tmp_path / "twice", two_stages(), 25, even_answers_once(set()))
    run(tmp_path / "once", two_stages(), 25, even_answers_once(set()))
    assert result(tmp_path / "twice", two_stages()) == result(tmp_path / "once", two_stages())


def test_the_next_stage_plans_from_the_accepted_in_order(tmp_path: Path) -> None:
    run(tmp_path, two_stages(items=10))
    assert [row.item_id for row in rows(tmp_path, two_stages(), 1)][:10] == [
        "n0/0", "n0/1", "n1/0", "n1/1", "n2/0", "n2/1", "n3/0", "n3/1", "n5/0", "n5/1",
    ]  # fmt: skip


def test_work_ahead_is_bounded(tmp_path: Path) -> None:
    totals = run(tmp_path, one_stage(items=10_000), accepted=1, how=How(workers=2, chunk=10))
    assert totals.stages[0].planned == 2 * 2 * 10
    totals = run(tmp_path / "here", one_stage(items=10_000), accepted=1, how=How(workers=0, concurrency=5))
    assert totals.stages[0].planned == 2 * 5


def test_limit_bounds_the_items_of_the_last_stage(tmp_path: Path) -> None:
    totals = run(tmp_path, two_stages(), limit=15, accepted=1000)
    assert totals.state == "limited"
    assert totals.stages[1].planned == 15


def test_a_plan_that_ends_first_leaves_the_run_exhausted(tmp_path: Path) -> None:
    assert run(tmp_path, one_stage(items=9), accepted=100).state == "exhausted"
    assert run(tmp_path, one_stage(items=9)).state == "complete"


def test_a_target_of_nothing_plans_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, one_stage(), accepted=0).stages[0].planned == 0


@pytest.mark.parametrize("how", [HERE, ONE_WORKER], ids=["here", "worker"])
def test_unfinished_items_keep_their_place_until_retried(tmp_path: Path, how: How) -> None:
    down = tmp_path / "down"
    down.touch()
    stages = one_stage(disturb=partial(provider_down_at, values=frozenset({4, 9}), while_exists=down))
    first = run(tmp_path / "w", stages, accepted=20, how=how)
    assert (first.state, first.admitted, first.waiting) == ("unfinished", 3, 17)
    assert answers(tmp_path / "w", stages) == [0, 1, 3]
    assert [row.place for row in rows(tmp_path / "w", stages) if row.state == UNFINISHED] == [4, 9]
    down.unlink()
    second = run(tmp_path / "w", stages, accepted=20, how=how)
    assert second.state == "complete"
    assert second.stages[0].planned - second.stages[0].reused == 2
    assert answers(tmp_path / "w", stages) == made(20)


def test_skip_unfinished_passes_over_them_and_a_later_run_takes_them_up(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    stages = one_stage(disturb=partial(provider_down_at, values=frozenset({4}), while_exists=down))
    assert run(tmp_path / "w", stages, accepted=5, skip_unfinished=True).state == "complete"
    assert answers(tmp_path / "w", stages) == [0, 1, 3, 6, 7]
    down.unlink()
    run(tmp_path / "w", stages, accepted=5)
    assert answers(tmp_path / "w", stages) == [0, 1, 3, 4, 6]


def test_an_unfinished_item_of_an_earlier_stage_holds_the_next(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    disturb = partial(provider_down_at, values=frozenset({3}), while_exists=down)
    first = Stage(
        "first", partial(count_plainly, items=40), one_stage(disturb=disturb)[0].build_run, Number, Problem, True
    )
    second = Stage("second", numbers_of_problems, one_stage()[0].build_run, Number, Problem, True)
    held = run(tmp_path / "w", [first, second], accepted=10)
    assert (held.state, held.stages[1].planned) == ("unfinished", 2)
    down.unlink()
    assert run(tmp_path / "w", [first, second], accepted=10).state == "complete"
    run(tmp_path / "straight", [first, second], accepted=10)
    assert result(tmp_path / "w", [first, second]) == result(tmp_path / "straight", [first, second])


async def numbers_of_problems(earlier):  # type: ignore[no-untyped-def]
    async for outcome in earlier:
        yield Number(item_id=f"again {outcome.item_id}", value=int(outcome.payload.answer))


def test_stops_when_everything_stays_unfinished(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    stages = one_stage(5000, disturb=partial(provider_down_at, values=frozenset(range(5000)), while_exists=down))
    totals = run(tmp_path / "w", stages, accepted=100)
    assert totals.state == "unfinished"
    assert totals.stages[0].planned <= 100


def test_an_unusable_reply_rejects_the_item(tmp_path: Path) -> None:
    stages = one_stage(items=3, disturb=partial(unusable_at, value=1))
    run(tmp_path, stages)
    row = rows(tmp_path, stages)[1]
    assert (row.state, row.step, row.reason) == (REJECTED, "reply", "no question tag")
    assert row.text() == b"no question tag\nthe raw text"


@pytest.mark.parametrize("how", [HERE, ONE_WORKER], ids=["here", "worker"])
def test_anything_else_stops_the_run_with_its_traceback_and_keeps_what_was_finished(tmp_path: Path, how: How) -> None:
    stages = one_stage(disturb=partial(fail_at, value=20))
    with pytest.raises(ZeroDivisionError, match="no answer for 20") as caught:
        run(tmp_path, stages, how=how)
    told = "".join(getattr(caught.value, "__notes__", [])) + "".join(str(entry.path) for entry in caught.traceback)
    assert "engine_stages.py" in told
    assert {row.place for row in rows(tmp_path, stages)} >= set(range(20))


def test_a_plan_that_no_longer_fits_the_workspace_is_refused(tmp_path: Path) -> None:
    run(tmp_path, two_stages(items=10))
    changed = [two_stages()[0], Stage("make", numbers_again, *one_stage_parts())]
    with pytest.raises(StorageError, match="place 0: the workspace has item n0/0, the plan gives item other n0"):
        run(tmp_path, changed)


async def numbers_again(earlier):  # type: ignore[no-untyped-def]
    async for outcome in earlier:
        yield Number(item_id=f"other {outcome.item_id}", value=1)


def one_stage_parts():  # type: ignore[no-untyped-def]
    stage = one_stage()[0]
    return stage.build_run, stage.item_type, stage.payload_type, stage.in_workers


def test_a_stage_that_cannot_be_pickled_is_named(tmp_path: Path) -> None:
    stage = Stage("make", partial(count_plainly, items=3), lambda: None, Number, Problem, True)  # type: ignore[arg-type,return-value]
    with pytest.raises(UsageError, match="pass make: cannot be sent to a worker process"):
        run(tmp_path, [stage], how=ONE_WORKER)


@pytest.mark.parametrize("in_workers", [True, False])
def test_a_run_that_waits_gets_an_event_loop(tmp_path: Path, in_workers: bool) -> None:
    stage = Stage("make", partial(count_plainly, items=20), build_waiting, Number, Problem, in_workers)
    assert run(tmp_path, [stage], how=ONE_WORKER).admitted == 20
    assert {row.state for row in rows(tmp_path, [stage])} == {ACCEPTED}

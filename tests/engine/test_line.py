"""A stage's items go to the workers in chunks that grow, and those that take no work go to none."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from engine_runs import HERE, answers, result, rows, run
from engine_stages import Number, die_at, fail_at, one_stage, provider_down_at

from mathwright.engine.line import GROWN, GROWTH
from mathwright.engine.stage import How, Stage
from mathwright.errors import MathwrightError
from mathwright.records import Outcome
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED

WAYS = pytest.mark.parametrize("how", [How(workers=1, chunk=7), How(workers=2, chunk=16), HERE], ids=str)


def odd_at_once(item: Number) -> Outcome[Any] | None:
    """Every odd value is refused without work."""
    return item.rejected("sieve", "odd", draft=f"draft {item.value}") if item.value % 2 else None


def fail_at_odd(item: Number) -> None:
    if item.value % 2:
        raise ZeroDivisionError(f"{item.value} takes no work")


def sieved(**changes: Any) -> tuple[Stage, ...]:
    """The odd values refused at once; whoever works on one fails."""
    (stage,) = one_stage(disturb=fail_at_odd, **changes)
    return (replace(stage, at_once=odd_at_once),)


# --- items that take no work ----------------------------------------------------------------------


@WAYS
def test_what_takes_no_work_is_stored_like_all_else_and_nobody_works_on_it(tmp_path: Path, how: How) -> None:
    run(tmp_path, sieved(items=40), how=how)

    found = rows(tmp_path, sieved())
    assert [row.place for row in found] == list(range(40))
    assert [row.item_id for row in found] == [f"n{place}" for place in range(40)]
    odd = [(row.state, row.step, row.reason, row.text()) for row in found if row.place % 2]
    assert odd == [(REJECTED, "sieve", "odd", b"draft %d" % place) for place in range(1, 40, 2)]
    accepted = [place for place in range(0, 40, 2) if place % 3 != 2]
    assert [row.place for row in found if row.state == ACCEPTED] == accepted


def test_a_stage_of_nothing_else_asks_no_worker(tmp_path: Path) -> None:
    (stage,) = one_stage(items=30, disturb=partial(fail_at, value=0))
    alone = (replace(stage, at_once=lambda item: item.rejected("sieve", "all")),)

    totals = run(tmp_path, alone, how=How(workers=1, chunk=7))

    assert (totals.state, totals.stages[0].rejected) == ("complete", 30)


def test_where_work_fails_what_took_none_is_stored_and_used_by_the_next_run(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    (stage,) = one_stage(items=30, disturb=partial(provider_down_at, values=frozenset({6, 10}), while_exists=down))
    stages = (replace(stage, at_once=odd_at_once),)
    first = run(tmp_path / "w", stages, how=How(workers=1, chunk=7))
    assert [row.place for row in rows(tmp_path / "w", stages) if row.state == UNFINISHED] == [6, 10]
    down.unlink()

    second = run(tmp_path / "w", stages, how=How(workers=1, chunk=7))

    assert (first.state, second.state, second.stages[0].reused) == ("unfinished", "complete", 28)
    run(tmp_path / "once", stages)
    assert result(tmp_path / "w", stages) == result(tmp_path / "once", stages)


def test_an_error_among_them_stops_the_run_and_keeps_them(tmp_path: Path) -> None:
    (stage,) = one_stage(items=12, disturb=partial(fail_at, value=4))
    stages = (replace(stage, at_once=odd_at_once),)

    with pytest.raises(ZeroDivisionError, match="no answer for 4"):
        run(tmp_path, stages, how=How(workers=1, chunk=12))

    assert [row.place for row in rows(tmp_path, stages)] == [0, 1, 2, 3, 5, 7, 9, 11]


# --- chunks ---------------------------------------------------------------------------------------


def in_hand(tmp_path: Path, value: int, chunk: int) -> int:
    """Items that were lost with a worker that died at this value."""
    stages = one_stage(items=value + 200, disturb=partial(die_at, value=value))
    with pytest.raises(MathwrightError) as death:
        run(tmp_path, stages, how=How(workers=1, chunk=chunk))
    return int(str(death.value).partition("pass make, ")[2].partition(" items")[0])


@pytest.mark.parametrize(
    ("value", "chunk", "size"),
    [
        pytest.param(0, 4, 4, id="the first"),
        pytest.param(4 * GROWTH - 1, 4, 4, id="as long as little is planned"),
        pytest.param(4 * GROWN * GROWTH + 100, 4, 4 * GROWN, id="no more than so many"),
        pytest.param(500, 1, 1, id="one by one stays so"),
    ],
)
def test_chunks_grow_with_the_run(tmp_path: Path, value: int, chunk: int, size: int) -> None:
    assert in_hand(tmp_path, value, chunk) == size


def test_a_run_gives_the_same_whether_its_chunks_grew_or_not(tmp_path: Path) -> None:
    stages = one_stage(items=600)
    run(tmp_path / "grown", stages, accepted=300, how=How(workers=2, chunk=2))
    run(tmp_path / "ones", stages, accepted=300, how=How(workers=2, chunk=1))

    assert answers(tmp_path / "grown", stages) == answers(tmp_path / "ones", stages)
    assert result(tmp_path / "grown", stages) == result(tmp_path / "ones", stages)

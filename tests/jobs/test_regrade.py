"""``regrade``: a stored run decided anew without one call, what changed, and the new state where it is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from sqlalchemy import delete, select, update
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer

from mathwright.engine.stage import Stage
from mathwright.errors import UsageError
from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.make import MadeRun, make
from mathwright.jobs.publish import publish_run
from mathwright.jobs.redeciding import Redecided, Redeciding
from mathwright.jobs.regrade import Regraded, regrade_run
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.records import Evidence, Item, Problem
from mathwright.store.lease import hold
from mathwright.store.outcomes import OutcomeRow, RunLog, RunSpec, read_outcomes, take
from mathwright.store.schema import calls, outcomes, runs
from mathwright.store.states import ACCEPTED, REJECTED
from mathwright.store.workspace import Workspace
from mathwright.teachers.prices import OwnPrice
from mathwright.verify.equality import CHECKER

RESPOND, PAIRS = 1, 3
OLD = "mathwright-verify/0"


def symbolic(place: Path, accepted: int = 8) -> RunConfig:
    how = HowConfig(workspace=str(place / "workspace"), workers=0)
    return RunConfig(accepted=accepted, run_seed=3, how=how)


def modelled(place: Path, server: HostileServer) -> RunConfig:
    role = RoleConfig(
        teacher="model",
        model="small",
        base_url=server.base_url,
        api_key_env="",
        price=OwnPrice(input=1, output=1),  # type: ignore[arg-type]
    )
    return RunConfig(
        recipe="mugglemath",
        accepted=6,
        run_seed=3,
        options={"kinds": ["change_numbers"], "responses": 3, "companions": 0},
        roles=RolesConfig(author=role),
        how=HowConfig(workspace=str(place / "workspace"), concurrency=4),
    )


def run(config: RunConfig) -> MadeRun:
    return make(config, to=Path(config.how.workspace).parent / "out")


def regrade(place: Path, made: MadeRun, **how: Any) -> Regraded:
    return regrade_run(place / "workspace", made.published.run_id, **how)


def rows(place: Path, run_id: str, pass_index: int = RESPOND) -> list[OutcomeRow]:
    with Workspace.open(place / "workspace") as workspace:
        return list(read_outcomes(workspace, run_id).rows(pass_index))


def let_in(place: Path, run_id: str) -> list[Problem]:
    with Workspace.open(place / "workspace") as workspace:
        return list(read_outcomes(workspace, run_id).let_in(Problem))


def alter(place: Path, row: OutcomeRow, pass_index: int = RESPOND, **values: object) -> None:
    """Store other values of an outcome: as a run of another checker would have left them."""
    with Workspace.open(place / "workspace") as workspace, workspace.write() as connection:
        here = (outcomes.c["pass"] == pass_index, outcomes.c.place == row.place)
        assert connection.execute(update(outcomes).where(*here).values(**values)).rowcount == 1


def packed(problem: Problem) -> bytes:
    return zstandard.compress(problem.model_dump_json().encode())


def problem_of(row: OutcomeRow) -> Problem:
    return Problem.model_validate_json(row.text())


def all_stored(place: Path) -> list[Any]:
    with Workspace.open(place / "workspace") as workspace, workspace.read() as connection:
        found = connection.execute(select(outcomes).order_by(outcomes.c.run, outcomes.c["pass"], outcomes.c.place))
        return [tuple(row) for row in found]


@pytest.fixture
def stored(tmp_path: Path) -> MadeRun:
    return run(symbolic(tmp_path))


@pytest.fixture
def paired(tmp_path: Path) -> tuple[MadeRun, OutcomeRow]:
    """A run of skill pairs, and one that was refused."""
    made = run(symbolic(tmp_path, 12).model_copy(update={"recipe": "math2"}))
    return made, next(one for one in rows(tmp_path, made.published.run_id, PAIRS) if one.state == REJECTED)


# --- what is told ---------------------------------------------------------------------------------


def test_a_run_of_this_checker_comes_out_as_it_was(tmp_path: Path, stored: MadeRun) -> None:
    found = regrade(tmp_path, stored)

    made = [row for row in rows(tmp_path, stored.published.run_id) if row.state == ACCEPTED]
    assert (found.changes, found.undecided, found.calls, found.written) == ((), 0, 0, None)
    assert found.unchanged == found.items == len(all_stored(tmp_path))
    assert (found.checkers, found.checker) == ({CHECKER: len(made)}, CHECKER)


def test_another_version_of_the_checker_alone_is_no_change_but_is_told(tmp_path: Path, stored: MadeRun) -> None:
    for row in rows(tmp_path, stored.published.run_id):
        if row.state == ACCEPTED:
            problem = problem_of(row)
            versions = {0: OLD, 1: None}
            evidence = Evidence(kind="program", checker=versions.get(row.place, CHECKER))
            alter(tmp_path, row, payload=packed(problem.model_copy(update={"evidence": evidence})))

    found = regrade(tmp_path, stored)

    assert found.changes == ()
    assert (found.checkers[OLD], found.checkers["unknown"]) == (1, 1)


Made = Callable[[Problem], dict[str, object]]


@pytest.mark.parametrize(
    ("as_stored", "kind", "before"),
    [
        pytest.param(
            lambda one: {"payload": packed(one.model_copy(update={"answer": "x"}))}, "answer", "x", id="answer"
        ),
        pytest.param(
            lambda one: {"payload": packed(one.model_copy(update={"solutions": ()}))},
            "solutions",
            "0 kept",
            id="solutions",
        ),
        pytest.param(
            lambda one: {
                "payload": packed(one.model_copy(update={"evidence": Evidence(kind="vote", agreeing=2, of=3)}))
            },
            "evidence",
            "kind vote, agreeing 2, of 3",
            id="evidence",
        ),
        pytest.param(
            lambda one: {"payload": packed(one.model_copy(update={"license": "MIT-0"}))},
            "content",
            "as stored",
            id="licence",
        ),
        pytest.param(
            lambda _: {"state": REJECTED, "step": "sieve", "reason": "too odd", "problem_id": None},
            "now accepted",
            "sieve: too odd",
            id="rejected",
        ),
    ],
)
def test_what_changed_of_a_problem_is_told_with_what_it_was(
    tmp_path: Path, stored: MadeRun, as_stored: Made, kind: str, before: str
) -> None:
    row = rows(tmp_path, stored.published.run_id)[0]
    alter(tmp_path, row, **as_stored(problem_of(row)))

    (change,) = regrade(tmp_path, stored).changes

    assert (change.kind, change.before, change.place, change.pass_name) == (kind, before, row.place, "respond")
    assert change.question == problem_of(row).question


def test_an_accepted_item_that_is_refused_now_says_why(tmp_path: Path, paired: tuple[MadeRun, OutcomeRow]) -> None:
    made, row = paired
    one = let_in(tmp_path, made.published.run_id)[0]
    accepted = {"state": ACCEPTED, "step": None, "reason": None, "problem_id": one.problem_id}
    alter(tmp_path, row, PAIRS, payload=packed(one), **accepted)

    (change,) = regrade(tmp_path, made).changes

    assert (change.kind, change.before, change.now) == ("now rejected", one.answer, f"{row.step}: {row.reason}")
    regrade(tmp_path, made, write=True)
    assert one in let_in(tmp_path, made.published.run_id)
    assert regrade(tmp_path, made).changes == ()


def test_another_reason_for_a_refusal_is_a_change(tmp_path: Path, paired: tuple[MadeRun, OutcomeRow]) -> None:
    made, row = paired
    alter(tmp_path, row, PAIRS, reason="of old")

    found = regrade(tmp_path, made)

    assert [(one.kind, one.before, one.now) for one in found.changes] == [
        ("reason", f"{row.step}: of old", f"{row.step}: {row.reason}")
    ]
    assert found.by_kind == {"reason": 1}
    assert found.unchanged == found.items - 1


def test_what_is_kept_for_the_hard_pool_is_compared_too(tmp_path: Path, paired: tuple[MadeRun, OutcomeRow]) -> None:
    made, row = paired
    one = let_in(tmp_path, made.published.run_id)[0]
    alter(tmp_path, row, PAIRS, payload=packed(one), problem_id=one.problem_id)

    found = regrade(tmp_path, made)

    assert [(change.kind, change.before, change.now) for change in found.changes] == [
        ("hard pool", one.answer, "nothing")
    ]


# --- models ---------------------------------------------------------------------------------------


def test_no_model_is_asked_and_what_the_ledger_lacks_is_left_alone(tmp_path: Path) -> None:
    with HostileServer(model=ProgramModel()) as server:
        made = run(modelled(tmp_path, server))
        asked = len(server.requests)
        whole = regrade(tmp_path, made)
        assert (whole.changes, whole.undecided, whole.calls) == ((), 0, 0)
        with Workspace.open(tmp_path / "workspace") as workspace, workspace.write() as connection:
            last = connection.execute(select(calls.c.call).order_by(calls.c.call.desc()).limit(1)).scalar_one()
            connection.execute(delete(calls).where(calls.c.call == last))
        found = regrade(tmp_path, made)
        stored = all_stored(tmp_path)
        written = regrade(tmp_path, made, write=True)
        assert len(server.requests) == asked

    assert (found.undecided, found.calls, found.changes) == (1, 1, ())
    assert found.unchanged == found.items - 1
    assert written.undecided == 1
    assert [row[:5] for row in all_stored(tmp_path)] == [row[:5] for row in stored]


# --- what is stored -------------------------------------------------------------------------------


def test_without_write_nothing_is_stored(tmp_path: Path, stored: MadeRun) -> None:
    row = rows(tmp_path, stored.published.run_id)[0]
    alter(tmp_path, row, payload=packed(problem_of(row).model_copy(update={"answer": "x"})))
    before = all_stored(tmp_path)

    regrade(tmp_path, stored)

    assert all_stored(tmp_path) == before


def test_what_is_stored_is_the_run_as_it_would_be_made_now(tmp_path: Path, stored: MadeRun) -> None:
    run_id = stored.published.run_id
    before, result = rows(tmp_path, run_id), let_in(tmp_path, run_id)
    first = problem_of(before[0]).model_copy(update={"answer": "x", "evidence": None})
    alter(tmp_path, before[0], payload=packed(first))
    alter(tmp_path, before[1], state=REJECTED, step="sieve", reason="too odd", problem_id=None)

    found = regrade(tmp_path, stored, write=True)

    assert found.written == run_id
    assert [row._replace(payload=None) for row in rows(tmp_path, run_id)] == [
        row._replace(payload=None) for row in before
    ]
    assert let_in(tmp_path, run_id) == result
    assert regrade(tmp_path, stored).changes == ()
    assert publish_run(tmp_path / "workspace", run_id, to=tmp_path / "out").made == 8


def test_a_run_of_other_code_stays_and_its_outcomes_become_the_run_of_this_one(tmp_path: Path, stored: MadeRun) -> None:
    run_id, old = stored.published.run_id, "0" * 16
    result = let_in(tmp_path, run_id)
    with Workspace.open(tmp_path / "workspace") as workspace, workspace.write() as connection:
        connection.execute(update(runs).values(run_id=old, config_hash="older"))
    row = rows(tmp_path, old)[0]
    alter(tmp_path, row, payload=packed(problem_of(row).model_copy(update={"answer": "x"})))
    before = rows(tmp_path, old)

    found = regrade_run(tmp_path / "workspace", old, write=True)

    assert (found.run_id, found.written) == (old, run_id)
    assert rows(tmp_path, old) == before
    assert let_in(tmp_path, run_id) == result
    assert run(symbolic(tmp_path)).published.run_id == run_id  # and make has nothing more to do
    with pytest.raises(UsageError, match=f"run {run_id} already holds what this mathwright makes of run {old}"):
        regrade_run(tmp_path / "workspace", old, write=True)


def test_where_too_few_are_let_in_the_run_is_unfinished_and_make_goes_on(tmp_path: Path, stored: MadeRun) -> None:
    run_id = stored.published.run_id
    found = rows(tmp_path, run_id)
    twin = next(row for row in found[1:] if row.state == ACCEPTED and row.refused is None)
    with Workspace.open(tmp_path / "workspace") as workspace, workspace.write() as connection:
        connection.execute(delete(outcomes).where(outcomes.c["pass"] == RESPOND, outcomes.c.place >= twin.place))

    regrade(tmp_path, stored, write=True)

    with Workspace.open(tmp_path / "workspace") as workspace, workspace.read() as connection:
        assert connection.execute(select(runs.c.state, runs.c.frontier)).one() == ("unfinished", twin.place)
    assert run(symbolic(tmp_path)).published.made == 8


# --- what is refused ------------------------------------------------------------------------------


def test_a_run_being_made_is_told_of_but_not_rewritten(tmp_path: Path, stored: MadeRun) -> None:
    run_id = stored.published.run_id
    with (
        Workspace.open(tmp_path / "workspace") as workspace,
        hold(workspace.lock_of(run_id), f"run {run_id}"),
    ):
        assert regrade(tmp_path, stored).changes == ()
        with pytest.raises(UsageError, match=f"run {run_id} is being worked on by process"):
            regrade(tmp_path, stored, write=True)


def test_a_change_on_which_later_passes_rest_is_told_but_not_stored(tmp_path: Path, stored: MadeRun) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace, workspace.write() as connection:
        first = (outcomes.c["pass"] == 0, outcomes.c.state == REJECTED)
        assert connection.execute(update(outcomes).where(*first).values(reason="of old")).rowcount > 0

    assert set(regrade(tmp_path, stored).by_kind) == {"reason"}
    with pytest.raises(UsageError, match=r"pass rewrite: .* items come out otherwise, and later passes rest on them"):
        regrade(tmp_path, stored, write=True)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: lines[:2], id="fewer"),
        pytest.param(lambda lines: [line.replace("Tom has", "Ann has") for line in lines], id="others"),
    ],
)
def test_a_run_whose_seed_problems_changed_is_not_decided_anew(
    tmp_path: Path, change: Callable[[list[str]], list[str]]
) -> None:
    seeds = tmp_path / "seeds.jsonl"
    lines = [
        f'{{"question": "Tom has {n} pens and buys 4. How many?", "answer": "{n}+4 = <<{n}+4={n + 4}>>{n + 4}'
        f'\\n#### {n + 4}"}}'
        for n in (3, 5, 6)
    ]
    seeds.write_text("\n".join(lines) + "\n")
    made = run(symbolic(tmp_path, 2).model_copy(update={"seeds": SeedsConfig(path=str(seeds))}))
    seeds.write_text("\n".join(change(lines)) + "\n")

    with pytest.raises(UsageError, match="the plan now gives another; its seed problems or the recipe have changed"):
        regrade(tmp_path, made)


def test_a_stored_outcome_that_names_a_seed_problem_no_longer_read_is_told_like_other_items(tmp_path: Path) -> None:
    async def plan(earlier: AsyncIterator[Any]) -> AsyncIterator[Item]:
        raise KeyError("0123456789abcdef")
        yield

    stage = Stage("one", plan, lambda: None, Item, Problem, in_workers=False)  # type: ignore[arg-type, return-value]

    async def walk(log: RunLog) -> list[Redecided]:
        return [one async for one in Redeciding([stage], log, None).of_pass(0)]

    with Workspace.open(tmp_path) as workspace, take(workspace, RunSpec("test", "", "hash", 7, ("one",))) as log:
        log.commit([(0, OutcomeRow(0, "item", REJECTED, "sieve", "odd"))])
        with pytest.raises(UsageError, match="it holds item item, the plan now gives another"):
            asyncio.run(walk(log))

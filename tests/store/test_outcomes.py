"""Outcomes come back in plan order, from the database and from shards alike."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import func, select, update
from tests.store.kept_shards import damage, shards_of

from mathwright.errors import StorageError
from mathwright.records import Problem, Refused
from mathwright.store.outcomes import OutcomeRow, Outcomes, RunLog, RunSpec, read_outcomes, take, take_stored
from mathwright.store.place import Place
from mathwright.store.runs import compact, find_run, lineage, list_runs, remove_run, show_run, sizes
from mathwright.store.schema import outcomes, runs
from mathwright.store.shards import SHARD_PLACES, ShardFiles
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED
from mathwright.store.workspace import Workspace

SPEC = RunSpec("test", "accepted = 3", "hash", 7, ("first", "make"))


def problem_of(place: int) -> Problem:
    return Problem(
        problem_id=f"{place:016x}",
        question=f"{place}?",
        solutions=(),
        answer=str(place),
        source="t",
        parents=("a", "b"),
    )


def accepted(place: int) -> OutcomeRow:
    problem = problem_of(place)
    packed = zstandard.compress(problem.model_dump_json().encode())
    return OutcomeRow(place, f"item{place}", ACCEPTED, problem_id=problem.problem_id, payload=packed)


def rejected(place: int, reason: str = "no") -> OutcomeRow:
    return OutcomeRow(place, f"item{place}", REJECTED, "sieve", reason, payload=zstandard.compress(b"draft"))


def unfinished(place: int) -> OutcomeRow:
    return OutcomeRow(place, f"item{place}", UNFINISHED, reason="503")


def payloads_in_database(log: Outcomes) -> int:
    with log.workspace.read() as connection:
        count: int = connection.execute(select(func.count(outcomes.c.payload))).scalar_one()
        return count


def fill(log: RunLog, places: range, pass_index: int = 1) -> None:
    """Commit the places in a shuffled order, as workers do."""
    shuffled = random.Random("fill").sample(places, len(places))
    for start in range(0, len(shuffled), 500):
        log.commit([(pass_index, accepted(place)) for place in shuffled[start : start + 500]])


def test_rows_cross_shard_and_database_in_plan_order(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        fill(log, range(SHARD_PLACES + 1500))
        assert payloads_in_database(log) == 1500
        assert [row.place for row in log.rows(1)] == list(range(SHARD_PLACES + 1500))
        for start in (0, 4321, SHARD_PLACES - 1, SHARD_PLACES, SHARD_PLACES + 777):
            row = next(log.rows(1, start))
            assert Problem.model_validate_json(row.text()) == problem_of(start)


def test_a_shard_waits_for_its_unfinished_places(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        log.commit([(1, unfinished(17))])
        fill(log, range(18, SHARD_PLACES))
        fill(log, range(17))
        assert payloads_in_database(log) == SHARD_PLACES - 1
        log.commit([(1, accepted(17))], retried=[(1, 17)])
        assert payloads_in_database(log) == 0
        assert [row.state for row in log.rows(1, 16)][:2] == [ACCEPTED, ACCEPTED]


def test_a_shard_complete_at_a_kill_is_written_by_the_next_to_take_the_run(place: Place) -> None:
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            log.unsealed[1, 0] = -1  # so that this process does not notice
            fill(log, range(SHARD_PLACES))
            assert payloads_in_database(log) == SHARD_PLACES
            assert shards_of(workspace, SPEC.run_id) == set()
        with take(workspace, SPEC) as log:
            assert payloads_in_database(log) == 0
            assert shards_of(workspace, SPEC.run_id) == {(1, 0)}


def test_what_a_killed_process_left_of_a_shard_is_removed_by_the_next(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        assert isinstance(workspace.shards, ShardFiles)
        leftover = workspace.shards.directory / SPEC.run_id / ".1-000000.parquet.1.tmp"
        leftover.parent.mkdir(parents=True)
        leftover.write_bytes(b"half")
        with take(workspace, SPEC):
            assert not leftover.exists()


def test_the_result_ends_at_the_frontier_and_leaves_out_the_refused(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        log.commit([(1, accepted(0)), (1, rejected(1)), (1, accepted(2)), (1, accepted(3)), (1, accepted(4))])
        log.commit(frontier=4, refusals={2: Refused("duplicate")})
        assert [problem.answer for problem in log.let_in(Problem)] == ["0", "3"]
        assert [problem.answer for problem in log.let_in(Problem, at_most=1)] == ["0"]


def test_what_was_lost_is_read_alone_and_what_was_accepted_is_counted(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        fill(log, range(SHARD_PLACES))
        log.commit([(1, rejected(SHARD_PLACES)), (1, accepted(SHARD_PLACES + 1)), (1, unfinished(SHARD_PLACES + 2))])
        log.commit(frontier=SHARD_PLACES, refusals={7: Refused("twin"), SHARD_PLACES - 1: Refused("twin")})
        lost = [row for row in log.rows(1) if row.state != ACCEPTED or row.refused is not None]
        assert [row.place for row in lost if row.state == ACCEPTED] == [7, SHARD_PLACES - 1]
        assert list(log.rows(1, lost_only=True)) == lost
        counts = [
            sum(row.state == ACCEPTED for row in log.rows(1) if row.place < stop) for stop in (0, 8, SHARD_PLACES)
        ]
        assert [log.accepted(1, stop) for stop in (0, 8, SHARD_PLACES)] == counts
        assert log.accepted(1) == counts[-1] + 1


def test_a_stored_run_is_taken_as_it_is(place: Place) -> None:
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            log.commit([(1, accepted(0))])
        with take_stored(workspace, SPEC.run_id) as log:
            assert [row.place for row in log.rows(1)] == [0]
            log.set_state("complete")
        with workspace.write() as connection:  # as another version may name it
            connection.execute(update(runs).values(run_id="older"))
        with take_stored(workspace, "older"):
            pass
        compact(workspace)
        assert [(run.run_id, run.state) for run in list_runs(workspace)] == [("older", "complete")]
        with pytest.raises(StorageError, match="no run 0"):
            take_stored(workspace, "0")


def test_a_commit_is_all_or_nothing(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        log.commit([(1, accepted(0))])
        with pytest.raises(Exception, match=r"(?i)unique"):
            log.commit([(1, accepted(1)), (1, accepted(0))], frontier=9)
        assert [row.place for row in log.rows(1)] == [0]
        assert log.frontier() == 0


def test_a_lost_shard_is_named(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        fill(log, range(SHARD_PLACES))
        damage(workspace, SPEC.run_id, 1, 0)
        named = r"(1-000000\.parquet|shard 0 of pass 1 of run \w+): the shard cannot be read"
        with pytest.raises(StorageError, match=named):
            list(log.rows(1))


def test_the_yield_table_counts_every_way_out(place: Place) -> None:
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            log.commit([(0, rejected(0)), (0, rejected(1, "odd")), (0, rejected(2)), (0, accepted(3))])
            log.commit([(1, accepted(0)), (1, accepted(1)), (1, accepted(2)), (1, unfinished(3)), (1, rejected(4))])
            log.commit(frontier=2, refusals={1: Refused("duplicate")})
            log.set_state("complete", target=1)
        table = show_run(workspace, SPEC.run_id[:6])
    first, last = table.passes
    assert (first.planned, first.accepted, first.rejected, first.let_in, first.surplus) == (4, 1, 3, 1, 0)
    assert [(one.step, one.reason, one.items) for one in first.refusals] == [("sieve", "no", 2), ("sieve", "odd", 1)]
    assert (last.planned, last.accepted, last.unfinished, last.let_in, last.surplus) == (5, 3, 1, 1, 1)
    assert [(one.step, one.reason, one.items) for one in last.refusals] == [
        ("sieve", "no", 1), ("unfinished", "503", 1), ("admit", "duplicate", 1),
    ]  # fmt: skip
    assert (table.run.state, table.run.target, table.run.let_in, table.config) == ("complete", 1, 1, "accepted = 3")
    assert table.run.bytes_in_database > 0


def test_a_problem_is_traced_to_its_place_and_parents(place: Place) -> None:
    sealed, waiting = SHARD_PLACES + 1044, 2 * SHARD_PLACES + 3
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            fill(log, range(SHARD_PLACES, 2 * SHARD_PLACES + 5))
            log.commit(frontier=2 * SHARD_PLACES, refusals={sealed: Refused("duplicate", "{}")})
        (refused,) = lineage(workspace, problem_of(sealed).problem_id)
        (surplus,) = lineage(workspace, problem_of(waiting).problem_id)
        assert lineage(workspace, "f" * 16) == []
    assert (refused.run_id, refused.pass_name, refused.place) == (SPEC.run_id, "make", sealed)
    assert (refused.item_id, refused.refused, refused.surplus) == (f"item{sealed}", "duplicate", False)
    assert refused.problem == problem_of(sealed)
    assert (surplus.surplus, surplus.problem.parents) == (True, ("a", "b"))


def test_a_refused_problem_that_was_kept_is_traced_with_its_step(place: Place) -> None:
    hard = accepted(7)._replace(state=REJECTED, step="revalidation", reason="no majority answer")
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            log.commit([(1, hard)])
        (kept,) = lineage(workspace, problem_of(7).problem_id)
    assert (kept.refused, kept.surplus, kept.problem) == ("revalidation: no majority answer", False, problem_of(7))


def test_compact_shrinks_the_database_and_keeps_every_row(place: Place) -> None:
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            fill(log, range(SHARD_PLACES + 10))
        if isinstance(workspace.shards, ShardFiles):
            (workspace.shards.directory / "gone").mkdir()
        before, after = compact(workspace)
        assert after.database < before.database
        assert after == sizes(workspace)
        if isinstance(workspace.shards, ShardFiles):
            assert workspace.shards.run_ids() == [SPEC.run_id]
        assert len(list(read_outcomes(workspace, SPEC.run_id).rows(1))) == SHARD_PLACES + 10


def test_rm_leaves_the_other_runs_alone(place: Place) -> None:
    other = RunSpec("test", "", "other", 7, ("first", "make"))
    with Workspace.open(place) as workspace:
        for spec in (SPEC, other):
            with take(workspace, spec) as log:
                fill(log, range(20))
        remove_run(workspace, SPEC.run_id)
        assert [found.run_id for found in list_runs(workspace)] == [other.run_id]
        assert len(list(read_outcomes(workspace, other.run_id).rows(1))) == 20
        with pytest.raises(Exception, match=f"no run begins with .*; the runs: {other.run_id}"):
            find_run(workspace, SPEC.run_id)


def test_rm_refuses_a_run_that_is_being_worked_on(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC):
        with pytest.raises(Exception, match="is being worked on by process"):
            remove_run(workspace, SPEC.run_id)
        assert [found.state for found in list_runs(workspace)] == ["running"]

"""The lock of a run: one holder, and looking at it takes nothing away."""

import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import insert
from tests.patience import RUNAWAY_S
from tests.postgres import PostgresServer
from tests.store.kept_shards import shards_of

from mathwright.errors import UsageError
from mathwright.store.lease import hold, hold_run, is_held, require_fence, run_is_held, take_fence
from mathwright.store.outcomes import OutcomeRow, RunSpec, read_outcomes, take
from mathwright.store.runs import remove_run
from mathwright.store.schema import outcomes
from mathwright.store.shards import SHARD_PLACES
from mathwright.store.states import REJECTED
from mathwright.store.transactions import Patience
from mathwright.store.workspace import Workspace

SPEC = RunSpec("test", "", "hash", 7, ("make",))


def row(place: int) -> OutcomeRow:
    return OutcomeRow(place, f"item{place}", REJECTED, "sieve", "no")


def test_a_second_holder_is_told_who_holds_it(tmp_path: Path) -> None:
    with (
        hold(tmp_path / "lock", "run r"),
        pytest.raises(UsageError, match="run r is being worked on by process"),
        hold(tmp_path / "lock", "run r"),
    ):
        pass
    assert not is_held(tmp_path / "lock")


def test_looking_all_the_time_keeps_nobody_from_starting(tmp_path: Path) -> None:
    path, over = tmp_path / "lock", threading.Event()
    path.touch()

    def look() -> None:
        while not over.is_set():
            is_held(path)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(50):
            with hold(path, "run r"):
                pass
    finally:
        over.set()
        watcher.join()


def break_off_locks(server: PostgresServer) -> None:
    """End the sessions that hold locks of runs, as a cut cable does."""
    server.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'", "tests")


def test_of_a_server_too_a_second_holder_is_told_who_holds_it(server: PostgresServer) -> None:
    with Workspace.open(server.fresh()) as workspace, take(workspace, SPEC):
        here = f"is being worked on by process {os.getpid()} on {socket.gethostname()}"
        with pytest.raises(UsageError, match=here), take(workspace, SPEC):
            pass
        assert run_is_held(workspace, SPEC.run_id)
        assert not run_is_held(workspace, "another")
    with Workspace.open(workspace.place) as workspace:
        assert not run_is_held(workspace, SPEC.run_id)


def test_one_schema_does_not_lock_anothers_run(server: PostgresServer) -> None:
    with (
        Workspace.open(server.fresh()) as one,
        Workspace.open(server.fresh()) as other,
        take(one, SPEC),
        take(other, SPEC) as log,
    ):
        log.set_state("complete")


def test_who_lost_the_lock_and_was_overtaken_writes_nothing_more(server: PostgresServer) -> None:
    place = server.fresh()
    with Workspace.open(place) as one, Workspace.open(place) as other, take(one, SPEC) as log:
        log.commit([(0, row(0))])
        break_off_locks(server)
        with take(other, SPEC) as later:
            later.commit([(0, row(1))])
            with pytest.raises(UsageError, match=r"was taken over by process \d+ on .* while this process had no conn"):
                log.commit([(0, row(2))])
            with pytest.raises(UsageError, match="was taken over"):
                log.set_state("complete")
        assert [found.place for found in read_outcomes(other, SPEC.run_id).rows(0)] == [0, 1]


def test_who_was_overtaken_keeps_no_shard(server: PostgresServer) -> None:
    with Workspace.open(server.fresh()) as workspace, take(workspace, SPEC) as log:
        log.unsealed[0, 0] = -1  # so that it is not sealed yet
        log.commit([(0, row(place)) for place in range(SHARD_PLACES)])
        with workspace.write() as connection:
            take_fence(connection, log.run)
        log.unsealed[0, 0] = SHARD_PLACES
        with pytest.raises(UsageError, match="was taken over"):
            log.seal()
        assert shards_of(workspace, SPEC.run_id) == set()


def test_a_shard_that_another_has_kept_meanwhile_is_refused_in_words(server: PostgresServer) -> None:
    place = server.fresh()
    with Workspace.open(place) as one, Workspace.open(place) as other, take(one, SPEC) as log:
        log.unsealed[0, 0] = -1
        packed = zstandard.compress(b"draft")
        log.commit([(0, row(place)._replace(payload=packed)) for place in range(SHARD_PLACES)])
        break_off_locks(server)
        with take(other, SPEC):
            assert shards_of(other, SPEC.run_id) == {(0, 0)}
            log.unsealed[0, 0] = SHARD_PLACES
            with pytest.raises(UsageError, match="was taken over"):
                log.seal()
        assert next(read_outcomes(other, SPEC.run_id).rows(0)).text() == b"draft"


def test_what_the_overtaken_process_was_still_writing_is_counted_by_the_next(server: PostgresServer) -> None:
    place = server.fresh()

    def counted() -> dict[tuple[int, int], int]:
        with Workspace.open(place) as other, take(other, SPEC) as later:
            return dict(later.unsealed)

    with Workspace.open(place) as one, take(one, SPEC) as log, ThreadPoolExecutor(1) as threads:
        break_off_locks(server)
        with one.write() as connection:
            require_fence(connection, log.run, log.fence)
            connection.execute(insert(outcomes).values({"run": log.run, "pass": 0, **row(0)._asdict()}))
            taken = threads.submit(counted)
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            until = time.monotonic() + RUNAWAY_S
            while server.sql(waiting) == "0":
                assert time.monotonic() < until, "it waits for nobody"
        assert taken.result() == {(0, 0): 1}


def test_a_lock_that_was_lost_is_taken_again_where_nobody_else_has(server: PostgresServer) -> None:
    place = server.fresh()
    with Workspace.open(place, patience=Patience(tell=lambda _: None)) as one, Workspace.open(place) as other:
        with hold_run(one, "r", renew_s=0) as lease:
            break_off_locks(server)
            assert not run_is_held(other, "r")
            lease.renew()
            assert run_is_held(other, "r")
            break_off_locks(server)
            with hold_run(other, "r"), pytest.raises(UsageError, match="is being worked on by another process"):
                lease.renew()
        assert not run_is_held(other, "r")


def test_a_run_that_was_removed_meanwhile_is_not_written(server: PostgresServer) -> None:
    place = server.fresh()
    with Workspace.open(place) as one, Workspace.open(place) as other, take(one, SPEC) as log:
        break_off_locks(server)
        remove_run(other, SPEC.run_id)
        with pytest.raises(UsageError, match="was removed while this process worked on it"):
            log.commit([(0, row(0))])

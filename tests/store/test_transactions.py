"""Connections that break: what was being written is written once, or the user is told what to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert, select, text
from tests.postgres import PostgresServer

from mathwright.errors import StorageError, UsageError
from mathwright.store.doubts import Found, decide, in_force, list_doubts, note_doubts
from mathwright.store.ledger_reading import Wanted, is_kept, nearest_call
from mathwright.store.ledger_statistics import calls_by_model, ledger_statistics
from mathwright.store.outcomes import RunSpec, take
from mathwright.store.pending import pending_by_key, release, waves_of
from mathwright.store.place import DatabaseUrl, place_of
from mathwright.store.runs import find_run, lineage, list_runs, remove_run, show_run
from mathwright.store.schema import batches, receipts
from mathwright.store.transactions import FIRST_PAUSE_S, Patience, Transactions
from mathwright.store.waves import waves_unanswered
from mathwright.store.workspace import Workspace

told: list[str] = []


@pytest.fixture
def place(server: PostgresServer) -> DatabaseUrl:
    return server.fresh()


@pytest.fixture
def workspace(place: DatabaseUrl) -> Iterator[Workspace]:
    told.clear()
    with Workspace.open(place, patience=Patience(longest_s=20, tell=told.append)) as opened:
        yield opened


def add(connection: Connection, name: str = "b") -> int:
    """A row whose number the database chooses: written twice, it is there twice."""
    row = {"provider": "p", "base_url": "u", "model": "m", "remote_id": name, "state": "open", "created": 0}
    return int(connection.execute(insert(batches).values(row).returning(batches.c.batch)).scalar_one())


def rows(workspace: Workspace) -> int:
    query = select(func.count()).select_from(batches)
    return int(workspace.reading(lambda connection: connection.execute(query).scalar_one()))


def break_off(connection: Connection) -> None:
    """End the session from the side of the server."""
    with connection.engine.connect() as other:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


def test_a_transaction_that_is_broken_off_is_done_again_and_once(workspace: Workspace) -> None:
    calls: list[int] = []

    def work(connection: Connection) -> str:
        calls.append(add(connection))
        if len(calls) < 3:
            break_off(connection)
        return f"call {len(calls)}"

    assert workspace.writing(work) == "call 3"
    assert rows(workspace) == 1
    assert [line.partition(": ")[2].partition(" after")[0] for line in told] == [
        "the connection is lost; trying again for 20 s",
        "connected again",
    ]


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
def test_a_commit_whose_answer_never_came_counts_once(workspace: Workspace, kept: bool) -> None:
    broken: list[str] = []

    def break_once(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if not broken:
            broken.append("now")
            if kept:
                driver.commit()
            driver.close()

    calls: list[int] = []
    event.listen(workspace.database, "commit", break_once)
    number = workspace.writing(lambda connection: calls.append(add(connection)) or calls[-1])
    assert rows(workspace) == 1
    assert (len(calls), number) == (1 if kept else 2, calls[-1])
    assert workspace.writing(add) > number
    assert rows(workspace) == 2


def test_a_read_that_is_broken_off_is_read_again(workspace: Workspace) -> None:
    workspace.writing(add)
    tries: list[int] = []

    def work(connection: Connection) -> int:
        tries.append(1)
        if len(tries) == 1:
            break_off(connection)
        return int(connection.execute(select(func.count()).select_from(batches)).scalar_one())

    assert (workspace.reading(work), len(tries)) == (1, 2)


def test_a_transaction_with_a_body_of_its_own_begins_on_a_living_connection(workspace: Workspace) -> None:
    workspace.writing(add)
    workspace.reading(break_all)
    with workspace.write() as connection:
        add(connection)
    assert rows(workspace) == 2


def break_all(connection: Connection) -> None:
    """End every other session of this database."""
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    connection.execute(text(f"{others} AND pid <> pg_backend_pid()")).all()


def test_one_that_is_lost_in_its_middle_is_a_storage_error_and_keeps_nothing(workspace: Workspace) -> None:
    lost = pytest.raises(StorageError, match="the server cannot be reached")
    with lost, workspace.write() as connection:
        add(connection)
        break_off(connection)
        add(connection)
    assert rows(workspace) == 0


def test_a_server_that_is_killed_under_many_writers_loses_and_doubles_nothing(
    workspace: Workspace, server: PostgresServer
) -> None:
    over = threading.Event()

    def write(writer: int) -> list[str]:
        kept: list[str] = []
        while not over.is_set():
            name = f"{writer}-{len(kept)}"
            workspace.writing(lambda connection, name=name: add(connection, name))
            kept.append(name)
        return kept

    with ThreadPoolExecutor(4) as threads:
        written = [threads.submit(write, writer) for writer in range(4)]
        for _ in range(2):
            time.sleep(0.2)
            server.stop("immediate")
            server.start()
        time.sleep(0.2)
        over.set()
        promised = sorted(name for one in written for name in one.result())
    found = workspace.reading(lambda connection: list(connection.execute(select(batches.c.remote_id)).scalars()))
    assert len(promised) > 20
    assert sorted(found) == promised
    assert sum("connected again" in line for line in told) >= 1


def test_a_server_that_stays_away_is_a_storage_error_that_says_what_to_do(
    place: DatabaseUrl, server: PostgresServer
) -> None:
    said: list[str] = []
    with Workspace.open(place, patience=Patience(longest_s=0.3, tell=said.append)) as workspace:
        workspace.writing(add)
        server.stop("immediate")
        try:
            with pytest.raises(StorageError, match=r"has been away for \d s; start it and run the same command again"):
                workspace.writing(add)
            assert len(said) == 1
        finally:
            server.start()
        workspace.writing(add)
        assert rows(workspace) == 2


def test_an_outage_is_waited_for_once_and_not_by_each_that_asks_after_it(
    place: DatabaseUrl, server: PostgresServer
) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(seconds)

    patience = Patience(longest_s=0.3, tell=lambda _: None, sleep=sleep)
    with Workspace.open(place, patience=patience) as workspace:
        server.stop("immediate")
        try:
            with pytest.raises(StorageError, match="has been away for"):
                workspace.writing(add)
            assert sum(slept) > 0
            slept.clear()
            for act in (workspace.writing, workspace.reading):
                with pytest.raises(StorageError, match="has been away for"):
                    act(add)
            assert slept == []
        finally:
            server.start()
        workspace.writing(add)  # its success ends the outage
        workspace.reading(break_all)
        workspace.writing(add)
        assert rows(workspace) == 2


def test_what_alone_fails_for_ever_ends_although_others_succeed(workspace: Workspace) -> None:
    transactions = Transactions(
        DatabaseUrl(workspace.database.url), workspace.database, Patience(0.5, told.append, sleep=time.sleep)
    )

    driver = pytest.importorskip("psycopg")

    def fails(connection: Connection) -> None:
        transactions.read(lambda beside: beside.execute(text("SELECT 1")).one())
        ways = iter([driver.OperationalError("lost"), ValueError("another call begins an outage")])

        def stumbles() -> None:
            raise next(ways)

        with pytest.raises(ValueError, match="another call"):
            transactions.patiently(stumbles)
        break_off(connection)
        connection.execute(text("SELECT 1"))

    with pytest.raises(StorageError, match="has been away for"):
        transactions.write(fails)


def test_a_server_that_starts_says_so_in_any_language(workspace: Workspace, server: PostgresServer) -> None:
    driver = pytest.importorskip("psycopg")
    tries: list[int] = []

    def act() -> str:
        tries.append(1)
        if len(tries) > 1:
            return "done"
        server.stop("immediate")
        raise driver.OperationalError("connection failed: FATAL:  das Datenbanksystem startet")

    assert workspace.transactions is not None
    try:
        assert workspace.transactions.patiently(act) == "done"
    finally:
        server.start()


def test_a_refusal_in_the_middle_is_told_at_once(server: PostgresServer) -> None:
    name = server.fresh_database()
    url = place_of(server.url(database=name))
    with Workspace.open(url, patience=Patience(20, told.append, sleep=no_sleep)) as workspace:
        server.sql(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false; "
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        # One pause: that the session of the pool has ended is a lost connection.
        with pytest.raises(UsageError, match=r"mend what it says \[.* is not currently accepting connections\]"):
            workspace.writing(add)


def no_sleep(seconds: float) -> None:
    assert seconds <= FIRST_PAUSE_S, "it is waited for"


SHORT: dict[str, Callable[[Workspace], object]] = {
    "list_runs": list_runs,
    "find_run": lambda workspace: find_run(workspace, RUN.run_id),
    "show_run": lambda workspace: show_run(workspace, RUN.run_id),
    "remove_run": lambda workspace: remove_run(workspace, RUN.run_id),
    "lineage": lambda workspace: lineage(workspace, "p"),
    "list_doubts": list_doubts,
    "in_force": in_force,
    "decide": lambda workspace: decide(workspace, "doubt", "kept"),
    "is_kept": lambda workspace: is_kept(workspace, "0" * 32),
    "nearest_call": lambda workspace: nearest_call(workspace, Wanted([b"x"], 0, 0)),
    "calls_by_model": lambda workspace: calls_by_model(workspace, "r"),
    "ledger_statistics": ledger_statistics,
    "waves_unanswered": lambda workspace: waves_unanswered(workspace, "r"),
    "pending_by_key": lambda workspace: pending_by_key(workspace, [b"x" * 16]),
    "waves_of": lambda workspace: waves_of(workspace, [b"x" * 16]),
    "release": lambda workspace: release(workspace, [1]),
}
RUN = RunSpec("test", "", "hash", 7, ("make",))


@pytest.mark.parametrize("name", SHORT)
def test_what_is_short_survives_the_loss_of_its_connection_at_any_statement(workspace: Workspace, name: str) -> None:
    doubt = Found(problem_id="doubt", question="q", stored="1", agreed="2", evidence="{}", checker="c")
    note_doubts(workspace, [doubt])
    statements, lost_at = 0, 0

    def lose(connection: Connection, *_: object) -> None:
        nonlocal statements
        statements += 1
        if statements == lost_at:
            driver: Any = connection.connection.driver_connection
            driver.close()

    event.listen(workspace.database, "before_cursor_execute", lose)
    while lost_at <= statements:
        with take(workspace, RUN):
            pass  # so that there is one
        statements, lost_at = 0, lost_at + 1
        SHORT[name](workspace)
    assert lost_at > 1
    assert sum("connected again" in line for line in told) == lost_at - 1


def test_a_value_that_no_column_holds_is_a_storage_error(workspace: Workspace) -> None:
    with (
        take(workspace, RUN) as log,
        pytest.raises(StorageError, match=r"cannot hold one of the values \[integer out of range\]"),
    ):
        log.set_state("running", target=3_000_000_000)


def test_who_takes_a_run_removes_old_receipts(workspace: Workspace) -> None:
    with workspace.write() as connection:
        connection.execute(insert(receipts).values(writer=b"x" * 16, number=1, written=time.time() - 90_000))
    with take(workspace, RUN), workspace.read() as connection:
        assert b"x" * 16 not in set(connection.execute(select(receipts.c.writer)).scalars())


def test_two_that_wait_for_each_other_are_both_done(workspace: Workspace) -> None:
    with workspace.write() as connection:
        for name in "ab":
            add(connection, name)
    met = threading.Barrier(2)

    def change(first: str, second: str) -> Callable[[Connection], None]:
        tries: list[int] = []

        def work(connection: Connection) -> None:
            tries.append(1)
            raised = batches.update().values(created=batches.c.created + 1)
            connection.execute(raised.where(batches.c.remote_id == first))
            if len(tries) == 1:
                met.wait(10)
            connection.execute(raised.where(batches.c.remote_id == second))

        return work

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(workspace.writing, [change("a", "b"), change("b", "a")]))
    created = workspace.reading(lambda connection: list(connection.execute(select(batches.c.created)).scalars()))
    assert created == [2, 2]


def test_receipts_of_writers_long_gone_are_removed(workspace: Workspace) -> None:
    workspace.writing(add)
    with workspace.write() as connection:
        connection.execute(insert(receipts).values(writer=b"x" * 16, number=1, written=time.time() - 90_000))
    assert workspace.transactions is not None
    workspace.transactions.forget_receipts()
    with workspace.read() as connection:
        assert b"x" * 16 not in set(connection.execute(select(receipts.c.writer)).scalars())
        assert connection.execute(select(func.count()).select_from(receipts)).scalar_one() == 1

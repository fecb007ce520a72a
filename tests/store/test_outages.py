"""A server that goes away and comes back: told once, and waited for no longer than the user wants."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TypeAlias

import pytest
from sqlalchemy import Connection, bindparam, select, text
from tests.postgres import PostgresServer

from mathwright.errors import StorageError
from mathwright.store.interrupts import interrupts
from mathwright.store.lease import hold_run
from mathwright.store.lookups import KEY, open_lookup
from mathwright.store.place import DatabaseUrl
from mathwright.store.schema import calls
from mathwright.store.transactions import Patience
from mathwright.store.workspace import Workspace

ONE_OUTAGE = ["the connection is lost; trying again for 20 s", "connected again"]


@pytest.fixture
def place(server: PostgresServer) -> DatabaseUrl:
    return server.fresh()


def number(connection: Connection) -> int:
    return int(connection.execute(text("SELECT 1")).scalar_one())


def fill_pool(workspace: Workspace) -> None:
    """Use four connections at once, which then wait in the pool."""
    with ExitStack() as opened:
        for _ in range(4):
            assert number(opened.enter_context(workspace.read())) == 1


def without_times(told: list[str]) -> list[str]:
    return [line.partition(": ")[2].partition(" after")[0] for line in told]


@pytest.mark.parametrize("first", ["lookup", "pool", "lease"])
def test_an_outage_is_told_once_whatever_was_connected(place: DatabaseUrl, server: PostgresServer, first: str) -> None:
    told: list[str] = []
    query = select(calls.c.call).where(calls.c.key == bindparam(KEY))
    with (
        Workspace.open(place, patience=Patience(20, told.append)) as workspace,
        hold_run(workspace, "r", renew_s=0) as lease,
    ):
        lookup = open_lookup(workspace, query)
        acts: dict[str, Callable[[], object]] = {
            "lookup": lambda: lookup.find(b"x" * 16),
            "pool": lambda: fill_pool(workspace),
            "lease": lease.renew,
        }
        for act in acts.values():
            act()
        server.stop("immediate")
        server.start()
        for name in sorted(acts, key=lambda name: name != first):
            acts[name]()
            acts[name]()
        lookup.close()
    assert without_times(told) == ONE_OUTAGE


def test_a_transaction_from_before_an_outage_is_no_outage_of_its_own(
    place: DatabaseUrl, server: PostgresServer
) -> None:
    told: list[str] = []
    tries: list[int] = []
    with Workspace.open(place, patience=Patience(20, told.append)) as workspace:

        def work(connection: Connection) -> int:
            tries.append(1)
            if len(tries) == 1:
                server.stop("immediate")
                server.start()
                fill_pool(workspace)
            return number(connection)

        assert workspace.writing(work) == 1
    assert len(tries) == 2
    assert without_times(told) == ONE_OUTAGE


def test_a_second_outage_is_told_as_well(place: DatabaseUrl, server: PostgresServer) -> None:
    told: list[str] = []
    with Workspace.open(place, patience=Patience(20, told.append)) as workspace:
        for _ in range(2):
            fill_pool(workspace)
            server.stop("immediate")
            server.start()
        fill_pool(workspace)
    assert without_times(told) == 2 * ONE_OUTAGE


Handler: TypeAlias = Callable[[int, FrameType | None], object]


@contextmanager
def handled_by(handler: Handler) -> Iterator[None]:
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def noted_signals() -> Iterator[list[int]]:
    """Ctrl-C is noted and ends nothing, as in a program of asyncio that is at work."""
    noted: list[int] = []
    with handled_by(lambda number, _: noted.append(number)):
        yield noted


@contextmanager
def away(server: PostgresServer) -> Iterator[None]:
    server.stop("immediate")
    try:
        yield
    finally:
        server.start()


def press_ctrl_c(after_s: float) -> threading.Timer:
    timer = threading.Timer(after_s, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


def test_ctrl_c_ends_the_wait_for_all(place: DatabaseUrl, server: PostgresServer) -> None:
    told: list[str] = []
    with Workspace.open(place, patience=Patience(60, told.append)) as workspace:
        fill_pool(workspace)
        with noted_signals(), away(server):
            waits = signal.getsignal(signal.SIGINT)
            timer = press_ctrl_c(0.3)
            with pytest.raises(StorageError, match=r"and the wait for it was broken off; start it and run the same"):
                workspace.writing(number)
            timer.join()
            assert signal.getsignal(signal.SIGINT) is waits
            # Storing the end of a run asks once more: it is not waited for again.
            with pytest.raises(StorageError, match="was broken off"):
                workspace.writing(number)
        assert told[1:] == [f"{place}: no longer waiting for the server"]
        assert workspace.writing(number) == 1
        # The next outage is waited for as ever.
        workspace.reading(break_all)
        assert workspace.writing(number) == 1


def break_all(connection: Connection) -> None:
    """End every other session of this database."""
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    connection.execute(text(f"{others} AND pid <> pg_backend_pid()")).all()


def test_where_ctrl_c_ends_a_command_it_ends_the_wait_as_well(place: DatabaseUrl, server: PostgresServer) -> None:
    # Set here: a program that was begun in the background of a shell ignores Ctrl-C.
    pressed = handled_by(signal.default_int_handler)
    with Workspace.open(place, patience=Patience(60, lambda _: None)) as workspace, away(server), pressed:
        timer = press_ctrl_c(0.3)
        with pytest.raises(KeyboardInterrupt):
            workspace.reading(number)
        timer.join()


def test_signals_are_the_main_threads_alone() -> None:
    found: list[object] = []

    def wait() -> None:
        with interrupts(lambda: None):
            found.append(signal.getsignal(signal.SIGINT))

    with noted_signals() as noted:
        handler = signal.getsignal(signal.SIGINT)
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
        assert found == [handler]
        with interrupts(lambda: found.append("heard")):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
        assert (found[1:], noted) == (["heard"], [])

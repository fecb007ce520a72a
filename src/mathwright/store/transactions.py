"""Transactions on a server that may go away: tried again until it is back, and each of them done once.

A commit whose answer never came may have been made or not.  Each writing transaction therefore leaves a receipt, a
number of its thread's own, in the database; done again, it begins by asking for that, which also waits for a commit
that the server is still at.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from typing import NamedTuple, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from mathwright.errors import StorageError
from mathwright.store.interrupts import interrupts
from mathwright.store.place import DatabaseUrl
from mathwright.store.postgres import as_our_error, is_away, is_lost, is_refusal, postgres_errors, sqlstate
from mathwright.store.schema import receipts

T = TypeVar("T")

PATIENCE_S = 120.0
"""How long a server may be away before the run ends: a restart takes seconds, a machine's some minutes at most."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 2.0
CONFLICTS = ("40001", "40P01")
"""SQLSTATE of a transaction that the server broke off in favour of another: it may be done again at once."""
MOST_CONFLICTS = 20
RECEIPTS_KEPT_S = 86_400.0
"""Far longer than anyone asks again."""


def say_on_stderr(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


class Patience(NamedTuple):
    """How an absent server is waited for."""

    longest_s: float = PATIENCE_S
    tell: Callable[[str], None] = say_on_stderr
    sleep: Callable[[float], None] = time.sleep


class _Writer(threading.local):
    """A thread's name in the receipts, and how many it has asked for."""

    def __init__(self) -> None:
        self.name = uuid4().bytes
        self.number = 0


class Transactions:
    """Transactions on one database; for all threads of a process."""

    def __init__(self, place: DatabaseUrl, engine: Engine, patience: Patience) -> None:
        self._place = place
        self._engine = engine
        self._patience = patience
        self._writer = _Writer()
        self._lock = threading.Lock()
        self._away_since: float | None = None
        self._interrupted = False
        self.losses = 0
        """Outages since the beginning: a connection that is older than the last may be dead."""
        event.listen(engine, "connect", self._opened)
        event.listen(engine, "checkout", self._refuse_old)
        driver = engine.dialect.dbapi
        assert driver is not None
        self.failures: tuple[type[Exception], ...] = (DBAPIError, driver.Error)

    @cached_property
    def reader(self) -> Engine:
        """Begins transactions that see one state of the database."""
        return self._engine.execution_options(isolation_level="REPEATABLE READ")

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` finds in one state of the database."""

        def once() -> T:
            with self.reader.begin() as connection:
                return work(connection)

        return self.patiently(once)

    def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` gives back once all it did is committed; it may be called again, its changes are made once."""
        writer = self._writer
        writer.number += 1
        done: list[T] = []

        def once() -> T:
            with self._engine.begin() as connection:
                if not _claim(connection, writer.name, writer.number):
                    return done[-1]
                done.append(work(connection))
                return done[-1]

        return self.patiently(once)

    def patiently(self, act: Callable[[], T], opened: Callable[[], int] | None = None) -> T:
        """What ``act`` gives back; it is called again while the connection is lost or another transaction prevails.

        ``opened``: of an ``act`` that keeps a connection, how many ``losses`` there were when that was opened.
        Raises StorageError where the server stays away: all that need it wait for it together, and what asks for the
        first time after that, or after Ctrl-C, fails at once.
        """
        began: float | None = None
        pause_s, conflicts = FIRST_PAUSE_S, 0
        with ExitStack() as waiting:
            while True:
                known = self.losses
                try:
                    result = act()
                except self.failures as error:
                    if _is_conflict(error) and conflicts < MOST_CONFLICTS:
                        conflicts += 1
                        self._patience.sleep(random.uniform(0, FIRST_PAUSE_S))
                        continue
                    self._raise_what_stays(error)
                    if self._is_over(known if opened is None else opened()):
                        continue
                    if began is None:
                        began = time.monotonic()
                        waiting.enter_context(interrupts(self._interrupt))
                    self._wait(began, pause_s)
                    pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                else:
                    self._back()
                    return result

    @contextmanager
    def begun(self, *, write: bool) -> Iterator[Connection]:
        """A transaction; what is lost in its middle is lost, and raised as a StorageError."""
        connection = self.patiently(partial(_connected, self._engine if write else self.reader))
        with postgres_errors(self._place), connection:
            yield connection
            connection.commit()

    def forget_receipts(self) -> None:
        """Remove the receipts of writers that are long gone."""
        old = delete(receipts).where(receipts.c.written < time.time() - RECEIPTS_KEPT_S)

        def once() -> None:
            with self._engine.begin() as connection:
                connection.execute(old)

        self.patiently(once)

    def _raise_what_stays(self, error: Exception) -> None:
        """Raise an error that will not be gone in a moment: no connection was lost, and the server is not starting."""
        if is_lost(error) or (is_refusal(error) and is_away(self._place)):
            return
        told = as_our_error(self._place, error)
        if told is None:
            raise error
        # From None: the driver's error lists what it connected with.
        raise told from None

    def _is_over(self, losses: int) -> bool:
        """Whether a connection opened after so many losses was lost in an outage that has ended."""
        return losses != self.losses and self._away_since is None

    def _wait(self, began: float, pause_s: float) -> None:
        first, since = self._away(began)
        waited_s = time.monotonic() - since
        if self._interrupted or waited_s >= self._patience.longest_s:
            stopped = ", and the wait for it was broken off" if self._interrupted else ""
            raise StorageError(
                f"{self._place}: the server has been away for {waited_s:.0f} s{stopped}; start it and run the same "
                "command again (nothing that was stored is lost)"
            ) from None
        if first:
            self._patience.tell(
                f"{self._place}: the connection is lost; trying again for {self._patience.longest_s:.0f} s"
            )
        self._patience.sleep(min(pause_s, self._patience.longest_s - waited_s))

    def _away(self, began: float) -> tuple[bool, float]:
        """Whether this call is the first to find the server away, and since when it is."""
        with self._lock:
            first = self._away_since is None
            # Of this call too: where one alone fails for ever, the others' successes would end the outage each time.
            since = began if self._away_since is None else min(began, self._away_since)
            self._away_since = since
            self.losses += first
        return first, since

    def _opened(self, _connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[self] = self.losses

    def _refuse_old(self, _connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
        """Let the pool open another in the place of a connection from before an outage.

        Found dead one by one, each of them would be told as an outage of its own.
        """
        if entry.info.get(self, self.losses) != self.losses:
            raise DisconnectionError

    def _interrupt(self) -> None:
        if not self._interrupted:
            self._interrupted = True
            self._patience.tell(f"{self._place}: no longer waiting for the server")

    def _back(self) -> None:
        if self._away_since is None:
            return
        with self._lock:
            since, self._away_since, self._interrupted = self._away_since, None, False
        if since is not None:
            self._patience.tell(f"{self._place}: connected again after {time.monotonic() - since:.1f} s")


def _connected(engine: Engine) -> Connection:
    """A connection whose transaction has begun: one of the pool may have died since it was used."""
    connection = engine.connect()
    try:
        connection.exec_driver_sql("SELECT 1")
    except DBAPIError:
        connection.close()
        raise
    return connection


def _is_conflict(error: Exception) -> bool:
    return sqlstate(error.orig if isinstance(error, DBAPIError) else error) in CONFLICTS


def _claim(connection: Connection, writer: bytes, number: int) -> bool:
    """Leave a transaction's receipt with it; false where that is there, since the transaction was committed before."""
    new = insert(receipts).values(writer=writer, number=number, written=time.time())
    claim = new.on_conflict_do_update(
        index_elements=[receipts.c.writer],
        set_={"number": new.excluded.number, "written": new.excluded.written},
        where=receipts.c.number < new.excluded.number,
    )
    return connection.execute(claim.returning(receipts.c.number)).first() is not None

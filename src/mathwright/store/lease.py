"""One process at a time on one run: a lock that is dropped the moment its holder dies.

A row with a heartbeat would outlive ``kill -9`` until it times out.  ``flock`` on a file of a local disk does not, nor
does an advisory lock of a PostgreSQL session.  That one is also dropped when its connection is, though, while its
holder still believes to hold it: hence the run's fence, a number that every taker raises and every writer compares.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Integer, bindparam, select, text, update

from mathwright.errors import UsageError
from mathwright.store.disk import as_storage_error
from mathwright.store.schema import runs
from mathwright.store.transactions import Transactions
from mathwright.store.workspace import Workspace

TRIES, PAUSE_S = 25, 0.01
RENEW_S = 5.0
LINGERS_S = 60.0
"""Longer than a server keeps a session whose peer is silent."""

_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(current_schema(), :key))")
_LOOK = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (classid::bigint << 32 | objid::bigint) = hashtextextended(current_schema(), :key)"
)


@dataclass(frozen=True)
class Lease:
    """The right to write one run."""

    renew: Callable[[], None]
    """Take the lock again where its connection was lost.  Raises UsageError where another process has it by now."""


@contextmanager
def hold_run(workspace: Workspace, run_id: str, *, renew_s: float = RENEW_S) -> Iterator[Lease]:
    """Hold a run of the workspace.  Raises UsageError naming the process and host that hold it.

    ``renew_s``: how long the lock is taken to be held without asking the server.
    """
    if workspace.transactions is None:
        with hold(workspace.lock_of(run_id), f"run {run_id}"):
            yield Lease(renew=lambda: None)
        return
    lock = _SessionLock(workspace, workspace.transactions, run_id, renew_s)
    try:
        lock.take()
        yield Lease(renew=lock.renew)
    finally:
        lock.drop()


def run_is_held(workspace: Workspace, run_id: str) -> bool:
    """Whether a living process holds the run; to look takes nothing away from anybody."""
    if workspace.transactions is None:
        return is_held(workspace.lock_of(run_id))
    found = workspace.reading(lambda connection: connection.execute(_LOOK, {"key": _number(run_id)}).scalar_one())
    return bool(found)


def take_fence(connection: Connection, run: int) -> int:
    """Raise a run's fence and note this process as its holder; the fence to compare from now on."""
    values = {"fence": runs.c.fence + 1, "holder": holder_here()}
    return int(
        connection.execute(update(runs).where(runs.c.run == run).values(values).returning(runs.c.fence)).scalar_one()
    )


def require_fence(connection: Connection, run: int, fence: int) -> None:
    """Raise UsageError if the run was taken since; until the transaction ends, nobody takes it."""
    row = connection.execute(_FENCE, {"of_run": run}).one_or_none()
    if row is None:
        raise UsageError("the run was removed while this process worked on it; run it again to begin anew")
    if row.fence != fence:
        raise UsageError(
            f"run {row.run_id} was taken over by {told_holder(row.holder)} while this process had no connection; "
            "nothing that was stored is lost, and it stops here"
        )


_FENCE = (
    select(runs.c.fence, runs.c.holder, runs.c.run_id)
    .where(runs.c.run == bindparam("of_run", type_=Integer))
    .with_for_update(read=True)
)


def holder_here() -> str:
    """This process, as it is noted."""
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname()})


def told_holder(noted: str | None) -> str:
    """The process that was noted, in words."""
    try:
        holder: Any = json.loads(noted or "")
        return f"process {holder['pid']} on {holder['host']}"
    except (ValueError, KeyError, TypeError):
        return "another process"


class _SessionLock:
    """An advisory lock of a session of its own; used by one thread at a time."""

    def __init__(self, workspace: Workspace, transactions: Transactions, run_id: str, renew_s: float) -> None:
        self._renew_s = renew_s
        self._workspace = workspace
        self._transactions = transactions
        self._run_id = run_id
        self._connection: Connection | None = None
        self._losses = transactions.losses
        self._asked = 0.0

    def take(self) -> None:
        """Take the lock.  Raises UsageError naming who has it."""
        # Of a process that was just killed, the server may need a moment to notice.
        if not any(self._held_after(PAUSE_S * (number > 0)) for number in range(TRIES)):
            raise self._refused()

    def renew(self) -> None:
        """Take the lock again where its connection is gone."""
        if time.monotonic() - self._asked < self._renew_s:
            return
        until = time.monotonic() + LINGERS_S
        while not self._held_after(0):
            # A session of ours that lost its network may outlive it on the server, with the lock.
            if self._noted() != holder_here() or time.monotonic() > until:
                raise self._refused()
            time.sleep(1)

    def drop(self) -> None:
        """End the session, and the lock with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _try(self) -> bool:
        """Whether this session has the lock; a session that has it already has it once more, which does no harm."""
        if self._connection is None or self._connection.closed:
            self._losses = self._transactions.losses
            self._connection = self._workspace.database.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            held = bool(self._connection.execute(_TRY, {"key": _number(self._run_id)}).scalar_one())
        except self._transactions.failures:
            self.drop()
            raise
        self._asked = time.monotonic()
        return held

    def _held_after(self, pause_s: float) -> bool:
        time.sleep(pause_s)
        return self._transactions.patiently(self._try, lambda: self._losses)

    def _refused(self) -> UsageError:
        holder = told_holder(self._noted())
        return UsageError(f"run {self._run_id} is being worked on by {holder}; wait for it, or stop it first")

    def _noted(self) -> str | None:
        query = select(runs.c.holder).where(runs.c.run_id == self._run_id)
        return self._workspace.reading(lambda connection: connection.execute(query).scalar_one_or_none())


def _number(run_id: str) -> int:
    """The seed of an advisory lock's number; the schema, of which a database may have several, is hashed with it."""
    return int.from_bytes(blake2b(run_id.encode(), digest_size=8).digest(), "big", signed=True)


@contextmanager
def hold(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file at ``path`` for ``what``; it stays behind, unlocked.

    Raises UsageError naming the process and host that hold it; StorageError if the file may not be written.
    """
    with as_storage_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with _opened(path) as file:
        if not _lock_soon(file):
            file.seek(0)
            raise UsageError(f"{what} is being worked on by {told_holder(file.read())}; wait for it, or stop it first")
        with as_storage_error(path):
            file.truncate(0)
            file.write(holder_here())
            file.flush()
        yield


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock file at ``path``."""
    if not path.exists():
        return False
    with as_storage_error(path), path.open(encoding="utf-8") as file:
        return not _lock(file)


def _opened(path: Path) -> IO[str]:
    with as_storage_error(path):
        return path.open("r+", encoding="utf-8")


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_soon(file: IO[str]) -> bool:
    """Lock the file, trying again for a moment: ``is_held`` locks it too, for as long as it takes to look."""
    for _ in range(TRIES):
        if _lock(file):
            return True
        time.sleep(PAUSE_S)
    return _lock(file)

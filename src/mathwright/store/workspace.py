"""The workspace: where a project's state lives, opened by one or many processes.

A directory: ``workspace.sqlite`` holds runs, outcomes and the ledger, ``shards/`` the payloads at rest, ``locks/`` who
works on which run.  A PostgreSQL database: it holds all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, Engine, text

from mathwright.errors import StorageError, UsageError
from mathwright.store.database import database_errors, open_database
from mathwright.store.disk import as_storage_error
from mathwright.store.mounts import refuse_network
from mathwright.store.place import DatabaseUrl, Place
from mathwright.store.postgres import open_postgres, postgres_errors, require_server
from mathwright.store.schema import MIGRATIONS, migrate, stored_version
from mathwright.store.shards import ShardFiles, Shards, ShardTable
from mathwright.store.transactions import Patience, Transactions

T = TypeVar("T")

DEFAULT = Path("mathwright-workspace")
DATABASE = "workspace.sqlite"
MIGRATING = 0x6D61_7468_7772_6967
"""Of the advisory lock that a migration holds: its bytes spell mathwrig."""


@dataclass(frozen=True)
class Workspace:
    """An open workspace; use it in a ``with`` statement, or close it."""

    place: Place
    database: Engine
    transactions: Transactions | None
    """What survives the loss of a connection; None for a directory, which has none to lose."""

    @classmethod
    def open(
        cls,
        place: Place = DEFAULT,
        *,
        create: bool = True,
        mounts: str | None = None,
        patience: Patience | None = None,
        server_version: int | None = None,
    ) -> Workspace:
        """The workspace at ``place``, brought to this version's schema.

        Raises UsageError if there is none and ``create`` is false, and for a server that is too old or does not let
        the user in; StorageError for a network file system, a file in the directory's place, another program's
        database, a newer schema, a full or read-only disk, a server that is not there, a role without rights.
        ``mounts`` stands in for the text of ``/proc/mounts``, ``server_version`` for the server's own number.
        """
        if isinstance(place, DatabaseUrl):
            return cls._open_server(place, create, patience or Patience(), server_version)
        _require_directory(place, create, mounts)
        workspace = cls(place, open_database(place / DATABASE), None)
        with workspace._closed_on_error(), workspace.write() as connection:
            migrate(connection, str(place))
        return workspace

    @classmethod
    def _open_server(cls, place: DatabaseUrl, create: bool, patience: Patience, version: int | None) -> Workspace:
        engine = open_postgres(place)
        workspace = cls(place, engine, Transactions(place, engine, patience))
        with workspace._closed_on_error(), postgres_errors(place):
            # Not tried again: at the beginning a server that is not there is a wrong URL more often than a restart.
            with engine.connect() as connection:
                require_server(connection, place, version)
                found = stored_version(connection, str(place))
            if not found and not create:
                raise UsageError(f"{place}: no workspace in this database; name another, or make one with a run")
            if found != len(MIGRATIONS):
                with engine.begin() as connection:
                    # Of many that open a new workspace at once, one makes it and the others find it made.
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
                    migrate(connection, str(place))
        return workspace

    @cached_property
    def shards(self) -> Shards:
        """The payloads at rest."""
        return ShardFiles(self.directory / "shards") if self.transactions is None else ShardTable(self.transactions)

    @property
    def directory(self) -> Path:
        """Where the files lie, of a workspace that is a directory."""
        assert isinstance(self.place, Path)
        return self.place

    def close(self) -> None:
        """Close the database's connections."""
        self.database.dispose()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self._begun(write=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept, or nothing."""
        with self._begun(write=True) as connection:
            yield connection

    def reading(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` finds in one state of the database; it is called again where a server was away."""
        if self.transactions is not None:
            return self.transactions.read(work)
        with self.read() as connection:
            return work(connection)

    def writing(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` gives back once all it wrote is kept.

        It may be called again, where a server was away or another transaction prevailed; its changes are made once.
        """
        if self.transactions is not None:
            return self.transactions.write(work)
        with self.write() as connection:
            return work(connection)

    def lock_of(self, run_id: str) -> Path:
        """The lock file of a run, of a workspace that is a directory."""
        return self.directory / "locks" / f"{run_id}.lock"

    def errors(self) -> AbstractContextManager[None]:
        """Turns the database's failures into errors that name the workspace."""
        return database_errors(self.place) if isinstance(self.place, Path) else postgres_errors(self.place)

    @contextmanager
    def _begun(self, *, write: bool) -> Iterator[Connection]:
        if self.transactions is not None:
            with self.transactions.begun(write=write) as connection:
                yield connection
            return
        options = {"write": True} if write else {}
        with self.errors(), self.database.execution_options(**options).begin() as connection:
            yield connection

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise


def workspace_exists(place: Place) -> bool:
    """Whether a workspace was made at ``place``.  Raises as ``Workspace.open`` does where a server cannot be asked."""
    if isinstance(place, Path):
        return (place / DATABASE).exists()
    engine = open_postgres(place)
    try:
        with postgres_errors(place), engine.connect() as connection:
            require_server(connection, place)
            return stored_version(connection, str(place)) > 0
    finally:
        engine.dispose()


def _require_directory(directory: Path, create: bool, mounts: str | None) -> None:
    with as_storage_error(directory):
        is_file = directory.exists() and not directory.is_dir()
        is_there = (directory / DATABASE).exists()
    if is_file:
        raise StorageError(f"{directory}: is a file; a workspace is a directory, name another path")
    refuse_network(directory, mounts)
    if not create and not is_there:
        raise UsageError(f"{directory}: no workspace here; name one with --workspace, or make one with a run")
    with as_storage_error(directory):
        directory.mkdir(parents=True, exist_ok=True)

"""The workspace: the directory where a project's state lives, opened by one or many processes.

``workspace.sqlite`` holds runs and outcomes, ``shards/`` the payloads at rest, ``locks/`` who works on which run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine

from mathwright.errors import StorageError, UsageError
from mathwright.store.database import database_errors, open_database
from mathwright.store.disk import as_storage_error
from mathwright.store.mounts import refuse_network
from mathwright.store.schema import migrate

DEFAULT = Path("mathwright-workspace")
DATABASE = "workspace.sqlite"


@dataclass(frozen=True)
class Workspace:
    """An open workspace; use it in a ``with`` statement, or close it."""

    directory: Path
    """Where shards and locks lie."""
    database: Engine

    @classmethod
    def open(cls, directory: Path = DEFAULT, *, create: bool = True, mounts: str | None = None) -> Workspace:
        """The workspace in ``directory``, brought to this version's schema.

        Raises UsageError if there is none and ``create`` is false; StorageError for a network file system, a
        file in the directory's place, another program's database, a newer schema, a full or read-only disk.
        ``mounts`` stands in for the text of ``/proc/mounts``.
        """
        _require_place(directory, create, mounts)
        database = open_database(directory / DATABASE)
        workspace = cls(directory=directory, database=database)
        try:
            with workspace.write() as connection:
                migrate(connection, str(directory))
        except BaseException:
            workspace.close()
            raise
        return workspace

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
        with database_errors(self.directory), self.database.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept, or nothing."""
        with database_errors(self.directory), self.database.execution_options(write=True).begin() as connection:
            yield connection

    def shards_of(self, run_id: str) -> Path:
        """The directory of a run's shards."""
        return self.directory / "shards" / run_id

    def lock_of(self, run_id: str) -> Path:
        """The lock file of a run."""
        return self.directory / "locks" / f"{run_id}.lock"


def _require_place(directory: Path, create: bool, mounts: str | None) -> None:
    if directory.exists() and not directory.is_dir():
        raise StorageError(f"{directory}: is a file; a workspace is a directory, name another path")
    refuse_network(directory, mounts)
    if not create and not (directory / DATABASE).exists():
        raise UsageError(f"{directory}: no workspace here; name one with --workspace, or make one with a run")
    with as_storage_error(directory):
        directory.mkdir(parents=True, exist_ok=True)

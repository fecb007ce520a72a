"""The workspace's database: one SQLite file, opened so that ``kill -9`` loses nothing that was committed.

WAL with ``synchronous=NORMAL``: a commit survives the death of the process; a power cut may take the last ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from mathwright.errors import StorageError, UsageError
from mathwright.store.schema import metadata

BUSY_S = 60
"""How long a transaction waits for another process's before it gives up."""
PAGE_BYTES = 16_384

ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full; free space and run again (nothing finished is lost)",
    sqlite3.SQLITE_READONLY: "the workspace may not be written; change its rights or name another workspace",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened; check the rights and the room on the disk",
    sqlite3.SQLITE_NOTADB: "not a mathwright workspace (the file is no SQLite database); name another workspace",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; restore a copy, or name another workspace",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written (is it full?); free space or check it, then run again",
}
"""What to do, by SQLite's primary result code."""


def open_database(path: Path) -> Engine:
    """An engine on the SQLite file at ``path``, made on first use.

    Its transactions take the write lock at once when the connection has the execution option ``write``:
    a read that later wants to write could otherwise fail at once instead of waiting for the other writer.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_S, "isolation_level": None}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def vacuum(engine: Engine) -> list[str]:
    """Rewrite the database without free pages and empty its write-ahead log; what the server warned of comes back.

    Needs as much free disk as the database has.
    """
    if engine.dialect.name == "postgresql":
        return _vacuum_server(engine)
    connection = engine.raw_connection()
    try:
        # Straight to the driver: VACUUM may not run inside the transaction that an engine's connection begins.
        for command in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor = connection.cursor()
            cursor.execute(command)
            cursor.close()
    finally:
        connection.close()
    return []


def _vacuum_server(engine: Engine) -> list[str]:
    warned: list[str] = []

    def note(notice: Any) -> None:
        # A table that the role may not rewrite is passed over with a warning, and nothing else.
        if notice.severity_nonlocalized == "WARNING":
            warned.append(str(notice.message_primary))

    names = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
        driver: Any = server.connection.driver_connection
        driver.add_notice_handler(note)
        try:
            server.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {names}")
        finally:
            driver.remove_notice_handler(note)
    return warned


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The page size comes first: it cannot change once the file exists in WAL mode.
    for pragma in (
        f"page_size={PAGE_BYTES}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_S * 1000}",
        "journal_size_limit=67108864",
        "cache_size=-32768",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def database_errors(place: Path) -> Iterator[None]:
    """Turn a failure of disk, rights or lock into a StorageError or UsageError that names ``place``."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise UsageError(f"{place}: another process kept the workspace locked for {BUSY_S} s; try again") from error
        if code not in ADVICE:
            raise
        raise StorageError(f"{place}: {ADVICE[code]} [{cause}]") from error

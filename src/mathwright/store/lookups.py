"""Looking one row up by its key, straight to the driver: SQLAlchemy's own work costs five times the look-up."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import PoolProxiedConnection

from mathwright.store.database import database_errors
from mathwright.store.transactions import Transactions
from mathwright.store.workspace import Workspace

KEY = "key"
"""Name of the one parameter of a query."""


class Lookup(Protocol):
    """Finds rows by a key, outside any transaction; of one thread at a time."""

    def find(self, key: bytes) -> tuple[Any, ...] | None:
        """The row, or None.  Raises StorageError if it cannot be read."""

    def close(self) -> None:
        """Close the connection."""


def open_lookup(workspace: Workspace, query: Select[Any]) -> Lookup:
    """A look-up by a query with one parameter, named ``KEY``."""
    if workspace.transactions is not None:
        return _ServerLookup(workspace, workspace.transactions, query)
    return _FileLookup(workspace, query)


class _FileLookup:
    def __init__(self, workspace: Workspace, query: Select[Any]) -> None:
        self._workspace = workspace
        self._query = str(query.compile(dialect=workspace.database.dialect))
        self._connection: PoolProxiedConnection | None = None
        self._cursor: DBAPICursor | None = None

    def find(self, key: bytes) -> tuple[Any, ...] | None:
        """As of ``Lookup``; waits for no writer."""
        # All rows are fetched, though there is one at most: that ends the read, which would hold up checkpoints.
        with database_errors(self._workspace.directory):
            cursor = self._cursor or self._open()
            cursor.execute(self._query, (key,))
            rows = cursor.fetchall()
        return tuple(rows[0]) if rows else None

    def close(self) -> None:
        """As of ``Lookup``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = self._cursor = None

    def _open(self) -> DBAPICursor:
        self._connection = self._workspace.database.raw_connection()
        self._cursor = self._connection.cursor()
        return self._cursor


class _ServerLookup:
    def __init__(self, workspace: Workspace, transactions: Transactions, query: Select[Any]) -> None:
        self._workspace = workspace
        self._transactions = transactions
        self._query = str(query.compile(dialect=workspace.database.dialect))
        self._connection: Any = None
        """The driver's own, which commits each statement by itself and is in no pool."""
        self._losses = transactions.losses

    def find(self, key: bytes) -> tuple[Any, ...] | None:
        """As of ``Lookup``; tried again while the server is away."""

        def once() -> tuple[Any, ...] | None:
            connection = self._connection or self._open()
            try:
                row: tuple[Any, ...] | None = connection.execute(self._query, {KEY: key}).fetchone()
            except self._transactions.failures:
                self.close()
                raise
            return row

        return self._transactions.patiently(once, lambda: self._losses)

    def close(self) -> None:
        """As of ``Lookup``."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> Any:
        self._losses = self._transactions.losses
        pooled = self._workspace.database.raw_connection()
        self._connection = pooled.driver_connection
        pooled.detach()
        self._connection.autocommit = True
        return self._connection

"""What the dialects of SQL spell or do differently where several processes write at once."""

from __future__ import annotations

from sqlalchemy import Connection, Dialect, Insert, Table, text
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(table: Table, dialect: Dialect) -> Insert:
    """An insert that leaves out each row one of whose unique values is there: the first row stays."""
    if dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def alone(connection: Connection, table: Table) -> None:
    """Let no other process write the table until the transaction ends.

    SQLite's writing transactions are alone from their beginning; PostgreSQL's see what others commit meanwhile.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))

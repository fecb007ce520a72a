"""``INSERT … ON CONFLICT DO NOTHING``: the one statement whose spelling SQLAlchemy keeps by dialect."""

from __future__ import annotations

from sqlalchemy import Insert, Table
from sqlalchemy.dialects.sqlite import insert


def insert_new(table: Table) -> Insert:
    """An insert that leaves out each row one of whose unique values is there: the first row stays."""
    # PostgreSQL: the function of the same name in sqlalchemy.dialects.postgresql; it compiles to the same text.
    return insert(table).on_conflict_do_nothing()

"""The workspace's tables, and the ordered steps that bring an older workspace to them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    update,
)

from mathwright.errors import StorageError

metadata = MetaData()

schema_version = Table(
    "mathwright_schema",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
)
"""One row: how many of ``MIGRATIONS`` have been applied.  Its name also tells our database from another's."""

runs = Table(
    "runs",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("run_id", String(64), nullable=False, unique=True),
    Column("recipe", Text, nullable=False),
    Column("config", Text, nullable=False),
    Column("config_hash", String(64), nullable=False),
    Column("run_seed", Text, nullable=False),
    Column("target", Integer),
    Column("passes", Text, nullable=False),
    Column("frontier", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
)
"""``passes``: names in order, one a line.  ``frontier``: places of the last pass that admit has settled, from 0
without a gap; accepted rows at or beyond it are surplus.  Times are seconds since 1970 and enter no hash."""

outcomes = Table(
    "outcomes",
    metadata,
    Column("run", Integer, ForeignKey("runs.run"), primary_key=True, autoincrement=False),
    Column("pass", SmallInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("item_id", Text, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("step", Text),
    Column("reason", Text),
    Column("refused", Text),
    Column("problem_id", String(16)),
    Column("shard", Integer),
    Column("payload", LargeBinary),
    sqlite_with_rowid=False,
)
"""One row an item.  ``pass``: index into the run's passes.  ``state``: index into ``states.STATES``.  ``refused``: why
admit did not let the problem in.  ``payload``: zstd of the payload's JSON (of the draft's text for a rejected
item) until ``shard`` says in which Parquet file it rests."""

Index(
    "outcomes_problem",
    outcomes.c.problem_id,
    sqlite_where=outcomes.c.problem_id.is_not(None),
    postgresql_where=outcomes.c.problem_id.is_not(None),
)


def create_runs_and_outcomes(connection: Connection) -> None:
    """Version 1."""
    metadata.create_all(connection, tables=[schema_version, runs, outcomes])
    connection.execute(insert(schema_version).values(version=0))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (create_runs_and_outcomes,)
"""Step ``i`` takes a workspace from version ``i`` to ``i + 1``; steps are only ever added at the end."""


def migrate(connection: Connection, name: str) -> None:
    """Bring the database to this version's schema, within the connection's transaction.

    Raises StorageError if it is a newer mathwright's, or no workspace of mathwright's; ``name`` tells which.
    """
    found = stored_version(connection, name)
    if found > len(MIGRATIONS):
        raise StorageError(
            f"{name}: the workspace has schema version {found}, this mathwright knows up to {len(MIGRATIONS)};"
            " update mathwright, or name another workspace"
        )
    for step in MIGRATIONS[found:]:
        step(connection)
    if found < len(MIGRATIONS):
        connection.execute(update(schema_version).values(version=len(MIGRATIONS)))


def stored_version(connection: Connection, name: str) -> int:
    """The database's schema version, 0 for an empty one.  Raises StorageError if it belongs to something else."""
    tables = set(inspect(connection).get_table_names())
    if schema_version.name in tables:
        version = connection.execute(select(schema_version.c.version)).scalar_one()
        return int(version)
    if tables:
        raise StorageError(
            f"{name}: a database, but not one of mathwright's (its tables: {', '.join(sorted(tables)[:5])});"
            " name another workspace"
        )
    return 0

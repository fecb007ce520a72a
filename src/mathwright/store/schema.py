"""The workspace's tables, and the ordered steps that bring an older workspace to them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
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
    UniqueConstraint,
    insert,
    inspect,
    select,
    update,
)

from mathwright.errors import StorageError
from mathwright.store.text import StoredText

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
    Column("recipe", StoredText, nullable=False),
    Column("config", StoredText, nullable=False),
    Column("config_hash", String(64), nullable=False),
    Column("run_seed", StoredText, nullable=False),
    Column("target", Integer),
    Column("passes", StoredText, nullable=False),
    Column("frontier", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("holder", StoredText),
)
"""``passes``: names in order, one a line.  ``frontier``: places of the last pass that admit has settled, from 0
without a gap; accepted rows at or beyond it are surplus.  Times are seconds since 1970 and enter no hash.
``fence``: how often the run was taken; who took it last is ``holder``, and nobody else may write."""

outcomes = Table(
    "outcomes",
    metadata,
    Column("run", Integer, ForeignKey("runs.run"), primary_key=True, autoincrement=False),
    Column("pass", SmallInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("item_id", StoredText, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("step", StoredText),
    Column("reason", StoredText),
    Column("refused", StoredText),
    Column("evidence", StoredText),
    Column("problem_id", String(16)),
    Column("shard", Integer),
    Column("payload", LargeBinary),
    sqlite_with_rowid=False,
)
"""One row an item.  ``pass``: index into the run's passes.  ``state``: index into ``states.STATES``.  ``refused``: why
admit did not let the problem in; ``evidence``: JSON of what shows it.  ``payload``: zstd of the payload's JSON (of
the draft's text for a rejected item) until ``shard`` says in which Parquet file it rests."""

Index(
    "outcomes_problem",
    outcomes.c.problem_id,
    sqlite_where=outcomes.c.problem_id.is_not(None),
    postgresql_where=outcomes.c.problem_id.is_not(None),
)


RowId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers the rows by itself only where the type is INTEGER."""

call_kinds = Table(
    "call_kinds",
    metadata,
    Column("kind", Integer, primary_key=True),
    Column("digest", LargeBinary(16), nullable=False, unique=True),
    Column("prompt", StoredText, nullable=False),
    Column("template", StoredText, nullable=False),
    Column("provider", StoredText, nullable=False),
    Column("base_url", StoredText, nullable=False),
    Column("model", StoredText, nullable=False),
    Column("served_model", StoredText),
    Column("way", String(8), nullable=False),
    Column("priced", StoredText),
    Column("role", StoredText),
    Column("run", StoredText),
)
"""What many calls share.  ``digest``: of all other columns, since a unique index takes two NULLs as different."""

call_dictionaries = Table(
    "call_dictionaries",
    metadata,
    Column("dictionary", Integer, primary_key=True),
    Column("prompt", StoredText, nullable=False),
    Column("template", StoredText, nullable=False),
    Column("grade", SmallInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    UniqueConstraint("prompt", "template", "grade"),
)
"""zstd dictionaries, by the calls that were packed with them; never changed.  ``grade``: index into ``packing.GRADES``,
the highest is used for new calls.  ``content``: zstd.  ``digest``: blake2b of the content unpacked."""

calls = Table(
    "calls",
    metadata,
    Column("call", RowId, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("kind", Integer, ForeignKey("call_kinds.kind"), nullable=False),
    Column("dictionary", Integer, ForeignKey("call_dictionaries.dictionary"), nullable=False),
    Column("draw", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("input_tokens", BigInteger),
    Column("cached_tokens", BigInteger),
    Column("output_tokens", BigInteger),
    Column("reasoning_tokens", BigInteger),
    Column("cost_nano_usd", BigInteger),
    Column("latency_ms", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("retired", SmallInteger, nullable=False, default=0),
    Column("fault", StoredText),
    Column("request_id", StoredText),
    Column("digests", LargeBinary, nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Column("request", LargeBinary, nullable=False),
)
"""The ledger: one row a call that was paid.  ``key``: of all that can change the reply; a retired row has another.
``created``: seconds since 1970.  ``request`` and ``reply``: JSON, zstd with the row's dictionary."""

budgets = Table(
    "budgets",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("cap", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
)
"""Nano-USD or tokens, by the name.  ``reserved``: the most that calls in flight can cost, killed processes' too."""

batches = Table(
    "batches",
    metadata,
    Column("batch", Integer, primary_key=True),
    Column("provider", StoredText, nullable=False),
    Column("base_url", StoredText, nullable=False),
    Column("model", StoredText, nullable=False),
    Column("remote_id", StoredText, nullable=False),
    Column("state", StoredText, nullable=False),
    Column("run", StoredText),
    Column("created", BigInteger, nullable=False),
)
"""Batches handed to a provider.  ``state``: ``open`` until its replies are in the ledger, then how it ended."""

batch_calls = Table(
    "batch_calls",
    metadata,
    Column("batch", Integer, ForeignKey("batches.batch"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(16), nullable=False),
    sqlite_with_rowid=False,
)
"""The calls of a batch, in its order."""

waves = Table(
    "waves",
    metadata,
    Column("wave", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("run", StoredText),
    Column("model", StoredText, nullable=False),
    Column("state", String(8), nullable=False),
)
"""Files of requests for a model that is not reached from here.  ``state``: ``planned`` until the file is whole, then
``written``."""

pending_calls = Table(
    "pending_calls",
    metadata,
    Column("place", RowId, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("run", StoredText),
    Column("model", StoredText, nullable=False),
    Column("wave", Integer, ForeignKey("waves.wave")),
    Column("packed", LargeBinary, nullable=False),
)
"""Calls that wait for a reply from elsewhere.  ``run``: the last that asked.  ``wave``: the file it was last written
to; NULL before that, and again when its reply failed.  ``packed``: zstd of JSON, what the ledger's row will need."""

Index("pending_calls_wave", pending_calls.c.wave, pending_calls.c.model)

doubts = Table(
    "doubts",
    metadata,
    Column("problem_id", String(16), primary_key=True),
    Column("question", StoredText, nullable=False),
    Column("stored", StoredText, nullable=False),
    Column("agreed", StoredText, nullable=False),
    Column("evidence", StoredText, nullable=False),
    Column("checker", StoredText, nullable=False),
    Column("found", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("answer", StoredText),
    Column("decided_by", StoredText),
    Column("decided", Float),
    Column("note", StoredText),
)
"""Seed problems whose stored answer solvers agree against.  ``agreed``: what they agree on.  ``evidence``: JSON.
``state``: ``open`` until a person decides, then ``kept``, ``dropped`` or ``corrected``, to ``answer``.  Times are
seconds since 1970."""


shards = Table(
    "shards",
    metadata,
    Column("run", Integer, ForeignKey("runs.run"), primary_key=True, autoincrement=False),
    Column("pass", SmallInteger, primary_key=True, autoincrement=False),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""Payloads at rest, one Parquet file a row; empty where the workspace is a directory, whose shards are files."""

receipts = Table(
    "receipts",
    metadata,
    Column("writer", LargeBinary(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("written", Float, nullable=False),
)
"""The last transaction that each writer (a thread of a process) knows or will know to be committed: it asks here when
the connection was lost in the middle of a commit.  ``written``: seconds since 1970.  Unused by SQLite."""


def create_runs_and_outcomes(connection: Connection) -> None:
    """Version 1."""
    metadata.create_all(connection, tables=[schema_version, runs, outcomes])
    connection.execute(insert(schema_version).values(version=0))


def create_ledger(connection: Connection) -> None:
    """Version 2."""
    tables = [call_kinds, call_dictionaries, calls, budgets, batches, batch_calls]
    metadata.create_all(connection, tables=tables)


def create_pending(connection: Connection) -> None:
    """Version 3."""
    metadata.create_all(connection, tables=[waves, pending_calls])


def create_doubts(connection: Connection) -> None:
    """Version 4."""
    metadata.create_all(connection, tables=[doubts])


def add_evidence(connection: Connection) -> None:
    """Version 5.  A database that began with this version's ``outcomes`` has the column."""
    if "evidence" not in {column["name"] for column in inspect(connection).get_columns("outcomes")}:
        connection.exec_driver_sql("ALTER TABLE outcomes ADD COLUMN evidence TEXT")


def add_fences_and_shards(connection: Connection) -> None:
    """Version 6.  A database that began with this version's ``runs`` has the columns."""
    if "fence" not in {column["name"] for column in inspect(connection).get_columns("runs")}:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN fence INTEGER NOT NULL DEFAULT 0")
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN holder TEXT")
    metadata.create_all(connection, tables=[shards, receipts])
    if connection.dialect.name == "postgresql":
        # Parquet is compressed already: the server would only try in vain.
        connection.exec_driver_sql("ALTER TABLE shards ALTER COLUMN content SET STORAGE EXTERNAL")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    create_runs_and_outcomes,
    create_ledger,
    create_pending,
    create_doubts,
    add_evidence,
    add_fences_and_shards,
)
"""Step ``i`` takes a workspace from version ``i`` to ``i + 1``; steps are only ever added at the end."""


def migrate(connection: Connection, name: str) -> None:
    """Bring the database to this version's schema, within the connection's transaction.

    Raises StorageError if it is a newer mathwright's, or no workspace of mathwright's; ``name`` tells which.
    """
    found = stored_version(connection, name)
    newer = newer_schema(found, name)
    if newer is not None:
        raise StorageError(newer)
    for step in MIGRATIONS[found:]:
        step(connection)
    if found < len(MIGRATIONS):
        connection.execute(update(schema_version).values(version=len(MIGRATIONS)))


def newer_schema(found: int, name: str) -> str | None:
    """What to say of a schema version that a newer mathwright made; None where it is known here."""
    if found <= len(MIGRATIONS):
        return None
    return (
        f"{name}: the workspace has schema version {found}, this mathwright knows up to {len(MIGRATIONS)};"
        " update mathwright, or name another workspace"
    )


def stored_version(connection: Connection, name: str) -> int:
    """The database's schema version, 0 for an empty one.

    Raises StorageError if it belongs to something else, or holds no version where there should be one.
    """
    found = inspect(connection)
    tables = set(found.get_table_names())
    views = sorted(set(found.get_view_names()) & set(metadata.tables))
    if views:
        raise StorageError(
            f"{name}: views are in the place of mathwright's tables ({', '.join(views)});"
            " name another workspace, or a new database"
        )
    if schema_version.name in tables:
        versions = connection.execute(select(schema_version.c.version)).scalars().all()
        if len(versions) != 1:
            raise StorageError(
                f"{name}: the table {schema_version.name} has {len(versions)} rows and should have one, the version;"
                " restore a copy, or name another workspace"
            )
        return int(versions[0])
    if tables:
        raise StorageError(
            f"{name}: a database, but not one of mathwright's (its tables: {', '.join(sorted(tables)[:5])});"
            " name another workspace, or a new database"
        )
    return 0

"""A workspace of each earlier version comes through every step with what it held, to the tables of a new one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Inspector, inspect, select
from tests.store.older_schemas import VERSIONS, make_older
from tests.store.paid_calls import key_of, paid

from mathwright.errors import StorageError
from mathwright.records import Refused
from mathwright.store.ledger import Ledger
from mathwright.store.outcomes import OutcomeRow, RunSpec, read_outcomes, take
from mathwright.store.place import Place
from mathwright.store.runs import list_runs
from mathwright.store.schema import MIGRATIONS, metadata, schema_version
from mathwright.store.states import ACCEPTED, REJECTED
from mathwright.store.workspace import Workspace

SPEC = RunSpec("test", "accepted = 3", "hash", 7, ("make",))
ROWS = f"""
INSERT INTO runs (run_id, recipe, config, config_hash, run_seed, passes, frontier, state, created, updated)
    VALUES ('{SPEC.run_id}', 'test', 'accepted = 3', 'hash', '7', 'make', 1, 'running', 1.5, 2.5);
INSERT INTO outcomes (run, pass, place, item_id, state, step, reason, refused) VALUES
    (1, 0, 0, 'item0', {ACCEPTED}, NULL, NULL, 'duplicate'), (1, 0, 1, 'item1', {REJECTED}, 's', 'r', NULL)
"""


def test_every_version_before_this_one_is_written_down() -> None:
    assert list(VERSIONS) == list(range(1, len(MIGRATIONS)))


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_one_comes_to_this_one_with_all_it_held(place: Place, version: int) -> None:
    make_older(place, version, ROWS)
    with Workspace.open(place) as workspace:
        (found,) = list_runs(workspace)
        assert (found.run_id, found.state, found.accepted, found.rejected) == (SPEC.run_id, "killed", 1, 1)
        with take(workspace, SPEC) as log:
            log.commit([(0, OutcomeRow(2, "item2", REJECTED, "s", "r"))], refusals={0: Refused("near", '{"twin":1}')})
        rows = list(read_outcomes(workspace, SPEC.run_id).rows(0))
        assert [(row.place, row.refused, row.evidence) for row in rows] == [
            (0, "near", '{"twin":1}'), (1, None, None), (2, None, None),
        ]  # fmt: skip
        with Ledger(workspace) as ledger:
            assert asyncio.run(ledger.keep(paid(1))) is True
            assert ledger.find(key_of(1)) is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_one_and_a_new_one_have_the_same_tables(places: Callable[[], Place], version: int) -> None:
    old, new = places(), places()
    make_older(old, version, ROWS)
    assert tables_of(old) == tables_of(new)


def tables_of(place: Place) -> dict[str, object]:
    """Columns, keys and indexes of each table, once the workspace was opened."""
    with Workspace.open(place) as workspace, workspace.read() as connection:
        assert connection.execute(select(schema_version.c.version)).scalars().all() == [len(MIGRATIONS)]
        found = inspect(connection)
        assert set(found.get_table_names()) == set(metadata.tables)
        return {name: table_of(connection, found, name) for name in sorted(metadata.tables)}


def table_of(connection: Connection, found: Inspector, name: str) -> object:
    """All of a table but the order of its columns, which nothing goes by."""
    columns = sorted(
        (
            column["name"],
            # In SQLite both hold 64 bits.
            str(column["type"]).replace("BIGINT", "INTEGER" if connection.dialect.name == "sqlite" else "BIGINT"),
            column["nullable"],
            # What is the default of a number may be written as a text.
            column["default"] and column["default"].strip("'"),
        )
        for column in found.get_columns(name)
    )
    indexes = sorted(
        (index["name"], index["column_names"], index["unique"], conditions(index.get("dialect_options", {})))
        for index in found.get_indexes(name)
    )
    unique = sorted(tuple(one["column_names"]) for one in found.get_unique_constraints(name))
    foreign = sorted(
        (tuple(one["constrained_columns"]), one["referred_table"], tuple(one["referred_columns"]))
        for one in found.get_foreign_keys(name)
    )
    key = found.get_pk_constraint(name)["constrained_columns"]
    return columns, key, indexes, unique, foreign, stored_as(connection, name)


def conditions(options: dict[str, object]) -> list[str]:
    return sorted(f"{key} {value}" for key, value in options.items() if key.endswith("_where"))


def stored_as(connection: Connection, name: str) -> object:
    """How a server stores each column; of SQLite, whether the table has row numbers beside its key."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT attname, attstorage FROM pg_attribute"
            f" WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname"
        )
        return [tuple(row) for row in connection.exec_driver_sql(query)]
    made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,))
    return "WITHOUT ROWID" in str(made.scalar_one())


def test_a_newer_schema_is_refused(place: Place) -> None:
    with Workspace.open(place) as workspace, workspace.write() as connection:
        connection.execute(schema_version.update().values(version=99))
    with pytest.raises(StorageError, match=rf"schema version 99, this mathwright knows up to {len(MIGRATIONS)}"):
        Workspace.open(place)

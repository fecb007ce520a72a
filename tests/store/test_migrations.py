"""A workspace of the first version comes through every step with what it held."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import inspect, select, text
from tests.store.paid_calls import key_of, paid

from mathwright.errors import StorageError
from mathwright.records import Refused
from mathwright.store.database import open_database
from mathwright.store.ledger import Ledger
from mathwright.store.outcomes import OutcomeRow, RunSpec, read_outcomes, take
from mathwright.store.place import DatabaseUrl, Place
from mathwright.store.postgres import open_postgres
from mathwright.store.runs import list_runs
from mathwright.store.schema import MIGRATIONS, metadata, schema_version
from mathwright.store.states import ACCEPTED, REJECTED
from mathwright.store.workspace import DATABASE, Workspace

SPEC = RunSpec("test", "accepted = 3", "hash", 7, ("make",))
VERSION_1 = f"""
CREATE TABLE mathwright_schema (version INTEGER NOT NULL, PRIMARY KEY (version));
INSERT INTO mathwright_schema VALUES (1);
CREATE TABLE runs (
    run {{number}}, run_id VARCHAR(64) NOT NULL, recipe TEXT NOT NULL, config TEXT NOT NULL,
    config_hash VARCHAR(64) NOT NULL, run_seed TEXT NOT NULL, target INTEGER, passes TEXT NOT NULL,
    frontier INTEGER NOT NULL, state VARCHAR(16) NOT NULL, created FLOAT NOT NULL, updated FLOAT NOT NULL,
    PRIMARY KEY (run), UNIQUE (run_id)
);
CREATE TABLE outcomes (
    run INTEGER NOT NULL, pass SMALLINT NOT NULL, place INTEGER NOT NULL, item_id TEXT NOT NULL,
    state SMALLINT NOT NULL, step TEXT, reason TEXT, refused TEXT, problem_id VARCHAR(16), shard INTEGER,
    payload {{bytes}}, PRIMARY KEY (run, pass, place), FOREIGN KEY (run) REFERENCES runs (run)
){{last}};
CREATE INDEX outcomes_problem ON outcomes (problem_id) WHERE problem_id IS NOT NULL;
INSERT INTO runs (run_id, recipe, config, config_hash, run_seed, passes, frontier, state, created, updated)
    VALUES ('{SPEC.run_id}', 'test', 'accepted = 3', 'hash', '7', 'make', 1, 'running', 1.5, 2.5);
INSERT INTO outcomes (run, pass, place, item_id, state, step, reason, refused) VALUES
    (1, 0, 0, 'item0', {ACCEPTED}, NULL, NULL, 'duplicate'), (1, 0, 1, 'item1', {REJECTED}, 's', 'r', NULL)
"""
"""As its tables were made."""
WORDS = {
    "sqlite": {"number": "INTEGER NOT NULL", "bytes": "BLOB", "last": " WITHOUT ROWID"},
    "postgresql": {"number": "SERIAL NOT NULL", "bytes": "BYTEA", "last": ""},
}


def make_version_1(place: Place) -> None:
    if isinstance(place, DatabaseUrl):
        engine = open_postgres(place)
    else:
        place.mkdir()
        engine = open_database(place / DATABASE)
    with engine.begin() as connection:
        for command in VERSION_1.format(**WORDS[engine.dialect.name]).split(";"):
            connection.execute(text(command))
    engine.dispose()


def test_version_1_comes_to_this_one_with_all_it_held(place: Place) -> None:
    make_version_1(place)
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


def test_an_old_one_and_a_new_one_have_the_same_columns(place: Place) -> None:
    make_version_1(place)
    with Workspace.open(place) as workspace, workspace.read() as connection:
        assert connection.execute(select(schema_version.c.version)).scalars().all() == [len(MIGRATIONS)]
        found = inspect(connection)
        for table in metadata.sorted_tables:
            columns = {column["name"] for column in found.get_columns(table.name)}
            assert columns == {column.name for column in table.columns}


def test_a_newer_schema_is_refused(place: Place) -> None:
    with Workspace.open(place) as workspace, workspace.write() as connection:
        connection.execute(schema_version.update().values(version=99))
    with pytest.raises(StorageError, match=rf"schema version 99, this mathwright knows up to {len(MIGRATIONS)}"):
        Workspace.open(place)

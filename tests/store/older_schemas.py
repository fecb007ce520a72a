"""The tables as each earlier version made them, in its own words: today's must be what the steps make of them.

Written down, and not asked of today's code: a table that was changed without a step would else change here too.
"""

from __future__ import annotations

from sqlalchemy import text

from mathwright.store.database import open_database
from mathwright.store.place import DatabaseUrl, Place
from mathwright.store.postgres import open_postgres
from mathwright.store.workspace import DATABASE

WORDS = {
    "sqlite": {"number": "INTEGER", "row": "INTEGER", "big": "INTEGER", "bytes": "BLOB", "last": " WITHOUT ROWID"},
    "postgresql": {"number": "SERIAL", "row": "BIGSERIAL", "big": "BIGINT", "bytes": "BYTEA", "last": ""},
}
"""What the databases spell differently.  PostgreSQL came when the counts were ``BIGINT`` already."""
STEPS = (
    """
    CREATE TABLE mathwright_schema (version INTEGER NOT NULL, PRIMARY KEY (version));
    INSERT INTO mathwright_schema VALUES (1);
    CREATE TABLE runs (
        run {number} NOT NULL, run_id VARCHAR(64) NOT NULL, recipe TEXT NOT NULL, config TEXT NOT NULL,
        config_hash VARCHAR(64) NOT NULL, run_seed TEXT NOT NULL, target INTEGER, passes TEXT NOT NULL,
        frontier INTEGER NOT NULL, state VARCHAR(16) NOT NULL, created FLOAT NOT NULL, updated FLOAT NOT NULL,
        PRIMARY KEY (run), UNIQUE (run_id)
    );
    CREATE TABLE outcomes (
        run INTEGER NOT NULL, pass SMALLINT NOT NULL, place INTEGER NOT NULL, item_id TEXT NOT NULL,
        state SMALLINT NOT NULL, step TEXT, reason TEXT, refused TEXT, problem_id VARCHAR(16), shard INTEGER,
        payload {bytes}, PRIMARY KEY (run, pass, place), FOREIGN KEY (run) REFERENCES runs (run)
    ){last};
    CREATE INDEX outcomes_problem ON outcomes (problem_id) WHERE problem_id IS NOT NULL
    """,
    """
    CREATE TABLE call_kinds (
        kind {number} NOT NULL, digest {bytes} NOT NULL, prompt TEXT NOT NULL, template TEXT NOT NULL,
        provider TEXT NOT NULL, base_url TEXT NOT NULL, model TEXT NOT NULL, served_model TEXT, way VARCHAR(8) NOT NULL,
        priced TEXT, role TEXT, run TEXT, PRIMARY KEY (kind), UNIQUE (digest)
    );
    CREATE TABLE call_dictionaries (
        dictionary {number} NOT NULL, prompt TEXT NOT NULL, template TEXT NOT NULL, grade SMALLINT NOT NULL,
        content {bytes} NOT NULL, digest {bytes} NOT NULL, PRIMARY KEY (dictionary), UNIQUE (prompt, template, grade)
    );
    CREATE TABLE calls (
        call {row} NOT NULL, key {bytes} NOT NULL, kind INTEGER NOT NULL, dictionary INTEGER NOT NULL,
        draw INTEGER NOT NULL, created {big} NOT NULL, input_tokens {big}, cached_tokens {big}, output_tokens {big},
        reasoning_tokens {big}, cost_nano_usd BIGINT, latency_ms INTEGER NOT NULL, tries INTEGER NOT NULL,
        retired SMALLINT NOT NULL, fault TEXT, request_id TEXT, digests {bytes} NOT NULL, reply {bytes} NOT NULL,
        request {bytes} NOT NULL, PRIMARY KEY (call), UNIQUE (key), FOREIGN KEY (kind) REFERENCES call_kinds (kind),
        FOREIGN KEY (dictionary) REFERENCES call_dictionaries (dictionary)
    );
    CREATE TABLE budgets (
        run_id VARCHAR(64) NOT NULL, name VARCHAR(64) NOT NULL, cap BIGINT NOT NULL, spent BIGINT NOT NULL,
        reserved BIGINT NOT NULL, PRIMARY KEY (run_id, name)
    );
    CREATE TABLE batches (
        batch {number} NOT NULL, provider TEXT NOT NULL, base_url TEXT NOT NULL, model TEXT NOT NULL,
        remote_id TEXT NOT NULL, state TEXT NOT NULL, run TEXT, created {big} NOT NULL, PRIMARY KEY (batch)
    );
    CREATE TABLE batch_calls (
        batch INTEGER NOT NULL, place INTEGER NOT NULL, key {bytes} NOT NULL, PRIMARY KEY (batch, place),
        FOREIGN KEY (batch) REFERENCES batches (batch)
    ){last}
    """,
    """
    CREATE TABLE waves (
        wave {number} NOT NULL, path TEXT NOT NULL, run TEXT, model TEXT NOT NULL, state VARCHAR(8) NOT NULL,
        PRIMARY KEY (wave), UNIQUE (path)
    );
    CREATE TABLE pending_calls (
        place {row} NOT NULL, key {bytes} NOT NULL, run TEXT, model TEXT NOT NULL, wave INTEGER,
        packed {bytes} NOT NULL, PRIMARY KEY (place), UNIQUE (key), FOREIGN KEY (wave) REFERENCES waves (wave)
    );
    CREATE INDEX pending_calls_wave ON pending_calls (wave, model)
    """,
    """
    CREATE TABLE doubts (
        problem_id VARCHAR(16) NOT NULL, question TEXT NOT NULL, stored TEXT NOT NULL, agreed TEXT NOT NULL,
        evidence TEXT NOT NULL, checker TEXT NOT NULL, found FLOAT NOT NULL, state VARCHAR(16) NOT NULL, answer TEXT,
        decided_by TEXT, decided FLOAT, note TEXT, PRIMARY KEY (problem_id)
    )
    """,
    """
    ALTER TABLE outcomes ADD COLUMN evidence TEXT
    """,
)
"""What each version adds to the one before."""
VERSIONS = range(1, len(STEPS) + 1)


def make_older(place: Place, version: int, rows: str) -> None:
    """Make a workspace as a version did, and put rows into it that version 1 could hold."""
    if isinstance(place, DatabaseUrl):
        engine = open_postgres(place)
    else:
        place.mkdir()
        engine = open_database(place / DATABASE)
    commands = [command for step in STEPS[:version] for command in step.split(";")]
    with engine.begin() as connection:
        for command in [*commands, *rows.split(";"), f"UPDATE mathwright_schema SET version = {version}"]:
            connection.execute(text(command.format(**WORDS[engine.dialect.name])))
    engine.dispose()

"""What a PostgreSQL server says of itself, without anything being made there."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, text

from mathwright.store.place import DatabaseUrl
from mathwright.store.postgres import (
    ADVICE,
    READ_ONLY,
    TABLE_RIGHTS,
    open_postgres,
    postgres_errors,
    require_server,
    server_version,
)
from mathwright.store.schema import MIGRATIONS, metadata, newer_schema, schema_version, stored_version


class Server(NamedTuple):
    """A server, and the database that a workspace is or would be in."""

    version: str
    """Such as ``15.10``."""
    may_write: bool
    """Whether the role may make a workspace there, or write the one that is there."""
    faults: tuple[str, ...]
    """What must be mended, one line each."""


def look_at(place: DatabaseUrl) -> Server:
    """What is there.  Raises UsageError or StorageError where that cannot be asked, or would be refused."""
    engine = open_postgres(place)
    try:
        with postgres_errors(place), engine.connect() as connection:
            require_server(connection, place)
            version, found = server_version(connection), stored_version(connection, str(place))
            refused = (
                newer_schema(found, str(place))
                or _takes_no_writes(connection, place)
                or _no_right(connection, place, found)
            )
            return Server(version, refused is None, () if refused is None else (refused,))
    finally:
        engine.dispose()


def _no_right(connection: Connection, place: DatabaseUrl, found: int) -> str | None:
    if found == len(MIGRATIONS):
        return _no_right_to_write(connection, place)
    return _no_right_to_change(connection, place, found) or _no_right_to_make(connection, place)


def _takes_no_writes(connection: Connection, place: DatabaseUrl) -> str | None:
    if connection.execute(text("SELECT current_setting('transaction_read_only')")).scalar_one() == "off":
        return None
    return f"{place}: {ADVICE[READ_ONLY]}"


def _no_right_to_write(connection: Connection, place: DatabaseUrl) -> str | None:
    # Not the table of the version: who may not change it may work, and may not bring the tables up to date.
    tables = [table.name for table in metadata.sorted_tables if table is not schema_version]
    asked = {"tables": tables, "rights": ["SELECT", "INSERT", "UPDATE", "DELETE"]}
    if connection.execute(_MAY_WRITE, asked).scalar_one():
        return None
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    return f"{place}: the role may not write the tables; grant it: {TABLE_RIGHTS.format(schema=schema)}"


_MAY_WRITE = text(
    "SELECT (SELECT bool_and(has_table_privilege(format('%I.%I', current_schema(), named), asked))"
    " FROM unnest(CAST(:tables AS text[])) AS named, unnest(CAST(:rights AS text[])) AS asked)"
    " AND (SELECT coalesce(bool_and(has_sequence_privilege(oid, 'USAGE')), true) FROM pg_class"
    " WHERE relkind = 'S' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))"
)


def _no_right_to_change(connection: Connection, place: DatabaseUrl, found: int) -> str | None:
    owner = connection.execute(_OWNED_BY_ANOTHER, {"tables": list(metadata.tables)}).scalar_one()
    if owner is None:
        return None
    return (
        f"{place}: the workspace has schema version {found}, this mathwright's is {len(MIGRATIONS)}, and only its "
        f"tables' owner may bring them up to date: let the role {owner} open it once with this mathwright"
    )


_OWNED_BY_ANOTHER = text(
    "SELECT min(pg_get_userbyid(relowner)::text) FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
    " AND relname = ANY(CAST(:tables AS text[])) AND NOT pg_has_role(relowner, 'USAGE')"
)


def _no_right_to_make(connection: Connection, place: DatabaseUrl) -> str | None:
    schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    if schema is None:
        return f"{place}: the role sees no schema to make tables in; grant it USAGE and CREATE on one"
    asked = text("SELECT has_schema_privilege(:schema, 'CREATE')")
    if connection.execute(asked, {"schema": schema}).scalar_one():
        return None
    return f"{place}: the role may not make tables; grant it: GRANT CREATE ON SCHEMA {schema} TO USER"

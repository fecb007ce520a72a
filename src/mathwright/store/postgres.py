"""A workspace's database in PostgreSQL: how it is opened, and its failures told as errors a user can act upon."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from mathwright.errors import MathwrightError, StorageError, UsageError
from mathwright.store.place import DatabaseUrl

EXTRA = "postgres"
OLDEST = 130_000
"""``server_version_num`` of PostgreSQL 13: what older ones do is nobody's concern any more, and nobody tries it."""
CONNECT_S = 10
LOCK_S = 60
"""How long a statement waits for another process's transaction before it gives up."""
DRIVER_MODULE = "psycopg"
SILENCE_MS = 30_000
KEEPALIVE = {
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": str(SILENCE_MS),
}
"""A silent peer is given up after half a minute: not after two hours, as the system does where nothing is under way,
nor after a quarter of an hour, as it does where something sent was never acknowledged."""
SESSION = (
    f"SET lock_timeout = '{LOCK_S}s'",
    # A stopped process would else hold its locks for ever.
    "SET idle_in_transaction_session_timeout = '300s'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 4",
    f"SET tcp_user_timeout = {SILENCE_MS}",
    # All statements are short; compiling one costs more than it saves.
    "SET jit = off",
)
LOST_CLASSES = ("08", "57P", "25P03", "25P04")
"""Beginnings of the SQLSTATE of errors that end a connection: broken, ended by the server, too long idle or at work."""
ANSWERED = "FATAL:"
"""In every message with which a server refuses a connection, in most languages that it may speak."""
TRANSIENT = re.compile(
    "the database system is|too many |connection slots are reserved|terminating connection due to"
    "|authentication due to timeout|server login|no more connections allowed"
)
"""Of a server's or a pooler's refusals, those that pass."""
ANOTHER_PROGRAM = "something else than PostgreSQL answers there; mend the URL's host and port"
REFUSALS = (
    ("password", "give the right one in PGPASSWORD, ~/.pgpass or the URL"),
    ("no pg_hba.conf entry", "let this host, user and database in there, or add ?sslmode=require to the URL"),
    ("invalid response to SSL negotiation|expected authentication request", ANOTHER_PROGRAM),
    ("does not support SSL|certificate", "the server and the URL's sslmode do not agree; mend one of them"),
    ("authentication", "check the user and how the server lets it in (pg_hba.conf)"),
    ('role ".*" does not exist', "make it first: createuser --pwprompt NAME"),
    ('database ".*" does not exist', "make it first: createdb --owner USER NAME"),
    ("permission denied for database", "grant it: GRANT CONNECT ON DATABASE NAME TO USER"),
    ("invalid connection option", "leave out what follows the ? of the URL, or mend it"),
    ("^invalid ", "mend the URL"),
)
"""Part of a message with which connecting fails for good, and what to do.  Such messages carry no SQLSTATE."""
LETS_NOBODY_IN = "the server lets nobody in this way; mend what it says"
READ_ONLY = "25006"
ADVICE = {
    "40001": "another process changed the same at the same time; run the same command again",
    "40P01": "another process changed the same at the same time; run the same command again",
    "3F000": "the role sees no schema to make tables in; grant it USAGE and CREATE on one",
    "42P01": "a table of the workspace is missing; restore a copy, or name another workspace",
    READ_ONLY: "the server takes no writes (is it a standby?); name the one that does",
    "53100": "the server's disk is full; free space there and run again (nothing that was stored is lost)",
    "53200": "the server is out of memory; run again when it has some (nothing that was stored is lost)",
    "53300": "the server has no connection left; raise its max_connections, or end other programs",
    "55P03": f"another process kept the workspace locked for {LOCK_S} s; try again",
    "57014": "the server broke off a statement (statement_timeout?); raise its limit and run again",
    "58030": "the server's disk cannot be read or written; mend it, then run again",
    "XX001": "the server's database is damaged; restore a copy",
}
"""What to do, by SQLSTATE."""
NO_RIGHT = "42501"
MAY_NOT_MAKE = (
    "the role may not make or change tables here; grant it CREATE on the schema (GRANT CREATE ON SCHEMA public TO "
    "USER), make it the owner of a database of its own, or let the tables' owner bring them up to date"
)
TABLE_RIGHTS = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO USER; "
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO USER"
)
UNABLE = "the server could not do it; mend what it says, then run the same command again"
"""Where a server names a fault of its own that is in no table here."""
MAY_NOT_USE = f"the role may not do this to the tables; grant it: {TABLE_RIGHTS.format(schema='public')}"
NO_VALUE = "22"
"""Beginning of the SQLSTATE of a value that its column or the server cannot take."""


def open_postgres(place: DatabaseUrl) -> Engine:
    """An engine on a database; nothing is connected yet.  Raises UsageError without the extra ``postgres``."""
    given = place.url.query
    wanted: dict[str, str] = {"connect_timeout": str(CONNECT_S), "application_name": application_name(), **KEEPALIVE}
    arguments = {key: value for key, value in wanted.items() if key not in given}
    try:
        engine = create_engine(place.url, connect_args=arguments, pool_size=8)
    except ImportError:
        raise UsageError(f'{place}: needs the extra "{EXTRA}": pip install "mathwright[{EXTRA}]"') from None
    event.listen(engine, "connect", prepare_session)
    return engine


def application_name() -> str:
    """What the server's list of sessions calls this process."""
    return f"mathwright {os.getpid()}@{socket.gethostname()}"[:63]


def prepare_session(connection: Any, _entry: object = None) -> None:
    """Give a new connection of the driver its settings."""
    if connection.info.server_version < OLDEST:
        return  # It knows some of them not, and is refused with a better word.
    # In one go, and outside a transaction, whose rollback would take the settings back.
    connection.autocommit = True
    connection.execute("; ".join(SESSION))
    connection.autocommit = False


def require_server(connection: Connection, place: DatabaseUrl, version: int | None = None) -> None:
    """Raise UsageError for a server that is too old, or a database that cannot hold every text.

    ``version`` stands in for the server's ``server_version_num``.
    """
    row = connection.execute(text("SELECT current_setting('server_version_num'), current_setting('server_encoding')"))
    number, encoding = row.one()
    found = int(number) if version is None else version
    if found < OLDEST:
        raise UsageError(
            f"{place}: the server is PostgreSQL {found // 10_000}, mathwright needs {OLDEST // 10_000} or newer"
        )
    if encoding != "UTF8":
        raise UsageError(
            f"{place}: the database's texts are {encoding}, mathwright's UTF8; make it with: "
            "createdb --encoding UTF8 --template template0 NAME"
        )


def server_version(connection: Connection) -> str:
    """The server's version, such as ``15.10``."""
    return str(connection.execute(text("SELECT current_setting('server_version')")).scalar_one()).split(" ")[0]


def is_lost(error: Exception) -> bool:
    """Whether an error of SQLAlchemy or the driver says that the connection is gone, or was never made."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(cause)
    if state is not None:
        return state.startswith(LOST_CLASSES)
    # Without a SQLSTATE it comes from this side: connecting failed, or a connection that broke.
    return _is_of_connecting(cause) and _refusal(_said(cause)) is None


def is_refusal(error: Exception) -> bool:
    """Whether an error is what a server said instead of letting this side in."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return sqlstate(cause) is None and _is_of_connecting(cause) and ANSWERED in str(cause)


def _is_of_connecting(cause: BaseException | None) -> bool:
    """Whether an error is of the class in which the driver tells of connections, or of one below it."""
    # Without the driver there is no error of its making; with it, it was imported to connect.
    driver: Any = sys.modules.get(DRIVER_MODULE)
    # What libpq itself makes of a connection that broke under an answer has the class above, and no SQLSTATE.
    return driver is not None and (isinstance(cause, driver.OperationalError) or type(cause) is driver.DatabaseError)


def _is_wrong_use(cause: BaseException | None) -> bool:
    driver: Any = sys.modules.get(DRIVER_MODULE)
    return driver is not None and isinstance(cause, driver.ProgrammingError)


def is_away(place: DatabaseUrl) -> bool:
    """Whether the server is starting, stopping or not there.

    Asked in the protocol: why a server lets nobody in is otherwise told in its own language alone.
    """
    engine = open_postgres(place)
    driver: Any = engine.dialect.dbapi
    _, given = engine.dialect.create_connect_args(place.url)
    # Of what SQLAlchemy gives the driver, objects are for the driver itself.
    options = {key: value for key, value in given.items() if isinstance(value, str | int)}
    told = driver.conninfo.make_conninfo(**{"connect_timeout": CONNECT_S, **options})
    return bool(driver.pq.PGconn.ping(told.encode()) != driver.pq.Ping.OK)


def sqlstate(error: BaseException | None) -> str | None:
    """The five letters by which the server names a fault; None where it named none."""
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def as_our_error(place: DatabaseUrl, error: Exception) -> MathwrightError | None:
    """The error to raise instead; None for what is a bug of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    state, said = sqlstate(cause), _said(cause)
    advice = _advice(state, error)
    if advice is not None:
        return StorageError(f"{place}: {advice} [{said}]")
    refusal = _refusal(said)
    if state is None and refusal is not None and (_is_of_connecting(cause) or _is_wrong_use(cause)):
        return UsageError(f"{place}: {refusal} [{said}]")
    if is_refusal(error):
        return StorageError(f"{place}: the server lets nobody in at present; run the same command again soon [{said}]")
    if is_lost(error):
        return StorageError(
            f"{place}: the server cannot be reached; is it running, and are host and port right? [{said}]"
        )
    return StorageError(f"{place}: {UNABLE} [{said}]") if _is_of_connecting(cause) else None


@contextmanager
def postgres_errors(place: DatabaseUrl) -> Iterator[None]:
    """Turn a failure of server, connection, rights or lock into a StorageError or UsageError that names ``place``."""
    try:
        yield
    except DBAPIError as error:
        told = as_our_error(place, error)
        if told is None:
            raise
        # The driver's own error names every parameter of the connection in its notes.
        raise told from None


def _advice(state: str | None, error: Exception) -> str | None:
    if state == NO_RIGHT:
        statement = (error.statement or "") if isinstance(error, DBAPIError) else ""
        return MAY_NOT_MAKE if statement.split()[:1] in (["CREATE"], ["ALTER"], ["DROP"]) else MAY_NOT_USE
    if state is not None and state.startswith(NO_VALUE):
        return "the database cannot hold one of the values"
    return ADVICE.get(state or "")


def _refusal(said: str) -> str | None:
    told = _without_names(said)
    if TRANSIENT.search(told):
        return None
    advice = next((advice for part, advice in REFUSALS if re.search(part, told)), None)
    return LETS_NOBODY_IN if advice is None and ANSWERED in said else advice


def _without_names(said: str) -> str:
    """The server's own words, or the driver's: a host, role or database may be called anything."""
    _, answered, told = said.partition(ANSWERED)
    told = (told if answered else re.sub(r"^connection to server .* failed: ", "", said)).strip()
    # From the first quote to the last: a name may hold quotes too.
    return re.sub(r"""(["']).*\1""", '""', told)


def _said(cause: BaseException | None) -> str:
    """The first line that tells what is wrong."""
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    told = next(
        (line for line in lines if "FATAL" in line or "ERROR" in line), lines[0] if lines else "no reason given"
    )
    return re.sub("^connection (failed|is bad): ", "", told)

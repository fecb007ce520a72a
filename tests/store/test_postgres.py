"""What the driver raises, told in a sentence: connections that are not made, and every class of its errors."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from tests.postgres import PASSWORD, PostgresServer

from mathwright.errors import MathwrightError, StorageError, UsageError
from mathwright.store.place import DatabaseUrl, place_of
from mathwright.store.postgres import OLDEST, as_our_error, is_lost, open_postgres, prepare_session
from mathwright.store.workspace import Workspace, workspace_exists

psycopg: Any = pytest.importorskip("psycopg")


def database(url: str) -> DatabaseUrl:
    place = place_of(url)
    assert isinstance(place, DatabaseUrl)
    return place


PLACE = database("postgresql://ann@h/db")


def told(error: Exception) -> MathwrightError | None:
    return as_our_error(PLACE, error)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port that takes connections."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen(8)
        yield opened


def url_of(listener: socket.socket, query: str) -> DatabaseUrl:
    return database(f"postgresql://ann:{PASSWORD}@127.0.0.1:{listener.getsockname()[1]}/db?{query}")


def test_a_host_that_takes_the_connection_and_never_speaks_is_told(listener: socket.socket) -> None:
    # Two seconds are the least that the driver waits.
    place = url_of(listener, "connect_timeout=2")
    for act in (Workspace.open, workspace_exists):
        with pytest.raises(StorageError, match=r"cannot be reached; .*\? \[connection timeout expired\]") as error:
            act(place)
        assert PASSWORD not in str(error.value)


def test_another_program_on_the_port_is_told_as_one(listener: socket.socket) -> None:
    def answer() -> None:
        for _ in range(2):
            with listener.accept()[0] as connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    for mode in ("prefer", "disable"):
        with pytest.raises(UsageError, match="something else than PostgreSQL answers there; mend the URL's host"):
            Workspace.open(url_of(listener, f"sslmode={mode}"))
    thread.join()


CLASSES: list[type[Exception]] = sorted(
    {
        kind
        for kind in vars(psycopg.errors).values()
        if isinstance(kind, type) and issubclass(kind, psycopg.OperationalError)
    },
    key=lambda kind: kind.__name__,
)


def test_every_class_of_the_drivers_errors_that_is_no_bug_of_ours_is_told() -> None:
    assert len(CLASSES) > 50
    assert psycopg.errors.ConnectionTimeout in CLASSES
    for kind in CLASSES:
        error = told(kind("what happened"))
        assert isinstance(error, StorageError), kind
        assert str(error).startswith("postgresql://ann@h/db: "), kind


def test_every_class_without_a_state_says_that_the_connection_is_lost() -> None:
    stateless = [kind for kind in CLASSES if getattr(kind, "sqlstate", None) is None]
    assert psycopg.errors.ConnectionTimeout in stateless
    assert [kind for kind in stateless if not is_lost(kind("it broke"))] == []


@pytest.mark.parametrize(
    "name", ["AdminShutdown", "CrashShutdown", "IdleInTransactionSessionTimeout", "ConnectionFailure", "DatabaseError"]
)
def test_what_ends_a_connection_is_a_loss(name: str) -> None:
    assert is_lost(getattr(psycopg.errors, name)("it broke"))


@pytest.mark.parametrize("name", ["SyntaxError", "UniqueViolation", "DivisionByZero", "UndefinedColumn", "DataError"])
def test_what_would_be_a_bug_of_ours_is_no_loss(name: str) -> None:
    assert not is_lost(getattr(psycopg.errors, name)("it broke"))


@pytest.mark.parametrize("name", ["SyntaxError", "UniqueViolation", "UndefinedColumn", "InternalError"])
def test_a_bug_of_ours_stays_one(name: str) -> None:
    assert told(getattr(psycopg.errors, name)("it broke")) is None


PREFIX = 'connection failed: connection to server at "h", port 5432 failed: '


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ('FATAL:  role "my password" does not exist', "createuser --pwprompt NAME"),
        ('FATAL:  database "invalid " does not exist', "createdb --owner USER NAME"),
        ('FATAL:  database "too many " does not exist', "createdb --owner USER NAME"),
        ('FATAL:  role "a"password" does not exist', "createuser --pwprompt NAME"),
        ('FATAL:  password authentication failed for user "role"', "give the right one in PGPASSWORD"),
        ("fe_sendauth: no password supplied", "give the right one in PGPASSWORD"),
        ('FATAL:  no pg_hba.conf entry for host "h", user "password", database "d"', "let this host, user and"),
        ('FATAL:  unrecognized configuration parameter "password"', "the server lets nobody in this way; mend"),
        ('FATAL:  invalid value for parameter "x": "y"', "mend the URL"),
        ("server does not support SSL, but SSL was required", "the URL's sslmode do not agree"),
        ("SSL error: certificate verify failed", "the URL's sslmode do not agree"),
    ],
)
def test_what_a_message_says_is_read_and_not_the_names_in_it(said: str, advice: str) -> None:
    error = told(psycopg.OperationalError(PREFIX + said))
    assert isinstance(error, UsageError)
    assert advice in str(error)


@pytest.mark.parametrize(
    "said",
    [
        'connection failed: connection to server at "password", port 1 failed: Connection refused',
        "failed to resolve host 'invalid certificate': [Errno -2] Name or service not known",
        "consuming input failed: SSL SYSCALL error: EOF detected",
    ],
)
def test_a_name_makes_no_refusal_of_a_server_that_is_not_there(said: str) -> None:
    assert is_lost(psycopg.OperationalError(said))


def test_a_silent_server_is_given_up_after_half_a_minute(server: PostgresServer) -> None:
    engine = open_postgres(server.fresh())
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        assert driver.info.get_parameters()["tcp_user_timeout"] == "30000"
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "1min"
    engine.dispose()
    engine = open_postgres(database(f"{server.fresh()}&tcp_user_timeout=5000"))
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver.info.get_parameters()["tcp_user_timeout"] == "5000"
    engine.dispose()


def test_a_server_that_is_too_old_is_given_no_settings_that_it_may_not_know() -> None:
    given: list[str] = []
    for version in (OLDEST - 1, OLDEST):
        info = SimpleNamespace(server_version=version)
        prepare_session(SimpleNamespace(info=info, execute=given.append, autocommit=False))
    assert [words.partition(" ")[0] for words in given] == ["SET"]
    assert "tcp_user_timeout = 30000" in given[0]

"""Servers and databases that cannot hold a workspace: each is told in a sentence, without a password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from tests.postgres import GUARDED, PASSWORD, PostgresServer

from mathwright.errors import MathwrightError, StorageError, UsageError
from mathwright.store.place import DatabaseUrl, Place, place_of
from mathwright.store.schema import MIGRATIONS, schema_version
from mathwright.store.server import look_at
from mathwright.store.workspace import Workspace, workspace_exists


def refusal(url: str, kind: type[MathwrightError], server_version: int | None = None) -> str:
    """What opening the workspace says."""
    with pytest.raises(kind) as error:
        Workspace.open(place_of(url), server_version=server_version)
    seen: BaseException | None = error.value
    while seen is not None:
        assert PASSWORD not in f"{seen} {getattr(seen, '__notes__', '')}"
        seen = seen.__cause__
    return str(error.value)


def test_a_wrong_password_is_told_with_where_to_put_the_right_one(server: PostgresServer) -> None:
    wrong = f"not{PASSWORD}"
    told = refusal(server.url(GUARDED, password=wrong), UsageError)
    assert "give the right one in PGPASSWORD, ~/.pgpass or the URL" in told
    assert 'password authentication failed for user "guarded"' in told
    assert wrong not in told


def test_no_password_where_one_is_needed(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", os.devnull)
    assert "no password supplied" in refusal(server.url(GUARDED), UsageError)


def test_a_role_that_may_make_nothing(server: PostgresServer) -> None:
    told = refusal(server.url(GUARDED, password=PASSWORD), StorageError)
    assert "GRANT CREATE ON SCHEMA public TO USER" in told
    found = look_at(database(server.url(GUARDED, password=PASSWORD)))
    assert (found.may_write, len(found.faults)) == (False, 1)
    assert "the role may not make tables; grant it: GRANT CREATE ON SCHEMA public" in found.faults[0]


def test_a_role_that_sees_no_schema(server: PostgresServer) -> None:
    url = server.url(options="-csearch_path%3Dnowhere")
    assert "the role sees no schema to make tables in" in refusal(url, StorageError)
    assert "sees no schema" in look_at(database(url)).faults[0]


@pytest.mark.parametrize(
    ("changed", "kind", "told"),
    [
        pytest.param({"database": "missing"}, UsageError, "createdb --owner USER NAME", id="database"),
        pytest.param({"user": "missing"}, UsageError, "createuser --pwprompt NAME", id="role"),
        pytest.param({"host": "/nowhere"}, StorageError, "the server cannot be reached; is it running", id="socket"),
        pytest.param({"sslmode": "sideways"}, UsageError, "mend the URL", id="value of an option"),
        pytest.param({"speed": "1"}, UsageError, "leave out what follows the ? of the URL", id="option"),
    ],
)
def test_what_is_not_there(server: PostgresServer, changed: dict[str, str], kind: type, told: str) -> None:
    assert told in refusal(server.url(**changed), kind)


def test_a_host_that_is_not_there() -> None:
    pytest.importorskip("psycopg")
    told = refusal(f"postgresql://ann:{PASSWORD}@127.0.0.1:1/db", StorageError)
    assert told.startswith("postgresql://ann@127.0.0.1:1/db: the server cannot be reached; is it running")


def test_without_the_driver_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from mathwright.errors import UsageError; from mathwright.store.place import place_of\n"
        "from mathwright.store.workspace import Workspace\n"
        "try: Workspace.open(place_of('postgresql://ann:secret@h/db'))\n"
        "except UsageError as error: print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == 'postgresql://ann@h/db: needs the extra "postgres": pip install "mathwright[postgres]"\n'


def test_a_server_that_is_too_old(server: PostgresServer) -> None:
    told = refusal(server.url(), UsageError, server_version=120_022)
    assert told.endswith("the server is PostgreSQL 12, mathwright needs 13 or newer")


def test_a_database_that_cannot_hold_every_text(server: PostgresServer) -> None:
    told = refusal(server.url(database=server.fresh_database(encoding="LATIN1")), UsageError)
    assert "the database's texts are LATIN1, mathwright's UTF8; make it with: createdb --encoding UTF8" in told


def test_another_programs_database(server: PostgresServer) -> None:
    name = server.fresh_database()
    server.sql("CREATE TABLE photos (id int)", name)
    told = refusal(server.url(database=name), StorageError)
    assert "not one of mathwright's (its tables: photos)" in told
    with pytest.raises(StorageError, match="photos"):
        workspace_exists(database(server.url(database=name)))


def test_a_read_only_server(server: PostgresServer) -> None:
    url = server.url(database=server.fresh_database(), options="-cdefault_transaction_read_only%3Don")
    assert "the server takes no writes (is it a standby?)" in refusal(url, StorageError)


def test_where_none_is_wanted_none_is_made(server: PostgresServer) -> None:
    place = server.fresh()
    assert not workspace_exists(place)
    with pytest.raises(UsageError, match="no workspace in this database"):
        Workspace.open(place, create=False)
    assert not workspace_exists(place)
    Workspace.open(place).close()
    assert workspace_exists(place)
    Workspace.open(place, create=False).close()


def test_eight_processes_that_open_a_new_one_at_once_all_work(server: PostgresServer) -> None:
    place = server.fresh()
    program = (
        "import sys; from mathwright.store.place import place_of; from mathwright.store.workspace import Workspace\n"
        "place = place_of(sys.argv[1]); print('ready', flush=True); sys.stdin.readline()\n"
        "with Workspace.open(place) as workspace, workspace.read() as connection: print('opened')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(place)],
            env=environment,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )
        for _ in range(8)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    ended = [process.communicate("go\n") for process in processes]
    assert ended == [("opened\n", "")] * 8
    with Workspace.open(place) as workspace, workspace.read() as connection:
        assert connection.execute(select(schema_version.c.version)).scalars().all() == [len(MIGRATIONS)]


def test_a_server_is_described(server: PostgresServer) -> None:
    found = look_at(server.fresh())
    assert found.version.split(".")[0].isdigit()
    assert (found.may_write, found.faults) == (True, ())


def test_no_file_is_needed_beside_the_database(server: PostgresServer, tmp_path: Path, cwd: None) -> None:
    with Workspace.open(server.fresh()) as workspace, workspace.read() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert list(Path.cwd().iterdir()) == []


@pytest.fixture
def cwd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def database(url: str) -> DatabaseUrl:
    place: Place = place_of(url)
    assert isinstance(place, DatabaseUrl)
    return place

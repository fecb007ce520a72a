"""Servers and databases that cannot hold a workspace: each is told in a sentence, without a password."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from tests.postgres import GUARDED, PASSWORD, PostgresServer

from mathwright.errors import MathwrightError, StorageError, UsageError
from mathwright.store.doubts import list_doubts
from mathwright.store.outcomes import RunSpec, take
from mathwright.store.place import DatabaseUrl, Place, place_of
from mathwright.store.postgres import as_our_error, is_lost
from mathwright.store.runs import compact, list_runs
from mathwright.store.schema import MIGRATIONS, receipts, schema_version
from mathwright.store.server import look_at
from mathwright.store.workspace import Workspace, workspace_exists


def refusal(url: str, kind: type[MathwrightError], server_version: int | None = None) -> str:
    """What opening the workspace says."""
    with pytest.raises(kind) as error:
        Workspace.open(place_of(url), server_version=server_version)
    seen: BaseException | None = error.value
    while seen is not None:
        assert PASSWORD not in f"{seen} {getattr(seen, '__notes__', '')}"
        seen = seen.__cause__ or seen.__context__
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


def reader_of(server: PostgresServer, place: DatabaseUrl, *rights: str) -> DatabaseUrl:
    """The same place for a role that has these rights to the tables alone."""
    schema = str(place.url.query["options"]).rpartition("=")[2]
    role = f"role_of_{schema}"
    granted = "".join(f"; GRANT {right} IN SCHEMA {schema} TO {role}" for right in rights)
    server.sql(f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role}{granted}", "tests")
    return database(server.url(role, options=f"-csearch_path%3D{schema}"))


RUN = RunSpec("test", "", "hash", 7, ("make",))
ALL_RIGHTS = ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE ON ALL SEQUENCES")


def filled(server: PostgresServer) -> DatabaseUrl:
    """A workspace with one run, and a receipt that nobody will ask for."""
    place = server.fresh()
    with Workspace.open(place) as workspace:
        with take(workspace, RUN) as log:
            log.set_state("complete")
        with workspace.write() as connection:
            connection.execute(insert(receipts).values(writer=b"x" * 16, number=1, written=0))
    return place


def test_who_may_only_read_may_look_at_the_runs(server: PostgresServer) -> None:
    place = filled(server)
    reader = reader_of(server, place, "SELECT ON ALL TABLES")
    read_only = database(str(place).replace("-csearch_path", "-cdefault_transaction_read_only%3Don%20-csearch_path"))
    for where in (reader, read_only):
        with Workspace.open(where) as workspace:
            assert [run.run_id for run in list_runs(workspace)] == [RUN.run_id]


def test_of_an_existing_workspace_it_is_asked_whether_its_tables_may_be_written(server: PostgresServer) -> None:
    place = filled(server)
    told = look_at(reader_of(server, place, "SELECT ON ALL TABLES"))
    assert (told.may_write, len(told.faults)) == (False, 1)
    assert "grant it: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA test_" in told.faults[0]
    assert "GRANT CREATE" not in told.faults[0]
    assert look_at(place).may_write


@pytest.mark.parametrize("rights", [ALL_RIGHTS[:1], ("SELECT, INSERT, UPDATE ON ALL TABLES", ALL_RIGHTS[1])])
def test_a_role_with_a_part_of_the_rights_may_not_write(server: PostgresServer, rights: tuple[str, ...]) -> None:
    assert not look_at(reader_of(server, filled(server), *rights)).may_write


def test_what_the_advice_grants_is_enough_to_work(server: PostgresServer) -> None:
    worker = reader_of(server, filled(server), *ALL_RIGHTS)
    assert look_at(worker).may_write
    with Workspace.open(worker) as workspace, take(workspace, replace(RUN, config_hash="other")) as log:
        log.set_state("complete")


def test_who_may_not_write_the_tables_is_told_to_be_granted_that(server: PostgresServer) -> None:
    reader = reader_of(server, filled(server), "SELECT ON ALL TABLES")
    told = pytest.raises(StorageError, match="GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES")
    with Workspace.open(reader) as workspace, told, take(workspace, RUN):
        pass


def test_a_server_that_takes_no_writes_is_told_of_for_an_existing_workspace_too(server: PostgresServer) -> None:
    for place in (filled(server), server.fresh()):
        url = str(place).replace("-csearch_path", "-cdefault_transaction_read_only%3Don%20-csearch_path")
        found = look_at(database(url))
        assert (found.may_write, len(found.faults)) == (False, 1)
        assert "the server takes no writes (is it a standby?)" in found.faults[0]


def test_a_refusal_that_is_not_known_is_one_nevertheless(server: PostgresServer) -> None:
    name = server.fresh_database()
    server.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    told = refusal(server.url(database=name), UsageError)
    assert "the server lets nobody in this way; mend what it says" in told
    assert "is not currently accepting connections" in told


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("FATAL:  the database system is starting up", True),
        ("FATAL:  the database system is not yet accepting connections", True),
        ("FATAL:  sorry, too many clients already", True),
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", True),
        ("FATAL:  canceling authentication due to timeout", True),
        ("server closed the connection unexpectedly", True),
        ("FATAL:  Passwort-Authentifizierung für Benutzer »ann« fehlgeschlagen", False),
        ("FATAL:  Rolle »ann« existiert nicht", False),
        ('FATAL:  role "ann" is not permitted to log in', False),
    ],
)
def test_which_refusals_pass(said: str, passes: bool) -> None:
    driver = pytest.importorskip("psycopg")
    assert is_lost(driver.OperationalError(f'connection failed: connection to server at "h" failed: {said}')) == passes


def test_a_server_that_is_starting_is_not_told_to_be_missing() -> None:
    driver = pytest.importorskip("psycopg")
    error = driver.OperationalError("connection failed: FATAL:  the database system is starting up")
    told = as_our_error(database("postgresql://ann@h/db"), error)
    assert isinstance(told, StorageError)
    assert str(told) == (
        "postgresql://ann@h/db: the server lets nobody in at present; run the same command again soon "
        "[FATAL:  the database system is starting up]"
    )


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


def test_what_opening_refuses_is_refused_before_it_is_asked_whether_there_is_a_workspace(
    server: PostgresServer,
) -> None:
    name = server.fresh_database(encoding="LATIN1")
    with pytest.raises(UsageError, match="the database's texts are LATIN1"):
        workspace_exists(database(server.url(database=name)))


def test_a_schema_of_a_newer_mathwright_is_no_healthy_workspace(server: PostgresServer) -> None:
    place = filled(server)
    with Workspace.open(place) as workspace, workspace.write() as connection:
        connection.execute(schema_version.update().values(version=99))
    found = look_at(place)
    assert (found.may_write, len(found.faults)) == (False, 1)
    assert f"schema version 99, this mathwright knows up to {len(MIGRATIONS)}" in found.faults[0]


def test_of_an_older_workspace_it_is_asked_who_may_bring_it_up_to_date(server: PostgresServer) -> None:
    place = filled(server)
    with Workspace.open(place) as workspace, workspace.write() as connection:
        connection.execute(schema_version.update().values(version=len(MIGRATIONS) - 1))
    told = look_at(reader_of(server, place, *ALL_RIGHTS))
    assert (told.may_write, len(told.faults)) == (False, 1)
    assert f"schema version {len(MIGRATIONS) - 1}, this mathwright's is {len(MIGRATIONS)}" in told.faults[0]
    assert "let the role owner open it once" in told.faults[0]
    assert look_at(place).may_write


@pytest.mark.parametrize("rows", [0, 2])
def test_a_workspace_without_its_version_is_told(server: PostgresServer, rows: int) -> None:
    place = filled(server)
    with Workspace.open(place) as workspace, workspace.write() as connection:
        connection.execute(schema_version.delete())
        for row in range(rows):
            connection.execute(insert(schema_version).values(version=row))
    assert f"mathwright_schema has {rows} rows and should have one" in refusal(str(place), StorageError)


def test_views_in_the_place_of_tables_are_told(server: PostgresServer) -> None:
    place = server.fresh()
    schema = str(place.url.query["options"]).rpartition("=")[2]
    server.sql(f"CREATE VIEW {schema}.runs AS SELECT 1 AS run; CREATE VIEW {schema}.sales AS SELECT 1", "tests")
    told = refusal(str(place), StorageError)
    assert "views are in the place of mathwright's tables (runs); name another workspace" in told


def test_a_table_that_is_gone_is_told(server: PostgresServer) -> None:
    place = filled(server)
    schema = str(place.url.query["options"]).rpartition("=")[2]
    server.sql(f"DROP TABLE {schema}.doubts", "tests")
    missing = pytest.raises(StorageError, match=r"a table of the workspace is missing; restore a copy, .*doubts")
    with Workspace.open(place) as workspace, missing:
        list_doubts(workspace)


def test_who_does_not_own_the_tables_is_told_that_no_room_is_given_back(server: PostgresServer) -> None:
    place = filled(server)
    passed = pytest.raises(StorageError, match=r"did not rewrite \d+ of the tables, .* let the tables' owner run this")
    with Workspace.open(reader_of(server, place, *ALL_RIGHTS)) as workspace, passed:
        compact(workspace)
    with Workspace.open(place) as workspace:
        assert compact(workspace)[1].database > 0


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

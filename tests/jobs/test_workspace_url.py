"""A workspace in PostgreSQL through the commands: the same results, and its password nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.postgres import GUARDED, PASSWORD, PostgresServer, postgres_server
from typer.testing import CliRunner

from mathwright.cli.failures import how_to_resume
from mathwright.cli.main import app
from mathwright.errors import UsageError
from mathwright.jobs.check import check_run
from mathwright.jobs.config import HowConfig, RunConfig, read_run_config
from mathwright.jobs.doctor import diagnose
from mathwright.jobs.identity import resolved_toml
from mathwright.jobs.make import make
from mathwright.jobs.runs import list_runs, show_run
from mathwright.store.place import place_of


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    return postgres_server()


@pytest.fixture
def url(server: PostgresServer) -> str:
    """Of a schema that belongs to a role with a password, which stands in the URL."""
    return server.fresh_url(GUARDED, PASSWORD)


def config_at(workspace: str) -> RunConfig:
    return RunConfig(accepted=20, run_seed=3, how=HowConfig(workspace=workspace, workers=0))


def test_a_run_gives_the_same_problems_and_its_password_is_nowhere(tmp_path: Path, url: str) -> None:
    make(config_at(str(tmp_path / "w")), to=tmp_path / "there")
    made = make(config_at(url), to=tmp_path / "here")
    for name in ("accepted.jsonl", "rejected.jsonl"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()
    assert made.state == "complete"
    (run,) = list_runs(place_of(url))
    assert (run.state, run.let_in) == ("complete", 20)
    assert f'workspace = "{place_of(url)}"' in show_run(place_of(url), run.run_id).config
    for path in (tmp_path / "here").iterdir():
        assert PASSWORD.encode() not in path.read_bytes()
    # Again: it is taken up, and nothing is made anew.
    assert make(config_at(url), to=tmp_path / "again").published.run_id == run.run_id
    assert [found.updated >= run.updated for found in list_runs(place_of(url))] == [True]


def test_what_is_shown_and_stored_of_a_run_file_has_no_password(url: str) -> None:
    told = resolved_toml(config_at(url))
    assert PASSWORD not in told
    assert f'workspace = "{place_of(url)}"' in told
    line = how_to_resume(["make", "--workspace", "postgresql://ann:secret@h/db"])
    assert line.endswith("Go on with: mathwright make --workspace postgresql://ann@h/db")


def test_neither_what_a_key_holds_nor_a_value_of_the_wrong_type_is_shown(url: str, tmp_path: Path) -> None:
    told = resolved_toml(config_at(f"{url}&sslpassword={PASSWORD}&oauth_client_secret={PASSWORD}"))
    assert PASSWORD not in told
    assert f'workspace = "{place_of(url)}"' in told
    for line in (f'workspace = ["{url}"]', f'workspace = {{url = "{url}"}}', f'workspace.url = "{url}"'):
        file = tmp_path / "run.toml"
        file.write_text(f"[how]\n{line}\n")
        with pytest.raises(UsageError, match=r'key "how\.workspace": ') as error:
            read_run_config(file, {})
        assert PASSWORD not in str(error.value)
    file.write_text(f'how = ["{url}"]\n')
    with pytest.raises(UsageError, match='key "how": ') as error:
        read_run_config(file, {})
    assert PASSWORD not in str(error.value)


def test_where_there_is_no_workspace_yet_there_are_no_runs(url: str) -> None:
    assert list_runs(place_of(url)) == []
    assert any(line.endswith(": will be made") for line in check_run(config_at(url)).fine)


def test_doctor_tells_the_server(url: str) -> None:
    found = diagnose(place_of(url))
    assert found.workspace_kind.startswith("PostgreSQL ")
    assert (found.workspace_writable, found.file_system, found.disk_free_gib) == (True, "", None)
    assert PASSWORD not in found.model_dump_json()
    done = CliRunner().invoke(app, ["doctor", "--json", "--workspace", url])
    assert json.loads(done.stdout)["workspace_kind"] == found.workspace_kind


def test_doctor_says_what_to_mend_where_the_server_is_not_there() -> None:
    pytest.importorskip("psycopg")
    done = CliRunner().invoke(app, ["doctor", "--workspace", f"postgresql://ann:{PASSWORD}@127.0.0.1:1/db"])
    assert done.exit_code == 1
    assert "mend: postgresql://ann@127.0.0.1:1/db: the server cannot be reached" in done.stderr
    assert PASSWORD not in done.stdout + done.stderr


def test_a_directory_is_told_as_sqlite(tmp_path: Path) -> None:
    found = diagnose(tmp_path)
    assert found.workspace_kind.startswith("SQLite 3.")
    assert found.disk_free_gib is not None


@pytest.mark.parametrize(
    "workspace",
    [
        "mysql://ann:pw@h/db",
        "postgresql://ann:pw@h",
        "postgresql:/ann:pw@h/db",
        " postgres://ann:pw@h/db",
        "password=pw",
    ],
)
def test_a_url_that_is_none_of_a_workspace_is_a_wrong_flag(workspace: str) -> None:
    done = CliRunner().invoke(app, ["runs", "list", "--workspace", workspace])
    assert done.exit_code == 1
    assert done.stderr.startswith("error: ")
    assert "pw" not in done.stderr

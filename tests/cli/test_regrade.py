"""``mathwright regrade``: what it prints, and what it says to do next."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from mathwright.cli.main import app
from mathwright.cli.regrade import SHOWN
from mathwright.store.schema import outcomes
from mathwright.store.workspace import Workspace
from mathwright.verify.equality import CHECKER

WORKSPACE = Path("mathwright-workspace")


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


@pytest.fixture
def run_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    made = mathwright("make", "--accepted", "45", "--workers", "0", "--json")
    found: str = json.loads(made.stdout)["published"]["run_id"]
    return found


def refuse_all_of_old(places: int) -> None:
    """Let the last pass's first outcomes have been refused by a checker of before."""
    with Workspace.open(WORKSPACE) as workspace, workspace.write() as connection:
        here = (outcomes.c["pass"] == 1, outcomes.c.place < places)
        connection.execute(update(outcomes).where(*here).values(state=1, step="sieve", reason="odd", problem_id=None))


def test_a_run_that_stays_as_it_was_says_so_in_three_lines(run_id: str) -> None:
    result = mathwright("regrade", run_id[:6])

    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"run {run_id} (mugglemath): ")
    assert lines[1].startswith(f"checker    {CHECKER} (")
    assert lines[1].endswith(f"-> {CHECKER}")
    assert lines[2].startswith("unchanged  ")
    assert (len(lines), result.stderr) == (3, "")


def test_each_change_is_a_line_up_to_a_bound_and_how_to_store_them_comes_last(run_id: str) -> None:
    refuse_all_of_old(42)

    result = mathwright("regrade", run_id)

    assert "now accepted 42" in result.stdout
    assert result.stdout.count("now accepted  sieve: odd") == SHOWN
    assert result.stdout.splitlines()[-1] == "and 2 more: --json lists all"
    assert result.stderr == f"nothing was stored; to store it: mathwright regrade {run_id} --write\n"


def test_what_is_stored_has_a_name_and_stays(run_id: str) -> None:
    refuse_all_of_old(2)

    result = mathwright("regrade", run_id, "--write")

    assert result.stderr == f"stored as run {run_id}; its dataset: mathwright publish {run_id}\n"
    assert json.loads(mathwright("regrade", run_id, "--json").stdout)["changes"] == []


def test_json_is_all_of_stdout_and_lists_every_change(run_id: str) -> None:
    refuse_all_of_old(42)

    found = json.loads(mathwright("regrade", run_id, "--json").stdout)

    assert (found["by_kind"], len(found["changes"]), found["written"]) == ({"now accepted": 42}, 42, None)
    assert found["checker"] == CHECKER

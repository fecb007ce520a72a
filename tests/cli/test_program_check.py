"""The flags of the program check."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mathwright.cli.main import app
from mathwright.verify.sandbox.bubblewrap import unavailable


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands write beside themselves, so each test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_flags_are_options_of_the_recipe() -> None:
    told = mathwright("make", "--recipe", "math2", "--program-check", "--dry-run").stdout.splitlines()
    assert "program_check = true" in told
    assert 'sandbox = "monty"' in told


def test_every_problem_of_a_symbolic_run_is_confirmed_by_a_program() -> None:
    result = mathwright(
        *("make", "--recipe", "math2", "--accepted", "5", "--workers", "0", "--program-check", "--to", "made")
    )
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in Path("made/accepted.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["evidence_program"] for row in rows] == ["agrees"] * 5


def test_a_sandbox_that_is_not_there_ends_the_command_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    unavailable.cache_clear()
    try:
        result = mathwright("make", "--recipe", "math2", "--program-check", "--sandbox", "bwrap")
    finally:
        unavailable.cache_clear()
    assert result.exit_code == 1
    assert "--sandbox bwrap: bubblewrap is not installed: apt-get install bubblewrap" in result.stderr
    assert not Path("mathwright-workspace").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--recipe", "math2", "--sandbox", "docker"), 'key "sandbox"'),
        (("--recipe", "mugglemath", "--program-check"), 'unknown key "program_check"'),
    ],
)
def test_what_cannot_be_is_told(arguments: tuple[str, ...], message: str) -> None:
    result = mathwright("make", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr


def test_doctor_tells_which_sandboxes_there_are() -> None:
    found = json.loads(mathwright("doctor", "--json").stdout)
    assert found["sandboxes"] == {"monty": "ready", "bwrap": unavailable() or "ready"}

"""``mathwright prompts``: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mathwright.cli.main import app
from mathwright.prompts.forms.catalog import BY_NAME
from mathwright.prompts.rendering import Templates


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["prompts", *arguments], catch_exceptions=False)


def test_list_prints_a_line_a_template() -> None:
    result = mathwright("list")
    head, *lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert head.split() == ["template", "recipe", "reply", "hash", "characters"]
    assert [line.split()[0] for line in lines] == [*BY_NAME, "again"]
    assert "*" not in result.stdout


def test_list_marks_what_a_directory_changes(tmp_path: Path) -> None:
    (tmp_path / "mugglemath").mkdir()
    (tmp_path / "mugglemath" / "respond.md").write_text("--- user ---\n{{ question }}\n", encoding="utf-8")
    lines = mathwright("list", "--prompts", str(tmp_path)).stdout.splitlines()
    assert [line.split()[0] for line in lines if "*" in line] == ["Respond"]


def test_list_json_is_all_of_stdout() -> None:
    rows = json.loads(mathwright("list", "--json").stdout)
    assert rows[0]["name"] == "LabelSkill"
    assert set(rows[0]) == {"name", "recipe", "file", "reply", "hash", "characters", "own"}


@pytest.mark.parametrize("name", ["WriteProblem", "mathscale/write_problem"])
def test_show_prints_the_file(name: str) -> None:
    assert mathwright("show", name).stdout == Templates().source("WriteProblem")


def test_show_json_holds_the_text() -> None:
    found = json.loads(mathwright("show", "Respond", "--json").stdout)
    assert found["text"] == Templates().source("Respond")


def test_rendered_prints_the_messages_under_their_roles() -> None:
    lines = mathwright("show", "SolveReference", "--rendered").stdout.splitlines()
    roles = [line for line in lines if line.startswith("--- ")]
    assert roles == ["--- system ---", "--- user ---", "--- assistant ---", "--- user ---"]
    assert lines[-1] == "</question>"


def test_rendered_json_holds_the_messages() -> None:
    found = json.loads(mathwright("show", "SolveReference", "--rendered", "--json").stdout)
    assert [message["role"] for message in found["messages"]] == ["system", "user", "assistant", "user"]


def test_a_typo_ends_with_the_nearest_name_and_exit_code_1() -> None:
    result = mathwright("show", "WriteProblm")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == 'error: there is no template "WriteProblm"; did you mean "WriteProblem"?\n'


def test_a_faulty_template_ends_with_its_file_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text("--- user ---\nAgain.\n", encoding="utf-8")
    result = mathwright("list", "--prompts", str(tmp_path))
    assert (result.exit_code, result.stderr) == (1, f"error: {tmp_path}/again.md: does not use fault\n")


def test_export_prints_the_files_and_what_to_do_next(tmp_path: Path) -> None:
    result = mathwright("export", str(tmp_path), "Respond", "again")
    assert result.stdout.splitlines() == [str(tmp_path / "mugglemath" / "respond.md"), str(tmp_path / "again.md")]
    assert result.stderr == f"edit them, then look: mathwright prompts list --prompts {tmp_path}\n"

"""``mathwright verify``: rows on stdout, talk on stderr."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mathwright.cli.main import app


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = ['{"gold": "18", "reply": "The answer is 18."}', '{"gold": "18", "reply": "\\\\boxed{19}"}']
    Path("replies.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


def mathwright(*arguments: str):
    """What the command line answers."""
    return CliRunner().invoke(app, list(arguments))


def test_rows_go_to_stdout_and_the_summary_to_stderr():
    result = mathwright("verify", "replies.jsonl")
    assert result.exit_code == 0
    assert [json.loads(line)["verdict"] for line in result.stdout.splitlines()] == ["equal", "different"]
    assert result.stderr.startswith("2 rows: 1 equal (50.0 %), 1 different (50.0 %), 0 undecided (0.0 %)")


def test_rows_go_to_a_file_and_the_summary_as_json_to_stdout():
    result = mathwright("verify", "replies.jsonl", "--output", "graded.jsonl", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["equal"] == 1
    assert len(Path("graded.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_standard_input_is_read():
    told = subprocess.run(
        [sys.executable, "-m", "mathwright", "verify", "-"],
        input='{"gold": "1", "reply": "1"}\n',
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout)["verdict"] == "equal"


def test_a_bad_row_is_one_line_on_stderr_and_exit_code_1():
    Path("bad.jsonl").write_text("nonsense\n", encoding="utf-8")
    result = mathwright("verify", "bad.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr
        == "error: bad.jsonl:1: not JSON at column 1 (Expecting value); expected one whole object a line\n"
    )
    skipped = mathwright("verify", "bad.jsonl", "--skip-bad-rows")
    assert skipped.exit_code == 0
    assert json.loads(skipped.stdout)["rule"] == "bad row"
    assert skipped.stderr.startswith("skipped  bad.jsonl:1: not JSON")


@pytest.mark.parametrize(
    "arguments", [("verify",), ("verify", "a", "b"), ("verify", "a", "--json"), ("verify", "--mutations")]
)
def test_a_wrong_call_is_told(arguments):
    result = mathwright(*arguments)
    assert result.exit_code == 2
    assert "name" in result.stderr or "--output FILE" in result.stderr


def test_the_other_grader_is_asked():
    result = mathwright("verify", "replies.jsonl", "--grader", "mwpbench")
    assert [json.loads(line)["rule"] for line in result.stdout.splitlines()] == ["mwpbench: number"] * 2
    assert "mwpbench-fuzzy/1" in result.stderr


def test_mutations_of_stored_answers_make_a_table():
    row = {"question": "How many?", "solution": "s", "answer": "18"}
    Path("seeds.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    result = mathwright("verify", "--mutations", "seeds.jsonl")
    assert result.exit_code == 0
    assert [line.split()[1:] for line in result.stdout.splitlines()[1:3]] == [
        ["itself", "1", "1", "0", "0"],
        ["sign", "1", "0", "1", "0"],
    ]


def test_the_self_test_takes_no_files():
    result = mathwright("verify", "rows.jsonl", "--self-test")
    assert result.exit_code == 2
    assert "name no files" in result.stderr


def test_the_self_test_prints_the_rate_of_false_equal():
    result = mathwright("verify", "--self-test")
    assert result.exit_code == 0
    assert "right; near-misses called equal: " in result.stdout.splitlines()[-1]
    found = json.loads(mathwright("verify", "--self-test", "--json").stdout)
    assert found["cases"] == sum(kind["cases"] for kind in found["kinds"]) > 100

"""``mathwright report`` and ``mathwright audit difficulty``: what a user sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mathwright.cli.main import app

ROWS = [
    ("Tom sold 48 clips in April and half as many in May. How many?", "<<48/2=24>>24 <<48+24=72>>72\n#### 72"),
    ("Tom sold 40 clips in April and half as many in May. How many?", "<<40/2=20>>20 <<40+20=60>>60\n#### 60"),
    ("Ann has 12 apples. She eats 4. How many are left?", "<<12-4=8>>8\n#### 8"),
]


@pytest.fixture(autouse=True)
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"question": question, "answer": answer}) for question, answer in ROWS]
    Path("rows.jsonl").write_text("\n".join(lines), encoding="utf-8")


def mathwright(*arguments: str, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert (result.exit_code != 0) == fails, result.stderr
    return result


def cells(result: Result, name: str) -> list[str]:
    """What stands behind a name at the beginning of a line."""
    (line,) = (line for line in result.stdout.splitlines() if line.startswith(f"{name}  "))
    return line.removeprefix(name).split()


def test_a_report_prints_levels_and_variety() -> None:
    result = mathwright("report", "rows.jsonl")
    assert cells(result, "1") == ["3", "100", "%", "1.7", "steps,", "1.7", "deep"]
    assert cells(result, "templates") == ["2"]
    assert cells(result, "effective templates") == ["1.9", "(0.64", "nats)"]
    assert cells(result, "most frequent of templates") == ["66.7", "%"]
    assert "3 problems; seed problems: none known; --seeds FILE compares" in result.stderr
    assert "of seed problems" not in result.stdout


def test_seed_problems_stand_beside_the_dataset() -> None:
    result = mathwright("report", "rows.jsonl", "--seeds", "rows.jsonl")
    score = cells(result, "Vendi score of 3")
    assert score[0] == score[1]
    assert cells(result, "1")[:5] == ["3", "100", "%", "100", "%"]
    assert "seed problems: rows.jsonl" in result.stderr


def test_a_report_as_json_holds_every_count() -> None:
    found = json.loads(mathwright("report", "rows.jsonl", "--json").stdout)
    assert found["problems"] == 3
    assert found["variety"]["made"]["difficulty"]["depths"] == {"1": 1, "2": 2}


def test_a_file_that_is_not_there_is_named_without_a_traceback() -> None:
    result = mathwright("report", "nowhere.jsonl", fails=True)
    assert (result.exit_code, result.stderr) == (1, "error: nowhere.jsonl: no such file or folder\n")


def test_without_a_model_difficulty_goes_by_the_solutions_and_is_written() -> None:
    result = mathwright("audit", "difficulty", "rows.jsonl", "--output", "levels.jsonl")
    assert cells(result, "all") == ["3", "1.7", "steps,", "1.7", "deep"]
    assert "draws: nobody drew 3; solvers: none asked; --model NAME asks one" in result.stderr
    levels = [json.loads(line) for line in Path("levels.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["origin"], row["level"], row["steps"], row["rate"]) for row in levels] == [
        ("rows.jsonl:1", "1", 2, None),
        ("rows.jsonl:2", "1", 2, None),
        ("rows.jsonl:3", "1", 1, None),
    ]


def test_what_difficulty_would_ask_is_told_before() -> None:
    result = mathwright("audit", "difficulty", "rows.jsonl", "--model", "m", "--draws", "5", "--dry-run")
    assert result.stdout.startswith("3 problems, 15 replies of m: ")

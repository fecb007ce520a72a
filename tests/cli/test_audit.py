"""``mathwright audit``: what a user sees of flags, doubts and decisions, and that make goes by them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hostile.asked import Asked
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from typer.testing import CliRunner, Result

from mathwright.cli.main import app

RIGHT = "He sold 48/2 = <<48/2=24>>24 clips in May.\nIn all he sold 48+24 = <<48+24=72>>72 clips.\n#### 72"
FALSE = "There are 12-4 = <<12-4=9>>9 red apples left.\nIn all there are 9+15 = <<9+15=24>>24 apples left.\n#### 24"
ROWS = [
    ("Tom sold 48 clips in April and half as many in May. How many clips did he sell in all?", RIGHT),
    ("Ann has 12 red apples and 15 green apples. She eats 4 red apples. How many apples are left?", FALSE),
]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    rows = [json.dumps({"question": question, "answer": answer}) for question, answer in ROWS]
    Path("seeds.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


@pytest.fixture
def server() -> Iterator[HostileServer]:
    class Solving(ProgramModel):
        def reply(self, asked: Asked, sample: int) -> str:
            return "So it is \\boxed{72}." if "clips" in asked.messages[-1].content else "So it is \\boxed{23}."

    with HostileServer(Faults(), model=Solving()) as serving:
        yield serving


def mathwright(*arguments: str, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert (result.exit_code != 0) == fails, result.stderr
    return result


def flagged() -> str:
    """The problem_id of the one flag."""
    (flag,) = json.loads(mathwright("audit", "answers", "seeds.jsonl", "--json").stdout)["flagged"]
    return str(flag["problem_id"])


def test_without_a_model_it_says_that_there_is_one_solver() -> None:
    result = mathwright("audit", "answers", "seeds.jsonl", "--output", "flags.jsonl")
    lines = [line.rsplit(maxsplit=1) for line in result.stdout.splitlines()[1:5]]
    assert [(what.strip(), count) for what, count in lines] == [
        ("stored answers", "2"),
        ("stored solution computed again: agrees", "1"),
        ("stored solution computed again: differs", "1"),
        ("solvers: flagged", "1"),
    ]
    assert "agreed    23  (1 of 1: program 1; rational)" in result.stdout
    assert "solvers: one, the stored solutions computed again; --model NAME adds others" in result.stderr
    assert "flagged problems stay out of make until they are decided" in result.stderr
    assert json.loads(Path("flags.jsonl").read_text("utf-8"))["stored"] == "24"


def test_only_the_first_so_many_are_audited() -> None:
    found = json.loads(mathwright("audit", "answers", "seeds.jsonl", "--limit", "1", "--json").stdout)
    assert (found["problems"], found["flagged"]) == (1, [])


def test_models_are_named_on_the_command_line(server: HostileServer) -> None:
    models = ("--model", "small", "--model", "large", "--base-url", server.base_url, "--draws", "2")
    result = mathwright("audit", "answers", "seeds.jsonl", *models, "--budget", "2mtokens")
    assert {call.model for call in server.calls} == {"small", "large"}
    assert len(server.calls) == 8
    assert "agreed    23  (5 of 5: small 2, large 2, program 1; rational)" in result.stdout
    assert "8 calls (8 paid now, 0 from the ledger)" in result.stderr
    assert "solvers: small (2 draws), large (2 draws)" in result.stderr


def test_a_dry_run_tells_calls_and_the_most_they_cost(server: HostileServer) -> None:
    result = mathwright("audit", "answers", "seeds.jsonl", "--model", "gpt-4o-mini", "--dry-run")
    assert result.stdout.startswith("2 problems, 8 replies of gpt-4o-mini: about ")
    assert result.stdout.rstrip().endswith("at most")
    assert "cost $0." in result.stdout
    none = mathwright("audit", "answers", "seeds.jsonl", "--dry-run")
    assert none.stdout == "2 stored solutions are computed again: 0 model calls, cost 0\n"
    assert not Path("mathwright-workspace").exists()


def test_a_run_file_names_seed_problems_and_roles(server: HostileServer) -> None:
    role = f'teacher = "model"\nmodel = "small"\nbase_url = "{server.base_url}"\napi_key_env = ""\n'
    text = f'[seeds]\npath = "seeds.jsonl"\n[roles.author]\n{role}'
    Path("run.toml").write_text(text, encoding="utf-8")
    found = json.loads(mathwright("audit", "answers", "--config", "run.toml", "--draws", "3", "--json").stdout)
    assert (found["solvers"], found["draws"], len(found["flagged"]), len(server.calls)) == (["small"], 3, 1, 6)


def test_doubts_are_listed_and_decided() -> None:
    name = flagged()
    listed = mathwright("audit", "list").stdout.splitlines()
    assert listed[0].split() == ["problem", "state", "stored", "agreed", "corrected", "by", "question"]
    assert listed[1].split()[:4] == [name, "open", "24", "23"]
    decided = mathwright("audit", "decide", name[:6], "correct", "--answer", "23", "--by", "ann", "--note", "12-4")
    assert decided.stdout.splitlines()[1].split() == [name, "corrected", "23"]
    (doubt,) = json.loads(mathwright("audit", "list", "--state", "corrected", "--json").stdout)
    assert (doubt["answer"], doubt["decided_by"], doubt["note"]) == ("23", "ann", "12-4")
    assert mathwright("audit", "list", "--state", "open").stdout == "no doubts\n"
    another = ("audit", "decide", name, "keep", "--by", "ben")
    assert f"error: {name}: was corrected to '23' by ann on 20" in mathwright(*another, fails=True).stderr
    assert mathwright(*another, "--again").stdout.splitlines()[1].split() == [name, "kept", "24"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("correct",), "which answer is right?"),
        (("correct", "--answer", " "), "which answer is right?"),
        (("keep", "--answer", "5"), "--answer goes with correct"),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(arguments: tuple[str, ...], told: str) -> None:
    assert told in mathwright("audit", "decide", flagged(), *arguments, fails=True).stderr


def test_make_leaves_a_flagged_seed_problem_out_and_says_so() -> None:
    flagged()
    dry = mathwright("make", "--seeds", "seeds.jsonl", "--accepted", "1", "--dry-run")
    assert "note  1 seed problems are left out: stored answer under doubt; see mathwright audit list" in dry.stderr
    made = mathwright("make", "--seeds", "seeds.jsonl", "--accepted", "1", "--workers", "0")
    assert "1 problems from 1 seed problems" in made.stderr
    assert "1 seed problems were left out: stored answer under doubt; see mathwright audit list" in made.stderr

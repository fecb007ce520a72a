"""Commands about runs that ask models: what they cost, before and after, and what is warned of."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from typer.testing import CliRunner, Result

from mathwright.cli.main import app

MODEL = ProgramModel()
NOTE = "note  judge and author are one model (small), which judges its own work: name another in [roles.judge]"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return tmp_path


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer(Faults(wrong_tags=0.1), model=MODEL) as serving:
        yield serving


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def run_file(server: HostileServer, *more: str, recipe: str = "mugglemath", accepted: int = 4) -> str:
    """A run file whose author asks this server."""
    lines = [f'recipe = "{recipe}"', f"accepted = {accepted}", "[roles.author]", 'teacher = "model"', 'model = "small"']
    lines += [f'base_url = "{server.base_url}"', "price = { input = 0.15, output = 0.6 }", "max_tokens = 1500", *more]
    Path("run.toml").write_text("\n".join(lines), encoding="utf-8")
    return "run.toml"


# --- before ---------------------------------------------------------------------------------------


def test_a_dry_run_without_a_sample_says_what_is_not_known_and_how_to_know_it(server: HostileServer) -> None:
    result = mathwright("make", run_file(server), "--dry-run")
    comments = [line for line in result.stdout.splitlines() if line.startswith("#")]
    assert comments[0].endswith(": 286 seed problems; how many model calls is not known yet")
    assert "--dry-run --sample 5 makes 5 problems first, with paid calls" in comments[1]
    assert result.stderr.splitlines() == [NOTE]
    assert server.requests == []


def test_a_sample_tells_calls_tokens_and_cost_and_leaves_a_run_file(server: HostileServer) -> None:
    result = mathwright("make", run_file(server, accepted=40), "--dry-run", "--sample", "3")
    lines = [line.removeprefix("# ") for line in result.stdout.splitlines() if line.startswith("#")]
    assert lines[1].startswith("estimate from a sample: ")
    assert lines[2].split() == ["calls", "likely", "input", "tokens", "output", "tokens", "cost", "likely"]
    assert [line.split()[0] for line in lines[3:6]] == ["rewrite", "respond", "all"]
    assert lines[5].split()[3] == "to"
    assert "$0." in lines[5]
    assert any(line.startswith(f"the sample paid {len(server.calls):,} calls, $0.") for line in lines)
    assert tomllib.loads(result.stdout)["accepted"] == 40


def test_a_sample_in_json_has_every_number(server: HostileServer) -> None:
    result = mathwright("make", run_file(server), "--dry-run", "--sample", "2", "--json")
    found = json.loads(result.stdout)
    assert found["model_calls"] == found["estimate"]["calls"]["expected"] > 0
    assert found["estimate"]["cost_nano_usd"]["low"] < found["estimate"]["cost_nano_usd"]["high"]
    assert found["warnings"] == [NOTE.removeprefix("note  ")]


def test_an_unknown_price_is_told_as_unknown(server: HostileServer) -> None:
    path = Path(run_file(server))
    path.write_text(path.read_text(encoding="utf-8").replace("price =", "# price ="), encoding="utf-8")
    told = mathwright("make", str(path), "--dry-run", "--sample", "2").stdout
    assert "unknown" in next(line for line in told.splitlines() if line.startswith("# all"))
    assert "$" not in told
    assert "the price of a model is unknown: set price = { input = 0.15, output = 0.6 } in its role" in told


def test_a_symbolic_dry_run_costs_0() -> None:
    told = mathwright("make", "--dry-run", "--sample", "3").stdout.splitlines()
    assert told[-2].endswith(": 286 seed problems, 0 model calls, cost 0")


def test_a_sample_without_a_dry_run_is_a_wrong_flag() -> None:
    result = mathwright("make", "--sample", "3")
    assert result.exit_code == 2
    assert "it goes with --dry-run" in result.stderr


# --- while and after ------------------------------------------------------------------------------


def test_make_warns_once_that_judge_and_author_are_one(server: HostileServer) -> None:
    result = mathwright("make", run_file(server))
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == NOTE
    assert result.stderr.count("judge and author") == 1
    other = mathwright("make", run_file(server, "[roles.judge]", 'teacher = "symbolic"'))
    assert "judge and author" not in other.stderr


def test_runs_show_prints_what_was_paid_under_the_yield(server: HostileServer) -> None:
    run_id = json.loads(mathwright("make", run_file(server, accepted=12), "--json").stdout)["published"]["run_id"]
    told = mathwright("runs", "show", run_id).stdout
    lines = [line.split() for line in told.splitlines()]
    head = lines.index(["pass", "prompt", "calls", "unusable", "input", "output", "cost", "share"])
    rewrite, respond, total = lines[head + 1 : head + 4]
    assert (rewrite[:2], respond[:2], total[0]) == (["rewrite", "RewriteQuery"], ["respond", "Respond"], "all")
    assert int(rewrite[2]) + int(respond[2]) == int(total[1]) == len(server.calls)
    assert (total[5][:3], total[6:]) == ("$0.", ["100.0", "%"])
    assert ["prompt", "unusable", "because", "calls"] in lines
    costs = json.loads(mathwright("runs", "show", run_id, "--json").stdout)["costs"]
    assert costs["problem_nano_usd"] == -(-costs["cost_nano_usd"] // 12)
    assert f"cost per accepted problem  ${costs['problem_nano_usd'] / 1e9:.4f}" in told
    assert told.index("came through") < told.index("RewriteQuery") < told.index("[roles.author]")


def test_runs_show_of_a_symbolic_run_has_no_costs() -> None:
    made = mathwright("make", "--accepted", "2", "--workers", "0", "--json").stdout
    run_id = json.loads(made)["published"]["run_id"]
    assert "cost" not in mathwright("runs", "show", run_id).stdout
    assert json.loads(mathwright("runs", "show", run_id, "--json").stdout)["costs"] is None


# --- offline --------------------------------------------------------------------------------------


def requests(name: str) -> list[str]:
    return [json.loads(line)["custom_id"] for line in Path("waves", name).read_text(encoding="utf-8").splitlines()]


def test_again_writes_all_that_waits_into_a_new_wave(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["make", run_file(server), "--offline", "waves"]
    mathwright(*arguments)
    first = requests("wave-001.jsonl")
    assert mathwright(*arguments).exit_code == 3
    assert sorted(path.name for path in Path("waves").iterdir()) == ["wave-001.jsonl"]
    monkeypatch.setattr("sys.argv", ["mathwright", *arguments, "--again"])
    result = mathwright(*arguments, "--again")
    assert requests("wave-002.jsonl") == first
    assert server.requests == []
    # the line that takes the replies up does not write the wave a third time
    assert result.stdout.splitlines()[-1].strip() == "mathwright make run.toml --offline waves"
    assert "wave-001" not in result.stdout


def test_again_goes_with_offline(server: HostileServer) -> None:
    result = mathwright("make", run_file(server), "--again")
    assert result.exit_code == 1
    assert "--again writes waves anew: it goes with --offline DIR" in result.stderr

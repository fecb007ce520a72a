"""``mathwright ledger`` from its flags to what it prints."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.store.paid_calls import digests_of, key_of, paid
from typer.testing import CliRunner, Result

from mathwright.cli.main import app
from mathwright.store.budget import open_budget
from mathwright.store.ledger import Ledger, retire
from mathwright.store.workspace import Workspace


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ledger", *arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three calls: one as usual, one of another model that cannot be used, one of which nothing is known."""
    monkeypatch.chdir(tmp_path)
    nothing: dict[str, Any] = dict.fromkeys(
        ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "cost_nano_usd", "priced")
    )
    kept = [
        paid(1, reply=b'{"text":"A question.","reasoning":"Hm.","finish":"length"}'),
        paid(2, model="large-70b", fault="two answers", digests=digests_of(1, p2=5)),
        paid(3, prompt="Solve", **nothing),
    ]
    with Workspace.open(Path("mathwright-workspace")) as opened, Ledger(opened) as ledger:
        asyncio.run(ledger.keep_many(kept))
        open_budget(opened, "run-one", "usd", 5_000_000_000)
        open_budget(opened, "run-one", "judge:tokens", 200_000)
    return tmp_path


def lines_of(result: Result) -> dict[str, list[str]]:
    """Lines of the first table by their first cells."""
    return {line.split()[0] + " " + line.split()[1]: line.split() for line in result.stdout.splitlines()[1:5]}


def test_stats_prints_a_line_a_group_and_what_is_unknown() -> None:
    result = mathwright("stats")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split() == [
        "prompt", "model", "way", "calls", "unusable", "input", "cached", "output", "reasoning", "cost",
        "p50", "ms", "p95", "ms", "tries",
    ]  # fmt: skip
    lines = lines_of(result)
    unknown = ["unknown"] * 5
    assert lines["Solve small-7b"][3:] == ["1", "0", *unknown, "900", "900", "1"]
    assert lines["WriteQuestion large-70b"][3:] == ["1", "1", "400", "100", "300", "50", "$0.0010", "900", "900", "1"]
    assert lines["all 3"] == ["all", "3", "1", "800", "200", "600", "100", "$0.0020", "+", "?", "900", "900", "3"]
    assert "two answers" in result.stdout
    budgets = [line.split() for line in result.stdout.splitlines() if line.startswith("run-one")]
    assert budgets == [
        ["run-one", "judge:tokens", "200,000", "0", "0"],
        ["run-one", "usd", "$5.0000", "$0.0000", "$0.0000"],
    ]
    assert "calls missing from the cost, since their price or their number of tokens is unknown: 1\n" in result.stdout
    assert "retired" not in result.stdout


def test_stats_json_is_all_of_stdout() -> None:
    found = json.loads(mathwright("stats", "--json").stdout)
    assert (found["total"]["calls"], found["total"]["cost_nano_usd"]) == (3, 2_000_000)
    assert [one["sums"]["cost_nano_usd"] for one in found["groups"]] == [None, 1_000_000, 1_000_000]


def test_stats_of_an_empty_ledger(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "empty").close()
    assert mathwright("stats", "--workspace", str(tmp_path / "empty")).stdout == "no calls yet\n"


def test_show_prints_what_was_sent_what_came_back_and_what_it_cost() -> None:
    told = mathwright("show", key_of(1).hex()[:8]).stdout
    assert f"key     {key_of(1).hex()}\n" in told
    assert "model   small-7b at http://localhost:8000/v1 (openai), served as small-7b-0101\n" in told
    assert "tokens  input 400 (cached 100), output 300 (reasoning 50)\n" in told
    assert "cost    $0.0010, price of 2026-11-01\n" in told
    assert "--- system\nYou write problems.\n\n--- user\nProblem 1.\n" in told
    assert told.endswith("--- reasoning\nHm.\n\n--- reply (length)\nA question.\n")


def test_show_says_what_is_unknown_unusable_or_retired() -> None:
    with Workspace.open(Path("mathwright-workspace")) as workspace:
        retire(workspace, [key_of(2)])
    unknown, unusable = (mathwright("show", key_of(number).hex()[:8]).stdout for number in (3, 2))
    assert "input unknown (cached unknown), output unknown (reasoning unknown)\ncost    unknown\n" in unknown
    assert "usable  no: two answers\n" in unusable
    assert "(retired: it is not found any more)" in unusable


def test_show_json_has_every_field() -> None:
    found = json.loads(mathwright("show", key_of(2).hex(), "--json").stdout)
    assert (found["key"], found["fault"], found["reply"]["finish"]) == (key_of(2).hex(), "two answers", "stop")
    assert found["request"]["messages"][0] == ["system", "You write problems."]


def test_why_miss_names_the_field() -> None:
    told = mathwright("why-miss", key_of(2).hex()[:8]).stdout
    assert f"nearest: {key_of(1).hex()} (WriteQuestion, small-7b, run run-one)" in told
    assert "model differs\n  nearest  small-7b\n  this     large-70b\n" in told
    found = json.loads(mathwright("why-miss", key_of(2).hex(), "--json").stdout)
    assert [one["field"] for one in found["differences"]] == ["model"]
    assert "holds no other call of its prompt" in mathwright("why-miss", key_of(3).hex()).stdout


@pytest.mark.parametrize("command", ["show", "why-miss"])
@pytest.mark.parametrize(("key", "message"), [("ab", "4 to 32"), ("0000000000", "no call of the ledger")])
def test_a_wrong_key_is_one_line_on_stderr_and_exit_code_1(command: str, key: str, message: str) -> None:
    result = mathwright(command, key)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert message in result.stderr

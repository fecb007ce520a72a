"""``mathwright curate`` from its flags to what it prints."""

import json
from pathlib import Path

import pytest
from tests.curate.near.tiny_model import needs_model2vec, saved_model
from tests.hostile.faults import Faults
from tests.hostile.server import HostileServer
from typer.testing import CliRunner, Result

from mathwright.cli.main import app

APPLES = "Ann buys 3 apples and 5 pears. How many fruits does she buy?"
TRAIN = "A train runs 40 miles an hour for 3 hours. How far does it go?"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, questions in (("a", [APPLES, TRAIN]), ("b", [APPLES, APPLES.replace("3", "9")]), ("test", [TRAIN])):
        rows = (json.dumps({"question": question, "answer": "#### 8"}) for question in questions)
        Path(f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_joins_files_apart_from_a_benchmark_and_names_what_was_dropped() -> None:
    result = mathwright("curate", "a.jsonl", "b.jsonl", "--against", "test.jsonl", "--to", "out")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1 of 4 problems kept: out",
        "dropped because                      count",
        "exact, in a file to keep apart from      1",
        "exact, in this file                      1",
        "other numbers, in this file              1",
        "each with its twin: out/dropped.jsonl",
    ]


def test_policies_are_flags_and_json_is_all_of_stdout() -> None:
    wanted = mathwright("curate", "a.jsonl", "b.jsonl", "--numbers", "wanted", "--near", "0.8", "--json")
    assert json.loads(wanted.stdout)["kept"] == 3
    apart = mathwright("curate", "a.jsonl", "b.jsonl", "--against", "test.jsonl", "--only-against", "--json")
    assert json.loads(apart.stdout)["dropped"] == {"exact, in a file to keep apart from": 1}


def test_near_texts_are_dropped_unless_it_is_turned_off_and_reading_ends_where_told() -> None:
    long = " ".join(first + second for first in "abcdefgh" for second in "vwxyz")
    rows = ({"question": f"{long} {day}?", "answer": "#### 8"} for day in ("today", "tomorrow", "yesterday"))
    Path("c.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    told = [
        json.loads(mathwright("curate", "c.jsonl", *flags, "--json").stdout)
        for flags in ([], ["--near", "0"], ["--limit", "2"])
    ]
    assert [found["dropped"] for found in told] == [{"near, in this file": 2}, {}, {"near, in this file": 1}]


@needs_model2vec
def test_a_model_of_this_machine_tells_what_means_the_same() -> None:
    model = str(saved_model(Path("model")))
    rows = (
        {"question": question, "answer": "#### 8"}
        for question in ("Tom has apples.", "Tom has pears.", "Ben has many.")
    )
    Path("c.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    alike = mathwright("curate", "c.jsonl", "--embedder", model, "--json")
    assert json.loads(alike.stdout)["dropped"] == {"same meaning, in this file": 1}
    loose = mathwright("curate", "c.jsonl", "--embedder", model, "--semantic", "0.3", "--json")
    assert json.loads(loose.stdout)["dropped"] == {"same meaning, in this file": 2}


def test_an_index_is_built_once_and_stands_for_its_files() -> None:
    built = mathwright("curate", "--build-index", "test.index", "--against", "test.jsonl")
    assert built.stdout == "1 questions of 1 files: test.index\n"
    found = mathwright("curate", "a.jsonl", "--against", "test.index", "--json")
    assert json.loads(found.stdout)["kept"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["a.jsonl", "--against", "none.jsonl"], 1, "none.jsonl: no such file", id="no such benchmark"),
        pytest.param(["a.jsonl", "--against", "bad.jsonl"], 1, "bad.jsonl:1: no question; found text", id="schema"),
        pytest.param(["a.jsonl", "--against", "old.index"], 1, "an index of version 0, this", id="older index"),
        pytest.param(["a.jsonl", "--near", "2"], 2, "--near", id="near"),
        pytest.param(["a.jsonl", "--semantic", "0.8"], 2, "name its directory too (--embedder DIR)", id="no model"),
        pytest.param(["a.jsonl", "--embedder", "none"], 1, "none: no such folder; give the folder of a", id="embedder"),
        pytest.param(["a.jsonl", "--embedder", "."], 1, "neither modules.json nor config.json", id="not a model"),
        pytest.param([], 2, "name the files to curate", id="no file"),
        pytest.param(["--build-index", "x"], 2, "saves an index of the --against files", id="index of nothing"),
        pytest.param(
            ["a.jsonl", "--numbers", "unwanted", "--cap-per-template", "2"], 1, "unwanted (--numbers)", id="cap"
        ),
        pytest.param(
            ["a.jsonl", "--only-against", "--cap-per-template", "2"], 1, "leave --cap-per-", id="only against"
        ),
        pytest.param(["a.jsonl", "--budget", "1usd"], 2, "--budget is of a judge", id="budget without judge"),
        pytest.param(["a.jsonl", "--provider", "openai"], 2, "--provider is of a judge", id="provider without judge"),
        pytest.param(["a.jsonl", "none.jsonl"], 1, "none.jsonl: no such file", id="no such second file"),
    ],
)
def test_bad_input_ends_with_what_to_do(arguments: list[str], code: int, told: str) -> None:
    Path("bad.jsonl").write_text('{"text": "x"}\n', encoding="utf-8")
    Path("old.index").write_bytes(b"mathwright contamination index 0\nx\ny")
    before = sorted(Path().iterdir())
    result = mathwright("curate", *arguments)
    words = " ".join((result.stderr or str(result.exception)).replace("│", " ").split())
    assert (result.exit_code, told in words or told in str(result.exception)) == (code, True)
    assert sorted(Path().iterdir()) == before


def test_rows_that_were_left_out_are_counted_and_the_first_is_told() -> None:
    Path("c.jsonl").write_text('{"question": ""}\n{"question": "Why?"}\n{"question": 3}\n', encoding="utf-8")
    result = mathwright("curate", "c.jsonl", "--skip-bad-rows")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "1 of 1 problems kept: c-curated")
    assert "2 bad rows left out; the first: c.jsonl:1: field 'question': found empty text" in result.stderr


def test_a_judge_that_was_not_asked_is_told_and_ends_with_its_own_code() -> None:
    long = "Ann buys 3 apples and 5 pears at the market on {} morning. How many fruits does {} buy in all?"
    rows = [{"question": long.format(*words)} for words in (("Monday", "she"), ("Sunday", "the girl"))]
    Path("c.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    judge = ["--judge-model", "small", "--near", "0", "--workspace", "ws"]
    with HostileServer(Faults()) as server:
        result = mathwright("curate", "c.jsonl", *judge, "--base-url", server.base_url, "--budget", "1tokens")
    told = [line for line in result.stderr.splitlines() if not line.startswith("problems: ")]
    assert (result.exit_code, told[0]) == (3, "judge small: 1 not asked; 1 undecided, kept; no replies")
    assert told[1].startswith("stopped: ")
    assert len(told) == 2
    assert result.stdout.startswith("2 of 2 problems kept")

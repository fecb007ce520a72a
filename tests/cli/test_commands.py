"""The commands from their flags to what they print: data on stdout, talk on stderr."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mathwright.cli.main import app


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands write beside themselves, so each test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mathwright(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def made(*arguments: str) -> Result:
    return mathwright("make", "--accepted", "12", "--workers", "0", *arguments)


def test_make_names_run_dataset_and_report_on_stdout() -> None:
    result = made()
    lines = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert result.exit_code == 0
    assert list(lines) == ["run", "dataset", "report"]
    assert Path(lines["report"]).is_file()
    assert "12 problems from" in result.stderr


def test_make_json_is_all_of_stdout() -> None:
    result = made("--json", "--to", "here")
    found = json.loads(result.stdout)
    assert (found["state"], found["published"]["rows"], found["published"]["dataset"]) == ("complete", 12, "here")


def test_dry_run_prints_a_run_file_that_resolves_to_the_same_run() -> None:
    first = mathwright("make", "--run-seed", "9", "--dry-run").stdout
    Path("run.toml").write_text(first, encoding="utf-8")
    assert mathwright("make", "run.toml", "--dry-run").stdout == first
    assert sorted(path.name for path in Path().iterdir()) == ["run.toml"]


def test_fewer_problems_than_wanted_is_exit_code_3_and_says_why() -> None:
    Path("a.jsonl").write_text('{"question": "Why 1?", "answer": "So.\\n#### 1"}\n', encoding="utf-8")
    result = mathwright("make", "--seeds", "a.jsonl", "--accepted", "2", "--workers", "0")
    assert result.exit_code == 3
    assert "0 of 2 wanted: none of these seed problems has a program" in result.stderr
    assert "items refused" not in result.stderr


def test_a_run_that_gives_up_says_after_how_many_items_and_what_refused_them() -> None:
    question = "Tom has 3 apples and 4 pears. How many fruits does he have?"
    row = {"question": question, "answer": "Tom has 3+4=<<3+4=7>>7 fruits.\n#### 7"}
    Path("a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    Path("run.toml").write_text('recipe = "mugglemath"\n[options]\nkinds = ["change_numbers"]\n', encoding="utf-8")
    arguments = ["make", "run.toml", "--seeds", "a.jsonl", "--against", "a.jsonl", "--accepted", "2", "--workers", "0"]
    result = mathwright(*arguments)
    assert result.exit_code == 3
    why = "0 of 2 wanted: gave up after 42 items: too few came through; a higher --accepted goes on; what refused most:"
    assert why in result.stderr
    assert "items refused in admit: in an against file with other numbers" in result.stderr


@pytest.mark.parametrize(("recipe", "name"), [("mugglemath", "rewrite"), ("math2", "make"), ("mathscale", "make")])
def test_dry_run_names_the_pass_on_which_a_run_gives_up(recipe: str, name: str) -> None:
    told = mathwright("make", "--recipe", recipe, "--accepted", "100", "--dry-run").stdout
    assert told.splitlines()[-1] == f"# gives up after 2,572 items of the pass {name}"


def test_a_run_that_uses_compositions_again_says_so() -> None:
    Path("run.toml").write_text(
        'recipe = "mathscale"\n[options]\ntopic_steps = [0, 0]\nkp_steps = [1, 1]\ntopic_fraction = 0.1\n',
        encoding="utf-8",
    )
    result = mathwright("make", "run.toml", "--accepted", "60", "--workers", "0")
    assert "The walks were saturated after " in result.stderr
    assert "for a composition on average (at most 10)." in result.stderr


def test_where_nothing_was_refused_no_list_is_announced() -> None:
    result = mathwright("make", "--limit", "2", "--accepted", "12", "--workers", "0")
    assert result.exit_code == 3
    assert "what refused most" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["make", "missing.toml"], "missing.toml: there is no such run file"),
        (["make", "--seeds", "missing.jsonl"], "missing.jsonl: no such file"),
        (["make", "--recipe", "mugglemth"], 'unknown recipe "mugglemth"; did you mean "mugglemath"?'),
        (["runs", "show", "abc"], "no workspace here"),
        (["curate", "."], "is a directory"),
        (["make", "--workspace", "a-file"], "is a file; a workspace is a directory"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_exit_code_1(arguments: list[str], message: str) -> None:
    Path("a-file").touch()
    result = mathwright(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_runs_from_list_to_removal() -> None:
    run_id = json.loads(made("--json").stdout)["published"]["run_id"]
    assert run_id in mathwright("runs", "list").stdout
    assert [run["let_in"] for run in json.loads(mathwright("runs", "list", "--json").stdout)] == [12]
    assert "came through" in mathwright("runs", "show", run_id[:5]).stdout
    assert mathwright("runs", "rm", run_id).stdout.startswith(f"removed {run_id}: 12 problems")
    assert "before" in mathwright("runs", "compact").stdout
    assert json.loads(mathwright("runs", "list", "--json").stdout) == []


def test_explain_tells_answer_run_and_seed_problem() -> None:
    folder = json.loads(made("--json").stdout)["published"]["dataset"]
    row = json.loads((Path(folder) / "accepted.jsonl").read_text(encoding="utf-8").splitlines()[0])
    told = mathwright("runs", "explain", row["problem_id"]).stdout
    assert f"answer    {row['answer']}, believed by program" in told
    assert f"made from {row['parents'][0]}, mathwright_shipped, " in told


def test_explain_tells_of_a_seed_problem_where_it_stands() -> None:
    row = {"question": "Tom has 3 apples and 4 pears. How many fruits?", "answer": "3+4=<<3+4=7>>7\n#### 7"}
    Path("a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = json.loads(mathwright("make", "--seeds", "a.jsonl", "--accepted", "2", "--with-seeds", "--json").stdout)
    lines = (Path(found["published"]["dataset"]) / "accepted.jsonl").read_text(encoding="utf-8").splitlines()
    told = mathwright("runs", "explain", json.loads(lines[-1])["problem_id"]).stdout
    assert row["question"] in told
    assert told.splitlines()[-1] == f"a seed problem of run {found['published']['run_id']} (a.jsonl:1)"


def test_preview_that_shows_nothing_says_what_refused_most() -> None:
    Path("a.jsonl").write_text('{"question": "Why 1?", "answer": "So.\\n#### 1"}\n', encoding="utf-8")
    result = mathwright("preview", "--seeds", "a.jsonl")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "refused most: " in result.stderr.splitlines()[-1]
    assert " items in rewrite, reply: no program" in result.stderr.splitlines()[-1]


def test_programs_json_has_the_promised_keys() -> None:
    found = json.loads(mathwright("programs", "--json", "--limit", "20").stdout)
    assert list(found)[:4] == ["rows", "programs", "grounded", "changeable"]
    assert (found["rows"], type(found["refused"])) == (20, dict)


def test_columns_of_another_file_are_mapped_by_flags() -> None:
    row = {"q": "Tom has 3 apples and 4 pears. How many fruits?", "s": "3+4=<<3+4=7>>7\n#### 7"}
    Path("a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    result = mathwright("programs", "a.jsonl", "--column", "question=q", "--column", "solution=s", "--json")
    assert json.loads(result.stdout)["programs"] == 1


def test_preview_curate_publish_check_new_and_doctor_answer() -> None:
    run_id = json.loads(made("--json").stdout)["published"]["run_id"]
    assert len(json.loads(mathwright("preview", "--count", "2", "--json").stdout)) == 2
    assert mathwright("publish", run_id, "--to", "again").exit_code == 0
    assert json.loads(mathwright("curate", "again/accepted.parquet", "--json").stdout)["rows"] == 12
    assert mathwright("new", "run").stdout == "run.toml\n"
    assert mathwright("check", "run.toml").exit_code == 0
    assert mathwright("doctor").exit_code == 0

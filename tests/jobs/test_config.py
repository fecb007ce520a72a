"""The run file: defaults, flags over the file, and what is said about a wrong one."""

from pathlib import Path

import pytest

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import RunConfig, read_run_config


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "run.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_shipped_seed_problems_are_rewritten() -> None:
    config = read_run_config(None, {})
    assert config == RunConfig()
    assert config.seeds.shipped
    assert config.recipe == "mugglemath"


def test_reads_every_table_of_a_run_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'recipe = "mugglemath"\naccepted = 9\nrun_seed = -3\n[seeds]\npath = "a.jsonl"\ncolumns = { question = "q" }\n'
        '[roles.judge]\nteacher = "symbolic"\n[options]\nresponses = 2\nkinds = ["compose"]\n'
        '[admit]\nagainst = ["b.jsonl"]\ncap_per_template = 4\n[how]\nworkers = 0\nworkspace = "w"\n',
    )
    config = read_run_config(path, {})
    assert (config.accepted, config.run_seed, config.seeds.path, config.seeds.columns) == (
        9,
        -3,
        "a.jsonl",
        {"question": "q"},
    )
    assert config.options == {"responses": 2, "kinds": ["compose"]}
    assert (config.admit.against, config.admit.cap_per_template) == (("b.jsonl",), 4)
    assert (config.how.workers, config.how.workspace) == (0, "w")


def test_a_flag_overrides_the_file_and_none_leaves_it(tmp_path: Path) -> None:
    path = written(tmp_path, "accepted = 9\nrun_seed = 1\n")
    config = read_run_config(path, {"accepted": 20, "run_seed": None, "how.workers": 2})
    assert (config.accepted, config.run_seed, config.how.workers) == (20, 1, 2)


@pytest.mark.parametrize("source", ["shipped = true", 'hub = "openai/gsm8k"', 'path = "other.jsonl"'])
def test_a_file_named_by_flag_replaces_the_source_of_the_run_file(tmp_path: Path, source: str) -> None:
    config = read_run_config(written(tmp_path, f"[seeds]\n{source}\n"), {"seeds.path": "mine.jsonl"})
    assert (config.seeds.path, config.seeds.hub, config.seeds.shipped) == ("mine.jsonl", None, False)


def test_the_shipped_seed_problems_stand_in_where_a_file_names_no_source(tmp_path: Path) -> None:
    assert read_run_config(written(tmp_path, "[seeds]\nskip_bad_rows = true\n"), {}).seeds.shipped


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("acepted = 3", 'unknown key "acepted"; did you mean "accepted"?', id="top"),
        pytest.param("[how]\nworker = 3", 'unknown key "how.worker"; did you mean "workers"?', id="table"),
        pytest.param(
            '[roles.judge]\nteecher = "symbolic"',
            'unknown key "roles.judge.teecher"; did you mean "teacher"?',
            id="role",
        ),
        pytest.param(
            "[admit]\nzzz = 1",
            'unknown key "admit.zzz"; known: against, cap_per_template, near, numbers, quotas',
            id="nothing near",
        ),
        pytest.param(
            '[admit]\nnumbers = "unwanted"\ncap_per_template = 2',
            'key "admit": other numbers are unwanted (numbers), but 2 problems may differ in them alone '
            "(cap_per_template): leave one of them out",
            id="unwanted numbers with a cap",
        ),
        pytest.param(
            "accepted = 3_000_000_000",
            'key "accepted": input should be less than or equal to 2147483647, found 3000000000',
            id="more than a column holds",
        ),
        pytest.param("accepted = 0", 'key "accepted": input should be greater than or equal to 1, found 0', id="range"),
        pytest.param(
            '[seeds]\nshipped = true\npath = "x.jsonl"',
            'key "seeds": name one source of seed problems, not path and shipped',
            id="two sources",
        ),
        pytest.param(
            '[roles.author]\nteacher = "gpt"',
            "key \"roles.author.teacher\": input should be 'symbolic' or 'model', found 'gpt'",
            id="teacher",
        ),
        pytest.param(
            '[roles.author]\nteacher = "model"',
            'key "roles.author": teacher = "model" needs model = "…", the name its provider knows',
            id="model without a name",
        ),
        pytest.param(
            '[roles.author]\nmodel = "m"',
            'key "roles.author": model is for teacher = "model"; the symbolic teacher has none',
            id="symbolic with a model",
        ),
        pytest.param(
            "[roles.author.limits]\nrequests_per_minut = 3",
            'unknown key "roles.author.limits.requests_per_minut"; did you mean "requests_per_minute"?',
            id="key of a table in a role",
        ),
        pytest.param(
            '[how]\nbatch = true\noffline = "out"',
            'key "how": batch and offline are two ways to ask: name one',
            id="two ways to ask",
        ),
    ],
)
def test_says_which_key_is_wrong_and_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as fault:
        read_run_config(path, {})
    assert str(fault.value) == f"{path}: {message}"


def test_a_missing_run_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no such run file; write one with: mathwright new run"):
        read_run_config(tmp_path / "run.toml", {})


@pytest.mark.parametrize("content", [b"accepted = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_not_toml_is_a_data_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.toml"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"run\.toml: is not TOML"):
        read_run_config(path, {})


def test_a_directory_is_not_a_run_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a directory, not a run file"):
        read_run_config(tmp_path, {})

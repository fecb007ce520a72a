"""The jobs around a run: survey, check, doctor, and files to start from."""

import json
import tomllib
from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.jobs.check import check_run
from mathwright.jobs.config import AdmitConfig, HowConfig, RunConfig, SeedsConfig, read_run_config
from mathwright.jobs.doctor import diagnose
from mathwright.jobs.new import write_run_file
from mathwright.jobs.programs import survey_seeds
from mathwright.jobs.role_config import RoleConfig
from mathwright.recipes.catalog import RECIPES
from mathwright.teachers.providers.catalog import PROVIDERS


def test_a_survey_does_not_depend_on_the_number_of_processes() -> None:
    here = survey_seeds(SeedsConfig(shipped=True), workers=0)
    assert survey_seeds(SeedsConfig(shipped=True), workers=2) == here
    assert here.rows == here.programs >= 240
    assert here.changeable + sum(here.refused.values()) == here.rows


def test_a_survey_says_why_a_seed_problem_is_no_program(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"question": "Why is 1 odd?", "answer": "Because.\n#### 1"}, {"question": "And 2?", "answer": "2\n#### 2"}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = survey_seeds(SeedsConfig(path=str(path)))
    assert (found.rows, found.programs, found.refused) == (2, 0, {"no annotations": 2})
    assert survey_seeds(SeedsConfig(path=str(path)), limit=1).rows == 1


def test_check_lists_what_is_fine_and_every_fault_at_once(tmp_path: Path) -> None:
    how = HowConfig(workspace=str(tmp_path / "workspace"))
    good = check_run(RunConfig(how=how))
    assert good.faults == ()
    assert [line.split()[0] for line in good.fine] == ["recipe", "seed", "pass", "workspace"]
    bad = check_run(
        RunConfig(
            recipe="none",
            seeds=SeedsConfig(path=str(tmp_path / "no.jsonl")),
            admit=AdmitConfig(against=(str(tmp_path),)),
            how=how,
        )
    )
    assert [fault.rpartition("/")[2].split(":")[0] for fault in bad.faults] == [
        'unknown recipe "none"; known', "no.jsonl", tmp_path.name,
    ]  # fmt: skip
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize("recipe", ["math2", "mathscale"])
def test_check_finds_a_share_that_keeps_no_seed_problem(tmp_path: Path, recipe: str) -> None:
    config = RunConfig(recipe=recipe, options={"seed_fraction": 0.001}, how=HowConfig(workspace=str(tmp_path / "w")))
    found = check_run(config)
    assert found.faults == ("seed_fraction = 0.001: keeps none of 286; give at least 0.0035",)
    assert [line.split()[0] for line in found.fine] == ["recipe", "seed", "workspace"]


@pytest.mark.parametrize("steps", [[0, 5], [100, 100]])
def test_a_symbolic_author_is_asked_for_no_longer_chains_than_it_writes(tmp_path: Path, steps: list[int]) -> None:
    how = HowConfig(workspace=str(tmp_path / "w"))
    (fault,) = check_run(RunConfig(recipe="mathscale", options={"kp_steps": [*steps]}, how=how)).faults
    assert fault == (
        '[options] of mathscale: key "kp_steps": the symbolic author\'s chains have at most five links, so at most 4 '
        f"steps, not {steps[1]}"
    )
    assert check_run(RunConfig(recipe="mathscale", options={"kp_steps": [4, 4]}, how=how)).faults == ()


def test_doctor_finds_a_place_that_is_not_there_yet(tmp_path: Path) -> None:
    found = diagnose(tmp_path / "a" / "b")
    assert found.workspace_writable
    assert found.cores >= 1
    assert "missing" not in found.packages.values()


@pytest.mark.parametrize("recipe", sorted(RECIPES))
def test_a_new_run_file_parses_and_its_comments_hold_the_defaults(tmp_path: Path, recipe: str) -> None:
    path = write_run_file(tmp_path / "runs" / "new.toml", recipe)
    assert read_run_config(path, {}).recipe == recipe
    text = path.read_text(encoding="utf-8")
    options = text.partition("[options]")[2].partition("[admit]")[0].splitlines()[1:]
    told = tomllib.loads("\n".join(line.removeprefix("# ") for line in options))
    defaults = RECIPES[recipe].config_type().model_dump(mode="json", exclude_none=True)
    assert told == defaults


def test_a_new_run_file_never_replaces_one(tmp_path: Path) -> None:
    write_run_file(tmp_path / "run.toml", "mugglemath")
    with pytest.raises(UsageError, match="exists already"):
        write_run_file(tmp_path / "run.toml", "mugglemath")
    with pytest.raises(UsageError, match='unknown recipe "nothing"'):
        write_run_file(tmp_path / "other.toml", "nothing")


@pytest.mark.parametrize("provider", [None, "openai", "anthropic"])
def test_a_new_run_file_for_a_model_parses_and_so_do_its_comments(tmp_path: Path, provider: str | None) -> None:
    path = write_run_file(tmp_path / "run.toml", "math2", model='odd "name"', provider=provider, base_url="http://x/v1")
    author = read_run_config(path, {}).roles.author
    assert (author.teacher, author.model, author.base_url) == ("model", 'odd "name"', "http://x/v1")
    assert author.provider == (provider or "openai")
    text = path.read_text(encoding="utf-8")
    block = text.partition("[roles.author]")[2].partition("[options]")[0]
    uncommented = "[roles.author]" + block.replace("\n# ", "\n")
    roles = tomllib.loads(uncommented)["roles"]
    assert RoleConfig.model_validate(roles["author"]).api_key_env == PROVIDERS[author.provider].api_key_env
    assert RoleConfig.model_validate(roles["judge"]).model == "another"
    how = tomllib.loads("[how]" + text.partition("\n[how]")[2].replace("\n# ", "\n"))["how"]
    assert HowConfig.model_validate(how).budget == ("5usd",)


def test_a_symbolic_run_file_says_how_a_model_is_named(tmp_path: Path) -> None:
    text = write_run_file(tmp_path / "run.toml", "mugglemath").read_text(encoding="utf-8")
    block = text.partition("# [roles.author]")[2].partition("[options]")[0]
    author = tomllib.loads("[roles.author]" + block.replace("\n# ", "\n"))["roles"]["author"]
    assert RoleConfig.model_validate(author).teacher == "model"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"model": "m", "provider": "azure"}, 'unknown provider "azure"; known: anthropic, openai'),
        ({"base_url": "http://x/v1"}, "--provider and --base-url say where a model is: name it with --model"),
        ({"provider": "anthropic"}, "name it with --model"),
    ],
)
def test_a_new_run_file_refuses_what_names_no_model(tmp_path: Path, flags: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        write_run_file(tmp_path / "run.toml", "math2", **flags)
    assert list(tmp_path.iterdir()) == []

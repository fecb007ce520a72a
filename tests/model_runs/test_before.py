"""Before a run: ``check`` asks each model once and says what it cost, ``preview`` asks nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from mathwright.jobs.check import check_run
from mathwright.jobs.config import RunConfig
from mathwright.jobs.role_config import RolesConfig
from mathwright.recipes.catalog import RECIPES
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.processes import command, run_file
from tests.model_runs.runs import config_of, role_of


@pytest.fixture
def server():
    with HostileServer(model=ProgramModel(), models={"small", "large"}) as serving:
        yield serving


def with_judge(place: Path, server: HostileServer, recipe: str = "math2", judge: str = "large") -> RunConfig:
    roles = RolesConfig(author=role_of(server), judge=role_of(server, model=judge))
    return config_of(place, server, recipe).model_copy(update={"roles": roles})


def test_check_asks_each_model_once_and_says_what_it_cost(tmp_path: Path, server: HostileServer) -> None:
    found = check_run(with_judge(tmp_path, server))
    assert found.faults == ()
    assert [one.model for one in server.calls] == ["small", "large"]
    told = [line for line in found.fine if "answers in" in line]
    assert [line.split(":")[0] for line in told] == ["author, solver", "judge"]
    for line in told:
        assert "tokens, $0.0000" in line
        assert "($0.15 in, $0.6 out a million; run file" in line
    assert not (tmp_path / "workspace").exists()


def test_check_without_calls_asks_nobody(tmp_path: Path, server: HostileServer) -> None:
    path = run_file(with_judge(tmp_path, server), tmp_path / "run.toml")
    ended = command("check", path, "--no-calls")
    assert ended.code == 0, ended.err
    assert server.requests == []
    assert "prompts: " in ended.out


def test_check_says_which_model_does_not_answer_and_why(tmp_path: Path, server: HostileServer) -> None:
    found = check_run(with_judge(tmp_path, server, judge="huge"))
    assert len([line for line in found.fine if "answers in" in line]) == 1
    (fault,) = found.faults
    assert fault.startswith("judge: ")
    assert "huge" in fault
    assert "404" in fault


def test_check_warns_of_a_judge_that_judges_its_own_work(tmp_path: Path, server: HostileServer) -> None:
    assert check_run(with_judge(tmp_path, server), calls=False).notes == ()
    (note,) = check_run(with_judge(tmp_path, server, judge="small"), calls=False).notes
    assert "judge and author are one model (small)" in note


def test_check_says_that_a_server_does_not_count_its_tokens(tmp_path: Path) -> None:
    with HostileServer(Faults(usage_missing=1.0)) as server:
        found = check_run(config_of(tmp_path, server))
    assert any("does not say how many tokens it used" in line for line in found.fine)


@pytest.mark.parametrize("recipe", ["math2"])
def test_preview_prints_the_first_prompt_of_each_kind_and_sends_nothing(
    tmp_path: Path, server: HostileServer, recipe: str
) -> None:
    path = run_file(config_of(tmp_path, server, recipe, options={"program_check": True}), tmp_path / "run.toml")
    ended = command("preview", path)
    assert ended.code == 0, ended.err
    assert server.requests == []
    for prompt in RECIPES[recipe].prompts:
        assert f"===== {prompt.__name__}: " in ended.out
    assert "--- system ---" in ended.out
    assert "Nothing was sent" in ended.err
    assert not (tmp_path / "workspace").exists()

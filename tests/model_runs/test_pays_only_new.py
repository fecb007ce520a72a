"""What was paid once is not paid again, whatever of the run changes behind it; counted at the server, by prompt."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mathwright.jobs.config import RunConfig
from mathwright.jobs.make import MadeRun
from mathwright.seeds.shipped import shipped_seeds
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.own_templates import own_template
from tests.model_runs.runs import asked_by_prompt, calls_since, config_of, ledger_calls, problems, run

MANY = 1000
"""More problems than a plan of a few items gives, so that it is carried out to its last item.

A run that reaches its target has begun a few items ahead, as many as there was time for.
"""
OPTIONS: dict[str, dict[str, Any]] = {
    "math2": {"seed_fraction": 0.3},
    "mathscale": {"seed_fraction": 0.3},
    "mugglemath": {"sweeps": 1},
}


@pytest.fixture
def server():
    with HostileServer(model=ProgramModel()) as serving:
        yield serving


def plan_of(
    place: Path, server: HostileServer, recipe: str, seeds: int | None = None, accepted: int = MANY, **options: Any
) -> RunConfig:
    """A run over the first so many shipped seed problems."""
    found = [seed for seed in shipped_seeds() if seed.solutions][:seeds]
    path = place / f"seeds{seeds}.jsonl"
    rows = ({"question": seed.question, "answer": seed.solutions[0]} for seed in found)
    place.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    options = OPTIONS[recipe] | options
    return config_of(place, server, recipe, accepted, seeds={"path": str(path)}, options=options)


def asked_for(server: HostileServer, config: RunConfig, limit: int | None = None) -> tuple[MadeRun, Counter[str]]:
    """The run of so many items of the last pass, and what it asked of the server, by prompt."""
    before = len(server.requests)
    made = run(config, limit=limit)
    assert made.state in ("complete", "limited", "exhausted")
    return made, asked_by_prompt(calls_since(server, before))


def questions(made: MadeRun) -> list[str]:
    return [row["problem"] for row in problems(made)]


def test_one_more_solution_asks_for_that_solution_alone(tmp_path: Path, server: HostileServer) -> None:
    first, asked = asked_for(server, plan_of(tmp_path, server, "math2", solutions=3), 5)
    second, asked_then = asked_for(server, plan_of(tmp_path, server, "math2", solutions=4), 5)
    assert asked["SolveQuestion"] % 3 == 0
    assert asked_then == {"SolveQuestion": asked["SolveQuestion"] // 3}
    assert questions(second) == questions(first) != []
    assert {row["evidence_of"] for row in problems(second)} == {4}


@pytest.mark.parametrize(
    ("recipe", "prompt", "limit", "seeds"),
    [
        ("math2", "SolveWithout", 5, None),
        ("mathscale", "SolveReference", 5, None),
        ("mugglemath", "Respond", None, 6),
    ],
)
def test_another_template_of_the_last_step_asks_that_step_alone(
    tmp_path: Path, server: HostileServer, recipe: str, prompt: str, limit: int | None, seeds: int | None
) -> None:
    config = plan_of(tmp_path, server, recipe, seeds)
    first, asked = asked_for(server, config, limit)
    changed = config.model_copy(update={"prompts": str(own_template(tmp_path / "own", prompt))})
    second, asked_then = asked_for(server, changed, limit)
    assert asked_then == {prompt: asked[prompt]}
    assert second.published.run_id != first.published.run_id
    assert questions(second) == questions(first) != []


@pytest.mark.parametrize(("recipe", "prompt"), [("math2", "LabelSkill"), ("mathscale", "ExtractConcepts")])
def test_more_seed_problems_label_the_new_ones_alone(
    tmp_path: Path, server: HostileServer, recipe: str, prompt: str
) -> None:
    _, asked = asked_for(server, plan_of(tmp_path, server, recipe, 60, seed_fraction=1.0), 2)
    _, asked_then = asked_for(server, plan_of(tmp_path, server, recipe, 67, seed_fraction=1.0), 2)
    assert (asked[prompt], asked_then[prompt]) == (60, 7)


@pytest.mark.parametrize("recipe", ["math2"])
def test_more_items_ask_for_the_further_ones_alone(tmp_path: Path, server: HostileServer, recipe: str) -> None:
    _, first = asked_for(server, plan_of(tmp_path / "grown", server, recipe), 4)
    grown, second = asked_for(server, plan_of(tmp_path / "grown", server, recipe), 9)
    at_once, all_of_it = asked_for(server, plan_of(tmp_path / "whole", server, recipe), 9)
    assert first + second == all_of_it
    assert problems(grown) == problems(at_once)
    for prompt in ("LabelSkill", "ClusterSkills", "RelabelProblem", "CheckExemplar", "ExtractConcepts", "MergeNames"):
        assert second[prompt] == 0


@pytest.mark.parametrize("recipe", ["mathscale", "mugglemath"])
def test_a_higher_target_pays_nothing_twice(tmp_path: Path, server: HostileServer, recipe: str) -> None:
    options = OPTIONS[recipe] if recipe != "mugglemath" else {}
    few, more, whole = (
        config_of(tmp_path / place, server, recipe, accepted, options=options)
        for place, accepted in (("grown", 4), ("grown", 30), ("whole", 30))
    )
    _, first = asked_for(server, few)
    grown, second = asked_for(server, more)
    at_once, _ = asked_for(server, whole)
    assert (grown.published.made, grown.state) == (30, "complete")
    assert problems(grown) == problems(at_once)
    assert first.total() + second.total() == ledger_calls(tmp_path / "grown")
    assert second.total() > 0

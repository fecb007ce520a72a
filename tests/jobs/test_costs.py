"""What a run paid: by pass and prompt, for each problem, in the yield, the report and the manifest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.runs import config_of, run
from tests.store.paid_calls import paid

from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.costs import costs_of, known_cost
from mathwright.jobs.make import MadeRun
from mathwright.jobs.make import make as make_run
from mathwright.jobs.publish import publish_run
from mathwright.jobs.runs import show_run
from mathwright.prompts.rendering import Templates
from mathwright.publish.costs import RunCosts
from mathwright.publish.dataset import whole_dataset
from mathwright.recipes.catalog import RECIPES
from mathwright.store.ledger import Ledger, PaidCall
from mathwright.store.outcomes import RunSpec, take
from mathwright.store.workspace import Workspace

RECIPE = RECIPES["mugglemath"]
SPEC = RunSpec(recipe="mugglemath", config="", config_hash="x", run_seed=1, passes=("rewrite", "respond"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "w") as opened, take(opened, SPEC):
        yield opened


def keep(workspace: Workspace, *calls: PaidCall) -> RunCosts:
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep_many(calls))
    return costs_of(workspace, SPEC.run_id, RECIPE)


def own(number: int, prompt: str = "Respond", **changes: object) -> PaidCall:
    return paid(number, prompt=prompt, run=SPEC.run_id, **changes)


def test_prompts_stand_in_the_order_of_the_recipe_and_strangers_last(workspace: Workspace) -> None:
    found = keep(workspace, own(1, "Gone"), own(2, "Respond"), own(3, "RewriteQuery"), own(4, "Respond", tries=3))
    assert [(one.pass_name, one.prompt, one.sums.calls, one.sums.tries) for one in found.prompts] == [
        ("rewrite", "RewriteQuery", 1, 1),
        ("respond", "Respond", 2, 4),
        (None, "Gone", 1, 1),
    ]
    assert (found.total.calls, found.cost_nano_usd, found.total.cost_nano_usd) == (4, 4_000_000, 4_000_000)


def test_calls_of_other_runs_are_not_its_cost(workspace: Workspace) -> None:
    found = keep(workspace, own(1), paid(2, prompt="Respond"), paid(3, prompt="Respond", run=None))
    assert (found.total.calls, found.cost_nano_usd) == (1, 1_000_000)
    assert [(one.role, one.model, one.served_model, one.priced, one.calls) for one in found.models] == [
        ("author", "small-7b", "small-7b-0101", "2026-11-01", 1)
    ]


def test_one_unknown_price_makes_the_cost_unknown_and_never_0(workspace: Workspace) -> None:
    found = keep(workspace, own(1), own(2, cost_nano_usd=None, priced=None))
    assert (found.cost_nano_usd, found.problem_nano_usd, found.total.cost_unknown) == (None, None, 1)


def test_the_cost_of_a_problem_is_rounded_up(made: MadeRun) -> None:
    found = costs(made)
    assert found.cost_nano_usd is not None
    assert found.problem_nano_usd is not None
    assert 0 <= found.problem_nano_usd * 7 - found.cost_nano_usd < 7


def test_a_run_without_calls_cost_nothing(workspace: Workspace) -> None:
    found = keep(workspace)
    assert (found.prompts, found.models, found.cost_nano_usd, found.problem_nano_usd) == ((), (), 0, None)
    assert known_cost(found.total) == 0


# --- a whole run ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer(Faults(wrong_tags=0.1), model=ProgramModel()) as serving:
        yield serving


@pytest.fixture(scope="module")
def made(server: HostileServer, tmp_path_factory: pytest.TempPathFactory) -> MadeRun:
    return run(config_of(tmp_path_factory.mktemp("run"), server, accepted=7))


def place_of(made: MadeRun) -> Path:
    return made.published.dataset.parent / "workspace"


def costs(made: MadeRun) -> RunCosts:
    found = show_run(place_of(made), made.published.run_id).costs
    assert found is not None
    return found


def test_a_run_is_shown_with_what_it_paid_for_each_problem(made: MadeRun, server: HostileServer) -> None:
    found = costs(made)
    assert made.spent is not None
    assert (found.total.calls, found.cost_nano_usd) == (made.spent.fresh, made.spent.cost_nano_usd)
    assert found.total.calls == len(server.calls)
    assert found.problems == 7
    assert found.problem_nano_usd == -(-made.spent.cost_nano_usd // 7)


def test_replies_that_could_not_be_used_are_counted_by_prompt_and_reason(made: MadeRun) -> None:
    found = costs(made)
    faults = {(one.prompt, fault.fault) for one in found.prompts for fault in one.sums.faults}
    assert faults
    assert {prompt for prompt, _ in faults} <= {"RewriteQuery", "Respond"}
    assert sum(one.sums.unusable for one in found.prompts) == found.total.unusable > 0


def test_the_manifest_names_models_templates_calls_and_cost_but_no_terms(made: MadeRun, server: HostileServer) -> None:
    told = whole_dataset(made.published.dataset).models
    found = costs(made)
    assert told is not None
    assert (told.calls, told.cost_nano_usd) == (found.total.calls, found.cost_nano_usd)
    assert list(told.roles) == ["author", "judge", "solver"]
    judge = told.roles["judge"]
    assert (judge.provider, judge.base_url, judge.model) == ("openai", server.base_url, "small")
    assert judge.sampling["max_tokens"] == 1500
    assert told.templates == Templates().hashes(RECIPE.prompts)


def test_the_report_has_the_calls_and_says_them_again_when_published_anew(made: MadeRun, tmp_path: Path) -> None:
    report = json.loads(made.published.report.with_suffix(".json").read_text(encoding="utf-8"))
    assert report["calls"]["costs"] == json.loads(costs(made).model_dump_json())
    assert [(one["role"], one["price"]["source"]) for one in report["calls"]["roles"]] == [
        ("author", "run file"),
        ("judge", "run file"),
        ("solver", "run file"),
    ]
    again = publish_run(place_of(made), made.published.run_id, to=tmp_path / "again")
    assert json.loads(again.report.with_suffix(".json").read_text(encoding="utf-8"))["calls"] == report["calls"]


def test_steps_of_a_run_that_asks_models_are_all_tested(made: MadeRun) -> None:
    page = made.published.report.read_text(encoding="utf-8")
    assert "Not tested (symbolic)" not in page


def test_a_run_that_finds_all_in_the_ledger_paid_nothing(made: MadeRun, server: HostileServer) -> None:
    before = len(server.calls)
    config = config_of(place_of(made).parent, server, accepted=2, admit={"cap_per_template": 1_000})
    other = make_run(config, to=place_of(made).parent / "other")
    assert other.published.run_id != made.published.run_id
    assert len(server.calls) == before
    assert other.spent is not None
    assert other.spent.fresh == 0
    assert other.spent.cost_nano_usd > 0, "as if paid"
    assert (costs(other).total.calls, costs(other).cost_nano_usd, costs(other).problem_nano_usd) == (0, 0, 0)
    assert "This run paid for no call" in other.published.report.read_text(encoding="utf-8")


def test_a_symbolic_run_has_no_costs_and_its_files_no_place_for_them(tmp_path: Path) -> None:
    how = HowConfig(workers=0, workspace=str(tmp_path / "workspace"))
    made = make_run(RunConfig(accepted=2, how=how), to=tmp_path / "out")
    assert show_run(tmp_path / "workspace", made.published.run_id).costs is None
    assert "models" not in json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "calls" not in json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert "Calls to models" not in made.published.report.read_text(encoding="utf-8")

"""All three recipes over real sockets: whole, the same at any concurrency, and free of charge the second time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mathwright.jobs.runs import remove_run, show_run
from mathwright.recipes.catalog import RECIPES
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.runs import asked_by_prompt, calls_since, config_of, ledger_calls, problems, rejected, run

SMALL = {
    "math2": {"seed_fraction": 0.3, "program_check": True},
    "mathscale": {"seed_fraction": 0.3, "program_check": True},
    "mugglemath": {"responses": 2},
}
SOAK = "MATHWRIGHT_SOAK" in os.environ
CARELESS = Faults(seed=5).careless(0.2)


@pytest.mark.parametrize("recipe", sorted(RECIPES))
def test_a_run_is_the_same_at_any_concurrency_and_its_replay_costs_nothing(tmp_path: Path, recipe: str) -> None:
    with HostileServer(model=ProgramModel()) as server:
        narrow = config_of(tmp_path / "4", server, recipe, 8, how={"concurrency": 4}, options=SMALL[recipe])
        wide = config_of(tmp_path / "64", server, recipe, 8, how={"concurrency": 64}, options=SMALL[recipe])
        first, second = run(narrow), run(wide)
        assert (first.state, first.published.made, len(problems(first))) == ("complete", 8, 8)
        assert problems(first) == problems(second)
        assert {one["evidence"] for one in problems(first)} == {"vote"}

        assert first.spent is not None
        asked = len(server.requests)
        assert set(asked_by_prompt(server.calls)) == {kind.__name__ for kind in RECIPES[recipe].prompts}
        assert remove_run(tmp_path / "4" / "workspace", first.published.run_id).run_id == first.published.run_id
        again = run(narrow, tmp_path / "again")
    assert again.spent is not None
    assert (len(server.requests) - asked, again.spent.fresh) == (0, 0)
    # what is begun ahead depends on the time replies take; what a problem needs does not
    assert 0 < again.spent.replies <= first.spent.fresh
    assert problems(again) == problems(first)
    assert server.model.unreadable == []  # type: ignore[attr-defined]


def test_a_run_over_anthropics_protocol_makes_the_same_problems(tmp_path: Path) -> None:
    with HostileServer(model=ProgramModel(), keys={"secret"}) as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("A_KEY", "secret")
        role = {"api_key_env": "A_KEY"}
        spoken = [
            run(
                config_of(
                    tmp_path / provider, server, "math2", 6, role={**role, "provider": provider}, options=SMALL["math2"]
                )
            )
            for provider in ("openai", "anthropic")
        ]
    assert [made.state for made in spoken] == ["complete", "complete"]
    assert problems(spoken[0]) == problems(spoken[1])
    assert {one.path for one in server.requests} == {"/v1/chat/completions", "/v1/messages"}
    assert {one.status for one in server.requests} == {200}


def test_math2_from_seeds_to_fifty_accepted_through_faults_of_every_kind(tmp_path: Path) -> None:
    model, options = ProgramModel(), {} if SOAK else {"seed_fraction": 0.4}
    with HostileServer(CARELESS, model=model) as server:
        calm = run(config_of(tmp_path / "calm", server, "math2", 50, how={"concurrency": 64}, options=options))
    with HostileServer(CARELESS.broken(0.2), model=model) as server:
        hard = run(config_of(tmp_path / "hard", server, "math2", 50, how={"concurrency": 64}, options=options))
    assert (hard.state, hard.published.made) == ("complete", 50)
    assert problems(hard) == problems(calm)
    faults = [one.fault for one in server.calls if one.fault is not None]
    assert len(faults) > 0.15 * len(server.calls)
    assert {"throttled", "server_error", "cut_before", "cut_within", "malformed", "truncated"} <= set(faults)
    spoiled = {one.spoiled for one in server.calls if one.billed}
    assert {"length_cut", "empty", "refusal", "chinese", "wrong_tags", "two_boxes", "preamble", "fences"} <= spoiled
    assert [row["step"] for row in rejected(hard)] == [row["step"] for row in rejected(calm)]
    by_step = {row["step"] for row in rejected(hard)}
    assert {"reply", "incomplete"} <= by_step
    shown = show_run(tmp_path / "hard" / "workspace", hard.published.run_id)
    assert shown.run.state == "complete"
    assert {one.name for one in shown.passes} == {"label", "cluster", "relabel", "make"}


def test_what_is_paid_is_what_the_server_billed(tmp_path: Path) -> None:
    with HostileServer(Faults(seed=2).broken(0.15), model=ProgramModel()) as server:
        made = run(config_of(tmp_path, server, "mugglemath", 20))
        assert calls_since(server, 0)
    assert made.spent is not None
    assert server.billed.total() == made.spent.fresh == ledger_calls(tmp_path)

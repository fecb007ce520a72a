"""All that can change a reply is part of a call's key, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mathwright.jobs.config import RunConfig
from mathwright.jobs.runs import remove_run
from mathwright.prompts.rendering import Templates
from mathwright.seeds.shipped import shipped_seeds
from tests.hostile.model import ProgramModel
from tests.hostile.rebuild import Rebuilder
from tests.hostile.server import HostileServer
from tests.model_runs.own_templates import own_template
from tests.model_runs.runs import MODEL, asked_by_prompt, calls_since, config_of, run

OPTIONS: dict[str, Any] = {"sweeps": 1, "responses": 2, "kinds": ["change_numbers"]}


def config(place: Path, server: HostileServer, **role: Any) -> RunConfig:
    """A run of four seed problems to the end of its plan, so that its calls are always the same."""
    path = place / "seeds.jsonl"
    seeds = [seed for seed in shipped_seeds() if seed.solutions][:4]
    rows = ({"question": seed.question, "answer": seed.solutions[0]} for seed in seeds)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return config_of(place, server, accepted=100, role=role, seeds={"path": str(path)}, options=OPTIONS)


def asked_anew(server: HostileServer, changed: RunConfig) -> dict[str, int]:
    """What a run asks of the server that knows the workspace's ledger, but no outcome of its own."""
    before = len(server.requests)
    made = run(changed)
    remove_run(Path(changed.how.workspace), made.published.run_id)
    return dict(asked_by_prompt(calls_since(server, before)))


@pytest.fixture
def server():
    with HostileServer(model=ProgramModel(), models={MODEL, "large"}) as serving:
        yield serving


@pytest.mark.parametrize(
    "change",
    [
        {"model": "large"},
        {"temperature": 0.7},
        {"top_p": 0.9},
        {"seed": 4},
        {"max_tokens": 1400},
        {"reasoning_effort": "low"},
        {"stop": ["THE END"]},
        {"max_tokens_name": "max_completion_tokens"},
        {"extra": {"min_p": 0.1}},
        {"headers": {"X-Team": "one"}},
        {"query": {"api-version": "1"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_can_change_a_reply_is_asked_anew(tmp_path: Path, server: HostileServer, change: dict[str, Any]) -> None:
    asked = asked_anew(server, config(tmp_path, server))
    assert asked_anew(server, config(tmp_path, server, **change)) == asked
    assert asked_anew(server, config(tmp_path, server)) == {}


def test_another_address_is_asked_anew(tmp_path: Path, server: HostileServer) -> None:
    asked = asked_anew(server, config(tmp_path, server))
    there = server.base_url.replace("127.0.0.1", "localhost")
    assert asked_anew(server, config(tmp_path, server, base_url=there)) == asked
    assert asked_anew(server, config(tmp_path, server, base_url=f"{server.base_url}/")) == {}


def test_another_protocol_is_asked_anew(tmp_path: Path, server: HostileServer) -> None:
    asked = asked_anew(server, config(tmp_path, server))
    assert asked_anew(server, config(tmp_path, server, provider="anthropic")) == asked


def test_another_system_message_is_asked_anew(tmp_path: Path, server: HostileServer) -> None:
    asked = asked_anew(server, config(tmp_path, server))
    own = own_template(tmp_path / "own", "RewriteQuery", "system")
    model = server.handler.model
    assert isinstance(model, ProgramModel)
    model.rebuilder = Rebuilder(model.book, Templates(own))
    changed = config(tmp_path, server).model_copy(update={"prompts": str(own)})
    assert asked_anew(server, changed) == {"RewriteQuery": asked["RewriteQuery"]}


def test_a_further_draw_is_asked_and_the_first_ones_are_not(tmp_path: Path, server: HostileServer) -> None:
    asked = asked_anew(server, config(tmp_path, server))
    more = config(tmp_path, server).model_copy(update={"options": OPTIONS | {"responses": 3}})
    assert asked_anew(server, more) == {"Respond": asked["Respond"] // 2}


@pytest.mark.parametrize(
    "change",
    [
        {"api_key_env": "ANOTHER_KEY"},
        {"price": {"input": 3.0, "output": 15.0}},
        {"limits": {"concurrency_start": 2, "retries": 1}},
        {"total_timeout_s": 30.0},
        {"idle_timeout_s": 11.0},
        {"n": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_terms_of_a_call_leave_its_reply_as_it_was(
    tmp_path: Path, server: HostileServer, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANOTHER_KEY", "of-another-account")
    assert asked_anew(server, config(tmp_path, server)).keys() == {"RewriteQuery", "Respond"}
    assert asked_anew(server, config(tmp_path, server, **change)) == {}
    first, second = (run(config(tmp_path, server, **role)) for role in ({}, change))
    assert first.published.run_id == second.published.run_id

"""Runs by a provider's batches: at half price, through kills and failed lines, and on with what online calls paid."""

from __future__ import annotations

import json
import os
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mathwright.jobs.config import RunConfig
from mathwright.seeds.shipped import shipped_seeds
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.processes import command, run_file, start
from tests.model_runs.runs import config_of, ledger_calls, problems, query, require_sound, run

SOAK = "MATHWRIGHT_SOAK" in os.environ
SEEDS = 5
QUICK = {"batch": True, "batch_quiet_s": 0.2, "concurrency": 64}
both = pytest.mark.parametrize("provider", ["openai", "anthropic"])


def config(place: Path, server: HostileServer, *, batch: bool = True, **role: Any) -> RunConfig:
    """A run of a few seed problems to the end of its plan."""
    path = place.parent / "seeds.jsonl"
    seeds = [seed for seed in shipped_seeds() if seed.solutions][:SEEDS]
    rows = ({"question": seed.question, "answer": seed.solutions[0]} for seed in seeds)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    options = {"sweeps": 1, "responses": 2, "kinds": ["change_numbers"]}
    how = QUICK if batch else {}
    return config_of(place, server, accepted=100, role=role, how=how, seeds={"path": str(path)}, options=options)


def lines_of(server: HostileServer) -> Counter[str]:
    """Custom id to how often it came in a batch."""
    return Counter(line.custom_id for job in server.batches.jobs.jobs.values() for line in job.lines)


def polls_of(server: HostileServer) -> int:
    """How often any batch was looked at."""
    return sum(job.polls for job in list(server.batches.jobs.jobs.values()))


@pytest.fixture
def at_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """The providers' names lead to this machine, as batches are known to be half as dear there alone."""
    look_up = socket.getaddrinfo

    def here(host: Any, *more: Any, **named: Any) -> Any:
        ours = host in ("api.openai.com", "api.anthropic.com")
        return look_up("127.0.0.1" if ours else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", here)


@both
@pytest.mark.usefixtures("at_the_provider")
def test_a_run_by_batches_makes_what_an_online_run_makes_at_half_the_price(tmp_path: Path, provider: str) -> None:
    with HostileServer(Faults(batch_polls=0), model=ProgramModel()) as server:
        path = "/v1" if provider == "openai" else ""
        role = {"provider": provider, "base_url": f"http://api.{provider}.com:{server.port}{path}"}
        online = run(config(tmp_path / "online", server, batch=False, **role))
        asked = len(server.calls)
        batched = run(config(tmp_path / "batched", server, **role))
        assert len(server.calls) == asked
        assert set(lines_of(server).values()) == {1}
    assert problems(batched) == problems(online) != []
    assert online.spent is not None
    assert batched.spent is not None
    assert batched.spent.fresh == online.spent.fresh
    assert batched.spent.cost_nano_usd * 2 == online.spent.cost_nano_usd > 0
    sql = "SELECT DISTINCT way FROM calls JOIN call_kinds USING (kind)"
    assert (query(tmp_path / "online", sql), query(tmp_path / "batched", sql)) == ([("online",)], [("batch",)])


@pytest.mark.parametrize("provider", ["openai", *(["anthropic"] if SOAK else [])])
@pytest.mark.timeout(300)
def test_a_run_killed_while_its_batch_is_open_attaches_to_it_again(tmp_path: Path, provider: str) -> None:
    with HostileServer(Faults(batch_never=True, batch_polls=0), model=ProgramModel()) as server:
        whole = run(config(tmp_path / "whole", server, batch=False, provider=provider))
        path = run_file(config(tmp_path / "killed", server, provider=provider), tmp_path / "run.toml")
        process = start("make", path, "--to", tmp_path / "out")
        until = time.monotonic() + 30
        while not polls_of(server) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
        process.communicate()
        require_sound(tmp_path / "killed")
        assert query(tmp_path / "killed", "SELECT DISTINCT state FROM batches") == [("open",)]
        assert len(server.batches.jobs.jobs) == 1
        server.release_batches()
        ended = command("make", path, "--to", tmp_path / "out")
        assert ended.code == 3, ended.err  # the plan ended: a hundred were wanted
        assert set(lines_of(server).values()) == {1}
    assert problems(tmp_path / "out") == problems(whole) != []
    assert query(tmp_path / "killed", "SELECT DISTINCT state FROM batches") == [("kept",)]
    assert ledger_calls(tmp_path / "killed") == sum(lines_of(server).values())


@both
@pytest.mark.timeout(300)
def test_lines_that_expired_or_failed_go_into_a_further_batch(tmp_path: Path, provider: str) -> None:
    faults = Faults(seed=3, batch_polls=0, batch_expires=1, batch_failed_line=0.2)
    with HostileServer(faults, model=ProgramModel()) as server:
        online = run(config(tmp_path / "online", server, batch=False, provider=provider))
        # a line that fails in three batches leaves its item unfinished, and the next run takes it up
        ends = [run(config(tmp_path / "batched", server, provider=provider)) for _ in range(3)]
        jobs = server.batches.jobs.jobs.values()
        came = lines_of(server)
        done = Counter(one.custom_id for job in jobs for one in job.done if one.status == 200)
        assert {job.end for job in jobs} == {"expired", "completed"}
    assert ends[-1].state == "exhausted"
    assert problems(ends[-1]) == problems(online) != []
    assert max(came.values()) > 1
    assert set(done.values()) == {1}
    assert done.total() == ledger_calls(tmp_path / "batched")


def test_an_online_run_goes_on_from_what_batches_paid(tmp_path: Path) -> None:
    with HostileServer(Faults(batch_polls=0), model=ProgramModel()) as server:
        first = run(config(tmp_path / "one", server))
        more = config(tmp_path / "one", server, batch=False)
        options = more.options | {"responses": 3}
        second = run(more.model_copy(update={"options": options}))
        asked = Counter(one.prompt for one in server.calls)
    # two responses to each question were paid by batch, beside one rewriting of each seed problem
    assert asked == {"Respond": (lines_of(server).total() - SEEDS) // 2}
    assert [row["problem"] for row in problems(second)] == [row["problem"] for row in problems(first)]
    by_way = query(
        tmp_path / "one", "SELECT way, count(*) FROM calls JOIN call_kinds USING (kind) GROUP BY 1 ORDER BY 1"
    )
    assert by_way == [("batch", lines_of(server).total()), ("online", asked["Respond"])]


def test_a_batch_keeps_to_the_budget_at_its_half_price(tmp_path: Path) -> None:
    with HostileServer(Faults(batch_polls=0), model=ProgramModel()) as server:
        base = config(tmp_path / "one", server)
        how = base.how.model_copy(update={"budget": ("0.001usd",)})
        made = run(base.model_copy(update={"how": how}))
        assert made.state == "unfinished"
        assert made.stopped == "the budget usd is spent; a higher --budget goes on from here"
        ((spent, reserved),) = query(tmp_path / "one", "SELECT spent, reserved FROM budgets")
        assert (spent <= 1_000_000, reserved) == (True, 0)
        how = base.how.model_copy(update={"budget": ("1usd",)})
        assert run(base.model_copy(update={"how": how})).state == "exhausted"
        assert set(lines_of(server).values()) == {1}

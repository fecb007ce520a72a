"""A budget is a hard cap: for all processes together, through kills, and counted by what the server billed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.jobs.role_config import RolesConfig
from mathwright.store.budget import BudgetState, budget_state
from mathwright.store.workspace import Workspace
from tests.hostile.asked import Asked, Told, asked_of, usage_of
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.process import ROOT
from tests.hostile.server import HostileServer
from tests.model_runs import spender
from tests.model_runs.processes import command, run_file
from tests.model_runs.runs import calls_since, config_of, ledger_calls, problems, query, require_sound, role_of, run
from tests.store.ledger_process import go

SOAK = "MATHWRIGHT_SOAK" in os.environ
ROUNDS = max(1, int(os.environ.get("MATHWRIGHT_SOAK", "1")) // 10)
PROCESSES = 8
CAP_NANO_USD = 60_000_000


class OfAnyLength:
    """Worked texts of random lengths, equal for equal requests."""

    def reply(self, asked: Asked, sample: int) -> str:
        return "x" * random.Random(asked.content).randint(0, 1_500) + "\n\\boxed{4}"


def nano_usd_billed(server: HostileServer) -> int:
    """What the server's whole replies cost, by its own count of tokens and each process's price."""
    total = 0
    for one in server.calls:
        if one.billed:
            asked = asked_of("openai", one.json)
            text = server.model.reply(asked, 0)[: 4 * asked.most_tokens]
            tokens_in, tokens_out = usage_of(asked, [Told(text)])
            price = spender.price_of(int(asked.model.removeprefix("model-")))
            total += tokens_in * round(1000 * price.input) + tokens_out * round(1000 * price.output)
    return total


def state_of(place: Path, name: str = "usd") -> BudgetState:
    with Workspace.open(place) as workspace:
        return {state.name: state for state in budget_state(workspace)}[name]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kills", [0, 4] if SOAK else [4])
def test_eight_processes_with_random_prices_never_pass_the_cap_of_one_budget(tmp_path: Path, kills: int) -> None:
    for number in range(ROUNDS):
        place = tmp_path / str(number) / "workspace"
        Workspace.open(place).close()
        with HostileServer(
            Faults(seed=number, latency_s=0.01, usage_missing=0.05).broken(0.1), model=OfAnyLength()
        ) as server:
            started = [start_spender(place, server.base_url, seed) for seed in range(PROCESSES)]
            go(started)
            if kills:
                time.sleep(random.Random(number).uniform(0.1, 0.5))
            for process in started[:kills]:
                process.kill()
            ended = [process.communicate(timeout=120) for process in started]
            billed = nano_usd_billed(server)
        state = state_of(place)
        assert [err for _, err in ended[kills:]] == [""] * (PROCESSES - kills)
        assert {out.strip() for out, _ in ended[kills:]} == {
            "the budget usd is spent; a higher --budget goes on from here"
        }
        kept = query(place.parent, "SELECT coalesce(sum(cost_nano_usd), 0), sum(cost_nano_usd IS NULL) FROM calls")[0]
        require_sound(place.parent)
        assert billed <= state.spent + state.reserved <= CAP_NANO_USD
        # a reply without its tokens counts at its most, and its cost is not known
        assert kept[0] < state.spent if kept[1] else kept[0] == state.spent
        assert billed > CAP_NANO_USD // 5


def start_spender(place: Path, base_url: str, seed: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, spender.__file__, str(place), base_url, str(seed), f"{CAP_NANO_USD / 1e9}usd"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- one run --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "name", "enough"),
    [("100ktokens", "tokens", "9mtokens"), ("solver=0.01usd", "solver:usd", "solver=1usd")],
)
def test_a_spent_budget_ends_the_run_and_a_higher_one_pays_nothing_twice(
    tmp_path: Path, budget: str, name: str, enough: str
) -> None:
    with HostileServer(model=ProgramModel()) as server:
        whole = run(config_of(tmp_path / "whole", server, accepted=40))
        before = len(server.requests)
        stopped = run(config_of(tmp_path / "low", server, accepted=40, how={"budget": (budget,)}))
        assert stopped.state == "unfinished"
        assert stopped.stopped == f"the budget {name.replace(':', ' ')} is spent; a higher --budget goes on from here"
        assert 0 < len(server.requests) - before < before
        state = state_of(tmp_path / "low" / "workspace", name)
        assert 0.7 * state.cap < state.spent <= state.cap
        assert state.reserved == 0
        ended = run(config_of(tmp_path / "low", server, accepted=40, how={"budget": (enough,)}))
        after = calls_since(server, before)
    assert ended.state == "complete"
    assert problems(ended) == problems(whole)
    assert ledger_calls(tmp_path / "low") == sum(one.billed for one in after)


def test_the_command_ends_with_code_3_and_names_the_budget_that_is_spent(tmp_path: Path) -> None:
    with HostileServer(model=ProgramModel()) as server:
        config = config_of(tmp_path, server, accepted=40)
        path = run_file(config, tmp_path / "run.toml")
        ended = command("make", path, "--budget", "0.02usd", "--to", tmp_path / "out")
    assert ended.code == 3
    assert "the budget usd is spent; a higher --budget goes on from here" in ended.err
    assert "Traceback" not in ended.err
    assert query(tmp_path, "SELECT state FROM runs") == [("unfinished",)]
    assert 0 < len(problems(tmp_path / "out")) < 40


def test_the_budget_of_one_role_stops_its_calls_alone(tmp_path: Path) -> None:
    with HostileServer(model=ProgramModel()) as server:
        author = role_of(server)
        roles = RolesConfig(author=author, judge=role_of(server, model="judge"))
        config = config_of(
            tmp_path, server, "math2", 6, how={"budget": ("judge=0.02usd", "5usd")}, options={"seed_fraction": 0.3}
        ).model_copy(update={"roles": roles})
        made = run(config)
        assert made.state == "unfinished"
        assert made.stopped == "the budget judge usd is spent; a higher --budget goes on from here"
    assert state_of(tmp_path / "workspace", "judge:usd").spent <= 20_000_000
    total, judged = (
        query(tmp_path, f"SELECT sum(cost_nano_usd) FROM calls JOIN call_kinds USING (kind) {where}")[0][0]
        for where in ("", "WHERE role = 'judge'")
    )
    assert judged == state_of(tmp_path / "workspace", "judge:usd").spent
    assert total == state_of(tmp_path / "workspace", "usd").spent > judged


def test_a_budget_in_dollars_needs_a_price_and_one_in_tokens_does_not(tmp_path: Path) -> None:
    with HostileServer(model=ProgramModel()) as server:
        config = config_of(tmp_path, server, accepted=2, role={"price": None}, how={"budget": ("1usd",)})
        with pytest.raises(UsageError, match=r"the price of small at .* is unknown.*--budget 2mtokens"):
            run(config)
        assert server.requests == []
        how = config.how.model_copy(update={"budget": ("2mtokens",)})
        made = run(config.model_copy(update={"how": how}))
    assert made.state == "complete"
    assert made.spent is not None
    assert made.spent.unpriced == made.spent.replies > 0


def test_what_was_in_flight_at_a_kill_stays_reserved_and_the_rest_can_be_spent(tmp_path: Path) -> None:
    place = tmp_path / "workspace"
    Workspace.open(place).close()
    with HostileServer(Faults(latency_s=60.0), model=OfAnyLength()) as server:
        process = start_spender(place, server.base_url, 1)
        go([process])
        until = time.monotonic() + 30
        while len(server.calls) < spender.AT_ONCE and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        lost = state_of(place)
        assert (lost.spent, lost.reserved > 0) == (0, True)
    with HostileServer(model=OfAnyLength()) as server:
        process = start_spender(place, server.base_url, 1)
        go([process])
        process.communicate(timeout=60)
        billed = nano_usd_billed(server)
    after = state_of(place)
    assert (after.reserved, after.spent) == (lost.reserved, billed)
    assert billed + lost.reserved <= CAP_NANO_USD

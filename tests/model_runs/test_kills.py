"""kill -9 at random moments: nothing finished is asked again, no reply is lost, and the result stays what it was."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mathwright.jobs.config import RunConfig
from mathwright.store.ledger_reading import find_call
from mathwright.store.workspace import DATABASE, Workspace
from tests.hostile.asked import Said, _content
from tests.hostile.faults import Faults
from tests.hostile.process import hostile_process, recorded
from tests.model_runs.processes import command, run_file, start
from tests.model_runs.runs import config_of, problems, query, require_sound

SOAK = "MATHWRIGHT_SOAK" in os.environ
KILLS = int(os.environ.get("MATHWRIGHT_SOAK", "3"))
ITEMS = 5_000 if SOAK else 100
IN_FLIGHT, DRAWS = 12, 3
LATENCY_S = 0.03
LONGEST_S = 2 * ITEMS / 100 / KILLS
"""From the first request of a process to its kill: about 100 items a second in all kills together, twice the mean."""
SETTLE_S = 0.3
"""After a kill: what had been sent by then has come to the server."""
FAULTS = Faults(seed=4, latency_s=LATENCY_S, jitter_s=LATENCY_S).broken(0.05)


class Kill(NamedTuple):
    """A kill, and what the ledger held then."""

    at: float
    kept: Counter[str]
    """Contents to replies kept."""


def kept_contents(place: Path, known: dict[str, str] | None = None) -> Counter[str]:
    """The contents of the ledger's calls as the server names them.

    ``known``: contents by key that were read before; every other call is read whole.
    """
    contents = {} if known is None else known
    keys = [key for (key,) in query(place, "SELECT hex(key) FROM calls")]
    with Workspace.open(place / "workspace") as workspace:
        for key in keys:
            if key not in contents:
                call: Any = find_call(workspace, key.lower())
                assert call.reply["text"]
                messages = tuple(Said(*message) for message in call.request["messages"])
                contents[key] = _content(call.model, messages)
    return Counter(contents[key] for key in keys)


def killed_run(path: Path, place: Path, record: Path, chance: random.Random) -> list[Kill]:
    """A run killed at random moments: one in five while it starts, the others once it asks."""
    killed: list[Kill] = []
    known: dict[str, str] = {}
    for _ in range(KILLS):
        size = record.stat().st_size
        process = start("make", path, "--to", place / "out")
        try:
            if chance.random() < 0.2:
                time.sleep(chance.uniform(0.0, 1.5))
            else:
                wait_until_asked(record, size, process)
                time.sleep(chance.uniform(0.0, LONGEST_S))
        finally:
            process.kill()
            process.communicate()
        at = time.time()
        if (place / "workspace" / DATABASE).exists():
            require_sound(place)
            killed.append(Kill(at, kept_contents(place, known)))
        time.sleep(SETTLE_S)
    return killed


def wait_until_asked(record: Path, size: int, process: subprocess.Popen[str], longest_s: float = 60.0) -> None:
    """Return once the server has noted a request more, or the process has ended."""
    until = time.monotonic() + longest_s
    while record.stat().st_size == size and process.poll() is None:
        assert time.monotonic() < until, "nothing was asked"
        time.sleep(0.01)


def parts_of(records: list[dict[str, Any]], killed: list[Kill]) -> list[list[dict[str, Any]]]:
    """The requests between two kills, by when they came."""
    ends = [kill.at + SETTLE_S / 2 for kill in killed] + [float("inf")]
    begins = [0.0, *ends[:-1]]
    return [[one for one in records if begin < one["at"] <= end] for begin, end in zip(begins, ends, strict=True)]


@pytest.mark.timeout(3600)
def test_kill_9_at_random_moments_loses_and_repeats_nothing(tmp_path: Path) -> None:
    how = {"concurrency": IN_FLIGHT}
    with hostile_process("--program", faults=Faults(seed=4)) as server:
        calm = config_of(tmp_path / "calm", server, accepted=ITEMS, how=how, options={"responses": DRAWS})
        ended = command("make", run_file(calm, tmp_path / "calm.toml"), "--to", tmp_path / "calm" / "out")
        assert ended.code == 0, ended.err
        port = server.port
    record = tmp_path / "records.jsonl"
    place = tmp_path / "killed"
    # at the same place, which is part of a run
    with hostile_process("--program", "--record", str(record), "--port", str(port), faults=FAULTS) as server:
        path = run_file(_at(calm, place), tmp_path / "killed.toml")
        killed = killed_run(path, place, record, random.Random("kills"))
        ended = command("make", path, "--to", place / "out")
    assert ended.code == 0, ended.err
    assert len(killed) >= KILLS // 2
    assert any(kill.kept for kill in killed)

    assert problems(place / "out") == problems(tmp_path / "calm" / "out")
    require_sound(place)
    require_paid_once(recorded(record), killed, kept_contents(place), kept_contents(tmp_path / "calm"))


def require_paid_once(
    records: list[dict[str, Any]], killed: list[Kill], kept: Counter[str], needed: Counter[str]
) -> None:
    """No call that had been kept at a kill came again; what was paid and not kept had been in flight."""
    parts = parts_of(records, killed)
    known = [Counter[str](), *(kill.kept for kill in killed)]
    for before, part in zip(known, parts, strict=True):
        billed = Counter(one["content"] for one in part if one["billed"])
        assert {content for content in billed if billed[content] > kept[content] - before[content]} == set()
        asked = {one["content"] for one in part}
        assert {content for content in asked if before[content] and before[content] == kept[content]} == set()
    # paid in a part and not kept at its end: in flight at the kill
    after = [*(kill.kept for kill in killed), kept]
    for before, part, then in zip(known, parts, after, strict=True):
        billed = sum(one["billed"] for one in part)
        new = then.total() - before.total()
        assert 0 <= billed - new <= (0 if then is kept else IN_FLIGHT * DRAWS)
    made = sum(one["billed"] for one in records)
    ahead = 2 * IN_FLIGHT * (DRAWS + 1)
    assert made <= needed.total() + ahead + len(killed) * IN_FLIGHT * DRAWS
    assert needed.total() <= kept.total() + ahead


def _at(config: RunConfig, place: Path) -> RunConfig:
    how = config.how.model_copy(update={"workspace": str(place / "workspace")})
    return config.model_copy(update={"how": how})

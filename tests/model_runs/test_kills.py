"""kill -9 at random moments: nothing finished is asked again, no reply is lost, and the result stays what it was."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from mathwright.jobs.config import RunConfig
from mathwright.jobs.make import make
from mathwright.store.ledger_reading import find_call
from mathwright.store.ledger_statistics import ledger_statistics
from mathwright.store.place import Place
from mathwright.store.runs import list_runs, show_run
from mathwright.store.schema import calls
from mathwright.store.workspace import Workspace, workspace_exists
from tests.hostile.asked import Said, _content
from tests.hostile.faults import Faults
from tests.hostile.process import hostile_process, recorded
from tests.model_runs.processes import command, run_file, start
from tests.model_runs.runs import config_of, problems, require_sound
from tests.postgres import postgres_server

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


def kept_contents(place: Place, known: dict[str, str] | None = None) -> Counter[str]:
    """The contents of the ledger's calls as the server names them.

    ``known``: contents by key that were read before; every other call is read whole.
    """
    contents = {} if known is None else known
    with Workspace.open(place) as workspace:
        with workspace.read() as connection:
            keys = [key.hex() for key in connection.execute(select(calls.c.key)).scalars()]
        for key in keys:
            if key not in contents:
                call: Any = find_call(workspace, key)
                assert call.reply["text"]
                messages = tuple(Said(*message) for message in call.request["messages"])
                contents[key] = _content(call.model, messages)
    return Counter(contents[key] for key in keys)


def killed_run(path: Path, place: Path, workspace: Place, record: Path, chance: random.Random) -> list[Kill]:
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
        if workspace_exists(workspace):
            require_whole(workspace)
            killed.append(Kill(at, kept_contents(workspace, known)))
        time.sleep(SETTLE_S)
    return killed


def wait_until_asked(record: Path, size: int, process: subprocess.Popen[str], longest_s: float = 60.0) -> None:
    """Return once the server has noted a request more, or the process has ended."""
    until = time.monotonic() + longest_s
    while record.stat().st_size == size and process.poll() is None:
        assert time.monotonic() < until, "nothing was asked"
        time.sleep(0.01)


def require_whole(workspace: Place) -> None:
    """A file of SQLite opens clean; a server sees to that itself."""
    if isinstance(workspace, Path):
        require_sound(workspace.parent)


def parts_of(records: list[dict[str, Any]], killed: list[Kill]) -> list[list[dict[str, Any]]]:
    """The requests between two kills, by when they came."""
    ends = [kill.at + SETTLE_S / 2 for kill in killed] + [float("inf")]
    begins = [0.0, *ends[:-1]]
    return [[one for one in records if begin < one["at"] <= end] for begin, end in zip(begins, ends, strict=True)]


@pytest.fixture(params=["sqlite", "postgres"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where the run that is killed keeps its state."""
    return tmp_path / "killed" / "workspace" if request.param == "sqlite" else postgres_server().fresh()


@pytest.mark.timeout(3600)
def test_kill_9_at_random_moments_loses_and_repeats_nothing(tmp_path: Path, workspace: Place, calm: Calm) -> None:
    record = tmp_path / "records.jsonl"
    place = tmp_path / "killed"
    with hostile_process("--program", "--record", str(record), "--port", str(calm.port), faults=FAULTS):
        path = run_file(_at(calm.config, workspace), tmp_path / "killed.toml")
        killed = killed_run(path, place, workspace, record, random.Random("kills"))
        ended = command("make", path, "--to", place / "out")
    assert ended.code == 0, ended.err
    assert len(killed) >= KILLS // 2
    assert any(kill.kept for kill in killed)

    assert problems(place / "out") == calm.problems
    require_whole(workspace)
    require_paid_once(recorded(record), killed, kept_contents(workspace), calm.kept)


@pytest.mark.timeout(3600)
def test_a_database_server_killed_under_a_run_loses_and_repeats_nothing(tmp_path: Path, calm: Calm) -> None:
    database = postgres_server()
    workspace = database.fresh()
    record = tmp_path / "records.jsonl"
    chance = random.Random("servers")
    with hostile_process("--program", "--record", str(record), "--port", str(calm.port), faults=FAULTS):
        path = run_file(_at(calm.config, workspace), tmp_path / "killed.toml")
        process = start("make", path, "--to", tmp_path / "killed" / "out")
        told = Told(process)
        downs = 0
        for _ in range(KILLS):
            wait_until_asked(record, record.stat().st_size, process)
            time.sleep(chance.uniform(0.0, LONGEST_S))
            if process.poll() is not None:
                break
            database.stop("immediate")
            time.sleep(chance.uniform(0.0, 0.5))
            database.start()
            downs += 1
        code, err = told.ended()
    assert code == 0, err
    assert downs >= 1
    assert "the connection is lost; trying again for 120 s" in err
    assert "connected again after" in err
    assert problems(tmp_path / "killed" / "out") == calm.problems
    require_paid_once(recorded(record), [], kept_contents(workspace), calm.kept)


@pytest.mark.timeout(3600)
def test_two_runs_and_readers_share_one_database(tmp_path: Path) -> None:
    workspace = postgres_server().fresh()
    with hostile_process("--program", faults=Faults(seed=4)) as server:
        runs = [config_of(tmp_path / name, server, accepted=20, run_seed=seed) for seed, name in enumerate("ab")]
        for name, config in zip("ab", runs, strict=True):
            make(config, to=tmp_path / f"alone-{name}")
        files = [run_file(_at(config, workspace), tmp_path / f"{at}.toml") for at, config in enumerate(runs)]
        made = [
            start("make", path, "--to", tmp_path / f"beside-{name}") for path, name in zip(files, "ab", strict=True)
        ]
        seen = 0
        with Workspace.open(workspace) as reader:
            while any(process.poll() is None for process in made):
                found = [show_run(reader, run.run_id) for run in list_runs(reader)]
                assert {one.run.state for one in found} <= {"running", "complete"}
                kept = ledger_statistics(reader).total.calls
                assert kept >= seen
                seen = kept
        ended = [process.communicate() for process in made]
    assert [process.returncode for process in made] == [0, 0], ended
    assert seen > 0, "the reader saw nothing of the runs"
    for name in "ab":
        assert problems(tmp_path / f"beside-{name}") == problems(tmp_path / f"alone-{name}")
    with Workspace.open(workspace) as reader:
        assert sorted(found.state for found in list_runs(reader)) == ["complete", "complete"]


class Calm(NamedTuple):
    """A run that nothing disturbed, in a directory."""

    config: RunConfig
    port: int
    """Of the model's server, which is a part of what the run is."""
    problems: list[dict[str, Any]]
    kept: Counter[str]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    place = tmp_path_factory.mktemp("calm")
    with hostile_process("--program", faults=Faults(seed=4)) as server:
        how = {"concurrency": IN_FLIGHT}
        config = config_of(place, server, accepted=ITEMS, how=how, options={"responses": DRAWS})
        ended = command("make", run_file(config, place / "calm.toml"), "--to", place / "out")
        assert ended.code == 0, ended.err
        return Calm(config, server.port, problems(place / "out"), kept_contents(place / "workspace"))


class Told:
    """What a process prints, read while it runs, lest a full pipe stop it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._said: list[tuple[str, str]] = []
        self._thread = threading.Thread(target=lambda: self._said.append(process.communicate()))
        self._thread.start()

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it said on stderr."""
        self._thread.join()
        return self._process.returncode, self._said[0][1]


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


def _at(config: RunConfig, workspace: Place) -> RunConfig:
    how = config.how.model_copy(update={"workspace": str(workspace)})
    return config.model_copy(update={"how": how})

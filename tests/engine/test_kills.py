"""What dies loses nothing that was committed, and changes nothing of the result."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import engine_runs
import pytest
from engine_runs import KILLABLE, ONE_WORKER, answers, even_answers_once, result, rows, run, spec_of
from engine_stages import die_at, one_stage, slow

from mathwright.engine.local import run_stages
from mathwright.engine.stage import How
from mathwright.errors import MathwrightError, StorageError, UsageError
from mathwright.store.outcomes import take
from mathwright.store.runs import list_runs
from mathwright.store.workspace import Workspace

KILLS = int(os.environ.get("MATHWRIGHT_SOAK", "3"))
TARGET = 60


def start(directory: Path, chunk: int = 16, target: int = TARGET) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(
        [sys.executable, engine_runs.__file__, str(directory), str(target), str(chunk)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_rows(directory: Path, least: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if (directory / "workspace.sqlite").exists():
            with Workspace.open(directory) as workspace:
                if sum(found.accepted + found.rejected for found in list_runs(workspace)) >= least:
                    return
        time.sleep(0.02)
    raise AssertionError("the run stored nothing")


@pytest.mark.timeout(900)
def test_kill_9_at_random_moments_changes_nothing(tmp_path: Path) -> None:
    chance = random.Random("kills")
    run(tmp_path / "straight", KILLABLE, TARGET, even_answers_once(set()), How(workers=1, chunk=16))
    expected = result(tmp_path / "straight", KILLABLE)
    for kill in range(KILLS):
        directory = tmp_path / f"killed{kill // 4}"
        process = start(directory, chunk=chance.choice([4, 16, 64]))
        time.sleep(chance.uniform(0.4, 1.2))
        process.kill()
        process.communicate()
        if (directory / "workspace.sqlite").exists():
            with Workspace.open(directory) as workspace:
                found = list_runs(workspace)
            assert {one.state for one in found} <= {"killed", "complete"}
    for directory in sorted(tmp_path.glob("killed*")):
        run(directory, KILLABLE, TARGET, even_answers_once(set()), How(workers=2, chunk=16))
        assert result(directory, KILLABLE) == expected


def test_only_missing_places_are_done_after_a_kill(tmp_path: Path) -> None:
    process = start(tmp_path, target=200)
    wait_for_rows(tmp_path, 50)
    process.kill()
    process.communicate()
    before = len(rows(tmp_path, KILLABLE, 0))
    totals = run(tmp_path, KILLABLE, 200, even_answers_once(set()))
    assert totals.stages[0].reused == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_finished_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, target=10_000)
    wait_for_rows(tmp_path, 30)
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert (out.strip(), err, process.returncode) == ("interrupted", "", 0)
    with Workspace.open(tmp_path) as workspace:
        (found,) = list_runs(workspace)
    assert found.state == "interrupted"
    assert found.accepted > 0
    places = [row.place for row in rows(tmp_path, KILLABLE, 0)]
    assert places == list(range(len(places)))


def test_workers_end_with_the_process_they_work_for(tmp_path: Path) -> None:
    process = start(tmp_path, target=10_000)
    wait_for_rows(tmp_path, 30)
    workers = children_of(process.pid)
    assert len(workers) == 2
    process.kill()
    process.communicate()
    until = time.monotonic() + 5
    while time.monotonic() < until and any(is_alive(worker) for worker in workers):
        time.sleep(0.05)
    assert [is_alive(worker) for worker in workers] == [False, False]


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_worker_that_dies_names_its_chunk_and_loses_nothing_finished(tmp_path: Path) -> None:
    stages = one_stage(disturb=partial(die_at, value=100))
    with pytest.raises(MathwrightError, match=r"killed by signal 9 \(out of memory\?\).*from n96 to n111"):
        run(tmp_path, stages, how=ONE_WORKER)
    assert {row.place for row in rows(tmp_path, stages)} >= set(range(80))
    mended = one_stage()
    run(tmp_path, mended, accepted=100)
    assert len(answers(tmp_path, mended)) == 100


def test_a_second_process_on_the_same_run_is_told_who_holds_it(tmp_path: Path) -> None:
    process = start(tmp_path, target=10_000)
    wait_for_rows(tmp_path, 10)
    with (
        Workspace.open(tmp_path) as workspace,
        pytest.raises(UsageError, match=f"is being worked on by process {process.pid} on "),
        take(workspace, spec_of(KILLABLE)),
    ):
        pass
    process.kill()
    process.communicate()
    with Workspace.open(tmp_path) as workspace, take(workspace, spec_of(KILLABLE)) as log:
        assert log.run_id == spec_of(KILLABLE).run_id


def test_another_run_works_beside_it_in_the_same_workspace(tmp_path: Path) -> None:
    process = start(tmp_path)
    wait_for_rows(tmp_path, 1)
    stages = one_stage(disturb=partial(slow, seconds=0.001))
    assert run(tmp_path, stages, accepted=100).state == "complete"
    out, err = process.communicate(timeout=20)
    assert (out.strip(), err) == ("complete", "")
    with Workspace.open(tmp_path) as workspace:
        assert [found.state for found in list_runs(workspace)] == ["complete", "complete"]


def test_a_full_disk_stops_the_run_and_the_next_goes_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a tmpfs here")
    try:
        (disk / "ballast").write_bytes(bytes(1_200_000))
        stages = one_stage(items=20_000)
        with pytest.raises(StorageError, match="free space"):
            run(disk / "w", stages, how=How(workers=1, chunk=200))
        kept = len(rows(disk / "w", stages))
        assert kept > 0
        (disk / "ballast").unlink()
        totals = run(disk / "w", stages, accepted=kept // 2)
        assert (totals.state, totals.admitted) == ("complete", kept // 2)
        assert totals.stages[0].reused >= kept // 2
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_progress_is_told_at_most_ten_times_a_second_and_at_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    stages = one_stage(disturb=partial(slow, seconds=0.001))
    with Workspace.open(tmp_path) as workspace, take(workspace, spec_of(stages)) as log:
        asyncio.run(
            run_stages(
                stages,
                log,
                accepted=150,
                admit=lambda _: None,
                how=How(workers=0, concurrency=4),
                progress=lambda at: told.append((at.admitted, at.stages[0].accepted)),
            )
        )
    assert told[0] == (0, 0)
    assert told[-1][0] == 150
    assert 2 < len(told) < 40

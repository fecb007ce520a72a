"""A plan that rests on what was let in gives the same items however the run is carried out."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import engine_waves
import pytest
from engine_stages import provider_down_at
from engine_waves import WAVE, Feedback, planned, result, rows, run
from tests.patience import RUNAWAY_S

from mathwright.engine.stage import How
from mathwright.store.runs import list_runs
from mathwright.store.states import ACCEPTED
from mathwright.store.workspace import Workspace

KILLS = int(os.environ.get("MATHWRIGHT_SOAK", "2"))
TARGET = 60
STEERED = pytest.mark.parametrize(
    "steered", [pytest.param(-1, id="only"), pytest.param(0, id="first"), pytest.param(1, id="last")]
)


@STEERED
def test_a_wave_is_planned_when_all_before_it_is_decided_on(tmp_path: Path, steered: int) -> None:
    feedback = Feedback()

    totals = run(tmp_path, steered, TARGET, feedback=feedback)

    accepted = [row.item_id for row in rows(tmp_path, steered, max(0, len(totals.stages) - 1)) if row.state == ACCEPTED]
    waves = [int(name[1:].partition(".")[0]) for name in accepted]
    assert (totals.state, totals.admitted) == ("complete", TARGET)
    assert len(feedback.seen_by_wave) > 5
    assert feedback.seen_by_wave == [sum(one < wave for one in waves) for wave in range(len(feedback.seen_by_wave))]


@STEERED
@pytest.mark.parametrize(
    "how",
    [
        How(workers=1, chunk=1),
        How(workers=2, chunk=7),
        How(workers=3, chunk=50),
        How(workers=0, concurrency=1),
        How(workers=0, concurrency=40),
        How(workers=0, concurrency=40, frugal=True),
    ],
    ids=str,
)
def test_workers_chunks_and_concurrency_change_nothing(tmp_path: Path, steered: int, how: How) -> None:
    run(tmp_path / "a", steered, TARGET)
    run(tmp_path / "b", steered, TARGET, how)

    assert result(tmp_path / "a", steered) == result(tmp_path / "b", steered)
    assert len(result(tmp_path / "a", steered)) == TARGET
    both = zip(planned(tmp_path / "a", steered), planned(tmp_path / "b", steered), strict=False)
    assert {one == other for one, other in both} == {True}


@STEERED
def test_a_raised_target_gives_what_it_would_have_given_at_once(tmp_path: Path, steered: int) -> None:
    for target in (1, 7, 30):
        run(tmp_path / "raised", steered, target)
    again = run(tmp_path / "raised", steered, TARGET)
    run(tmp_path / "straight", steered, TARGET)

    assert result(tmp_path / "raised", steered) == result(tmp_path / "straight", steered)
    assert again.stages[-1].reused > 0


@STEERED
def test_kill_9_at_random_moments_changes_nothing(tmp_path: Path, steered: int) -> None:
    chance = random.Random(f"kills {steered}")
    run(tmp_path / "straight", steered, TARGET)
    whole = len(planned(tmp_path / "straight", steered))
    for kill in range(KILLS):
        # Two for each run, so that the second falls into what goes on behind the first.
        directory, second = tmp_path / f"killed{kill // 2}", kill % 2
        before = stored(directory, steered)
        least = max(before + 1, chance.randrange(1, whole // 4) + second * (whole // 4))
        process = start(directory, steered, chunk=chance.choice([2, 5, 16]), workers=chance.choice([0, 2]))
        wait_for_rows(directory, steered, least)
        process.kill()
        process.communicate()
        assert before < least <= stored(directory, steered) < whole
    for directory in sorted(tmp_path.glob("killed*")):
        run(directory, steered, TARGET, How(workers=2, chunk=4))
        assert result(directory, steered) == result(tmp_path / "straight", steered)


def stored(directory: Path, steered: int) -> int:
    """Items of the steered stage that a run holds, which another process may be working on."""
    if not (directory / "workspace.sqlite").exists():
        return 0
    with Workspace.open(directory) as workspace:
        known = list_runs(workspace)
    return len(planned(directory, steered)) if known else 0


def wait_for_rows(directory: Path, steered: int, least: int) -> None:
    """Return when so many items of the steered stage are stored."""
    until = time.monotonic() + 12 * RUNAWAY_S
    while time.monotonic() < until:
        if stored(directory, steered) >= least:
            return
        time.sleep(0.01)
    raise AssertionError("the run stored nothing")


def start(directory: Path, steered: int, chunk: int, workers: int) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    arguments = [str(directory), str(TARGET), str(chunk), str(workers), str(steered)]
    return subprocess.Popen(
        [sys.executable, engine_waves.__file__, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@STEERED
def test_an_unfinished_item_holds_the_waves_behind_its_own(tmp_path: Path, steered: int) -> None:
    down = tmp_path / "down"
    down.touch()
    # A value of the first wave; of the stage behind a steered first one, that of its second copy.
    value = {-1: 3, 0: 13, 1: 3}[steered]
    disturb = partial(provider_down_at, values=frozenset({value}), while_exists=down)
    feedback = Feedback()

    held = run(tmp_path / "w", steered, TARGET, feedback=feedback, disturb=disturb)
    stopped_behind = len(planned(tmp_path / "w", steered))
    down.unlink()
    done = run(tmp_path / "w", steered, TARGET, disturb=disturb)
    run(tmp_path / "straight", steered, TARGET)

    assert (held.state, feedback.seen_by_wave, stopped_behind) == ("unfinished", [0], WAVE)
    assert done.state == "complete"
    assert result(tmp_path / "w", steered) == result(tmp_path / "straight", steered)


def test_an_unfinished_item_of_the_steered_stage_holds_them_too(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    failing = partial(provider_down_at, values=frozenset({WAVE - 2}), while_exists=down)
    feedback = Feedback()

    held = run(tmp_path / "w", 0, TARGET, How(workers=0, concurrency=40), feedback, first=failing)
    down.unlink()
    done = run(tmp_path / "w", 0, TARGET, first=failing)
    run(tmp_path / "straight", 0, TARGET)

    assert (held.state, feedback.seen_by_wave, done.state) == ("unfinished", [0], "complete")
    assert result(tmp_path / "w", 0) == result(tmp_path / "straight", 0)


def test_what_is_skipped_counts_as_rejected_for_good_since_later_waves_rest_on_it(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()
    disturb = partial(provider_down_at, values=frozenset({4}), while_exists=down)

    skipped = run(tmp_path, -1, TARGET, disturb=disturb, skip_unfinished=True)
    found = result(tmp_path, -1)
    down.unlink()
    again = run(tmp_path, -1, TARGET, disturb=disturb)

    assert (skipped.state, again.state) == ("complete", "complete")
    assert result(tmp_path, -1) == found


@STEERED
def test_a_plan_that_ends_leaves_the_run_exhausted(tmp_path: Path, steered: int) -> None:
    totals = run(tmp_path, steered, 10_000, feedback=Feedback(waves=3))

    assert totals.state == "exhausted"
    assert len(planned(tmp_path, steered)) == 3 * WAVE


@STEERED
def test_a_limit_ends_it_within_a_wave(tmp_path: Path, steered: int) -> None:
    totals = run(tmp_path, steered, TARGET, limit=15)

    assert (totals.state, totals.stages[-1].planned) == ("limited", 15)
    run(tmp_path, steered, TARGET)
    run(tmp_path / "straight", steered, TARGET)
    assert result(tmp_path, steered) == result(tmp_path / "straight", steered)


def test_a_target_of_none_walks_all_waves(tmp_path: Path) -> None:
    totals = run(tmp_path, -1, None, feedback=Feedback(waves=4))

    assert (totals.state, totals.stages[0].planned) == ("complete", 4 * WAVE)

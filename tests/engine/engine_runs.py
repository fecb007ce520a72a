"""Runs of the engine for its tests; as a program, one run that may be killed: ``engine_runs.py WORKSPACE ACCEPTED``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from engine_stages import slow, two_stages

from mathwright.engine.local import run_stages
from mathwright.engine.stage import Admit, How, RunTotals, Stage
from mathwright.records import Problem, Refused
from mathwright.store.outcomes import OutcomeRow, RunSpec, read_outcomes, take
from mathwright.store.workspace import Workspace

ONE_WORKER = How(workers=1, chunk=16)
HERE = How(workers=0, concurrency=8)


def spec_of(stages: Sequence[Stage], run_seed: int = 7) -> RunSpec:
    return RunSpec("test", "", "hash", run_seed, tuple(stage.name for stage in stages))


def let_all_in(problem: Problem) -> str | None:
    return None


def even_answers_once(seen: set[int]) -> Admit:
    """Refuses odd answers and, by its memory, every answer whose hundreds were let in before."""

    def admit(problem: Problem) -> Refused | None:
        value = int(problem.answer)
        if value % 2:
            return Refused("odd")
        if value // 10 in seen:
            return Refused("seen before")
        seen.add(value // 10)
        return None

    return admit


def run(
    directory: Path,
    stages: Sequence[Stage],
    accepted: int | None = None,
    admit: Admit = let_all_in,
    how: How = HERE,
    limit: int | None = None,
    skip_unfinished: bool = False,
) -> RunTotals:
    with Workspace.open(directory) as workspace, take(workspace, spec_of(stages)) as log:
        return asyncio.run(
            run_stages(
                stages, log, accepted=accepted, admit=admit, how=how, limit=limit, skip_unfinished=skip_unfinished
            )
        )


def answers(directory: Path, stages: Sequence[Stage]) -> list[int]:
    """The answers of the run's result, in order."""
    with Workspace.open(directory) as workspace:
        result = read_outcomes(workspace, spec_of(stages).run_id).let_in(Problem)
        return [int(problem.answer) for problem in result]


def rows(directory: Path, stages: Sequence[Stage], pass_index: int = 0) -> list[OutcomeRow]:
    with Workspace.open(directory) as workspace:
        return list(read_outcomes(workspace, spec_of(stages).run_id).rows(pass_index))


def result(directory: Path, stages: Sequence[Stage]) -> bytes:
    """The run's result as bytes."""
    with Workspace.open(directory) as workspace:
        problems = read_outcomes(workspace, spec_of(stages).run_id).let_in(Problem)
        return b"\n".join(problem.model_dump_json().encode() for problem in problems)


KILLABLE = two_stages(items=400, disturb=partial(slow, seconds=0.001))

if __name__ == "__main__":
    totals = run(
        Path(sys.argv[1]), KILLABLE, int(sys.argv[2]), even_answers_once(set()), How(workers=2, chunk=int(sys.argv[3]))
    )
    sys.stdout.write(totals.state)

"""A run whose plan rests on what was let in before each wave; as a program, one that may be killed.

``engine_waves.py WORKSPACE ACCEPTED CHUNK WORKERS STEERED_STAGE``
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from engine_stages import (
    Behaviour,
    Note,
    Number,
    build_make,
    build_note,
    count_plainly,
    note,
    one_stage,
    slow,
    twice_each,
)

from mathwright.engine.local import run_stages
from mathwright.engine.stage import How, RunTotals, Stage
from mathwright.records import Accepted, Item, Outcome, Problem, Refused
from mathwright.store.outcomes import OutcomeRow, RunSpec, read_outcomes, take
from mathwright.store.workspace import Workspace

WAVE = 11


class Feedback:
    """Admits even answers, and plans each wave from the sum of the answers let in so far."""

    def __init__(self, waves: int = 30) -> None:
        self.let_in: list[int] = []
        self.seen_by_wave: list[int] = []
        """Problems decided on before each wave."""
        self._waves = waves
        self._decided = 0

    def admit(self, problem: Problem) -> Refused | None:
        self._decided += 1
        if int(problem.answer) % 2:
            return Refused("odd")
        self.let_in.append(int(problem.answer))
        return None

    async def plan(self, earlier: AsyncIterator[Accepted[Any]]) -> AsyncGenerator[Item | None, None]:
        """Waves of items whose values hang on all that was let in."""
        async for _ in earlier:
            pass
        for wave in range(self._waves):
            self.seen_by_wave.append(self._decided)
            start = sum(self.let_in) % 1000
            for index in range(WAVE):
                yield Number(item_id=f"w{wave}.{index}", value=start + index + wave)
            yield None


async def disturbed_note(item: Number, disturb: Behaviour) -> Outcome[Note]:
    disturb(item)
    return await note(item)


def build_disturbed_note(disturb: Behaviour) -> Callable[[Number], Any]:
    return partial(disturbed_note, disturb=disturb)


def stages_of(
    steered: int, feedback: Feedback, disturb: Behaviour | None = None, first: Behaviour | None = None
) -> tuple[Stage, ...]:
    """One stage (-1), or two of which the first (0) or the second (1) plans in waves."""
    if steered < 0:
        return (replace(one_stage(disturb=disturb)[0], waves=feedback.plan),)
    build = build_note if first is None else partial(build_disturbed_note, first)
    notes = Stage("note", partial(count_plainly, items=20), build, Number, Note, True)
    make = Stage("make", twice_each, partial(build_make, 40, disturb), Number, Problem, True)
    stages = [notes, replace(make, gathers=True)]
    stages[steered] = replace(stages[steered], waves=feedback.plan)
    return tuple(stages)


def spec_of(steered: int) -> RunSpec:
    return RunSpec("waves", "", f"hash {steered}", 7, ("make",) if steered < 0 else ("note", "make"))


def run(
    directory: Path,
    steered: int,
    accepted: int | None,
    how: How | None = None,
    feedback: Feedback | None = None,
    disturb: Behaviour | None = None,
    limit: int | None = None,
    skip_unfinished: bool = False,
    first: Behaviour | None = None,
) -> RunTotals:
    feedback = feedback or Feedback()
    stages = stages_of(steered, feedback, disturb, first)
    with Workspace.open(directory) as workspace, take(workspace, spec_of(steered)) as log:
        return asyncio.run(
            run_stages(
                stages,
                log,
                accepted=accepted,
                limit=limit,
                admit=feedback.admit,
                how=how or How(workers=0, concurrency=4),
                skip_unfinished=skip_unfinished,
            )
        )


def result(directory: Path, steered: int) -> list[int]:
    """The answers of the run's result, in order."""
    with Workspace.open(directory) as workspace:
        problems = read_outcomes(workspace, spec_of(steered).run_id).let_in(Problem)
        return [int(problem.answer) for problem in problems]


def rows(directory: Path, steered: int, pass_index: int) -> list[OutcomeRow]:
    with Workspace.open(directory) as workspace:
        return list(read_outcomes(workspace, spec_of(steered).run_id).rows(pass_index))


def planned(directory: Path, steered: int) -> list[str]:
    """The items of the steered stage, in plan order."""
    return [row.item_id for row in rows(directory, steered, max(steered, 0))]


if __name__ == "__main__":
    totals = run(
        Path(sys.argv[1]),
        int(sys.argv[5]),
        int(sys.argv[2]),
        How(workers=int(sys.argv[4]), chunk=int(sys.argv[3])),
        disturb=partial(slow, seconds=0.01),
    )
    sys.stdout.write(totals.state)

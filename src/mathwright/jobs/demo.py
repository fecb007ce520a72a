"""The whole way on the shipped seed problems, once with each recipe, for a first look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.make import MadeRun, make
from mathwright.publish.columns import published_problem
from mathwright.records import Problem, Record
from mathwright.store.jsonl import read_jsonl

ACCEPTED = {"mugglemath": 1000, "math2": 300, "mathscale": 300}
"""Recipe to how many problems the demo makes with it."""


class Demonstrated(Record):
    """What one recipe made, and one of its problems."""

    recipe: str
    run: MadeRun
    shown: Problem | None
    """Drawn at random; None where nothing was made."""


def run_demo(
    to: Path,
    *,
    workers: int | None = None,
    tell: Tell = silent,
    done: Callable[[Demonstrated], None] | None = None,
) -> list[Demonstrated]:
    """Run each recipe into ``to``/RECIPE; ``done`` is told of each as it ends."""
    found = []
    for recipe, accepted in ACCEPTED.items():
        how = HowConfig(workers=workers, workspace=str(to / "workspace"))
        config = RunConfig(recipe=recipe, accepted=accepted, run_seed=7, how=how)
        made = make(config, to=to / recipe, tell=tell)
        shown = Demonstrated(recipe=recipe, run=made, shown=_drawn(made))
        found.append(shown)
        if done is not None:
            done(shown)
    return found


def _drawn(made: MadeRun) -> Problem | None:
    rows = list(read_jsonl(made.published.dataset / "accepted.jsonl"))
    if not rows:
        return None
    line, row = Random("7:demo").choice(rows)
    return published_problem(row, f"accepted.jsonl:{line}")

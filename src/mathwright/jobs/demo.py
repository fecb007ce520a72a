"""The whole way on the shipped seed problems, for a first look."""

from __future__ import annotations

from pathlib import Path
from random import Random

from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.make import MadeRun, Tell, make, silent
from mathwright.publish.columns import published_problem
from mathwright.records import Problem
from mathwright.store.jsonl import read_jsonl

ACCEPTED = 1000
SHOWN = 3


def run_demo(to: Path, *, workers: int | None = None, tell: Tell = silent) -> tuple[MadeRun, list[Problem]]:
    """Make ACCEPTED problems into ``to``/dataset; the run, and three of its problems drawn at random, come back."""
    workspace = to / "workspace"
    config = RunConfig(accepted=ACCEPTED, run_seed=7, how=HowConfig(workers=workers, workspace=str(workspace)))
    made = make(config, to=to / "dataset", tell=tell)
    rows = list(read_jsonl(made.published.dataset / "accepted.jsonl"))
    drawn = Random("7:demo").sample(rows, min(SHOWN, len(rows)))
    return made, [published_problem(row, f"accepted.jsonl:{line}") for line, row in drawn]

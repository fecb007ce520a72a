"""What a workspace holds: its runs, one run's yield, the lineage of a problem; removing and compacting."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mathwright.errors import MathwrightError, UsageError
from mathwright.jobs.config import RunConfig, SeedsConfig
from mathwright.jobs.costs import costs_of
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.costs import RunCosts
from mathwright.recipes.catalog import RECIPES
from mathwright.recipes.recipe import Recipe
from mathwright.records import Problem, Record
from mathwright.store import runs
from mathwright.store.place import Place
from mathwright.store.runs import Lineage, RunSummary, RunYield, Sizes
from mathwright.store.workspace import Workspace, workspace_exists


class Ancestor(Record):
    """A seed problem that a problem was made from."""

    problem_id: str
    seed_problem: Problem | None
    """None where the run's seed problems cannot be read any more, or do not hold it."""


class SeedOf(Record):
    """A seed problem, and the oldest run that reads it."""

    run_id: str
    problem: Problem


class Explanation(Record):
    """The whole lineage of a problem: each place where it was made, and the seed problems behind it."""

    made: tuple[Lineage, ...]
    """Oldest run first; the first is told.  Empty for a seed problem."""
    parents: tuple[Ancestor, ...]
    unread: str | None
    """Why the seed problems could not be read; None where they could."""
    seed_of: SeedOf | None = None
    """Set where no run made the problem, but one has it among its seed problems."""


class ShownRun(RunYield):
    """One run with its yield table, and what it paid."""

    costs: RunCosts | None
    """None for a run that asks no model."""


@contextmanager
def existing(place: Place) -> Iterator[Workspace]:
    """The workspace at ``place``, closed in the end.  Raises UsageError where there is none."""
    with Workspace.open(place, create=False) as workspace:
        yield workspace


def list_runs(place: Place) -> list[RunSummary]:
    """Every run, the newest first; none where there is no workspace yet."""
    if not (place.exists() if isinstance(place, Path) else workspace_exists(place)):
        return []
    with existing(place) as workspace:
        return runs.list_runs(workspace)[::-1]


def show_run(place: Place, run_id: str) -> ShownRun:
    """One run, its yield table and its costs.  Raises UsageError where no single run begins with ``run_id``."""
    with existing(place) as workspace:
        found = runs.show_run(workspace, run_id)
        costs = None
        if _asks_models(found.config):
            # A recipe that is gone has no order of prompts any more.
            recipe = RECIPES.get(found.run.recipe) or Recipe(found.run.recipe, (), Record)
            costs = costs_of(workspace, found.run.run_id, recipe)
        return ShownRun(**dict(found), costs=costs)


def _asks_models(config: str) -> bool:
    """Whether a role of the resolved run file asks a model; read without its schema, which may have changed since."""
    roles = tomllib.loads(config).get("roles", {})
    return any(role.get("teacher") == "model" for role in roles.values())


def remove_run(place: Place, run_id: str) -> RunSummary:
    """Remove a run; what it was comes back.  Raises UsageError where it is unknown or being worked on."""
    with existing(place) as workspace:
        removed = runs.show_run(workspace, run_id).run
        runs.remove_run(workspace, removed.run_id)
        return removed


def compact(place: Place) -> tuple[Sizes, Sizes]:
    """Give the disk back what is not needed; the sizes before and after come back."""
    with existing(place) as workspace:
        return runs.compact(workspace)


def explain(place: Place, problem_id: str) -> Explanation:
    """Where a problem came from.  Raises UsageError where no run of the workspace made it or was made from it."""
    with existing(place) as workspace:
        made = runs.lineage(workspace, problem_id)
        if not made:
            return Explanation(made=(), parents=(), unread=None, seed_of=_seed_of(workspace, problem_id))
        config = config_of(runs.show_run(workspace, made[0].run_id).config)
    wanted = made[0].problem.parents
    try:
        found = {seed.problem_id: seed for seed in read_seeds(config.seeds) if seed.problem_id in wanted}
        unread = None
    except MathwrightError as fault:
        found, unread = {}, str(fault)
    parents = tuple(Ancestor(problem_id=parent, seed_problem=found.get(parent)) for parent in wanted)
    return Explanation(made=tuple(made), parents=parents, unread=unread)


def _seed_of(workspace: Workspace, problem_id: str) -> SeedOf:
    """The oldest run with this seed problem.  Raises UsageError where there is none, with what could not be read."""
    looked: list[SeedsConfig] = []
    unread: list[str] = []
    for run in runs.list_runs(workspace):
        seeds = config_of(runs.show_run(workspace, run.run_id).config).seeds
        if seeds in looked:
            continue
        looked.append(seeds)
        try:
            for seed in read_seeds(seeds):
                if seed.problem_id == problem_id:
                    return SeedOf(run_id=run.run_id, problem=seed)
        except MathwrightError as fault:
            unread.append(f"; the seed problems of run {run.run_id} cannot be read: {fault}")
    raise UsageError(
        f"{workspace.place}: no run made a problem {problem_id!r} or has such a seed problem; ids stand in the "
        f"column problem_id{''.join(unread)}"
    )


def config_of(text: str) -> RunConfig:
    """The resolved run file a workspace keeps."""
    return RunConfig.model_validate(tomllib.loads(text))

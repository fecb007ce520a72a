"""A run: seed problems through the passes of a recipe, past admit, into a dataset with a report."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mathwright.engine.local import run_stages
from mathwright.engine.stage import How, Progress, RunTotals
from mathwright.jobs.admission import gate
from mathwright.jobs.check import first_item
from mathwright.jobs.config import RunConfig, usable_cores
from mathwright.jobs.identity import resolved_toml, spec_of
from mathwright.jobs.publish import Published, write_result
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.stages import endless_pass, most_items, options_of, recipe_of, stages_of
from mathwright.records import Problem, Record
from mathwright.seeds.reader import ReadCounts
from mathwright.store.outcomes import RunLog, take
from mathwright.store.workspace import Workspace

Tell = Callable[[str, int, int | None], None]
"""Told what is being done, how much is done, and of how much (None where that is not known)."""


class MadeRun(Record):
    """How a run ended, and where its dataset lies."""

    state: str
    """``complete``, ``exhausted``, ``limited`` or ``unfinished``."""
    seconds: float
    seeds: int
    """Seed problems read, each once."""
    bad_rows: int
    """Rows left out because they could not be used (``skip_bad_rows``)."""
    published: Published


class Resolved(Record):
    """What a run would do."""

    run_id: str
    config: str
    """The resolved run file, as TOML."""
    seeds: int
    bad_rows: int
    most_items: int
    """Items of ``endless_pass`` after which the run would give up."""
    endless_pass: str
    """The pass whose plan never ends by itself."""
    model_calls: int
    """Calls to a model; 0 for symbolic teachers."""


def silent(what: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def make(
    config: RunConfig,
    *,
    to: Path | None = None,
    limit: int | None = None,
    with_seeds: bool = False,
    tell: Tell = silent,
) -> MadeRun:
    """Carry the run out, or on from where it was stopped, and write its dataset.

    ``limit``: most items of the last pass to plan.  ``with_seeds``: append the seed problems.
    Raises KeyboardInterrupt after Ctrl-C or SIGTERM, when all that was finished is kept; UsageError, DataError,
    StorageError where the user must act.
    """
    started = time.monotonic()
    counts = ReadCounts()
    seeds = _seeds(config, counts)
    with Workspace.open(Path(config.how.workspace)) as workspace:
        spec = spec_of(config, seeds)
        with take(workspace, spec) as log, _rare_collections():
            totals = _run(config, seeds, log, limit, tell)
            if totals.state == "interrupted":
                raise KeyboardInterrupt
            tell("writing", 0, None)
            published = write_result(
                config, log, seeds, spec.config_hash, state=totals.state, to=to, with_seeds=with_seeds
            )
    return MadeRun(
        state=totals.state,
        seconds=round(time.monotonic() - started, 2),
        seeds=len(seeds),
        bad_rows=counts.bad.total(),
        published=published,
    )


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Collect cyclic garbage rarely: a run keeps many records and makes hardly any cycles."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def resolve(config: RunConfig) -> Resolved:
    """What the run would do, without doing it."""
    counts, recipe = ReadCounts(), recipe_of(config)
    seeds = _seeds(config, counts)
    first_item(config, seeds)
    return Resolved(
        run_id=spec_of(config, seeds).run_id,
        config=resolved_toml(config),
        seeds=len(seeds),
        bad_rows=counts.bad.total(),
        most_items=most_items(config, len(seeds)),
        endless_pass=recipe.passes[endless_pass(recipe)].name,
        model_calls=0,
    )


def _seeds(config: RunConfig, counts: ReadCounts) -> tuple[Problem, ...]:
    recipe_of(config), options_of(config)  # a wrong name is said before a long file is read
    return distinct(read_seeds(config.seeds, counts=counts))


def _run(config: RunConfig, seeds: tuple[Problem, ...], log: RunLog, limit: int | None, tell: Tell) -> RunTotals:
    workers = config.how.workers

    def told(progress: Progress) -> None:
        tell("problems", min(progress.admitted, config.accepted), config.accepted)

    return asyncio.run(
        run_stages(
            stages_of(config, seeds),
            log,
            accepted=config.accepted,
            limit=limit,
            admit=gate(config, seeds),
            how=How(workers=usable_cores() if workers is None else workers, concurrency=config.how.concurrency),
            progress=told,
        )
    )

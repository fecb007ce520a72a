"""A run: seed problems through the passes of a recipe, past admit, into a dataset with a report."""

from __future__ import annotations

import asyncio
import gc
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from mathwright.engine.local import run_stages
from mathwright.engine.stage import How, Progress, RunTotals
from mathwright.jobs.admission import gate
from mathwright.jobs.check import first_item
from mathwright.jobs.config import RunConfig, usable_cores
from mathwright.jobs.identity import resolved_toml, spec_of
from mathwright.jobs.model_roles import ModelRoles, open_roles
from mathwright.jobs.offline import next_steps
from mathwright.jobs.publish import Published, write_result
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.spending import Spending, spending_of
from mathwright.jobs.stages import endless_pass, most_items, options_of, recipe_of, stages_of
from mathwright.records import Problem, Record
from mathwright.seeds.reader import ReadCounts
from mathwright.store.outcomes import RunLog, take
from mathwright.store.workspace import Workspace

SYMBOLIC_CONCURRENCY = 64
"""Items in flight of teachers that do not wait: more would only be more made ahead."""
MANY = 25_000
"""Items in flight where replies take hours: all that a batch or a wave may hold should be asked at once."""


class Tell(Protocol):
    """Told how far the work is."""

    def __call__(self, what: str, done: int, total: int | None, note: str = "", /) -> None:
        """``what`` is being done, ``done`` of it, of ``total`` (None where that is not known)."""


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
    spent: Spending | None = None
    """What was asked of models; None where none was."""
    next_steps: tuple[str, ...] = ()
    """Of a run that asks offline: what was written, and the lines to run next."""
    stopped: str | None = None
    """Why the calls ended before the run did: a spent budget, a provider that is down."""


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


def silent(what: str, done: int, total: int | None, note: str = "", /) -> None:
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
            totals, asked = asyncio.run(_carry_out(config, seeds, workspace, log, limit, tell))
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
        spent=asked.spent,
        next_steps=asked.next_steps,
        stopped=asked.stopped,
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


class _Asked(NamedTuple):
    spent: Spending | None = None
    next_steps: tuple[str, ...] = ()
    stopped: str | None = None


async def _carry_out(
    config: RunConfig, seeds: tuple[Problem, ...], workspace: Workspace, log: RunLog, limit: int | None, tell: Tell
) -> tuple[RunTotals, _Asked]:
    """The run, with teachers of its own where models are asked."""
    if config.roles.symbolic:
        return await _run(config, seeds, log, limit, tell, None), _Asked()
    async with open_roles(config, workspace, log.run_id) as opened:
        totals = await _run(config, seeds, log, limit, tell, opened)
        steps: tuple[str, ...] = ()
        if opened.wave is not None and totals.state == "unfinished":
            command = shlex.join(["mathwright", *sys.argv[1:]])
            steps = tuple(next_steps(opened.wave.write(), Path(config.how.workspace), command))
        return totals, _Asked(spending_of(opened.caller.tally), steps, opened.stopped())


def _concurrency(config: RunConfig) -> int:
    """Items in flight in this process."""
    how = config.how
    if config.roles.symbolic:
        return min(how.concurrency, SYMBOLIC_CONCURRENCY)
    named = "concurrency" in how.model_fields_set
    return how.concurrency if named or not (how.batch or how.offline) else MANY


async def _run(
    config: RunConfig,
    seeds: tuple[Problem, ...],
    log: RunLog,
    limit: int | None,
    tell: Tell,
    opened: ModelRoles | None,
) -> RunTotals:
    how = config.how

    def told(progress: Progress) -> None:
        status = "" if opened is None else opened.status()
        tell("problems", min(progress.admitted, config.accepted), config.accepted, status)

    return await run_stages(
        stages_of(config, seeds, None if opened is None else opened.roles),
        log,
        accepted=config.accepted,
        limit=limit,
        admit=gate(config, seeds),
        how=How(
            workers=usable_cores() if how.workers is None else how.workers,
            concurrency=_concurrency(config),
            frugal=opened is not None,
            waves=opened is not None and opened.wave is not None,
        ),
        progress=told,
    )

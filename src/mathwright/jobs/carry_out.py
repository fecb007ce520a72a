"""A run carried out: its stages by the engine, its teachers opened where models are asked."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from mathwright.engine.local import run_stages
from mathwright.engine.stage import Admit, How, Progress, RunTotals
from mathwright.jobs.admission import gate, reader
from mathwright.jobs.config import RunConfig, usable_cores
from mathwright.jobs.model_roles import ModelRoles, open_roles
from mathwright.jobs.offline import next_steps
from mathwright.jobs.quotas import RunQuotas, require_quotas, steered
from mathwright.jobs.spending import Spending, spending_of
from mathwright.jobs.stages import stages_of
from mathwright.records import Problem
from mathwright.store.outcomes import RunLog
from mathwright.store.place import place_of, without_passwords
from mathwright.store.workspace import Workspace

AGAIN = "--again"
SYMBOLIC_CONCURRENCY = 64
"""Items in flight of teachers that do not wait: more would only be more made ahead."""
MANY = 25_000
"""Items in flight where replies take hours: all that a batch or a wave may hold should be asked at once."""


class Tell(Protocol):
    """Told how far the work is."""

    def __call__(self, what: str, done: int, total: int | None, note: str = "", /) -> None:
        """``what`` is being done, ``done`` of it, of ``total`` (None where that is not known)."""


class Asked(NamedTuple):
    """What came of asking models; nothing where none was asked."""

    spent: Spending | None = None
    next_steps: tuple[str, ...] = ()
    """Of a run that asks offline: what was written, and the lines to run next."""
    stopped: str | None = None
    """Why the calls ended before the run did."""


def silent(what: str, done: int, total: int | None, note: str = "", /) -> None:
    """Tell nobody."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect cyclic garbage rarely: a run keeps many records and makes hardly any cycles."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


async def carry_out(
    config: RunConfig,
    seeds: tuple[Problem, ...],
    workspace: Workspace,
    log: RunLog,
    *,
    limit: int | None = None,
    again: bool = False,
    budget_run: str | None = None,
    tell: Tell = silent,
) -> tuple[RunTotals, Asked]:
    """The run, with teachers of its own where models are asked.

    again: write all requests that wait for a reply from a wave into a new one.
    budget_run: the run against whose budgets the calls count, where it is another.
    """
    require_quotas(config, seeds)
    if config.roles.symbolic:
        return await _run(config, seeds, log, limit, tell, None), Asked()
    async with open_roles(config, workspace, log.run_id, budget_run=budget_run) as opened:
        totals = await _run(config, seeds, log, limit, tell, opened)
        steps: tuple[str, ...] = ()
        if opened.wave is not None and totals.state == "unfinished":
            # What is written again now waits; the command that takes the replies up must not write it a third time.
            command = shlex.join(["mathwright", *(word for word in without_passwords(sys.argv[1:]) if word != AGAIN)])
            steps = tuple(next_steps(opened.wave.write(again=again), place_of(config.how.workspace), command))
        return totals, Asked(spending_of(opened.caller.tally), steps, opened.stopped())


def _concurrency(config: RunConfig) -> int:
    """Items in flight in this process."""
    how = config.how
    if config.roles.symbolic:
        return min(how.concurrency, SYMBOLIC_CONCURRENCY)
    named = "concurrency" in how.model_fields_set
    return how.concurrency if named or not (how.batch or how.offline) else MANY


def _chunk(config: RunConfig, workers: int) -> int:
    """Items sent to a worker at a time; of a plan in waves each worker should get some of every wave."""
    if config.admit.quotas is None:
        return How.chunk
    return max(1, min(How.chunk, config.admit.quotas.wave // (2 * max(1, workers))))


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

    stages = stages_of(config, seeds, None if opened is None else opened.roles)
    admit: Admit = gate(config, seeds)
    if config.admit.quotas is not None:
        quotas = RunQuotas(config, config.admit.quotas, seeds, admit)
        stages, admit = steered(stages, quotas), quotas
    workers = usable_cores() if how.workers is None else how.workers
    return await run_stages(
        stages,
        log,
        accepted=config.accepted,
        limit=limit,
        admit=admit,
        read=reader(config),
        how=How(
            workers=workers,
            chunk=_chunk(config, workers),
            concurrency=_concurrency(config),
            frugal=opened is not None,
            eager=opened is not None and config.how.batch,
            waves=opened is not None and opened.wave is not None,
        ),
        progress=told,
    )

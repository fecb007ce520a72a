"""A run's outcomes decided anew: all of them are stored in one transaction, or nothing is."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection, delete, func, insert, select, update

from mathwright.errors import UsageError
from mathwright.store.lease import take_fence
from mathwright.store.outcomes import OutcomeRow, Outcomes, RunSpec, find_or_add
from mathwright.store.schema import outcomes, runs
from mathwright.store.shards import forget_shards
from mathwright.store.states import RunState

AT_ONCE = 1_000
"""Rows of one INSERT."""


def rewrite(
    old: Outcomes,
    spec: RunSpec,
    rows: Iterable[tuple[int, OutcomeRow]],
    *,
    frontier: int,
    state: RunState,
    target: int | None,
) -> None:
    """Store (pass index, outcome) rows as those of the run ``spec``, which may be ``old`` itself.

    rows: every outcome of the run, each with its payload packed and in no shard.  The caller holds the run ``old``;
    another one stays as it is.  Raises UsageError where ``spec`` is another run and has outcomes already.
    """
    workspace = old.workspace
    with workspace.write() as connection:
        run = find_or_add(connection, spec)
        if run == old.run:
            connection.execute(delete(outcomes).where(outcomes.c.run == run))
            forget_shards(connection, run)
            # Whoever took the run meanwhile, since its lock was lost with a connection, must not go on with it.
            take_fence(connection, run)
        elif _has_outcomes(connection, run):
            raise UsageError(
                f"{workspace.place}: run {spec.run_id} already holds what this mathwright makes of "
                f"run {old.run_id}; see it with mathwright runs show, or remove it first"
            )
        stream = iter(rows)
        while some := list(islice(stream, AT_ONCE)):
            connection.execute(insert(outcomes), [{"run": run, "pass": index, **row._asdict()} for index, row in some])
        values = {"frontier": frontier, "state": state, "target": target, "updated": time.time()}
        connection.execute(update(runs).where(runs.c.run == run).values(values))
    if spec.run_id == old.run_id:
        # No row points at them any more.
        workspace.shards.forgotten(old.run_id)


def _has_outcomes(connection: Connection, run: int) -> bool:
    return bool(connection.execute(select(func.count()).where(outcomes.c.run == run)).scalar_one())

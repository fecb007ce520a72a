"""A run's outcomes decided anew: all of them are stored in one transaction, or nothing is."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from mathwright.errors import UsageError
from mathwright.store.lease import take_fence
from mathwright.store.outcomes import OutcomeRow, RunLog, RunSpec, find_or_add
from mathwright.store.schema import outcomes, runs
from mathwright.store.shards import forget_shards
from mathwright.store.states import RunState

AT_ONCE = 1_000
"""Rows of one INSERT."""


def rewrite(
    old: RunLog,
    spec: RunSpec,
    rows: Sequence[tuple[int, OutcomeRow]],
    *,
    frontier: int,
    state: RunState,
    target: int | None,
) -> None:
    """Store (pass index, outcome) rows as those of the run ``spec``, which may be ``old`` itself.

    rows: every outcome of the run, each with its payload packed and in no shard.  Where ``spec`` is another run,
    ``old`` stays as it is; else its log may write nothing more.  Raises UsageError where another process has taken
    ``old``, and where ``spec`` is another run and has outcomes already.
    """

    def rewritten(connection: Connection) -> None:
        run = find_or_add(connection, spec)
        if run == old.run:
            connection.execute(delete(outcomes).where(outcomes.c.run == run))
            forget_shards(connection, run)
            # The log counts outcomes that are there no more.
            take_fence(connection, run)
        else:
            _require_none(connection, run, spec, old)
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            connection.execute(insert(outcomes), [{"run": run, "pass": index, **row._asdict()} for index, row in some])
        values = {"frontier": frontier, "state": state, "target": target, "updated": time.time()}
        connection.execute(update(runs).where(runs.c.run == run).values(values))

    old.write(rewritten)
    if spec.run_id == old.run_id:
        # No row points at them any more.
        old.workspace.shards.forgotten(old.run_id)


def _require_none(connection: Connection, run: int, spec: RunSpec, old: RunLog) -> None:
    if connection.execute(select(func.count()).where(outcomes.c.run == run)).scalar_one():
        raise UsageError(
            f"{old.workspace.place}: run {spec.run_id} already holds what this mathwright makes of "
            f"run {old.run_id}; see it with mathwright runs show, or remove it first"
        )

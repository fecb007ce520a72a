"""Rejected items taken up again: their outcomes become unfinished, and what later passes made of them is forgotten."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, case, delete, select, update

from mathwright.store.outcomes import RunLog, count_unsealed, in_pass
from mathwright.store.schema import outcomes, runs
from mathwright.store.shards import forget_shards
from mathwright.store.states import REJECTED, UNFINISHED

REASON = "taken up again"


def take_up(log: RunLog, pass_index: int, places: Sequence[int]) -> int:
    """Make rejected outcomes of one pass unfinished; how many of them were comes back.

    The outcomes of later passes go: their plans read what these items may yet become.  Their calls stay in the
    ledger, so that what is planned again alike costs nothing.
    """
    if not places:
        return 0
    of_run = outcomes.c.run == log.run
    last = pass_index == len(log.passes) - 1
    here = (of_run, in_pass == pass_index, outcomes.c.place == bindparam("q"), outcomes.c.state == REJECTED)
    values = {"state": UNFINISHED, "step": None, "reason": REASON, "problem_id": None, "payload": None, "shard": None}

    def took(connection: Connection) -> tuple[int, Counter[tuple[int, int]]]:
        taken = connection.execute(update(outcomes).where(*here).values(values), [{"q": place} for place in places])
        connection.execute(delete(outcomes).where(of_run, in_pass > pass_index))
        forget_shards(connection, log.run, pass_index + 1)
        # A whole run is settled anew where an early pass changes; else from the first place that is taken up.
        first = min(places)
        frontier = case((runs.c.frontier < first, runs.c.frontier), else_=first) if last else 0
        connection.execute(
            update(runs).where(runs.c.run == log.run).values(frontier=frontier, state="unfinished", updated=time.time())
        )
        return int(taken.rowcount), count_unsealed(connection, log.run)

    taken, unsealed = log.write(took)
    log.unsealed.clear()
    log.unsealed.update(unsealed)
    log.workspace.shards.forgotten(log.run_id, pass_index + 1)
    return taken


def rejected_places(log: RunLog, pass_index: int, step: str | None, reason: str | None) -> list[int]:
    """Places of the rejected items of a pass, by step and by a part of their reason; None takes any."""
    here = [outcomes.c.run == log.run, in_pass == pass_index, outcomes.c.state == REJECTED]
    if step is not None:
        here.append(outcomes.c.step == step)
    if reason is not None:
        here.append(outcomes.c.reason.contains(reason, autoescape=True))
    with log.workspace.read() as connection:
        return list(connection.execute(select(outcomes.c.place).where(*here).order_by(outcomes.c.place)).scalars())

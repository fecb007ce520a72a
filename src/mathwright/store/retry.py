"""Rejected items taken up again: their outcomes become unfinished, and what later passes made of them is forgotten."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, select, update

from mathwright.store.matching import holds
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
    last = pass_index == len(log.passes) - 1
    here = (outcomes.c.run == log.run, in_pass == pass_index, outcomes.c.place == bindparam("q"))
    rejected = (*here, outcomes.c.state == REJECTED)
    values = {"state": UNFINISHED, "step": None, "reason": REASON, "problem_id": None, "payload": None, "shard": None}

    def took(connection: Connection) -> int:
        taken = connection.execute(update(outcomes).where(*rejected).values(values), [{"q": place} for place in places])
        return int(taken.rowcount)

    # A whole run is settled anew where an early pass changes; else from the first place that is taken up.
    first = min(places)
    frontier = case((runs.c.frontier < first, runs.c.frontier), else_=first) if last else 0
    return _forgetting(log, pass_index + 1, frontier, took)


def forget_from(log: RunLog, pass_index: int) -> None:
    """Forget the outcomes of a pass and of all behind it; their calls stay in the ledger, so made again they cost none.

    For a run whose plan rests on its own outcomes: what changes in one wave may change every item behind it.
    """
    _forgetting(log, pass_index, 0, lambda _: 0)


def _forgetting(
    log: RunLog, first_pass: int, frontier: int | ColumnElement[int], also: Callable[[Connection], int]
) -> int:
    """What ``also`` gives back, done together with forgetting the outcomes of a pass and of all behind it."""

    def forgot(connection: Connection) -> tuple[int, Counter[tuple[int, int]]]:
        found = also(connection)
        connection.execute(delete(outcomes).where(outcomes.c.run == log.run, in_pass >= first_pass))
        forget_shards(connection, log.run, first_pass)
        connection.execute(
            update(runs).where(runs.c.run == log.run).values(frontier=frontier, state="unfinished", updated=time.time())
        )
        return found, count_unsealed(connection, log.run)

    found, unsealed = log.write(forgot)
    log.unsealed.clear()
    log.unsealed.update(unsealed)
    log.workspace.shards.forgotten(log.run_id, first_pass)
    return found


def rejected_places(log: RunLog, pass_index: int, step: str | None, reason: str | None) -> list[int]:
    """Places of the rejected items of a pass, by step and by a part of their reason; None takes any.

    Of the reason, capitals are as small letters.
    """
    here = [outcomes.c.run == log.run, in_pass == pass_index, outcomes.c.state == REJECTED]
    if step is not None:
        here.append(outcomes.c.step == step)
    if reason is not None:
        here.append(holds(outcomes.c.reason, reason, log.workspace.database.dialect))
    query = select(outcomes.c.place).where(*here).order_by(outcomes.c.place)
    return log.workspace.reading(lambda connection: list(connection.execute(query).scalars()))

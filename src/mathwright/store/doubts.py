"""Doubts about stored answers: what an audit flagged, and what a person decided of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from mathwright.errors import UsageError
from mathwright.records import Record
from mathwright.store.conflicts import insert_new
from mathwright.store.matching import begins
from mathwright.store.schema import doubts
from mathwright.store.workspace import Workspace

DoubtState = Literal["open", "kept", "dropped", "corrected"]


class Found(Record):
    """What an audit found against one stored answer."""

    problem_id: str
    question: str
    stored: str
    """The stored answer."""
    agreed: str
    """What the solvers agree on instead."""
    evidence: str
    """Who agreed and by which solutions, as JSON."""
    checker: str
    """Version of the checker that compared the answers."""


class Doubt(Found):
    """What was found, and what became of it."""

    found: float
    """When it was found last, in seconds since 1970."""
    state: DoubtState
    """``open`` until a person decides."""
    answer: str | None
    """The corrected answer; None unless corrected."""
    decided_by: str | None
    decided: float | None
    """When, in seconds since 1970; None while open."""
    note: str | None


def note_doubts(
    workspace: Workspace, found: Iterable[Found], clock: Callable[[], float] = time.time
) -> dict[str, DoubtState]:
    """Store what was found, new or in the place of what was found before; the state of each, by problem_id.

    A decision stays as it is.
    """
    fields = [one.model_dump() | {"found": clock()} for one in found]

    def noted(connection: Connection) -> dict[str, DoubtState]:
        return {str(one["problem_id"]): _note(connection, one) for one in fields}

    return workspace.writing(noted)


def _note(connection: Connection, fields: Mapping[str, object]) -> DoubtState:
    here = doubts.c.problem_id == fields["problem_id"]
    connection.execute(insert_new(doubts, connection.dialect).values(state="open", **fields))
    connection.execute(update(doubts).where(here, doubts.c.state == "open").values(**fields))
    state: DoubtState = connection.execute(select(doubts.c.state).where(here)).scalar_one()
    return state


def list_doubts(workspace: Workspace, state: DoubtState | None = None) -> list[Doubt]:
    """The doubts in this state, of all where None, in the order they were found."""
    query = select(doubts).order_by(doubts.c.found, doubts.c.problem_id)
    if state is not None:
        query = query.where(doubts.c.state == state)
    return workspace.reading(lambda connection: [_doubt(row) for row in connection.execute(query)])


def decide(
    workspace: Workspace,
    beginning: str,
    state: DoubtState,
    *,
    answer: str | None = None,
    by: str | None = None,
    note: str | None = None,
    again: bool = False,
    clock: Callable[[], float] = time.time,
) -> Doubt:
    """Note what a person decided of the one doubt whose problem_id begins so; a later decision replaces it.

    ``again``: another person's too.  Raises UsageError where none or several begin so, and where another decided it.
    """
    named = begins(doubts.c.problem_id, beginning, workspace.database.dialect)
    values = {"state": state, "answer": answer, "decided_by": by, "decided": clock(), "note": note}

    def decided(connection: Connection) -> Doubt:
        # Locked: of two that decide at once, the second sees what the first did.
        found = connection.execute(select(doubts).where(named).with_for_update()).all()
        if len(found) != 1:
            raise UsageError(
                f"{workspace.place}: {len(found) or 'no'} doubts begin with {beginning!r}; see: mathwright audit list"
            )
        before = _doubt(found[0])
        if before.state != "open" and before.decided_by != by and not again:
            raise UsageError(_decided_by_another(before))
        here = doubts.c.problem_id == before.problem_id
        connection.execute(update(doubts).where(here).values(**values))
        return _doubt(connection.execute(select(doubts).where(here)).one())

    return workspace.writing(decided)


def _decided_by_another(doubt: Doubt) -> str:
    when = datetime.fromtimestamp(doubt.decided or 0, UTC).strftime("%Y-%m-%d %H:%M UTC")
    answer = "" if doubt.answer is None else f" to {doubt.answer!r}"
    who = doubt.decided_by or "somebody who gave no name"
    return f"{doubt.problem_id}: was {doubt.state}{answer} by {who} on {when}; to decide it anew, add --again"


def in_force(workspace: Workspace) -> dict[str, str]:
    """problem_id to the corrected answer, or to an empty text where the seed problem is left out."""
    out = select(doubts.c.problem_id, doubts.c.answer).where(doubts.c.state != "kept")
    found = workspace.reading(lambda connection: connection.execute(out).all())
    return {problem_id: answer or "" for problem_id, answer in found}


def _doubt(row: Row[Any]) -> Doubt:
    return Doubt.model_validate(dict(row._mapping))

"""What a stage's plan reads of the stages before it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import Any

from mathwright.engine.stage import Stage
from mathwright.records import Accepted, Record
from mathwright.store.outcomes import OutcomeRow, Outcomes
from mathwright.store.states import ACCEPTED

Ended = Callable[[str], Iterable[Accepted[Any]]]
"""The accepted outcomes, in plan order, of a stage that has ended."""


async def upstream(
    stage: Stage, before: AsyncGenerator[Accepted[Any], None], ended: Ended
) -> AsyncGenerator[Accepted[Any], None]:
    """The outcomes of the stage before as they come; with ``reads``, at its end, those of the named stages first."""
    async with aclosing(before):
        if not stage.reads:
            async for outcome in before:
                yield outcome
            return
        last = [outcome async for outcome in before]
    for name in stage.reads:
        for outcome in ended(name):
            yield outcome
    for outcome in last:
        yield outcome


async def nothing() -> AsyncGenerator[Accepted[Any], None]:
    """What the first stage reads."""
    none: tuple[Accepted[Any], ...] = ()
    for outcome in none:
        yield outcome


def ended_outcomes(stages: Sequence[Stage], outcomes: Outcomes, name: str) -> Iterator[Accepted[Any]]:
    """The accepted outcomes, in plan order, of a stage that has ended: all of them are stored."""
    index = next(place for place, stage in enumerate(stages) if stage.name == name)
    return accepted_rows(outcomes.rows(index), stages[index].payload_type)


def accepted_rows(rows: Iterable[OutcomeRow], payload_type: type[Record]) -> Iterator[Accepted[Any]]:
    """The stored outcomes that were accepted."""
    read = payload_type.__pydantic_validator__.validate_json
    for row in rows:
        if row.state == ACCEPTED:
            yield Accepted(item_id=row.item_id, payload=read(row.text()))

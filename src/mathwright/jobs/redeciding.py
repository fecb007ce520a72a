"""The stored items of a run taken through their passes again, with the replies the ledger holds and no others."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mathwright.engine.journey import Packer, attempt
from mathwright.engine.stage import Stage
from mathwright.engine.upstream import accepted_rows, ended_outcomes, nothing, upstream
from mathwright.errors import UsageError
from mathwright.records import Accepted, Item, Outcome, Unfinished
from mathwright.store.outcomes import OutcomeRow, Outcomes
from mathwright.store.states import UNFINISHED
from mathwright.teachers.caller import Caller
from mathwright.teachers.request import ModelRequest


@dataclass(frozen=True, slots=True)
class Redecided:
    """One stored outcome, and what the item comes to now."""

    row: OutcomeRow
    """As stored."""
    item: Item
    now: Outcome[Any] | None
    """None where it cannot be decided: it was unfinished, or needs calls that the ledger does not hold."""

    def rewritten(self, packer: Packer) -> OutcomeRow:
        """The row to store: decided anew where that could be, else as it was; never in a shard."""
        if self.now is not None:
            return OutcomeRow(self.row.place, *packer.settled(self.item, self.now))
        payload = self.row.payload
        if self.row.shard is not None and payload is not None:
            payload = packer.packed(payload)
        return self.row._replace(payload=payload, shard=None, refused=None, evidence=None)


@dataclass
class Redeciding:
    """The passes of a run, walked again."""

    stages: Sequence[Stage]
    outcomes: Outcomes
    caller: Caller | None
    """None where no model is asked."""
    missing: set[bytes] = field(default_factory=set)
    """Keys of the calls that were wanted and that the ledger does not hold."""

    async def of_pass(self, index: int) -> AsyncGenerator[Redecided, None]:
        """Every stored outcome of a pass, in plan order.

        The pass is planned from the stored outcomes of those before it.  Raises UsageError where its plan gives other
        items than it gave the run.
        """
        stage = self.stages[index]
        run, place, item = stage.build_run(), -1, None
        ended = partial(ended_outcomes, self.stages, self.outcomes)
        async with aclosing(upstream(stage, self._before(index), ended)) as up:
            plan = stage.plan(up)
            for row in self.outcomes.rows(index):
                while place < row.place:
                    item, place = await self._next(plan), place + 1
                if item is None or item.item_id != row.item_id:
                    raise self._other_items(stage, row)
                yield Redecided(row, item, None if row.state == UNFINISHED else await self._decided(run, item))
            if isinstance(plan, AsyncGenerator):
                await plan.aclose()

    async def _next(self, plan: Any) -> Item | None:
        """The plan's next item."""
        try:
            return await anext(plan, None)
        except KeyError:
            # A stored outcome names a seed problem that is not read any more.
            return None

    async def _decided(self, run: Any, item: Item) -> Outcome[Any] | None:
        asked: list[ModelRequest] = []
        if self.caller is not None:
            self.caller.heard = asked
        outcome = await attempt(run, item)
        if not isinstance(outcome, Unfinished):
            return outcome
        if self.caller is not None:
            found = self.caller.ledger.find
            self.missing.update(request.key for request in asked if found(request.key) is None)
        return None

    async def _before(self, index: int) -> AsyncGenerator[Accepted[Any], None]:
        """The accepted outcomes of the pass before."""
        if index == 0:
            async for outcome in nothing():
                yield outcome
            return
        for outcome in accepted_rows(self.outcomes.rows(index - 1), self.stages[index - 1].payload_type):
            yield outcome

    def _other_items(self, stage: Stage, row: OutcomeRow) -> UsageError:
        return UsageError(
            f"run {self.outcomes.run_id}, pass {stage.name}, place {row.place}: it holds item {row.item_id}, the plan "
            "now gives another; its seed problems or the recipe have changed since: run make again instead, its calls "
            "are in the ledger"
        )

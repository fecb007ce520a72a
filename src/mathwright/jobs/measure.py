"""What the finished items of a run asked of models, read off the ledger: nothing is called, nothing is written."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from mathwright.engine.journey import attempt
from mathwright.engine.stage import Stage
from mathwright.engine.upstream import accepted_rows, ended_outcomes, upstream
from mathwright.jobs.config import RunConfig
from mathwright.jobs.model_roles import open_replay
from mathwright.jobs.quotas import as_planned
from mathwright.jobs.role_config import endpoint_of, price_for
from mathwright.jobs.stages import recipe_of, stages_of
from mathwright.records import Accepted, Problem, Unfinished
from mathwright.store.ledger import StoredReply
from mathwright.store.outcomes import OutcomeRow, Outcomes
from mathwright.store.states import ACCEPTED, UNFINISHED
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import Caller
from mathwright.teachers.prices import Price, cost_nano_usd
from mathwright.teachers.request import ModelRequest, Usage

MOST_MEASURED = 500
"""Items of a pass that are gone through again; the mean of more would hardly be another."""


class ItemCalls(NamedTuple):
    """What one item asked that no item before it had asked."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_nano_usd: int | None
    """At today's price and in the way the run file asks; None where the price or the tokens of a call are unknown."""


@dataclass
class PassCalls:
    """The finished items of one pass."""

    name: str
    finished: int = 0
    accepted: int = 0
    """Of ``finished``; of the last pass those that admit refused left out."""
    measured: list[ItemCalls] = field(default_factory=list)
    """The first of the finished items."""


async def calls_of_items(
    config: RunConfig, seeds: Sequence[Problem], workspace: Workspace, outcomes: Outcomes
) -> list[PassCalls]:
    """The calls of each pass's finished items, paid by whichever run."""
    found = [PassCalls(one.name) for one in recipe_of(config).passes]
    async with open_replay(config, workspace, outcomes.run_id) as opened:
        reader = Reader(opened.caller, _prices(config), batch=config.how.batch)
        stages = as_planned(stages_of(config, seeds, opened.roles), config, seeds, outcomes)
        for index, one in enumerate(found):
            for row in outcomes.rows(index):
                one.finished += row.state != UNFINISHED
                one.accepted += row.state == ACCEPTED and row.refused is None
            await _go_through(stages, index, outcomes, reader, one.measured)
    return found


async def _go_through(
    stages: Sequence[Stage], index: int, outcomes: Outcomes, reader: Reader, measured: list[ItemCalls]
) -> None:
    """Measure the first finished items of a pass."""
    stage, run = stages[index], stages[index].build_run()
    rows = iter(list(islice(outcomes.rows(index), MOST_MEASURED)))
    row = next(rows, None)
    ended = partial(ended_outcomes, stages, outcomes)
    async with aclosing(upstream(stage, _before(stages, index, outcomes), ended)) as earlier:
        place = -1
        async for item in stage.plan(earlier):
            place += 1
            while row is not None and row.place < place:
                row = next(rows, None)
            # Another plan than the one that was carried out: items of a pass before were taken up again meanwhile.
            if row is None or (row.place == place and row.item_id != item.item_id):
                return
            if _is_finished(row, place) and not isinstance(await attempt(run, item), Unfinished):
                measured.append(reader.asked())
            reader.forget()


def _is_finished(row: OutcomeRow, place: int) -> bool:
    return row.place == place and row.state != UNFINISHED


async def _before(stages: Sequence[Stage], index: int, outcomes: Outcomes) -> AsyncGenerator[Accepted[Any], None]:
    """The accepted outcomes of the pass before."""
    if index:
        for outcome in accepted_rows(outcomes.rows(index - 1), stages[index - 1].payload_type):
            yield outcome


@dataclass
class Reader:
    """Sums up what an item was heard to ask."""

    caller: Caller
    prices: dict[tuple[str, str, str], Price | None]
    """By provider, address and model."""
    batch: bool
    _seen: set[bytes] = field(default_factory=set)

    def asked(self) -> ItemCalls:
        """The calls heard since ``forget`` that nobody had asked before."""
        heard = {request.key: request for request in self.caller.heard or () if request.key not in self._seen}
        self._seen |= heard.keys()
        paid = [(request, self.caller.ledger.find(key)) for key, request in heard.items()]
        costs = [None if reply is None else self._cost(request, reply) for request, reply in paid]
        replies = [reply for _, reply in paid if reply is not None]
        known = [cost for cost in costs if cost is not None]
        return ItemCalls(
            calls=len(heard),
            input_tokens=sum(reply.input_tokens or 0 for reply in replies),
            output_tokens=sum(reply.output_tokens or 0 for reply in replies),
            cost_nano_usd=sum(known) if len(known) == len(costs) else None,
        )

    def forget(self) -> None:
        """Begin the next item."""
        if self.caller.heard is not None:
            self.caller.heard.clear()

    def _cost(self, request: ModelRequest, reply: StoredReply) -> int | None:
        place = request.endpoint
        price = self.prices.get((place.provider, place.base_url, place.model))
        if price is None or reply.input_tokens is None or reply.output_tokens is None:
            return None
        usage = Usage(reply.input_tokens, reply.output_tokens, reply.cached_tokens or 0, reply.reasoning_tokens or 0)
        return cost_nano_usd(price, usage, "batch" if self.batch else "online")


def _prices(config: RunConfig) -> dict[tuple[str, str, str], Price | None]:
    found: dict[tuple[str, str, str], Price | None] = {}
    for role in config.roles.named.values():
        if role.teacher == "model":
            place = endpoint_of(role)
            found[place.provider, place.base_url, place.model] = price_for(role)
    return found

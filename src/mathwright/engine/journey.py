"""One item's journey, from item to the row that is stored; the same code here and in a worker process."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import zstandard

from mathwright.engine.stage import Run
from mathwright.errors import MathwrightError, ModelReplyError, PassStoppedError, ProviderError
from mathwright.records import Accepted, Item, Outcome, Problem, Rejected, Unfinished
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED

LONGEST_REASON = 200
"""Characters of a ModelReplyError's first line that count as its reason; the whole text is kept as the draft."""


class Settled(NamedTuple):
    """An outcome in the form it is stored in, its place apart."""

    item_id: str
    state: int
    step: str | None
    reason: str | None
    problem_id: str | None
    payload: bytes | None


class Packer:
    """Packs outcomes; holds the compressor, whose making costs more than its use."""

    def __init__(self) -> None:
        self._compress = zstandard.ZstdCompressor(level=3).compress

    def packed(self, text: bytes) -> bytes:
        """A payload or a draft in the form it is stored in."""
        return self._compress(text)

    def settled(self, item: Item, outcome: Outcome[Any]) -> Settled:
        """The outcome as it is stored.  Raises MathwrightError if it is another item's."""
        if outcome.item_id != item.item_id:
            raise MathwrightError(f"item {item.item_id} came back as {outcome.item_id}")
        if isinstance(outcome, Accepted):
            payload = outcome.payload
            problem = payload.problem_id if isinstance(payload, Problem) else None
            packed = self._compress(payload.__pydantic_serializer__.to_json(payload))
            return Settled(item.item_id, ACCEPTED, None, None, problem, packed)
        if isinstance(outcome, Rejected):
            return self._rejected(outcome)
        return Settled(item.item_id, UNFINISHED, None, outcome.reason, None, None)

    def _rejected(self, outcome: Rejected) -> Settled:
        """A kept problem is stored whole, and its id says so."""
        kept, draft = outcome.kept, outcome.draft
        if kept is not None:
            packed: bytes | None = self._compress(kept.__pydantic_serializer__.to_json(kept))
        else:
            packed = None if draft is None else self._compress(draft.encode("utf-8", "surrogatepass"))
        problem = None if kept is None else kept.problem_id
        return Settled(outcome.item_id, REJECTED, outcome.step, outcome.reason, problem, packed)


async def attempt(run: Run, item: Item) -> Outcome[Any]:
    """The item's outcome: an unusable reply rejects it, a provider's failure leaves it unfinished."""
    try:
        return await run(item)
    except ProviderError as error:
        stopped = isinstance(error, PassStoppedError)
        return Unfinished(item_id=item.item_id, reason=str(error), ends_run=stopped)
    except ModelReplyError as error:
        whole = str(error)
        reason = whole.partition("\n")[0][:LONGEST_REASON]
        return Rejected(item_id=item.item_id, step=error.step, reason=reason, draft=None if whole == reason else whole)


class Driver:
    """Runs journeys without an event loop, as those of symbolic work never wait; one that does gets a loop."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._loop: asyncio.Runner | None = None

    def outcome(self, item: Item) -> Outcome[Any]:
        """The item's outcome."""
        journey = attempt(self._run, item)
        try:
            journey.send(None)
        except StopIteration as done:
            outcome: Outcome[Any] = done.value
            return outcome
        except RuntimeError as error:
            if str(error) != "no running event loop":
                raise
        journey.close()
        # It wants to wait: it starts again from the top, which is safe since a journey has no side effects.
        self._loop = self._loop or asyncio.Runner()
        return self._loop.run(attempt(self._run, item))

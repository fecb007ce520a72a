"""Items run as coroutines in this process, so many at a time: for work that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from mathwright.engine.journey import Packer, Settled, attempt
from mathwright.engine.stage import Run, Stage
from mathwright.engine.worker import Reply
from mathwright.records import Item, Outcome, Unfinished


class Here:
    """Runs items in this process's event loop."""

    def __init__(self, stages: Sequence[Stage], concurrency: int) -> None:
        self._stages = stages
        self._runs: dict[int, Run] = {}
        self._packer = Packer()
        self._room = asyncio.Semaphore(concurrency)
        self._stopping = False
        self.halted = False
        """Whether an item said that no other could do better for now."""

    def stop(self) -> None:
        """Begin nothing more; what has begun goes on."""
        self._stopping = True

    async def work(self, stage: int, items: Sequence[Item]) -> Reply:
        """The items' outcomes, one after the other.  Raises what ``run`` raises."""
        async with self._room:
            if self._stopping:
                raise asyncio.CancelledError
            if stage not in self._runs:
                self._runs[stage] = self._stages[stage].build_run()
            run = self._runs[stage]
            settled = [self._settled(item, await attempt(run, item)) for item in items]
        return Reply(tuple(settled))

    def _settled(self, item: Item, outcome: Outcome[Any]) -> Settled:
        self.halted = self.halted or (isinstance(outcome, Unfinished) and outcome.ends_run)
        return self._packer.settled(item, outcome)

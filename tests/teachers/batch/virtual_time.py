"""Time that passes only when everybody waits."""

import asyncio
import heapq
from itertools import count

TURNS = 12
"""Turns of the loop after which all that could go on has gone on."""


class VirtualTime:
    """A clock and its sleep: a sleeper wakes at once, with the clock put forward, when nothing else is left to do."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._mover: asyncio.Task[None] | None = None

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), woken))
        if self._mover is None or self._mover.done():
            self._mover = asyncio.create_task(self._move())
        await woken

    async def _move(self) -> None:
        while self._sleepers:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            when, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self.now = max(self.now, when)
                woken.set_result(None)

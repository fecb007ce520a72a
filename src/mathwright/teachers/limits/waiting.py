"""Callers that wait for their turn, first come, first served, and the timer that wakes them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from mathwright.errors import PassStoppedError
from mathwright.teachers.limits.buckets import Cost

SHORTEST_S = 0.001
"""Of a timer: shorter ones would spin where rounding leaves a rest."""


class Call:
    """One call on its way: what it takes, and what it went through."""

    __slots__ = ("began", "cost", "faults", "number", "throttled", "tries")

    def __init__(self, cost: Cost) -> None:
        self.cost = cost
        self.tries = 0
        """Tries so far, throttled ones included."""
        self.faults = 0
        """Tries that failed, but for throttled ones and those while the provider was down."""
        self.throttled = 0
        self.number = 0
        """Of the current try, over all calls."""
        self.began = 0.0
        """When the current try was let pass, by the limiter's clock."""


class Waiter(NamedTuple):
    """A call whose turn has not come."""

    call: Call
    turn: asyncio.Future[PassStoppedError | None]
    """Ends with None when the call may be sent, or with what ends the run."""


class Queue:
    """Waiting callers; one cancelled stays until it reaches the front, and counts no longer."""

    def __init__(self) -> None:
        self.waiters: deque[Waiter] = deque()
        """Those that wait, first come first, and cancelled ones among them."""

    def count(self) -> int:
        """How many wait."""
        return sum(not waiter.turn.done() for waiter in self.waiters)

    def join(self, call: Call) -> Waiter:
        """A new waiter at the end."""
        waiter = Waiter(call, asyncio.get_running_loop().create_future())
        self.waiters.append(waiter)
        return waiter

    def first(self) -> Waiter | None:
        """The waiter whose turn is next, if any."""
        while self.waiters and self.waiters[0].turn.done():
            self.waiters.popleft()
        return self.waiters[0] if self.waiters else None

    def fail_all(self, error: BaseException) -> None:
        """Raise a bug of ours in all that wait."""
        while self.waiters:
            turn = self.waiters.popleft().turn
            if not turn.done():
                turn.set_exception(error)

    def release_all(self, error: PassStoppedError) -> None:
        """End the waiting of all, each with an error of its own: raised in many tasks, one would grow with each."""
        while self.waiters:
            turn = self.waiters.popleft().turn
            if not turn.done():
                turn.set_result(PassStoppedError(*error.args))


class Timer:
    """Calls back after a time; at most one is set, the earliest asked for."""

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        wake: Callable[[], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        """``fail`` takes what ``wake`` raised: a bug of ours, which must not leave callers waiting for ever."""
        self._clock = clock
        self._sleep = sleep
        self._wake = wake
        self._fail = fail
        self._task: asyncio.Task[None] | None = None
        self._at = 0.0

    def set(self, delay_s: float) -> None:
        """Wake after so many seconds, or earlier if that was asked before."""
        delay_s = max(delay_s, SHORTEST_S)
        at = self._clock() + delay_s
        if self._task is not None and not self._task.done():
            if self._at <= at:
                return
            self._task.cancel()
        self._at = at
        self._task = asyncio.get_running_loop().create_task(self._run(delay_s))
        self._task.add_done_callback(self._ended)

    def stop(self) -> None:
        """Wake no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self, delay_s: float) -> None:
        await self._sleep(delay_s)
        self._task = None
        self._wake()

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._fail(error)

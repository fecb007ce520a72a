"""A loop whose time passes at once, and servers that live in it: what a limiter meets, without the waiting."""

from __future__ import annotations

import asyncio
import heapq
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any, TypeVar

from mathwright.errors import ProviderError
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Limiter
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.request import CallFailed, Choice, ModelAnswer, Told, Usage

T = TypeVar("T")


class Jump(selectors.DefaultSelector):
    """Does not wait: it moves the time on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise AssertionError("everything waits, and nothing will ever happen")
        if timeout > 0:
            self.now += timeout
        return super().select(0)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run in virtual time, from 0."""
    selector = Jump()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(work)


def now() -> float:
    return asyncio.get_running_loop().time()


def limiter(settings: LimitSettings | None = None, health: Health | None = None, seed: int = 7) -> Limiter:
    return Limiter("model at host", settings or LimitSettings(), health or Health(), clock=now, rng=Random(seed))


def answer(output_tokens: int | None = 100, told: Told | None = None, input_tokens: int = 100) -> ModelAnswer:
    usage = None if output_tokens is None else Usage(input_tokens, output_tokens)
    return ModelAnswer((Choice("x", "stop"),), usage, told=told or Told())


class Server:
    """Answers after a time; counts what is in flight, and keeps when each try came."""

    def __init__(self, latency_s: float = 1.0) -> None:
        self.latency_s = latency_s
        self.in_flight = 0
        self.most = 0
        self.came: list[float] = []

    async def __call__(self) -> ModelAnswer:
        self.came.append(now())
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            return await self.serve()
        finally:
            self.in_flight -= 1

    async def serve(self) -> ModelAnswer:
        await asyncio.sleep(self.latency_s)
        return answer()


class QueueServer(Server):
    """Works on ``capacity`` calls at once; the others wait, and it never sends 429."""

    def __init__(self, capacity: int, latency_s: float = 1.0) -> None:
        super().__init__(latency_s)
        self.free_at = [0.0] * capacity

    async def serve(self) -> ModelAnswer:
        begins = max(now(), heapq.heappop(self.free_at))
        ends = begins + self.service_s()
        heapq.heappush(self.free_at, ends)
        await asyncio.sleep(ends - now())
        return answer()

    def service_s(self) -> float:
        return self.latency_s


class Faulty(Server):
    """Fails with what ``fault`` says for its nth try (from 0), if anything."""

    def __init__(self, fault: Callable[[int], CallFailed | None], latency_s: float = 1.0) -> None:
        super().__init__(latency_s)
        self.fault = fault

    async def serve(self) -> ModelAnswer:
        failed = self.fault(len(self.came) - 1)
        await asyncio.sleep(self.latency_s)
        if failed is not None:
            raise failed
        return answer()


async def call_often(
    limits: Limiter, server: Callable[[], Awaitable[ModelAnswer]], callers: int, seconds: float
) -> int:
    """Callers that each ask one call after the other, until the time is over; how many calls came through."""
    end = now() + seconds
    done = 0

    async def ask() -> None:
        nonlocal done
        while now() < end:
            with suppress(ProviderError):
                await limits.call(100, 100, server)
                done += now() <= end

    await asyncio.gather(*(ask() for _ in range(callers)))
    return done

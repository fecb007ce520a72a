"""All limits of one model at one place: a call is sent when it may be, and sent again as far as that helps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from math import inf
from random import Random
from typing import NamedTuple

from mathwright.errors import PassStoppedError, ProviderError
from mathwright.teachers.limits.breaker import Breaker
from mathwright.teachers.limits.buckets import Buckets, Cost, used_cost
from mathwright.teachers.limits.concurrency import Concurrency
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.progress import Counts, Snapshot
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.limits.throttle import Throttle
from mathwright.teachers.limits.waiting import Call, Queue, Timer
from mathwright.teachers.request import CallFailed, FailureKind, ModelAnswer

RETRIED: frozenset[FailureKind] = frozenset({"server", "broken", "timeout", "unreadable"})
"""Failures that another try may mend, and that count against a provider that may be down."""


class Sent(NamedTuple):
    """A call that came through."""

    answer: ModelAnswer
    tries: int
    """How often it was sent, throttled tries included."""
    latency_s: float
    """Of the last try."""


class Limiter:
    """One for each (provider, base_url, model), shared by all roles that ask it."""

    def __init__(
        self,
        name: str,
        settings: LimitSettings,
        health: Health,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rng: Random | None = None,
    ) -> None:
        """``name`` tells the user which model is meant."""
        self.name = name
        self._settings = settings
        self._health = health
        self._clock = clock
        self._sleep = sleep
        # Pauses are no part of a result: they need no seed of the run.
        self._rng = rng if rng is not None else Random()
        self._concurrency = Concurrency(settings.concurrency_start, settings.concurrency_most)
        self._buckets = Buckets(settings, clock())
        self._throttle = Throttle(settings, self._rng)
        self._breaker = Breaker(settings)
        self._queue = Queue()
        self._timer = Timer(clock, sleep, self._admit, self._queue.fail_all)
        self._counts = Counts()
        self._stopped: PassStoppedError | None = None

    async def call(self, input_tokens: int, output_tokens: int, attempt: Callable[[], Awaitable[ModelAnswer]]) -> Sent:
        """The answer of ``attempt``, which is one try and fails with CallFailed alone.

        ``input_tokens``: estimated; ``output_tokens``: at most.  Raises CallFailed as it came for ``refused`` and
        ``stop``, ProviderError when the retries are used up, PassStoppedError when no call can succeed for now.
        """
        call = Call(Cost(1, input_tokens, output_tokens, input_tokens + output_tokens))
        while True:
            if self._must_wait(call):
                await self._wait(call)
            try:
                answer = await attempt()
            except CallFailed as failed:
                pause_s = self._failed(call, failed)
            except BaseException:
                self._let_go(call)
                raise
            else:
                return self._answered(call, answer)
            if pause_s:
                await self._sleep(pause_s)

    def snapshot(self) -> Snapshot:
        """Where it stands; asked for about once a second."""
        counts, now = self._counts, self._clock()
        return Snapshot(
            name=self.name,
            in_flight=self._concurrency.in_flight,
            limit=self._concurrency.limit,
            waiting=self._queue.count(),
            answered=counts.answered,
            throttled=counts.throttled,
            retried=counts.retried,
            failed=counts.failed,
            output_tokens_per_s=counts.output_tokens_per_s(now),
            held=self._held(now),
        )

    def _held(self, now: float) -> str:
        if self._stopped is not None:
            return "stopped"
        if self._breaker.is_open:
            return "provider down"
        return f"paused {self._throttle.until - now:.0f} s" if self._throttle.until > now else ""

    # --- before a try -----------------------------------------------------------------------------

    def _must_wait(self, call: Call) -> bool:
        """Whether the call has to queue; if not, it counts as sent."""
        if self._stopped is not None:
            raise PassStoppedError(*self._stopped.args)
        now = self._clock()
        if self._queue.waiters or self._verdict(now) or self._delay(call.cost, now):
            return True
        self._take(call, now)
        return False

    def _delay(self, cost: Cost, now: float) -> float:
        """Seconds until a try may be sent: 0 if now, infinite where only the end of another can tell."""
        if self._throttle.until > now:
            return self._throttle.until - now
        delay = self._breaker.delay(now) if self._breaker.is_open else 0.0
        delay = delay or self._buckets.delay(cost, now)
        if not delay and self._concurrency.is_full:
            self._concurrency.press()
            return inf
        return delay

    async def _wait(self, call: Call) -> None:
        waiter = self._queue.join(call)
        # Behind others nothing changes for the first, who is looked after already.
        if len(self._queue.waiters) == 1:
            self._admit()
        try:
            error = await waiter.turn
        except asyncio.CancelledError:
            # The turn may have come in the same instant; then the call counts as sent, and is not.
            if not waiter.turn.cancelled() and waiter.turn.result() is None:
                self._concurrency.finish(call.number, self._clock())
                self._buckets.undo(call.cost)
                self._breaker.let_go(call.number, self._clock())
            self._admit()
            raise
        if error is not None:
            raise error

    def _take(self, call: Call, now: float) -> None:
        call.tries += 1
        call.began = now
        call.number = self._concurrency.begin(now)
        self._buckets.take(call.cost)
        if self._breaker.is_open:
            self._breaker.probes(call.number)

    def _admit(self) -> None:
        """Let all pass whose turn has come; set the timer for the next."""
        now = self._clock()
        while (waiter := self._queue.first()) is not None:
            error = self._verdict(now)
            if error is not None:
                self._stop(error)
                break
            delay = self._delay(waiter.call.cost, now)
            if delay:
                if delay < inf:
                    self._timer.set(delay)
                return
            self._take(waiter.call, now)
            waiter.turn.set_result(None)
        self._timer.stop()

    def _verdict(self, now: float) -> PassStoppedError | None:
        """What ends the run, if anything does."""
        if self._breaker.is_open:
            error = self._breaker.given_up(self.name, now)
            if error is not None:
                return error
        return self._health.verdict()

    def _stop(self, error: PassStoppedError) -> None:
        """Let no further call pass."""
        self._stopped = error
        self._queue.release_all(error)

    # --- after a try ------------------------------------------------------------------------------

    def _answered(self, call: Call, answer: ModelAnswer) -> Sent:
        now = self._clock()
        latency_s = now - call.began
        usage, counts = answer.usage, self._counts
        counts.answered += 1
        if usage is not None:
            counts.output_tokens += usage.output_tokens
        self._concurrency.answered(latency_s, None if usage is None else usage.output_tokens)
        self._concurrency.finish(call.number, now)
        self._buckets.settle(call.cost, used_cost(call.cost, usage))
        self._buckets.hear(answer.told, call.number, latency_s, now)
        self._throttle.replied()
        self._breaker.replied()
        if self._queue.waiters:
            self._admit()
        return Sent(answer, call.tries, latency_s)

    def _failed(self, call: Call, failed: CallFailed) -> float:
        """Seconds to pause before the next try; raises where there is none."""
        now = self._clock()
        self._measure(call, failed.kind, now)
        self._concurrency.finish(call.number, now)
        self._buckets.settle(call.cost, Cost(1, 0, 0, 0))
        self._buckets.hear(failed.told, call.number, now - call.began, now)
        try:
            return self._next(call, failed, now)
        except PassStoppedError as error:
            self._stop(error)
            raise
        finally:
            if self._queue.waiters:
                self._admit()

    def _measure(self, call: Call, kind: FailureKind, now: float) -> None:
        if kind == "throttled":
            self._concurrency.throttled()
        elif kind == "timeout":
            # It took at least so long: a server that is full and only slow shows in no other way.
            self._concurrency.answered(now - call.began, None)
        else:
            self._concurrency.failed()

    def _next(self, call: Call, failed: CallFailed, now: float) -> float:
        if failed.kind == "throttled":
            self._breaker.replied()
            self._counts.throttled += 1
            call.throttled += 1
            return self._throttle.pause(self.name, failed, call.throttled, call.began, now)
        if failed.kind in RETRIED:
            return self._retry(call, failed, now)
        self._throttle.replied()
        self._breaker.replied()
        self._counts.failed += 1
        if failed.kind == "stop":
            self._stop(PassStoppedError(*failed.args))
        raise failed

    def _retry(self, call: Call, failed: CallFailed, now: float) -> float:
        if self._breaker.failed(call.number, now, str(failed)):
            # The provider is down, which is no fault of this call: it waits with the others.
            self._counts.retried += 1
            return 0.0
        call.faults += 1
        if call.faults > self._settings.retries:
            self._counts.failed += 1
            self._health.ended(False, fault_of(failed))
            raise ProviderError(f"{self.name}: gave up after {call.tries} tries; last: {failed}") from failed
        self._counts.retried += 1
        longest = min(self._settings.retry_longest_s, self._settings.retry_base_s * 2.0 ** (call.faults - 1))
        asked = min(failed.told.retry_after_s or 0.0, self._settings.longest_pause_s)
        return max(asked, longest * self._rng.random())

    def _let_go(self, call: Call) -> None:
        """A try was cancelled; the provider may have worked on it, so what it took stays taken."""
        now = self._clock()
        self._concurrency.finish(call.number, now)
        self._buckets.settle(call.cost, call.cost)
        self._breaker.let_go(call.number, now)
        self._admit()


def fault_of(failed: CallFailed) -> str:
    """The failure in a few words, equal for equal ones: ``server (502)``, ``timeout``."""
    return failed.kind if failed.status is None else f"{failed.kind} ({failed.status})"

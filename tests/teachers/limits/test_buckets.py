"""Requests and tokens a minute, from the settings and from headers."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.teachers.limits.virtual import Faulty, Server, answer, call_often, limiter, now, run

from mathwright.teachers.limits.buckets import Bucket, Buckets, Cost, told_rate, used_cost
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.request import Allowance, CallFailed, ModelAnswer, Told, Usage


def cost(input_tokens: int = 100, output_tokens: int = 50) -> Cost:
    return Cost(1, input_tokens, output_tokens, input_tokens + output_tokens)


def busiest_minute(came: list[float]) -> int:
    return max(sum(start <= at < start + 60 for at in came) for start in came)


# --- one bucket -----------------------------------------------------------------------------------


def test_a_bucket_fills_at_its_rate_and_no_further_than_its_capacity() -> None:
    bucket = Bucket(10, 2.0, 0.0)
    bucket.add(-10)

    assert bucket.delay(4, 0.0) == 2.0
    assert bucket.delay(4, 1.5) == 0.5
    assert bucket.delay(4, 2.0) == 0.0
    assert bucket.delay(10, 100.0) == 0.0
    assert bucket.level == 10


def test_more_than_a_bucket_holds_passes_when_it_is_full_and_is_paid_off_after() -> None:
    bucket = Bucket(10, 1.0, 0.0)
    bucket.add(-1)
    assert bucket.delay(1_000, 0.0) == 1.0
    assert bucket.delay(1_000, 1.0) == 0.0
    bucket.add(-1_000)

    assert bucket.delay(1, 1.0) == 991.0


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(1, 30)), max_size=40))
def test_nothing_passes_faster_than_the_rate(steps: list[tuple[float, int]]) -> None:
    bucket, at, taken = Bucket(10, 2.0, 0.0), 0.0, 0.0
    for wait, need in steps:
        at += wait
        if bucket.delay(need, at) == 0:
            bucket.add(-need)
            taken += need
        assert taken <= 10 + 2.0 * at + 30


# --- from the settings ----------------------------------------------------------------------------


def test_without_limits_nothing_waits() -> None:
    buckets = Buckets(LimitSettings(), 0.0)
    for _ in range(1_000):
        buckets.take(cost(10**9, 10**9))

    assert buckets.delay(cost(), 0.0) == 0.0


def test_requests_a_minute_hold_over_any_minute() -> None:
    async def calls() -> list[float]:
        server = Server(0.5)
        await call_often(limiter(LimitSettings(requests_per_minute=120)), server, 50, 300)
        return server.came

    came = run(calls())
    assert busiest_minute(came) <= 141
    assert len(came) >= 0.95 * 120 * 5


@pytest.mark.parametrize(
    ("setting", "used"), [("input_tokens_per_minute", 100), ("output_tokens_per_minute", 20)], ids=["input", "output"]
)
def test_tokens_that_were_not_used_are_given_back(setting: str, used: int) -> None:
    class Short(Server):
        async def serve(self) -> ModelAnswer:
            await asyncio.sleep(0.5)
            return answer(20)

    async def calls() -> int:
        server = Short()
        await call_often(limiter(LimitSettings(**{setting: 60 * used})), server, 50, 300)
        return sum(came <= 300 for came in server.came)

    assert run(calls()) == pytest.approx(310, abs=10)


def test_a_limit_of_tokens_does_not_raise_the_concurrency() -> None:
    async def limit() -> int:
        limits = limiter(LimitSettings(requests_per_minute=60))
        await call_often(limits, Server(1.0), 100, 120)
        return limits.snapshot().limit

    assert run(limit()) == 16


def test_failed_tries_give_back_their_tokens_and_keep_their_request() -> None:
    async def second() -> float:
        server = Faulty(lambda nth: CallFailed("server", "500") if nth == 0 else None, 0.0)
        limits = limiter(LimitSettings(output_tokens_per_minute=600, requests_per_minute=1))
        await limits.call(10, 100, server)
        return server.came[1]

    assert run(second()) == pytest.approx(60.0)


# --- from headers ---------------------------------------------------------------------------------


def test_follows_the_limit_that_headers_tell() -> None:
    class Rated(Server):
        """60 requests a minute, as a bucket of 60, and says so."""

        level, at = 60.0, 0.0

        async def serve(self) -> ModelAnswer:
            self.level = min(60.0, self.level + now() - self.at)
            self.at = now()
            if self.level < 1:
                raise CallFailed("throttled", "429", told=self.told())
            self.level -= 1
            told = self.told()
            await asyncio.sleep(0.5)
            return answer(told=told)

        def told(self) -> Told:
            return Told(requests=Allowance(60, int(self.level), 60.0 - self.level))

    async def calls() -> tuple[int, int]:
        limits = limiter()
        done = await call_often(limits, Rated(), 100, 300)
        return done, limits.snapshot().throttled

    done, throttled = run(calls())
    assert done >= 0.95 * (300 + 60)
    assert throttled <= 5


def passing(buckets: Buckets, at: float) -> int:
    """How many tries pass at once."""
    count = 0
    while buckets.delay(cost(), at) == 0:
        buckets.take(cost())
        count += 1
    return count


def test_what_headers_say_is_left_corrects_the_level() -> None:
    buckets = Buckets(LimitSettings(), 0.0)
    for _ in range(5):
        buckets.take(cost())
    buckets.settle(cost(), cost())
    buckets.hear(Told(requests=Allowance(600, 10, None)), 5, 0.0, 0.0)
    assert passing(buckets, 0.0) == 10 - 4

    buckets.hear(Told(requests=Allowance(600, 0, None)), 6, 0.0, 10.0)
    assert passing(buckets, 10.0) == 1
    buckets.hear(Told(requests=Allowance(600, 500, None)), 7, 0.0, 10.0)
    assert passing(buckets, 10.0) == 500 - 11


def test_old_headers_take_nothing_away_that_flowed_in_since() -> None:
    buckets = Buckets(LimitSettings(), 0.0)
    buckets.hear(Told(requests=Allowance(600, 0, None)), 1, 0.0, 0.0)
    buckets.hear(Told(requests=Allowance(600, 0, None)), 2, 5.0, 5.0)

    assert passing(buckets, 5.0) == 50


def test_a_reply_that_was_overtaken_raises_nothing() -> None:
    buckets = Buckets(LimitSettings(), 0.0)
    buckets.hear(Told(requests=Allowance(600, 3, None)), 9, 0.0, 0.0)
    buckets.hear(Told(requests=Allowance(600, 500, None)), 8, 0.0, 0.0)

    assert passing(buckets, 0.0) == 3


def test_a_single_limit_of_tokens_counts_prompts_and_replies_together() -> None:
    together, apart = Buckets(LimitSettings(), 0.0), Buckets(LimitSettings(), 0.0)
    together.hear(Told(input_tokens=Allowance(600, 149, None)), 1, 0.0, 0.0)
    apart.hear(Told(input_tokens=Allowance(600, 149, None), output_tokens=Allowance(600, 149, None)), 1, 0.0, 0.0)

    assert together.delay(cost(100, 50), 0.0) == pytest.approx(0.1)
    assert apart.delay(cost(100, 50), 0.0) == 0.0


@pytest.mark.parametrize(
    ("allowance", "rate"),
    [
        pytest.param(Allowance(600, None, None), 10.0, id="a minute, if nothing else is said"),
        pytest.param(Allowance(600, 600, 0.0), 10.0, id="full"),
        pytest.param(Allowance(10_000, 9_999, 8.64), 10_000 / 86_400, id="a day, under the same name"),
        pytest.param(Allowance(600, 0, 1.0), 10.0, id="never above the minute's"),
        pytest.param(Allowance(86_400, 0, 10**9), 1.0, id="never below the day's"),
    ],
)
def test_the_rate_is_the_minutes_or_slower(allowance: Allowance, rate: float) -> None:
    assert told_rate(allowance) == pytest.approx(rate)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_is_none_is_ignored(limit: int) -> None:
    buckets = Buckets(LimitSettings(), 0.0)
    buckets.hear(Told(requests=Allowance(limit, 0, 1.0)), 1, 0.0, 0.0)

    assert buckets.delay(cost(), 0.0) == 0.0


def test_a_reply_that_does_not_say_used_all_it_took() -> None:
    assert used_cost(cost(100, 50), None) == cost(100, 50)
    assert used_cost(cost(100, 50), Usage(80, 5)) == Cost(1, 80, 5, 85)

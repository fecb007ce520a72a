"""The limit of calls in flight: by windows, and against servers of several kinds in virtual time."""

import asyncio
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.teachers.limits.virtual import Faulty, QueueServer, Server, answer, call_often, limiter, now, run

from mathwright.teachers.limits.concurrency import Concurrency
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.request import CallFailed, ModelAnswer


def window(limits: Concurrency, start: float, latency_s: float = 1.0, throttled: int = 0, tokens: int = 100) -> float:
    """Fill the limit, let all finish after ``latency_s``; the time after it."""
    numbers = [limits.begin(start) for _ in range(limits.limit)]
    limits.press()
    for place, number in enumerate(numbers):
        if place < throttled:
            limits.throttled()
        else:
            limits.answered(latency_s, tokens)
        limits.finish(number, start + latency_s)
    return start + latency_s


def drained(limits: Concurrency, start: float) -> float:
    return window(limits, window(limits, start))


# --- windows --------------------------------------------------------------------------------------


def test_doubles_after_each_clean_window_before_the_first_cut() -> None:
    limits, at, seen = Concurrency(16), 0.0, []
    for _ in range(5):
        seen.append(limits.limit)
        at = window(limits, at)

    assert seen == [16, 32, 64, 128, 256]


def test_does_not_grow_where_nobody_waited_for_it() -> None:
    limits = Concurrency(16)
    for at in range(100):
        number = limits.begin(at)
        limits.answered(1.0, 100)
        limits.finish(number, at + 1.0)

    assert limits.limit == 16
    assert limits.windows == 6


def test_never_grows_above_the_cap() -> None:
    limits, at = Concurrency(16, 40), 0.0
    for _ in range(5):
        at = window(limits, at)

    assert limits.limit == 40
    assert Concurrency(16, 4).limit == 4


@pytest.mark.parametrize(
    ("start", "throttled", "limit"),
    [
        pytest.param(100, 10, 200, id="a tenth is not more than a tenth"),
        pytest.param(100, 11, 70, id="more than a tenth"),
        pytest.param(100, 100, 70, id="all at once is one cut"),
        pytest.param(16, 2, 32, id="two of sixteen may be chance"),
        pytest.param(16, 3, 11, id="three of sixteen"),
        pytest.param(2, 2, 1, id="two of two"),
        pytest.param(1, 1, 1, id="never below one"),
    ],
)
def test_cuts_once_where_more_than_a_tenth_of_a_window_was_throttled(start: int, throttled: int, limit: int) -> None:
    limits = Concurrency(start)
    window(limits, 0.0, throttled=throttled)

    assert limits.limit == limit
    assert limits.cuts == (limit <= start)


def test_cuts_what_was_in_flight_and_not_a_limit_far_above_it() -> None:
    limits = Concurrency(512)
    for at in range(8):
        for number in [limits.begin(at) for _ in range(64)]:
            limits.throttled()
            limits.finish(number, at + 1.0)

    assert (limits.limit, limits.cuts) == (44, 1)


def test_the_calls_sent_before_a_cut_do_not_cut_again() -> None:
    limits = Concurrency(100)
    first = [limits.begin(0.0) for _ in range(100)]
    for number in first[:99]:
        limits.throttled()
        limits.finish(number, 1.0)
    second = [limits.begin(1.0) for _ in range(99)]
    limits.throttled()
    limits.finish(first[99], 1.0)
    assert (limits.limit, limits.cuts) == (70, 1)

    for number in second:
        limits.throttled()
        limits.finish(number, 2.0)

    assert (limits.limit, limits.cuts) == (70, 1)


def test_a_window_ends_only_with_its_slowest_call() -> None:
    limits = Concurrency(4)
    slow, *_ = [limits.begin(0.0) for _ in range(4)]
    for number in range(2, 60):
        limits.press()
        limits.answered(1.0, 100)
        limits.finish(number, number / 10)
        limits.begin(number / 10)
    assert (limits.limit, limits.windows) == (4, 0)

    limits.answered(6.0, 100)
    limits.finish(slow, 6.0)

    assert (limits.limit, limits.windows) == (8, 1)


def test_grows_by_steps_after_a_cut_and_doubles_again_far_above_it() -> None:
    limits = Concurrency(64)
    at = window(limits, 0.0, throttled=64)
    seen = []
    for _ in range(26):
        seen.append(limits.limit)
        at = window(limits, at)

    assert seen[:4] == [44, 44, 48, 52]
    assert seen[-4:] == [128, 256, 512, 1024]


def test_other_failures_never_cut() -> None:
    limits = Concurrency(16)
    for at in range(20):
        numbers = [limits.begin(at) for _ in range(limits.limit)]
        for number in numbers:
            limits.failed()
            limits.finish(number, at + 1.0)

    assert (limits.limit, limits.cuts) == (16, 0)


def test_a_slower_server_that_a_cut_does_not_ease_gets_its_limit_back() -> None:
    limits, at = Concurrency(16), 0.0
    for _ in range(3):
        at = window(limits, at)
    assert limits.limit == 128
    at = window(limits, at, latency_s=9.0)
    cut = limits.limit
    at = window(limits, at, latency_s=9.0)
    at = window(limits, at, latency_s=9.0)

    assert (cut, limits.limit, limits.cuts) == (89, 128, 1)
    window(limits, at, latency_s=9.0)
    assert (limits.limit, limits.cuts) == (136, 1)


@pytest.mark.parametrize(
    ("latency_s", "tokens"),
    [pytest.param(9.0, 900, id="longer replies"), pytest.param(1.0, 10, id="shorter replies, the same latency")],
)
def test_replies_of_another_length_are_no_queue(latency_s: float, tokens: int) -> None:
    limits, at = Concurrency(16), 0.0
    for _ in range(3):
        at = window(limits, at)
    for _ in range(5):
        at = window(limits, at, latency_s, tokens=tokens)

    assert limits.cuts == 0


def test_a_queue_of_milliseconds_is_let_be() -> None:
    limits, at = Concurrency(16), 0.0
    for latency_s in (0.01, 0.01, 0.02, 0.04, 0.08, 0.16):
        at = window(limits, at, latency_s)

    assert limits.cuts == 0
    for latency_s in (0.32, 0.32):
        at = window(limits, at, latency_s)
    assert limits.cuts == 1


@given(st.lists(st.tuples(st.sampled_from(["begin", "answered", "throttled", "failed", "gone"]), st.integers(0, 99))))
def test_counts_in_flight_exactly_and_cuts_at_most_once_a_window(steps: list[tuple[str, int]]) -> None:
    limits, flying = Concurrency(4), list[int]()
    for at, (what, place) in enumerate(steps):
        if what == "begin":
            flying.append(limits.begin(at))
        elif flying:
            number = flying.pop(place % len(flying))
            if what == "answered":
                limits.answered(1.0, place)
            elif what != "gone":
                getattr(limits, what)()
            limits.finish(number, at)
        assert limits.in_flight == len(flying)
        assert limits.limit >= 1
        assert limits.cuts <= limits.windows


# --- servers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("callers", [1_000, 4_000])
def test_reaches_thousands_in_flight_on_a_server_that_keeps_up(callers: int) -> None:
    async def calls() -> tuple[int, int]:
        limits, server = limiter(), Server(1.0)
        ramp = asyncio.create_task(call_often(limits, server, callers, 20))
        await asyncio.sleep(8.5)
        assert server.in_flight == callers
        before = len(server.came)
        await asyncio.sleep(10)
        seen = len(server.came) - before
        await ramp
        return seen, limits.snapshot().in_flight

    seen, left = run(calls())
    assert seen >= 0.95 * callers * 10
    assert left == 0


def test_settles_near_what_a_queueing_server_can_do() -> None:
    async def calls() -> tuple[int, list[int]]:
        limits, server = limiter(), QueueServer(100, 1.0)
        work = asyncio.create_task(call_often(limits, server, 2_000, 200))
        seen = []
        for _ in range(180):
            await asyncio.sleep(1)
            seen.append(limits.snapshot().limit)
        return await work, seen

    done, seen = run(calls())
    assert done >= 0.95 * 100 * 200
    assert max(seen) <= 400
    assert max(seen[90:]) <= 400
    assert min(seen[20:]) >= 100


def test_latency_that_buys_throughput_is_no_reason_to_stop() -> None:
    class Batching(Server):
        """As an engine that works on all calls at once: slower with each, and yet more come through."""

        async def serve(self) -> ModelAnswer:
            await asyncio.sleep(1 + self.in_flight / 200)
            return answer()

    async def calls() -> tuple[int, int]:
        limits, server = limiter(), Batching()
        await call_often(limits, server, 500, 60)
        return server.most, limits.snapshot().limit

    most, limit = run(calls())
    assert most == 500
    assert limit >= 500


def test_noise_in_the_latency_neither_stops_growth_nor_hides_a_queue() -> None:
    class Noisy(QueueServer):
        chance = Random(3)

        def service_s(self) -> float:
            return self.latency_s * self.chance.lognormvariate(0, 0.5)

    async def most(capacity: int) -> int:
        server = Noisy(capacity)
        await call_often(limiter(), server, 1_000, 60)
        return server.most

    assert run(most(100_000)) == 1_000
    assert 100 <= run(most(50)) <= 400


def test_replies_of_mixed_length_do_not_look_like_a_queue() -> None:
    class Mixed(Server):
        chance = Random(3)

        async def serve(self) -> ModelAnswer:
            tokens = self.chance.choice([5, 50, 500]) if now() < 30 else self.chance.choice([500, 5_000])
            await asyncio.sleep(0.1 + 0.002 * tokens)
            return answer(tokens)

    async def most() -> tuple[int, int]:
        limits, server = limiter(), Mixed()
        await call_often(limits, server, 500, 120)
        return server.most, limits.snapshot().limit

    most_seen, limit = run(most())
    assert most_seen == 500
    assert limit >= 500


def test_a_fifth_of_server_errors_costs_tries_and_no_concurrency() -> None:
    chance = Random(5)

    async def calls() -> tuple[int, int, int]:
        limits = limiter()
        server = Faulty(lambda _: CallFailed("server", "502") if chance.random() < 0.2 else None, 0.2)
        done = await call_often(limits, server, 200, 30)
        return done, server.most, limits.snapshot().limit

    done, most, limit = run(calls())
    assert limit >= 256
    assert most >= 180
    # A call takes 1.25 tries of 0.2 s, and 0.25 s to 1 s of pauses after each of the failed ones.
    assert done >= 0.8 * 200 * 30 / (1.25 * 0.2 + 0.2 * 0.25 + 0.04 * 0.5)


def test_keeps_near_a_rate_that_a_provider_enforces_without_saying_it() -> None:
    class Rated(Server):
        level, at = 50.0, 0.0

        async def serve(self) -> ModelAnswer:
            self.level = min(50.0, self.level + (now() - self.at) * 50)
            self.at = now()
            if self.level < 1:
                await asyncio.sleep(0.02)
                raise CallFailed("throttled", "429", status=429)
            self.level -= 1
            await asyncio.sleep(1.0)
            return answer()

    async def calls() -> tuple[int, int, int]:
        limits, server = limiter(), Rated()
        done = await call_often(limits, server, 500, 120)
        return done, limits.snapshot().throttled, len(server.came)

    done, throttled, came = run(calls())
    assert done >= 0.8 * 50 * 120
    assert throttled <= 0.1 * came


def test_the_cap_of_the_settings_holds() -> None:
    async def most() -> int:
        server = Server(1.0)
        await call_often(limiter(LimitSettings(concurrency_most=33)), server, 100, 10)
        return server.most

    assert run(most()) == 33

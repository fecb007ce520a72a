"""A call on its way: tries, pauses, a provider that is down, and callers that go away."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.teachers.limits.virtual import Faulty, Server, answer, call_often, limiter, now, run

from mathwright.errors import PassStoppedError, ProviderError
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Limiter, Sent
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.request import Allowance, CallFailed, FailureKind, ModelAnswer, Told


def failing(*kinds: FailureKind | None, latency_s: float = 1.0, told: Told | None = None) -> Faulty:
    """Fails in this order, None being an answer, and answers from then on."""

    def fault(nth: int) -> CallFailed | None:
        kind = kinds[nth] if nth < len(kinds) else None
        return None if kind is None else CallFailed(kind, f"fault {nth}", status=503, told=told)

    return Faulty(fault, latency_s)


def always(kind: FailureKind, told: Told | None = None, latency_s: float = 0.1) -> Faulty:
    return Faulty(lambda nth: CallFailed(kind, f"fault {nth}", status=503, told=told), latency_s)


async def one(limits: Limiter, server: Callable[[], Awaitable[ModelAnswer]]) -> Sent:
    return await limits.call(100, 100, server)


async def passes(limits: Limiter) -> bool:
    """Whether a call passes at once and nothing is left behind."""
    began = now()
    await one(limits, Server(1.0))
    after = limits.snapshot()
    return (now() - began, after.in_flight, after.waiting) == (pytest.approx(1.0), 0, 0)


# --- tries ----------------------------------------------------------------------------------------


def test_tells_tries_and_the_latency_of_the_last() -> None:
    async def tried() -> Sent:
        return await one(limiter(), failing("server", "broken", "timeout", "unreadable", latency_s=2.0))

    sent = run(tried())
    assert (sent.tries, sent.latency_s) == (5, pytest.approx(2.0))
    assert sent.answer == answer()


def test_pauses_before_retries_are_random_and_double() -> None:
    async def pauses(seed: int) -> list[float]:
        server = failing(*["server"] * 6, latency_s=0.0)
        await one(limiter(seed=seed), server)
        return [after - before for before, after in pairwise(server.came)]

    seen = [run(pauses(seed)) for seed in range(200)]
    for nth, longest in enumerate([0.5, 1, 2, 4, 8, 16]):
        drawn = [pauses[nth] for pauses in seen]
        assert 0.9 * longest < max(drawn) <= longest
        assert min(drawn) < 0.1 * longest


def test_gives_up_after_the_retries_and_names_the_last_failure() -> None:
    async def give_up() -> None:
        health, server = Health(), always("server")
        limits = limiter(LimitSettings(retries=2), health)
        with pytest.raises(ProviderError, match="model at host: gave up after 3 tries; last: fault 2") as caught:
            await one(limits, server)
        assert not isinstance(caught.value, PassStoppedError)
        assert (health.calls, health.faults) == (1, {"server (503)": 1})
        after = limits.snapshot()
        assert (after.failed, after.retried, after.in_flight) == (1, 2, 0)
        assert await passes(limits)

    run(give_up())


@pytest.mark.parametrize("kind", ["refused", "stop"])
def test_does_not_try_again_what_another_try_cannot_mend(kind: FailureKind) -> None:
    async def once() -> tuple[int, int]:
        limits, server = limiter(), always(kind)
        with pytest.raises(CallFailed, match="fault 0"):
            await one(limits, server)
        return len(server.came), limits.snapshot().in_flight

    assert run(once()) == (1, 0)


def test_after_stop_no_further_call_is_sent() -> None:
    async def stopped() -> int:
        limits, server = limiter(LimitSettings(concurrency_most=1)), always("stop")
        ended = await asyncio.gather(*(one(limits, server) for _ in range(50)), return_exceptions=True)
        assert [type(error) for error in ended] == [CallFailed] + [PassStoppedError] * 49
        with pytest.raises(PassStoppedError, match="fault 0"):
            await one(limits, server)
        assert limits.snapshot().held == "stopped"
        return len(server.came)

    assert run(stopped()) == 1


def test_a_bug_in_the_attempt_comes_through_and_leaves_nothing_behind() -> None:
    async def bug() -> ModelAnswer:
        raise ZeroDivisionError

    async def raised() -> None:
        limits = limiter()
        with pytest.raises(ZeroDivisionError):
            await one(limits, bug)
        assert await passes(limits)

    run(raised())


# --- throttled ------------------------------------------------------------------------------------


def test_throttled_tries_are_no_retries() -> None:
    async def patient() -> Sent:
        health = Health(max_error_rate=0.0, least=1)
        return await one(limiter(LimitSettings(retries=0), health), failing(*["throttled"] * 18))

    assert run(patient()).tries == 19


def test_retry_after_pauses_all_calls_and_not_for_longer() -> None:
    async def paused() -> list[float]:
        limits, server = limiter(), failing("throttled", told=Told(retry_after_s=30.0))
        first = asyncio.create_task(one(limits, server))
        await asyncio.sleep(2)
        assert limits.snapshot().held in {f"paused {seconds} s" for seconds in range(29, 33)}
        await asyncio.gather(first, *(one(limits, server) for _ in range(9)))
        return server.came

    first, *others = run(paused())
    assert first == 0.0
    assert len(others) == 10
    assert 31.0 <= min(others) == max(others) <= 34.0


def test_retry_after_is_capped_and_hours_end_the_run() -> None:
    async def at_most(asked: float) -> float:
        limits, server = limiter(), failing("throttled", told=Told(retry_after_s=asked))
        await one(limits, server)
        return server.came[1]

    assert run(at_most(3600.0)) == 121.0
    with pytest.raises(PassStoppedError, match=r"asks to wait 2\.0 h \(fault 0\): a quota is used up"):
        run(at_most(7201.0))


def test_hours_asked_of_one_call_end_all_that_wait() -> None:
    async def ended() -> int:
        limits = limiter(LimitSettings(concurrency_most=1))
        server = always("throttled", Told(retry_after_s=7201.0))
        results = await asyncio.gather(*(one(limits, server) for _ in range(5)), return_exceptions=True)
        assert [type(result) for result in results] == [PassStoppedError] * 5
        return len(server.came)

    assert run(ended()) == 1


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    async def paused() -> float:
        asked = [60.0, 1.0]
        server = Faulty(
            lambda nth: CallFailed("throttled", "429", told=Told(retry_after_s=asked[nth])) if nth < 2 else None
        )
        await asyncio.gather(*(one(limits, server) for limits in [limiter()] for _ in range(2)))
        return server.came[2]

    assert run(paused()) >= 61.0


def test_a_server_error_with_retry_after_is_not_tried_before() -> None:
    async def again() -> float:
        server = failing("server", told=Told(retry_after_s=40.0))
        await one(limiter(), server)
        return server.came[1]

    assert run(again()) == 41.0


def test_without_retry_after_only_the_throttled_call_pauses_while_others_come_through() -> None:
    async def others() -> tuple[float, list[float]]:
        limits, server = limiter(), failing("throttled", latency_s=0.0)
        first = asyncio.create_task(one(limits, server))
        await asyncio.sleep(0.001)
        await asyncio.gather(*(one(limits, server) for _ in range(5)))
        before = now()
        await first
        return before, server.came

    before, came = run(others())
    assert before == pytest.approx(0.001)
    assert 0.5 <= came[-1] <= 1.1


def test_a_provider_that_throttles_everything_is_asked_ever_more_rarely() -> None:
    async def asked() -> int:
        limits, server = limiter(), always("throttled")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(600):
                await call_often(limits, server, 1_000, 600)
        return len(server.came)

    assert run(asked()) < 400


def test_ends_the_run_when_every_call_was_throttled_for_too_long() -> None:
    async def ended() -> float:
        limits = limiter(LimitSettings(throttle_patience_s=600))
        results = await asyncio.gather(*(one(limits, always("throttled")) for _ in range(50)), return_exceptions=True)
        assert {type(result) for result in results} == {PassStoppedError}
        assert "has throttled every call for 1" in str(results[0])
        return now()

    assert 600 < run(ended()) < 900


def test_a_reply_now_and_then_keeps_the_patience() -> None:
    async def slow() -> int:
        limits = limiter(LimitSettings(throttle_patience_s=60))
        server = Faulty(lambda nth: CallFailed("throttled", "429") if nth % 4 else None, 5.0)
        return await call_often(limits, server, 1, 900)

    assert run(slow()) > 10


# --- a provider that is down ----------------------------------------------------------------------


def test_a_provider_that_is_down_is_tested_by_one_call_at_a_time() -> None:
    async def down() -> tuple[list[float], int]:
        limits = limiter(LimitSettings(breaker_failures=20, first_patience_s=300))
        server = Faulty(lambda _: CallFailed("broken", "refused") if now() < 100 else None, 0.1)
        ended = await asyncio.gather(*(one(limits, server) for _ in range(500)), return_exceptions=True)
        assert [result for result in ended if isinstance(result, BaseException)] == []
        return [came for came in server.came if came < 100], limits.snapshot().failed

    tests, failed = run(down())
    assert failed == 0
    assert len(tests) < 60
    # The last tests come one by one, each 0.1 s long, with pauses of 1, 2, 4, 8, 16 and 32 s before them.
    gaps = [after - before for before, after in pairwise(tests)]
    assert gaps[-5:] == pytest.approx([2.1, 4.1, 8.1, 16.1, 32.1])


def test_ends_the_run_after_its_patience_and_releases_all_that_wait() -> None:
    async def ended() -> tuple[float, set[str]]:
        limits = limiter(LimitSettings(breaker_patience_s=100))
        await one(limits, Server())
        calls = (one(limits, always("timeout")) for _ in range(300))
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(result) for result in results} == {PassStoppedError}
        assert limits.snapshot().waiting == 0
        with pytest.raises(PassStoppedError):
            await one(limits, Server())
        return now(), {str(result) for result in results}

    at, messages = run(ended())
    assert 100 < at < 105
    assert len(messages) == 1
    assert "model at host is down: no reply for 100 s; last: fault" in messages.pop()


def test_a_provider_that_never_answered_is_given_up_sooner_and_its_address_doubted() -> None:
    async def ended() -> tuple[float, str]:
        limits = limiter(LimitSettings(first_patience_s=20))
        with pytest.raises(PassStoppedError) as stopped:
            await asyncio.gather(*(one(limits, always("broken")) for _ in range(50)))
        return now(), str(stopped.value)

    at, message = run(ended())
    assert 20 < at < 25
    assert message.startswith("model at host has not answered once in 20 s; last: fault")
    assert "base_url" in message


@pytest.mark.parametrize("kind", ["throttled", "refused"])
def test_an_answer_of_any_kind_shows_that_the_provider_is_there(kind: FailureKind) -> None:
    async def alive() -> str:
        limits = limiter(LimitSettings(breaker_failures=3, retries=9))
        server = failing("server", "server", kind, "server", "server", kind, "server", "server", latency_s=0.1)
        await call_often(limits, server, 1, 60)
        return limits.snapshot().held

    assert run(alive()) == ""


def test_a_test_that_was_cancelled_makes_room_for_the_next() -> None:
    async def cancelled() -> bool:
        limits = limiter(LimitSettings(breaker_failures=1))
        hung = asyncio.create_task(one(limits, failing("server", latency_s=5.0)))
        await asyncio.sleep(5.0)
        waiting = asyncio.create_task(one(limits, Server(1.0)))
        await asyncio.sleep(3.0)
        assert limits.snapshot().held == "provider down"
        hung.cancel()
        await asyncio.wait_for(waiting, 5.0)
        return await passes(limits)

    assert run(cancelled())


def test_patience_does_not_end_while_a_slow_test_may_yet_succeed() -> None:
    async def slow() -> list[Sent]:
        limits = limiter(LimitSettings(breaker_failures=1, breaker_patience_s=10))
        server = failing("server", latency_s=60.0)
        first = asyncio.create_task(one(limits, server))
        await asyncio.sleep(90)
        assert limits.snapshot().held == "provider down"
        return [await one(limits, server), await first]

    assert [sent.tries for sent in run(slow())] == [1, 2]


def test_the_error_rate_of_the_run_ends_the_calls_that_wait() -> None:
    async def ended() -> set[type[BaseException]]:
        limits = limiter(LimitSettings(retries=0, breaker_failures=999), Health(max_error_rate=0.1, least=50))
        results = await asyncio.gather(*(one(limits, always("server")) for _ in range(300)), return_exceptions=True)
        assert sum(type(result) is ProviderError for result in results) == 49
        return {type(result) for result in results if isinstance(result, BaseException)}

    assert run(ended()) == {ProviderError, PassStoppedError}


# --- order, cancelling, telling -------------------------------------------------------------------


def test_calls_pass_in_the_order_in_which_they_came() -> None:
    async def order() -> list[int]:
        limits, passed = limiter(LimitSettings(concurrency_most=3)), list[int]()

        async def ask(place: int) -> None:
            async def attempt() -> ModelAnswer:
                passed.append(place)
                await asyncio.sleep(1)
                return answer()

            await limits.call(1, 1, attempt)

        await asyncio.gather(*(ask(place) for place in range(50)))
        return passed

    assert run(order()) == list(range(50))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_callers_that_go_away_leave_nothing_behind(seed: int, rated: bool, faulty: bool) -> None:
    async def storm() -> bool:
        chance = Random(seed)
        kinds: list[FailureKind] = ["server", "throttled", "broken", "refused"]

        async def attempt() -> ModelAnswer:
            await asyncio.sleep(chance.choice([0, 0.1, 1]))
            if faulty and chance.random() < 0.4:
                raise CallFailed(chance.choice(kinds), "fault", told=Told(retry_after_s=chance.choice([None, 0.5])))
            told = Told(requests=Allowance(60, chance.randrange(60), 1.0)) if rated else None
            return answer(told=told)

        rates = LimitSettings(concurrency_start=3, breaker_failures=4, requests_per_minute=600 if rated else None)
        limits = limiter(rates, seed=seed)

        async def leave(task: asyncio.Task[Sent]) -> None:
            await asyncio.sleep(chance.choice([0, 0, 0.1, 0.5, 1, 2]))
            task.cancel()

        tasks = [asyncio.create_task(one(limits, attempt)) for _ in range(40)]
        leaving = [asyncio.create_task(leave(task)) for task in chance.sample(tasks, 30)]
        await asyncio.gather(*tasks, *leaving, return_exceptions=True)
        await asyncio.sleep(300)
        return await passes(limits)

    assert run(storm())


def test_a_caller_that_leaves_as_its_turn_comes_gives_the_turn_on() -> None:
    async def turn() -> bool:
        limits = limiter(LimitSettings(concurrency_most=1))
        server = Server(1.0)

        async def attempt() -> ModelAnswer:
            await asyncio.sleep(1.0)
            # Runs after this call gave its turn to the second, and before the second takes notice.
            asyncio.get_running_loop().call_soon(second.cancel)
            return answer()

        first = asyncio.create_task(one(limits, attempt))
        second = asyncio.create_task(one(limits, server))
        third = asyncio.create_task(one(limits, server))
        await asyncio.wait([first, second, third])
        assert second.cancelled()
        assert server.came == [1.0]
        return await passes(limits)

    assert run(turn())


def test_tells_where_it_stands() -> None:
    async def told() -> None:
        limits = limiter(LimitSettings(concurrency_most=10))
        server = failing("throttled", "server")
        work = asyncio.create_task(call_often(limits, server, 25, 20))
        await asyncio.sleep(0.5)
        early = limits.snapshot()
        assert (early.name, early.in_flight, early.limit, early.waiting) == ("model at host", 10, 10, 15)
        await asyncio.sleep(10)
        late = limits.snapshot()
        assert (late.throttled, late.retried, late.failed, late.held) == (1, 1, 0, "")
        assert late.answered == pytest.approx(98, abs=2)
        assert late.output_tokens_per_s == pytest.approx(980, rel=0.03)
        await work

    run(told())

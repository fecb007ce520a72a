"""Batches: what is handed over, what comes back, and that nothing is handed over twice."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.teachers.batch.cloud import ENDPOINT, Cloud, FakeTransport, Killed, Seams, WatchedBook, request
from tests.teachers.batch.virtual_time import VirtualTime

from mathwright.errors import StorageError, UsageError
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.batch.provider import BatchProvider
from mathwright.teachers.batch.transport import BatchFault
from mathwright.teachers.request import CallFailed, Endpoint, ModelRequest


@dataclass
class World:
    """A workspace and a cloud, in which processes come and go."""

    workspace: Workspace
    cloud: Cloud = field(default_factory=Cloud)
    time: VirtualTime = field(default_factory=VirtualTime)
    kept: set[bytes] = field(default_factory=set)
    failures: dict[str, list[Any]] = field(default_factory=dict)

    def run(self, work: Callable[[BatchProvider], Awaitable[Any]], seams: Seams | None = None, **settings: Any) -> Any:
        """What ``work`` gives, in a process of its own."""
        seams = seams or Seams()

        async def process() -> Any:
            self.time = VirtualTime(self.time.now + 1)
            provider = BatchProvider(
                ENDPOINT,
                FakeTransport(self.cloud, seams, self.failures),
                self.book(seams),
                clock=self.time.clock,
                sleep=self.time.sleep,
                **settings,
            )
            return await work(provider)

        return asyncio.run(process())

    def book(self, seams: Seams | None = None) -> WatchedBook:
        return WatchedBook(
            self.workspace, "openai", "http://h/v1", "m", None, self.time.clock, self.kept, seams or Seams()
        )

    async def ask(self, provider: BatchProvider, one: ModelRequest) -> str:
        """The text of an answer, kept as a caller keeps it, and asked for only where it is not."""
        if one.key in self.kept:
            return f"answer to {one.messages[0].content}"
        answer = await provider.send(one)
        self.kept.add(one.key)
        return answer.choices[0].text

    def all_of(self, *texts: object, close: bool = True) -> Callable[[BatchProvider], Awaitable[list[Any]]]:
        async def work(provider: BatchProvider) -> list[Any]:
            asked = [self.ask(provider, request(text)) for text in texts]
            said = await asyncio.gather(*asked, return_exceptions=True)
            if close:
                await provider.close()
            return said

        return work


@pytest.fixture
def world(workspace: Workspace) -> World:
    return World(workspace)


# --- collecting -----------------------------------------------------------------------------------


def test_requests_go_together_once_none_came_for_a_while(world: World) -> None:
    async def work(provider: BatchProvider) -> list[str]:
        first = asyncio.create_task(world.ask(provider, request(1)))
        await world.time.sleep(4.9)
        assert world.cloud.jobs == {}
        second = asyncio.create_task(world.ask(provider, request(2)))
        await world.time.sleep(4.9)
        assert world.cloud.jobs == {}
        await world.time.sleep(0.2)
        assert world.cloud.texts() == [["1", "2"]]
        return [await first, await second]

    assert world.run(work) == ["answer to 1", "answer to 2"]


def test_a_full_batch_does_not_wait(world: World) -> None:
    async def work(provider: BatchProvider) -> None:
        tasks = [asyncio.create_task(provider.send(request(text))) for text in range(5)]
        await world.time.sleep(1)
        assert world.cloud.texts() == [["0", "1"], ["2", "3"]]
        await asyncio.gather(*tasks)

    world.run(work, most_requests=2)
    assert world.cloud.texts() == [["0", "1"], ["2", "3"], ["4"]]


def test_a_batch_stays_below_the_bytes_it_may_have(world: World) -> None:
    size = len(FakeTransport(world.cloud).line(request(1), 1)) + 1

    world.run(world.all_of(1, 2, 3), most_bytes=2 * size)
    assert world.cloud.sizes == [2, 1]
    world.run(world.all_of(4, 5, 6), most_bytes=2 * size - 1)
    assert world.cloud.sizes[2:] == [1, 1, 1]


def test_a_request_larger_than_any_batch_is_refused_and_not_sent(world: World) -> None:
    (failure,) = world.run(world.all_of("x" * 1000), most_bytes=1000)

    assert (failure.kind, failure.maybe_billed) == ("refused", False)
    assert world.cloud.jobs == {}


def test_the_same_request_asked_twice_is_one_line(world: World) -> None:
    assert world.run(world.all_of(1, 1)) == ["answer to 1"] * 2
    assert world.cloud.texts() == [["1"]]


def test_no_more_choices_come_back_than_were_asked_for(world: World) -> None:
    async def work(provider: BatchProvider) -> list[int]:
        return [len((await provider.send(request(n), n)).choices) for n in (1, 2, 3)]

    assert world.run(work) == [1, 2, 2]


def test_a_request_for_another_endpoint_is_our_bug(world: World) -> None:
    other = ModelRequest(Endpoint("openai", "http://h/v1", "other"), request(1).messages, "t", "P")

    async def work(provider: BatchProvider) -> None:
        await provider.send(other)

    with pytest.raises(UsageError, match="a request to other was given to the provider of m"):
        world.run(work)


def test_a_waiter_that_is_cancelled_takes_nothing_from_the_others(world: World) -> None:
    async def work(provider: BatchProvider) -> str:
        first, second = (asyncio.create_task(world.ask(provider, request(1))) for _ in range(2))
        await world.time.sleep(1)
        first.cancel()
        return await second

    assert world.run(work) == "answer to 1"


# --- lines that fail ------------------------------------------------------------------------------


def test_a_line_that_is_refused_fails_alone_and_at_once(world: World) -> None:
    world.cloud.outcome = lambda text, _: "refused" if text == "2" else "answer"

    said = world.run(world.all_of(1, 2, 3))

    assert said[0::2] == ["answer to 1", "answer to 3"]
    assert (type(said[1]), said[1].kind) == (CallFailed, "refused")
    assert world.cloud.sizes == [3]
    assert world.book().open() == []


def test_a_line_that_failed_is_in_no_batch_any_more(world: World) -> None:
    world.cloud.outcome = lambda _, attempt: "server" if attempt == 0 else "answer"

    async def work(provider: BatchProvider) -> str:
        with pytest.raises(CallFailed):
            await provider.send(request(1))
        return await world.ask(provider, request(1))

    assert world.run(work, tries=1) == "answer to 1"
    assert world.cloud.sizes == [1, 1]


@pytest.mark.parametrize("passing", ["server", "throttled", "left out"])
def test_what_may_pass_goes_into_the_next_batch(world: World, passing: str) -> None:
    world.cloud.outcome = lambda text, attempt: passing if text == "2" and attempt == 0 else "answer"

    assert world.run(world.all_of(1, 2, 3)) == ["answer to 1", "answer to 2", "answer to 3"]
    assert world.cloud.texts() == [["1", "2", "3"], ["2"]]
    assert world.book().open() == []


def test_a_batch_that_expired_gives_what_it_has_and_the_rest_goes_into_the_next(world: World) -> None:
    world.cloud.outcome = lambda text, attempt: "server" if attempt == 0 and int(text) >= 5 else "answer"

    assert world.run(world.all_of(*range(10))) == [f"answer to {place}" for place in range(10)]
    assert world.cloud.sizes == [10, 5]
    assert set(world.cloud.billed.values()) == {1}


def test_a_line_that_fails_every_time_fails_in_the_end(world: World) -> None:
    world.cloud.outcome = lambda *_: "server"

    (failure,) = world.run(world.all_of(1), tries=3)

    assert (failure.kind, str(failure)) == ("server", "1: server")
    assert world.cloud.sizes == [1, 1, 1]


# --- batches that fail ----------------------------------------------------------------------------


def test_a_batch_that_is_not_taken_up_stops_with_the_providers_words(world: World) -> None:
    world.cloud.faults = (BatchFault("no such model (model_not_found)"),)

    said = world.run(world.all_of(1, 2))

    assert [failure.kind for failure in said] == ["stop", "stop"]
    assert "no such model (model_not_found)" in str(said[0])
    assert world.book().open() == []


def test_a_fault_of_the_whole_batch_stops_whatever_else_is_said_of_lines(world: World) -> None:
    world.cloud.faults = (BatchFault("bad line", 2), BatchFault("no money"))

    said = world.run(world.all_of(1, 2))

    assert [failure.kind for failure in said] == ["stop", "stop"]
    assert "no money" in str(said[1])


def test_a_fault_in_one_line_refuses_that_line_and_the_others_go_on(world: World) -> None:
    world.cloud.faults = (BatchFault("bad line", 2),)

    said = world.run(world.all_of(1, 2, 3))

    assert said[0::2] == ["answer to 1", "answer to 3"]
    assert (said[1].kind, str(said[1])) == ("refused", "batch batch_0, line 2: bad line")
    assert world.cloud.texts() == [["1", "2", "3"], ["1", "3"]]


def test_a_hand_over_that_is_refused_fails_its_requests_and_closes_the_batch(world: World) -> None:
    world.failures["submit"] = [CallFailed("stop", "wrong key", status=401)]

    said = world.run(world.all_of(1, 2))

    assert [(failure.kind, str(failure)) for failure in said] == [("stop", "wrong key")] * 2
    assert said[0] is not said[1]
    assert world.book().open() == []


def test_a_server_without_batches_is_told_by_what_to_do(world: World) -> None:
    world.failures["submit"] = [CallFailed("stop", "status 404", status=404)]

    (failure,) = world.run(world.all_of(1))

    assert (failure.kind, str(failure)) == (
        "stop",
        "status 404; has this server a batch API? If not, run without --batch",
    )


def test_a_hand_over_whose_reply_was_lost_is_found_by_its_mark(world: World) -> None:
    world.failures["submitted"] = [CallFailed("broken", "connection lost")]

    assert world.run(world.all_of(1, 2)) == ["answer to 1", "answer to 2"]
    assert world.cloud.sizes == [2]


def test_a_hand_over_that_never_arrived_is_made_again_after_a_while(world: World) -> None:
    world.failures["submit"] = [CallFailed("timeout", "no reply")]
    began = world.time.now

    assert world.run(world.all_of(1, 2)) == ["answer to 1", "answer to 2"]
    assert world.cloud.sizes == [2]
    assert world.time.now - began > 120


# --- looking --------------------------------------------------------------------------------------


def test_looks_that_fail_are_made_again_with_growing_pauses(world: World) -> None:
    world.failures["state"] = [CallFailed("server", "502") for _ in range(4)]
    world.failures["results"] = [CallFailed("broken", "lost")]
    world.cloud.polls = 0
    began = world.time.now

    assert world.run(world.all_of(1)) == ["answer to 1"]
    assert world.time.now - began == pytest.approx(1 + 5 + 5 * (1 + 1.5 + 1.5**2 + 1.5**3) + 5)


def test_pauses_between_looks_grow_to_a_minute(world: World) -> None:
    world.cloud.polls = 10
    began = world.time.now

    world.run(world.all_of(1))

    pauses = [min(60.0, 5 * 1.5**place) for place in range(10)]
    assert world.time.now - began == pytest.approx(1 + 5 + sum(pauses))


def test_a_provider_that_is_away_for_long_fails_the_calls_and_keeps_the_batch(world: World) -> None:
    world.failures["state"] = [CallFailed("server", "502") for _ in range(30)]

    said = world.run(world.all_of(1, 2))

    assert ([failure.kind for failure in said], len(world.book().open())) == (["server"] * 2, 1)
    assert said[0] is not said[1]
    assert world.run(world.all_of(1, 2)) == ["answer to 1", "answer to 2"]
    assert world.cloud.sizes == [2]


def test_a_batch_that_could_not_be_looked_at_is_taken_up_by_the_next_request_for_it(world: World) -> None:
    world.failures["state"] = [CallFailed("stop", "wrong key", status=401)]

    async def work(provider: BatchProvider) -> str:
        with pytest.raises(CallFailed, match="wrong key"):
            await provider.send(request(1))
        return await world.ask(provider, request(1))

    assert world.run(work) == "answer to 1"
    assert world.cloud.sizes == [1]


@pytest.mark.parametrize("verb", ["state", "results"])
def test_what_the_provider_holds_no_more_is_asked_anew(world: World, verb: str) -> None:
    world.failures[verb] = [CallFailed("stop", "no such batch", status=404)]

    assert world.run(world.all_of(1, 2)) == ["answer to 1", "answer to 2"]
    assert world.cloud.sizes == [2, 2]
    assert world.book().open() == []


def test_an_error_of_ours_reaches_those_who_wait(world: World) -> None:
    world.failures["results"] = [StorageError("the disk is full")]

    said = world.run(world.all_of(1, 2))

    assert [str(error) for error in said] == ["the disk is full"] * 2


def test_after_an_error_of_ours_nothing_more_is_taken(world: World) -> None:
    world.failures["results"] = [StorageError("the disk is full")]

    async def work(provider: BatchProvider) -> list[Any]:
        await asyncio.gather(provider.send(request(1)), return_exceptions=True)
        return await asyncio.gather(provider.send(request(2)), return_exceptions=True)

    assert [str(error) for error in world.run(work)] == ["the disk is full"]


# --- from one process to the next -----------------------------------------------------------------


def test_the_next_process_waits_for_the_batch_that_the_first_left(world: World) -> None:
    async def dies(provider: BatchProvider) -> None:
        asyncio.create_task(provider.send(request(1)))  # noqa: RUF006
        await world.time.sleep(8)

    world.run(dies)
    assert world.cloud.sizes == [1]
    assert world.run(world.all_of(1, 2)) == ["answer to 1", "answer to 2"]
    assert world.cloud.texts() == [["1"], ["2"]]
    assert world.book().open() == []


def test_closing_tells_those_who_wait_that_the_answer_comes_later(world: World) -> None:
    async def work(provider: BatchProvider) -> list[Any]:
        first = asyncio.create_task(provider.send(request(1)))
        await world.time.sleep(8)
        second = asyncio.create_task(provider.send(request(2)))
        await world.time.sleep(1)
        await provider.close()
        return await asyncio.gather(first, second, return_exceptions=True)

    said = world.run(work)
    assert [type(error) for error in said] == [CallPending, CallPending]
    assert [error.maybe_billed for error in said] == [True, False]
    assert ["batch_0" in str(error) for error in said] == [True, False]
    assert world.run(world.all_of(1, 2)) == ["answer to 1", "answer to 2"]
    assert world.cloud.texts() == [["1"], ["2"]]


def test_results_that_nobody_asked_for_stay_for_a_later_run(world: World) -> None:
    async def dies(provider: BatchProvider) -> None:
        for text in (1, 2, 3):
            asyncio.create_task(provider.send(request(text)))  # noqa: RUF006
        await world.time.sleep(8)

    world.run(dies)
    for text in (2, 1, 3):
        assert len(world.book().open()) == 1
        assert world.run(world.all_of(text)) == [f"answer to {text}"]
    assert world.cloud.sizes == [3]
    assert world.book().open() == []


def test_a_batch_is_closed_while_the_process_lives_once_its_last_reply_is_kept(world: World) -> None:
    world.run(self_killed(world, 1, 2))

    async def work(provider: BatchProvider) -> list[int]:
        left = []
        for text in (1, 2):
            await world.ask(provider, request(text))
            await world.time.sleep(100)
            left.append(len(world.book().open()))
        return left

    assert world.run(work) == [1, 0]
    assert world.cloud.fetched == 1


def test_a_batch_is_closed_though_its_replies_are_kept_late(world: World) -> None:
    async def work(provider: BatchProvider) -> int:
        await provider.send(request(1))
        await world.time.sleep(100)
        world.kept.add(request(1).key)
        await world.time.sleep(100)
        return len(world.book().open())

    assert world.run(work) == 0


def test_a_batch_that_was_found_is_noted_and_need_not_be_listed_again(world: World) -> None:
    with pytest.raises(Killed):
        world.run(reraise(world, 1), Seams(deadly=4))  # after submit
    world.run(self_killed(world, 1))
    world.cloud.unseen.add("batch_0")

    assert world.run(world.all_of(1)) == ["answer to 1"]
    assert world.cloud.sizes == [1]


def test_a_line_that_failed_in_an_earlier_process_counts_as_a_try(world: World) -> None:
    world.cloud.outcome = lambda *_: "server"
    world.run(self_killed(world, 1))

    (failure,) = world.run(world.all_of(1), tries=2)

    assert (failure.kind, world.cloud.sizes) == ("server", [1, 1])


def test_results_that_nobody_asks_for_are_not_fetched(world: World) -> None:
    world.run(self_killed(world, 1))
    world.run(world.all_of(2))
    assert (world.cloud.sizes, world.cloud.fetched) == ([1, 1], 1)


def self_killed(world: World, *texts: object) -> Callable[[BatchProvider], Awaitable[None]]:
    """A process that hands over and dies."""

    async def work(provider: BatchProvider) -> None:
        for text in texts:
            asyncio.create_task(provider.send(request(text)))  # noqa: RUF006
        await world.time.sleep(8)

    return work


def test_a_batch_stays_open_until_its_replies_are_in_the_ledger(world: World) -> None:
    async def dies_before_it_keeps(provider: BatchProvider) -> None:
        await provider.send(request(1))

    world.run(dies_before_it_keeps)
    assert len(world.book().open()) == 1
    assert world.run(world.all_of(1)) == ["answer to 1"]
    assert (world.cloud.sizes, world.book().open()) == ([1], [])


def test_a_batch_whose_replies_are_all_kept_is_closed_without_a_look(world: World) -> None:
    world.run(self_killed(world, 1, 2))
    world.kept |= {request(1).key, request(2).key}
    looks = world.cloud.job(0).polls

    world.run(world.all_of(3))

    assert world.cloud.job(0).polls == looks
    assert world.book().open() == []


def test_a_batch_older_than_providers_hold_results_is_given_up(world: World) -> None:
    world.run(self_killed(world, 1))
    world.time.now += 31 * 86_400

    assert world.run(world.all_of(1)) == ["answer to 1"]
    assert world.cloud.sizes == [1, 1]


def test_one_that_was_about_to_be_handed_over_at_the_kill_is_looked_for_then_made_again(world: World) -> None:
    with pytest.raises(Killed):
        world.run(reraise(world, 1), Seams(deadly=3))  # before submit
    assert (world.cloud.sizes, [batch.remote_id for batch in world.book().open()]) == ([], [None])

    assert world.run(world.all_of(1)) == ["answer to 1"]
    assert (world.cloud.sizes, world.book().open()) == ([1], [])


def reraise(world: World, *texts: object) -> Callable[[BatchProvider], Awaitable[list[str]]]:
    """All answers; what kills one request kills the process."""

    async def work(provider: BatchProvider) -> list[str]:
        said = list(await asyncio.gather(*(world.ask(provider, request(text)) for text in texts)))
        await provider.close()
        return said

    return work


def test_a_kill_between_any_two_steps_costs_nothing(workspace: Workspace) -> None:
    """Every seam in turn: the next process gets every answer, and no line is worked on twice."""
    names: set[str] = set()
    deadly = 0
    while True:
        deadly += 1
        texts = [f"{deadly}.{place}" for place in range(3)]
        world = World(workspace)
        seams = Seams(deadly)
        with suppress(Killed):
            world.run(reraise(world, *texts), seams)
        finished = seams.passed < deadly
        texts.append(f"{deadly}.more")
        said = world.run(world.all_of(*texts))
        assert said == [f"answer to {text}" for text in texts], seams.names[-1]
        assert world.cloud.billed == dict.fromkeys(texts, 1), seams.names[-1]
        assert world.book().open() == [], seams.names[-1]
        names |= set(seams.names)
        if finished:
            break
    assert names == {
        *("before add", "after add", "before submit", "after submit", "before submitted", "after submitted"),
        *("state", "before results", "after results", "before close", "after close"),
    }

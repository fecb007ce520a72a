"""A reply is paid for once, kept before it is used, and found again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.teachers.canned_calls import (
    RUN,
    USD,
    Canned,
    Gated,
    always,
    answer,
    calling,
    failing,
    limited,
    line,
    request,
    spent_and_reserved,
    text_of,
    turns,
    until,
)

from mathwright.errors import ModelReplyError, PassStoppedError, ProviderError, StorageError, UsageError
from mathwright.store.budget import Settlement
from mathwright.store.ledger import Ledger, PaidCall
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import Caller
from mathwright.teachers.kept import KeptReply, unpack_reply
from mathwright.teachers.limits.health import Health
from mathwright.teachers.purse import BudgetGate
from mathwright.teachers.request import CallFailed, FailureKind, ModelAnswer, ModelRequest, Usage


def parser_bug(reply: KeptReply) -> str:
    raise ZeroDivisionError("a bug of ours")


class FullDisk(Ledger):
    """Keeps nothing."""

    async def keep_many(self, kept: Sequence[PaidCall], settle: Settlement | None = None) -> int:
        raise StorageError("disk full")


# --- one call -------------------------------------------------------------------------------------


def test_a_reply_is_sent_for_once_and_then_found(tmp_path: Path) -> None:
    provider = always("six")
    with calling(tmp_path) as caller:
        first = asyncio.run(caller.ask(line(provider), request(), text_of))
    with calling(tmp_path) as caller:
        assert asyncio.run(caller.ask(line(provider), request(), text_of)) == first == "six"
        assert (caller.tally.fresh, caller.tally.replayed) == (0, 1)
    assert [(one.key, n) for one, n in provider.sent] == [(request().key, 1)]


def test_a_reply_is_committed_before_it_is_read_by_whoever_asked(tmp_path: Path) -> None:
    found: list[bool] = []

    async def work(caller: Caller) -> None:
        await caller.ask(line(always("six")), request(), text_of)
        with Workspace.open(tmp_path) as other, Ledger(other) as beside:
            found.append(beside.find(request().key) is not None)

    with calling(tmp_path) as caller:
        asyncio.run(work(caller))
    assert found == [True]


def test_a_reply_that_cannot_be_kept_is_not_used(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace, FullDisk(workspace, RUN) as ledger:
        caller = Caller(ledger, RUN, Health(), BudgetGate(ledger))
        with pytest.raises(StorageError, match="disk full"):
            asyncio.run(caller.ask(line(always("six")), request(), text_of))
        assert (caller.tally.fresh, caller.gate.paying) == (0, 0)


def test_what_is_kept_says_all_of_a_call(tmp_path: Path) -> None:
    rows: list[PaidCall] = []

    class Noting(Ledger):
        async def keep_many(self, kept: Sequence[PaidCall], settle: Settlement | None = None) -> int:
            rows.extend(kept)
            return await super().keep_many(kept, settle)

    usage = Usage(10, 5, cached_tokens=4, reasoning_tokens=3)
    with Workspace.open(tmp_path) as workspace, Noting(workspace, RUN) as ledger:
        caller = Caller(ledger, RUN, Health(), BudgetGate(ledger))
        provider = Canned(lambda _, n: answer("six", usage=usage, reasoning="half of six"), way="batch")
        asyncio.run(caller.ask(line(provider, role="judge"), request(draw=3), text_of))
    (row,) = rows
    assert (row.key, row.digests, row.draw) == (request(draw=3).key, request(draw=3).digests, 3)
    assert (row.prompt, row.template, row.provider, row.model) == ("Respond", "abcd", "openai", "small-7b")
    assert unpack_reply(row.reply) == KeptReply("six", "stop", "half of six")
    assert (row.input_tokens, row.cached_tokens, row.output_tokens, row.reasoning_tokens) == (10, 4, 5, 3)
    assert (row.cost_nano_usd, row.tries, row.request_id, row.served_model) == (15 * USD, 1, "req-1", "small-7b-0101")
    assert (row.way, row.fault, row.run, row.role) == ("batch", None, RUN, "judge")


def test_without_usage_or_price_the_cost_is_unknown_not_nothing(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        asyncio.run(caller.ask(line(always("six", usage=None)), request("a"), text_of))
        asyncio.run(caller.ask(line(always("six"), price=None), request("b"), text_of))
        count = caller.tally.of("Respond")
        assert (count.replies, count.unpriced, count.cost_nano_usd) == (2, 2, 0)
        assert [caller.ledger.find(request(one).key).input_tokens for one in "ab"] == [None, 10]  # type: ignore[union-attr]


def test_an_unusable_reply_is_kept_with_its_fault_and_refused_again_on_replay(tmp_path: Path) -> None:
    provider = always("bad form")
    with calling(tmp_path) as caller:
        for _ in range(2):
            with pytest.raises(ModelReplyError, match=r"^bad form"):
                asyncio.run(caller.ask(line(provider), request(), text_of))
        found = caller.ledger.find(request().key)
        assert found is not None
        assert found.fault == "bad form"
        assert caller.was_unusable(request())
        assert caller.text_of(request()) == "bad form"
    assert len(provider.sent) == 1


def test_of_a_request_that_was_never_answered_nothing_is_told(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        assert caller.text_of(request()) == ""
        assert not caller.was_unusable(request())


def test_a_bug_in_reading_stops_the_run_and_keeps_what_was_paid(tmp_path: Path) -> None:
    with calling(tmp_path, {"usd": 1000 * USD}) as caller:
        with pytest.raises(ZeroDivisionError, match="a bug of ours"):
            asyncio.run(caller.ask(line(always("six"), budgets=("usd",)), request(), parser_bug))
        assert caller.gate.paying == 0
        assert asyncio.run(caller.ask(line(failing("server")), request(), text_of)) == "six"
    assert spent_and_reserved(tmp_path) == (15 * USD, 0)


def test_where_another_process_was_first_its_reply_is_the_one_used(tmp_path: Path) -> None:
    async def work(caller: Caller) -> str:
        gated = Gated(answer("ours"))
        asking = asyncio.create_task(caller.ask(line(gated), request(), text_of))
        await until(lambda: gated.sent == 1)
        with calling(tmp_path) as other:
            await other.ask(line(always("theirs")), request(), text_of)
        gated.open.set()
        return await asking

    with calling(tmp_path) as caller:
        assert asyncio.run(work(caller)) == "theirs"
        assert caller.tally.fresh == 1  # it was paid all the same


# --- many at once ---------------------------------------------------------------------------------


def test_two_that_ask_one_thing_pay_for_one_call(tmp_path: Path) -> None:
    provider = always("six")

    async def work(caller: Caller) -> list[str]:
        return await asyncio.gather(*(caller.ask(line(provider), request(), text_of) for _ in range(5)))

    with calling(tmp_path) as caller:
        assert asyncio.run(work(caller)) == ["six"] * 5
    assert len(provider.sent) == 1


def test_each_draw_is_a_call_of_its_own(tmp_path: Path) -> None:
    provider = Canned(lambda one, n: answer(f"draw {one.draw}"))

    async def work(caller: Caller) -> list[str]:
        return await asyncio.gather(*(caller.ask(line(provider), request(draw=n), text_of) for n in range(3)))

    with calling(tmp_path) as caller:
        assert asyncio.run(work(caller)) == ["draw 0", "draw 1", "draw 2"]


def test_whoever_waits_for_a_call_that_is_cancelled_asks_itself(tmp_path: Path) -> None:
    gated = Gated(answer("six"))

    async def work(caller: Caller) -> list[str]:
        buyer = asyncio.create_task(caller.ask(line(gated), request(), text_of))
        waiters = [asyncio.create_task(caller.ask(line(gated), request(), text_of)) for _ in range(3)]
        await turns()
        assert gated.sent == 1
        buyer.cancel()
        await turns()
        assert buyer.cancelled()
        gated.open.set()
        return await asyncio.wait_for(asyncio.gather(*waiters), 5)

    with calling(tmp_path) as caller:
        assert asyncio.run(work(caller)) == ["six"] * 3
    assert gated.sent == 2


def test_a_waiter_that_is_cancelled_leaves_the_call_alone(tmp_path: Path) -> None:
    gated = Gated(answer("six"))

    async def work(caller: Caller) -> str:
        buyer = asyncio.create_task(caller.ask(line(gated), request(), text_of))
        waiter = asyncio.create_task(caller.ask(line(gated), request(), text_of))
        await turns()
        waiter.cancel()
        await turns()
        assert waiter.cancelled()
        gated.open.set()
        return await buyer

    with calling(tmp_path) as caller:
        assert asyncio.run(work(caller)) == "six"
    assert gated.sent == 1


def test_whoever_waits_for_a_call_that_fails_is_told_why(tmp_path: Path) -> None:
    async def work(caller: Caller) -> list[Any]:
        gated = Gated(CallFailed("server", "500 for good"))
        asks = [asyncio.create_task(caller.ask(line(gated), request(), text_of)) for _ in range(3)]
        await turns()
        gated.open.set()
        return await asyncio.gather(*asks, return_exceptions=True)

    with calling(tmp_path) as caller:
        told = asyncio.run(work(caller))
        assert [(type(error), str(error)) for error in told] == [(CallFailed, "500 for good")] * 3
        assert asyncio.run(caller.ask(line(always("six")), request(), text_of)) == "six"


# --- what a failure means -------------------------------------------------------------------------


def test_a_refused_request_rejects_the_item_in_words_that_count(tmp_path: Path) -> None:
    with calling(tmp_path) as caller, pytest.raises(ModelReplyError) as caught:
        asyncio.run(caller.ask(line(failing("refused", status=400)), request(), text_of))
    assert str(caught.value).splitlines() == ["Respond: the provider refused the request", "the server said refused"]


def test_a_wrong_key_stops_the_run(tmp_path: Path) -> None:
    with calling(tmp_path) as caller, pytest.raises(UsageError, match=r"^the server said stop$"):
        asyncio.run(caller.ask(line(failing("stop", status=401)), request(), text_of))


@pytest.mark.parametrize("kind", ["throttled", "server", "broken", "timeout", "unreadable"])
def test_any_other_failure_leaves_the_item_unfinished(tmp_path: Path, kind: FailureKind) -> None:
    with calling(tmp_path) as caller, pytest.raises(ProviderError, match=f"the server said {kind}"):
        asyncio.run(caller.ask(line(failing(kind)), request(), text_of))


def test_limits_try_again_and_the_tries_are_kept(tmp_path: Path) -> None:
    answers: list[Any] = [CallFailed("server", "500"), CallFailed("broken", "cut"), answer("six")]
    tries: list[int] = []

    class Noting(Ledger):
        async def keep_many(self, kept: Sequence[PaidCall], settle: Settlement | None = None) -> int:
            tries.extend(one.tries for one in kept)
            return await super().keep_many(kept, settle)

    def next_one(one: ModelRequest, n: int) -> ModelAnswer:
        found = answers.pop(0)
        if isinstance(found, ModelAnswer):
            return found
        raise found

    with Workspace.open(tmp_path) as workspace, Noting(workspace, RUN) as ledger:
        caller = Caller(ledger, RUN, Health(), BudgetGate(ledger))
        one = limited(Canned(next_one), caller.health, retries=2)
        assert asyncio.run(caller.ask(one, request(), text_of)) == "six"
    assert tries == [3]


def test_calls_that_come_to_nothing_end_the_run_above_the_rate(tmp_path: Path) -> None:
    with calling(tmp_path, max_error_rate=0.1) as caller:
        for _ in range(44):
            caller.ended(True)
        for _ in range(5):
            caller.ended(False, "Respond: empty reply")
        with pytest.raises(
            PassStoppedError, match=r"6 of 50 calls came to nothing .* Respond: empty reply \(6 times\)"
        ):
            caller.ended(False, "Respond: empty reply")
        assert caller.gate.stopped is not None
        with pytest.raises(PassStoppedError, match="came to nothing"):
            asyncio.run(caller.ask(line(always("six")), request(), text_of))


class Stopped:
    """Limits that let nothing through any more."""

    async def call(self, *_: Any) -> Any:
        raise PassStoppedError("the provider is down")


def test_what_stops_one_model_stops_every_call_of_the_run(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        with pytest.raises(PassStoppedError, match="the provider is down"):
            asyncio.run(caller.ask(line(always("six"), limiter=Stopped()), request(), text_of))
        assert caller.gate.stopped == "the provider is down"
        other = always("six")
        with pytest.raises(PassStoppedError, match="the provider is down"):
            asyncio.run(caller.ask(line(other), request("another"), text_of))
        assert other.sent == []


def test_refused_requests_count_as_calls_that_came_to_nothing(tmp_path: Path) -> None:
    with calling(tmp_path, max_error_rate=0.1) as caller:
        provider = failing("refused", status=400)
        for place in range(49):
            with pytest.raises(ModelReplyError):
                asyncio.run(caller.ask(line(provider), request(str(place)), text_of))
        with pytest.raises(PassStoppedError, match="refused"):
            asyncio.run(caller.ask(line(provider), request("last"), text_of))


def test_what_is_asked_is_heard_where_somebody_wants_to_know(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        caller.heard = []
        asyncio.run(caller.ask(line(always("six")), request("a"), text_of))
        asyncio.run(caller.ask_together(line(always("b")), [request(), request(draw=1)], text_of))
        assert [(one.messages[-1].content, one.draw) for one in caller.heard] == [
            ("a", 0), (request().messages[-1].content, 0), (request().messages[-1].content, 1),
        ]  # fmt: skip

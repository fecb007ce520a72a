"""Budgets as calls meet them: never passed, and nothing held that nobody can have billed."""

from __future__ import annotations

import asyncio
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
    budgets_in,
    calling,
    limited,
    line,
    request,
    spent_and_reserved,
    text_of,
    turns,
    until,
)

from mathwright.errors import PassStoppedError, ProviderError, StorageError, UsageError
from mathwright.store.ledger import Ledger
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.caller import Caller
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Limiter
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.prices import input_tokens_at_most
from mathwright.teachers.purse import BudgetGate, Purse
from mathwright.teachers.request import CallFailed, Usage

AT_MOST = input_tokens_at_most(message.content for message in request().messages)
MOST = (AT_MOST + 100) * USD
"""What one call can cost at a dollar a token."""
COST = 15 * USD
"""What it does cost."""
ENOUGH = 100 * MOST


def ask(caller: Caller, provider: Any, text: str = "How much is ½ of 6?", **changes: Any) -> str:
    return asyncio.run(caller.ask(line(provider, budgets=("usd",), **changes), request(text), text_of))


def test_a_call_is_reserved_at_its_most_while_it_is_in_flight_and_settled_at_its_cost(tmp_path: Path) -> None:
    gated = Gated(answer("six"))

    async def work(caller: Caller) -> tuple[int, int]:
        asking = asyncio.create_task(caller.ask(line(gated, budgets=("usd",)), request(), text_of))
        await until(lambda: gated.sent == 1)
        meanwhile = spent_and_reserved(tmp_path)
        gated.open.set()
        await asking
        return meanwhile

    with calling(tmp_path, {"usd": MOST}) as caller:
        assert asyncio.run(work(caller)) == (0, MOST)
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (COST, 0)


def test_a_call_that_fits_to_the_last_unit_is_made_and_one_more_is_not(tmp_path: Path) -> None:
    with calling(tmp_path / "a", {"usd": MOST}) as caller:
        assert ask(caller, always("six")) == "six"
    provider = always("six")
    with calling(tmp_path / "b", {"usd": MOST - 1}) as caller, pytest.raises(PassStoppedError, match="usd is spent"):
        ask(caller, provider)
    assert provider.sent == []


def test_a_spent_budget_ends_all_calls_that_cost_and_leaves_replays_free(tmp_path: Path) -> None:
    with calling(tmp_path, {"usd": MOST + COST}) as caller:
        assert ask(caller, always("six")) == "six"
        assert ask(caller, always("six"), "How much is ⅓ of 6?") == "six"
        with pytest.raises(PassStoppedError, match="the budget usd is spent; a higher --budget goes on from here"):
            ask(caller, always("six"), "How much is ¼ of 6?")
        assert caller.gate.stopped == "the budget usd is spent; a higher --budget goes on from here"
        with pytest.raises(PassStoppedError, match="usd is spent"):
            asyncio.run(caller.ask(line(always("six")), request("one that has no budget"), text_of))
        assert ask(caller, always("other")) == "six"
    assert spent_and_reserved(tmp_path) == (2 * COST, 0)


def test_a_call_waits_for_those_in_flight_that_hold_the_room(tmp_path: Path) -> None:
    gated, provider = Gated(answer("one")), always("two")

    async def work(caller: Caller) -> list[str]:
        first = asyncio.create_task(caller.ask(line(gated, budgets=("usd",)), request("a?"), text_of))
        await until(lambda: gated.sent == 1)
        others = [
            asyncio.create_task(caller.ask(line(provider, budgets=("usd",)), request(text), text_of))
            for text in ("b?", "c?", "d?")
        ]
        await asyncio.sleep(0.05)
        assert provider.sent == []
        gated.open.set()
        return await asyncio.wait_for(asyncio.gather(first, *others), 5)

    # room for one at a time: each gives back what it did not use
    with calling(tmp_path, {"usd": (input_tokens_at_most(["Be brief.", "a?"]) + 100) * USD + 3 * COST}) as caller:
        assert asyncio.run(work(caller)) == ["one", "two", "two", "two"]
    assert spent_and_reserved(tmp_path) == (4 * COST, 0)


def test_many_at_once_never_pass_the_cap_and_all_that_fit_are_made(tmp_path: Path) -> None:
    async def work(caller: Caller) -> list[Any]:
        async def one(place: int) -> str:
            return await caller.ask(line(always("six"), budgets=("usd",)), request(f"{place:02}"), text_of)

        return await asyncio.wait_for(asyncio.gather(*map(one, range(40)), return_exceptions=True), 20)

    most = (input_tokens_at_most(["Be brief.", "00"]) + 100) * USD
    cap = most + 9 * COST
    with calling(tmp_path, {"usd": cap}) as caller:
        told = asyncio.run(work(caller))
    assert told.count("six") == 10
    assert sum(isinstance(one, PassStoppedError) for one in told) == 30
    assert spent_and_reserved(tmp_path) == (10 * COST, 0)


def test_a_server_that_does_not_say_what_it_used_is_charged_at_the_most(tmp_path: Path) -> None:
    with calling(tmp_path, {"usd": ENOUGH, "tokens": 10**6}) as caller:
        asyncio.run(caller.ask(line(always("six", usage=None), budgets=("usd", "tokens")), request(), text_of))
    assert spent_and_reserved(tmp_path) == (MOST, 0)
    assert spent_and_reserved(tmp_path, "tokens") == (AT_MOST + 100, 0)


def test_draws_of_one_call_are_reserved_and_settled_together(tmp_path: Path) -> None:
    rows: list[tuple[int, int]] = []

    def look(one: Any, n: int) -> Any:
        rows.append(spent_and_reserved(tmp_path))
        return answer("a", "b", "c")

    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        one = line(Canned(look), budgets=("usd",), together=3)
        asyncio.run(caller.ask_together(one, [request(draw=draw) for draw in range(3)], text_of))
    assert rows == [(0, (AT_MOST + 300) * USD)]
    assert spent_and_reserved(tmp_path) == (COST, 0)


def test_several_budgets_hold_at_once_each_in_its_unit(tmp_path: Path) -> None:
    names = ("usd", "judge:tokens")
    with calling(tmp_path, {"usd": ENOUGH, "judge:tokens": AT_MOST + 100 + 15}) as caller:
        for text in ("How much is ½ of 6?", "How much is ⅓ of 6?"):
            asyncio.run(caller.ask(line(always("six"), budgets=names), request(text), text_of))
        with pytest.raises(PassStoppedError, match="the budget judge tokens is spent"):
            asyncio.run(caller.ask(line(always("six"), budgets=names), request("How much is ¼ of 6?"), text_of))
    assert {name: (state.spent, state.reserved) for name, state in budgets_in(tmp_path).items()} == {
        "usd": (2 * COST, 0),
        "judge:tokens": (30, 0),
    }


def test_tokens_can_be_capped_where_the_price_is_unknown_and_money_cannot(tmp_path: Path) -> None:
    with calling(tmp_path, {"tokens": 10**6, "usd": ENOUGH}) as caller:
        asyncio.run(caller.ask(line(always("six"), price=None, budgets=("tokens",)), request(), text_of))
        with pytest.raises(UsageError, match="small-7b: its price is unknown"):
            Purse(caller.gate, line(always("six"), price=None, budgets=("usd",)), request(), 1)
    assert spent_and_reserved(tmp_path, "tokens") == (15, 0)


def test_without_budgets_nothing_is_reserved_or_charged(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        purse = Purse(caller.gate, line(always("six")), request(), 2)
        asyncio.run(purse.reserve())
        assert (caller.gate.paying, purse.charges(None, Usage(1, 1))) == (0, ())  # type: ignore[arg-type]
        assert purse.output_tokens == 200
        assert purse.input_tokens == (len("Be brief.") + len(request().messages[1].content)) // 4 + 8


# --- calls that fail ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["server", "throttled", "refused", "stop"])
def test_a_call_that_failed_and_cost_nothing_gives_its_room_back(tmp_path: Path, kind: Any) -> None:
    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        with pytest.raises(Exception, match="no"):
            ask(caller, Failing(CallFailed(kind, "no")))
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (0, 0)


@pytest.mark.parametrize("kind", ["broken", "timeout", "unreadable"])
def test_a_call_that_may_have_been_billed_stays_reserved(tmp_path: Path, kind: Any) -> None:
    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        with pytest.raises(ProviderError, match="no"):
            ask(caller, Failing(CallFailed(kind, "no")))
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (0, MOST)


def test_a_call_that_never_reached_a_server_gives_its_room_back(tmp_path: Path) -> None:
    with calling(tmp_path, {"usd": ENOUGH}) as caller, pytest.raises(ProviderError, match="no"):
        ask(caller, Failing(CallFailed("broken", "no", sent=False)))
    assert spent_and_reserved(tmp_path) == (0, 0)


class Failing:
    """Fails with each of these in turn, then answers."""

    way = "online"

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)

    async def send(self, request: Any, n: int = 1) -> Any:
        if self.failures:
            raise self.failures.pop(0)
        return answer("six")


def test_each_try_that_may_have_been_billed_keeps_its_own_reservation(tmp_path: Path) -> None:
    provider = Failing(CallFailed("timeout", "slow"), CallFailed("server", "500"), CallFailed("broken", "cut"))
    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        one = limited(provider, caller.health, retries=5, budgets=("usd",))
        assert asyncio.run(caller.ask(one, request(), text_of)) == "six"
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (COST, 2 * MOST)


def test_a_try_that_finds_no_room_for_another_reservation_stops_the_pass(tmp_path: Path) -> None:
    with calling(tmp_path, {"usd": 2 * MOST - 1}) as caller:
        one = limited(Failing(CallFailed("timeout", "slow")), caller.health, retries=5, budgets=("usd",))
        with pytest.raises(PassStoppedError, match="usd is spent"):
            asyncio.run(caller.ask(one, request(), text_of))
    assert spent_and_reserved(tmp_path) == (0, MOST)


def test_a_call_that_the_limits_gave_up_on_gives_its_room_back(tmp_path: Path) -> None:
    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        one = limited(Failing(*[CallFailed("server", "503")] * 9), caller.health, retries=2, budgets=("usd",))
        with pytest.raises(ProviderError, match="gave up after 3 tries"):
            asyncio.run(caller.ask(one, request(), text_of))
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (0, 0)


@pytest.mark.parametrize(("handed_over", "held"), [(False, 0), (True, MOST)])
def test_an_answer_that_is_still_to_come_is_reserved_only_if_somebody_has_the_request(
    tmp_path: Path, handed_over: bool, held: int
) -> None:
    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        with pytest.raises(CallPending, match="later"):
            ask(caller, Failing(CallPending("later", handed_over=handed_over)))
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (0, held)


def test_a_call_cancelled_on_the_way_stays_reserved(tmp_path: Path) -> None:
    gated = Gated(answer("six"))

    async def work(caller: Caller) -> None:
        asking = asyncio.create_task(caller.ask(line(gated, budgets=("usd",)), request(), text_of))
        await until(lambda: gated.sent == 1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    with calling(tmp_path, {"usd": ENOUGH}) as caller:
        asyncio.run(work(caller))
        assert caller.gate.paying == 0
    assert spent_and_reserved(tmp_path) == (0, MOST)


def test_a_full_disk_leaves_nobody_waiting_for_room(tmp_path: Path) -> None:
    class FullDisk(Ledger):
        async def keep_many(self, *_: Any, **__: Any) -> int:
            raise StorageError("disk full")

    gated = Gated(answer("six"))

    async def work(caller: Caller) -> list[Any]:
        asks = [asyncio.create_task(caller.ask(line(gated, budgets=("usd",)), request(text), text_of)) for text in "ab"]
        await until(lambda: gated.sent == 1)
        await turns()
        gated.open.set()
        return await asyncio.wait_for(asyncio.gather(*asks, return_exceptions=True), 5)

    with calling(tmp_path, {"usd": MOST}), Workspace.open(tmp_path) as workspace, FullDisk(workspace, RUN) as ledger:
        caller = Caller(ledger, RUN, Health(), BudgetGate(ledger))
        assert [type(one) for one in asyncio.run(work(caller))] == [StorageError, PassStoppedError]


def test_a_call_between_two_tries_holds_no_room_that_the_one_with_the_only_permit_waits_for(tmp_path: Path) -> None:
    failed_first = set[int]()

    class FailsFirst:
        way = "online"

        async def send(self, asked: Any, n: int = 1) -> Any:
            await asyncio.sleep(0.01)
            if asked.draw not in failed_first:
                failed_first.add(asked.draw)
                raise CallFailed("server", "busy", status=503)
            return answer("six")

    async def both(caller: Caller) -> list[str]:
        # one permit, room for one call: whoever has failed must not keep the room while the other has the permit
        settings = LimitSettings(retries=3, retry_base_s=0.01, concurrency_start=1, concurrency_most=1)
        one = line(FailsFirst(), limiter=Limiter("small-7b", settings, caller.health), budgets=("usd",))
        asks = (caller.ask(one, request(draw=draw), text_of) for draw in range(2))
        return list(await asyncio.wait_for(asyncio.gather(*asks), 5.0))

    with calling(tmp_path, {"usd": 2 * MOST - 1}) as caller:
        assert asyncio.run(both(caller)) == ["six", "six"]

"""The budget counter: reserved before, settled with the call, never above the cap."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.paid_calls import key_of, paid

from mathwright.errors import UsageError
from mathwright.store.budget import BudgetState, Charge, budget_state, open_budget
from mathwright.store.ledger import Ledger
from mathwright.store.place import Place
from mathwright.store.workspace import Workspace


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with Workspace.open(place) as opened:
        yield opened


def usd(workspace: Workspace, run: str = "r") -> tuple[int, int, int]:
    """Cap, spent, reserved."""
    (found,) = [state for state in budget_state(workspace, run) if state.name == "usd"]
    return found.cap, found.spent, found.reserved


def test_a_call_moves_from_reserved_to_spent_with_its_row(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 1000)

    async def ask(ledger: Ledger) -> None:
        assert await ledger.reserve([("usd", 400)]) is None
        assert usd(workspace) == (1000, 0, 400)
        assert await ledger.keep(paid(1), [Charge("usd", 400, 150)]) is True

    with Ledger(workspace, "r") as ledger:
        asyncio.run(ask(ledger))
        assert usd(workspace) == (1000, 150, 0)
        assert ledger.find(key_of(1)) is not None


def test_the_cap_may_be_reached_and_not_passed_by_one(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 1000)
    with Ledger(workspace, "r") as ledger:
        assert asyncio.run(ledger.reserve([("usd", 999)])) is None
        assert asyncio.run(ledger.reserve([("usd", 2)])) == "usd"
        assert asyncio.run(ledger.reserve([("usd", 1)])) is None
        assert asyncio.run(ledger.reserve([("usd", 1)])) == "usd"
        assert asyncio.run(ledger.reserve([("usd", 0)])) is None
        assert usd(workspace) == (1000, 0, 1000)


def test_of_several_budgets_all_are_reserved_or_none(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 1000)
    open_budget(workspace, "r", "judge:usd", 10)
    with Ledger(workspace, "r") as ledger:
        assert asyncio.run(ledger.reserve([("usd", 50), ("judge:usd", 11)])) == "judge:usd"
        assert usd(workspace) == (1000, 0, 0)
        assert asyncio.run(ledger.reserve([("usd", 50), ("judge:usd", 10)])) is None
    assert [(one.name, one.reserved) for one in budget_state(workspace)] == [("judge:usd", 10), ("usd", 50)]


def test_those_that_wait_together_are_served_in_order_and_a_smaller_later_one_may_still_fit(
    workspace: Workspace,
) -> None:
    open_budget(workspace, "r", "usd", 100)

    async def ask(ledger: Ledger) -> list[str | None]:
        return await asyncio.gather(*(ledger.reserve([("usd", amount)]) for amount in (60, 50, 40, 1)))

    with Ledger(workspace, "r") as ledger:
        assert asyncio.run(ask(ledger)) == [None, "usd", None, "usd"]
    assert usd(workspace) == (100, 0, 100)


def test_what_is_given_back_is_room_for_those_that_wait_with_it(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)

    async def ask(ledger: Ledger) -> tuple[str | None, ...]:
        assert await ledger.reserve([("usd", 100)]) is None
        with workspace.write():
            # The writer waits for this transaction with the first call; the others then share the next one.
            first = asyncio.ensure_future(ledger.keep(paid(1)))
            await asyncio.sleep(0.05)
            reserved = asyncio.ensure_future(ledger.reserve([("usd", 70)]))
            too_much = asyncio.ensure_future(ledger.reserve([("usd", 1)]))
            settled = asyncio.ensure_future(ledger.keep(paid(2), [Charge("usd", 100, 30)]))
            await asyncio.sleep(0)
        await asyncio.gather(first, settled)
        return await reserved, await too_much

    with Ledger(workspace, "r") as ledger:
        assert asyncio.run(ask(ledger)) == (None, "usd")
    assert usd(workspace) == (100, 30, 70)


def test_a_released_reservation_is_room_again(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)
    with Ledger(workspace, "r") as ledger:
        assert asyncio.run(ledger.reserve([("usd", 100)])) is None
        asyncio.run(ledger.release([("usd", 100)]))
        assert usd(workspace) == (100, 0, 0)


def test_a_reservation_whose_caller_was_cancelled_is_given_back(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)

    async def cancel(ledger: Ledger) -> None:
        task = asyncio.ensure_future(ledger.reserve([("usd", 60)]))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        while await ledger.reserve([("usd", 100)]) is not None:
            await asyncio.sleep(0.001)

    with Ledger(workspace, "r") as ledger:
        asyncio.run(cancel(ledger))
    assert usd(workspace) == (100, 0, 100)


def test_a_cost_above_what_was_reserved_is_recorded_and_nothing_more_is_let_through(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)
    with Ledger(workspace, "r") as ledger:
        asyncio.run(ledger.reserve([("usd", 50)]))
        asyncio.run(ledger.keep(paid(1), [Charge("usd", 50, 130)]))
        assert usd(workspace) == (100, 130, 0)
        assert asyncio.run(ledger.reserve([("usd", 0)])) == "usd"


def test_a_new_cap_keeps_what_was_spent_and_reserved(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)
    with Ledger(workspace, "r") as ledger:
        asyncio.run(ledger.reserve([("usd", 90)]))
        asyncio.run(ledger.keep(paid(1), [Charge("usd", 40, 30)]))
        reopened = open_budget(workspace, "r", "usd", 200)
        assert reopened == BudgetState(run_id="r", name="usd", cap=200, spent=30, reserved=50)
        assert asyncio.run(ledger.reserve([("usd", 121)])) == "usd"
        assert asyncio.run(ledger.reserve([("usd", 120)])) is None


def test_runs_have_budgets_of_their_own(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)
    open_budget(workspace, "s", "usd", 100)
    with Ledger(workspace, "r") as one, Ledger(workspace, "s") as other:
        assert asyncio.run(one.reserve([("usd", 100)])) is None
        assert asyncio.run(other.reserve([("usd", 30)])) is None
    assert [(state.run_id, state.reserved) for state in budget_state(workspace)] == [("r", 100), ("s", 30)]


def test_a_budget_that_was_not_opened_is_named_and_hurts_no_other_waiter(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 100)

    async def ask(ledger: Ledger) -> list[str | BaseException | None]:
        amounts = [[("usd", 10)], [("usd", 5), ("tokens", 1)], [("usd", 10)]]
        return await asyncio.gather(*map(ledger.reserve, amounts), return_exceptions=True)

    with Ledger(workspace, "r") as ledger:
        first, second, third = asyncio.run(ask(ledger))
    assert (first, third) == (None, None)
    assert isinstance(second, UsageError)
    assert str(second) == 'run r has no budget "tokens"; open it first'
    assert usd(workspace) == (100, 0, 20)


def test_amounts_beyond_32_bits_are_counted(workspace: Workspace) -> None:
    open_budget(workspace, "r", "usd", 5 * 10**15)
    with Ledger(workspace, "r") as ledger:
        assert asyncio.run(ledger.reserve([("usd", 5 * 10**15 - 1)])) is None
    assert usd(workspace) == (5 * 10**15, 0, 5 * 10**15 - 1)


steps = st.lists(st.tuples(st.integers(0, 120), st.floats(0, 1.3)), max_size=25)


@given(steps=steps)
@settings(max_examples=25, deadline=None)
def test_spent_and_reserved_are_always_the_sum_of_what_was_granted(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, float]]
) -> None:
    spent = reserved = number = 0
    with Workspace.open(tmp_path_factory.mktemp("w")) as workspace, Ledger(workspace, "r") as ledger:
        open_budget(workspace, "r", "usd", 300)
        for amount, part in steps:
            fits = spent + reserved + amount <= 300
            assert asyncio.run(ledger.reserve([("usd", amount)])) == (None if fits else "usd")
            if fits and part < 1.2:
                number, actual = number + 1, int(amount * part)
                asyncio.run(ledger.keep(paid(number, request=b"", reply=b""), [Charge("usd", amount, actual)]))
                spent += actual
            elif fits:
                reserved += amount
        assert usd(workspace) == (300, spent, reserved)

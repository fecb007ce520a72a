"""The ledger in numbers: what is known is summed, what is unknown is said."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.paid_calls import key_of, paid

from mathwright.store.budget import open_budget
from mathwright.store.ledger import Ledger, PaidCall, retire
from mathwright.store.ledger_statistics import calls_by_model, ledger_statistics, quantile, sums_by_prompt
from mathwright.store.place import Place
from mathwright.store.runs import sizes
from mathwright.store.workspace import Workspace


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with Workspace.open(place) as opened:
        yield opened


def keep(workspace: Workspace, *kept: PaidCall) -> None:
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep_many(kept))


def test_sums_are_by_prompt_model_and_way(workspace: Workspace) -> None:
    keep(
        workspace,
        paid(1),
        paid(2, run="run-two", template="bbbb", input_tokens=600, tries=3),
        paid(3, way="batch", cost_nano_usd=500_000),
        paid(4, prompt="Solve", model="large-70b"),
    )
    found = ledger_statistics(workspace)
    told = [(one.prompt, one.model, one.way, one.sums.calls, one.sums.cost_nano_usd) for one in found.groups]
    assert told == [
        ("Solve", "large-70b", "online", 1, 1_000_000),
        ("WriteQuestion", "small-7b", "batch", 1, 500_000),
        ("WriteQuestion", "small-7b", "online", 2, 2_000_000),
    ]
    online = found.groups[2].sums
    assert (online.input_tokens, online.cached_tokens, online.output_tokens, online.reasoning_tokens) == (
        1000,
        200,
        600,
        100,
    )
    assert (online.tries, found.total.tries, found.total.calls, found.total.cost_nano_usd) == (4, 6, 4, 3_500_000)
    assert (found.total.tokens_unknown, found.total.cost_unknown) == (0, 0)


def test_unusable_replies_are_counted_by_their_reason_most_frequent_first(workspace: Workspace) -> None:
    faults = ["empty reply", "two answers", "two answers", None, None]
    keep(workspace, *(paid(number, fault=fault) for number, fault in enumerate(faults)))
    (group,) = ledger_statistics(workspace).groups
    assert (group.sums.calls, group.sums.unusable) == (5, 3)
    assert [(one.fault, one.calls) for one in group.sums.faults] == [("two answers", 2), ("empty reply", 1)]


def test_an_unknown_price_is_never_0(workspace: Workspace) -> None:
    keep(workspace, paid(1, cost_nano_usd=None, priced=None), paid(2, prompt="Free", cost_nano_usd=0))
    found = ledger_statistics(workspace)
    assert [(one.prompt, one.sums.cost_nano_usd, one.sums.cost_unknown) for one in found.groups] == [
        ("Free", 0, 0),
        ("WriteQuestion", None, 1),
    ]
    assert (found.total.cost_nano_usd, found.total.cost_unknown) == (0, 1)


def test_calls_without_usage_are_counted_apart(workspace: Workspace) -> None:
    nothing = dict.fromkeys(("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens"))
    keep(workspace, paid(1, **nothing), paid(2))
    total = ledger_statistics(workspace).total
    assert (total.input_tokens, total.tokens_unknown, total.calls) == (400, 1, 2)


def test_latencies_are_told_by_their_quantiles(workspace: Workspace) -> None:
    keep(workspace, *(paid(number, latency_ms=number * 10) for number in range(1, 101)))
    total = ledger_statistics(workspace).total
    assert (total.latency_p50_ms, total.latency_p95_ms) == (500, 950)


def test_retired_calls_stay_counted(workspace: Workspace) -> None:
    keep(workspace, paid(1), paid(2))
    retire(workspace, [key_of(1)])
    keep(workspace, paid(1))
    total = ledger_statistics(workspace).total
    assert (total.calls, total.retired, total.cost_nano_usd) == (3, 1, 3_000_000)


def test_sizes_and_budgets_are_told(workspace: Workspace) -> None:
    keep(workspace, *map(paid, range(20)))
    open_budget(workspace, "r", "usd", 5)
    found = ledger_statistics(workspace)
    assert 4_000 < found.packed_bytes < found.database_bytes
    assert found.database_bytes == sizes(workspace).database
    assert [(one.run_id, one.name, one.cap) for one in found.budgets] == [("r", "usd", 5)]


def test_an_empty_ledger_has_sums_of_nothing(workspace: Workspace) -> None:
    found = ledger_statistics(workspace)
    assert (found.groups, found.total.calls, found.total.cost_nano_usd, found.total.latency_p95_ms) == ((), 0, None, 0)


@given(values=st.lists(st.integers(0, 50), min_size=1), part=st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_the_smallest_value_with_enough_below_it(values: list[int], part: float) -> None:
    expected = min(value for value in values if sum(one <= value for one in values) >= part * len(values))
    assert quantile(Counter(values), part) == expected


# --- of one run -----------------------------------------------------------------------------------


def test_of_one_run_only_what_it_paid_is_counted(workspace: Workspace) -> None:
    keep(workspace, paid(1), paid(2, run="run-two", fault="two answers"), paid(3, run=None), paid(4, prompt="Solve"))
    open_budget(workspace, "run-one", "usd", 5)
    open_budget(workspace, "run-two", "usd", 7)
    one, two = (ledger_statistics(workspace, run) for run in ("run-one", "run-two"))
    assert [(group.prompt, group.sums.calls) for group in one.groups] == [("Solve", 1), ("WriteQuestion", 1)]
    assert (one.total.calls, one.total.unusable, one.total.cost_nano_usd) == (2, 0, 2_000_000)
    assert (two.total.calls, two.total.unusable) == (1, 1)
    assert [budget.cap for budget in two.budgets] == [7]
    assert ledger_statistics(workspace, "run-three").total.calls == 0
    assert ledger_statistics(workspace).total.calls == 4


def test_the_total_has_the_quantiles_of_all_calls_not_of_groups(workspace: Workspace) -> None:
    slow = [paid(number, prompt="Slow", latency_ms=1000) for number in range(3)]
    quick = [paid(number, latency_ms=10) for number in range(3, 10)]
    keep(workspace, *slow, *quick)
    total = ledger_statistics(workspace).total
    assert (total.latency_p50_ms, total.latency_p95_ms, total.tries) == (10, 1000, 10)


def test_sums_by_prompt_join_models_and_ways(workspace: Workspace) -> None:
    keep(workspace, paid(1), paid(2, model="large", way="batch", fault="empty reply"), paid(3, prompt="Solve"))
    by_prompt, total = sums_by_prompt(workspace, "run-one")
    assert {prompt: (sums.calls, sums.unusable) for prompt, sums in by_prompt.items()} == {
        "WriteQuestion": (2, 1),
        "Solve": (1, 0),
    }
    assert (total.calls, total.input_tokens, total.faults) == (3, 1_200, by_prompt["WriteQuestion"].faults)


def test_whom_a_run_paid_is_told_in_the_order_of_its_first_calls(workspace: Workspace) -> None:
    keep(workspace, paid(1, role="solver"), paid(2, model="large", role="judge", priced=None), paid(3, role="solver"))
    keep(workspace, paid(4, run="run-two"), paid(5, prompt="Solve", role="solver", served_model=None))
    told = [
        (one.role, one.model, one.served_model, one.priced, one.calls) for one in calls_by_model(workspace, "run-one")
    ]
    assert told == [
        ("solver", "small-7b", "small-7b-0101", "2026-11-01", 2),
        ("judge", "large", "small-7b-0101", None, 1),
        ("solver", "small-7b", None, "2026-11-01", 1),
    ]

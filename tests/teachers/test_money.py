"""What ``--budget`` may say, and how amounts are told."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import UsageError
from mathwright.teachers.money import NANO, Budget, parse_budget, told_cost, told_usd


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("5usd", Budget(None, "usd", 5 * NANO)),
        ("$5", Budget(None, "usd", 5 * NANO)),
        ("2.50usd", Budget(None, "usd", 2_500_000_000)),
        ("0.000000001 USD", Budget(None, "usd", 1)),
        ("$.10", Budget(None, "usd", 100_000_000)),
        ("200ktokens", Budget(None, "tokens", 200_000)),
        ("1.5mtokens", Budget(None, "tokens", 1_500_000)),
        ("1btokens", Budget(None, "tokens", 1_000_000_000)),
        ("1token", Budget(None, "tokens", 1)),
        ("judge=1usd", Budget("judge", "usd", NANO)),
        (" solver = 300kTokens ", Budget("solver", "tokens", 300_000)),
        ("author=$0.5", Budget("author", "usd", NANO // 2)),
    ],
)
def test_reads_money_and_tokens_for_all_or_for_a_role(text: str, budget: Budget) -> None:
    assert parse_budget(text) == budget


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5", "dollars or tokens"),
        ("$5usd", "dollars or tokens"),
        ("$5tokens", "dollars or tokens"),
        ("5eur", "no amount"),
        ("-5usd", "no amount"),
        ("1e3usd", "no amount"),
        ("nanusd", "no amount"),
        ("", "no amount"),
        ("=5usd", "no amount"),
        ("1,000usd", "no amount"),
        ("٥usd", "no amount"),
        ("0usd", "allows no call"),
        ("0tokens", "allows no call"),
        ("0.0000000001usd", "finer than a billionth"),
        ("0.5tokens", "part of a token"),
        ("1.0005ktokens", "part of a token"),
    ],
)
def test_refuses_anything_else_with_an_example(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=f'--budget ".*": .*{why}.*; write --budget 5usd'):
        parse_budget(text)


@given(st.integers(1, 10**15))
def test_amounts_are_exact_to_the_nano_dollar(nano: int) -> None:
    assert parse_budget(f"{nano // NANO}.{nano % NANO:09d}usd").amount == nano


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_budget_or_a_usage_error(text: str) -> None:
    with suppress(UsageError):
        assert parse_budget(text).amount > 0


@pytest.mark.parametrize(
    ("nano", "told"),
    [
        (0, "$0.00"),
        (12_345_678_901, "$12.35"),
        (12_300_000, "$0.0123"),
        (100_000, "$0.0001"),
        (45_000, "$0.000045"),
        (1, "$0.000000001"),
        (-12_300_000, "-$0.0123"),
    ],
)
def test_tells_dollars_with_the_digits_that_matter(nano: int, told: str) -> None:
    assert told_usd(nano) == told


@pytest.mark.parametrize(
    ("nano", "unpriced", "calls", "told"),
    [
        (420_000_000, 0, 7, "$0.4200"),
        (0, 0, 0, "$0.00"),
        (0, 0, 3, "$0.00"),
        (0, 3, 3, "cost unknown"),
        (420_000_000, 2, 7, "$0.4200 and 2 calls of unknown cost"),
    ],
)
def test_a_cost_that_is_not_known_is_told_as_such(nano: int, unpriced: int, calls: int, told: str) -> None:
    assert told_cost(nano, unpriced, calls) == told

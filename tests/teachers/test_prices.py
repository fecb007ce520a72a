"""Prices: where they come from, what a reply costs, and the bound that no reply passes."""

import socket
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mathwright.teachers.prices import (
    OwnPrice,
    Price,
    Tier,
    cost_nano_usd,
    input_tokens_at_most,
    is_local,
    most_cost_nano_usd,
    price_of,
)
from mathwright.teachers.request import Usage

OPENAI, ANTHROPIC = "https://api.openai.com/v1", "https://api.anthropic.com"
DAY = date(2026, 11, 21)


def tier(above: int = -1, **usd: str) -> Tier:
    prices = {"input": "1", "output": "4", "cached": "0.1", "cache_write": "1.25"} | usd
    return Tier(above=above, **{name: Decimal(value) for name, value in prices.items()})


def price(*tiers: Tier) -> Price:
    return Price(tiers=tiers, batch=tiers, date="2026-11-21", source="run file")


# --- where they come from -------------------------------------------------------------------------


def test_the_shipped_table_knows_hosted_models_and_dates_them() -> None:
    found = price_of("openai", OPENAI, "gpt-4o-mini", today=DAY)

    assert found is not None
    assert found.tiers == (tier(input="0.15", output="0.6", cached="0.075", cache_write="0.15"),)
    assert (found.batch[0].input, found.batch[0].output) == (Decimal("0.075"), Decimal("0.3"))
    assert found.date == "2026-11-21"
    assert found.source.startswith("genai-prices 0.")


def test_longer_prompts_have_their_own_tier_and_dearer_cache_writes_count() -> None:
    found = price_of("anthropic", ANTHROPIC, "claude-sonnet-4-5", today=DAY)

    assert found is not None
    assert [step.above for step in found.tiers] == [-1, 200_000]
    assert found.tier(200_000).input == 3
    assert found.tier(200_001) == tier(200_000, input="6", output="22.5", cached="0.6", cache_write="12")
    assert found.tier(10, "batch") == tier(input="1.5", output="7.5", cached="0.15", cache_write="3")


@pytest.mark.parametrize(
    ("base_url", "model"),
    [
        pytest.param(OPENAI, "gpt-99-imaginary", id="no such model"),
        pytest.param("https://gateway.example.com/v1", "gpt-4o-mini", id="no such place"),
        pytest.param("http://localhost:8000/v1", "gpt-4o-mini", id="one's own server"),
        pytest.param("http://[::1]:8000/v1", "gpt-4o-mini", id="one's own server by address"),
        pytest.param("https://openrouter.ai/api/v1", "meta-llama/llama-3.3-70b-instruct:free", id="no figures"),
        pytest.param("https://api.perplexity.ai", "sonar-pro", id="a fee for each request"),
    ],
)
def test_what_is_not_known_is_none_and_never_0(base_url: str, model: str) -> None:
    assert price_of("openai", base_url, model, today=DAY) is None


def test_the_run_file_has_the_last_word() -> None:
    own = OwnPrice.model_validate({"input": 0.15, "output": 0.6, "cached": 0.03})
    found = price_of("openai", OPENAI, "gpt-99-imaginary", own, today=DAY)
    free = price_of("openai", "http://localhost:8000/v1", "m", OwnPrice(input=Decimal(0), output=Decimal(0)), DAY)

    assert found == Price(
        tiers=(tier(input="0.15", output="0.6", cached="0.03", cache_write="0.15"),),
        batch=(tier(input="0.075", output="0.3", cached="0.015", cache_write="0.075"),),
        date="2026-11-21",
        source="run file",
    )
    assert free is not None
    assert cost_nano_usd(free, Usage(10**9, 10**9)) == 0


def test_only_the_providers_that_promise_it_batch_at_half_price() -> None:
    own = OwnPrice(input=Decimal(1), output=Decimal(2))
    gateway = price_of("openai", "https://gateway.example.com/v1", "m", own, DAY)
    listed = price_of("openai", "https://api.deepseek.com", "deepseek-chat", today=DAY)

    assert gateway is not None
    assert listed is not None
    assert gateway.batch == gateway.tiers
    assert listed.batch == listed.tiers


@pytest.mark.parametrize("wrong", [{"input": -1, "output": 1}, {"input": 1}, {"input": "nan", "output": 1}, {"in": 1}])
def test_a_price_that_is_none_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        OwnPrice.model_validate(wrong)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a price must not need the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert price_of("openai", OPENAI, "gpt-4o") is not None
    assert price_of("openai", OPENAI, "gpt-99-imaginary") is None


@pytest.mark.parametrize(
    ("base_url", "local"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:11434/v1", True),
        ("http://0.0.0.0:8000", True),
        ("http://10.1.2.3/v1", True),
        ("http://192.168.0.7/v1", True),
        ("http://[fd00::1]:8000", True),
        ("http://gpu-node-17:8000/v1", True),
        ("http://box.local/v1", True),
        ("http://mylocalhost.com/v1", False),
        ("https://api.openai.com/v1", False),
        ("https://8.8.8.8/v1", False),
        ("http://localhost.example.com/v1", False),
    ],
)
def test_tells_ones_own_servers_from_others(base_url: str, local: bool) -> None:
    assert is_local(base_url) is local


# --- what a reply costs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usage", "nano"),
    [
        pytest.param(Usage(1000, 500), 1_000_000 + 2_000_000, id="plain"),
        pytest.param(Usage(1000, 500, cached_tokens=400), 600_000 + 40_000 + 2_000_000, id="cache read"),
        pytest.param(Usage(1000, 0, cache_write_tokens=1000), 1_250_000, id="cache write"),
        pytest.param(Usage(1000, 500, reasoning_tokens=499), 3_000_000, id="reasoning is part of the reply"),
        pytest.param(Usage(10, 0, cached_tokens=99, cache_write_tokens=99), 1_000, id="counts beyond the prompt's"),
        pytest.param(Usage(0, 0), 0, id="nothing"),
    ],
)
def test_a_reply_costs_what_its_tokens_cost(usage: Usage, nano: int) -> None:
    assert cost_nano_usd(price(tier()), usage) == nano


def test_costs_are_rounded_up_to_a_nano_dollar() -> None:
    assert cost_nano_usd(price(tier(input="0.0001")), Usage(1, 0)) == 1
    assert cost_nano_usd(price(tier(input="0.0001")), Usage(10, 0)) == 1
    assert cost_nano_usd(price(tier(input="0.0001")), Usage(11, 0)) == 2


def test_the_tier_of_the_prompt_holds_for_all_tokens() -> None:
    tiered = price(tier(), tier(100, input="2", output="8"))

    assert cost_nano_usd(tiered, Usage(100, 1)) == 104_000
    assert cost_nano_usd(tiered, Usage(101, 1)) == 210_000


USD = st.decimals(0, 100, places=7)
TIERS = st.builds(
    lambda above, parts: Tier(
        above=above, **dict(zip(("input", "output", "cached", "cache_write"), parts, strict=True))
    ),
    st.integers(0, 3_000),
    st.tuples(USD, USD, USD, USD),
)
PRICES = st.builds(
    lambda first, more: price(
        first.model_copy(update={"above": -1}), *sorted({t.above: t for t in more}.values(), key=lambda t: t.above)
    ),
    TIERS,
    st.lists(TIERS, max_size=3),
)
COUNT = st.integers(0, 5_000)


@given(PRICES, st.builds(Usage, COUNT, COUNT, COUNT, COUNT, COUNT), COUNT, COUNT)
def test_no_reply_within_the_bounds_costs_more_than_the_bound(
    cost: Price, usage: Usage, input_room: int, output_room: int
) -> None:
    most = most_cost_nano_usd(cost, usage.input_tokens + input_room, usage.output_tokens + output_room)

    assert cost_nano_usd(cost, usage) <= most


@given(PRICES, st.builds(Usage, COUNT, COUNT, COUNT, st.just(0), COUNT))
def test_costs_are_exact(cost: Price, usage: Usage) -> None:
    cached = min(usage.cached_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    step = [t for t in cost.tiers if usage.input_tokens > t.above][-1]
    counts = {"input": usage.input_tokens - cached - written, "output": usage.output_tokens}
    counts |= {"cached": cached, "cache_write": written}
    exact = sum((Fraction(getattr(step, name)) * count * 1000 for name, count in counts.items()), Fraction(0))

    assert 0 <= cost_nano_usd(cost, usage) - exact < 1


# --- bounds on tokens -----------------------------------------------------------------------------


def test_a_prompt_has_at_most_its_bytes_and_what_a_template_adds() -> None:
    assert input_tokens_at_most(["a" * 100]) == 100 + 16 + 64
    assert input_tokens_at_most(["é" * 10, "∑"]) == 20 + 3 + 32 + 64
    assert input_tokens_at_most(["\ud800"]) == 3 + 16 + 64


def test_text_that_grows_when_normalized_counts_at_its_longer_form() -> None:
    assert input_tokens_at_most(["\ufdfa"]) == 33 + 16 + 64


def test_a_price_comes_back_from_its_json() -> None:
    found = price_of("anthropic", ANTHROPIC, "claude-sonnet-4-5", today=DAY)

    assert found is not None
    assert Price.model_validate_json(found.model_dump_json()) == found

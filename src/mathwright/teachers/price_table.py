"""Prices as the shipped table of genai-prices has them, by address and model; nothing is fetched."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.metadata import version

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

from mathwright.teachers.prices import Price, Tier, half

SOURCE = f"genai-prices {version('genai-prices')}"


def listed_price(base_url: str, model: str, day: date, halves: bool) -> Price | None:
    """The price on that day, or None: for an address or model that is not listed, and where a part is missing.

    ``halves``: whether the provider's batches cost half where the table does not say; else they count in full.
    A model that takes a fee for each request besides its tokens has no price that we could keep to.
    """
    try:
        found = get_snapshot().find_provider_model(model, None, None, base_url)[1]
    except LookupError:
        return None
    standard = _tiers(_prices_on(found, day, {}))
    if standard is None:
        return None
    batch = _tiers(_prices_on(found, day, {"processing": "batch"}))
    if batch is None or batch == standard:
        batch = tuple(half(tier) for tier in standard) if halves else standard
    return Price(tiers=standard, batch=batch, date=day.isoformat(), source=SOURCE)


def _prices_on(model: ModelInfo, day: date, context: dict[str, str]) -> list[ModelPrice]:
    """The prices of each hour of the day; some providers are cheaper at night, and a run may last until morning."""
    hours = (datetime.combine(day, time(hour), tzinfo=UTC) for hour in range(24))
    return [model.get_prices(moment, context) for moment in hours]


def _tiers(prices: list[ModelPrice]) -> tuple[Tier, ...] | None:
    """The dearest of the prices, tier by tier; None where input or output has none."""
    if any(price.input_mtok is None or price.output_mtok is None or price.requests_kcount for price in prices):
        return None
    values = [value for price in prices for value in vars(price).values()]
    starts = {tier.start for value in values if isinstance(value, TieredPrices) for tier in value.tiers}
    return tuple(_tier(prices, above) for above in (-1, *sorted(starts)))


def _tier(prices: list[ModelPrice], above: int) -> Tier:
    # A price that is missing without a default would be refused by Tier as infinite; _tiers has seen that none is.
    def dearest(*names: str, default: Decimal = Decimal("Infinity")) -> Decimal:
        found = [_at(getattr(price, name), above + 1) for price in prices for name in names]
        return max((value for value in found if value is not None), default=default)

    plain = dearest("input_mtok")
    return Tier(
        above=above,
        input=plain,
        output=dearest("output_mtok", "output_reasoning_mtok"),
        cached=dearest("cache_read_mtok", default=plain),
        cache_write=dearest("cache_write_mtok", "cache_write_1h_mtok", default=plain),
    )


def _at(value: Decimal | TieredPrices | None, input_tokens: int) -> Decimal | None:
    if not isinstance(value, TieredPrices):
        return value
    return next((tier.price for tier in reversed(value.tiers) if input_tokens > tier.start), value.base)

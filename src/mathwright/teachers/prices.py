"""What a model's tokens cost: dated prices, the exact cost of a reply, and the most that a call can cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from ipaddress import ip_address
from typing import Literal, TypeAlias
from unicodedata import normalize
from urllib.parse import urlsplit

from pydantic import Field

from mathwright.records import Record
from mathwright.teachers.request import ProviderName, Usage

Way: TypeAlias = Literal["online", "batch"]
"""How a call is made: one request a call, or in a file of many at half price."""

NANO_PER_MTOK = 1_000
"""Nano dollars a token for each dollar a million tokens."""
BATCH_SHARE = Decimal("0.5")
"""Of the price: what OpenAI and Anthropic ask for a batch, the cache included (their price pages, October 2026)."""
BATCHERS = {"openai": "api.openai.com", "anthropic": "api.anthropic.com"}
"""Whose batches are known to cost ``BATCH_SHARE``, and where."""
MESSAGE_TOKENS = 16
"""Most tokens that chat templates add around a message (role, separators); seen: 3 to 9."""
REQUEST_TOKENS = 64
"""Most tokens that chat templates add once (the opening of the reply, a default system prompt of 20 to 40 tokens)."""
LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


class OwnPrice(Record):
    """``price = {input = 0.15, output = 0.6}`` of a run file, in USD a million tokens."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    cached: Decimal | None = Field(default=None, ge=0)
    """Of prompt tokens read from the provider's cache; None: as ``input``."""
    cache_write: Decimal | None = Field(default=None, ge=0)
    """Of prompt tokens written to the provider's cache; None: as ``input``."""


class Tier(Record):
    """What all tokens of a request cost when its prompt is longer than ``above``, in USD a million tokens."""

    above: int
    """Tokens of the prompt; -1 for the tier that every prompt reaches."""
    input: Decimal
    output: Decimal
    cached: Decimal
    """Equal to ``input`` where the source has no price for cache reads."""
    cache_write: Decimal
    """Equal to ``input`` where the source has no price for cache writes; otherwise the dearest kind of them."""


class Price(Record):
    """The price of one model, as it is stored beside each call."""

    tiers: tuple[Tier, ...]
    """By rising ``above``; the first has -1."""
    batch: tuple[Tier, ...]
    """The same for calls made in batches."""
    date: str
    """The day for which the price was looked up, as 2026-11-21."""
    source: str
    """``genai-prices 0.2.3``, or ``run file``."""

    def tier(self, input_tokens: int, way: Way = "online") -> Tier:
        """What holds for a prompt of this length."""
        tiers = self.batch if way == "batch" else self.tiers
        return next(tier for tier in reversed(tiers) if input_tokens > tier.above)


def price_of(
    provider: ProviderName, base_url: str, model: str, override: OwnPrice | None = None, today: date | None = None
) -> Price | None:
    """The price of a model, the run file's own before the shipped table's; None where it is not known, never 0.

    Nothing is fetched.  A server of one's own has no known price: ``price = {input = 0, output = 0}`` says it is free.
    """
    day = today if today is not None else datetime.now(tz=UTC).date()
    halves = urlsplit(base_url).hostname == BATCHERS[provider]
    if override is not None:
        return _own(override, day, halves)
    if is_local(base_url):
        return None
    # Loading the table takes 0.2 s (it brings an HTTP client along), which a run on one's own server can spare.
    from mathwright.teachers.price_table import listed_price  # noqa: PLC0415

    return listed_price(base_url, model, day, halves)


def is_local(base_url: str) -> bool:
    """Whether an address is this machine's or of a private network."""
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(LOCAL_NAMES)
    return not address.is_global


def cost_nano_usd(price: Price, usage: Usage, way: Way = "online") -> int:
    """What a reply cost, in nano dollars, rounded up; exact."""
    tier = price.tier(usage.input_tokens, way)
    # Counts beyond the prompt's are a server's slip; clamped, they cannot make the plain part negative.
    cached = min(usage.cached_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    plain = usage.input_tokens - cached - written
    usd = plain * tier.input + cached * tier.cached + written * tier.cache_write + usage.output_tokens * tier.output
    return _up(usd * NANO_PER_MTOK)


def most_cost_nano_usd(price: Price, input_tokens_at_most: int, max_output_tokens: int, way: Way = "online") -> int:
    """A bound that no reply to a prompt of at most so many tokens, itself of at most so many, passes.

    Every tier in reach counts, since a price may fall with length, and the dearest kind of input.
    """
    tiers = [tier for tier in (price.batch if way == "batch" else price.tiers) if input_tokens_at_most > tier.above]
    dearest = max(max(tier.input, tier.cached, tier.cache_write) for tier in tiers)
    output = max(tier.output for tier in tiers)
    return _up((input_tokens_at_most * dearest + max_output_tokens * output) * NANO_PER_MTOK)


def input_tokens_at_most(messages: Iterable[str]) -> int:
    """A bound on the tokens of a prompt, whatever the model's tokenizer; one string for each message.

    Byte-level BPE, and SentencePiece with byte fallback, begin with one token for each UTF-8 byte and only join them;
    some normalize before (NFKC), which can make text longer, so the longer form counts.  What a chat template adds
    counts at its most.  A JSON schema that is sent along is part of the prompt: give it as a message more.
    """
    texts = list(messages)
    return sum(_most_bytes(text) for text in texts) + MESSAGE_TOKENS * len(texts) + REQUEST_TOKENS


def _most_bytes(text: str) -> int:
    if text.isascii():
        return len(text)
    return max(len(form.encode("utf-8", "surrogatepass")) for form in (text, normalize("NFKC", text)))


def _up(nano: Decimal) -> int:
    whole = int(nano)
    return whole + (nano > whole)


def _own(price: OwnPrice, day: date, halves: bool) -> Price:
    cached = price.input if price.cached is None else price.cached
    written = price.input if price.cache_write is None else price.cache_write
    tier = Tier(above=-1, input=price.input, output=price.output, cached=cached, cache_write=written)
    return Price(tiers=(tier,), batch=(half(tier) if halves else tier,), date=day.isoformat(), source="run file")


def half(tier: Tier) -> Tier:
    """What the tier costs in a batch."""
    changed = {name: getattr(tier, name) * BATCH_SHARE for name in ("input", "output", "cached", "cache_write")}
    return tier.model_copy(update=changed)

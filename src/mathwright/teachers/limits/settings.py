"""What a run file may say about the limits of one model."""

from __future__ import annotations

from pydantic import Field

from mathwright.records import Record


class LimitSettings(Record):
    """The limits of one model at one place; the defaults suit hosted models and one's own server alike."""

    concurrency_start: int = Field(default=16, ge=1)
    """Calls in flight at the beginning; the limit doubles from here while the provider keeps up."""
    concurrency_most: int | None = Field(default=None, ge=1)
    """Most calls in flight at any time; None sets no cap."""
    requests_per_minute: int | None = Field(default=None, ge=1)
    """Most requests a minute; None leaves it to what the provider's headers say."""
    input_tokens_per_minute: int | None = Field(default=None, ge=1)
    """Most tokens of prompts a minute, by our estimate before and the provider's count after; None as above."""
    output_tokens_per_minute: int | None = Field(default=None, ge=1)
    """Most tokens of replies a minute; a call in flight counts with its ``max_tokens``; None as above."""
    retries: int = Field(default=6, ge=0)
    """Further tries of a call that failed on the server's side or on the way; throttled tries do not count."""
    retry_base_s: float = Field(default=0.5, gt=0)
    """Upper end of the first, random pause before a retry; it doubles with each."""
    retry_longest_s: float = Field(default=60.0, gt=0)
    """Longest pause before a retry."""
    longest_pause_s: float = Field(default=120.0, gt=0)
    """Longest single pause when throttled; a provider that asks for more is asked again after this time."""
    throttle_patience_s: float = Field(default=1800.0, gt=0)
    """How long a provider may throttle every call before the run ends."""
    stop_above_s: float = Field(default=3600.0, gt=0)
    """A ``Retry-After`` above this ends the run: a quota is used up."""
    breaker_failures: int = Field(default=20, ge=1)
    """Failed tries in a row, over all calls, after which calls wait and one at a time tests the provider."""
    breaker_patience_s: float = Field(default=300.0, gt=0)
    """How long a provider may be down before the run ends."""
    first_patience_s: float = Field(default=30.0, gt=0)
    """The same for one that has not answered once: a wrong address is likelier than an outage.  Raise it for a server
    that is still loading its model."""

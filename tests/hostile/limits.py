"""The server's own bucket of requests, and what headers tell of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from tests.hostile.asked import Way
from tests.hostile.faults import Faults

TOLD_REQUESTS, TOLD_TOKENS = 10_000, 2_000_000
"""What headers tell of where no limit is set."""


class Bucket:
    """Requests a minute."""

    def __init__(self, faults: Faults) -> None:
        self._rate = None if faults.requests_per_minute is None else faults.requests_per_minute / 60
        self._most = float(faults.bucket or faults.requests_per_minute or TOLD_REQUESTS)
        self._told = faults.limit_headers or faults.requests_per_minute is not None
        self._limit = faults.requests_per_minute or TOLD_REQUESTS
        self._level = self._most
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether a request may pass; it is counted if so."""
        if self._rate is None:
            return True
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True

    def headers(self, way: Way) -> tuple[tuple[str, str], ...]:
        """As the provider writes them; none where limits are not told."""
        if not self._told:
            return ()
        left = int(self._level) if self._rate is not None else TOLD_REQUESTS - 1
        full_s = (self._most - self._level) / self._rate if self._rate is not None else 0.006
        if way == "openai":
            return (
                ("x-ratelimit-limit-requests", str(self._limit)),
                ("x-ratelimit-remaining-requests", str(left)),
                ("x-ratelimit-reset-requests", f"{int(full_s * 1000)}ms"),
                ("x-ratelimit-limit-tokens", str(TOLD_TOKENS)),
                ("x-ratelimit-remaining-tokens", str(TOLD_TOKENS - 1000)),
                ("x-ratelimit-reset-tokens", "30ms"),
            )
        reset = (datetime.now(UTC) + timedelta(seconds=full_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            ("anthropic-ratelimit-requests-limit", str(self._limit)),
            ("anthropic-ratelimit-requests-remaining", str(left)),
            ("anthropic-ratelimit-requests-reset", reset),
            ("anthropic-ratelimit-input-tokens-limit", str(TOLD_TOKENS)),
            ("anthropic-ratelimit-input-tokens-remaining", str(TOLD_TOKENS - 1000)),
            ("anthropic-ratelimit-input-tokens-reset", reset),
        )

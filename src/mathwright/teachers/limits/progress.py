"""Where a limiter stands: what a progress line tells of it."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

RATE_OVER_S = 10.0
"""Of snapshots before, over which the output tokens a second are told."""


class Snapshot(NamedTuple):
    """Where a limiter stands, for a progress line."""

    name: str
    in_flight: int
    limit: int
    """Most calls in flight for now."""
    waiting: int
    """Calls that may not be sent yet; those between two tries are neither here nor in flight."""
    answered: int
    throttled: int
    """Tries that were throttled."""
    retried: int
    """Tries that failed and were followed by another."""
    failed: int
    """Calls that failed for good."""
    output_tokens_per_s: float
    """Over the last seconds, between snapshots; 0 in the first."""
    held: str
    """Why no call is sent at all for now, in a few words; empty where calls are sent."""


class Counts:
    """What a limiter has seen."""

    __slots__ = ("_seen", "answered", "failed", "output_tokens", "retried", "throttled")

    def __init__(self) -> None:
        self.answered = 0
        self.failed = 0
        self.output_tokens = 0
        self.retried = 0
        self.throttled = 0
        self._seen: deque[tuple[float, int]] = deque()

    def output_tokens_per_s(self, now: float) -> float:
        """Since the oldest look within the last seconds."""
        seen = self._seen
        while len(seen) > 1 and seen[1][0] <= now - RATE_OVER_S:
            seen.popleft()
        rate = 0.0
        if seen and now > seen[0][0]:
            rate = (self.output_tokens - seen[0][1]) / (now - seen[0][0])
        seen.append((now, self.output_tokens))
        return rate

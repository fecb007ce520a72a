"""Requests and tokens a minute: what settings and the provider's headers allow."""

from __future__ import annotations

from typing import NamedTuple

from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.request import Allowance, Told, Usage

MINUTE_S = 60.0
BURST_S = 10.0
"""Of a rate from settings, how much may pass at once: over any minute at most 7/6 of the rate."""
DAY_S = 86_400.0
SLACK = 1e-6
"""Of a token: rounding must not hold a call that may pass."""


class Cost(NamedTuple):
    """What one try takes at its most."""

    requests: int
    input_tokens: int
    output_tokens: int
    all_tokens: int


class Bucket:
    """Fills at a rate up to its capacity; a try larger than that passes when it is full, and leaves it in debt."""

    def __init__(self, capacity: float, rate_per_s: float, now: float) -> None:
        self.capacity = capacity
        self.rate_per_s = rate_per_s
        self.level = capacity
        self._at = now

    def fill(self, now: float) -> None:
        """Let the time since the last fill flow in."""
        self.level = min(self.capacity, self.level + (now - self._at) * self.rate_per_s)
        self._at = now

    def delay(self, need: float, now: float) -> float:
        """Seconds until so much may be taken; 0 if now."""
        self.fill(now)
        missing = min(need, self.capacity) - self.level
        return missing / self.rate_per_s if missing > SLACK else 0.0

    def add(self, amount: float) -> None:
        """Put back, or take where negative."""
        self.level = min(self.capacity, self.level + amount)


class Buckets:
    """All buckets of one model: those of the settings, and those that headers tell of."""

    def __init__(self, settings: LimitSettings, now: float) -> None:
        self._fixed: list[tuple[int, Bucket]] = []
        self._told: dict[int, Bucket] = {}
        """By the place in ``Cost`` that it measures."""
        self._newest = 0
        """Number of the latest try whose headers were heard."""
        self._in_flight = [0, 0, 0, 0]
        """What the tries in flight took, as Cost."""
        rates = (settings.requests_per_minute, settings.input_tokens_per_minute, settings.output_tokens_per_minute)
        for place, rate in enumerate(rates):
            if rate is not None:
                capacity = max(1.0, rate * BURST_S / MINUTE_S)
                self._fixed.append((place, Bucket(capacity, rate / MINUTE_S, now)))
        self._all = list(self._fixed)

    def delay(self, cost: Cost, now: float) -> float:
        """Seconds until the try may pass; 0 if now."""
        return max((bucket.delay(cost[place], now) for place, bucket in self._all), default=0.0)

    def take(self, cost: Cost) -> None:
        """Take what the try may need."""
        in_flight = self._in_flight
        in_flight[0] += 1
        in_flight[1] += cost[1]
        in_flight[2] += cost[2]
        for place, bucket in self._all:
            bucket.add(-cost[place])

    def settle(self, cost: Cost, used: Cost) -> None:
        """Give back what a try that ended did not use."""
        in_flight = self._in_flight
        in_flight[0] -= 1
        in_flight[1] -= cost[1]
        in_flight[2] -= cost[2]
        for place, bucket in self._all:
            bucket.add(cost[place] - used[place])

    def undo(self, cost: Cost) -> None:
        """Give all back: the try was never sent."""
        self.settle(cost, Cost(0, 0, 0, 0))

    def hear(self, told: Told, number: int, age_s: float, now: float) -> None:
        """Follow what the headers of a reply say, to the try of that number, sent so long ago."""
        limits = (told.requests.limit, told.input_tokens.limit, told.output_tokens.limit)
        if limits == (None, None, None):
            return
        # Of two replies that overtook each other, the one to the older try would raise what the other lowered.
        fresh = number > self._newest
        self._newest = max(self._newest, number)
        # A provider that names no limit for replies counts prompts and replies together.
        together = told.output_tokens.limit is None and 1 not in self._told
        self._follow(0, told.requests, fresh, age_s, now)
        self._follow(3 if together else 1, told.input_tokens, fresh, age_s, now)
        self._follow(2, told.output_tokens, fresh, age_s, now)

    def _follow(self, place: int, allowance: Allowance, fresh: bool, age_s: float, now: float) -> None:
        limit, remaining = allowance.limit, allowance.remaining
        if limit is None or limit <= 0:
            return
        # The provider has counted this call, and of those in flight we know not which.
        least = (limit if remaining is None else remaining) - self._sent(place)
        bucket = self._told.get(place)
        if bucket is None:
            bucket = self._told[place] = Bucket(limit, limit / MINUTE_S, now)
            bucket.level = least
            self._all.append((place, bucket))
        bucket.fill(now)
        bucket.capacity, bucket.rate_per_s = limit, told_rate(allowance)
        if remaining is not None:
            # Headers may be as old as the call, and state whole numbers: without the room for both, each reply would
            # take away what has flowed in since.
            most = remaining + 1 + bucket.rate_per_s * age_s
            bucket.level = min(max(bucket.level, least) if fresh else bucket.level, most)

    def _sent(self, place: int) -> int:
        if place == 3:
            return self._in_flight[1] + self._in_flight[2]
        return self._in_flight[place]


def told_rate(allowance: Allowance) -> float:
    """The rate a second at which an allowance fills: its limit a minute, or slower where the headers say so.

    Some providers state requests a day under the same names; the time until it is full again gives that away.
    """
    limit, remaining, reset_s = allowance.limit or 0, allowance.remaining, allowance.reset_s
    by_minute = limit / MINUTE_S
    if remaining is None or not reset_s or remaining >= limit:
        return by_minute
    return max(limit / DAY_S, min(by_minute, (limit - remaining) / reset_s))


def used_cost(cost: Cost, usage: Usage | None) -> Cost:
    """What a reply used; all that was taken where the server does not say."""
    if usage is None:
        return cost
    return Cost(1, usage.input_tokens, usage.output_tokens, usage.input_tokens + usage.output_tokens)

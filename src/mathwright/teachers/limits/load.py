"""What one window of calls measured: latency, by token too, and throughput at a concurrency."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log
from statistics import median

SIZE_RATIO = 1.25
"""Ratio of neighbouring sizes of concurrency for which throughput is remembered."""
SMALLER = 0.75
"""Of the concurrency: what counts as a smaller one."""


@dataclass(frozen=True)
class Load:
    """Medians of one window."""

    latency_s: float
    token_latency_s: float
    """Latency by output token; infinite where the provider does not count them."""
    concurrency: float
    """Mean calls in flight that the finished ones saw: the sum of their latencies by the window's length."""
    throughput: float
    """Calls a second."""

    def is_slower_than(self, other: Load, ratio: float) -> bool:
        """Whether calls took ``ratio`` times as long, in seconds and by token.

        Longer replies raise the first alone, shorter ones the second alone; a queue raises both.
        """
        if self.latency_s < ratio * other.latency_s:
            return False
        return other.token_latency_s == inf or self.token_latency_s >= ratio * other.token_latency_s

    def best_of(self, other: Load | None) -> Load:
        """The lower latencies of both."""
        if other is None:
            return self
        latency_s = min(self.latency_s, other.latency_s)
        return Load(latency_s, min(self.token_latency_s, other.token_latency_s), self.concurrency, self.throughput)


@dataclass
class Window:
    """What finished since the last decision."""

    began: float
    last_of_it: int
    """Number of the last try that was in flight at the beginning."""
    outstanding: int
    """How many of those have not finished."""
    draining: bool = False
    """Whether it follows a cut: its calls were sent before and say nothing of it."""
    tries: int = 0
    throttled: int = 0
    most: int = 0
    """Most calls in flight at once."""
    pressed: bool = False
    """Whether a caller waited for nothing but the limit."""
    latencies: list[float] = field(default_factory=list)
    token_latencies: list[float] = field(default_factory=list)

    def load(self, now: float) -> Load | None:
        """What it measured; None where nothing was answered, or all at once."""
        length_s = now - self.began
        if not self.latencies or length_s <= 0:
            return None
        by_token = median(self.token_latencies) if self.token_latencies else inf
        busy_s = sum(self.latencies)
        return Load(median(self.latencies), by_token, busy_s / length_s, len(self.latencies) / length_s)


class Throughputs:
    """Calls a second by size of concurrency, as last seen."""

    def __init__(self) -> None:
        self._by_size: dict[int, tuple[float, float]] = {}

    def remember(self, load: Load) -> None:
        """Keep the load's; half of it is what was known before, since a window is short."""
        size = round(log(max(load.concurrency, 1.0), SIZE_RATIO))
        known = self._by_size.get(size)
        mixed = load.throughput if known is None else (load.throughput + known[1]) / 2
        self._by_size[size] = (load.concurrency, mixed)

    def at_fewer(self, load: Load) -> float:
        """The best seen at a smaller concurrency than the load's; 0 where none was."""
        most = SMALLER * load.concurrency
        return max((seen for concurrency, seen in self._by_size.values() if concurrency <= most), default=0.0)

    def forget(self) -> None:
        """What was seen no longer holds."""
        self._by_size.clear()

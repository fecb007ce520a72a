"""A sample of a stream whose length nobody knows."""

from __future__ import annotations

from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Reservoir(Generic[T]):
    """A uniform sample of a stream whose length nobody knows, the same for the same chance and stream."""

    def __init__(self, size: int, chance: Random) -> None:
        """An empty sample of at most ``size``, drawing from ``chance``."""
        self._size = size
        self._draw_bits = chance.getrandbits
        self._kept: list[tuple[int, T]] = []
        self.seen = 0

    def offer(self, value: T) -> None:
        """Let the next value of the stream into the sample, or not."""
        if self.seen < self._size:
            self._kept.append((self.seen, value))
        else:
            place = self._below(self.seen + 1)
            if place < self._size:
                self._kept[place] = (self.seen, value)
        self.seen += 1

    def _below(self, stop: int) -> int:
        """As ``randrange(stop)`` of the chance draws it, in a third of the time: all problems of a dataset come by."""
        bits = stop.bit_length()
        drawn = self._draw_bits(bits)
        while drawn >= stop:
            drawn = self._draw_bits(bits)
        return drawn

    def sample(self) -> tuple[T, ...]:
        """What is kept, in the order of the stream."""
        return tuple(value for _, value in sorted(self._kept, key=lambda kept: kept[0]))

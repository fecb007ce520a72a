"""How few problems could fill what quotas still miss, by what the problems of a run have filled so far."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

V = TypeVar("V", bound=Hashable)
"""A value that a quota goes by."""

SETS = 512
"""Distinct sets of values that are followed, the first that came: what a decision costs stays bounded."""


class Cover(Generic[V]):
    """What problems of several gaps can save, judged by those that came so far.

    A set of values may come as often again as it came.  Where nothing better was seen, a gap takes a place.
    """

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._seen: Counter[tuple[V, ...]] = Counter()

    def see(self, values: tuple[V, ...]) -> None:
        """Note a problem, whether or not it is let in."""
        if len(values) > 1 and (values in self._seen or len(self._seen) < SETS):
            self._seen[values] += 1

    def places(self, gaps: Mapping[V, int], is_open: Callable[[tuple[V, ...]], bool]) -> int:
        """Problems that fill the gaps, each a value to how many of it are missing; fewer may do.

        ``is_open``: whether a problem with such values may still be let in.
        """
        usable = Counter[tuple[V, ...]]()
        for values, times in self._seen.items():
            filling = tuple([value for value in values if value in gaps])
            if len(filling) > 1 and is_open(values):
                usable[filling] += times
        return sum(gaps.values()) - _saved(usable, dict(gaps))


def _saved(usable: Mapping[tuple[V, ...], int], gaps: dict[V, int]) -> int:
    """Places saved where the problem that fills most gaps is always taken next, as long as it fills two."""
    saved = 0
    # Gains only fall while gaps close, so the largest that still holds is the largest of all.
    waiting = [(-len(values), order, values, times) for order, (values, times) in enumerate(usable.items())]
    heapq.heapify(waiting)
    while waiting:
        gain, order, values, times = heapq.heappop(waiting)
        filling = [value for value in values if gaps[value]]
        if len(filling) < 2:
            continue
        if len(filling) < -gain:
            heapq.heappush(waiting, (-len(filling), order, values, times))
            continue
        taken = min(times, *[gaps[value] for value in filling])
        saved += taken * (len(filling) - 1)
        for value in filling:
            gaps[value] -= taken
        if times > taken:
            heapq.heappush(waiting, (gain, order, values, times - taken))
    return saved

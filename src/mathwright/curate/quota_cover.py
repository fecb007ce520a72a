"""How few problems could fill what quotas still miss, by what the problems of a run have been seen to fill."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeAlias

Values: TypeAlias = tuple[tuple[str, str], ...]
"""(trait, name) pairs of one problem."""

STALE = 64
"""Distinct sets of values for which one problem more changes little: with so many the cover is made anew once for
each problem, with n times as many once for n."""


class Cover:
    """The places that problems of several gaps can save, judged by the problems that came so far.

    A set of values may come as often again as it came, so that a run is not expected to bring more than twice what
    it brought; where nothing more is known, a gap takes a place.
    """

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._seen: Counter[Values] = Counter()
        self._saved = 0
        self._age = 0

    def see(self, values: Values) -> None:
        """Note a problem, whether or not it is let in."""
        self._seen[values] += len(values) > 1
        self._age += 1

    def places(self, gaps: Mapping[tuple[str, str], int], is_full: Callable[[Values], bool]) -> int:
        """Problems that fill the gaps (value to how many are missing): enough, though fewer may do.

        ``is_full``: whether no problem with such values may be let in any more.
        """
        open_sets = Counter[Values]()
        for values, times in self._seen.items():
            filling = tuple(value for value in values if value in gaps)
            if len(filling) > 1 and not is_full(values):
                open_sets[filling] += times
        return sum(gaps.values()) - _saved_by(open_sets, dict(gaps))

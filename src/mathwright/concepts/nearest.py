"""The seed problems nearest to a composition, for the examples of its prompt.

Source: arXiv:2403.02884, section 2: by Jaccard distance between sets of knowledge points.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from mathwright.errors import UsageError

_FEW = 32


class Nearest:
    """An index of sets of names that answers which of them are nearest to another set."""

    def __init__(self, sets: Sequence[Collection[str]]) -> None:
        """Index the sets; repeated names in one count once."""
        distinct = [frozenset(names) for names in sets]
        self._sizes = np.fromiter(map(len, distinct), np.int64, len(distinct))
        flat = list(chain.from_iterable(distinct))
        numbers = {name: i for i, name in enumerate(dict.fromkeys(flat))}
        names = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
        rows = np.repeat(np.arange(len(distinct), dtype=np.int32), self._sizes)[np.argsort(names, kind="stable")]
        self._empty = np.flatnonzero(self._sizes == 0).tolist()
        ends = np.cumsum(np.bincount(names, minlength=len(numbers)))[:-1]
        self._rows: dict[str, NDArray[np.int32]] = dict(zip(numbers, np.split(rows, ends), strict=False))

    def nearest(self, query: Collection[str], k: int) -> list[int]:
        """Indices of the k sets nearest by Jaccard distance, ties by index; all where there are fewer.

        Two empty sets are at distance 0.  Raises UsageError for k below 0.
        """
        if k < 0:
            raise UsageError(f"k = {k}: ask for 0 or more nearest seed problems")
        names = set(query)
        shared = np.zeros(self._sizes.size, np.int32)
        for name in names:
            if name in self._rows:
                shared[self._rows[name]] += 1
        rows = np.flatnonzero(shared > 0)
        both = shared[rows]
        best: list[int] = rows[_greatest(both / (self._sizes[rows] + (len(names) - both)), k)].tolist()
        return best if len(best) == min(k, self._sizes.size) else best + self._others(best, k, empty=not names)

    def _others(self, best: list[int], k: int, empty: bool) -> list[int]:
        """Those that share nothing with the query, by index; for an empty query its equals first."""
        known = set(best)
        order = chain(self._empty, range(self._sizes.size)) if empty else range(self._sizes.size)
        return list(islice((row for row in dict.fromkeys(islice(order, 2 * k)) if row not in known), k - len(best)))


def _greatest(score: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Places of the k greatest, ties by place; the scores are used up.

    Scores of shares of whole numbers tie often, which slows sorting and partition down; looking k times for the
    greatest does not mind.
    """
    if k > _FEW:
        return np.argsort(-score, kind="stable")[:k]
    best = np.empty(min(k, score.size), np.int64)
    for i in range(best.size):
        best[i] = score.argmax()
        score[best[i]] = -1.0
    return best

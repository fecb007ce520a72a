"""Blocks of texts, in order: which of them are near to one that was kept before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.sets import KeptSets, near_pairs
from mathwright.curate.near.shingles import Shingles, ragged, shingles_of
from mathwright.curate.near.sketches import BANDS, band_keys
from mathwright.curate.near.tables import MOST_SAME, BandTable
from mathwright.errors import UsageError

THRESHOLD = 0.6
"""Jaccard similarity of the word 3-grams from which two texts are near; the least at which the bands miss few."""

TEXTS_AT_ONCE = 4_096
"""Texts whose shingles are made in one go; more gain no time and take memory."""
Refuses: TypeAlias = Callable[[int], bool]
"""Another rule: whether a text, by its number among those decided, is to be dropped though it is near to none."""


class Near(NamedTuple):
    """The earlier text that a text is near to."""

    place: int
    """Running number of that text among the remembered ones."""
    similarity: float
    """Jaccard similarity of the two sets of word 3-grams, from the threshold to 1."""


class NearStream:
    """Decides texts in order, a block at a time, and remembers those it keeps.

    A text is near if its similarity to an earlier remembered text reaches the threshold; of several such texts, the
    earliest is named.  How the texts are cut into blocks changes nothing.  Memory: 550 to 900 bytes a
    remembered text of 45 words, 750 on average.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        """Remember nothing yet.  Raises UsageError for a threshold outside (0, 1]."""
        self._threshold = checked(threshold)
        self._sets = KeptSets()
        self._tables = [BandTable() for _ in range(BANDS)]

    def __len__(self) -> int:
        """How many texts are remembered."""
        return len(self._sets)

    @property
    def nbytes(self) -> int:
        """Bytes of everything remembered."""
        return self._sets.nbytes + sum(table.nbytes for table in self._tables)

    def decide(self, texts: Sequence[str], refuses: Refuses | None = None) -> list[Near | None]:
        """For each text the earlier one that it is near to; those with None are remembered.

        refuses: asked in order about each text that is near to none; what it refuses is not remembered.
        """
        decided: list[Near | None] = []
        for at in range(0, len(texts), TEXTS_AT_ONCE):
            decided += self._decide(texts[at : at + TEXTS_AT_ONCE], at, refuses)
        return decided

    def remember(self, texts: Sequence[str]) -> None:
        """Remember all texts, near or not, as those of a file to keep apart from."""
        for at in range(0, len(texts), TEXTS_AT_ONCE):
            shingles = shingles_of(texts[at : at + TEXTS_AT_ONCE])
            self._keep(shingles, band_keys(shingles), np.arange(len(shingles.offsets) - 1))

    def look(self, texts: Sequence[str]) -> list[Near | None]:
        """As ``decide``, but against the texts remembered before and without remembering any."""
        found: list[Near | None] = []
        for at in range(0, len(texts), TEXTS_AT_ONCE):
            shingles = shingles_of(texts[at : at + TEXTS_AT_ONCE])
            found += self._earlier(shingles, band_keys(shingles))
        return found

    def _decide(self, texts: Sequence[str], begin: int, refuses: Refuses | None) -> list[Near | None]:
        shingles = shingles_of(texts)
        keys = band_keys(shingles)
        decided = self._earlier(shingles, keys)
        open_rows = np.array([row for row, near in enumerate(decided) if near is None], np.int64)
        pairs = _pairs(shingles, keys[:, open_rows], open_rows, self._threshold)
        turns = _Turns(open_rows, begin, refuses)
        twins = turns.twins(pairs)
        kept = np.array([row for row in open_rows.tolist() if row not in twins and row not in turns.refused], np.int64)
        places = dict(zip(kept.tolist(), range(len(self), len(self) + len(kept)), strict=True))
        for row, (other, similarity) in twins.items():
            decided[row] = Near(places[other], similarity)
        self._keep(shingles, keys[:, kept], kept)
        return decided

    def _earlier(self, shingles: Shingles, keys: NDArray[np.uint32]) -> list[Near | None]:
        """For each row the earliest remembered text that it is near to."""
        found = [table.find_all(band) for table, band in zip(self._tables, keys, strict=True)]
        rows, places = _distinct_pairs(*(np.concatenate(part) for part in zip(*found, strict=True)))
        pairs, similarity = near_pairs(shingles, rows, self._sets.view(), places, self._threshold)
        near: list[Near | None] = [None] * keys.shape[1]
        # Pairs are in order of row and place; the last one written is the earliest place.
        found_near = zip(rows[pairs].tolist(), places[pairs].tolist(), similarity.tolist(), strict=True)
        for row, place, value in reversed(list(found_near)):
            near[row] = Near(place, value)
        return near

    def _keep(self, shingles: Shingles, keys: NDArray[np.uint32], rows: NDArray[np.int64]) -> None:
        """Remember these rows, whose keys these are."""
        places = np.arange(len(self), len(self) + len(rows))
        self._sets.add(shingles, rows)
        for table, band in zip(self._tables, keys, strict=True):
            table.put_all(band, places)


def checked(threshold: float) -> float:
    """The threshold.  Raises UsageError if it lies outside (0, 1]."""
    if not 0 < threshold <= 1:
        raise UsageError(f"near: {threshold} is no similarity; give a number above 0 and at most 1, such as 0.6")
    return threshold


class _Turns:
    """The open rows of a block, settled in order: near to a kept one, refused by another rule, or kept."""

    def __init__(self, rows: NDArray[np.int64], begin: int, refuses: Refuses | None) -> None:
        self.refused: set[int] = set()
        self._waiting = iter(rows.tolist()) if refuses is not None else iter(())
        self._next = next(self._waiting, None)
        self._begin = begin
        self._refuses = refuses

    def twins(self, pairs: Iterable[tuple[int, int, float]]) -> dict[int, tuple[int, float]]:
        """For each row that is near to a kept earlier one: that one, and the similarity."""
        twins: dict[int, tuple[int, float]] = {}
        for row, other, value in pairs:
            self._ask(row, twins)
            if other not in twins and other not in self.refused and row not in twins:
                twins[row] = other, value
        self._ask(None, twins)
        return twins

    def _ask(self, until: int | None, twins: dict[int, tuple[int, float]]) -> None:
        """Ask about the rows before this one that are near to none; None asks about all."""
        while self._refuses is not None and self._next is not None and (until is None or self._next < until):
            if self._next not in twins and self._refuses(self._begin + self._next):
                self.refused.add(self._next)
            self._next = next(self._waiting, None)


def _pairs(
    shingles: Shingles, keys: NDArray[np.uint32], rows: NDArray[np.int64], threshold: float
) -> Iterable[tuple[int, int, float]]:
    """Pairs of the rows that are near: the later, the earlier, the similarity; in ascending order."""
    found = [_pairs_within(band) for band in keys]
    later, earlier = _distinct_pairs(*(rows[np.concatenate(part)] for part in zip(*found, strict=True)))
    pairs, similarity = near_pairs(shingles, later, shingles, earlier, threshold)
    return zip(later[pairs].tolist(), earlier[pairs].tolist(), similarity.tolist(), strict=True)


def _pairs_within(keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of a later and an earlier index with the same key, each with the first MOST_SAME of its key at most."""
    # 16 bits sort by radix; that they agree is not yet that the keys do.
    short = (keys >> np.uint32(16)).astype(np.uint16)
    order = np.argsort(short, kind="stable")
    ordered = short[order]
    fresh = np.ones(len(keys), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    run_start = np.maximum.accumulate(np.where(fresh, np.arange(len(keys)), 0))
    before = np.minimum(np.arange(len(keys)) - run_start, MOST_SAME)
    later, earlier = np.repeat(order, before), order[ragged(run_start, before)]
    same = keys[later] == keys[earlier]
    return later[same], earlier[same]


def _distinct_pairs(rows: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs in ascending order, each once."""
    pairs = np.unique(rows << 32 | others)
    return pairs >> 32, pairs & 0xFFFFFFFF

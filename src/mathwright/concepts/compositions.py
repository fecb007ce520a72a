"""Unique compositions of concepts, drawn by walks until nothing new comes.

Source: arXiv:2403.02884, section 2: walks are drawn epoch after epoch (about 1,000), and of equal (topic set,
knowledge point set) pairs the first is kept.  The paper stops at a number of compositions; on a small graph there are
not that many, so a search also ends when an unbroken row of epochs has brought nothing new.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mathwright.concepts.graph import ConceptGraph, Sizes
from mathwright.concepts.walks import Steps, Walks, walk_epochs
from mathwright.errors import UsageError
from mathwright.records import Record, content_id

PATIENCE = 1_000
"""Epochs without a new composition after which a search ends: as many as the paper's whole run."""

BLOCK = 32_768
"""Walks drawn together at most: their arrays, some 5 MB, stay in the processor's cache."""

_SIGNS = 0x2403_02884
_FEWEST_SLOTS = 1 << 12

Keys = NDArray[np.uint64]


class Composition(Record):
    """Concepts that one made problem is to need; its identity is the pair of sets, not the order."""

    composition_id: str
    """Content id (16 hexadecimal characters) of the two sets."""
    topics: tuple[str, ...]
    """Each once, in the order walked."""
    knowledge_points: tuple[str, ...]
    """Each once, in the order walked; at least one."""


class Progress(Record):
    """How far a search has come."""

    epochs: int
    """Epochs begun."""
    walks: int
    """Walks drawn, those without a knowledge point included."""
    unique: int
    """Compositions found."""
    saturated: bool
    """Whether the search ended because its last epochs brought nothing new."""


def composition(topics: Iterable[str], knowledge_points: Iterable[str]) -> Composition:
    """The composition of these concepts; repeated names are left out."""
    two = tuple(dict.fromkeys(topics)), tuple(dict.fromkeys(knowledge_points))
    # JSON, for names may hold any character that could part them
    told = json.dumps([sorted(names) for names in two])
    return Composition(composition_id=content_id(told), topics=two[0], knowledge_points=two[1])


class CompositionSearch:
    """The unique compositions of a graph, by epoch, then by start topic, and how far the search has come.

    Iterate over the search itself for records, or over ``new_walks`` for arrays; each iteration begins anew.
    """

    def __init__(
        self, graph: ConceptGraph, run_seed: int, steps: Steps | None = None, patience: int = PATIENCE
    ) -> None:
        """Prepare; nothing is drawn yet.  Raises UsageError for ``patience`` below 1."""
        if patience < 1:
            raise UsageError(f"patience = {patience}: a search ends after 1 or more epochs without a new composition")
        self._graph = graph
        self._run_seed = run_seed
        self._steps = steps or Steps()
        self._patience = patience
        self._begin()

    def _begin(self) -> None:
        self._walks = self._unique = 0
        self._saturated = False

    @property
    def progress(self) -> Progress:
        """As of the last composition (or the last array) handed out; once it has ended, of the whole search."""
        epochs = -(-self._walks // len(self._graph.topics))
        return Progress(epochs=epochs, walks=self._walks, unique=self._unique, saturated=self._saturated)

    def __iter__(self) -> Iterator[Composition]:
        """Each new composition, drawn as it is asked for."""
        topics, points = self._graph.topics, self._graph.knowledge_points
        for block in self._until_saturated():
            walks = block.walks.take(block.new)
            ways = zip(block.new.tolist(), walks.topics.tolist(), walks.knowledge_points.tolist(), strict=True)
            for row, topic_way, point_way in ways:
                self._walks, self._unique = block.first_epoch * len(topics) + row + 1, self._unique + 1
                yield composition((topics[i] for i in topic_way if i >= 0), (points[i] for i in point_way if i >= 0))
        self._saturated = True

    def new_walks(self) -> Iterator[Walks]:
        """The first walk to each new composition, in the same order, many at a time."""
        for block in self._until_saturated():
            if block.new.size:
                self._walks = block.first_epoch * len(self._graph.topics) + int(block.new[-1]) + 1
                self._unique += block.new.size
                yield block.walks.take(block.new)
        self._saturated = True

    def _until_saturated(self) -> Iterator[Block]:
        """The blocks up to the last of the epochs without a new composition."""
        self._begin()
        size, idle = len(self._graph.topics), 0
        for block in drawn_blocks(self._graph, self._run_seed, self._steps):
            for epoch, found in enumerate(block.new_by_epoch):
                idle = 0 if found else idle + 1
                if idle == self._patience:
                    yield replace(block, new=block.new[block.new < (epoch + 1) * size])
                    self._walks = (block.first_epoch + epoch + 1) * size
                    return
            yield block


def unique_compositions(
    graph: ConceptGraph, run_seed: int, steps: Steps | None = None, patience: int = PATIENCE
) -> Iterator[Composition]:
    """Each composition once, by epoch, then by start topic, until ``patience`` epochs bring nothing new.

    Drawn as they are asked for.  Raises UsageError for ``patience`` below 1.
    """
    return iter(CompositionSearch(graph, run_seed, steps, patience))


def count_unique(graph: ConceptGraph, run_seed: int, epochs: int, steps: Steps | None = None) -> int:
    """Number of unique compositions in the first ``epochs`` epochs."""
    unique = 0
    for block in drawn_blocks(graph, run_seed, steps or Steps()):
        found = block.new_by_epoch[: max(epochs - block.first_epoch, 0)]
        if not found:
            return unique
        unique += sum(found)
    return unique


# --- drawing and telling apart ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some epochs of walks, told apart by composition."""

    first_epoch: int
    walks: Walks
    """All walks of the epochs; row e * topics + t starts at topic t."""
    ids: Sizes
    """Shape (walks,): which composition it is, numbered from 0 in the order found; -1 without a knowledge point."""
    new: Sizes
    """Rows of the walks that are the first to their composition, ascending."""
    new_by_epoch: list[int]
    """How many those are in each epoch."""


def drawn_blocks(graph: ConceptGraph, run_seed: int, steps: Steps) -> Iterator[Block]:
    """Epochs without end.

    Blocks double from one epoch, so that a short search is short; no number in them depends on their sizes.
    """
    size, epoch, known, signs = len(graph.topics), 0, KeySet(), Signs(graph)
    while True:
        epochs = range(epoch, epoch + max(1, min(epoch, BLOCK // size)))
        walks = walk_epochs(graph, run_seed, epochs, steps)
        whole = np.flatnonzero(walks.knowledge_points[:, 0] >= 0)
        ids = np.full(len(walks), -1, np.int64)
        ids[whole], first = known.add(*signs.keys(walks.take(whole)))
        new = whole[first]
        yield Block(epoch, walks, ids, new, np.bincount(new // size, minlength=len(epochs)).tolist())
        epoch = epochs.stop


class Signs:
    """128-bit keys of compositions: the exclusive or of one random number for each concept in the two sets.

    The order does not matter to it, and any two of n different compositions share a key with a probability below
    n * n / 2**129: 1e-26 for two million.  Source: A. L. Zobrist, A new hashing method with application for game
    playing, 1970.
    """

    def __init__(self, graph: ConceptGraph) -> None:
        """Draw the numbers: the same for each graph of this size."""
        words = np.random.PCG64(np.random.SeedSequence(_SIGNS))
        topics, points = len(graph.topics), len(graph.knowledge_points)
        # the last column, 0, is the sign of nowhere (-1)
        self._topics, self._points = np.zeros((2, topics + 1), np.uint64), np.zeros((2, points + 1), np.uint64)
        self._topics[:, :-1] = words.random_raw(2 * topics).reshape(2, topics)
        self._points[:, :-1] = words.random_raw(2 * points).reshape(2, points)

    def keys(self, walks: Walks) -> tuple[Keys, Keys]:
        """The two halves of each walk's key, shape (walks,)."""
        high, low = np.zeros((2, len(walks)), np.uint64)
        for ways, signs in ((walks.topics, self._topics), (walks.knowledge_points, self._points)):
            for i, way in enumerate(ways.T):
                again = np.zeros(way.size, bool)
                for earlier in ways.T[:i]:
                    again |= way == earlier
                once = np.where(again, -1, way)
                high ^= signs[0].take(once, mode="wrap")
                low ^= signs[1].take(once, mode="wrap")
        return high, low


class KeySet:
    """128-bit keys, each numbered in the order added; 24 to 50 bytes a key.

    Open addressing with linear probing, a whole array of keys at a time.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._slots = np.full(_FEWEST_SLOTS, -1, np.int32)  # the number of the key in each slot, -1 where free
        self._high, self._low = np.empty((2, 0), np.uint64)
        self._size = 0

    def __len__(self) -> int:
        """Number of keys."""
        return self._size

    def add(self, high: Keys, low: Keys) -> tuple[Sizes, Sizes]:
        """The number of each key, and the rows at which a key came for the first time, ascending."""
        self._make_room(high.size)
        held, slots = self._find(high, low)
        own = np.arange(self._size, self._size + high.size)
        first = np.flatnonzero(held == own)
        numbers = np.arange(self._size, self._size + first.size)
        self._high[numbers], self._low[numbers] = high[first], low[first]
        self._slots[slots[first]] = numbers
        own[first] = numbers
        fresh = held >= self._size
        held[fresh] = own[held[fresh] - self._size]
        self._size += first.size
        return held, first

    def _find(self, high: Keys, low: Keys) -> tuple[Sizes, Sizes]:
        """Where each key is held, or now put, and in which slot.  Row i of the array counts as size + i."""
        self._high[self._size : self._size + high.size] = high
        self._low[self._size : self._size + low.size] = low
        mask = self._slots.size - 1
        numbers, slots = np.empty((2, high.size), np.int64)
        rows = np.arange(high.size)
        at = (high & np.uint64(mask)).astype(np.int64)
        while rows.size:
            held = self._slots[at]
            free = np.flatnonzero(held < 0)
            # of assignments to the same slot the last one holds; backwards, that is the first row
            self._slots[at[free[::-1]]] = self._size + rows[free[::-1]]
            held[free] = self._slots[at[free]]
            same = (self._high[held] == high[rows]) & (self._low[held] == low[rows])
            numbers[rows[same]], slots[rows[same]] = held[same], at[same]
            rows, at = rows[~same], (at[~same] + 1) & mask
        return numbers, slots

    def _make_room(self, more: int) -> None:
        """Keep at least half of the slots free, and room for ``more`` keys."""
        needed = self._size + more
        if needed > self._high.size:
            room = np.empty(max(needed, self._high.size * 3 // 2) - self._size, np.uint64)
            self._high = np.concatenate((self._high[: self._size], room))
            self._low = np.concatenate((self._low[: self._size], room))
        if 2 * needed > self._slots.size:
            self._slots = np.full(1 << (2 * needed - 1).bit_length(), -1, np.int32)
            high, low, self._size = self._high[: self._size].copy(), self._low[: self._size].copy(), 0
            self.add(high, low)

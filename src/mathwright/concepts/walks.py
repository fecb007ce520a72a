"""Random walks over the concept graph, many at a time.

Source: arXiv:2403.02884, section 2: an epoch starts one walk at each topic; 1 or 2 steps from topic to topic, one
step from topic to knowledge point, 0 to 4 steps from knowledge point to knowledge point.  In the topic phase the
walk moves over topics only.

Not stated there, and chosen here: the number of steps of a phase is uniform; a concept without neighbours of its
own kind stays where it is; a walk whose last topic has no knowledge point beside it has none, and is no composition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pydantic import field_validator

from mathwright.concepts.graph import ConceptGraph, Indices, Sizes, Uniforms
from mathwright.records import Record

NOWHERE = -1
"""Fills the places behind the end of a walk."""

MOST_STEPS = 100
"""Of one phase; a problem that needs more concepts than that is none."""


class Steps(Record):
    """How many steps a walk takes; the defaults are the paper's."""

    topic: tuple[int, int] = (1, 2)
    """Fewest and most steps from topic to topic, in 0..100."""
    knowledge_point: tuple[int, int] = (0, 4)
    """Fewest and most steps from knowledge point to knowledge point, in 0..100."""

    @field_validator("topic", "knowledge_point")
    @classmethod
    def _is_a_range(cls, value: tuple[int, int]) -> tuple[int, int]:
        if not 0 <= value[0] <= value[1] <= MOST_STEPS:
            raise ValueError(f"fewest and most steps must be 0 <= fewest <= most <= {MOST_STEPS}, not {list(value)}")
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Walks as indices into a graph's topics and knowledge points, in the order walked."""

    topics: Indices
    """Shape (walks, 1 + most topic steps), -1 behind the end; the first is where the walk started."""
    knowledge_points: Indices
    """Shape (walks, 1 + most knowledge point steps), -1 behind the end, all -1 where the walk found none."""

    def __len__(self) -> int:
        """Number of walks."""
        return len(self.topics)

    def take(self, rows: Sizes) -> Walks:
        """The walks of these rows."""
        return Walks(self.topics[rows], self.knowledge_points[rows])


def walk_epochs(graph: ConceptGraph, run_seed: int, epochs: range, steps: Steps) -> Walks:
    """The walks of these epochs; row e * topics + t starts at topic t in the e-th of them.

    Equal for equal (run_seed, epoch, steps) on every machine, whichever epochs are asked for together.
    """
    chance = _chance(run_seed, epochs, _draws(steps), len(graph.topics))
    start = np.tile(np.arange(len(graph.topics), dtype=np.int32), len(epochs))
    topics, last = _phase(graph.topic_topic.step, start, steps.topic, chance[0], chance[2:])
    first = graph.topic_knowledge_point.step(last, chance[2 + steps.topic[1]])
    rest = chance[3 + steps.topic[1] :]
    points, _ = _phase(graph.knowledge_point_knowledge_point.step, first, steps.knowledge_point, chance[1], rest)
    return Walks(topics.T, points.T)


def _draws(steps: Steps) -> int:
    """Numbers drawn for one walk: two counts, and one for each step it could take."""
    return 3 + steps.topic[1] + steps.knowledge_point[1]


def _phase(
    step: Callable[[Indices, Uniforms], Indices],
    start: Indices,
    bounds: tuple[int, int],
    counts: Uniforms,
    chance: Uniforms,
) -> tuple[Indices, Indices]:
    """The way within one kind, one row for each step, and where each walk ended."""
    fewest, most = bounds
    taken = (fewest + counts * (most - fewest + 1)).astype(np.int32)
    way = np.full((most + 1, start.size), NOWHERE, np.int32)
    way[0] = start
    last = start.copy()
    for i in range(most):
        moving = np.flatnonzero(taken > i)
        here = last[moving]
        reached = step(here, chance[i, moving])
        last[moving] = way[i + 1, moving] = np.where(reached < 0, here, reached)
    return way, last


def _chance(run_seed: int, epochs: range, draws: int, walks: int) -> Uniforms:
    """Uniform numbers in [0, 1) with 53 bits, shape (draws, epochs * walks).

    They come from the generator's raw words: numpy promises that stream for good, and not that of its distributions.
    """
    words = np.empty((draws, len(epochs), walks), np.uint64)
    for i, epoch in enumerate(epochs):
        words[:, i] = _generator(run_seed, epoch).random_raw(draws * walks).reshape(draws, walks)
    words >>= np.uint64(11)
    return np.multiply(words, 2.0**-53, dtype=np.float64).reshape(draws, len(epochs) * walks)


def _generator(run_seed: int, epoch: int) -> np.random.PCG64:
    """The stream of one epoch."""
    digest = hashlib.blake2b(f"{run_seed}:walk:{epoch}".encode(), digest_size=16).digest()
    return np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest, "big")))

"""How many compositions a concept graph holds: what more walks find, an exact count, an estimate."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np

from mathwright.concepts.compositions import PATIENCE, CompositionSearch, drawn_blocks
from mathwright.concepts.graph import ConceptGraph, Neighbours, Sizes
from mathwright.concepts.walks import Steps
from mathwright.errors import UsageError
from mathwright.records import Record

MOST_STATES = 20_000
"""Walk states visited before an exact count gives up: about 0.1 s."""


class Point(Record):
    """Unique compositions after some walks."""

    epochs: int
    walks: int
    """Walks drawn, those without a knowledge point included."""
    unique: int
    """Compositions found."""


class Use(Record):
    """What a run took of the compositions."""

    epochs: int
    """Epochs walked to find them; where the walks were saturated, those that brought nothing new at last included."""
    found: int
    """Different compositions taken."""
    saturated: bool
    """Whether the walks ended, ``patience`` epochs without a new composition, before they gave one to each item."""
    planned: int
    """Items; more than ``found`` where compositions were used again."""
    per_composition: int
    """Most items of one composition."""


class Saturation(Record):
    """How near a graph's compositions are to being used up."""

    points: tuple[Point, ...]
    """By number of walks, ascending."""
    saturated: bool
    """Whether all that exist are found; where their number is unknown, whether the last ``patience`` epochs found
    none."""
    total: int | None
    """Exact number of compositions that exist; None where the graph is too large to list them."""
    estimate: float
    """Chao's estimate from the walks alone, a lower bound in expectation; at least the number found."""
    use: Use | None = None
    """What the run took of them; None where the walks alone are looked at."""


State = tuple[frozenset[int], int]
"""The concepts met, knowledge points numbered behind the topics, and the index of the one where the walk stands."""


def saturation_curve(
    graph: ConceptGraph, run_seed: int, epochs: Sequence[int], steps: Steps | None = None
) -> tuple[Point, ...]:
    """Unique compositions after each of these numbers of epochs, ascending, each number once.

    Raises UsageError for a number below 1.
    """
    return _walked(graph, run_seed, epochs, steps or Steps())[0]


def saturation(
    graph: ConceptGraph,
    run_seed: int,
    epochs: Sequence[int],
    steps: Steps | None = None,
    most_states: int = MOST_STATES,
    patience: int = PATIENCE,
) -> Saturation:
    """The curve, what exists, and whether more walks would find more.

    patience: epochs without a new composition that count as saturated where it is not known what exists.
    Raises UsageError for no epochs and for a number below 1.
    """
    if not epochs:
        raise UsageError("saturation needs at least one number of epochs, such as 100")
    points, found, times_seen = _walked(graph, run_seed, epochs, steps or Steps())
    total = count_existing(graph, steps, most_states)
    idle = len(found) >= patience and not any(found[-patience:])
    saturated = idle if total is None else points[-1].unique == total
    return Saturation(points=points, saturated=saturated, total=total, estimate=chao1(times_seen))


def composition_use(search: CompositionSearch, planned: int, per_composition: int) -> Use:
    """What a plan of this many items takes of a search: a new composition for each item, as long as there are some."""
    deque(islice(search, planned), maxlen=0)
    told = search.progress
    return Use(
        epochs=told.epochs,
        found=told.unique,
        saturated=told.saturated,
        planned=planned,
        per_composition=per_composition,
    )


def chao1(times_seen: Iterable[int]) -> float:
    """The estimated number of classes, from how often each class seen was drawn (zeros are left out).

    Bias-corrected: seen + f1 (f1 - 1) / (2 (f2 + 1)), with f1 classes drawn once and f2 drawn twice.  Source:
    A. Chao, Nonparametric estimation of the number of classes in a population, Scand. J. Statist. 11 (1984).
    """
    times = np.fromiter(times_seen, np.int64)
    once, twice = int((times == 1).sum()), int((times == 2).sum())
    return int((times > 0).sum()) + once * (once - 1) / (2 * (twice + 1))


def count_existing(graph: ConceptGraph, steps: Steps | None = None, most_states: int = MOST_STATES) -> int | None:
    """Exact number of compositions that some walk gives; None where its walks have more than ``most_states`` states."""
    steps, knowledge_points = steps or Steps(), len(graph.topics)
    phases = (
        _Phase(graph.topic_topic, *steps.topic, 0, True),
        _Phase(graph.topic_knowledge_point, 1, 1, knowledge_points, False),
        _Phase(graph.knowledge_point_knowledge_point, *steps.knowledge_point, knowledge_points, True),
    )
    states: set[State] = {(frozenset({t}), t) for t in range(len(graph.topics))}
    for phase in phases:
        states = _ends(phase, states, most_states)
        if len(states) > most_states:
            return None
    return len({met for met, _ in states})


@dataclass(frozen=True, slots=True)
class _Phase:
    """The steps of one sub-graph."""

    found: Neighbours
    fewest: int
    most: int
    offset: int
    """What to add to an index reached, to tell knowledge points from topics."""
    stays: bool
    """Whether a concept without neighbours is its own next; else the walk is no composition."""


def _ends(phase: _Phase, states: set[State], most_states: int) -> set[State]:
    """Where walks from these states can end a phase, or more than ``most_states`` of these places."""
    ends = set() if phase.fewest else states
    for step in range(1, phase.most + 1):
        states = _first_distinct(_next(phase, states), most_states + 1)
        if len(states) > most_states:
            return states
        if step >= phase.fewest:
            ends = ends | states
    return ends


def _next(phase: _Phase, states: set[State]) -> Iterator[State]:
    """One step from each state to each neighbour."""
    for met, at in states:
        for reached in _beside(phase.found, at) or ([at] if phase.stays else []):
            yield met | {phase.offset + reached}, reached


def _first_distinct(states: Iterator[State], n: int) -> set[State]:
    """The states, or n of them."""
    found: set[State] = set()
    for state in states:
        found.add(state)
        if len(found) == n:
            break
    return found


def _beside(found: Neighbours, node: int) -> list[int]:
    """A node's neighbours."""
    beside: list[int] = found.indices[found.indptr[node] : found.indptr[node + 1]].tolist()
    return beside


def _walked(
    graph: ConceptGraph, run_seed: int, epochs: Sequence[int], steps: Steps
) -> tuple[tuple[Point, ...], list[int], Sizes]:
    """The curve, the number of new compositions in each epoch, and how often each composition was drawn."""
    wanted = sorted(set(epochs))
    if wanted and wanted[0] < 1:
        raise UsageError(f"{wanted[0]} epochs: a point of the saturation curve needs 1 or more")
    size, last = len(graph.topics), wanted[-1] if wanted else 0
    found: list[int] = []
    times_seen = np.zeros(0, np.int64)
    for block in drawn_blocks(graph, run_seed, steps):
        more = block.new_by_epoch[: last - block.first_epoch]
        ids = block.ids[: len(more) * size]
        times = np.bincount(ids[ids >= 0], minlength=times_seen.size)
        times[: times_seen.size] += times_seen
        found, times_seen = found + more, times
        if len(found) >= last:
            break
    unique = list(accumulate(found, initial=0))
    return tuple(Point(epochs=e, walks=e * size, unique=unique[e]) for e in wanted), found, times_seen

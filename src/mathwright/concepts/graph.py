"""The concept graph: topics and knowledge points, joined where seed problems need both.

Source: arXiv:2403.02884 (MathScale), section 2: concepts named once are dropped, w(u, v) counts the seed
problems in which both occur, f(u, v) = log(w + 1e-5), and an edge exists iff the two occurred together.  A walk's
next step is drawn by the softmax of f over the neighbours, that is with probability proportional to w + 1e-5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mathwright.errors import DataError, UsageError
from mathwright.records import Record

EPSILON = 1e-5
"""Added to each weight before the logarithm; arXiv:2403.02884, section 2."""

EdgeKind = Literal["topic_topic", "topic_knowledge_point", "knowledge_point_knowledge_point"]
"""The three sub-graphs: which kind of concept stands at either end."""

EDGE_KINDS: tuple[EdgeKind, ...] = ("topic_topic", "topic_knowledge_point", "knowledge_point_knowledge_point")

Indices = NDArray[np.int32]
Sizes = NDArray[np.int64]
Uniforms = NDArray[np.float64]


class Edge(Record):
    """Two concepts that occur together."""

    kind: EdgeKind
    left: str
    right: str
    weight: int
    """Number of seed problems in which both occur; at least 1."""
    affinity: float
    """log(weight + 1e-5), the paper's f."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """One sub-graph as compressed rows, ready for walks.

    Weights are counts, so a draw in proportion to them is a draw from a list that holds each neighbour ``weight``
    times: one look-up, where a cumulative sum needs a binary search.  The share of epsilon (about one draw in
    100,000) falls into the empty places, marked -1, that end each node's part of the list.
    """

    indptr: Sizes
    """Shape (nodes + 1,): where each node's edges begin in ``indices``."""
    indices: Indices
    """Shape (edges,): the neighbours, ascending within a node.  Within one kind each edge stands here twice."""
    weights: Sizes
    """Shape (edges,): seed problems in which both occur."""
    places: Indices
    """Each node's neighbours, each repeated ``weight`` times, then -1 for epsilon's share."""
    start: Sizes
    """Shape (nodes + 1,): where each node's part of ``places`` begins; the last is that of nowhere (-1)."""
    mass: Uniforms
    """Shape (nodes + 1,): sum of weight + epsilon over a node's edges; 0.0 for nowhere."""

    @property
    def degrees(self) -> Sizes:
        """Number of neighbours of each node, shape (nodes,)."""
        return np.diff(self.indptr)

    def probabilities(self, node: int) -> Uniforms:
        """Exact one-step probabilities, in the order of the node's ``indices``; empty where it has none."""
        weights = self.weights[self.indptr[node] : self.indptr[node + 1]] + EPSILON
        probabilities: Uniforms = weights / weights.sum()
        return probabilities

    def step(self, nodes: Indices, uniforms: Uniforms) -> Indices:
        """The neighbour each node goes to; -1 where it has none and for -1.

        uniforms: same shape as nodes, each in [0, 1).
        """
        reach = uniforms * self.mass[nodes]
        reached = self.places[self.start[nodes] + reach.astype(np.int64)]
        open_places = np.flatnonzero(reached < 0)
        if open_places.size:
            reached[open_places] = self._by_epsilon(nodes[open_places], reach[open_places])
        return reached

    def _by_epsilon(self, nodes: Indices, reach: Uniforms) -> Indices:
        """The steps that fell beyond the weights: each neighbour alike; -1 where there is none."""
        reached = np.full(nodes.size, -1, np.int32)
        for i in np.flatnonzero(self.mass[nodes] > 0):
            begin, end = self.indptr[nodes[i]], self.indptr[nodes[i] + 1]
            beyond = reach[i] - self.weights[begin:end].sum()
            reached[i] = self.indices[min(begin + int(beyond / EPSILON), end - 1)]
        return reached


@dataclass(frozen=True, slots=True, eq=False)
class ConceptGraph:
    """Topics and knowledge points with the three sub-graphs between them."""

    topics: tuple[str, ...]
    """Sorted by code point; a node's index is its place here."""
    knowledge_points: tuple[str, ...]
    """Sorted by code point; a name may be a topic too, and is then another node."""
    topic_counts: Sizes
    """Number of seed problems that name each topic."""
    knowledge_point_counts: Sizes
    """Number of seed problems that name each knowledge point."""
    topic_topic: Neighbours
    topic_knowledge_point: Neighbours
    """From topics to knowledge points."""
    knowledge_point_knowledge_point: Neighbours

    def neighbours(self, kind: EdgeKind) -> Neighbours:
        """One of the three sub-graphs."""
        if kind == "topic_topic":
            return self.topic_topic
        return self.topic_knowledge_point if kind == "topic_knowledge_point" else self.knowledge_point_knowledge_point

    def ends(self, kind: EdgeKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names at the left and at the right end of a sub-graph's edges."""
        left = self.knowledge_points if kind == "knowledge_point_knowledge_point" else self.topics
        return left, self.topics if kind == "topic_topic" else self.knowledge_points

    def degrees(self, kind: EdgeKind) -> dict[str, int]:
        """Number of neighbours of each concept at the left end of a sub-graph."""
        return dict(zip(self.ends(kind)[0], self.neighbours(kind).degrees.tolist(), strict=True))

    def edges(self, kind: EdgeKind) -> tuple[Indices, Indices, Sizes]:
        """Left index, right index and weight of each edge, once each: within one kind left < right."""
        found = self.neighbours(kind)
        left = np.repeat(np.arange(found.indptr.size - 1, dtype=np.int32), found.degrees)
        once = np.full(left.size, True) if kind == "topic_knowledge_point" else left < found.indices
        return left[once], found.indices[once], found.weights[once]

    def strongest(self, n: int, kind: EdgeKind) -> tuple[Edge, ...]:
        """The n edges of greatest weight, heaviest first, ties by name; fewer where there are fewer."""
        left, right, weights = self.edges(kind)
        lefts, rights = self.ends(kind)
        order = np.argsort(-weights, kind="stable")[: max(n, 0)]
        return tuple(
            Edge(kind=kind, left=lefts[u], right=rights[v], weight=w, affinity=float(np.log(w + EPSILON)))
            for u, v, w in zip(left[order].tolist(), right[order].tolist(), weights[order].tolist(), strict=True)
        )

    def transition(self, kind: EdgeKind, name: str) -> dict[str, float]:
        """Exact probability of each next concept after one step; empty where the concept has no neighbour.

        Raises UsageError for a name that is no node at the left end.
        """
        lefts, rights = self.ends(kind)
        if name not in lefts:
            raise UsageError(f"{name!r} is none of the {len(lefts)} concepts at the left end of {kind}")
        found, node = self.neighbours(kind), lefts.index(name)
        reached = found.indices[found.indptr[node] : found.indptr[node + 1]]
        return dict(zip((rights[i] for i in reached), found.probabilities(node).tolist(), strict=True))


def build_graph(rows: Sequence[tuple[Sequence[str], Sequence[str]]], least: int = 2) -> ConceptGraph:
    """The concept graph of labelled seed problems: one (topics, knowledge points) each.

    A concept on fewer than ``least`` seed problems is dropped; one listed twice on a seed problem counts once.
    Raises DataError where no topic or no knowledge point is left, UsageError for ``least`` below 1.
    """
    if least < 1:
        raise UsageError(f"least = {least}: a concept is kept from 1 seed problem on; the paper's number is 2")
    topics = _occurrences([row[0] for row in rows], least, "topic")
    points = _occurrences([row[1] for row in rows], least, "knowledge point")
    return ConceptGraph(
        topics=topics.names,
        knowledge_points=points.names,
        topic_counts=np.bincount(topics.concepts, minlength=len(topics.names)),
        knowledge_point_counts=np.bincount(points.concepts, minlength=len(points.names)),
        topic_topic=_neighbours(topics, topics),
        topic_knowledge_point=_neighbours(topics, points),
        knowledge_point_knowledge_point=_neighbours(points, points),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Occurrences:
    """Which seed problem names which concept of one kind, each pair once, by seed problem."""

    names: tuple[str, ...]
    problems: Sizes
    concepts: Sizes
    indptr: Sizes
    """Shape (seed problems + 1,)."""


def _occurrences(lists: list[Sequence[str]], least: int, what: str) -> _Occurrences:
    """Number the names, drop the rare ones."""
    flat = list(chain.from_iterable(lists))
    names = sorted(set(flat))
    numbers = {name: i for i, name in enumerate(names)}
    problems = np.repeat(np.arange(len(lists)), np.fromiter(map(len, lists), np.int64, len(lists)))
    concepts = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
    pairs = np.unique(problems * len(names) + concepts)
    problems, concepts = np.divmod(pairs, max(len(names), 1))
    kept = np.bincount(concepts, minlength=len(names)) >= least
    if not kept.any():
        raise DataError(
            f"no {what} is on {least} or more seed problems ({len(lists)} seed problems name {len(names)}): "
            "take more seed problems, or merge synonyms"
        )
    stays = kept[concepts]
    problems, concepts = problems[stays], (np.cumsum(kept) - 1)[concepts[stays]]
    indptr = np.searchsorted(problems, np.arange(len(lists) + 1))
    return _Occurrences(tuple(names[i] for i in np.flatnonzero(kept)), problems, concepts, indptr)


def _neighbours(left: _Occurrences, right: _Occurrences) -> Neighbours:
    """Count the seed problems in which a left and a right concept both occur."""
    widths = np.diff(right.indptr)[left.problems]
    ends = np.cumsum(widths)
    within = np.arange(ends[-1]) - np.repeat(ends - widths, widths)
    u = np.repeat(left.concepts, widths)
    v = right.concepts[np.repeat(right.indptr[left.problems], widths) + within]
    if left is right:
        u, v = u[u != v], v[u != v]
    pairs, weights = np.unique(u * len(right.names) + v, return_counts=True)
    u, v = np.divmod(pairs, len(right.names))
    return _compressed(u, v.astype(np.int32), weights, len(left.names))


def _compressed(u: Sizes, v: Indices, weights: Sizes, nodes: int) -> Neighbours:
    """Lay out the edges, sorted by (u, v), for look-ups by node."""
    degrees = np.bincount(u, minlength=nodes)
    indptr = np.concatenate(([0], np.cumsum(degrees)))
    totals = np.diff(np.concatenate(([0], np.cumsum(weights)))[indptr])
    mass = np.append(totals + EPSILON * degrees, 0.0)
    room = mass.astype(np.int64) + 1  # the last place of a node is floor(mass), which rounding may reach too
    start = np.cumsum(room) - room
    places = np.full(int(room.sum()), -1, np.int32)
    shift = start[:-1] - np.cumsum(totals) + totals
    places[np.arange(totals.sum()) + np.repeat(shift, totals)] = np.repeat(v, weights)
    return Neighbours(indptr, v, weights, places, start, mass)

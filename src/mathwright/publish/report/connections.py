"""The concept graph in numbers: how concepts are joined, which are joined best, and a picture of a small graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import numpy as np

from mathwright.concepts.graph import EDGE_KINDS, ConceptGraph, Edge, EdgeKind, Sizes
from mathwright.publish.report.counts import Count
from mathwright.publish.report.text import printable_name
from mathwright.records import Record

READABLE_NODES = 60
"""Most concepts in a picture whose labels can all be read."""
EDGES_PER_NODE = 3
"""Edges of a concept in a picture: more hide each other."""
STRONGEST = 8
TOP = 8

NodeKind = Literal["topic", "knowledge_point"]


class DegreeFacts(Record):
    """How the concepts of one kind are joined to others, topics and knowledge points together."""

    kind: NodeKind
    nodes: int
    median: float
    """Neighbours of the middle concept; half an integer between two."""
    most: int
    """Neighbours of the best joined concept."""
    spread: tuple[Count, ...]
    """Concepts by number of neighbours, in classes that double: ``0``, ``1``, ``2–3``, ``4–7``, …"""
    top: tuple[Count, ...]
    """The best joined concepts with their number of neighbours."""


class EdgeFacts(Record):
    """The edges of one of the three sub-graphs."""

    kind: EdgeKind
    edges: int
    strongest: tuple[Edge, ...]
    """Heaviest first."""


class PictureNode(Record):
    """A concept in the picture of a small graph."""

    name: str
    kind: NodeKind
    count: int
    """Seed problems that name it."""


class Picture(Record):
    """A graph small enough to be drawn."""

    nodes: tuple[PictureNode, ...]
    edges: tuple[tuple[int, int, int], ...]
    """The strongest edges of each concept: indices into ``nodes`` and weight, heaviest first."""
    edges_left_out: int
    """Edges that are among the strongest of neither end."""


class GraphFacts(Record):
    """The concept graph in numbers; the graph itself is ``concept_graph.graphml``."""

    degrees: tuple[DegreeFacts, ...]
    """Of topics, then of knowledge points."""
    edges: tuple[EdgeFacts, ...]
    picture: Picture | None
    """None for a graph of more concepts than can be read in a picture."""


def graph_facts(graph: ConceptGraph) -> GraphFacts:
    """What a report tells of the graph."""
    across = graph.topic_knowledge_point
    of_topics = graph.topic_topic.degrees + across.degrees
    of_points = graph.knowledge_point_knowledge_point.degrees + np.bincount(
        across.indices, minlength=len(graph.knowledge_points)
    )
    return GraphFacts(
        degrees=(
            _degree_facts("topic", graph.topics, of_topics),
            _degree_facts("knowledge_point", graph.knowledge_points, of_points),
        ),
        edges=tuple(
            EdgeFacts(
                kind=kind,
                edges=graph.edges(kind)[2].size,
                strongest=tuple(_printable(edge) for edge in graph.strongest(STRONGEST, kind)),
            )
            for kind in EDGE_KINDS
        ),
        picture=_picture(graph),
    )


def _degree_facts(kind: NodeKind, names: tuple[str, ...], degrees: Sizes) -> DegreeFacts:
    best = np.argsort(-degrees, kind="stable")[:TOP].tolist()
    return DegreeFacts(
        kind=kind,
        nodes=degrees.size,
        median=float(np.median(degrees)),
        most=int(degrees.max()),
        spread=_spread(degrees),
        top=tuple(Count(label=printable_name(names[node]), count=int(degrees[node])) for node in best),
    )


def _spread(degrees: Sizes) -> tuple[Count, ...]:
    """Classes that double, from that of the worst joined concept to that of the best, empty ones between included."""
    # frexp gives the number of binary digits: 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7
    classes = np.bincount(np.frexp(degrees.astype(float))[1])
    first = int(np.flatnonzero(classes)[0])
    return tuple(Count(label=_class_label(digits), count=int(classes[digits])) for digits in range(first, classes.size))


def _class_label(digits: int) -> str:
    lowest, highest = (1 << digits) >> 1, (1 << digits) - 1
    return f"{lowest}" if lowest >= highest else f"{lowest:,}–{highest:,}"


def _printable(edge: Edge) -> Edge:
    return edge.model_copy(update={"left": printable_name(edge.left), "right": printable_name(edge.right)})


def _picture(graph: ConceptGraph) -> Picture | None:
    topics, count = len(graph.topics), len(graph.topics) + len(graph.knowledge_points)
    if count > READABLE_NODES:
        return None
    nodes = [*_nodes("topic", graph.topics, graph.topic_counts)]
    nodes += _nodes("knowledge_point", graph.knowledge_points, graph.knowledge_point_counts)
    shifts: dict[EdgeKind, tuple[int, int]] = {
        "topic_topic": (0, 0),
        "topic_knowledge_point": (0, topics),
        "knowledge_point_knowledge_point": (topics, topics),
    }
    edges = [
        (left + shift_left, right + shift_right, weight)
        for kind, (shift_left, shift_right) in shifts.items()
        for left, right, weight in zip(*(column.tolist() for column in graph.edges(kind)), strict=True)
    ]
    drawn = _strongest_of_each(edges)
    return Picture(nodes=tuple(nodes), edges=tuple(drawn), edges_left_out=len(edges) - len(drawn))


def _strongest_of_each(edges: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The edges that are among the first of one of their ends, heaviest first."""
    taken = Counter[int]()
    found = []
    for edge in sorted(edges, key=lambda edge: (-edge[2], edge)):
        if min(taken[edge[0]], taken[edge[1]]) < EDGES_PER_NODE:
            found.append(edge)
            taken.update(edge[:2])
    return found


def _nodes(kind: NodeKind, names: tuple[str, ...], counts: Sizes) -> Iterator[PictureNode]:
    for name, count in zip(names, counts.tolist(), strict=True):
        yield PictureNode(name=printable_name(name), kind=kind, count=count)

"""The concept graph as GraphML, for Gephi, Cytoscape, networkx and the like."""

from __future__ import annotations

import io
import re
from pathlib import Path

import networkx as nx

from mathwright.concepts.graph import EDGE_KINDS, ConceptGraph

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, and the carriage return, which its readers turn into a line feed."""


def as_networkx(graph: ConceptGraph) -> nx.Graph:
    """The graph with nodes ``t0``, ``t1``, … and ``k0``, … in the order of its topics and knowledge points.

    Node attributes: ``kind`` (topic or knowledge_point), ``name``, ``count`` (seed problems that name it); edge
    attribute: ``weight`` (seed problems in which both occur).
    """
    told = nx.Graph()
    kinds = (
        ("topic", graph.topics, graph.topic_counts),
        ("knowledge_point", graph.knowledge_points, graph.knowledge_point_counts),
    )
    for kind, names, counts in kinds:
        for i, (name, count) in enumerate(zip(names, counts.tolist(), strict=True)):
            told.add_node(f"{kind[0]}{i}", kind=kind, name=name, count=count)
    for edge_kind in EDGE_KINDS:
        left, right = ("k" if end is graph.knowledge_points else "t" for end in graph.ends(edge_kind))
        for u, v, weight in zip(*(column.tolist() for column in graph.edges(edge_kind)), strict=True):
            told.add_edge(f"{left}{u}", f"{right}{v}", weight=weight)
    return told


def write_graphml(graph: ConceptGraph, path: Path) -> None:
    r"""Write the graph; the bytes are the same for the same graph.

    A character of a name that XML cannot hold (most control characters) is written as ``\u0000`` and its like.
    """
    told = as_networkx(graph)
    for _, node in told.nodes(data=True):
        node["name"] = _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", node["name"])
    page = io.BytesIO()
    nx.write_graphml_xml(told, page)  # not write_graphml, which writes other bytes where lxml is installed
    path.write_bytes(page.getvalue())

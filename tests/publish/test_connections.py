"""The concept graph in numbers: degrees over all three sub-graphs, classes that double, a picture of few edges."""

import pytest

from mathwright.concepts.graph import build_graph
from mathwright.publish.report.connections import graph_facts

ROWS = [
    (["arithmetic", "money"], ["addition", "prices"]),
    (["arithmetic", "money"], ["addition", "prices"]),
    (["arithmetic"], ["addition", "subtraction"]),
    (["arithmetic"], ["subtraction"]),
    (["geometry"], ["areas"]),
    (["geometry"], ["areas"]),
]


def test_counts_concepts_and_edges_of_each_kind() -> None:
    facts = graph_facts(build_graph(ROWS))
    assert [(degrees.kind, degrees.nodes) for degrees in facts.degrees] == [("topic", 3), ("knowledge_point", 4)]
    assert [(edges.kind, edges.edges) for edges in facts.edges] == [
        ("topic_topic", 1),
        ("topic_knowledge_point", 6),
        ("knowledge_point_knowledge_point", 2),
    ]
    heaviest = facts.edges[1].strongest[0]
    assert (heaviest.left, heaviest.right, heaviest.weight) == ("arithmetic", "addition", 3)


def test_neighbours_of_both_kinds_count() -> None:
    topics, points = graph_facts(build_graph(ROWS)).degrees
    # arithmetic: money, addition, prices, subtraction; money: arithmetic, addition, prices; geometry: areas
    assert [(node.label, node.count) for node in topics.top] == [("arithmetic", 4), ("money", 3), ("geometry", 1)]
    assert (topics.median, topics.most) == (3.0, 4)
    # addition: arithmetic, money, prices, subtraction; prices: arithmetic, money, addition
    assert [(node.label, node.count) for node in points.top] == [
        ("addition", 4),
        ("prices", 3),
        ("subtraction", 2),
        ("areas", 1),
    ]
    assert points.median == 2.5


def test_spreads_concepts_over_classes_that_double() -> None:
    topics, points = graph_facts(build_graph(ROWS)).degrees
    assert [(bar.label, bar.count) for bar in topics.spread] == [("1", 1), ("2–3", 1), ("4–7", 1)]
    assert [(bar.label, bar.count) for bar in points.spread] == [("1", 1), ("2–3", 2), ("4–7", 1)]


def test_concepts_without_neighbours_are_a_class_of_their_own() -> None:
    rows = [(["a"], ["k"]), (["a"], ["k"]), (["b"], []), (["b"], [])]
    assert [(bar.label, bar.count) for bar in graph_facts(build_graph(rows)).degrees[0].spread] == [("0", 1), ("1", 1)]


def star(points: int) -> list[tuple[list[str], list[str]]]:
    """One topic beside each of so many knowledge points."""
    return [(["hub"], [f"k{number:02}"]) for number in range(points)] * 2


@pytest.mark.parametrize(("points", "drawn"), [(59, True), (60, False)])
def test_only_a_graph_of_at_most_sixty_concepts_has_a_picture(points: int, drawn: bool) -> None:
    assert (graph_facts(build_graph(star(points))).picture is not None) is drawn


def test_the_picture_keeps_the_strongest_edges_of_each_concept() -> None:
    names = [f"k{number}" for number in range(8)]
    rows = [(["t"], names)] * 2 + [(["t"], names[:2])] * 5
    picture = graph_facts(build_graph(rows)).picture
    assert picture is not None
    assert [node.name for node in picture.nodes] == ["t", *names]
    assert picture.nodes[0].count == 7
    assert picture.edges[:3] == ((0, 1, 7), (0, 2, 7), (1, 2, 7))
    assert len(picture.edges) + picture.edges_left_out == 36
    ends = [end for edge in picture.edges for end in edge[:2]]
    assert min(ends.count(node) for node in range(9)) >= 3
    assert picture.edges_left_out > 10

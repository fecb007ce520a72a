import itertools
from collections import Counter
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mathwright.concepts.graph import EDGE_KINDS, ConceptGraph, Edge, EdgeKind, build_graph
from mathwright.errors import DataError, UsageError

Rows = list[tuple[list[str], list[str]]]

THREE: Rows = [
    (["money", "rates"], ["unit price", "sum"]),
    (["money"], ["sum", "unit price", "change"]),
    (["rates", "money"], ["sum", "speed"]),
]

ROWS = st.lists(
    st.tuples(st.lists(st.sampled_from("abcdé\n"), max_size=4), st.lists(st.sampled_from("abwxyz\x00"), max_size=5)),
    max_size=12,
)


def weights(graph: ConceptGraph, kind: EdgeKind) -> dict[tuple[str, str], int]:
    """Every directed look-up of a sub-graph."""
    found, (lefts, rights) = graph.neighbours(kind), graph.ends(kind)
    rows = [(u, i) for u in range(len(lefts)) for i in range(found.indptr[u], found.indptr[u + 1])]
    return {(lefts[u], rights[found.indices[i]]): int(found.weights[i]) for u, i in rows}


def slow_weights(rows: Rows, least: int) -> dict[EdgeKind, Counter[tuple[str, str]]]:
    """The definition, by loops."""
    seen = [Counter(name for row in rows for name in set(row[side])) for side in (0, 1)]
    found: dict[EdgeKind, Counter[tuple[str, str]]] = {kind: Counter() for kind in EDGE_KINDS}
    for row in rows:
        topics, points = ({name for name in row[side] if seen[side][name] >= least} for side in (0, 1))
        found["topic_topic"].update(itertools.permutations(topics, 2))
        found["topic_knowledge_point"].update(itertools.product(topics, points))
        found["knowledge_point_knowledge_point"].update(itertools.permutations(points, 2))
    return found


def test_three_problems_worked_by_hand() -> None:
    graph = build_graph(THREE)
    assert graph.topics == ("money", "rates")
    assert graph.knowledge_points == ("sum", "unit price")  # change and speed are on one problem each
    assert graph.topic_counts.tolist() == [3, 2]
    assert graph.knowledge_point_counts.tolist() == [3, 2]
    assert weights(graph, "topic_topic") == {("money", "rates"): 2, ("rates", "money"): 2}
    assert weights(graph, "topic_knowledge_point") == {
        ("money", "sum"): 3,
        ("money", "unit price"): 2,
        ("rates", "sum"): 2,
        ("rates", "unit price"): 1,
    }
    assert weights(graph, "knowledge_point_knowledge_point") == {("sum", "unit price"): 2, ("unit price", "sum"): 2}
    assert graph.transition("topic_knowledge_point", "rates") == {
        "sum": pytest.approx(2.00001 / 3.00002, abs=1e-15),
        "unit price": pytest.approx(1.00001 / 3.00002, abs=1e-15),
    }


def test_all_are_kept_where_one_problem_is_enough() -> None:
    graph = build_graph(THREE, least=1)
    assert graph.knowledge_points == ("change", "speed", "sum", "unit price")
    assert graph.degrees("knowledge_point_knowledge_point") == {"change": 2, "speed": 1, "sum": 3, "unit price": 2}
    assert graph.degrees("topic_topic") == {"money": 1, "rates": 1}


@given(rows=ROWS, least=st.integers(1, 3))
def test_names_and_weights_are_those_of_the_definition(rows: Rows, least: int) -> None:
    counts = [Counter(name for row in rows for name in set(row[side])) for side in (0, 1)]
    kept = [sorted(name for name, n in counts[side].items() if n >= least) for side in (0, 1)]
    if not all(kept):
        with pytest.raises(DataError, match=r"no (topic|knowledge point) is on"):
            build_graph(rows, least)
        return
    graph = build_graph(rows, least)
    assert [list(graph.topics), list(graph.knowledge_points)] == kept
    assert graph.topic_counts.tolist() == [counts[0][name] for name in graph.topics]
    assert graph.knowledge_point_counts.tolist() == [counts[1][name] for name in graph.knowledge_points]
    for kind, expected in slow_weights(rows, least).items():
        assert weights(graph, kind) == expected


def test_a_name_listed_twice_on_one_problem_counts_once() -> None:
    graph = build_graph([(["a", "a"], ["x", "y", "x"]), (["a"], ["y", "x"])])
    assert graph.topic_counts.tolist() == [2]
    assert weights(graph, "topic_knowledge_point") == {("a", "x"): 2, ("a", "y"): 2}
    assert weights(graph, "topic_topic") == {}


def test_a_name_may_be_a_topic_and_a_knowledge_point() -> None:
    graph = build_graph([(["sum"], ["sum"])] * 2)
    assert weights(graph, "topic_knowledge_point") == {("sum", "sum"): 2}


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        pytest.param([], "no topic is on 2 or more seed problems (0 seed problems name 0)", id="no rows"),
        pytest.param([([], ["x"])] * 2, "no topic is on 2 or more seed problems (2 seed problems name 0)", id="none"),
        pytest.param([(["a"], ["x"]), (["a"], ["y"])], "no knowledge point is on 2 or more", id="all rare"),
    ],
)
def test_an_empty_graph_is_refused(rows: Rows, missing: str) -> None:
    with pytest.raises(DataError) as caught:
        build_graph(rows)
    assert str(caught.value).startswith(missing)


def test_least_below_one_is_refused() -> None:
    with pytest.raises(UsageError, match="least = 0"):
        build_graph(THREE, least=0)


def test_a_transition_is_the_softmax_of_log_weight() -> None:
    graph = build_graph(THREE, least=1)
    for kind in EDGE_KINDS:
        for name in graph.ends(kind)[0]:
            f = {right: log(w + 1e-5) for (left, right), w in weights(graph, kind).items() if left == name}
            whole = sum(exp(value) for value in f.values())
            expected = {right: exp(value) / whole for right, value in f.items()}
            assert graph.transition(kind, name) == pytest.approx(expected, rel=1e-12)


def test_a_concept_without_neighbours_has_no_transition() -> None:
    graph = build_graph([(["a"], ["x"])] * 2)
    assert graph.transition("topic_topic", "a") == {}
    assert graph.degrees("topic_topic") == {"a": 0}


def test_a_transition_from_an_unknown_name_is_refused() -> None:
    with pytest.raises(UsageError, match="'sum' is none of the 2 concepts at the left end of topic_topic"):
        build_graph(THREE).transition("topic_topic", "sum")


def test_the_strongest_edges_come_once_and_ties_by_name() -> None:
    graph = build_graph(THREE, least=1)
    strongest = graph.strongest(3, "knowledge_point_knowledge_point")
    assert [(edge.left, edge.right, edge.weight) for edge in strongest] == [
        ("sum", "unit price", 2),
        ("change", "sum", 1),
        ("change", "unit price", 1),
    ]
    assert graph.strongest(1, "topic_knowledge_point") == (
        Edge(kind="topic_knowledge_point", left="money", right="sum", weight=3, affinity=log(3.00001)),
    )
    assert graph.strongest(99, "topic_topic") == graph.strongest(1, "topic_topic")
    assert graph.strongest(0, "topic_topic") == graph.strongest(-1, "topic_topic") == ()
    assert len(graph.edges("knowledge_point_knowledge_point")[0]) == 4
    assert len(graph.edges("topic_knowledge_point")[0]) == 7


def step(graph: ConceptGraph, kind: EdgeKind, nodes: list[int], uniforms: list[float]) -> list[int]:
    reached = graph.neighbours(kind).step(np.array(nodes, np.int32), np.array(uniforms))
    assert reached.dtype == np.int32
    return [int(i) for i in reached]


def test_a_step_divides_the_unit_interval_by_weight_and_then_epsilon() -> None:
    graph = build_graph(THREE)  # rates: 2 to sum, 1 to unit price
    mass = 3 + 2e-5
    places = [0.0, 1.9, 2.1, 2.9, 3 + 0.5e-5, 3 + 1.5e-5]
    assert step(graph, "topic_knowledge_point", [1] * 6, [place / mass for place in places]) == [0, 0, 1, 1, 0, 1]
    assert step(graph, "topic_knowledge_point", [1], [float(np.nextafter(1.0, 0.0))]) == [1]


def test_a_step_from_nowhere_or_without_neighbours_leads_nowhere() -> None:
    graph = build_graph([(["a"], ["x"]), (["a"], ["x"]), (["b"], []), (["b"], [])])
    assert step(graph, "topic_topic", [0, 1, -1], [0.0, 0.9, 0.5]) == [-1, -1, -1]
    assert step(graph, "topic_knowledge_point", [0, 1, -1], [0.99] * 3) == [0, -1, -1]


@pytest.mark.parametrize("kind", EDGE_KINDS)
def test_steps_come_as_often_as_their_probability(kind: EdgeKind) -> None:
    rows = [([f"t{i % 5}", f"t{i % 3}"], [f"k{i % 4}", f"k{i % 7}", f"k{i * i % 9}"]) for i in range(60)]
    graph = build_graph(rows)
    lefts, rights = graph.ends(kind)
    uniforms = np.random.Generator(np.random.PCG64(12)).random((len(lefts), 40_000))
    for node, name in enumerate(lefts):
        reached = graph.neighbours(kind).step(np.full(40_000, node, np.int32), uniforms[node])
        expected = graph.transition(kind, name)
        counts = Counter(rights[i] for i in reached)
        assert set(counts) == set(expected)
        observed = [counts[right] for right in expected]
        assert stats.chisquare(observed, [p * 40_000 for p in expected.values()]).pvalue > 0.001

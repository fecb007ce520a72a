from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathwright.concepts.compositions import CompositionSearch, count_unique
from mathwright.concepts.graph import ConceptGraph, Neighbours, build_graph
from mathwright.concepts.saturation import (
    Point,
    Use,
    chao1,
    composition_use,
    count_existing,
    saturation,
    saturation_curve,
)
from mathwright.concepts.walks import Steps, walk_epochs
from mathwright.errors import UsageError

SMALL = build_graph([([f"t{i % 3}", f"t{i % 2}"], [f"k{i % 4}", f"k{i % 3}"]) for i in range(24)])
WIDE = build_graph([([f"t{i % 9}", f"t{i % 8}"], [f"k{i % 40}", f"k{i % 39}", f"k{i % 37}"]) for i in range(900)])
NEVER = build_graph([(["a"], []), (["a"], []), ([], ["x"]), ([], ["x"])])


def slow_count(graph: ConceptGraph, steps: Steps) -> int:
    """Every walk, one by one."""

    def beside(found: Neighbours, node: int) -> list[int]:
        return [int(i) for i in found.indices[found.indptr[node] : found.indptr[node + 1]]]

    def phase(found: Neighbours, way: tuple[int, ...], bounds: tuple[int, int], taken: int) -> list[tuple[int, ...]]:
        ways = [way] if taken >= bounds[0] else []
        if taken < bounds[1]:
            for reached in beside(found, way[-1]) or [way[-1]]:
                ways += phase(found, (*way, reached), bounds, taken + 1)
        return ways

    return len(
        {
            (frozenset(topics), frozenset(points))
            for start in range(len(graph.topics))
            for topics in phase(graph.topic_topic, (start,), steps.topic, 0)
            for first in beside(graph.topic_knowledge_point, topics[-1])
            for points in phase(graph.knowledge_point_knowledge_point, (first,), steps.knowledge_point, 0)
        }
    )


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.lists(st.sampled_from("abcd"), max_size=2), st.lists(st.sampled_from("wxyz"), max_size=3)),
        max_size=8,
    ),
    fewest=st.integers(0, 1),
    more=st.integers(0, 2),
)
def test_counts_every_composition_that_some_walk_gives(
    rows: list[tuple[list[str], list[str]]], fewest: int, more: int
) -> None:
    graph = build_graph([(["a"], ["z"]), *rows], least=1)
    steps = Steps(topic=(fewest, fewest + more), knowledge_point=(fewest, 2 + more))
    assert count_existing(graph, steps) == slow_count(graph, steps)


def test_three_problems_hold_these_compositions() -> None:
    graph = build_graph([(["a", "b"], ["x"]), (["a"], ["x"]), (["b"], ["y"])], least=1)
    # b then a then x; both ways between a and b give {a, b}; a start at a may end at b, then y; x and y never meet
    assert count_existing(graph) == 2
    assert count_existing(graph, Steps(topic=(0, 0))) == 3  # a: x; b: x or y


@pytest.mark.parametrize(("most", "expected"), [(10, None), (1_000, 60)])
def test_gives_up_where_the_walks_are_too_many(most: int, expected: int | None) -> None:
    assert count_existing(SMALL, most_states=most) == expected


def test_counts_a_graph_of_many_walks() -> None:
    assert slow_count(SMALL, Steps()) == count_existing(SMALL) == 60


def test_gives_up_at_once_on_a_wide_graph() -> None:
    assert count_existing(WIDE) is None


def test_the_curve_is_the_number_of_unique_compositions() -> None:
    points = saturation_curve(WIDE, 3, (50, 1, 7, 1))
    assert points == tuple(Point(epochs=e, walks=9 * e, unique=count_unique(WIDE, 3, e)) for e in (1, 7, 50))
    assert points[-1].unique > 300


def test_a_curve_takes_the_steps_it_is_given() -> None:
    steps = Steps(topic=(0, 0), knowledge_point=(0, 0))
    assert saturation_curve(SMALL, 3, [200], steps)[0].unique == count_existing(SMALL, steps)


def test_no_points_make_no_curve() -> None:
    assert saturation_curve(SMALL, 1, []) == ()


def test_points_below_one_epoch_are_refused() -> None:
    with pytest.raises(UsageError, match="0 epochs: a point"):
        saturation_curve(SMALL, 1, [5, 0])
    with pytest.raises(UsageError, match="at least one"):
        saturation(SMALL, 1, [])


def test_a_graph_is_saturated_once_all_that_exist_are_found() -> None:
    early, late = saturation(SMALL, 2, [5]), saturation(SMALL, 2, [5, 20_000])
    assert (early.saturated, early.total) == (False, 60)
    assert early.points[-1].unique < 60
    assert (late.saturated, late.total, late.points[-1].unique) == (True, 60, 60)
    assert late.estimate == pytest.approx(60, abs=1)


def test_where_the_total_is_unknown_a_thousand_idle_epochs_mean_saturated() -> None:
    late = saturation(SMALL, 2, [20_000], most_states=1)
    assert (late.saturated, late.total) == (True, None)
    assert saturation(SMALL, 2, [1_000], most_states=1).saturated is False
    assert saturation(WIDE, 2, [1_200]).saturated is False
    assert [saturation(NEVER, 2, [epochs], most_states=0).saturated for epochs in (999, 1_000)] == [False, True]


def test_the_idle_epochs_that_mean_saturated_are_those_of_the_search() -> None:
    search = CompositionSearch(SMALL, 2, patience=50)
    unique, ended = len(list(search)), search.progress.epochs
    assert ended < 1_000
    told = [saturation(SMALL, 2, [epochs], most_states=1, patience=50) for epochs in (ended - 1, ended)]
    assert [(one.saturated, one.points[-1].unique) for one in told] == [(False, unique), (True, unique)]
    assert saturation(SMALL, 2, [ended], most_states=1).saturated is False


@pytest.mark.parametrize("planned", [1, 59, 60])
def test_items_up_to_the_number_of_compositions_use_each_once(planned: int) -> None:
    search = CompositionSearch(SMALL, 2)
    use = composition_use(search, planned, 10)
    assert use == Use(epochs=use.epochs, found=planned, saturated=False, planned=planned, per_composition=10)
    assert count_unique(SMALL, 2, use.epochs - 1) < planned <= count_unique(SMALL, 2, use.epochs)


def test_more_items_than_compositions_use_them_again_from_the_end_of_the_search() -> None:
    patience = 20_000
    last_new = composition_use(CompositionSearch(SMALL, 2, patience=patience), 60, 7).epochs
    use = composition_use(CompositionSearch(SMALL, 2, patience=patience), 61, 7)
    assert use == Use(epochs=last_new + patience, found=60, saturated=True, planned=61, per_composition=7)


def test_a_graph_without_compositions_is_saturated() -> None:
    found = saturation(NEVER, 1, [3])
    assert (found.saturated, found.total, found.estimate) == (True, 0, 0.0)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param([], 0.0, id="nothing drawn"),
        pytest.param([3, 4, 9], 3.0, id="none drawn once"),
        pytest.param([1, 1, 1, 2, 5, 0, 0], 5 + 3 * 2 / (2 * 2), id="three once, one twice, two never"),
        pytest.param([1, 1, 1, 1], 4 + 4 * 3 / 2, id="all once"),
    ],
)
def test_chaos_estimate_worked_by_hand(times: list[int], expected: float) -> None:
    assert chao1(times) == expected


@pytest.mark.parametrize("epochs", [1, 3, 40, 400])
def test_the_estimate_rests_on_how_often_each_was_walked_in_these_epochs(epochs: int) -> None:
    walks = walk_epochs(WIDE, 4, range(epochs), Steps())
    ways = zip(walks.topics.tolist(), walks.knowledge_points.tolist(), strict=True)
    times = Counter((frozenset(topics) - {-1}, frozenset(points) - {-1}) for topics, points in ways)
    assert saturation(WIDE, 4, [epochs]).estimate == chao1(times.values())

import hashlib
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from mathwright.concepts.graph import ConceptGraph, EdgeKind, build_graph
from mathwright.concepts.walks import Steps, Walks, walk_epochs

ROWS = [([f"t{i % 5}", f"t{i * i % 7}"], [f"k{i % 4}", f"k{i % 11}", f"k{i * i % 9}"]) for i in range(40)]
LONELY = [(["a"], ["x"]), (["a"], ["x"]), (["b"], []), (["b"], []), (["c", "d"], ["y", "z"]), (["d", "c"], ["z", "y"])]


def slow_walk(graph: ConceptGraph, start: int, steps: Steps, chance: list[float]) -> tuple[list[int], list[int]]:
    """One walk, by loops, from one number for each count and each possible step."""

    def next_of(kind: EdgeKind, at: int, u: float) -> int | None:
        left, right = graph.ends(kind)
        chances = graph.transition(kind, left[at])
        degree = len(chances)
        found = graph.neighbours(kind)
        weights = found.weights[found.indptr[at] : found.indptr[at + 1]].tolist()
        left_over = u * (sum(weights) + 1e-5 * degree)
        for name, weight in zip(chances, weights, strict=True):
            if left_over < weight:
                return right.index(name)
            left_over -= weight
        return None if not chances else right.index(list(chances)[min(int(left_over / 1e-5), degree - 1)])

    def count(bounds: tuple[int, int], u: float) -> int:
        return bounds[0] + int(u * (bounds[1] - bounds[0] + 1))

    topics = [start]
    for i in range(count(steps.topic, chance[0])):
        reached = next_of("topic_topic", topics[-1], chance[2 + i])
        topics.append(topics[-1] if reached is None else reached)
    first = next_of("topic_knowledge_point", topics[-1], chance[2 + steps.topic[1]])
    if first is None:
        return topics, []
    points = [first]
    for i in range(count(steps.knowledge_point, chance[1])):
        reached = next_of("knowledge_point_knowledge_point", points[-1], chance[3 + steps.topic[1] + i])
        points.append(points[-1] if reached is None else reached)
    return topics, points


def slow_epoch(graph: ConceptGraph, run_seed: int, epoch: int, steps: Steps) -> list[tuple[list[int], list[int]]]:
    key = int.from_bytes(hashlib.blake2b(f"{run_seed}:walk:{epoch}".encode(), digest_size=16).digest(), "big")
    draws = 3 + steps.topic[1] + steps.knowledge_point[1]
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))
    chance = rng.random((draws, len(graph.topics)))
    return [slow_walk(graph, t, steps, chance[:, t].tolist()) for t in range(len(graph.topics))]


def ways(walks: Walks) -> list[tuple[list[int], list[int]]]:
    def cut(row: list[int]) -> list[int]:
        end = row.index(-1) if -1 in row else len(row)
        assert set(row[end:]) <= {-1}
        return row[:end]

    pairs = zip(walks.topics.tolist(), walks.knowledge_points.tolist(), strict=True)
    return [(cut(topics), cut(points)) for topics, points in pairs]


PINNED = [
    ([0, 1, 4], [3, 8, 0, 4, 5]),
    ([1, 3], [7, 1, 4, 6]),
    ([2, 1], [0, 5]),
    ([3, 2], [1, 7, 1]),
    ([4, 2], [4, 0, 4]),
]

STEPS = st.builds(
    lambda a, b, c, d: Steps(topic=(a, a + b), knowledge_point=(c, c + d)), *[st.integers(0, 3) for _ in range(4)]
)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.lists(st.sampled_from("abcde"), max_size=3),
            st.lists(st.sampled_from("stuvwxyz"), max_size=4),
        ),
        max_size=15,
    ),
    run_seed=st.integers(0, 2**32),
    first=st.integers(0, 5),
    steps=STEPS,
)
def test_walks_are_those_of_the_slow_walker(
    rows: list[tuple[list[str], list[str]]], run_seed: int, first: int, steps: Steps
) -> None:
    graph = build_graph([(["a"], ["z"]), *rows], least=1)
    walks = walk_epochs(graph, run_seed, range(first, first + 3), steps)
    expected = [way for epoch in range(first, first + 3) for way in slow_epoch(graph, run_seed, epoch, steps)]
    assert ways(walks) == expected
    assert walks.topics.shape == (3 * len(graph.topics), 1 + steps.topic[1])
    assert walks.knowledge_points.shape == (3 * len(graph.topics), 1 + steps.knowledge_point[1])


def test_the_walks_of_one_epoch_are_these_for_good() -> None:
    """Written down: another stream of chance would change every run that anyone repeats."""
    walks = walk_epochs(build_graph(ROWS), 7, range(3, 4), Steps())
    assert ways(walks) == PINNED


def test_an_epoch_is_the_same_whatever_is_walked_with_it() -> None:
    graph = build_graph(ROWS)
    together = ways(walk_epochs(graph, 3, range(9), Steps()))
    alone = [way for epoch in range(9) for way in ways(walk_epochs(graph, 3, range(epoch, epoch + 1), Steps()))]
    assert together == alone
    assert ways(walk_epochs(graph, 4, range(9), Steps())) != together


def test_one_walk_starts_at_each_topic_in_turn() -> None:
    graph = build_graph(ROWS)
    walks = walk_epochs(graph, 3, range(4), Steps())
    assert len(walks) == 4 * len(graph.topics)
    assert walks.topics[:, 0].tolist() == list(range(len(graph.topics))) * 4


def test_the_papers_walks_take_each_allowed_number_of_steps_alike() -> None:
    graph = build_graph(ROWS)
    found = ways(walk_epochs(graph, 5, range(4_000), Steps()))
    topic_steps = Counter(len(topics) - 1 for topics, _ in found)
    point_steps = Counter(len(points) - 1 for _, points in found)
    both = Counter((len(topics), len(points)) for topics, points in found)
    assert sorted(topic_steps) == [1, 2]
    assert sorted(point_steps) == [0, 1, 2, 3, 4]
    assert len(both) == 10
    for counts in (topic_steps, point_steps, both):
        assert stats.chisquare(list(counts.values())).pvalue > 0.001


def test_each_phase_moves_by_the_exact_probabilities_of_its_own_graph() -> None:
    graph = build_graph(ROWS)
    found = ways(walk_epochs(graph, 6, range(6_000), Steps()))
    moves: dict[EdgeKind, Counter[tuple[int, int]]] = {
        "topic_topic": Counter(pair for topics, _ in found for pair in pairwise(topics)),
        "topic_knowledge_point": Counter((topics[-1], points[0]) for topics, points in found),
        "knowledge_point_knowledge_point": Counter(pair for _, points in found for pair in pairwise(points)),
    }
    for kind, counts in moves.items():
        lefts, rights = graph.ends(kind)
        for u, name in enumerate(lefts):
            observed = {rights[v]: n for (left, v), n in counts.items() if left == u}
            expected = graph.transition(kind, name)
            assert set(observed) <= set(expected)
            total = sum(observed.values())
            counted = [observed.get(right, 0) for right in expected]
            assert stats.chisquare(counted, [p * total for p in expected.values()]).pvalue > 0.0005


def test_a_concept_without_neighbours_of_its_kind_stays() -> None:
    graph = build_graph(LONELY)
    found = ways(walk_epochs(graph, 1, range(50), Steps()))
    from_a = [way for way in found if way[0][0] == graph.topics.index("a")]
    assert {name for topics, points in from_a for name in topics} == {graph.topics.index("a")}
    assert {len(topics) for topics, _ in from_a} == {2, 3}
    assert {tuple(set(points)) for _, points in from_a} == {(graph.knowledge_points.index("x"),)}
    assert {len(points) for _, points in from_a} == {1, 2, 3, 4, 5}


def test_a_walk_whose_last_topic_has_no_knowledge_point_has_none() -> None:
    graph = build_graph(LONELY)
    walks = walk_epochs(graph, 1, range(20), Steps())
    b = walks.topics[:, 0] == graph.topics.index("b")
    assert (walks.knowledge_points[b] == -1).all()
    assert (walks.knowledge_points[~b, 0] >= 0).all()


def test_no_steps_stay_at_the_start() -> None:
    graph = build_graph(ROWS)
    walks = walk_epochs(graph, 1, range(2), Steps(topic=(0, 0), knowledge_point=(0, 0)))
    assert walks.topics.shape == walks.knowledge_points.shape == (2 * len(graph.topics), 1)


def test_the_papers_steps_are_the_default() -> None:
    assert Steps() == Steps(topic=(1, 2), knowledge_point=(0, 4))


@pytest.mark.parametrize("bounds", [(2, 1), (-1, 2), (0, 101)])
def test_steps_that_are_no_range_are_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValidationError, match="0 <= fewest <= most <= 100"):
        Steps(topic=bounds)
    with pytest.raises(ValidationError, match="0 <= fewest <= most <= 100"):
        Steps(knowledge_point=bounds)

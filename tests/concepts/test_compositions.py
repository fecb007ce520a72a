import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.compositions import (
    PATIENCE,
    Composition,
    CompositionSearch,
    KeySet,
    Progress,
    Signs,
    composition,
    count_unique,
    drawn_blocks,
    unique_compositions,
)
from mathwright.concepts.graph import ConceptGraph, build_graph
from mathwright.concepts.walks import Steps, Walks, walk_epochs
from mathwright.errors import UsageError

SMALL = build_graph([([f"t{i % 3}", f"t{i % 2}"], [f"k{i % 4}", f"k{i % 3}"]) for i in range(24)])
MIDDLING = build_graph([([f"t{i % 50}", f"t{i % 43}"], [f"k{i % 40}", f"k{i % 99}", f"k{i % 71}"]) for i in range(900)])
LONELY = build_graph([(["b"], ["x"]), (["b"], ["x"]), (["a"], []), (["a"], [])])
NEVER = build_graph([(["a"], []), (["a"], []), ([], ["x"]), ([], ["x"])])

Sets = tuple[frozenset[int], frozenset[int]]


def walked(graph: ConceptGraph, run_seed: int, epochs: int, steps: Steps) -> Iterator[Sets | None]:
    """The sets of each walk; None without a knowledge point."""
    walks = walk_epochs(graph, run_seed, range(epochs), steps)
    for topics, points in zip(walks.topics.tolist(), walks.knowledge_points.tolist(), strict=True):
        yield (frozenset(topics) - {-1}, frozenset(points) - {-1}) if points[0] >= 0 else None


def slow_unique(graph: ConceptGraph, run_seed: int, epochs: int, steps: Steps, patience: int) -> tuple[list[Sets], int]:
    """Compositions in order and epochs done, by a set and a loop."""
    found: dict[Sets, None] = {}
    idle, size = 0, len(graph.topics)
    sets = walked(graph, run_seed, epochs, steps)
    for epoch in range(epochs):
        before = len(found)
        found.update((one, None) for one in islice(sets, size) if one is not None)
        idle = 0 if len(found) > before else idle + 1
        if idle == patience:
            return list(found), epoch + 1
    return list(found), epochs


def sets_of(graph: ConceptGraph, found: Composition) -> Sets:
    topics, points = graph.topics, graph.knowledge_points
    return frozenset(map(topics.index, found.topics)), frozenset(map(points.index, found.knowledge_points))


# --- compositions -----------------------------------------------------------------------------------


def test_identity_is_the_pair_of_sets() -> None:
    one = composition(["b", "a", "b"], ["x", "y", "x"])
    assert (one.topics, one.knowledge_points) == (("b", "a"), ("x", "y"))
    assert one.composition_id == composition(["a", "b"], ["y", "x"]).composition_id
    others = [
        composition(["a"], ["x", "y"]),
        composition(["a", "b"], ["x"]),
        composition(["x", "y"], ["a", "b"]),
        composition(["a", "b", "x"], ["y"]),
    ]
    assert len({one.composition_id, *(other.composition_id for other in others)}) == 5


def test_the_id_is_this_one_for_good() -> None:
    assert composition(["Algebra", "Größe"], ["x\x00y"]).composition_id == "578dc6ab91465213"


NAMES = st.lists(
    st.sampled_from(['a"', 'a", "', "a\x00", "\x00", "a", "[]", "\n", "é", "e\u0301", "\u2028"]), min_size=1
)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=8))
def test_ids_differ_exactly_where_the_sets_do(pairs: list[tuple[list[str], list[str]]]) -> None:
    ids = {composition(*pair).composition_id for pair in pairs}
    assert len(ids) == len({(frozenset(topics), frozenset(points)) for topics, points in pairs})


# --- the search -------------------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [SMALL, LONELY], ids=["small", "lonely"])
@pytest.mark.parametrize("steps", [Steps(), Steps(topic=(0, 1), knowledge_point=(1, 2))], ids=["paper", "other"])
@pytest.mark.parametrize("patience", [1, 7, 60])
def test_finds_what_a_set_and_a_loop_find_in_their_order(graph: ConceptGraph, steps: Steps, patience: int) -> None:
    expected, epochs = slow_unique(graph, 5, 5_000, steps, patience)
    search = CompositionSearch(graph, 5, steps, patience)
    assert [sets_of(graph, one) for one in search] == expected
    size = len(graph.topics)
    assert search.progress == Progress(epochs=epochs, walks=epochs * size, unique=len(expected), saturated=True)
    assert epochs < 5_000


def test_finds_the_same_where_walks_fill_many_blocks() -> None:
    expected, _ = slow_unique(MIDDLING, 2, 1_500, Steps(), 10_000)
    assert len(expected) > 50_000
    found = unique_compositions(MIDDLING, 2, Steps(), 10_000)
    assert [sets_of(MIDDLING, one) for one in islice(found, len(expected))] == expected
    assert count_unique(MIDDLING, 2, 1_500) == len(expected)


def test_names_stand_in_the_order_walked() -> None:
    found = list(islice(unique_compositions(MIDDLING, 9), 200))
    walks = walk_epochs(MIDDLING, 9, range(4), Steps())
    first = found[0]
    assert first.topics[0] == MIDDLING.topics[0]
    ways = zip(walks.topics.tolist(), walks.knowledge_points.tolist(), strict=True)
    orders = {
        (
            tuple(dict.fromkeys(MIDDLING.topics[i] for i in topics if i >= 0)),
            tuple(dict.fromkeys(MIDDLING.knowledge_points[i] for i in points if i >= 0)),
        )
        for topics, points in ways
    }
    assert {(one.topics, one.knowledge_points) for one in found} <= orders


def test_progress_is_that_of_the_last_composition_handed_out() -> None:
    search = CompositionSearch(MIDDLING, 3)
    assert search.progress == Progress(epochs=0, walks=0, unique=0, saturated=False)
    found = iter(search)
    assert next(found).topics[0] == MIDDLING.topics[0]
    assert search.progress == Progress(epochs=1, walks=1, unique=1, saturated=False)
    sets = list(walked(MIDDLING, 3, 8, Steps()))
    last = [sets_of(MIDDLING, one) for one in islice(found, 149)][-1]
    walks = sets.index(last) + 1
    epochs = -(-walks // len(MIDDLING.topics))
    assert search.progress == Progress(epochs=epochs, walks=walks, unique=150, saturated=False)
    assert len(set(sets[:walks])) == 150


def test_a_search_can_be_iterated_again_from_its_beginning() -> None:
    search = CompositionSearch(SMALL, 3, patience=20)
    first = list(search)
    assert next(iter(search)) == first[0]
    assert search.progress.unique == 1
    assert search.progress.saturated is False
    assert list(search) == first


def test_arrays_tell_what_records_tell() -> None:
    search = CompositionSearch(SMALL, 4, patience=30)
    records = list(search)
    progress = search.progress
    arrays = list(search.new_walks())
    ways = [
        composition((SMALL.topics[i] for i in a if i >= 0), (SMALL.knowledge_points[i] for i in b if i >= 0))
        for walks in arrays
        for a, b in zip(walks.topics.tolist(), walks.knowledge_points.tolist(), strict=True)
    ]
    assert ways == records
    assert search.progress == progress


def test_a_graph_whose_topics_have_no_knowledge_points_holds_nothing() -> None:
    search = CompositionSearch(NEVER, 1, patience=9)
    assert list(search) == []
    assert search.progress == Progress(epochs=9, walks=9, unique=0, saturated=True)


def test_patience_is_the_papers_number_of_epochs_and_at_least_one() -> None:
    search = CompositionSearch(LONELY, 1)
    assert [one.topics for one in search] == [("b",)]
    assert search.progress.epochs == PATIENCE + 1 == 1_001
    with pytest.raises(UsageError, match="patience = 0"):
        unique_compositions(LONELY, 1, patience=0)


@pytest.mark.parametrize("epochs", [0, 1, 2, 3, 17, 100])
def test_counts_the_unique_ones_of_some_epochs(epochs: int) -> None:
    expected = len(set(walked(MIDDLING, 6, epochs, Steps())) - {None})
    assert count_unique(MIDDLING, 6, epochs) == expected


def test_equal_in_every_process() -> None:
    code = (
        "import json\n"
        "from mathwright.concepts.compositions import unique_compositions\n"
        "from mathwright.concepts.graph import build_graph\n"
        "rows = [(['t%d' % (i % 5), 't%d' % (i % 3)], ['k%d' % (i % 7), 'k%d' % (i % 4)]) for i in range(30)]\n"
        "print(json.dumps([one.composition_id for one in unique_compositions(build_graph(rows), 3, patience=5)]))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len(json.loads(told[0])) > 100


# --- keys -------------------------------------------------------------------------------------------


def test_signs_tell_sets_apart_and_nothing_else() -> None:
    topics = np.array([[0, 1, -1], [1, 0, 1], [0, 0, -1], [1, -1, -1], [0, 1, 2]], np.int32)
    points = np.array([[0, 1, 0], [1, 0, -1], [1, 0, 0], [0, 1, 1], [1, 0, 1]], np.int32)
    high, low = Signs(SMALL).keys(Walks(topics, points))
    assert [high.tolist().index(key) for key in high.tolist()] == [0, 0, 2, 3, 4]
    assert [low.tolist().index(key) for key in low.tolist()] == [0, 0, 2, 3, 4]
    assert not set(high.tolist()) & set(low.tolist())


def test_a_topic_and_a_knowledge_point_of_one_index_have_two_signs() -> None:
    way, none = np.array([[1]], np.int32), np.array([[-1]], np.int32)
    signs = Signs(SMALL)
    assert signs.keys(Walks(way, none))[0].tolist() != signs.keys(Walks(none, way))[0].tolist()
    assert [half.tolist() for half in signs.keys(Walks(none, none))] == [[0], [0]]


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=40), max_size=6))
def test_keys_are_numbered_in_the_order_they_come(batches: list[list[tuple[int, int]]]) -> None:
    """Few different halves: keys that meet in a slot, and keys that differ in one half only."""
    keys, expected = KeySet(), dict[tuple[int, int], int]()
    for batch in batches:
        first = []
        for row, key in enumerate(batch):
            if key not in expected:
                expected[key] = len(expected)
                first.append(row)
        high, low = np.array(batch, np.uint64).reshape(len(batch), 2).T
        numbers, new = keys.add(high, low)
        assert numbers.tolist() == [expected[key] for key in batch]
        assert new.tolist() == first
    assert len(keys) == len(expected)


def test_keys_keep_their_numbers_while_the_set_grows() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    high, low = rng.integers(0, 2**64, (2, 60_000), np.uint64)
    high[30_000:40_000] = high[:10_000]  # the same slot, another key
    keys = KeySet()
    parts = [keys.add(high[i : i + 7_000], low[i : i + 7_000])[0] for i in range(0, 60_000, 7_000)]
    assert np.concatenate(parts).tolist() == list(range(60_000))
    numbers, new = keys.add(high[::-1], low[::-1])
    assert numbers.tolist() == list(range(59_999, -1, -1))
    assert new.size == 0


def test_blocks_number_the_compositions_and_leave_out_walks_without_one() -> None:
    block = next(drawn_blocks(LONELY, 1, Steps()))
    assert block.ids.tolist() == [-1, 0]
    assert block.new.tolist() == [1]
    assert block.new_by_epoch == [1]

"""The concept graph at the size of arXiv:2403.02884: building it, walking it, two million unique compositions.

    python benchmarks/graph.py --json graph.json
    python benchmarks/graph.py --quick

The extraction is generated: 20,857 seed problems with 1-2 of 2,018 topics and 1-5 of 8,892 knowledge points, counts by
Zipf's law, each name at least twice, so that the filter leaves exactly those numbers.  Names fall together by chance,
which real ones do not, so the share of repeated compositions is only of the right order.  All figures are of one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import accumulate, islice
from pathlib import Path

import networkx as nx
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table

from mathwright.concepts.compositions import CompositionSearch
from mathwright.concepts.graph import ConceptGraph, build_graph
from mathwright.concepts.graphml import as_networkx
from mathwright.concepts.nearest import Nearest
from mathwright.concepts.saturation import saturation_curve
from mathwright.concepts.walks import Steps, walk_epochs

PROBLEMS, TOPICS, KNOWLEDGE_POINTS = 20_857, 2_018, 8_892
RUN_SEED = 7

Extraction = list[tuple[list[str], list[str]]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unique", type=int, default=2_000_000, help="unique compositions to reach")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="at most 60 s; it takes about 10")
    parser.add_argument("--reach", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.reach:
        reach(asked.unique)
        return
    table, rows = Table(), extraction()
    graph = build_graph(rows)
    building(table, rows)
    walking(table, graph)
    reaching(table, 500_000 if asked.quick else asked.unique)
    using(table, graph, rows)
    for point in saturation_curve(graph, RUN_SEED, [1, 10, 100] if asked.quick else [1, 10, 100, 1_000]):
        table.add(Row(f"unique after {point.walks:,} walks", point.unique, "compositions", n=point.walks))
    table.write(asked.json)


def extraction() -> Extraction:
    """The generated labels of all seed problems."""
    rng = np.random.default_rng(RUN_SEED)
    topics = spread(rng, rng.integers(1, 3, PROBLEMS), TOPICS, "topic")
    points = spread(rng, rng.integers(1, 6, PROBLEMS), KNOWLEDGE_POINTS, "knowledge point")
    return list(zip(topics, points, strict=True))


def spread(rng: np.random.Generator, widths: NDArray[np.int64], names: int, what: str) -> list[list[str]]:
    """Lists of these widths of different names, each name in at least two."""
    chances = 1 / np.arange(1, names + 1)
    rest = rng.choice(names, widths.sum() - 2 * names, p=chances / chances.sum())
    drawn = np.concatenate((np.arange(names).repeat(2), rest))
    rng.shuffle(drawn)
    rows = np.repeat(np.arange(widths.size), widths)
    while (again := repeated(rows * names + drawn)).size:
        other = rng.permutation(drawn.size)[: again.size]
        drawn[again], drawn[other] = drawn[other], drawn[again].copy()
    queue = iter(drawn.tolist())
    return [[f"{what} {i:04d}" for i in islice(queue, width)] for width in widths.tolist()]


def repeated(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a key stands that stood before."""
    order = np.argsort(keys, kind="stable")
    return order[1:][np.diff(keys[order]) == 0]


def building(table: Table, rows: Extraction) -> None:
    """Seconds from labels to graph."""
    graph = build_graph(rows)
    if (len(graph.topics), len(graph.knowledge_points)) != (TOPICS, KNOWLEDGE_POINTS):
        sys.exit("the generated extraction has not the paper's size")
    table.add(Row("build", round(median_of(9, lambda: build_graph(rows)), 4), "s", 0.2, at_most=True, n=len(rows)))


def walking(table: Table, graph: ConceptGraph) -> None:
    """Walks a second, beside the same walk over networkx."""
    epochs, block = 320, 16

    def walk() -> None:
        for first in range(0, epochs, block):
            walk_epochs(graph, RUN_SEED, range(first, first + block), Steps())

    walks = epochs * len(graph.topics)
    rate = walks / median_of(5, walk)
    table.add(Row("walks", round(rate), "walks/s", 1_000_000, n=walks))
    step = networkx_walker(graph)
    starts = [f"t{i % len(graph.topics)}" for i in range(50_000)]
    plain = len(starts) / median_of(3, lambda: [step(start) for start in starts])
    table.add(Row("walks, networkx with cached weights", round(plain), "walks/s", n=len(starts)))
    table.add(Row("walks, times networkx", round(rate / plain, 1), "times"))


def networkx_walker(graph: ConceptGraph) -> Callable[[str], list[str]]:
    """A walk from one topic over the networkx graph, its neighbours and cumulative weights cached by kind."""
    told: nx.Graph = as_networkx(graph)
    chance = random.Random(RUN_SEED)
    beside: dict[tuple[str, str], tuple[list[str], list[float]]] = {}
    for node, neighbours in told.adjacency():
        for kind in "tk":
            kept = {name: data["weight"] + 1e-5 for name, data in neighbours.items() if name[0] == kind}
            if kept:
                beside[node, kind] = list(kept), list(accumulate(kept.values()))

    def step(node: str, kind: str) -> str:
        found = beside.get((node, kind))
        return node if found is None else chance.choices(found[0], cum_weights=found[1])[0]

    def walk(start: str) -> list[str]:
        way = [start]
        for kind, steps in (("t", chance.randint(1, 2)), ("k", 1 + chance.randint(0, 4))):
            for _ in range(steps):
                way.append(step(way[-1], kind))
        return way

    return walk


def reaching(table: Table, unique: int) -> None:
    """Two processes, each to the same number of unique compositions."""
    command = [sys.executable, __file__, "--reach", "--unique", str(unique)]
    told = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(2)]
    name = f"{unique:,} unique compositions"
    table.add(Row(name, round(max(one["seconds"] for one in told), 3), "s", 10, at_most=True, n=unique))
    table.add(Row(f"{name}: walks drawn", told[0]["walks"], "walks"))
    table.add(Row(f"{name}: epochs (paper: about 1,000)", told[0]["epochs"], "epochs"))
    table.add(
        Row(
            f"{name}: peak memory, labels and graph included",
            max(one["peak"] for one in told),
            "MiB",
            512,
            at_most=True,
        )
    )
    table.add(Row(f"{name}: equal digests of two runs", float(told[0]["digest"] == told[1]["digest"]), "yes = 1", 1))


def reach(unique: int) -> None:
    """In a process of its own: search, and print what it took."""
    graph = build_graph(extraction())
    left, digest, search = unique, hashlib.blake2b(digest_size=16), CompositionSearch(graph, RUN_SEED)
    start = time.perf_counter()
    for walks in search.new_walks():
        digest.update(np.ascontiguousarray(walks.topics[:left]))
        digest.update(np.ascontiguousarray(walks.knowledge_points[:left]))
        left -= len(walks)
        if left <= 0:
            break
    took = time.perf_counter() - start
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    told = {"seconds": took, "peak": peak, "digest": digest.hexdigest()}
    print(json.dumps({**told, "walks": search.progress.walks, "epochs": search.progress.epochs}))


def using(table: Table, graph: ConceptGraph, rows: Extraction) -> None:
    """Records a second, and the time to find the nearest seed problems of one."""
    start = time.perf_counter()
    found = list(islice(CompositionSearch(graph, RUN_SEED), 100_000))
    rate = len(found) / (time.perf_counter() - start)
    table.add(Row("unique compositions as records", round(rate), "records/s", n=len(found)))
    index = Nearest([points for _, points in rows])
    times = []
    for one in found[:5_000]:
        start = time.perf_counter()
        index.nearest(one.knowledge_points, 8)
        times.append(1e6 * (time.perf_counter() - start))
    table.add(
        Row("8 nearest seed problems: median", round(statistics.median(times), 1), "µs", 100, at_most=True, n=5_000)
    )
    table.add(Row("8 nearest seed problems: 95 %", round(statistics.quantiles(times, n=20)[-1], 1), "µs", n=5_000))


def median_of(n: int, work: Callable[[], object]) -> float:
    """Median seconds of n runs."""
    times = []
    for _ in range(n):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()

"""What a dataset holds, counted again from its Parquet: nothing the runs said of themselves is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mathwright.curate.exact import exact_key
from mathwright.curate.template import template_key
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers

COLUMNS = ["problem", "solutions", "answer"]
Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Found:
    """What was counted."""

    rows: int
    templates: int
    """Questions that differ in more than their numbers."""
    most_of_a_template: int
    """Rows of the most frequent of them."""
    repeated: int
    """Rows whose question is an earlier row's."""
    parents: int
    """Seed problems that some row was made from."""
    kinds: dict[str, int]
    recipes: dict[str, int]
    """Rows by recipe."""
    faults: Counter[str]
    """What the second route found wrong."""
    solutions: int
    """Solutions that it executed."""


def check(paths: Sequence[Path], processes: int = 2) -> Found:
    """Count everything, and execute every solution again by the second route."""
    tables = pl.scan_parquet(list(paths))
    kinds = _counted(tables, pl.col("kind"))
    recipes = _counted(tables, pl.col("source").str.split("/").list.first())
    parents = tables.select(pl.col("parents").explode().n_unique()).collect().item()
    faults: Counter[str] = Counter()
    keys: list[tuple[Keys, Keys]] = []
    solutions = 0
    with ProcessPoolExecutor(processes) as pool:
        for exact, template, wrong, executed in pool.map(_group, *zip(*_groups(paths), strict=True)):
            keys.append((exact, template))
            faults += wrong
            solutions += executed
    exact, template = (np.concatenate(one) for one in zip(*keys, strict=True))
    _, rows_each = np.unique(template, return_counts=True)
    return Found(
        rows=len(exact),
        templates=len(rows_each),
        most_of_a_template=int(rows_each.max()),
        repeated=len(exact) - len(np.unique(exact)),
        parents=parents,
        kinds=kinds,
        recipes=recipes,
        faults=faults,
        solutions=solutions,
    )


def _counted(tables: pl.LazyFrame, by: pl.Expr) -> dict[str, int]:
    counts = tables.group_by(by.alias("name")).agg(pl.len().alias("rows")).sort("name").collect()
    return dict(counts.select("name", "rows").iter_rows())


def _groups(paths: Sequence[Path]) -> Iterator[tuple[Path, int]]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from ((path, group) for group in range(file.num_row_groups))


def _group(path: Path, group: int) -> tuple[Keys, Keys, Counter[str], int]:
    """Keys of the questions' texts and templates, faults, and the number of solutions of one row group."""
    with pq.ParquetFile(path) as file:
        rows = file.read_row_group(group, columns=COLUMNS).to_pydict()
    faults: Counter[str] = Counter()
    executed = 0
    for question, solutions, answer in zip(*(rows[name] for name in COLUMNS), strict=True):
        executed += len(solutions)
        faults.update(fault for solution in solutions for fault in _faults(question, solution, answer))
        faults["no solution"] += not solutions
    exact = np.array([exact_key(question) for question in rows["problem"]], np.uint64)
    template = np.array([template_key(question) for question in rows["problem"]], np.uint64)
    return exact, template, +faults, executed


def _faults(question: str, solution: str, answer: str) -> list[str]:
    again = replay(solution)
    found = list(again.faults)
    if again.answer != Fraction(answer):
        found.append("another answer")
    if stray_numbers(solution, question):
        found.append("a number from nowhere")
    return found

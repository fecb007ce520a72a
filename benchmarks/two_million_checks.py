"""What a dataset holds, counted again from its Parquet: nothing the runs said of themselves is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray
from two_million_givens import Givens

from mathwright.curate.contamination.words import template_text
from mathwright.curate.exact import exact_key, hashed
from mathwright.programs.operands import operands_from_nowhere
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds

COLUMNS = ["problem", "solutions", "answer", "parents"]
Keys = NDArray[np.uint64]
FROM_NOWHERE = "an operand from nowhere"
LEFT_OUT = "a number of the seed problem left out"
IDLE = "a number that nothing computes with"


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
    barren: Counter[str]
    """The other seed problems, by the reason why nothing was made of them."""
    kinds: dict[str, int]
    recipes: dict[str, int]
    """Rows by recipe."""
    faults: Counter[str]
    """What the second route found wrong."""
    solutions: int
    """Solutions that it executed."""


def check(paths: Sequence[Path], seeds: Path | None = None, processes: int = 2) -> Found:
    """Count everything, and execute every solution again by the second route.

    seeds: the seed problems that the dataset was made from; None: the shipped ones.
    """
    tables = pl.scan_parquet(list(paths))
    kinds = _counted(tables, pl.col("kind"))
    recipes = _counted(tables, pl.col("source").str.split("/").list.first())
    parents = set(tables.select(pl.col("parents").explode().drop_nulls().unique()).collect()["parents"])
    faults: Counter[str] = Counter()
    keys: list[tuple[Keys, Keys]] = []
    solutions = 0
    with ProcessPoolExecutor(processes) as pool:
        for exact, template, wrong, executed in pool.map(partial(_group, seeds), *zip(*_groups(paths), strict=True)):
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
        parents=len(parents),
        barren=Counter(_why_barren(seed) for seed in _seeds(seeds) if seed.problem_id not in parents),
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


def _group(seeds: Path | None, path: Path, group: int) -> tuple[Keys, Keys, Counter[str], int]:
    """Keys of the questions' texts and templates, faults, and the number of solutions of one row group."""
    with pq.ParquetFile(path) as file:
        rows = file.read_row_group(group, columns=COLUMNS).to_pydict()
    faults: Counter[str] = Counter()
    executed = 0
    givens = _givens(seeds)
    for question, solutions, answer, parents in zip(*(rows[name] for name in COLUMNS), strict=True):
        executed += len(solutions)
        faults.update(fault for solution in solutions for fault in faults_of(question, solution, answer))
        faults.update(unfaithful(givens, question, solutions, parents))
        faults["no solution"] += not solutions
    exact = np.array([exact_key(question) for question in rows["problem"]], np.uint64)
    template = np.array([hashed(template_text(question)) for question in rows["problem"]], np.uint64)
    return exact, template, +faults, executed


def faults_of(question: str, solution: str, answer: str) -> list[str]:
    """What the second route finds wrong with one solution."""
    again = replay(solution)
    found = list(again.faults)
    if again.answer != Fraction(answer):
        found.append("another answer")
    if stray_numbers(solution, question):
        found.append("a number from nowhere")
    if operands_from_nowhere(solution, question):
        found.append(FROM_NOWHERE)
    return found


def unfaithful(givens: Givens, question: str, solutions: Sequence[str], parents: Sequence[str]) -> Iterator[str]:
    """What the question and its first solution do not have of the seed problems' numbers."""
    if givens.left_out(question, parents):
        yield LEFT_OUT
    if solutions and givens.is_idle(question, solutions[0], parents):
        yield IDLE


@lru_cache(maxsize=1)
def _givens(seeds: Path | None) -> Givens:
    """Kept in each process: all groups ask for the same."""
    return Givens(_seeds(seeds))


def _seeds(seeds: Path | None) -> Iterator[Problem]:
    return read_problems(seeds) if seeds else iter(shipped_seeds())


def _why_barren(seed: Problem) -> str:
    """Why nothing was made of a seed problem, in the makers' words: the one thing here that is asked of them."""
    template = compile_template(seed)
    if not isinstance(template, Template):
        return f"no program: {template.reason}"
    return template.objection or "not drawn, or refused by every maker"

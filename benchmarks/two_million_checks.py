"""What a dataset holds, counted again from its Parquet: nothing the runs said of themselves is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray
from two_million_apart import Benchmarks, benchmarks_of, questions_in
from two_million_givens import Givens
from two_million_near import NearPair, NearSample, sample_of

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
    contaminated: Counter[str]
    """Rows that repeat a question to be kept apart from, by how they do."""
    near: tuple[NearPair, ...]
    """Templates of a sample that are near to another one, or to a question to be kept apart from."""
    sampled: int
    """Templates in that sample."""
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


class _Group(NamedTuple):
    """What was counted in one row group."""

    exact: Keys
    """Of the questions' texts."""
    templates: Keys
    faults: Counter[str]
    solutions: int
    contaminated: Counter[str]
    near: list[NearPair]


def check(paths: Sequence[Path], seeds: Path | None = None, against: Sequence[Path] = (), processes: int = 2) -> Found:
    """Count everything, and execute every solution again by the second route.

    seeds: the seed problems that the dataset was made from; None: the shipped ones.
    against: benchmarks in JSON lines that no row may repeat.
    """
    tables = pl.scan_parquet(list(paths))
    parents = set(tables.select(pl.col("parents").explode().drop_nulls().unique()).collect()["parents"])
    # Made before the processes are, which then have them: polars may hang in a process that was forked.
    sample, _ = sample_of(tuple(paths)), benchmarks_of(tuple(against))
    near = {pair for path in against for text in questions_in(path) for pair in sample.near_to(template_text(text))}
    groups: list[_Group] = []
    with ProcessPoolExecutor(processes) as pool:
        count = partial(_group, seeds, tuple(against), tuple(paths))
        for group in pool.map(count, *zip(*_groups(paths), strict=True)):
            groups.append(group)
            near.update(group.near)
    exact = np.concatenate([group.exact for group in groups])
    _, rows_each = np.unique(np.concatenate([group.templates for group in groups]), return_counts=True)
    return Found(
        rows=len(exact),
        templates=len(rows_each),
        most_of_a_template=int(rows_each.max()),
        repeated=len(exact) - len(np.unique(exact)),
        contaminated=sum((group.contaminated for group in groups), Counter[str]()),
        near=tuple(sorted(near)),
        sampled=len(sample),
        parents=len(parents),
        barren=Counter(_why_barren(seed) for seed in _seeds(seeds) if seed.problem_id not in parents),
        kinds=_counted(tables, pl.col("kind")),
        recipes=_counted(tables, pl.col("source").str.split("/").list.first()),
        faults=sum((group.faults for group in groups), Counter[str]()),
        solutions=sum(group.solutions for group in groups),
    )


def _counted(tables: pl.LazyFrame, by: pl.Expr) -> dict[str, int]:
    counts = tables.group_by(by.alias("name")).agg(pl.len().alias("rows")).sort("name").collect()
    return dict(counts.select("name", "rows").iter_rows())


def _groups(paths: Sequence[Path]) -> Iterator[tuple[Path, int]]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from ((path, group) for group in range(file.num_row_groups))


def _group(seeds: Path | None, against: tuple[Path, ...], paths: tuple[Path, ...], path: Path, group: int) -> _Group:
    """What one row group of one of the paths holds."""
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
    questions = rows["problem"]
    templates = [template_text(question) for question in questions]
    return _Group(
        exact=np.array([exact_key(question) for question in questions], np.uint64),
        templates=np.array([hashed(template) for template in templates], np.uint64),
        faults=+faults,
        solutions=executed,
        contaminated=contaminated_in(benchmarks_of(against), questions),
        near=near_in(sample_of(paths), templates),
    )


def contaminated_in(benchmarks: Benchmarks, questions: Iterable[str]) -> Counter[str]:
    """How many of the questions repeat one of the benchmarks', by how they do."""
    return Counter(how for how in map(benchmarks.repeated_in, questions) if how is not None)


def near_in(sample: NearSample, templates: Iterable[str]) -> list[NearPair]:
    """What of the sample is near to one of these templates, and to which."""
    return [pair for template in sorted(set(templates)) for pair in sample.near_to(template)]


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

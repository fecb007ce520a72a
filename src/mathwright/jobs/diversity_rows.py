"""The problems of any dataset, as far as its difficulty and its diversity are counted by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from mathwright.curate.difficulty import Difficulty, difficulty, level_of, solution_shape
from mathwright.curate.difficulty_rates import voted
from mathwright.curate.diversity_tally import Seen, seen_of
from mathwright.errors import DataError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.published_rows import is_parquet, is_published, published_blocks, published_lines
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.blocks import schema_of
from mathwright.publish.dataset import ACCEPTED_JSONL
from mathwright.publish.row_faults import check_types
from mathwright.records import Problem
from mathwright.seeds.reader import ReadCounts

LATER = frozenset(("steps", "depth", "evidence_wrong_steps", "evidence_incomplete"))
"""Columns that datasets of earlier versions lack."""


class _Cells(NamedTuple):
    """What is read of a row of a published dataset, under its column names."""

    problem: str
    solution: str | None
    kind: str | None
    parents: list[str]
    skills: list[str]
    topics: list[str]
    knowledge_points: list[str]
    difficulty: str | None
    evidence: str | None
    evidence_agreeing: int | None
    evidence_of: int | None
    evidence_wrong_steps: int | None
    evidence_incomplete: int | None
    steps: int | None
    depth: int | None


class Row(NamedTuple):
    """What is counted of one problem."""

    seen: Seen
    difficulty: Difficulty


def counted_rows(seeds: SeedsConfig, limit: int | None = None, counts: ReadCounts | None = None) -> Iterator[Row]:
    """The first ``limit`` problems (all where None) of a file, or of the folder of a dataset, streamed.

    seeds: names it, and says how a file of another origin is read; ``counts`` is filled on the way.
    Raises UsageError for an unknown kind of file, DataError for a folder without a dataset and for a bad row.
    """
    if seeds.path is None or not _ours(files := files_of(Path(seeds.path)), seeds):
        return map(row_of, problems_in(seeds, limit, counts))
    counts = ReadCounts() if counts is None else counts
    return islice((row for file in files for row in _published(file, seeds.skip_bad_rows, counts)), limit)


def problems_in(seeds: SeedsConfig, limit: int | None = None, counts: ReadCounts | None = None) -> Iterator[Problem]:
    """The same as whole problems; seed problems too that come from no file.

    Raises what ``counted_rows`` raises.
    """
    if seeds.path is None:
        return read_seeds(seeds, limit, counts)
    counts = ReadCounts() if counts is None else counts
    files = files_of(Path(seeds.path))
    if _ours(files, seeds):
        lines = (line for file in files for line in published_lines(file, seeds.skip_bad_rows, counts))
        return islice((line.problem for line in lines), limit)
    read = (seeds.model_copy(update={"path": str(file)}) for file in files)
    return islice((problem for one in read for problem in read_seeds(one, counts=counts)), limit)


def row_of(problem: Problem) -> Row:
    """What is counted of a problem."""
    return Row(seen_of(problem), difficulty(problem))


def files_of(place: Path) -> tuple[Path, ...]:
    """The file itself; of a folder its ``accepted*.parquet``, else its ``accepted.jsonl``.

    Raises DataError where there is nothing, and for a folder that has neither.
    """
    if not place.exists():
        raise DataError(f"{place}: no such file or folder")
    if not place.is_dir():
        return (place,)
    found = sorted(place.glob("accepted*.parquet")) or sorted(place.glob(ACCEPTED_JSONL))
    if not found:
        raise DataError(f"{place}: no accepted.parquet and no accepted.jsonl; name the folder of a dataset, or a file")
    return tuple(found)


def _ours(files: Sequence[Path], seeds: SeedsConfig) -> bool:
    return all(is_published(seeds, file) for file in files)


def _published(path: Path, skip_bad_rows: bool, counts: ReadCounts) -> Iterator[Row]:
    """The rows of a dataset of ours; of Parquet only the columns that are needed are read."""
    if is_parquet(path):
        yield from _parquet_rows(path, skip_bad_rows, counts)
        return
    for row in published_lines(path, skip_bad_rows, counts):  # which makes sure of the types
        yield _counted(_Cells._make(row.columns.get(name) for name in _Cells._fields))


def _parquet_rows(path: Path, skip_bad_rows: bool, counts: ReadCounts) -> Iterator[Row]:
    there = _columns(path, schema_of(path))
    for _, table in published_blocks(path, skip_bad_rows, counts, there):
        nothing = [None] * len(table)
        cells = (table.column(name).to_pylist() if name in there else nothing for name in _Cells._fields)
        yield from map(_counted, map(_Cells._make, zip(*cells, strict=True)))


def _columns(path: Path, schema: pa.Schema) -> list[str]:
    """Those of the columns wanted that the file has.  Raises DataError where one holds something else."""
    there = [name for name in _Cells._fields if name in schema.names]
    check_types(path, schema, there)
    if missing := [name for name in _Cells._fields if name not in there and name not in LATER]:
        raise DataError(f"{path}: no column {', '.join(missing)}; expected the columns of a published dataset")
    return there


def _counted(row: _Cells) -> Row:
    solved = None
    if row.evidence == "vote" and row.evidence_agreeing is not None and row.evidence_of is not None:
        lost = row.evidence_wrong_steps or 0, row.evidence_incomplete or 0
        solved = voted(row.evidence_agreeing, row.evidence_of, *lost)
    steps, depth = row.steps, row.depth
    if (steps is None or depth is None) and row.solution is not None:
        steps, depth = solution_shape(row.solution)
    level = level_of(row.difficulty, steps, depth, solved)
    concepts = row.skills, row.topics, row.knowledge_points
    return Row(Seen(row.problem, row.kind, row.parents, concepts), Difficulty(level, steps, depth, solved))

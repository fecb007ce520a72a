"""The rows of files of published datasets, told from files of other origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from mathwright.curate.against import refuse_row
from mathwright.errors import DataError
from mathwright.jobs.config import SeedsConfig
from mathwright.publish.blocks import read_blocks, schema_of
from mathwright.publish.columns import published_problem
from mathwright.publish.row_faults import NO_QUESTION, faults_in
from mathwright.records import Problem
from mathwright.seeds.files import OnBad, kind_of_file, rows_of
from mathwright.seeds.reader import ReadCounts, count_bad, require_a_usable_row

OUR_COLUMNS = frozenset(("problem_id", "problem", "solutions", "evidence", "parents"))
"""Columns by which a dataset of ours is known."""
CURATE = "curate"
"""In the place of a recipe in the manifest of a dataset that was curated."""
NO_ROW = "not a row of a published dataset"


class PublishedLine(NamedTuple):
    """A row and where it stands."""

    line: int
    """From 1; of Parquet the row."""
    columns: dict[str, object]
    problem: Problem


def is_published(seeds: SeedsConfig, path: Path) -> bool:
    """Whether a file is of a dataset of ours, and nobody says how else to read it.

    Raises DataError for a file that is missing or damaged; a bad row is met again, and told, by who reads it.
    """
    if seeds.format is not None or seeds.columns or path.is_dir():
        return False
    if is_parquet(path):
        return set(schema_of(path).names) >= OUR_COLUMNS
    if kind_of_file(path) not in (".jsonl", ".ndjson"):
        return False
    return next((row.keys() >= OUR_COLUMNS for _, row in rows_of(path, _leave_out)), False)


def is_parquet(path: Path) -> bool:
    """Whether the file is called so."""
    return path.suffix.lower() == ".parquet"


def published_lines(path: Path, skip_bad_rows: bool, counts: ReadCounts) -> Iterator[PublishedLine]:
    """The rows of a file of ours, as problems.

    Raises DataError, ``path:line`` first, for the first bad row; with ``skip_bad_rows`` if every row is bad.
    """
    on_bad, before = _on_bad(skip_bad_rows, counts), (counts.rows, counts.bad.total())
    for line, row in rows_of(path, on_bad):
        try:
            problem = published_problem(row, f"{path}:{line}")
        except DataError as error:
            on_bad(error, NO_ROW)
            continue
        if problem.question.strip():
            _count(counts, 1)
            yield PublishedLine(line, row, problem)
        else:
            on_bad(DataError(f"{path}:{line}: {NO_QUESTION}"), NO_QUESTION)
    require_a_usable_row(path, counts, before)


def published_blocks(
    path: Path, skip_bad_rows: bool, counts: ReadCounts, columns: Sequence[str] | None = None
) -> Iterator[tuple[Sequence[int], pa.Table]]:
    """The rows of a Parquet file of ours, some thousand at a time: the line of each, and the columns named.

    Raises what ``published_lines`` raises.
    """
    on_bad, before, line = _on_bad(skip_bad_rows, counts), (counts.rows, counts.bad.total()), 1
    for table in read_blocks(path, columns):
        lines: Sequence[int] = range(line, line + len(table))
        faults = faults_in(table)
        for at in sorted(faults):
            on_bad(DataError(f"{path}:{lines[at]}: {faults[at]}"), faults[at])
        line += len(table)
        if faults:
            good = [at for at in range(len(table)) if at not in faults]
            lines, table = [lines[at] for at in good], table.take(pa.array(good, pa.int64()))
        _count(counts, len(lines))
        yield lines, table
    require_a_usable_row(path, counts, before)


def _on_bad(skip_bad_rows: bool, counts: ReadCounts) -> OnBad:
    return count_bad(counts) if skip_bad_rows else refuse_row


def _count(counts: ReadCounts, rows: int) -> None:
    counts.rows += rows
    counts.read += rows


def _leave_out(error: DataError, reason: str) -> None:
    """Go on to the next row."""

"""The rows of any dataset, in blocks, as columns of a published dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from mathwright.curate.against import refuse_row
from mathwright.errors import DataError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.blocks import common_schema, in_schema, read_blocks, schema_of
from mathwright.publish.columns import SCHEMA, published_problem, published_row
from mathwright.records import Problem
from mathwright.seeds.files import rows_of
from mathwright.seeds.reader import ReadCounts

PROBLEMS = 1_000
"""Problems in memory at a time, of rows that are not read as columns."""
OUR_COLUMNS = frozenset(("problem_id", "problem", "solutions", "evidence", "parents"))
_QUESTION = "problem"


class Block(NamedTuple):
    """Some rows in order."""

    places: list[str]
    """``file:line`` of each."""
    questions: list[str]
    table: pa.Table


class Source(NamedTuple):
    """A file, and how its rows are read."""

    seeds: SeedsConfig
    path: Path
    published: bool
    """Whether its rows are of a dataset of ours."""
    schema: pa.Schema


def sources_of(seeds: SeedsConfig, paths: Sequence[Path]) -> list[Source]:
    """How each file is to be read.  Raises UsageError, DataError for a file that cannot be."""
    return [_source(seeds.model_copy(update={"path": str(path)}), path) for path in paths]


def _source(seeds: SeedsConfig, path: Path) -> Source:
    if seeds.format is not None or seeds.columns or path.is_dir() or path.suffix not in (".jsonl", ".parquet"):
        return Source(seeds, path, False, SCHEMA)
    if path.suffix == ".parquet":
        schema = schema_of(path)
        published = set(schema.names) >= OUR_COLUMNS
        return Source(seeds, path, published, schema if published else SCHEMA)
    first = next((row for _, row in rows_of(path, _leave_out)), {})  # a bad first row is met again, and told, below
    return Source(seeds, path, first.keys() >= OUR_COLUMNS, SCHEMA)


def _leave_out(error: DataError, reason: str) -> None:
    """Go on to the next row."""


def schema_of_all(sources: Sequence[Source]) -> pa.Schema:
    """The columns of what is kept."""
    return common_schema([(source.path, source.schema) for source in sources])


def blocks_of(sources: Sequence[Source], limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    """The rows of all files in order, the first ``limit`` of them, some thousand at a time, with the columns of all.

    Raises DataError, ``path:line`` first, for a bad row.
    """
    schema, left = schema_of_all(sources), limit
    for source in sources:
        for block in _columns(source, counts) if _is_columns(source) else _rows(source, left, counts):
            if left is not None:
                block = Block(block.places[:left], block.questions[:left], block.table.slice(0, left))
                left -= len(block.places)
            yield block._replace(table=in_schema(block.table, schema))
            if left == 0:
                return


def _is_columns(source: Source) -> bool:
    return source.published and source.path.suffix == ".parquet"


def _columns(source: Source, counts: ReadCounts) -> Iterator[Block]:
    """Rows of a Parquet file of ours, as they are."""
    line = 1
    for table in read_blocks(source.path):
        questions = table.column(_QUESTION).to_pylist()
        for at, question in enumerate(questions):
            if not isinstance(question, str) or not question.strip():
                raise DataError(f"{source.path}:{line + at}: no question in column {_QUESTION}")
        counts.rows += len(questions)
        counts.read += len(questions)
        yield Block([f"{source.path.name}:{at}" for at in range(line, line + len(questions))], questions, table)
        line += len(questions)


def _rows(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    problems = _published(source.path, counts) if source.published else _seeds(source, limit, counts)
    while some := list(islice(problems, PROBLEMS)):
        places, kept = [place for place, _ in some], [problem for _, problem in some]
        yield Block(places, [problem.question for problem in kept], _table(places, kept))


def _published(path: Path, counts: ReadCounts) -> Iterator[tuple[str, Problem]]:
    for line, row in rows_of(path, refuse_row):
        counts.rows += 1
        counts.read += 1
        yield f"{path.name}:{line}", published_problem(row, f"{path}:{line}")


def _seeds(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[tuple[str, Problem]]:
    return ((one.origin or one.problem_id, one) for one in read_seeds(source.seeds, limit, counts))


def _table(places: Sequence[str], problems: Iterable[Problem]) -> pa.Table:
    rows = [published_row(problem) for problem in problems]
    try:
        return pa.Table.from_pylist(rows, schema=SCHEMA)
    except UnicodeEncodeError as error:
        bad = next(place for place, row in zip(places, rows, strict=True) if _is_broken(str(row)))
        raise DataError(f"{bad}: half a surrogate pair in its text, which is no character; mend the row") from error


def _is_broken(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)

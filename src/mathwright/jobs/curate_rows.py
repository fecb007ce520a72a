"""The rows of any dataset, in blocks, as columns of a published dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from mathwright.errors import DataError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.published_rows import OUR_COLUMNS, is_parquet, is_published, published_blocks, published_lines
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.blocks import common_schema, in_schema, schema_of
from mathwright.publish.columns import SCHEMA, published_row
from mathwright.publish.row_faults import check_no_bytes, check_types
from mathwright.records import Problem
from mathwright.seeds.reader import ReadCounts

PROBLEMS = 1_000
"""Problems in memory at a time, of rows that are not read as columns."""


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
    name: str
    """Under which its rows are told."""
    published: bool
    """Whether its rows are of a dataset of ours."""
    schema: pa.Schema


def sources_of(seeds: SeedsConfig, paths: Sequence[Path], names: Mapping[Path, str]) -> list[Source]:
    """How each file is to be read, and its name.  Raises UsageError, DataError for a file that cannot be."""
    return [_source(seeds.model_copy(update={"path": str(path)}), path, names[path]) for path in paths]


def _source(seeds: SeedsConfig, path: Path, name: str) -> Source:
    published = is_published(seeds, path)
    if not published or not is_parquet(path):
        return Source(seeds, path, name, published, SCHEMA)
    schema = schema_of(path)
    check_types(path, schema, sorted(OUR_COLUMNS))
    check_no_bytes(path, schema)
    return Source(seeds, path, name, published, schema)


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
    return source.published and is_parquet(source.path)


def _columns(source: Source, counts: ReadCounts) -> Iterator[Block]:
    """Rows of a Parquet file of ours, as they are."""
    for lines, table in published_blocks(source.path, source.seeds.skip_bad_rows, counts):
        yield Block([f"{source.name}:{line}" for line in lines], table.column("problem").to_pylist(), table)


def _rows(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    problems = _published(source, counts) if source.published else _seeds(source, limit, counts)
    while some := list(islice(problems, PROBLEMS)):
        places, kept = [place for place, _ in some], [problem for _, problem in some]
        yield Block(places, [problem.question for problem in kept], _table(places, kept))


def _published(source: Source, counts: ReadCounts) -> Iterator[tuple[str, Problem]]:
    for row in published_lines(source.path, source.seeds.skip_bad_rows, counts):
        yield f"{source.name}:{row.line}", row.problem


def _seeds(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[tuple[str, Problem]]:
    named = f"{source.path.name}:"
    for problem in read_seeds(source.seeds, limit, counts):
        place = problem.origin or problem.problem_id
        yield (source.name + place[len(named) - 1 :] if place.startswith(named) else place), problem


def _table(places: Sequence[str], problems: Iterable[Problem]) -> pa.Table:
    rows = [published_row(problem) for problem in problems]
    try:
        return pa.Table.from_pylist(rows, schema=SCHEMA)
    except UnicodeEncodeError as error:
        bad = next(place for place, row in zip(places, rows, strict=True) if _is_broken(str(row)))
        raise DataError(f"{bad}: half a surrogate pair in its text, which is no character; mend the row") from error


def _is_broken(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)

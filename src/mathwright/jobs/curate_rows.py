"""The rows of any dataset, in blocks: those of ours as columns of a published dataset, others as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import pyarrow as pa

from mathwright.errors import DataError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.foreign_rows import LINES, Asked, foreign_columns, foreign_lines, lines_of
from mathwright.jobs.published_rows import OUR_COLUMNS, is_parquet, is_published, published_blocks, published_lines
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.blocks import common_schema, in_schema, schema_of
from mathwright.publish.columns import SCHEMA, published_row
from mathwright.publish.row_faults import check_no_bytes, check_types
from mathwright.records import Problem, content_id
from mathwright.seeds.reader import ReadCounts

PROBLEMS = 1_000
"""Problems in memory at a time, of rows that are not read as columns."""
Reading: TypeAlias = Literal["ours", "problems", "columns", "lines"]
"""As rows of a dataset of ours, as problems of a known format, as the columns of Parquet, as any JSON objects."""


class Block(NamedTuple):
    """Some rows in order."""

    places: list[str]
    """``file:line`` of each."""
    questions: list[str]
    table: pa.Table
    foreign: bool = False
    """Whether the table holds rows of others as they are."""

    def taken(self, rows: Sequence[int]) -> list[tuple[str, bytes | None]]:
        """An id for each of these rows, and its JSON where it is a row of others."""
        table = self.table.take(pa.array(rows, pa.int64()))
        if not self.foreign:
            return [(problem_id, None) for problem_id in table.column("problem_id").to_pylist()]
        ids = [content_id(self.places[row], self.questions[row]) for row in rows]
        return list(zip(ids, lines_of(table), strict=True))


class Source(NamedTuple):
    """A file, and how its rows are read."""

    seeds: SeedsConfig
    path: Path
    name: str
    """Under which its rows are told."""
    reading: Reading
    schema: pa.Schema


def sources_of(seeds: SeedsConfig, paths: Sequence[Path], names: Mapping[Path, str]) -> list[Source]:
    """How each file is to be read, and its name.

    Rows of others stay as they are, unless files of ours are among them or a format is named: then all become rows of
    ours.  Raises UsageError, DataError for a file that cannot be read.
    """
    ours = [is_published(seeds, path) for path in paths]
    if any(ours) or seeds.format is not None or seeds.doubts:
        readings: list[Reading] = ["ours" if own else "problems" for own in ours]
    else:
        readings = [_foreign_reading(paths)] * len(paths)
    return [
        _source(seeds.model_copy(update={"path": str(path)}), path, names[path], reading)
        for path, reading in zip(paths, readings, strict=True)
    ]


def _foreign_reading(paths: Sequence[Path]) -> Reading:
    if not all(is_parquet(path) and not path.is_dir() for path in paths):
        return "lines"
    first, *others = [schema_of(path) for path in paths]
    return "columns" if all(first.equals(other) for other in others) else "lines"


def _source(seeds: SeedsConfig, path: Path, name: str, reading: Reading) -> Source:
    if reading == "lines":
        return Source(seeds, path, name, reading, LINES)
    if reading == "problems" or not is_parquet(path):
        return Source(seeds, path, name, reading, SCHEMA)
    schema = schema_of(path)
    if reading == "ours":
        check_types(path, schema, sorted(OUR_COLUMNS))
        check_no_bytes(path, schema)
    return Source(seeds, path, name, reading, schema)


def schema_of_all(sources: Sequence[Source]) -> pa.Schema:
    """The columns of what is kept."""
    if sources[0].reading in ("columns", "lines"):
        return sources[0].schema
    return common_schema([(source.path, source.schema) for source in sources])


def blocks_of(sources: Sequence[Source], limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    """The rows of all files in order, the first ``limit`` of them, some thousand at a time, with the columns of all.

    Raises DataError, ``path:line`` first, for a bad row.
    """
    schema, left = schema_of_all(sources), limit
    for source in sources:
        for block in _blocks(source, left, counts):
            if left is not None:
                places, questions = block.places[:left], block.questions[:left]
                block = block._replace(places=places, questions=questions, table=block.table.slice(0, left))
                left -= len(block.places)
            yield block._replace(table=in_schema(block.table, schema))
            if left == 0:
                return


def _blocks(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    if source.reading in ("columns", "lines"):
        return _foreign(source, limit, counts)
    if source.reading == "ours" and is_parquet(source.path):
        return _columns(source, counts)
    return _rows(source, limit, counts)


def _foreign(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    asked = Asked(source.seeds, source.path, counts)
    if source.reading == "columns":
        found = foreign_columns(source.path, asked)
    else:
        found = foreign_lines(source.path, asked, limit, PROBLEMS)
    for lines, questions, table in found:
        yield Block([f"{source.name}:{line}" for line in lines], questions, table, foreign=True)


def _columns(source: Source, counts: ReadCounts) -> Iterator[Block]:
    """Rows of a Parquet file of ours, as they are."""
    for lines, table in published_blocks(source.path, source.seeds.skip_bad_rows, counts):
        yield Block([f"{source.name}:{line}" for line in lines], table.column("problem").to_pylist(), table)


def _rows(source: Source, limit: int | None, counts: ReadCounts) -> Iterator[Block]:
    problems = _published(source, counts) if source.reading == "ours" else _seeds(source, limit, counts)
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

"""The rows of datasets of others, kept as they are: all their columns, and a question found among them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pyarrow as pa

from mathwright.curate.against import refuse_row
from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import SeedsConfig
from mathwright.publish.blocks import json_lines, read_blocks
from mathwright.seeds.files import OnBad, rows_of
from mathwright.seeds.plain import check_fields
from mathwright.seeds.reader import ReadCounts, count_bad, require_a_usable_row
from mathwright.seeds.shapes import Shape, question_in, shape_of, told_columns

LINES = pa.schema([pa.field("line", pa.binary(), nullable=False)])
"""Rows as JSON, of files whose columns may change from row to row."""
NO_JSON = "holds what JSON lines cannot"
_MAP_IT = "name its column: --column question=COLUMN"


class Asked:
    """Finds the questions of a file's rows; a mapping says in which column they are, else the names of the columns."""

    def __init__(self, seeds: SeedsConfig, path: Path, counts: ReadCounts) -> None:
        """Raises UsageError for a mapping that names no question."""
        self._path = path
        self._counts = counts
        self._before = counts.rows, counts.bad.total()
        self._mapped = _mapped(seeds.columns)
        self.on_bad: OnBad = count_bad(counts) if seeds.skip_bad_rows else refuse_row

    def shape(self, names: tuple[str, ...], line: int) -> Shape:
        """The columns of the question.  Raises DataError, with the columns found, where none is known to hold one."""
        if self._mapped is not None:
            if self._mapped not in names:
                found = ", ".join(map(repr, names)) or "(none)"
                raise DataError(f"{self._path}:{line}: no column '{self._mapped}'; the columns are {found}")
            return Shape(self._mapped)
        shape = shape_of(names)
        if shape is None:
            raise DataError(f"{self._path}:{line}: no question; {told_columns(names)}; {_MAP_IT}")
        return shape

    def question(self, row: Mapping[str, object], line: int, shape: Shape | None = None) -> str | None:
        """The question of a row, which is counted; None where it is bad and to be left out.  Raises DataError else."""
        try:
            shape = self.shape(tuple(row), line) if shape is None else shape
        except DataError as error:
            self.on_bad(error, "no question")
            return None
        try:
            question = question_in(row, shape)
        except DataError as error:
            self.on_bad(DataError(f"{self._path}:{line}: {error}"), str(error).partition(";")[0])
            return None
        self._counts.rows += 1
        self._counts.read += 1
        return question

    def end(self) -> None:
        """Raise DataError where every row of the file was bad."""
        require_a_usable_row(self._path, self._counts, self._before)


def foreign_lines(
    path: Path, asked: Asked, limit: int | None, at_a_time: int
) -> Iterator[tuple[list[int], list[str], pa.Table]]:
    """The rows of any file in order, some at a time: the line and the question of each, and a table of LINES.

    Raises DataError, ``path:line`` first, for a bad row and for one that JSON cannot hold.
    """
    rows = islice(_asked_rows(path, asked), limit)
    while some := list(islice(rows, at_a_time)):
        table = pa.table({"line": pa.array([line for _, _, line in some], pa.binary())}, schema=LINES)
        yield [number for number, _, _ in some], [question for _, question, _ in some], table


def _asked_rows(path: Path, asked: Asked) -> Iterator[tuple[int, str, bytes]]:
    for number, row in rows_of(path, asked.on_bad):
        try:
            line = _as_json(row)
        except (ValueError, DataError) as error:
            told = f"{path}:{number}: {NO_JSON} ({error}); mend the row, or leave the column out"
            asked.on_bad(DataError(told), NO_JSON)
            continue
        question = asked.question(row, number)
        if question is not None:
            yield number, question, line
    asked.end()


def foreign_columns(path: Path, asked: Asked) -> Iterator[tuple[list[int], list[str], pa.Table]]:
    """The rows of a Parquet file, some thousand at a time: the row and the question of each, and its columns.

    Raises DataError, ``path:row`` first, for a bad row.
    """
    before = 0
    for table in read_blocks(path):
        shape = asked.shape(tuple(table.schema.names), before + 1)
        parts = table.select(list(dict.fromkeys(name for name in shape if name is not None))).to_pylist()
        questions = [asked.question(row, before + at, shape) for at, row in enumerate(parts, 1)]
        good = [at for at, question in enumerate(questions) if question is not None]
        if len(good) < len(questions):
            table = table.take(pa.array(good, pa.int64()))
        yield [before + at + 1 for at in good], [one for one in questions if one is not None], table
        before += len(questions)
    asked.end()
    if not before:
        raise DataError(f"{path}: the file has no rows")


def lines_of(table: pa.Table) -> list[bytes]:
    """The rows of a table as JSON, without the columns that hold bytes."""
    if table.schema.equals(LINES):
        return list(table.column("line").to_pylist())
    return bytes(json_lines(table)).splitlines() if len(table) else []


def _mapped(columns: Mapping[str, str]) -> str | None:
    if not columns:
        return None
    check_fields(columns)
    if "question" not in columns:
        raise UsageError("columns: a mapping needs question, such as question=prompt")
    return columns["question"]


def _as_json(row: Mapping[str, object]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, allow_nan=False, default=_plain)
    return text.encode("utf-8")


def _plain(value: object) -> str:
    """A value of Parquet that JSON has no form for, as text."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal | timedelta):
        return str(value)
    raise DataError(f"a value of type {type(value).__name__} has no form in JSON")

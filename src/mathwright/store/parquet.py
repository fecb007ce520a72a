"""Parquet in and out: streamed, zstd, the same bytes for the same rows, whole or absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from mathwright.errors import DataError
from mathwright.store.disk import atomic_file
from mathwright.store.jsonl import open_for_reading

COMPRESSION_LEVEL = 3
READ_ROWS = 1_000
"""Rows in memory at a time while reading."""


class ParquetWriter:
    """Writes rows to ``path`` in row groups of a fixed size; use it in a ``with`` statement.

    The file appears under its name on clean exit and not at all after an error.  Its bytes depend on the
    rows, the schema, ``row_group`` and the version of pyarrow, not on how the rows were split over calls.
    Raises StorageError if the disk is full or may not be written.
    """

    def __init__(self, path: Path, schema: pa.Schema, row_group: int = 10_000) -> None:
        self.path = path
        self.schema = schema
        self.rows = 0
        """Rows given so far."""
        self._row_group = row_group
        self._waiting: dict[str, list[object]] = {name: [] for name in schema.names}
        self._file: AbstractContextManager[object] | None = None
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> ParquetWriter:
        opened = atomic_file(self.path)
        file = opened.__enter__()
        self._file = opened
        self._writer = pq.ParquetWriter(
            file, self.schema, compression="zstd", compression_level=COMPRESSION_LEVEL, version="2.6"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        assert self._writer is not None
        try:
            if error is None:
                self._flush(everything=True)
                self._writer.close()
        except BaseException as failure:
            self._abandon()
            self._file.__exit__(type(failure), failure, failure.__traceback__)
            raise
        if error is not None:
            self._abandon()
        self._file.__exit__(kind, error, trace)

    def _abandon(self) -> None:
        """Close pyarrow's writer, which else tries to finish the file when it is collected."""
        assert self._writer is not None
        with suppress(OSError, ValueError, pa.ArrowException):
            self._writer.close()

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Add rows.  Raises DataError if a row has not exactly the schema's columns."""
        expected = self._waiting.keys()
        for row in rows:
            if row.keys() != expected:
                raise DataError(f"{self.path}: a row has the columns {sorted(row)}, the file has {sorted(expected)}")
        for name, column in self._waiting.items():
            column.extend([row[name] for row in rows])
        self._added(len(rows))

    def write_columns(self, columns: Mapping[str, Sequence[object]]) -> None:
        """Add rows given as columns of equal length.  Raises DataError if they are not the schema's."""
        lengths = {len(column) for column in columns.values()}
        if columns.keys() != self._waiting.keys() or len(lengths) != 1:
            raise DataError(f"{self.path}: columns {sorted(columns)} of lengths {sorted(lengths)} do not fit the file")
        for name, column in columns.items():
            self._waiting[name].extend(column)
        self._added(lengths.pop())

    def _added(self, count: int) -> None:
        self.rows += count
        if len(self._waiting[self.schema.names[0]]) >= self._row_group:
            self._flush(everything=False)

    def _flush(self, everything: bool) -> None:
        assert self._writer is not None
        waiting = len(self._waiting[self.schema.names[0]])
        whole = waiting if everything else waiting - waiting % self._row_group
        if whole:
            table = pa.table({name: column[:whole] for name, column in self._waiting.items()}, schema=self.schema)
            self._writer.write_table(table, row_group_size=self._row_group)
            for column in self._waiting.values():
                del column[:whole]


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, object]]:
    """Each row as a dict, some thousand in memory at a time.

    Raises DataError if the file is missing, is not Parquet, is damaged, or lacks one of ``columns``.
    """
    with open_for_reading(path) as file:
        try:
            table = pq.ParquetFile(file)
            _require_columns(path, table.schema_arrow.names, columns)
            for batch in table.iter_batches(batch_size=READ_ROWS, columns=None if columns is None else list(columns)):
                yield from batch.to_pylist()
        except (pa.ArrowInvalid, OSError) as error:
            raise DataError(f"{path}: not a readable Parquet file ({error})") from error


def _require_columns(path: Path, found: Sequence[str], wanted: Sequence[str] | None) -> None:
    missing = [name for name in wanted or () if name not in found]
    if missing:
        raise DataError(f"{path}: no column {', '.join(missing)}; the file has {', '.join(found)}")

"""Datasets as blocks of columns: rows that are only kept or left out need not become problems on the way."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from mathwright.errors import DataError
from mathwright.publish.behind import Behind
from mathwright.publish.columns import SCHEMA
from mathwright.publish.dataset import ACCEPTED_JSONL, Accepted, HashedFile
from mathwright.publish.row_faults import holds_bytes
from mathwright.store.disk import atomic_file
from mathwright.store.jsonl import open_for_reading
from mathwright.store.parquet import COMPRESSION_LEVEL

ACCEPTED_PARQUET = "accepted.parquet"
BLOCK = 8_192
"""Rows in memory at a time while reading; the writer gathers a row group besides."""
ROW_GROUP = 10_000
_LINES = 1_000
"""Rows whose JSON is in memory at a time."""


def schema_of(path: Path) -> pa.Schema:
    """The columns of a Parquet file.  Raises DataError if it is missing or damaged."""
    with open_for_reading(path) as file:
        try:
            return pq.read_schema(file)
        except (pa.ArrowInvalid, OSError) as error:
            raise DataError(f"{path}: not a readable Parquet file ({error})") from error


def read_blocks(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The rows of a Parquet file, BLOCK at a time; all columns where None are named.

    Raises DataError if it is damaged.
    """
    with open_for_reading(path) as file:
        try:
            for batch in pq.ParquetFile(file).iter_batches(batch_size=BLOCK, columns=columns):
                yield pa.Table.from_batches([batch])
        except (pa.ArrowInvalid, OSError) as error:
            raise DataError(f"{path}: not a readable Parquet file ({error})") from error


def common_schema(schemas: Sequence[tuple[Path, pa.Schema]]) -> pa.Schema:
    """All columns of the files: our own in published order, then others; what a file lacks may be null.

    Raises DataError where a column has two types.
    """
    types: dict[str, tuple[Path, pa.Field]] = {}
    for path, schema in schemas:
        for field in schema:
            first, known = types.setdefault(field.name, (path, field))
            if known.type != field.type:
                raise DataError(
                    f"{path}: column {field.name} is {field.type}, but {known.type} in {first}; curate them apart"
                )
    ours = [name for name in SCHEMA.names if name in types]
    for field in SCHEMA:  # Parquet has names of its own for what is in a list
        if field.name in types and types[field.name][1].type == field.type:
            types[field.name] = types[field.name][0], field
    others = [name for name in types if name not in SCHEMA.names]
    everywhere = set.intersection(*(set(schema.names) for _, schema in schemas))
    return pa.schema(
        [types[name][1].with_nullable(name not in everywhere or types[name][1].nullable) for name in (*ours, *others)]
    )


def in_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with these columns: those that it lacks are null, lists empty."""
    if table.schema.equals(schema):
        return table
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.schema.names
        else _absent(field.type, len(table))
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _absent(kind: pa.DataType, rows: int) -> pa.Array:
    return pa.array([[]] * rows, kind) if pa.types.is_list(kind) else pa.nulls(rows, kind)


def write_blocks(tables: Iterable[pa.Table], schema: pa.Schema, staging: Path) -> Accepted:
    """Write the rows as ``accepted.parquet`` and ``accepted.jsonl``; of columns of bytes the latter has none.

    The bytes depend on the rows, not on how they were cut into tables.
    """
    rows = 0
    with ExitStack() as open_files:
        jsonl = HashedFile(open_files.enter_context(atomic_file(staging / ACCEPTED_JSONL)))
        parquet = open_files.enter_context(atomic_file(staging / ACCEPTED_PARQUET))
        writer = open_files.enter_context(
            pq.ParquetWriter(parquet, schema, compression="zstd", compression_level=COMPRESSION_LEVEL, version="2.6")
        )

        def write(group: pa.Table) -> None:
            writer.write_table(group, row_group_size=ROW_GROUP)
            for start in range(0, len(group), _LINES):
                jsonl.write(json_lines(group.slice(start, _LINES)))

        # Packing and writing leave the interpreter to whoever makes the tables.
        behind = open_files.enter_context(Behind())
        for group in _groups(tables, schema):
            behind.call(write, group)
            rows += len(group)
    return Accepted(rows, {ACCEPTED_JSONL: jsonl.digest()})


def _groups(tables: Iterable[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows in tables of ROW_GROUP, the last of fewer."""
    waiting = schema.empty_table()
    for table in tables:
        waiting = pa.concat_tables([waiting, table])
        while len(waiting) >= ROW_GROUP:
            yield waiting.slice(0, ROW_GROUP).combine_chunks()
            waiting = waiting.slice(ROW_GROUP).combine_chunks()
    if len(waiting):
        yield waiting.combine_chunks()


def write_lines(tables: Iterable[pa.Table], staging: Path) -> Accepted:
    """Write the column ``line`` of the tables, JSON without its line end, as ``accepted.jsonl``."""
    rows = 0
    with ExitStack() as open_files:
        jsonl = HashedFile(open_files.enter_context(atomic_file(staging / ACCEPTED_JSONL)))
        for table in tables:
            if len(table):
                jsonl.write(b"\n".join(table.column("line").to_pylist()) + b"\n")
            rows += len(table)
    return Accepted(rows, {ACCEPTED_JSONL: jsonl.digest()})


def json_lines(table: pa.Table) -> memoryview:
    """The rows as JSON lines, without the columns that hold bytes."""
    lines = io.BytesIO()
    frame = pl.from_arrow(table.drop_columns([field.name for field in table.schema if holds_bytes(field.type)]))
    assert isinstance(frame, pl.DataFrame)
    frame.write_ndjson(lines)
    return lines.getbuffer()

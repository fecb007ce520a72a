"""What keeps the columns of a Parquet file from being those of a published dataset."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from mathwright.errors import DataError
from mathwright.publish.columns import SCHEMA

NO_QUESTION = "no question in column problem"


def check_types(path: Path, schema: pa.Schema, names: Iterable[str]) -> None:
    """Raise DataError where one of the columns named is there and holds what a published dataset does not."""
    for name in names:
        if name in schema.names and not _fits(schema.field(name).type, SCHEMA.field(name).type):
            found, expected = schema.field(name).type, SCHEMA.field(name).type
            raise DataError(f"{path}: column {name} holds {found}; expected {expected}, as a published dataset has")


def check_no_bytes(path: Path, schema: pa.Schema) -> None:
    """Raise DataError where a column holds bytes, which no JSON line can."""
    for field in schema:
        if holds_bytes(field.type):
            raise DataError(f"{path}: column {field.name} holds {field.type}, which JSON lines cannot; leave it out")


def faults_in(table: pa.Table) -> dict[int, str]:
    """Row of the table to what is wrong with it: a null that no published row has, or a question of spaces alone."""
    faults: dict[int, str] = {}
    for name in table.schema.names:
        if name in SCHEMA.names and not SCHEMA.field(name).nullable:
            told = NO_QUESTION if name == "problem" else f"column {name} holds null"
            faults |= dict.fromkeys(_rows_with_null(table.column(name).combine_chunks()), told)
    blank = pc.equal(pc.utf8_trim_whitespace(table.column("problem").cast(pa.string())), "")
    return faults | dict.fromkeys(pc.indices_nonzero(blank).to_pylist(), NO_QUESTION)


def _rows_with_null(column: pa.Array) -> list[int]:
    rows: list[int] = pc.indices_nonzero(pc.is_null(column)).to_pylist() if column.null_count else []
    if _is_list(column.type) and (values := pc.list_flatten(column)).null_count:
        rows += pc.list_parent_indices(column).filter(pc.is_null(values)).to_pylist()
    return rows


def _fits(found: pa.DataType, expected: pa.DataType) -> bool:
    """Whether values of the one are read as those of the other; where all are null there is nothing to read."""
    if pa.types.is_dictionary(found):
        return _fits(found.value_type, expected)
    if _is_list(found) and _is_list(expected):
        return _fits(found.value_type, expected.value_type)
    if pa.types.is_string(expected):
        return _is_text(found) or pa.types.is_null(found)
    if pa.types.is_struct(expected) and pa.types.is_struct(found):
        theirs = {field.name: field.type for field in found}
        return all(field.name in theirs and _fits(theirs[field.name], field.type) for field in expected)
    return bool(found == expected or pa.types.is_null(found))


def holds_bytes(kind: pa.DataType) -> bool:
    """Whether values of the type are bytes, or hold such."""
    if pa.types.is_nested(kind):
        return any(holds_bytes(kind.field(place).type) for place in range(kind.num_fields))
    if pa.types.is_dictionary(kind):
        return holds_bytes(kind.value_type)
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))

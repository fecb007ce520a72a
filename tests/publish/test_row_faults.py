"""Columns of a Parquet file beside those of a published dataset."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from mathwright.errors import DataError
from mathwright.publish.columns import SCHEMA
from mathwright.publish.row_faults import NO_QUESTION, check_no_bytes, check_types, faults_in

PATH = Path("a.parquet")
LOOSE = pa.struct([("role", pa.large_string()), ("content", pa.string_view())])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((field.name, field.type) for field in SCHEMA),
        ("problem", pa.large_string()),
        ("kind", pa.dictionary(pa.int8(), pa.string())),
        ("evidence", pa.null()),
        ("parents", pa.large_list(pa.string_view())),
        ("parents", pa.list_(pa.null())),
        ("messages", pa.large_list(LOOSE)),
    ],
)
def test_a_column_may_hold_its_values_in_another_form(name: str, kind: pa.DataType) -> None:
    check_types(PATH, pa.schema([(name, kind)]), [name])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("problem", pa.int64()),
        ("problem", pa.binary()),
        ("problem", pa.list_(pa.string())),
        ("kind", pa.dictionary(pa.int8(), pa.int64())),
        ("steps", pa.float64()),
        ("parents", pa.string()),
        ("parents", pa.list_(pa.int64())),
        ("messages", pa.list_(pa.struct([("role", pa.string())]))),
    ],
)
def test_a_column_of_other_values_is_refused_by_its_name(name: str, kind: pa.DataType) -> None:
    schema = pa.schema([("other", pa.int64()), (name, kind)])
    with pytest.raises(DataError, match=rf"a\.parquet: column {name} holds .*; expected"):
        check_types(PATH, schema, ["absent", name])
    check_types(PATH, schema, [])


@pytest.mark.parametrize(
    "kind",
    [
        pa.binary(),
        pa.binary(4),
        pa.large_binary(),
        pa.binary_view(),
        pa.list_(pa.binary()),
        pa.struct([("text", pa.string()), ("png", pa.large_binary())]),
        pa.map_(pa.string(), pa.binary()),
        pa.dictionary(pa.int8(), pa.binary()),
    ],
)
def test_bytes_are_refused_however_deep_they_lie(kind: pa.DataType) -> None:
    with pytest.raises(DataError, match=r"column scan holds .*, which JSON lines cannot; leave it out"):
        check_no_bytes(PATH, pa.schema([("text", pa.string()), ("scan", kind)]))


def test_no_column_of_ours_holds_bytes() -> None:
    check_no_bytes(PATH, SCHEMA)


def test_every_fault_is_told_at_its_row() -> None:
    table = pa.table(
        {
            "problem": ["Why?", None, "\u3000\n", "How?", "Who?"],
            "parents": pa.array([["x"], ["x"], ["x"], None, ["x", None]], pa.list_(pa.string())),
            "kind": [None] * 5,
            "other": [None] * 5,
        }
    )
    null = "column parents holds null"
    assert faults_in(table) == {1: NO_QUESTION, 2: NO_QUESTION, 3: null, 4: null}
    assert faults_in(table.slice(0, 1)) == {}

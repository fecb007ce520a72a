"""Parquet: streamed, the same bytes for the same rows, whole or absent."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mathwright.errors import DataError
from mathwright.store.parquet import ParquetWriter, read_parquet

SCHEMA = pa.schema([("n", pa.int64()), ("text", pa.string())])
ROWS = [{"n": number, "text": f"row {number}"} for number in range(25)]


def test_how_rows_are_split_over_calls_does_not_change_the_bytes(tmp_path: Path) -> None:
    with ParquetWriter(tmp_path / "a.parquet", SCHEMA, row_group=10) as writer:
        writer.write(ROWS)
    with ParquetWriter(tmp_path / "b.parquet", SCHEMA, row_group=10) as writer:
        for row in ROWS[:7]:
            writer.write([row])
        writer.write_columns({"n": [row["n"] for row in ROWS[7:]], "text": [row["text"] for row in ROWS[7:]]})
        assert writer.rows == 25
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert list(read_parquet(tmp_path / "a.parquet")) == ROWS
    with pq.ParquetFile(tmp_path / "a.parquet") as file:
        sizes = [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)]
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert sizes == [10, 10, 5]


def test_columns_can_be_chosen_and_missing_ones_are_named(tmp_path: Path) -> None:
    with ParquetWriter(tmp_path / "a.parquet", SCHEMA) as writer:
        writer.write(ROWS[:1])
    assert list(read_parquet(tmp_path / "a.parquet", ["text"])) == [{"text": "row 0"}]
    with pytest.raises(DataError, match="no column answer; the file has n, text"):
        list(read_parquet(tmp_path / "a.parquet", ["answer", "n"]))


def test_an_error_leaves_no_file(tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match=r"a row has the columns \['n'\]"),
        ParquetWriter(tmp_path / "a.parquet", SCHEMA) as writer,
    ):
        writer.write([{"n": 1}])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [b"", b"PAR1 no", b'{"a": 1}\n' * 10])
def test_what_is_no_parquet_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(text)
    with pytest.raises(DataError, match="not a readable Parquet file"):
        list(read_parquet(tmp_path / "a.parquet"))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    with ParquetWriter(tmp_path / "a.parquet", SCHEMA) as writer:
        writer.write(ROWS)
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:4] + b"\xff" * 60 + whole[64:])
    with pytest.raises(DataError, match="not a readable Parquet file"):
        list(read_parquet(tmp_path / "a.parquet"))

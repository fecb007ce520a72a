"""Files called ``.gz`` are read as what is in them, and their damage is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from mathwright.curate.against import questions_of
from mathwright.errors import DataError, UsageError
from mathwright.seeds.files import kind_of_file

ROWS = [{"question": "Why?"}, {"question": "How?"}]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl.gz", "".join(json.dumps(row) + "\n" for row in ROWS)),
        ("a.json.gz", json.dumps(ROWS)),
        ("a.csv.GZ", "question\nWhy?\nHow?\n"),
    ],
)
def test_rows_are_read_out_of_gzip(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(text.encode()))
    assert [question for _, question in questions_of(tmp_path / name)] == ["Why?", "How?"]


@pytest.mark.parametrize(
    "data",
    [gzip.compress(b'{"question": "Why?"}\n' * 9)[:-12], b'{"question": "Why?"}', b"\x1f\x8b\x08\x00damaged bytes"],
)
def test_a_damaged_file_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    with pytest.raises(DataError, match=r"a\.jsonl\.gz: not a whole gzip file"):
        list(questions_of(tmp_path / "a.jsonl.gz"))


def test_parquet_is_not_looked_for_in_gzip(tmp_path: Path) -> None:
    assert kind_of_file(Path("a.parquet.gz")) is None
    (tmp_path / "a.gz").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"cannot tell the kind of file from '\.gz'"):
        list(questions_of(tmp_path / "a.gz"))

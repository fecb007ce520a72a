"""JSON lines: what is read, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from mathwright.errors import DataError
from mathwright.store.jsonl import MAX_LINE_BYTES, read_jsonl, write_jsonl


def test_what_is_written_is_read_with_its_line_numbers(tmp_path: Path) -> None:
    rows = [{"question": "½ of $\\frac{1}{2}$\u2028", "n": 1}, {"question": "", "n": None}]
    assert write_jsonl(tmp_path / "new" / "a.jsonl", rows) == 2
    assert list(read_jsonl(tmp_path / "new" / "a.jsonl")) == [(1, rows[0]), (2, rows[1])]


def test_byte_order_mark_blank_lines_and_a_missing_last_line_feed_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\n{"a": 2}')
    assert list(read_jsonl(path)) == [(1, {"a": 1}), (3, {"a": 2})]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(b'{"a": 1', "not JSON at column 8", id="half a line"),
        pytest.param(b'{"a": 1} {"a": 2}', "not JSON at column 10", id="two objects"),
        pytest.param(b"[1, 2]", "a list, not an object", id="list"),
        pytest.param(b'"text"', "a str, not an object", id="text"),
        pytest.param(b'{"a": NaN}', "NaN is not a finite number", id="NaN"),
        pytest.param(b'{"a": -Infinity}', "-Infinity is not a finite number", id="infinity"),
        pytest.param(b'{"a": 1e999}', "1e999 is not a finite number", id="overflow"),
        pytest.param(b'{"a": "\xff"}', "byte 8 is not UTF-8", id="not UTF-8"),
        pytest.param(b'{"a": "\\ud800"}', "half a surrogate pair", id="surrogate"),
        pytest.param(b'{"a": ' + b"[" * 100_000, "nested too deep", id="nested"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "limit", id="5000 digits"),
        pytest.param(b'{"a": "' + b"x" * 10_000_000 + b'"}', "the line has 10,000,010 bytes", id="10 MB"),
    ],
)
def test_a_bad_line_is_refused_with_path_and_line(tmp_path: Path, line: bytes, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 0}\n' + line + b"\n")
    with pytest.raises(DataError) as caught:
        list(read_jsonl(path))
    assert str(caught.value).startswith(f"{path}:2: ")
    assert told in str(caught.value)
    assert len(str(caught.value)) < 400


def test_bad_lines_can_be_counted_instead(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 0}\n{"a"\n' + b"x" * (MAX_LINE_BYTES + 1) + b'\n{"a": 3}\n')
    bad: list[DataError] = []
    assert [number for number, _ in read_jsonl(path, bad.append)] == [1, 4]
    assert [str(error).removeprefix(f"{path}:")[0] for error in bad] == ["2", "3"]


def test_missing_empty_and_directory_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n")
    for path, told in [
        (tmp_path / "empty.jsonl", "the file has no rows"),
        (tmp_path / "absent.jsonl", "no such file"),
        (tmp_path, "is a directory"),
    ]:
        with pytest.raises(DataError, match=told):
            list(read_jsonl(path))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_jsonl(path, [{"a": 1}])
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_jsonl(path, [{"a": 2}, {"a": float("nan")}])
    assert list(read_jsonl(path)) == [(1, {"a": 1})]
    assert [found.name for found in tmp_path.iterdir()] == ["a.jsonl"]

"""The rows of a file, with the line each begins on: JSON lines, a JSON array, CSV, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mathwright.errors import DataError, UsageError
from mathwright.store.gzipped import SUFFIX
from mathwright.store.jsonl import MAX_LINE_BYTES, open_for_reading, read_jsonl
from mathwright.store.parquet import read_parquet

if TYPE_CHECKING:
    from _csv import Reader

OnBad = Callable[[DataError, str], None]
"""Takes a row that could not be decoded, and a countable reason; returns to leave it out, or raises."""

Rows = Iterator[tuple[int, dict[str, object]]]
"""Line (from 1; of Parquet the row) and columns."""

MAX_JSON_BYTES = 512 * 1024 * 1024
"""A JSON array is decoded from memory; a larger one is refused."""


def rows_of(path: Path, on_bad: OnBad) -> Rows:
    """The rows of a file by its suffix, streamed (a JSON array apart); ``.gz`` behind it is unpacked.

    Raises UsageError for an unknown suffix; DataError for a file that is missing, a directory, empty or damaged.
    """
    if path.is_dir():
        raise DataError(f"{path}: is a directory; name a file in it")
    kind = kind_of_file(path)
    if kind is None:
        raise UsageError(f"{path}: cannot tell the kind of file from '{path.suffix}'; use {', '.join(_READERS)}")
    return _READERS[kind](path, on_bad)


def kind_of_file(path: Path) -> str | None:
    """The suffix by which a file is read, ``.jsonl`` of ``train.jsonl.gz``; None where it cannot be.

    Parquet has a compression of its own, and is not read out of ``.gz``.
    """
    if path.suffix.lower() != SUFFIX:
        return path.suffix.lower() if path.suffix.lower() in _READERS else None
    inner = Path(path.stem).suffix.lower()
    return inner if inner in _READERS and inner != ".parquet" else None


def _jsonl_rows(path: Path, on_bad: OnBad) -> Rows:
    return read_jsonl(path, lambda error: on_bad(error, "not one JSON object a line"))


def _json_rows(path: Path, on_bad: OnBad) -> Rows:
    """A JSON array of objects; a ``.json`` file that begins with an object is read as JSON lines."""
    with open_for_reading(path) as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start.startswith(b"["):
            yield from _jsonl_rows(path, on_bad)
            return
        if file.seek(0, 2) > MAX_JSON_BYTES:
            raise DataError(f"{path}: larger than {MAX_JSON_BYTES:,} bytes; write it as JSON lines, one object a line")
        file.seek(0)
        text = _utf8(path, file)
    yield from _array_rows(path, text, on_bad)


def _array_rows(path: Path, text: str, on_bad: OnBad) -> Rows:
    decoder = json.JSONDecoder()  # NaN stays a float, and costs its row where the field is used
    at = _skip_space(text, text.index("[") + 1)
    if text[at : at + 1] == "]":
        raise DataError(f"{path}: the array is empty; expected an array of objects")
    line, counted = 1, 0
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:  # where this value ends, and so the next begins, is unknown
            raise DataError(f"{path}:{line}: not JSON ({error}); expected an array of objects") from error
        at = _skip_space(text, end)
        if text[at : at + 1] not in (",", "]"):
            raise DataError(f"{path}:{line}: no ',' or ']' after this value; expected an array of objects")
        if isinstance(value, dict):
            yield line, value
        else:
            message = f"{path}:{line}: found {type(value).__name__}; expected an object"
            on_bad(DataError(message), "not an object")
        at = _skip_space(text, at + 1) if text[at] == "," else at


def _csv_rows(path: Path, on_bad: OnBad) -> Rows:
    """Rows under the names of the first line; every cell is text."""
    csv.field_size_limit(MAX_LINE_BYTES)
    with open_for_reading(path) as file:
        reader = csv.reader(_text_lines(file), strict=True)
        names = next(_cells(path, reader, on_bad), (0, None))[1]
        if not names:
            raise DataError(f"{path}: the file is empty; expected a first line with the names of the columns")
        rows = 0
        for line, cells in _cells(path, reader, on_bad):
            rows += 1
            if len(cells) == len(names):
                yield line, dict(zip(names, cells, strict=True))
            else:
                message = f"{path}:{line}: found {len(cells)} cells; expected {len(names)}, as in the first line"
                on_bad(DataError(message), "another number of cells than the first line")
    if not rows:
        raise DataError(f"{path}: the file has no rows below its first line")


def _text_lines(file: IO[bytes]) -> Iterator[str]:
    """Lines whose undecodable bytes are half surrogate pairs, which cost their row and not the rest of the file."""
    encoding = "utf-8-sig"
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) > MAX_LINE_BYTES:
            while not line.endswith(b"\n") and (line := file.readline(MAX_LINE_BYTES)):
                pass
            line = b"x" * (MAX_LINE_BYTES + 1)  # the csv module refuses so long a cell, and goes on after it
        yield line.decode(encoding, "surrogateescape")
        encoding = "utf-8"


def _cells(path: Path, reader: Reader, on_bad: OnBad) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not blank; a quoted cell may span lines."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"{path}:{line}: not CSV ({error}); check the quotes, and that the file is text"
            on_bad(DataError(message), "not CSV")
        else:
            if cells:
                yield line, cells


def _parquet_rows(path: Path, on_bad: OnBad) -> Rows:
    row = 0
    for row, columns in enumerate(read_parquet(path), start=1):
        yield row, columns
    if not row:
        raise DataError(f"{path}: the file has no rows")


def _utf8(path: Path, file: IO[bytes]) -> str:
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: byte {error.start + 1} is not UTF-8; convert the file to UTF-8") from error


def _skip_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at


_READERS: dict[str, Callable[[Path, OnBad], Rows]] = {
    ".jsonl": _jsonl_rows,
    ".ndjson": _jsonl_rows,
    ".json": _json_rows,
    ".csv": _csv_rows,
    ".parquet": _parquet_rows,
}

DATA_SUFFIXES = tuple(_READERS)
"""Suffixes of the files that can be read."""

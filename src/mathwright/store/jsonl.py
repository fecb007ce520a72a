"""JSON lines in and out: one object a line, UTF-8, streamed, with ``path:line`` for everything that is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, NoReturn

from mathwright.errors import DataError
from mathwright.store.disk import as_storage_error, atomic_file
from mathwright.store.gzipped import SUFFIX, open_gzipped

MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is refused: no problem is that long, and a file without line ends would fill the memory."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SHOWN_CHARACTERS = 60
"""How much of a bad line an error message quotes."""


def read_jsonl(
    path: Path, on_bad: Callable[[DataError], None] | None = None
) -> Iterator[tuple[int, dict[str, object]]]:
    """Line number (from 1) and object of each line that is not blank.

    Raises DataError, beginning with ``path:line``, at the first line that is not one JSON object, is longer
    than 8 MiB, is not UTF-8, or holds NaN, an infinity or half a surrogate pair; with ``on_bad`` the error is
    handed to it instead and the line is left out.  Always raises DataError for a missing file, a directory
    and a file without rows.
    """
    rows = 0
    with open_for_reading(path) as file:
        for number, line, size in _lines(file):
            if not line.strip():
                continue
            rows += 1
            try:
                value = _parse(line, size, f"{path}:{number}")
            except DataError as error:
                if on_bad is None:
                    raise
                on_bad(error)
            else:
                yield number, value
    if not rows:
        raise DataError(f"{path}: the file has no rows; expected one JSON object a line")


def write_jsonl(path: Path, rows: Iterable[Mapping[str, object]]) -> int:
    """Write one object a line and return their number; the file appears whole or not at all.

    Raises StorageError if the disk is full or may not be written.
    """
    count = 0
    with atomic_file(path) as file:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
            file.write(line.encode("utf-8") + b"\n")
            count += 1
    return count


def open_for_reading(path: Path) -> IO[bytes]:
    """The open binary file, one called ``.gz`` unpacked.

    Raises DataError if it is missing, StorageError if it may not be read.
    """
    if path.is_dir():
        raise DataError(f"{path}: is a directory; name a file in it")
    with as_storage_error(path):
        try:
            return open_gzipped(path) if path.suffix.lower() == SUFFIX else path.open("rb")
        except FileNotFoundError as error:
            raise DataError(f"{path}: no such file") from error


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Number, bytes and size of each line; of a line longer than allowed only the beginning is kept."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        size = len(line) if len(line) <= MAX_LINE_BYTES else len(line) + _rest_of_line(file, line)
        yield number, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line, size


def _rest_of_line(file: IO[bytes], line: bytes) -> int:
    """Bytes from here to the end of the line, read piece by piece."""
    size = 0
    while not line.endswith(b"\n") and (line := file.readline(1 << 20)):
        size += len(line)
    return size


def _parse(line: bytes, size: int, place: str) -> dict[str, object]:
    _require_length(size, place)
    try:
        text = line.decode("utf-8").rstrip("\r\n")
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
        if b"\\ud" in line.lower():
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{place}: byte {error.start + 1} is not UTF-8; convert the file to UTF-8") from error
    except UnicodeEncodeError as error:
        raise DataError(f"{place}: half a surrogate pair, which is no character; mend the \\ud… escape") from error
    except json.JSONDecodeError as error:
        raise DataError(
            f"{place}: not JSON at column {error.colno} ({error.msg}): {_shown(line)}; expected one whole object a line"
        ) from error
    except RecursionError as error:
        raise DataError(f"{place}: brackets nested too deep: {_shown(line)}") from error
    except (DataError, ValueError) as error:
        raise DataError(f"{place}: {error}") from error
    if not isinstance(value, dict):
        raise DataError(f"{place}: a {type(value).__name__}, not an object: {_shown(line)}")
    return value


def _require_length(size: int, place: str) -> None:
    if size > MAX_LINE_BYTES:
        raise DataError(
            f"{place}: the line has {size:,} bytes, more than the {MAX_LINE_BYTES:,} allowed;"
            " split the row, or check that rows end with a line feed"
        )


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        _refuse_constant(text[:SHOWN_CHARACTERS])
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise DataError(f"{name} is not a finite number")


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…")

"""The questions of files that a dataset must not repeat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from mathwright.errors import DataError
from mathwright.seeds.files import rows_of
from mathwright.seeds.shapes import shape_of, stem_in, told_columns


def questions_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and question of each row of a file of any known kind, streamed; no answer is needed.

    Of a chat the question is what the user says first; what is to choose from is no part of it.
    Raises UsageError for an unknown kind of file; DataError, ``path:line`` first, for the first row without a
    question: a file that is half read would let duplicates in.
    """
    for line, row in rows_of(path, refuse_row):
        shape = shape_of(tuple(row))
        if shape is None:
            raise DataError(f"{path}:{line}: no question; {told_columns(tuple(row))}")
        try:
            yield line, stem_in(row, shape)
        except DataError as error:
            raise DataError(f"{path}:{line}: {error}") from error


def refuse_row(error: DataError, _reason: str) -> NoReturn:
    """Raise what is wrong with a row: for readers of rows that may leave none out."""
    raise error

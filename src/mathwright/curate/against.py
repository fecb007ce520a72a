"""The questions of files that a dataset must not repeat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from mathwright.errors import DataError
from mathwright.seeds.files import rows_of

QUESTION_COLUMNS = ("question", "problem", "query", "original_text", "prompt", "instruction")
"""Where published files keep their question, in the order in which they are tried."""


def questions_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and question of each row of a file (.jsonl, .ndjson, .json, .csv, .parquet), streamed; no answer is needed.

    Raises UsageError for an unknown kind of file; DataError, ``path:line`` first, for the first row without a
    question: a file that is half read would let duplicates in.
    """
    for line, row in rows_of(path, refuse_row):
        question = next((row[column] for column in QUESTION_COLUMNS if column in row), None)
        if not isinstance(question, str) or not question.strip():
            found = ", ".join(sorted(row)) or "no columns"
            raise DataError(f"{path}:{line}: no question; found {found}, expected one of {', '.join(QUESTION_COLUMNS)}")
        yield line, question


def refuse_row(error: DataError, _reason: str) -> NoReturn:
    """Raise what is wrong with a row: for readers of rows that may leave none out."""
    raise error

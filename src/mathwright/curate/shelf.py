"""Questions that are no longer in memory, by number, in a file that nobody else sees."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from mathwright.store.disk import as_storage_error


class Shelved(NamedTuple):
    """A question and where it stands."""

    place: str
    """``file:line``"""
    question: str


class Shelf:
    """Takes questions and gives them back by their numbers; use it in a ``with`` statement.

    Memory: 8 bytes a question.  Raises StorageError if the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        """Open an empty shelf whose file, without a name, lies in this folder."""
        self._folder = folder
        self._ends = array("Q", (0,))
        with as_storage_error(folder):
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Shelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        """How many questions there are."""
        return len(self._ends) - 1

    def add(self, place: str, question: str) -> int:
        """Put a question away; its number comes back: 0, 1, 2, …"""
        packed = f"{place}\0{question}".encode("utf-8", "surrogatepass")
        with as_storage_error(self._folder):
            self._file.write(packed)
        self._ends.append(self._ends[-1] + len(packed))
        return len(self) - 1

    def add_all(self, places: Iterable[str], questions: Iterable[str]) -> int:
        """Put questions away, each with its place; the number of the first comes back, the others follow."""
        first = len(self)
        packed = [
            f"{place}\0{question}".encode("utf-8", "surrogatepass")
            for place, question in zip(places, questions, strict=True)
        ]
        with as_storage_error(self._folder):
            self._file.write(b"".join(packed))
        self._ends.extend(accumulate(map(len, packed), initial=self._ends.pop()))
        return first

    def get(self, number: int) -> Shelved:
        """The question of this number."""
        start, end = self._ends[number], self._ends[number + 1]
        with as_storage_error(self._folder):
            self._file.flush()
            packed = os.pread(self._file.fileno(), end - start, start)
        place, _, question = packed.decode("utf-8", "surrogatepass").partition("\0")
        return Shelved(place, question)

"""Files compressed by gzip, whose damage is told as that of any file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from mathwright.errors import DataError

SUFFIX = ".gz"


def open_gzipped(path: Path) -> IO[bytes]:
    """The unpacked bytes of the file.  Raises OSError if it cannot be opened; reading raises DataError if damaged."""
    return cast(IO[bytes], _Gzipped(path))


class _Gzipped(gzip.GzipFile):
    def __init__(self, path: Path) -> None:
        self._path = path
        super().__init__(path, "rb")

    def read(self, size: int | None = -1) -> bytes:
        with _told(self._path):
            return super().read(size)

    def readline(self, size: int | None = -1) -> bytes:
        with _told(self._path):
            return super().readline(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        with _told(self._path):
            return super().seek(offset, whence)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path}: not a whole gzip file ({error}); fetch or pack it again") from error

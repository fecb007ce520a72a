"""Files that are whole or absent, and operating-system failures told as errors a user can act upon."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mathwright.errors import StorageError

ADVICE = {
    errno.ENOSPC: "the disk is full; free space and run again (nothing finished is lost)",
    errno.EDQUOT: "the disk quota is spent; free space and run again (nothing finished is lost)",
    errno.EROFS: "the file system is read-only; choose another place",
    errno.EACCES: "permission denied; change its rights or choose another place",
    errno.EPERM: "permission denied; change its rights or choose another place",
    errno.EIO: "the disk reports an input/output error; check it, then run again",
    errno.ENOTDIR: "a part of the path is a file, not a directory; choose another place",
    errno.EISDIR: "a directory stands where a file is to be written; choose another place",
    errno.ENAMETOOLONG: "the name is too long for this file system; choose a shorter one",
}
"""What to do about each failure of the operating system that is the user's to mend."""


@contextmanager
def as_storage_error(path: Path) -> Iterator[None]:
    """Turn an OSError about room or rights into a StorageError that names ``path`` and what to do."""
    try:
        yield
    except OSError as error:
        advice = ADVICE.get(error.errno or 0)
        if advice is None:
            raise
        raise StorageError(f"{path}: {advice}") from error


def sync_directory(directory: Path) -> None:
    """Make renames inside ``directory`` survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def temporary_name(path: Path) -> Path:
    """The name beside ``path`` under which this process writes it until it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that becomes ``path`` on clean exit, fsynced, and is removed on any error.

    Missing parent directories are made; a device or pipe is written to as it stands, never replaced.
    Raises StorageError if the disk is full or may not be written.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with as_storage_error(path), path.open("wb") as file:
            yield file
        return
    temporary = temporary_name(path)
    with as_storage_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)

"""One process at a time on one run: a lock that the kernel drops the moment its holder dies.

A row with a heartbeat would outlive ``kill -9`` until it times out, and a stopped process would lose its run
to another while it still believes to hold it.  ``flock`` on a file has neither fault on a local disk, and a
workspace on any other disk is refused.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mathwright.errors import UsageError
from mathwright.store.disk import as_storage_error

TRIES, PAUSE_S = 25, 0.01


@contextmanager
def hold(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file at ``path`` for ``what``; it stays behind, unlocked.

    Raises UsageError naming the process and host that hold it; StorageError if the file may not be written.
    """
    with as_storage_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with _opened(path) as file:
        if not _lock_soon(file):
            raise UsageError(f"{what} is being worked on by {_holder(file)}; wait for it, or stop it first")
        with as_storage_error(path):
            file.truncate(0)
            json.dump({"pid": os.getpid(), "host": socket.gethostname()}, file)
            file.flush()
        yield


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock file at ``path``."""
    if not path.exists():
        return False
    with as_storage_error(path), path.open(encoding="utf-8") as file:
        return not _lock(file)


def _opened(path: Path) -> IO[str]:
    with as_storage_error(path):
        return path.open("r+", encoding="utf-8")


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_soon(file: IO[str]) -> bool:
    """Lock the file, trying again for a moment: ``is_held`` locks it too, for as long as it takes to look."""
    for _ in range(TRIES):
        if _lock(file):
            return True
        time.sleep(PAUSE_S)
    return _lock(file)


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        holder = json.load(file)
        return f"process {holder['pid']} on {holder['host']}"
    except ValueError:
        return "another process"

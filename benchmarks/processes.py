"""What a command cost: wall and CPU seconds, and the largest memory of it and all its children."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

LOOKS_APART_S = 0.1
MEMORY_SHARE = 0.01
"""Share of the time that reading memory may take: of a few hundred MiB it takes milliseconds of a core."""
_GONE = (FileNotFoundError, ProcessLookupError)
"""What reading about a process raises that has ended."""


class Cost(NamedTuple):
    """What one command, or several one after the other, took."""

    wall_s: float
    cpu_s: float
    """User and system time of all its processes."""
    peak_bytes: int
    """Largest sum of the proportional sizes (PSS) of all processes at one moment."""

    def then(self, other: Cost) -> Cost:
        """The cost of this and the other, one after the other."""
        peak = max(self.peak_bytes, other.peak_bytes)
        return Cost(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s, peak)


class Ran(NamedTuple):
    """A command that has ended."""

    cost: Cost
    code: int
    told: str
    """Its standard output."""


def run(command: Sequence[str], partial: int | None = None) -> Ran:
    """Run the command to its end; exit with what it said where it fails.

    partial: the exit code that says that less was done than was wanted, which is no failure here.
    """
    return run_together([command], partial)[0][0]


def run_together(commands: Sequence[Sequence[str]], partial: int | None = None) -> tuple[list[Ran], Cost]:
    """Run the commands side by side; each with its own cost, and what they cost together.

    Exits where memory cannot be read here, and where a command ended before its memory was.
    """
    _check_memory_can_be_read()
    with ExitStack() as files:
        # Files, not pipes: nobody reads while the commands run, and a full pipe would stop them.
        started = [
            _Started(command, files.enter_context(TemporaryFile()), files.enter_context(TemporaryFile()))
            for command in commands
        ]
        peak, next_s = 0, 0.0
        while waiting := [one for one in started if not one.has_ended()]:
            if (begun_s := time.perf_counter()) >= next_s:
                peak = max(peak, sum(one.memory() for one in waiting))
                next_s = begun_s + (time.perf_counter() - begun_s) / MEMORY_SHARE
            time.sleep(LOOKS_APART_S)
        ran = [one.ran(partial) for one in started]
    together = Cost(max(one.cost.wall_s for one in ran), sum(one.cost.cpu_s for one in ran), peak)
    return ran, together


class _Started:
    """A command that runs."""

    def __init__(self, command: Sequence[str], told: IO[bytes], talk: IO[bytes]) -> None:
        self._command, self._told, self._talk = command, told, talk
        self._start = time.perf_counter()
        self._process = subprocess.Popen(command, stdout=self._told, stderr=self._talk)
        self._peak = 0
        self._cost: Cost | None = None
        self._code = 0

    def has_ended(self) -> bool:
        """Whether it is over; its processor time is read when it is."""
        if self._cost is None:
            pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
            if pid:
                self._code = self._process.returncode = os.waitstatus_to_exitcode(status)
                wall = time.perf_counter() - self._start
                self._cost = Cost(wall, usage.ru_utime + usage.ru_stime, self._peak)
        return self._cost is not None

    def memory(self) -> int:
        """Bytes of it and all below it."""
        here = sum(pss(pid) for pid in family(self._process.pid))
        self._peak = max(self._peak, here)
        return here

    def ran(self, partial: int | None) -> Ran:
        """How it ended; exits where it failed."""
        assert self._cost is not None
        if self._code not in (0, partial):
            sys.exit(f"{' '.join(self._command)} failed ({self._code}):\n{_text(self._talk)[-2000:]}")
        if not self._peak:
            sys.exit(f"{' '.join(self._command)} ended before its memory was read; nothing is known of its peak")
        return Ran(self._cost, self._code, _text(self._told))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _check_memory_can_be_read() -> None:
    """Exit where /proc does not tell a process's memory or children: a peak that misses some looks like a good one."""
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    if not children.is_file() or not pss(os.getpid()):
        sys.exit("peak memory cannot be measured here: /proc tells no smaps_rollup or no children of a process")


def family(pid: int) -> list[int]:
    """The process and all below it that are still there."""
    return [pid, *(one for child in _children(pid) for one in family(child))]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(*_GONE):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            # A thread may end meanwhile; what the others started is still counted.
            with suppress(*_GONE):
                found += map(int, (task / "children").read_text().split())
    return found


def pss(pid: int) -> int:
    """Proportional set size of a process in bytes; 0 where it has gone.  Raises OSError where it may not be read."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except _GONE:
        return 0
    # A process that has ended and was not yet waited for has no line.
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def size(place: Path) -> int:
    """Bytes of all files below ``place``."""
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())

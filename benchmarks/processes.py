"""What a command cost: wall and CPU seconds, and the largest memory of it and all its children."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

SAMPLES_APART_S = 0.5


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
    """Run the commands side by side; each with its own cost, and what they cost together."""
    with ExitStack() as files:
        # Files, not pipes: nobody reads while the commands run, and a full pipe would stop them.
        started = [
            _Started(command, files.enter_context(TemporaryFile()), files.enter_context(TemporaryFile()))
            for command in commands
        ]
        peak = 0
        while waiting := [one for one in started if not one.has_ended()]:
            peak = max(peak, sum(one.memory() for one in waiting))
            time.sleep(SAMPLES_APART_S)
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
        return Ran(self._cost, self._code, _text(self._told))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def family(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        for task in tasks:
            for child in (task / "children").read_text().split():
                found += family(int(child))
    except OSError:
        return found
    return found


def pss(pid: int) -> int:
    """Proportional set size of a process in bytes; 0 where it has gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def size(place: Path) -> int:
    """Bytes of all files below ``place``."""
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())

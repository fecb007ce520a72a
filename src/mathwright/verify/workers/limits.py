"""The limits a worker process lays on itself: memory, files, processor time.

Processor time is counted in the worker, never on the wall: a busy machine or a busy event loop cannot turn a right
answer into a time-out.  The soft limit is an exception that Python code sees; the hard one ends the process, also
inside a loop of C that never looks for signals.
"""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

MEMORY_BYTES = 1 << 30
"""What a worker may map beyond what it has once its libraries are loaded."""
OPEN_FILES = 64
REPEAT_S = 0.05
"""A soft limit that was swallowed (by a bare except, by a callback from C) is raised again after this time."""


class OutOfTime(BaseException):  # not an Exception: sympy and math-verify catch those
    """The soft limit of processor time has passed."""


def confine(memory_bytes: int = MEMORY_BYTES) -> None:
    """Bound memory, forbid core dumps and writing to files; for the rest of this process's life."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    mapped = _mapped_bytes()
    if mapped is not None:
        _limit(resource.RLIMIT_AS, mapped + memory_bytes)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def _mapped_bytes() -> int | None:
    """Address space in use; None where the system does not tell (then only time is bounded)."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return None
    return int(pages) * resource.getpagesize()


@contextlib.contextmanager
def hard_limit(cpu_s: float) -> Iterator[None]:
    """End this process if the body takes more processor time than that."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextlib.contextmanager
def soft_limit(cpu_s: float) -> Iterator[None]:
    """Raise OutOfTime in the body once it has taken that much processor time.  In the main thread only."""
    signal.signal(signal.SIGVTALRM, _raise)
    signal.setitimer(signal.ITIMER_VIRTUAL, max(cpu_s, 0.001), REPEAT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _raise(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime

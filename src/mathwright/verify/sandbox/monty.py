"""Programs in monty: an interpreter of a part of Python, in worker processes that are kept warm and replaced.

It has no files, no network, no environment and no clock that waits; of the standard library it has what
``docs/sandbox.md`` lists.  A program that uses more is refused, never run elsewhere.
"""

from __future__ import annotations

import atexit
import os
import threading
import time

from pydantic_monty import (
    CollectStreams,
    Monty,
    MontyCrashedError,
    MontyError,
    MontySession,
    MontySyntaxError,
    OSPolicy,
    ResourceLimits,
)

from mathwright.errors import UsageError
from mathwright.verify.sandbox.outcome import Limits, ProgramRun, RunState, answer_in, one_line, told_by
from mathwright.verify.sandbox.rationals import LACKS, PRELUDE, without_import

GRACE_S = 0.5
"""How long past its limit a worker may take to stop by itself before it is killed: long arithmetic is not cut short."""
_POLICY: OSPolicy = {"sleep": "zero", "random_start": {"seed": 0}}
"""A program that sleeps waits for nothing, and one that draws draws the same each time."""
_OVER = frozenset(("TimeoutError", "MemoryError", "RecursionError"))
_LACKING = frozenset(("ModuleNotFoundError", "ImportError", "NotImplementedError", "PermissionError"))


class _Pool:
    """This process's pool of workers, opened when the first program comes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[int, Monty] | None = None

    def here(self) -> Monty:
        """The pool.  Raises UsageError where the interpreter is not installed, or the process is a forked one."""
        with self._lock:
            if self._opened is None:
                self._opened = os.getpid(), _open_pool()
                atexit.register(self._close)
            opened_by, pool = self._opened
        if opened_by != os.getpid():
            # the threads that speak with the workers are the parent's: a call would wait for ever
            raise UsageError("programs were run before this process was forked: start it anew (spawn), or fork earlier")
        return pool

    def is_open(self) -> bool:
        """Whether a program was run in this process, or in one it was forked from."""
        return self._opened is not None

    def _close(self) -> None:
        if self._opened is not None and self._opened[0] == os.getpid():
            self._opened[1].__exit__(None, None, None)


def _open_pool() -> Monty:
    pool = Monty(feed_duration_limit_grace=GRACE_S)
    try:
        return pool.__enter__()
    except (OSError, RuntimeError, MontyError) as fault:
        raise UsageError(
            f"the sandbox monty does not start: {fault}; install the package pydantic-monty-runtime"
        ) from None


_POOL = _Pool()


def may_fork() -> bool:
    """Whether a process forked from this one could run programs: not once one was run here."""
    return not _POOL.is_open()


def run_in_monty(source: str, limits: Limits) -> ProgramRun:
    """Run a program; one call blocks its thread and leaves the others free.

    It is run again where its worker died, once: Ctrl-C in a terminal kills the workers too, and a program that is no
    worse than any must not be told as failed for that.
    """
    start = time.perf_counter()
    try:
        state, error, output = _attempt(source, limits)
    except MontyCrashedError:
        try:
            state, error, output = _attempt(source, limits)
        except MontyCrashedError as fault:
            state, error, output = "failed", one_line(str(fault)), ""
    answer = answer_in(output) if error is None else None
    if error is None and answer is None:
        state, error = "failed", "it printed no answer"
    return ProgramRun(state, answer, output, error, time.perf_counter() - start)


def _attempt(source: str, limits: Limits) -> tuple[RunState, str | None, str]:
    """State, error and what was printed.  Raises MontyCrashedError where the worker died."""
    printed = CollectStreams(max_bytes=limits.output)
    state: RunState = "answered"
    error: str | None = None
    try:
        with _POOL.here().checkout(limits=_limits(limits), os_policy=_POLICY) as session:
            _feed(session, source, printed)
    except MontyCrashedError as fault:
        if not fault.timed_out:
            raise
        state, error = "over limit", one_line(str(fault))
    except MontyError as fault:
        state, error = _classified(fault)
    return state, error, _stdout(printed)


def _limits(limits: Limits) -> ResourceLimits:
    return {
        "max_feed_duration_secs": limits.seconds,
        "max_memory": limits.memory,
        "max_recursion_depth": limits.depth,
        # every call to the host is one; all of them are refused
        "max_suspensions": 1_000,
    }


def _feed(session: MontySession, source: str, printed: CollectStreams) -> None:
    exact = without_import(source)
    if exact is not None:
        session.feed_run(PRELUDE, print_callback=printed)
    session.feed_run(source if exact is None else exact, print_callback=printed)
    telling = told_by(source)
    if telling is not None and not _stdout(printed).strip():
        session.feed_run(telling, print_callback=printed)


def _stdout(printed: CollectStreams) -> str:
    return "".join(text for stream, text in printed.output if stream == "stdout")


def _classified(fault: MontyError) -> tuple[RunState, str]:
    kind = type(fault.exception()).__name__
    text = one_line(str(fault))
    if kind in _OVER or "too deeply nested" in text:
        return "over limit", text
    if kind in _LACKING or "not supported in this environment" in text or LACKS in text:
        return "refused", text
    return "failed", f"SyntaxError: {text}" if isinstance(fault, MontySyntaxError) else text

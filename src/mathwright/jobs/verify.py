"""Rows of gold answers and replies, graded on all cores, streamed, in their order; and one pair at a time."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import IO

from mathwright.errors import DataError, MathwrightError
from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import usable_cores
from mathwright.jobs.verify_rows import BAD_ROW, Chunk, Line, RowSettings, chunked, grade_lines
from mathwright.records import Record, Verdict
from mathwright.store.disk import as_storage_error, atomic_file
from mathwright.store.jsonl import BYTE_ORDER_MARK, MAX_LINE_BYTES, open_for_reading
from mathwright.verify import fuzzy
from mathwright.verify.equality import CHECKER
from mathwright.verify.policy import check
from mathwright.verify.sandbox.monty import may_fork

CHUNK_ROWS = 64
CHUNK_BYTES = 512 * 1024
CHUNKS_A_WORKER = 3
"""Chunks in hand for each worker: one in work, the others waiting, so that memory stays bounded."""
STDIN = Path("-")


class VerifyTable(Record):
    """What became of the rows of a file."""

    rows: int
    equal: int
    different: int
    undecided: int
    """Bad rows among them."""
    bad_rows: int
    rules: dict[str, int]
    """Rule to rows it decided, the most frequent first; for undecided rows the reason."""
    programs: dict[str, int]
    """Verdict to rows whose program gives it; empty where no row has one."""
    seconds: float
    """From the first row to the last, by the clock on the wall."""
    ms_median: float
    ms_p99: float
    ms_worst: float
    """Milliseconds of the slowest verdict."""
    checker: str
    """The version that decided."""


def check_answer(
    gold: object, reply: object, question: str | None = None, *, tolerance: Fraction | str | None = None
) -> Verdict:
    """Whether a reply, bare answer or whole response, gives the gold answer: equal, different or undecided.

    gold: a text, or a list of texts of which any is right.  question: fixes the unit, percent, rounding or options
    that the gold answer leaves open.  tolerance: how far a number may be off, absolute.
    """
    return check(gold, reply, question, tolerance)


def verify_file(
    path: Path,
    to: Path | IO[bytes] | None = None,
    settings: RowSettings | None = None,
    *,
    workers: int | None = None,
    tell: Tell = silent,
    warn: Callable[[str], None] | None = None,
) -> VerifyTable:
    """Grade each row of a JSON-lines file (``.gz`` too; ``-``: standard input) and write it, with its verdict, ``to``.

    to: a path, which appears whole or not at all; an open binary file; None: nothing is written.
    workers: processes; all cores where None; 0 grades in this one.  The rows written do not depend on it.
    warn: told of each bad row that is skipped.
    Raises DataError, ``path:line`` first, at a row that cannot be read, unless the settings skip bad rows.
    """
    settings = RowSettings() if settings is None else settings
    tally = _Tally()
    chunks = chunked(_lines(path), CHUNK_ROWS, CHUNK_BYTES)
    name = to if isinstance(to, Path) else Path("output")
    with ExitStack() as stack:
        if isinstance(to, Path):
            to = stack.enter_context(atomic_file(to))
        graded = _graded(chunks, settings, usable_cores() if workers is None else workers)
        for chunk in stack.enter_context(_closing(graded)):
            for row in chunk.rows:
                if to is not None:
                    with as_storage_error(name):
                        to.write(row.line + b"\n")
                if row.fault and warn is not None:
                    warn(row.fault)
            tally.add(chunk)
            if chunk.fault:
                raise DataError(chunk.fault)
            tell("rows", tally.rows, None)
        if to is not None:
            with as_storage_error(name):
                to.flush()
    return tally.table(settings)


@contextmanager
def _closing(chunks: Iterator[Chunk]) -> Iterator[Iterator[Chunk]]:
    try:
        yield chunks
    finally:
        chunks.close()  # type: ignore[attr-defined]  # a generator, whose workers end here


class _Tally:
    """Counts over the rows so far."""

    def __init__(self) -> None:
        self.rows = 0
        self.states: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.programs: Counter[str] = Counter()
        # Rows by their milliseconds, to three significant digits: bounded, whatever the number of rows.
        self.times: Counter[float] = Counter()
        self.start = time.perf_counter()

    def add(self, chunk: Chunk) -> None:
        self.rows += len(chunk.rows)
        for row in chunk.rows:
            self.states[row.state] += 1
            self.rules[row.rule] += 1
            self.times[float(f"{row.ms:.3g}")] += 1
            if row.program_state is not None:
                self.programs[row.program_state] += 1

    def table(self, settings: RowSettings) -> VerifyTable:
        return VerifyTable(
            rows=self.rows,
            equal=self.states["equal"],
            different=self.states["different"],
            undecided=self.states["undecided"],
            bad_rows=self.rules[BAD_ROW],
            rules=dict(self.rules.most_common()),
            programs=dict(self.programs.most_common()),
            seconds=round(time.perf_counter() - self.start, 3),
            ms_median=self._quantile(0.5),
            ms_p99=self._quantile(0.99),
            ms_worst=max(self.times, default=0.0),
            checker=CHECKER if settings.grader == "mathwright" else fuzzy.FUZZY_CHECKER,
        )

    def _quantile(self, share: float) -> float:
        seen = 0
        for ms in sorted(self.times):
            seen += self.times[ms]
            if seen >= share * self.rows:
                return ms
        return 0.0


def _lines(path: Path) -> Iterator[Line]:
    """The lines that are not blank.  Raises DataError for a file that is missing, damaged or without rows."""
    rows = 0
    name = "standard input" if path == STDIN else str(path)
    with _opened(path) as file:
        number = 0
        while line := _capped_line(file):
            number += 1
            content = (line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line).strip()
            if content:
                rows += 1
                yield Line(f"{name}:{number}", content)
    if not rows:
        raise DataError(f"{name}: no rows; expected one JSON object a line")


def _capped_line(file: IO[bytes]) -> bytes:
    """The next line; of one longer than allowed a beginning that is longer than allowed."""
    line = file.readline(MAX_LINE_BYTES + 1)
    rest = line
    while len(line) > MAX_LINE_BYTES and rest and not rest.endswith(b"\n"):
        rest = file.readline(1 << 20)
    return line


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with open_for_reading(path) as file:
        yield file


def _graded(chunks: Iterator[list[Line]], settings: RowSettings, workers: int) -> Iterator[Chunk]:
    """What becomes of each chunk, in order; with the processes ended at once where the reader stops early."""
    first, second = next(chunks, []), next(chunks, None)
    if workers == 0 or second is None:  # starting processes costs more than a chunk
        yield grade_lines(first, settings)
        if second is not None:
            yield grade_lines(second, settings)
        yield from (grade_lines(chunk, settings) for chunk in chunks)
        return
    mine = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_ignore_interrupts)
    try:
        waiting = deque(pool.submit(grade_lines, chunk, settings) for chunk in (first, second))
        for chunk in chunks:
            if len(waiting) >= CHUNKS_A_WORKER * workers:
                yield _result(waiting.popleft())
            waiting.append(pool.submit(grade_lines, chunk, settings))
        while waiting:
            yield _result(waiting.popleft())
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - mine:
            process.terminate()
        raise
    pool.shutdown()


def _result(future: Future[Chunk]) -> Chunk:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise MathwrightError(
            "a worker process ended before its rows were graded (out of memory?); run again with fewer --workers"
        ) from error


def _context() -> multiprocessing.context.BaseContext:
    """Forked workers, which need no guarded main module; fresh ones where threads may hold locks that a fork copies."""
    return multiprocessing.get_context("fork" if threading.active_count() == 1 and may_fork() else "spawn")


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

"""Pairs that exact arithmetic leaves open, decided in worker processes: by sympy, then by math-verify.

Workers are started when first needed, kept, and replaced when a request ends them.  They end with the process that
started them: each reads its requests from a pipe, and finds the end of it.  (The signal of Linux for a parent's
death is of no use: it comes when the *thread* that started the child ends.)
"""

from __future__ import annotations

import atexit
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable

from mathwright.verify.finding import Finding, undecided
from mathwright.verify.workers.conditions import worth_asking
from mathwright.verify.workers.process import Worker
from mathwright.verify.workers.protocol import CUT_OFF, DIED, NOT_PARSED, NOT_STARTED, Request, request_line

LIMIT_S = 1.0
"""Processor time a pair may take."""
WALL_FACTOR = 20
"""Wall time a worker is waited for, as a multiple of its processor time; reached only on a swamped machine."""
WORKERS = 2
MAX_CHARACTERS = 10_000
"""Of one answer."""
TOO_LONG = undecided("answer too long")
REMEMBERED = 1_000
"""Pairs that ended a worker or ran out of time, so that each costs once."""


class Workers:
    """Up to ``size`` worker processes, shared by all threads."""

    def __init__(self, size: int = WORKERS, limit_s: float = LIMIT_S, start: Callable[[], Worker] = Worker) -> None:
        """Start none yet.

        limit_s: processor time of one pair, in seconds.
        """
        self._start = start
        self._limit_s = limit_s
        self._free = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._costly: OrderedDict[bytes, Finding] = OrderedDict()

    def ask(self, a: str, b: str) -> Finding:
        """Whether two answers are equal by algebra; waits for a free worker.  Never raises for any two texts."""
        # The pair in one order: the verdict cannot depend on which answer came first.
        line = request_line(Request(min(a, b), max(a, b), self._limit_s))
        key = hashlib.blake2b(line, digest_size=16).digest()
        with self._free:
            known = self._known(key)
            if known is not None:
                return known
            finding, to_blame = self._asked(line)
        if to_blame:
            self._remember(key, finding)
        return finding

    def close(self) -> None:
        """End all workers; the next request starts a new one."""
        with self._lock:
            idle, busy = self._idle, self._all.difference(self._idle)
            self._idle, self._all = [], set()
        for worker in idle:
            worker.kill()
        for worker in busy:
            worker.stop()

    def abandon(self) -> None:
        """Let go of another process's workers, after a fork."""
        for worker in self._all:
            worker.abandon()

    def _asked(self, line: bytes) -> tuple[Finding, bool]:
        """What a worker found, and whether the pair is to blame for it that it found nothing."""
        # A worker that ended before it saw the request is not to blame: ask another one, new if need be.
        # Of one that died over it nobody knows what killed it: the pair is asked once more, and no third time.
        died = False
        for _ in range(WORKERS + 2):
            worker = self._take()
            finding = worker.ask(line, WALL_FACTOR * self._limit_s)
            cut_off = finding in CUT_OFF
            kept = self._give_back(worker, replaced=cut_off)
            if finding is not None and (finding != DIED or died or not kept):
                return finding, cut_off and kept
            died = died or finding == DIED
        return NOT_STARTED, False

    def _take(self) -> Worker:
        with self._lock:
            # The last one given back is the likeliest to be in the processor's cache; the others may retire.
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                self._all.discard(worker)
                worker.kill()
            worker = self._start()
            self._all.add(worker)
            return worker

    def _give_back(self, worker: Worker, replaced: bool) -> bool:
        """Let others ask the worker, or a new one in its place; False where the pool was closed meanwhile."""
        with self._lock:
            if worker not in self._all:
                return False
            if worker.alive:
                self._idle.append(worker)
                return True
            self._all.discard(worker)
            worker.kill()
            if replaced:
                # Started now, it is ready when the next pair comes; any other idle one is asked before it.
                new = self._start()
                self._all.add(new)
                self._idle.insert(0, new)
            return True

    def _known(self, key: bytes) -> Finding | None:
        with self._lock:
            return self._costly.get(key)

    def _remember(self, key: bytes, finding: Finding) -> None:
        with self._lock:
            self._costly[key] = finding
            while len(self._costly) > REMEMBERED:
                self._costly.popitem(last=False)


_workers = Workers()


def ask_algebra(a: str, b: str) -> Finding:
    """Whether two answers are equal by sympy or, failing that, by math-verify, within ``LIMIT_S``; symmetric.

    For pairs that exact arithmetic leaves undecided.  Blocks; may be called from any thread.
    """
    if max(len(a), len(b)) > MAX_CHARACTERS:
        return TOO_LONG
    return _workers.ask(a, b) if worth_asking(a, b) else NOT_PARSED


def close_workers() -> None:
    """End the workers of ``ask_algebra``; the next call starts a new one."""
    _workers.close()


def _after_fork() -> None:
    """A forked child starts with its own workers and with locks that no thread of its parent holds."""
    global _workers
    inherited, _workers = _workers, Workers()
    inherited.abandon()


atexit.register(close_workers)
os.register_at_fork(after_in_child=_after_fork)

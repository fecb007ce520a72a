"""Many small writes of one process, done together: what waits goes into one transaction of one thread."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeAlias, TypeVar

from mathwright.errors import MathwrightError

Job = TypeVar("Job")
Result = TypeVar("Result")

_Group: TypeAlias = list[tuple[Job, asyncio.Future[Result]]]

MOST_JOBS = 1024
"""Jobs of one transaction: other processes wait for its lock."""
GATHER_S = 0.004
"""How long a busy writer waits for company: a transaction costs as much as twenty rows."""


class GroupCommit(Generic[Job, Result]):
    """Hands waiting jobs, many at a time, to ``write`` in a thread of its own; begun on first use."""

    def __init__(
        self,
        write: Callable[[Sequence[Job]], Sequence[Result | BaseException]],
        unwanted: Callable[[Job, Result], None],
        name: str,
    ) -> None:
        """``write`` keeps all jobs or raises; its results are in the order of the jobs, an exception for one's own.

        ``unwanted`` is told, in the caller's loop, of a job that was done after its caller was cancelled.
        """
        self._write = write
        self._unwanted = unwanted
        self._name = name
        self._lock = threading.Lock()
        self._waiting: _Group[Job, Result] = []
        self._at_work = False
        self._busy = False
        self._thread: ThreadPoolExecutor | None = None

    def submit(self, job: Job) -> asyncio.Future[Result]:
        """A future of the running loop, done once the job is committed; the job is done even if it is cancelled."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append((job, future))
            if not self._at_work:
                self._at_work = True
                if self._thread is None:
                    self._thread = ThreadPoolExecutor(1, thread_name_prefix=self._name)
                self._thread.submit(self._work)
        return future

    def close(self) -> None:
        """Commit what waits and end the thread; a later job starts it anew."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=True)

    def _work(self) -> None:
        while group := self._next_group():
            try:
                results = self._write([job for job, _ in group])
            except MathwrightError as error:
                self._deliver(group, [_again(error) for _ in group])
            except BaseException as error:
                # A bug of ours: nobody may be left waiting for a thread that has ended.
                with self._lock:
                    waiting, self._waiting, self._at_work = self._waiting, [], False
                self._deliver(group + waiting, [error for _ in group + waiting])
                raise
            else:
                self._deliver(group, results)

    def _next_group(self) -> _Group[Job, Result]:
        if self._busy:
            time.sleep(GATHER_S)
        with self._lock:
            group, self._waiting = self._waiting[:MOST_JOBS], self._waiting[MOST_JOBS:]
            # One job alone is committed at once: a caller that waits for each of its calls meets no pause.
            self._busy = len(group) > 1
            self._at_work = bool(group)
        return group

    def _deliver(self, group: _Group[Job, Result], results: Sequence[Result | BaseException]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Job, asyncio.Future[Result], Result | BaseException]]] = {}
        for (job, future), result in zip(group, results, strict=True):
            by_loop.setdefault(future.get_loop(), []).append((job, future, result))
        for loop, told in by_loop.items():
            # A loop that was closed meanwhile has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._tell, told)

    def _tell(self, told: Sequence[tuple[Job, asyncio.Future[Result], Result | BaseException]]) -> None:
        for job, future, result in told:
            if future.cancelled():
                if not isinstance(result, BaseException):
                    self._unwanted(job, result)
            elif isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)


def _again(error: MathwrightError) -> MathwrightError:
    """The same error for one more waiter: raised twice, one object would gather both tracebacks."""
    copy = type(error)(*error.args)
    copy.__cause__ = error
    return copy

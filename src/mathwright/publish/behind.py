"""Calls carried out in another thread, behind the caller's own work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")
MOST_BEHIND = 2
"""Calls that wait or are carried out at a time, so that what they hold does not fill the memory."""


class Behind:
    """Carries out calls in order in a thread of its own; use it in a ``with`` statement.

    What a call raises is raised by a later ``call``, or at the end of the statement, and no further call is made.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._failed = False

    def __enter__(self) -> Behind:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            while self._waiting and kind is None:
                self._waiting.popleft().result()
        finally:
            self._thread.shutdown(cancel_futures=True)

    def call(self, work: Callable[[T], None], argument: T) -> None:
        """Have ``work(argument)`` done, waiting while too many calls wait."""
        while len(self._waiting) >= MOST_BEHIND:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._carry_out, work, argument))

    def _carry_out(self, work: Callable[[T], None], argument: T) -> None:
        if not self._failed:
            self._failed = True
            work(argument)
            self._failed = False

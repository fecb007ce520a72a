"""Group commit: outcomes that finish close together share one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from mathwright.records import Refused
from mathwright.store.outcomes import OutcomeRow, RunLog

GROUP_ROWS = 256
"""So many waiting rows are committed at once, whatever the delay."""


class Commits:
    """Gathers what is to be stored; nothing is used before it is."""

    def __init__(self, log: RunLog, apart_s: float) -> None:
        """``apart_s``: least time between two commits, unless many rows wait."""
        self._log = log
        self._apart_s = apart_s
        self._last_s = 0.0
        self._rows: list[tuple[int, OutcomeRow]] = []
        self._retried: list[tuple[int, int]] = []
        self._refusals: dict[int, Refused | None] = {}
        self._frontier: int | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._timer: asyncio.Handle | None = None

    async def keep(self, pass_index: int, rows: Sequence[OutcomeRow], retried: Sequence[int]) -> None:
        """Return when the rows are committed; ``retried``: places whose unfinished outcome they replace."""
        loop = asyncio.get_running_loop()
        self._rows.extend((pass_index, row) for row in rows)
        self._retried.extend((pass_index, place) for place in retried)
        if self._waiting is None:
            self._waiting = loop.create_future()
            self._timer = loop.call_later(self._last_s + self._apart_s - loop.time(), self._flush_waiting)
        waiting = self._waiting
        if len(self._rows) >= GROUP_ROWS:
            self._flush_waiting()
        await asyncio.shield(waiting)

    def settle(self, frontier: int | None, place: int, refused: Refused | None, changed: bool) -> None:
        """Note admit's decision on a place, and how far it has come; kept with the next rows."""
        self._frontier = frontier
        if changed:
            self._refusals[place] = refused

    def flush(self, frontier: int | None = None) -> None:
        """Commit everything now.  Raises StorageError if the disk is full."""
        self._frontier = self._frontier if frontier is None else frontier
        if self._timer is not None:
            self._timer.cancel()
        waiting, self._waiting, self._timer = self._waiting, None, None
        rows, retried, refusals, reached = self._rows, self._retried, self._refusals, self._frontier
        self._rows, self._retried, self._refusals, self._frontier = [], [], {}, None
        try:
            self._log.commit(rows, retried, reached, refusals)
        except BaseException as error:
            if waiting is not None and not waiting.done():
                waiting.set_exception(error)
            raise
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def _flush_waiting(self) -> None:
        """Flush, leaving an error to those who wait for their rows."""
        waiting = self._waiting
        self._last_s = asyncio.get_running_loop().time()
        try:
            self.flush()
        except BaseException:
            if waiting is None:
                raise

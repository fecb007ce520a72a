"""Waits for one batch: finds it, asks how far it is, and fetches what it came to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from mathwright.store.batch_book import BatchBook, OpenBatch
from mathwright.teachers.batch.spool import Spool
from mathwright.teachers.batch.transport import PASSING, BatchFault, BatchState, BatchTransport, Intent
from mathwright.teachers.request import CallFailed

Result = TypeVar("Result")
GONE = (404, 410)
"""Status of what a provider holds no more."""


class Patience(NamedTuple):
    """How long to wait between two looks, and until something is given up."""

    first_s: float = 5.0
    most_s: float = 60.0
    growth: float = 1.5
    settle_s: float = 120.0
    """So long a batch that was handed over may be missing in the provider's list."""
    most_failures: int = 30
    """Looks that fail in a row."""


class Followed:
    """A batch that is waited for."""

    def __init__(self, noted: OpenBatch, *, handed_over: bool = False) -> None:
        self.number = noted.number
        self.remote_id = noted.remote_id
        self.created = noted.created
        self.keys = noted.keys
        self.handed_over = handed_over
        """Whether it may be with the provider by now."""
        self.mark = mark_of(noted.number, noted.keys)
        self.wanted = asyncio.Event()
        """Set once somebody asks for one of its calls; results that nobody wants are not fetched."""
        self.moved = asyncio.Event()
        """Set when a result was given out."""
        self.given: set[bytes] = set()
        self.spool: Spool | None = None
        self.followed = False
        """Whether a task is at work on it."""

    def drop_results(self) -> None:
        """Remove the results from disk."""
        spool, self.spool = self.spool, None
        if spool is not None:
            spool.close()


def mark_of(number: int, keys: tuple[bytes, ...]) -> str:
    """The name that we give a batch: of its number in the book and its calls, so that no other workspace has it."""
    return f"{blake2b(b''.join(keys), digest_size=12).hexdigest()}-{number}"


class Follower:
    """Follows batches of one endpoint."""

    def __init__(
        self,
        transport: BatchTransport,
        book: BatchBook,
        patience: Patience,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        directory: Path | None,
    ) -> None:
        self._transport = transport
        self._book = book
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._directory = directory

    async def fetch(self, batch: Followed) -> tuple[str, dict[bytes, CallFailed]] | None:
        """Wait until the batch has ended and its results are in its spool.

        Where there will be none: how it ended, and why each of its calls failed.  Raises CallFailed where the
        provider does not answer for long, or not to us.
        """
        try:
            if batch.remote_id is None and not await self._found(batch):
                return "lost", _of_all(batch, "the batch did not reach the provider")
            state = await self._ended(batch)
            if state.phase == "failed":
                return state.word, _by_line(batch, state)
            await batch.wanted.wait()
            batch.spool = await self._patiently(lambda: self._results(batch, state))
        except CallFailed as failure:
            if failure.status in GONE and batch.remote_id is not None:
                return "gone", _of_all(batch, f"the provider holds batch {batch.remote_id} no more")
            raise
        return None

    async def until(self, done: Callable[[], bool], batch: Followed) -> None:
        """Look again and again, soon after a result was given out, until it is done."""
        while not done():
            await self._sleep(self._patience.first_s)
            if not batch.moved.is_set() and len(batch.given) < len(batch.keys):
                await batch.moved.wait()
            batch.moved.clear()

    async def _found(self, batch: Followed) -> bool:
        """Look for a batch that may have been handed over."""
        while True:
            intent = Intent(batch.mark, len(batch.keys), batch.created, self._book.remote_ids())
            remote_id = await self._patiently(partial(self._transport.find, intent))
            if remote_id is not None:
                self._book.submitted(batch.number, remote_id)
                batch.remote_id = remote_id
                return True
            if self._clock() - batch.created > self._patience.settle_s:
                return False
            await self._sleep(self._patience.first_s)

    async def _ended(self, batch: Followed) -> BatchState:
        pause_s = self._patience.first_s
        while True:
            state = await self._patiently(lambda: self._transport.state(batch.remote_id or ""))
            if state.phase != "working":
                return state
            await self._sleep(pause_s)
            pause_s = min(pause_s * self._patience.growth, self._patience.most_s)

    async def _results(self, batch: Followed, state: BatchState) -> Spool:
        with TemporaryDirectory(prefix="mathwright-batch-", dir=self._directory) as directory:
            return Spool(await self._transport.results(batch.remote_id or "", state, Path(directory)))

    async def _patiently(self, look: Callable[[], Awaitable[Result]]) -> Result:
        """What a look gives, after failures that may pass.  Raises the last failure."""
        pause_s = self._patience.first_s
        failures = 0
        while True:
            try:
                return await look()
            except CallFailed as failure:
                failures += 1
                if failure.kind not in PASSING or failures >= self._patience.most_failures:
                    raise
            await self._sleep(pause_s)
            pause_s = min(pause_s * self._patience.growth, self._patience.most_s)


def _of_all(batch: Followed, words: str) -> dict[bytes, CallFailed]:
    return dict.fromkeys(batch.keys, CallFailed("server", words, sent=False))


def _by_line(batch: Followed, state: BatchState) -> dict[bytes, CallFailed]:
    """Why each call of a batch failed that the provider did not take up.

    Where it names lines, their calls are refused and the others may go into the next batch; else all are stopped.
    """
    named = {fault.line: fault for fault in state.faults if fault.line is not None}
    whole = [fault for fault in state.faults if fault.line is None]
    if whole or not named:
        return dict.fromkeys(batch.keys, _stopped(batch, whole))
    return {
        key: CallFailed("refused", f"batch {batch.remote_id}, line {place}: {named[place].words}", sent=False)
        if place in named
        else CallFailed("server", f"batch {batch.remote_id} was not taken up for other lines' faults", sent=False)
        for place, key in enumerate(batch.keys, start=1)
    }


def _stopped(batch: Followed, faults: list[BatchFault]) -> CallFailed:
    words = "; ".join(fault.words for fault in faults[:3]) or "without a reason"
    return CallFailed("stop", f"the provider did not take up batch {batch.remote_id}: {words}", sent=False)

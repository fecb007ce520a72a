"""Asks by a provider's batches at half price: collects requests, hands them over together, and waits for the results.

A batch is noted in the workspace before it is handed over and until its replies are in the ledger, so that a process
that was killed finds it again: a request that lies in an open batch waits for that batch and is not handed over anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path

from mathwright.store.batch_book import BatchBook
from mathwright.teachers.batch.following import Followed, Follower, Patience
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.batch.transport import PASSING, BatchTransport, same_failure
from mathwright.teachers.request import CallFailed, Endpoint, ModelAnswer, ModelRequest, Way, check_endpoint

MOST_REQUESTS = 50_000
"""Of one batch, as OpenAI has it; Anthropic takes twice as many."""
MOST_BYTES = 180 * 1024 * 1024
"""Of one batch; OpenAI takes 200 MB."""
HELD_DAYS = 30
"""So long providers hold results; what is older is given up."""
NO_SUCH_PATH = (404, 405, 501)
YIELD_EVERY = 100
"""Results are read so many at a time before others get their turn."""


@dataclass(eq=False)
class _Asked:
    """One request that somebody waits for."""

    request: ModelRequest
    n: int
    answer: asyncio.Future[ModelAnswer]
    size: int
    """Of its line, in bytes."""
    tries: int = 0
    """Batches it has been in, in this process."""


class BatchProvider:
    """One endpoint, asked by batches.  Belongs to one event loop; close it before the loop ends."""

    way: Way = "batch"

    def __init__(
        self,
        endpoint: Endpoint,
        transport: BatchTransport,
        book: BatchBook,
        *,
        quiet_s: float = 5.0,
        most_requests: int = MOST_REQUESTS,
        most_bytes: int = MOST_BYTES,
        tries: int = 3,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        directory: Path | None = None,
    ) -> None:
        """A batch is handed over when no request came for ``quiet_s``, or when it is full.

        ``tries``: how many batches a line may fail in, for reasons that may pass, until its request has failed.
        ``directory``: where results lie while they are read; None is the system's place for such files.
        """
        self._endpoint = endpoint
        self._transport = transport
        self._book = book
        self._quiet_s = quiet_s
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._tries = tries
        self._clock = clock
        self._sleep = sleep
        self._follower = Follower(transport, book, patience or Patience(), clock, sleep, directory)
        self._asked: dict[bytes, _Asked] = {}
        self._where: dict[bytes, Followed] = {}
        self._queued: list[_Asked] = []
        self._queued_bytes = 0
        self._last = 0.0
        self._quiet: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._attached = False
        self._fault: BaseException | None = None

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        """The answer, hours later maybe.  Raises CallFailed; CallPending where this is closed before it came."""
        check_endpoint(request, self._endpoint)
        if self._fault is not None:
            raise self._fault
        self._attach()
        asked = self._asked.get(request.key)
        if asked is None:
            asked = self._begin(request, n)
        answer = await asyncio.shield(asked.answer)
        return answer._replace(choices=answer.choices[:n])

    async def close(self) -> None:
        """Stop waiting.  Batches that were handed over go on at the provider; the next process collects them."""
        for batch in set(self._where.values()):
            self._forget_if_kept(batch)
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for asked in list(self._asked.values()):
            lies_in = self._where.get(asked.request.key)
            place = "no batch yet" if lies_in is None or lies_in.remote_id is None else f"batch {lies_in.remote_id}"
            words = f"its answer is still to come ({place}); run again to collect it"
            self._end(asked, CallPending(words, handed_over=lies_in is not None))
        self._queued, self._where, self._attached = [], {}, False

    def _attach(self) -> None:
        """Take up the batches that earlier processes left open."""
        if self._attached:
            return
        self._attached = True
        for noted in self._book.open():
            unkept = self._book.unkept(noted.keys)
            if not unkept:
                self._book.close(noted.number, "kept")
            elif self._clock() - noted.created > HELD_DAYS * 86_400:
                self._book.close(noted.number, "forgotten")
            else:
                batch = Followed(noted, handed_over=True)
                self._where.update(dict.fromkeys(unkept, batch))
                self._take_up(batch)

    def _take_up(self, batch: Followed) -> None:
        # Said before the task begins: a request that comes in between must not take the batch up once more.
        batch.followed = True
        self._spawn(self._follow(batch), batch)

    def _begin(self, request: ModelRequest, n: int) -> _Asked:
        size = len(self._transport.line(request, n)) + 1
        if size > self._most_bytes:
            raise CallFailed("refused", f"the request has {size:,} bytes, more than a batch may have", sent=False)
        asked = _Asked(request, n, asyncio.get_running_loop().create_future(), size)
        self._asked[request.key] = asked
        batch = self._where.get(request.key)
        if batch is None:
            self._queue(asked)
            return asked
        asked.tries = 1
        if batch.spool is not None:
            self._give(batch, asked)
        elif not batch.followed:
            self._take_up(batch)
        batch.wanted.set()
        return asked

    # --- collecting -------------------------------------------------------------------------------

    def _queue(self, asked: _Asked) -> None:
        if self._queued_bytes + asked.size > self._most_bytes:
            self._flush()
        self._queued.append(asked)
        self._queued_bytes += asked.size
        self._last = self._clock()
        if len(self._queued) >= self._most_requests:
            self._flush()
        elif self._quiet is None or self._quiet.done():
            self._quiet = self._spawn(self._when_quiet(), None)

    async def _when_quiet(self) -> None:
        while self._queued:
            left = self._last + self._quiet_s - self._clock()
            if left <= 0:
                self._flush()
            else:
                await self._sleep(left)

    def _flush(self) -> None:
        """Hand over what is queued, in a task of its own."""
        group, self._queued, self._queued_bytes = self._queued, [], 0
        if not group:
            return
        for asked in group:
            asked.tries += 1
        batch = Followed(self._book.add([asked.request.key for asked in group]))
        batch.wanted.set()
        batch.followed = True
        self._where.update(dict.fromkeys(batch.keys, batch))
        self._spawn(self._hand_over(batch, group), batch)

    async def _hand_over(self, batch: Followed, group: list[_Asked]) -> None:
        lines = (self._transport.line(asked.request, asked.n) for asked in group)
        try:
            remote_id = await self._transport.submit(batch.mark, lines)
        except CallFailed as failure:
            if failure.kind in ("refused", "stop", "throttled") or not failure.sent:
                self._drop_each(batch, "refused", dict.fromkeys(batch.keys, _without_batches(failure)))
                return
            # It may have arrived all the same: to be looked for before it is handed over again.
        else:
            self._book.submitted(batch.number, remote_id)
            batch.remote_id = remote_id
        batch.handed_over = True
        await self._follow(batch)

    # --- waiting and giving out -------------------------------------------------------------------

    async def _follow(self, batch: Followed) -> None:
        """See a batch to its end.  Where that fails it stays in the book, and the next request for one of its calls
        takes it up again, or the next process."""
        try:
            dropped = await self._follower.fetch(batch)
            if dropped is None:
                await self._give_out(batch)
            else:
                self._drop_each(batch, *dropped)
        except CallFailed as failure:
            for asked in self._waiting(batch):
                self._end(asked, same_failure(failure))
        finally:
            batch.drop_results()

    async def _give_out(self, batch: Followed) -> None:
        """Give each request that waits what the results say, then wait until all is kept that was given."""
        for place, asked in enumerate(self._waiting(batch)):
            self._give(batch, asked)
            if place % YIELD_EVERY == YIELD_EVERY - 1:
                await asyncio.sleep(0)
        await self._follower.until(lambda: self._forget_if_kept(batch), batch)

    def _give(self, batch: Followed, asked: _Asked) -> None:
        """Give a request what the results say about it."""
        key = asked.request.key
        try:
            answer = self._read(batch, key)
        except CallFailed as failure:
            del self._where[key]
            self._failed(asked, failure)
        else:
            batch.given.add(key)
            del self._asked[key]
            asked.answer.set_result(answer)
        batch.moved.set()

    def _read(self, batch: Followed, key: bytes) -> ModelAnswer:
        line = None if batch.spool is None else batch.spool.line(key)
        if line is None:
            raise CallFailed("server", f"batch {batch.remote_id} ended without a line for this request", sent=False)
        return self._transport.read(line)

    def _failed(self, asked: _Asked, failure: CallFailed) -> None:
        """Put the request into the next batch, or tell that it failed."""
        if failure.kind in PASSING and asked.tries < self._tries:
            self._queue(asked)
        else:
            self._end(asked, failure)

    def _end(self, asked: _Asked, error: BaseException) -> None:
        del self._asked[asked.request.key]
        if not asked.answer.done():
            asked.answer.set_exception(error)
            asked.answer.exception()  # those who wait get it; where nobody does it is no loss

    def _waiting(self, batch: Followed) -> list[_Asked]:
        return [self._asked[key] for key in batch.keys if key in self._asked and self._where.get(key) is batch]

    def _drop_each(self, batch: Followed, state: str, failures: Mapping[bytes, CallFailed]) -> None:
        """Give up a batch; ``failures`` says why, by the key of each of its calls."""
        waiting = self._waiting(batch)
        self._forget(batch, state)
        for asked in waiting:
            self._failed(asked, same_failure(failures[asked.request.key]))

    # --- forgetting -------------------------------------------------------------------------------

    def _forget_if_kept(self, batch: Followed) -> bool:
        """Close the batch if every reply in it is in the ledger: then nothing is left to collect."""
        if batch.spool is None or self._waiting(batch):
            return False
        for key in self._book.unkept(batch.keys):
            try:
                self._read(batch, key)
            except CallFailed:
                continue
            return False
        self._forget(batch, "kept")
        return True

    def _forget(self, batch: Followed, state: str) -> None:
        self._book.close(batch.number, state)
        batch.drop_results()
        for key in batch.keys:
            if self._where.get(key) is batch:
                del self._where[key]

    def _spawn(self, work: Coroutine[None, None, None], batch: Followed | None) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)

        def done(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if batch is not None:
                batch.followed = False
            error = None if task.cancelled() else task.exception()
            if error is not None:  # a full disk, or a bug of ours: nobody may be left waiting, nor ask in vain
                self._fault = error
                waiting = list(self._asked.values()) if batch is None else self._waiting(batch)
                for asked in waiting:
                    self._end(asked, error)

        task.add_done_callback(done)
        return task


def _without_batches(failure: CallFailed) -> CallFailed:
    """The failure, with what to do where the server has no batch API, as most that are not OpenAI's or Anthropic's."""
    if failure.status not in NO_SUCH_PATH:
        return failure
    words = f"{failure}; has this server a batch API? If not, run without --batch"
    return CallFailed("stop", words, status=failure.status, sent=False)

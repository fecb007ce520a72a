"""Worker processes of one run, and the chunks they work on."""

from __future__ import annotations

import asyncio
import pickle
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mathwright.engine.stage import Stage
from mathwright.engine.wire import Sender
from mathwright.engine.worker import HEADER, Job, Reply, message
from mathwright.errors import MathwrightError, UsageError
from mathwright.records import Item

AHEAD = 2
"""Chunks a worker may have: one in work, one waiting, so that it never idles while its reply is stored."""
PIPE_BUFFER_BYTES = 4 * 1024 * 1024
START = "import sys; sys.path[:] = {path!r}; from mathwright.engine.worker import main; main()"


@dataclass
class Worker:
    """One process and what it owes."""

    process: asyncio.subprocess.Process
    sender: Sender
    owed: deque[tuple[str, asyncio.Future[bytes]]] = field(default_factory=deque)
    """Description and future of each chunk sent, oldest first."""
    reader: asyncio.Task[None] | None = None
    code: int | None = None
    """How the process ended."""

    def send(self, stage: int, items: Sequence[Item], what: str) -> asyncio.Future[bytes]:
        """Send items of a stage; the reply arrives in the future.  Raises MathwrightError if the process is dead.

        Items that cannot be packed raise what packing them does, and nothing is sent or owed.
        """
        assert self.process.stdin is not None
        if self.code is not None:
            raise _death(self.process.pid, self.code, what)
        # Packed before it is owed: a future without a chunk would get the reply to the next one.
        packed = message(self.sender.chunk(stage, items))
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.owed.append((what, future))
        self.process.stdin.write(packed)
        return future

    async def receive(self) -> None:
        """Hand out replies until the process ends; then fail what it still owes."""
        assert self.process.stdout is not None
        try:
            while True:
                header = await self.process.stdout.readexactly(HEADER.size)
                frame = await self.process.stdout.readexactly(HEADER.unpack(header)[0])
                _, future = self.owed.popleft()
                if not future.done():
                    future.set_result(frame)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.code = await self.process.wait()
            for what, future in self.owed:
                if not future.done():
                    future.set_exception(_death(self.process.pid, self.code, what))

    async def end(self, at_once: bool) -> None:
        """End the process: after what it owes, or ``at_once``."""
        assert self.process.stdin is not None
        if at_once and self.process.returncode is None:
            self.process.kill()
        self.process.stdin.close()
        await self.process.wait()
        if self.reader is not None:
            await self.reader


@dataclass
class Pool:
    """The worker processes, started when the first chunk comes; close it."""

    stages: Sequence[Stage]
    workers: int
    _started: list[Worker] = field(default_factory=list)

    @cached_property
    def _room(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(AHEAD * self.workers)

    @cached_property
    def _starting(self) -> asyncio.Lock:
        return asyncio.Lock()

    async def work(self, stage: int, items: Sequence[Item]) -> Reply:
        """What a worker makes of the items.  Raises MathwrightError naming them if its process dies."""
        async with self._room:
            await self._start()
            what = f"pass {self.stages[stage].name}, {len(items)} items from {items[0].item_id} to {items[-1].item_id}"
            worker = min(self._started, key=lambda worker: len(worker.owed))
            reply: Reply = pickle.loads(await worker.send(stage, items, what))
            return reply

    async def close(self, at_once: bool) -> None:
        """End the processes."""
        await asyncio.gather(*(worker.end(at_once) for worker in self._started))

    async def _start(self) -> None:
        async with self._starting:
            if not self._started:
                hello = message([_packed(stage) for stage in self.stages])
                shared = {kind for stage in self.stages if stage.in_workers for kind in stage.shared}
                started = (_start_worker(hello, Sender(shared)) for _ in range(self.workers))
                self._started.extend(await asyncio.gather(*started))


async def _start_worker(hello: bytes, sender: Sender) -> Worker:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        START.format(path=sys.path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=PIPE_BUFFER_BYTES,
        start_new_session=True,  # Ctrl-C is this process's to handle
    )
    assert process.stdin is not None
    process.stdin.write(hello)
    worker = Worker(process, sender)
    worker.reader = asyncio.create_task(worker.receive())
    return worker


def _packed(stage: Stage) -> bytes:
    if not stage.in_workers:
        return b""
    try:
        return pickle.dumps(Job(stage.name, stage.build_run))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise UsageError(
            f"pass {stage.name}: cannot be sent to a worker process ({error}); build it from a module's function,"
            " or run with 0 workers"
        ) from error


def _death(pid: int, code: int, what: str) -> MathwrightError:
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    hint = " (out of memory?)" if code == -9 else ""
    return MathwrightError(
        f"worker process {pid} {how}{hint} with this in hand: {what}; everything finished before is stored,"
        " run again to go on, with fewer workers or smaller chunks if memory is short"
    )

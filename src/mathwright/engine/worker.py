"""A worker process: reads chunks of items from its standard input, writes their outcomes to its standard output.

It is a fresh interpreter (no fork: a forked copy of a process with threads inherits locks that nobody will
release; no re-import of the caller's main module either).  When the process it works for dies, even by
``kill -9``, it reads the end of its input or notices that it was orphaned, and ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from mathwright.engine.journey import Driver, Packer, Settled
from mathwright.engine.stage import Run
from mathwright.engine.wire import Chunk, Receiver
from mathwright.errors import MathwrightError
from mathwright.records import Item

HEADER = struct.Struct("<Q")
"""Every message is its length, then a pickle; both ends are processes of ours."""
ORPHAN_CHECK_S = 1.0


@dataclass(frozen=True)
class Job:
    """What a worker must know of a stage."""

    name: str
    build_run: Callable[[], Run]


@dataclass(frozen=True)
class Reply:
    """What came of a chunk."""

    settled: tuple[Settled, ...]
    """In the order of the items; fewer than those if an error stopped the worker."""
    error: BaseException | None = None


def message(value: object) -> bytes:
    """The value as it goes over the pipe."""
    packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(packed)) + packed


def main() -> None:
    """Answer chunks until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A worker keeps thousands of compiled problems; walking them again and again is a tenth of its time.
    gc.set_threshold(100_000, 50, 100)
    source, sink = _private_pipes()
    threading.Thread(target=_end_when_orphaned, args=(os.getppid(),), daemon=True).start()
    hello = _read(source)
    jobs: list[bytes] = pickle.loads(hello)
    stations: dict[int, _Station] = {}
    receiver = Receiver()
    while frame := _read(source):
        sink.write(message(_answer(pickle.loads(frame), receiver, jobs, stations)))
        sink.flush()


class _Station:
    """A stage as this process works on it."""

    def __init__(self, job: Job) -> None:
        self._driver = Driver(job.build_run())
        self._packer = Packer()
        gc.freeze()

    def settled(self, item: Item) -> Settled:
        """The item's outcome."""
        return self._packer.settled(item, self._driver.outcome(item))


def _answer(chunk: Chunk, receiver: Receiver, jobs: list[bytes], stations: dict[int, _Station]) -> Reply:
    """The outcomes, and the error that stopped the work if one did."""
    items: list[Item] = []
    settled: list[Settled] = []
    try:
        items = receiver.items(chunk)
        if chunk.stage not in stations:
            stations[chunk.stage] = _Station(pickle.loads(jobs[chunk.stage]))
        settled.extend(map(stations[chunk.stage].settled, items))
    except BaseException as error:  # noqa: BLE001  # it crosses to the other process, which raises it
        item_id = items[len(settled)].item_id if len(settled) < len(items) else "of a chunk that could not be read"
        return Reply(tuple(settled), _portable(error, item_id))
    return Reply(tuple(settled))


def _portable(error: BaseException, item_id: str) -> BaseException:
    """The error with its traceback as a note; as text alone where its type cannot travel."""
    trace = "".join(traceback.format_exception(error))
    error.add_note(f"at item {item_id}, in a worker process:\n{trace}")
    try:
        pickle.loads(pickle.dumps(error))
    except (pickle.PickleError, TypeError, AttributeError, ValueError, ImportError):
        return MathwrightError(f"a worker process failed at item {item_id}:\n{trace}")
    return error


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The two pipes under numbers of their own, so that a stray ``print`` reaches the terminal, not the pipe."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return source, sink


def _read(source: IO[bytes]) -> bytes:
    """The next message, empty at the end of the input."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return b""
    return source.read(HEADER.unpack(header)[0])


def _end_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK_S)
    os._exit(1)

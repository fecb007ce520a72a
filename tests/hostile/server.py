"""The hostile server, in a thread with its own loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any

from tests.hostile.asked import Fixed, Model
from tests.hostile.batches import Batches
from tests.hostile.canned import Canned
from tests.hostile.faults import Faults
from tests.hostile.handler import Handler
from tests.hostile.records import Recorded, Records
from tests.hostile.wire import Wire

BACKLOG = 8192
NO_FAULTS = Faults()


class HostileServer:
    """Serves while it is entered: ``with HostileServer(faults, model=...) as server: server.base_url``.

    ``keys``: API keys that are taken, None takes any.  ``models``: names of models that there are, None knows any.
    ``canned``: the same bytes for every POST, nothing recorded; the rest does not matter then.  ``record``: a file to
    which one line of JSON goes for each request that ended.  ``keep``: whether requests are kept in memory.
    """

    def __init__(
        self,
        faults: Faults = NO_FAULTS,
        *,
        model: Model | None = None,
        keys: Collection[str] | None = None,
        models: Collection[str] | None = None,
        canned: Canned | None = None,
        record: Path | None = None,
        keep: bool = True,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.faults = faults
        self.model = model if model is not None else Fixed()
        self.canned = canned
        self.records = Records(record, keep=keep)
        self.handler = Handler(faults, self.model, self.records, keys=keys, models=models)
        self.batches = Batches(self.handler, lambda: self.address)
        self.handler.route = self.batches.route
        self.host, self.port = host, port
        self._wires: set[Wire] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._serving: asyncio.Task[None] | None = None
        self.problem: BaseException | None = None
        """A bug of the server's own, which ends it."""

    # --- where it is ------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Without any path: the base_url of Anthropic's protocol."""
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """Of the OpenAI protocol."""
        return f"{self.address}/v1"

    # --- what it saw ------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Recorded]:
        """All requests so far, in the order they came."""
        return self.records.requests

    @property
    def calls(self) -> list[Recorded]:
        """Those of them that asked for a reply which the server could read, batches apart."""
        return [recorded for recorded in self.records.requests if recorded.content is not None]

    @property
    def billed(self) -> Counter[str]:
        """Content to whole, readable replies sent."""
        return self.records.billed

    # --- its life ---------------------------------------------------------------------------------

    async def serve(self, ready: Event | None = None) -> None:
        """Serve until cancelled."""
        self._loop = loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._failed)
        self._serving = asyncio.current_task()
        server = await loop.create_server(self._wire, self.host, self.port, backlog=BACKLOG)
        self.port = server.sockets[0].getsockname()[1]
        if ready is not None:
            ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for wire in list(self._wires):
                wire.cut()
            await asyncio.sleep(0)

    def __enter__(self) -> HostileServer:
        ready = Event()
        self._thread = Thread(target=self._run, args=(ready,), name="hostile server", daemon=True)
        self._thread.start()
        ready.wait()
        if self.problem is not None:
            raise self.problem
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._thread is not None:
            with contextlib.suppress(RuntimeError):  # the loop may have ended by a bug
                self._loop.call_soon_threadsafe(self._stop)
            self._thread.join()
        self.records.close()
        if self.problem is not None and error is None:
            raise self.problem

    def told(self, action: Any, *parts: Any) -> None:
        """Do something in the server's loop, such as letting batches end."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(action, *parts)

    def release_batches(self) -> None:
        """Let the batches end that never would (``batch_never``)."""
        self.told(self.batches.jobs.release)

    def break_connections(self) -> None:
        """Break every connection, as a server does that is killed."""
        self.told(self._reset_all)

    def _run(self, ready: Event) -> None:
        try:
            asyncio.run(self._until_stopped(ready))
        except BaseException as problem:  # noqa: BLE001 - it is raised again by the thread that waits
            self.problem = problem
        finally:
            ready.set()

    async def _until_stopped(self, ready: Event) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await self.serve(ready)

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A bug of the server's own must not pass for one of its faults."""
        self.problem = self.problem or context.get("exception") or AssertionError(context["message"])
        self._stop()

    def _stop(self) -> None:
        if self._serving is not None:
            self._serving.cancel()

    def _reset_all(self) -> None:
        for wire in list(self._wires):
            wire.reset()

    def _wire(self) -> Wire:
        serve = self.handler.serve if self.canned is None else self.canned.serve
        wire = Wire(serve, self._lost)
        self._wires.add(wire)
        return wire

    def _lost(self, wire: Wire) -> None:
        self._wires.discard(wire)
        self.handler.lost(wire)

"""HTTP/1.1 by hand: requests cut out of a socket's bytes, replies written to it, the connection kept alive."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_AT_ONCE = struct.pack("ii", 1, 0)
REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    529: "Overloaded",
}  # fmt: skip


class Arrived:
    """One whole request."""

    def __init__(self, head: bytes, body: bytes) -> None:
        self.head = head
        self.body = body

    @cached_property
    def _line(self) -> list[str]:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")

    @property
    def method(self) -> str:
        return self._line[0]

    @cached_property
    def path(self) -> str:
        """Without the query."""
        return self._line[1].partition("?")[0] if len(self._line) > 1 else ""

    @property
    def query(self) -> str:
        return self._line[1].partition("?")[2] if len(self._line) > 1 else ""

    @cached_property
    def headers(self) -> dict[str, str]:
        """By lower-case name."""
        pairs = (line.partition(":") for line in self.head.decode("latin-1").split("\r\n")[1:])
        return {name.strip().lower(): value.strip() for name, _, value in pairs}


class Reply(NamedTuple):
    """What goes back."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    def encoded(self) -> bytes:
        """Head and body as they stand on the wire."""
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        head = (
            f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Unknown')}\r\nContent-Type: {self.kind}\r\n"
            f"Content-Length: {len(self.body)}\r\n{more}\r\n"
        )
        return head.encode("latin-1") + self.body


class Wire(asyncio.Protocol):
    """One connection; requests are served one after another, each ended by ``send`` or ``cut``."""

    def __init__(self, serve: Callable[[Wire, Arrived], None], lost: Callable[[Wire], None] | None = None) -> None:
        self._serve = serve
        self._lost = lost
        self._buffer = bytearray()
        self._needed = 0
        self._busy = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self._lost is not None:
            self._lost(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._busy and len(self._buffer) >= self._needed:
            self._take()

    def _take(self) -> None:
        buffer = self._buffer
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        found = _LENGTH.search(buffer, 0, end + 2)
        start = end + 4
        if found is not None:
            stop = start + int(found[1])
            if len(buffer) < stop:
                self._needed = stop
                self._go_on(end)
                return
            body = bytes(memoryview(buffer)[start:stop])
        elif _CHUNKED.search(buffer, 0, end + 2):
            unchunked = _unchunked(buffer, start)
            if unchunked is None:
                self._go_on(end)
                return
            body, stop = unchunked
        else:
            body, stop = b"", start
        head = bytes(memoryview(buffer)[:end])
        del buffer[:stop]
        self._needed = 0
        self._busy = True
        self._serve(self, Arrived(head, body))

    def _go_on(self, end: int) -> None:
        if self.transport is not None and _EXPECT.search(self._buffer, 0, end + 2):
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._buffer[:] = _EXPECT.sub(b"", bytes(self._buffer), count=1)
            self._needed = 0

    @property
    def gone(self) -> bool:
        """Whether the client is."""
        return self.transport is None or self.transport.is_closing()

    def send(self, content: bytes) -> bool:
        """Write a whole reply and take the next request; False where the client is gone."""
        if self.transport is None or self.transport.is_closing():
            return False
        self.transport.write(content)
        self.done()
        return True

    def write(self, content: bytes) -> None:
        """Write a piece of a reply."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(content)

    def done(self) -> None:
        """The reply is written; take the next request."""
        self._busy = False
        if self._buffer:
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        if not self._busy and self._buffer and len(self._buffer) >= self._needed:
            self._take()

    def cut(self, content: bytes = b"") -> None:
        """Write what there is and end the connection."""
        self.write(content)
        if self.transport is not None:
            self.transport.close()

    def reset(self) -> None:
        """Break the connection as a killed server's machine does."""
        if self.transport is not None:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.transport.abort()


def _unchunked(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    """The body of a chunked request and where it ends; None where it is not whole yet."""
    body = bytearray()
    while True:
        line = buffer.find(b"\r\n", start)
        if line < 0:
            return None
        size = int(bytes(buffer[start:line]).split(b";")[0], 16)
        stop = line + 2 + size
        if len(buffer) < stop + 2:
            return None
        body += buffer[line + 2 : stop]
        start = stop + 2
        if size == 0:
            return bytes(body), start

"""A server on a real socket that answers with the bytes, pauses and breaks that a test writes down."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

END = "end"
"""Closes the connection."""
RESET = "reset"
"""Tears it down without a farewell."""
Step = bytes | float | str
"""Bytes to write, seconds to wait, or the end of the connection."""


class Seen(NamedTuple):
    """A request as it came in."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class RawServer:
    """Answers the first request with the first answer, and so on; the last one answers all that follow."""

    answers: list[tuple[Step, ...]]
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = self.connections = self.connections + 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                line, *rest = head.strip().split("\r\n")
                headers = {name.lower(): value for name, value in (part.split(": ", 1) for part in rest)}
                body = await read_body(reader, headers)
                answer = self.answers[min(len(self.seen), len(self.answers) - 1)]
                self.seen.append(Seen(line, headers, body, number))
                if not await play(answer, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    body = b""
    while headers.get("transfer-encoding") == "chunked":
        size = int(await reader.readline(), 16)
        body += (await reader.readexactly(size + 2))[:size]
        if size == 0:
            break
    return body


async def play(answer: tuple[Step, ...], writer: asyncio.StreamWriter) -> bool:
    """Whether the connection goes on."""
    for step in answer:
        if isinstance(step, bytes):
            writer.write(step)
            await writer.drain()
        elif isinstance(step, float):
            await asyncio.sleep(step)
        else:
            if step == RESET:
                writer.transport.abort()
            return False
    return True


def http(
    body: bytes | dict[str, Any] | list[Any], status: int = 200, *, kind: str = "application/json", **headers: str
) -> bytes:
    """A whole reply; an underscore in a header's name stands for a hyphen."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Word", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


@asynccontextmanager
async def serving(*answers: bytes | tuple[Step, ...], tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    server = RawServer([answer if isinstance(answer, tuple) else (answer,) for answer in answers])
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await server.serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over while a pause lasts
        finally:
            tasks.discard(task)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, backlog=1024)
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def raised(awaitable: Awaitable[object], error: type[BaseException]) -> BaseException:
    """The error that the awaitable ends with."""
    try:
        await awaitable
    except error as found:
        return found
    raise AssertionError(f"{error.__name__} was not raised")

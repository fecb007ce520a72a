"""A client that sees the bytes: one socket, one request, what came back."""

from __future__ import annotations

import json
import socket
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """What was on the wire."""

    status: int | None
    """None where no head came."""
    headers: dict[str, str]
    body: bytes
    whole: bool
    """Whether the body has the length that the head tells."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """One socket, kept alive."""

    def __init__(self, port: int, timeout_s: float = 5.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
        self._rest = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *raised: object) -> None:
        self.socket.close()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Seen:
        """Send a request and read its reply."""
        self.socket.sendall(request(method, path, body, **headers))
        return self.read()

    def read(self) -> Seen:
        """The next reply, as far as it comes before the end, a break or the time-out."""
        received = self._rest
        while b"\r\n\r\n" not in received:
            piece = self._piece()
            if not piece:
                return Seen(None, {}, received, False)
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            piece = self._piece()
            if not piece:
                break
            body += piece
        self._rest = body[length:]
        return Seen(int(lines[0].split(" ")[1]), headers, body[:length], len(body) >= length)

    def _piece(self) -> bytes:
        try:
            return self.socket.recv(65_536)
        except (ConnectionError, TimeoutError):
            return b""


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire; ``_`` in a header's name stands for ``-``."""
    lines = [f"{method} {path} HTTP/1.1", "Host: here", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chat(text: str = "What is 2 + 2?", model: str = "small", **more: Any) -> bytes:
    """The body of a request for a reply; both protocols take it."""
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 1000, **more}
    return json.dumps(body).encode()


def ask(port: int, path: str = "/v1/chat/completions", body: bytes | None = None, *, timeout_s: float = 5.0) -> Seen:
    """One request on a connection of its own."""
    with Connection(port, timeout_s) as connection:
        return connection.ask("POST", path, chat() if body is None else body)

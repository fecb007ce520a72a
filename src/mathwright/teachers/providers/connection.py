"""The one way to the network: every request of a process, over aiohttp, and every error of it as ours."""

from __future__ import annotations

import asyncio
import io
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Literal, NamedTuple, TypeAlias

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from mathwright.errors import StorageError
from mathwright.teachers.request import CallFailed, FailureKind

MAX_BODY = 64 * 1024 * 1024
"""Bytes of a reply, unpacked, above which it is refused."""
MAX_DOWNLOAD = 8 * 1024 * 1024 * 1024
"""Bytes of a file, likewise."""
READ_BUFFER = 256 * 1024
"""Bytes that lie ready before reading pauses: most replies are whole when their head is."""
FILE_TIMEOUT_S = 3_600.0
"""A file of a batch may take this long to travel."""
LARGE_BODY = 1024 * 1024
"""From here on aiohttp wants a body as a stream, which it sends in parts."""
DNS_TTL_S = 300
KEEPALIVE_S = 60
"""Seconds of silence after which the system asks whether the other side is alive.  A model may think for minutes, and
routers on the way forget a connection that is silent for longer than about five."""

NetworkError: TypeAlias = aiohttp.ClientError | HttpProcessingError | OSError
"""All that a request can raise; time-outs and errors of TLS are OSErrors."""
_NETWORK_ERRORS = (aiohttp.ClientError, HttpProcessingError, OSError)


class _Meaning(NamedTuple):
    error: type[BaseException]
    kind: FailureKind
    words: str


_MEANINGS = (
    _Meaning(aiohttp.ConnectionTimeoutError, "timeout", "no connection within the time set; is the server running?"),
    _Meaning(TimeoutError, "timeout", "no reply within the time set, or too long a pause in it"),
    _Meaning(
        aiohttp.ClientConnectorCertificateError,
        "stop",
        "the server's certificate is not valid here; mend roles.*.base_url, or set SSL_CERT_FILE to its authority's",
    ),
    _Meaning(aiohttp.ServerFingerprintMismatch, "stop", "the server's certificate is not the one expected"),
    _Meaning(aiohttp.InvalidURL, "stop", "the address cannot be used; mend roles.*.base_url"),
    _Meaning(aiohttp.NonHttpUrlClientError, "stop", "the address cannot be used; mend roles.*.base_url"),
    _Meaning(aiohttp.RedirectClientError, "stop", "the address cannot be used; mend roles.*.base_url"),
    _Meaning(
        aiohttp.ClientConnectorDNSError, "broken", "no such host is known; check roles.*.base_url and the network"
    ),
    _Meaning(aiohttp.ClientConnectorError, "broken", "cannot connect; is the server running?"),
    _Meaning(aiohttp.ServerDisconnectedError, "broken", "the connection ended before the reply did"),
    _Meaning(aiohttp.ClientPayloadError, "broken", "the connection ended before the reply did"),
    _Meaning(aiohttp.ClientError, "broken", "the connection failed"),
    _Meaning(HttpProcessingError, "broken", "the server does not speak HTTP"),
    _Meaning(OSError, "broken", "the connection failed"),
)
"""The first that fits holds: what is special stands before what is general."""


class HttpReply(NamedTuple):
    """What a server answered, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Found by name in any case."""
    body: bytes


class Connection:
    """All requests of one process.  Belongs to one event loop; close it before the loop ends.

    Follows no redirect, since the key would travel with it; keeps no cookies; checks certificates; sets no limit
    of its own to the number of connections.
    """

    def __init__(
        self,
        *,
        total_timeout_s: float = 600.0,
        idle_timeout_s: float = 120.0,
        connect_timeout_s: float = 15.0,
        tls: ssl.SSLContext | bool = True,
        trust_env: bool = False,
    ) -> None:
        """``idle_timeout_s`` counts from the head of a reply on: until it comes, a model may think for the total.

        ``tls`` is a context of one's own, or False to check no certificate; ``trust_env`` takes HTTPS_PROXY and the
        like from the environment.
        """
        self._timeout = aiohttp.ClientTimeout(total=total_timeout_s, connect=connect_timeout_s)
        self._file_timeout = aiohttp.ClientTimeout(total=FILE_TIMEOUT_S, connect=connect_timeout_s)
        self._idle_s = idle_timeout_s
        self._tls = tls
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: URL | str, headers: Mapping[str, str], body: bytes, *, max_bytes: int = MAX_BODY
    ) -> HttpReply:
        """The reply to one POST.  Raises CallFailed; it is for the caller to judge the status."""
        data = body if len(body) < LARGE_BODY else io.BytesIO(body)
        return await self._exchange("POST", url, headers, data, self._timeout, max_bytes)

    async def get(self, url: URL | str, headers: Mapping[str, str], *, max_bytes: int = MAX_BODY) -> HttpReply:
        """The reply to one GET.  Raises CallFailed."""
        return await self._exchange("GET", url, headers, None, self._timeout, max_bytes)

    async def upload(
        self,
        url: URL | str,
        headers: Mapping[str, str],
        filename: str,
        content: bytes | Path,
        fields: Mapping[str, str],
    ) -> HttpReply:
        """The reply to one multipart form: the fields, then ``content`` (or the file there) as the field ``file``.

        ``headers`` must name no content type.  Raises CallFailed; StorageError if the file cannot be read.
        """
        form = aiohttp.FormData()
        for name, value in fields.items():
            form.add_field(name, value)
        with _opened(content) as stream:
            form.add_field("file", stream, filename=filename, content_type="application/octet-stream")
            return await self._exchange("POST", url, headers, form, self._file_timeout, MAX_BODY)

    async def download(
        self, url: URL | str, headers: Mapping[str, str], target: Path, *, max_bytes: int = MAX_DOWNLOAD
    ) -> HttpReply:
        """Write the body of a 200 to ``target``; the reply is then without one.  Another status writes nothing.

        Raises CallFailed, which may leave a part of the file; StorageError if the disk does not take it.
        """
        return await self._exchange("GET", url, headers, None, self._file_timeout, max_bytes, target)

    async def close(self) -> None:
        """Close every connection; a later request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(
        self,
        method: str,
        url: URL | str,
        headers: Mapping[str, str],
        data: bytes | io.BytesIO | aiohttp.FormData | None,
        timeout: aiohttp.ClientTimeout,
        max_bytes: int,
        target: Path | None = None,
    ) -> HttpReply:
        session = self._session if self._session is not None else self._open()
        try:
            response = await session.request(
                method, url, headers=headers, data=data, allow_redirects=False, timeout=timeout
            )
            try:
                if target is not None and response.status == 200:
                    await self._write(response, target, max_bytes)
                    return HttpReply(response.status, response.headers, b"")
                return HttpReply(response.status, response.headers, await self._read(response, max_bytes))
            except BaseException:
                response.close()  # what is left of the body must not be read as the next reply
                raise
        except _NETWORK_ERRORS as error:
            failure = failure_of(error, _place(url))
        # Raised out here so that it drags along no error of aiohttp, which holds address and headers, and so the key.
        raise failure

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0, ttl_dns_cache=DNS_TTL_S, ssl=self._tls, socket_factory=socket_kept_alive
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=self._trust_env,
            read_bufsize=READ_BUFFER,
        )
        return self._session

    async def _read(self, response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
        content = response.content
        if content.is_eof():  # it came along with its head, as most do
            body = content.read_nowait()
            if len(body) > max_bytes:
                raise _too_large(response, max_bytes)
            return body
        parts: list[bytes] = []
        size = 0
        while part := await self._next_part(content):
            size += len(part)
            if size > max_bytes:
                raise _too_large(response, max_bytes)
            parts.append(part)
        return b"".join(parts)

    async def _write(self, response: aiohttp.ClientResponse, target: Path, max_bytes: int) -> None:
        size = 0
        with _disk(target, "wb") as file:
            while part := await self._next_part(response.content):
                size += len(part)
                if size > max_bytes:
                    raise _too_large(response, max_bytes)
                _append(file, part, target)

    async def _next_part(self, content: aiohttp.StreamReader) -> bytes:
        async with asyncio.timeout(self._idle_s):
            return await content.readany()


def failure_of(error: NetworkError, place: str) -> CallFailed:
    """The failure of a call that aiohttp, TLS or the system ended; ``place`` is host and port.

    Of aiohttp's own messages nothing is told, since they may hold the address with its parameters.
    """
    meaning = next(meaning for meaning in _MEANINGS if isinstance(error, meaning.error))
    certificate = getattr(error, "certificate_error", None)
    detail = getattr(certificate, "verify_message", None) or getattr(error, "strerror", None)
    return CallFailed(meaning.kind, f"{place}: {meaning.words}{f' ({detail})' if detail else ''}")


def _place(url: URL | str) -> str:
    address = URL(url)
    return f"{address.host}:{address.port}"


def _too_large(response: aiohttp.ClientResponse, max_bytes: int) -> CallFailed:
    limit = f"{max_bytes / 2**20:g} MiB"
    return CallFailed("unreadable", f"{_place(response.url)}: the reply is larger than {limit}", status=response.status)


def socket_kept_alive(info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
    """A socket, of the kind that an address wants, whose connection the system keeps alive through a long silence."""
    family, kind, protocol = info[:3]
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option in ("TCP_KEEPIDLE", "TCP_KEEPINTVL"):  # macOS has the second alone
        if hasattr(socket, option):
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), KEEPALIVE_S)
    return made


def _opened(content: bytes | Path) -> IO[bytes]:
    return io.BytesIO(content) if isinstance(content, bytes) else _disk(content, "rb")


def _append(file: IO[bytes], part: bytes, path: Path) -> None:
    rest = memoryview(part)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}; free space there") from None


def _disk(path: Path, mode: Literal["rb", "wb"]) -> IO[bytes]:
    try:
        return path.open(mode, buffering=0)  # without a buffer a full disk is met by the write, not by the close
    except OSError as error:
        raise StorageError(f"{path}: cannot be opened: {error.strerror}; check the path and its rights") from None

"""The connection: what it sends, what it refuses, and how each way in which a network fails is told."""

import asyncio
import gzip
import inspect
import socket
import ssl
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from shutil import which

import aiohttp
import pytest
from aiohttp import http_exceptions
from tests.teachers.providers.raw_server import END, RESET, RawServer, Step, http, serving

from mathwright.errors import StorageError
from mathwright.teachers.providers.connection import Connection, HttpReply, failure_of, socket_kept_alive
from mathwright.teachers.request import CallFailed

HEADERS = {"Authorization": "Bearer sk-planted-key", "Content-Type": "application/json"}
OK = http({"fine": True})


def talk(*answers: bytes | tuple[Step, ...], path: str = "/x", times: int = 1, **settings: float) -> list[HttpReply]:
    return meet(*answers, path=path, times=times, **settings)[0]


def meet(
    *answers: bytes | tuple[Step, ...], path: str = "/x", times: int = 1, **settings: float
) -> tuple[list[HttpReply], RawServer]:
    async def run() -> tuple[list[HttpReply], RawServer]:
        async with serving(*answers) as server:
            connection = Connection(**settings)  # type: ignore[arg-type]
            try:
                return [await connection.post(server.url + path, HEADERS, b'{"a":1}') for _ in range(times)], server
            finally:
                await connection.close()

    return asyncio.run(run())


def failing(*answers: bytes | tuple[Step, ...], **settings: float) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        talk(*answers, **settings)  # type: ignore[arg-type]
    assert caught.value.__context__ is None  # aiohttp's errors hold the request's headers
    return caught.value


def test_gives_status_headers_and_body_of_any_status() -> None:
    reply = talk(http(b"gone", 502, kind="text/html", X_Request_Id="r1"))[0]

    assert (reply.status, reply.headers["x-request-ID"], reply.body) == (502, "r1", b"gone")


def test_keeps_a_connection_for_the_next_call() -> None:
    _, server = meet(OK, times=5)

    assert [seen.connection for seen in server.seen] == [1, 1, 1, 1, 1]


def test_sends_the_body_and_the_headers_as_they_are() -> None:
    _, server = meet(OK, path="/v1/x?key=a%26b")

    seen = server.seen[0]
    assert (seen.line, seen.body) == ("POST /v1/x?key=a%26b HTTP/1.1", b'{"a":1}')
    assert (seen.headers["authorization"], seen.headers["content-type"]) == (
        "Bearer sk-planted-key",
        "application/json",
    )


def test_opens_as_many_connections_as_there_are_calls() -> None:
    async def run() -> int:
        async with serving((0.3, OK)) as server:
            connection = Connection()
            await asyncio.gather(*(connection.post(server.url, HEADERS, b"{}") for _ in range(150)))
            await connection.close()
            return server.connections

    assert asyncio.run(run()) == 150  # aiohttp's own limit is 100


def test_unpacks_gzip() -> None:
    packed = gzip.compress(b"a" * 1000)

    assert talk(http(packed, Content_Encoding="gzip"))[0].body == b"a" * 1000


def test_reads_a_body_that_comes_in_pieces() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert talk((head, b"3\r\nabc\r\n", 0.05, b"2\r\nde\r\n", 0.05, b"0\r\n\r\n"))[0].body == b"abcde"


def test_keeps_no_cookies() -> None:
    _, server = meet(http({}, Set_Cookie="id=1; Path=/"), times=2)

    assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_follows_no_redirect(status: int) -> None:
    replies, server = meet(http(b"", status, Location="/elsewhere"))

    assert (replies[0].status, replies[0].headers["location"], len(server.seen)) == (status, "/elsewhere", 1)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        pytest.param((END,), "broken", "ended before", id="closed without a word"),
        pytest.param((RESET,), "broken", "", id="reset"),
        pytest.param((OK[:-5], END), "broken", "ended before", id="mid-body, with a length"),
        pytest.param((OK[:-5], RESET), "broken", "", id="reset mid-body"),
        pytest.param((OK[:30], END), "broken", "ended before", id="mid-head"),
        pytest.param((b"SSH-2.0-OpenSSH_9.6\r\n\r\n", END), "broken", "", id="no HTTP"),
        pytest.param(
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", END), "broken", "", id="mid-chunk"
        ),
        pytest.param(
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", 0.1, END),
            "broken",
            "",
            id="bad chunk",
        ),
        pytest.param((http(b"no gzip", Content_Encoding="gzip"),), "broken", "", id="broken gzip"),
        pytest.param((OK[:-5], 5.0), "timeout", "pause", id="slow body"),
        pytest.param((5.0, OK), "timeout", "no reply", id="no head within the total"),
    ],
)
def test_every_break_of_a_reply_is_told_by_kind(answer: tuple[Step, ...], kind: str, words: str) -> None:
    failure = failing(answer, total_timeout_s=0.6, idle_timeout_s=0.2)

    assert failure.kind == kind
    assert words in str(failure)
    assert str(failure).startswith("127.0.0.1:")


def test_a_model_may_think_longer_than_the_idle_time() -> None:
    assert talk((0.4, OK), idle_timeout_s=0.1)[0].status == 200


def test_bytes_that_drip_end_with_the_total_time() -> None:
    drip = tuple(step for _ in range(100) for step in (b"x", 0.05))
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"

    begin = time.monotonic()
    assert failing((head, *drip), total_timeout_s=0.5, idle_timeout_s=0.2).kind == "timeout"
    assert time.monotonic() - begin < 3


def test_the_next_call_after_a_failure_is_answered() -> None:
    async def run() -> HttpReply:
        async with serving((OK[:-5], END), (OK[:-5], 5.0), OK) as server:
            connection = Connection(idle_timeout_s=0.1)
            for _ in range(2):
                with pytest.raises(CallFailed):
                    await connection.post(server.url, HEADERS, b"{}")
            reply = await connection.post(server.url, HEADERS, b"{}")
            await connection.close()
            return reply

    assert asyncio.run(run()).body == b'{"fine": true}'


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", [1001, 600_000])
def test_refuses_a_body_larger_than_the_cap(size: int, packed: bool) -> None:
    body = b"a" * size
    answer = http(gzip.compress(body), Content_Encoding="gzip") if packed else http(body)

    async def run(cap: int) -> HttpReply:
        async with serving(answer) as server:
            connection = Connection()
            try:
                return await connection.post(server.url, HEADERS, b"{}", max_bytes=cap)
            finally:
                await connection.close()

    with pytest.raises(CallFailed, match="larger than") as caught:
        asyncio.run(run(size - 1))
    assert caught.value.kind == "unreadable"
    assert len(asyncio.run(run(size)).body) == size


def test_a_cancelled_call_ends_as_cancelled_and_leaves_the_next_one_whole() -> None:
    async def run() -> tuple[bytes, int]:
        async with serving((OK[:-5], 5.0), OK) as server:
            connection = Connection()
            task = asyncio.create_task(connection.post(server.url, HEADERS, b"{}"))
            while not server.seen:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            reply = await connection.post(server.url, HEADERS, b"{}")
            await connection.close()
            return reply.body, server.connections

    assert asyncio.run(run()) == (b'{"fine": true}', 2)


def test_a_silent_connection_is_kept_alive_by_the_system() -> None:
    with socket_kept_alive((socket.AF_INET, socket.SOCK_STREAM, 0, "", ())) as made:
        assert made.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1


def test_says_that_nothing_listens() -> None:
    async def run() -> None:
        async with serving(OK) as server:
            url = server.url
        connection = Connection()
        try:
            await connection.post(url + "/v1?key=sk-planted", HEADERS, b"{}")
        finally:
            await connection.close()

    with pytest.raises(CallFailed, match=r"cannot connect; is the server running\?") as caught:
        asyncio.run(run())
    assert caught.value.kind == "broken"
    assert "sk-planted" not in str(caught.value)


def test_a_large_body_travels_whole_and_without_a_warning() -> None:
    async def run() -> int:
        async with serving(OK) as server:
            connection = Connection()
            await connection.post(server.url, HEADERS, b"a" * 3_000_000)
            await connection.close()
            return len(server.seen[0].body)

    assert asyncio.run(run()) == 3_000_000


def test_a_certificate_that_nobody_vouches_for_stops_the_run(tmp_path: Path) -> None:
    async def run(trusted: bool) -> HttpReply:
        server_side, client_side = certificate(tmp_path)
        async with serving(OK, tls=server_side) as server:
            connection = Connection(tls=client_side) if trusted else Connection()
            try:
                return await connection.post(server.url, HEADERS, b"{}")
            finally:
                await connection.close()

    with pytest.raises(CallFailed, match=r"certificate is not valid here.*\(self-signed certificate\)") as caught:
        asyncio.run(run(trusted=False))
    assert caught.value.kind == "stop"
    assert asyncio.run(run(trusted=True)).status == 200


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    if which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, chain = folder / "key.pem", folder / "cert.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    further = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(chain)]
    subprocess.run([*command.split(), *further], check=True, capture_output=True)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(chain, key)
    return server_side, ssl.create_default_context(cafile=str(chain))


# --- files ----------------------------------------------------------------------------------------


def files(answer: bytes, use: Callable[[Connection, str], Awaitable[HttpReply]]) -> tuple[HttpReply, RawServer]:
    async def run() -> tuple[HttpReply, RawServer]:
        async with serving(answer) as server:
            connection = Connection()
            try:
                return await use(connection, server.url), server
            finally:
                await connection.close()

    return asyncio.run(run())


@pytest.mark.parametrize("from_disk", [False, True])
def test_uploads_a_form_with_fields_and_a_file(tmp_path: Path, from_disk: bool) -> None:
    path = tmp_path / "b.jsonl"
    path.write_bytes(b'{"custom_id":"1"}\n')
    content = path if from_disk else path.read_bytes()

    _, server = files(OK, lambda c, url: c.upload(url, {"x-api-key": "k"}, "b.jsonl", content, {"purpose": "batch"}))

    seen = server.seen[0]
    assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="purpose"\r\n\r\nbatch\r\n' in seen.body
    assert b'name="file"; filename="b.jsonl"\r\n\r\n{"custom_id":"1"}\n\r\n' in seen.body


def test_an_upload_of_a_missing_file_is_an_error_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"none\.jsonl: cannot be opened: No such file"):
        files(OK, lambda c, url: c.upload(url, {}, "b", tmp_path / "none.jsonl", {}))


def test_downloads_to_a_file(tmp_path: Path) -> None:
    body = bytes(range(256)) * 4000
    reply, server = files(http(body), lambda c, url: c.download(url, {"x-api-key": "k"}, tmp_path / "out"))

    assert (reply.status, reply.body, (tmp_path / "out").read_bytes() == body) == (200, b"", True)
    assert server.seen[0].line.startswith("GET ")


def test_a_download_that_is_refused_writes_nothing(tmp_path: Path) -> None:
    reply, _ = files(http({"error": "no"}, 404), lambda c, url: c.download(url, {}, tmp_path / "out"))

    assert (reply.status, reply.body, (tmp_path / "out").exists()) == (404, b'{"error": "no"}', False)


def test_a_download_that_the_disk_refuses_is_an_error_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened: Is a directory"):
        files(OK, lambda c, url: c.download(url, {}, tmp_path))
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    with pytest.raises(StorageError, match="cannot be written: No space left on device"):
        files(OK, lambda c, url: c.download(url, {}, Path("/dev/full")))


def test_a_download_has_a_cap_too(tmp_path: Path) -> None:
    with pytest.raises(CallFailed, match="larger than"):
        files(http(b"a" * 100), lambda c, url: c.download(url, {}, tmp_path / "out", max_bytes=99))


def test_get_gives_the_body() -> None:
    assert files(http({"state": "done"}), lambda c, url: c.get(url, {}))[0].body == b'{"state": "done"}'


# --- every error of aiohttp -----------------------------------------------------------------------

KINDS = {
    "ClientConnectionError": "broken",
    "ClientConnectionResetError": "broken",
    "ClientConnectorCertificateError": "stop",
    "ClientConnectorDNSError": "broken",
    "ClientConnectorError": "broken",
    "ClientConnectorSSLError": "broken",
    "ClientError": "broken",
    "ClientHttpProxyError": "broken",
    "ClientOSError": "broken",
    "ClientPayloadError": "broken",
    "ClientProxyConnectionError": "broken",
    "ClientResponseError": "broken",
    "ClientSSLError": "broken",
    "ConnectionTimeoutError": "timeout",
    "ContentTypeError": "broken",
    "InvalidURL": "stop",
    "InvalidUrlClientError": "stop",
    "InvalidUrlRedirectClientError": "stop",
    "NonHttpUrlClientError": "stop",
    "NonHttpUrlRedirectClientError": "stop",
    "RedirectClientError": "stop",
    "ServerConnectionError": "broken",
    "ServerDisconnectedError": "broken",
    "ServerFingerprintMismatch": "stop",
    "ServerTimeoutError": "timeout",
    "SocketTimeoutError": "timeout",
    "TooManyRedirects": "broken",
    "UploadAbortedError": "broken",
    "WSServerHandshakeError": "broken",
}
NOT_OF_A_REQUEST = {
    "BadContentDispositionHeader",  # warnings
    "BadContentDispositionParam",
    "EofStream",  # inside aiohttp's queues
    "WSMessageTypeError",  # web sockets
    "WebSocketError",
}


def exported() -> dict[str, type[BaseException]]:
    found = {name: getattr(aiohttp, name) for name in aiohttp.__all__}
    return {name: kind for name, kind in found.items() if inspect.isclass(kind) and issubclass(kind, BaseException)}


def test_every_error_that_aiohttp_exports_has_its_kind() -> None:
    strangers = set(exported()) - set(KINDS) - NOT_OF_A_REQUEST
    assert strangers == set()


@pytest.mark.parametrize("name", sorted(set(KINDS) & set(exported())))
def test_an_error_of_aiohttp_turns_into_ours(name: str) -> None:
    error = exported()[name].__new__(exported()[name])

    failure = failure_of(error, "host:1")  # type: ignore[arg-type]

    assert failure.kind == KINDS[name]
    assert str(failure).startswith("host:1: ")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "timeout"),
        (ConnectionResetError(104, "Connection reset by peer"), "broken"),
        (BrokenPipeError(), "broken"),
        (OSError(24, "Too many open files"), "broken"),
        (ssl.SSLError(1, "wrong version number"), "broken"),
        (http_exceptions.BadStatusLine("sk-planted"), "broken"),
        (http_exceptions.ContentLengthError("sk-planted"), "broken"),
        (aiohttp.InvalidURL("https://h/?key=sk-planted"), "stop"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_errors_of_the_system_turn_into_ours_without_what_they_quote(error: OSError, kind: str) -> None:
    failure = failure_of(error, "host:1")

    assert (failure.kind, "sk-planted" in str(failure)) == (kind, False)

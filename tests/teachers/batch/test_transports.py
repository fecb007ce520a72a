"""Both batch services over real sockets, and every kind of line that they give."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.asked import CREATED
from tests.hostile.faults import Faults
from tests.hostile.server import HostileServer
from tests.teachers.providers.raw_server import http, serving

from mathwright.errors import UsageError
from mathwright.store.batch_book import BatchBook
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.anthropic import AnthropicBatches
from mathwright.teachers.batch.following import Patience
from mathwright.teachers.batch.openai import OpenAIBatches
from mathwright.teachers.batch.provider import BatchProvider
from mathwright.teachers.batch.spool import Spool
from mathwright.teachers.batch.transport import BatchFault, BatchState, BatchTransport, Intent
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.request import CallFailed, ChatMessage, Endpoint, ModelRequest, ProviderName, Sampling

KEY = "sk-planted-0123456789"
SERVICES: dict[ProviderName, type[OpenAIBatches] | type[AnthropicBatches]] = {
    "openai": OpenAIBatches,
    "anthropic": AnthropicBatches,
}
QUICK = Patience(first_s=0.01, most_s=0.02, settle_s=0.2)
both = pytest.mark.parametrize("name", SERVICES)


def endpoint(name: ProviderName, base_url: str) -> Endpoint:
    return Endpoint(name, base_url, "m", Sampling(max_tokens=64), api_key_env="PLANTED")


def request(place: Endpoint, text: object) -> ModelRequest:
    return ModelRequest(place, (ChatMessage("user", str(text)),), template="t", prompt="P")


def served(
    name: ProviderName,
    work: Callable[[BatchTransport, Endpoint], Awaitable[Any]],
    faults: Faults | None = None,
    key: str = KEY,
) -> tuple[Any, HostileServer]:
    """What ``work`` gives with a transport to a hostile server, and the server."""

    async def run(server: HostileServer) -> Any:
        place = endpoint(name, server.base_url if name == "openai" else server.address)
        connection = Connection()
        try:
            return await work(SERVICES[name](place, connection, environ={"PLANTED": key}), place)
        finally:
            await connection.close()

    with HostileServer(faults or Faults(), keys=[KEY]) as server:
        return asyncio.run(run(server)), server


def asks(workspace: Workspace, count: int, **settings: Any) -> Callable[[BatchTransport, Endpoint], Awaitable[Any]]:
    """All answers, or failures, to so many requests."""

    async def work(transport: BatchTransport, place: Endpoint) -> list[Any]:
        book = BatchBook(workspace, place.provider, place.base_url, place.model)
        provider = BatchProvider(place, transport, book, quiet_s=0.02, patience=QUICK, **settings)
        sends = [provider.send(request(place, text)) for text in range(count)]
        said = await asyncio.gather(*sends, return_exceptions=True)
        await provider.close()
        return said

    return work


@both
def test_a_batch_goes_there_and_back(name: ProviderName, workspace: Workspace) -> None:
    said, server = served(name, asks(workspace, 20))

    assert [len(answer.choices) for answer in said] == [1] * 20
    assert all(answer.usage.output_tokens > 0 and answer.request_id for answer in said)
    assert [len(job.lines) for job in server.batches.jobs.jobs.values()] == [20]
    assert set(server.billed.values()) == {1}


@both
def test_an_expired_batch_gives_its_part_and_the_rest_follows(name: ProviderName, workspace: Workspace) -> None:
    said, server = served(name, asks(workspace, 20), Faults(batch_expires=1, batch_done_share=0.5))

    assert [len(answer.choices) for answer in said] == [1] * 20
    assert [len(job.lines) for job in server.batches.jobs.jobs.values()] == [20, 10]
    assert set(server.billed.values()) == {1}


@both
def test_lines_that_failed_go_into_the_next_batch(name: ProviderName, workspace: Workspace) -> None:
    said, server = served(name, asks(workspace, 30, tries=12), Faults(batch_failed_line=0.4))

    assert [len(answer.choices) for answer in said] == [1] * 30
    sizes = [len(job.lines) for job in server.batches.jobs.jobs.values()]
    assert sizes[0] == 30
    assert sizes == sorted(sizes, reverse=True)
    assert set(server.billed.values()) == {1}


def test_a_batch_that_fails_validation_names_its_line(workspace: Workspace) -> None:
    said, _server = served("openai", asks(workspace, 3), Faults(batch_invalid=1))

    assert isinstance(said[0], CallFailed)
    assert said[0].kind == "refused"
    assert re.fullmatch(r"batch batch_\w+, line 1: .+ \(invalid_json_line\)", str(said[0]))
    assert [len(answer.choices) for answer in said[1:]] == [1, 1]


@both
def test_a_wrong_key_stops_and_is_not_told(name: ProviderName, workspace: Workspace) -> None:
    said, server = served(name, asks(workspace, 2), key="sk-other-0123456789")

    assert [failure.kind for failure in said] == ["stop", "stop"]
    assert "sk-other" not in str(said[0])
    assert server.batches.jobs.jobs == {}


@both
def test_a_batch_is_found_again_and_no_other_is_taken_for_it(name: ProviderName) -> None:
    async def work(transport: BatchTransport, place: Endpoint) -> list[str | None]:
        ids = [
            await transport.submit(mark, (transport.line(request(place, f"{mark}{text}"), 1) for text in range(size)))
            for mark, size in (("a", 2), ("b", 3))
        ]
        created = float(CREATED if name == "openai" else 1_767_225_600)  # as the server dates all its batches
        found = [
            await transport.find(Intent("a", 2, created)),
            await transport.find(Intent("b", 3, created)),
            await transport.find(Intent("c", 4, created)),
            await transport.find(Intent("e" if name == "openai" else "a", 2, created, frozenset(ids))),
            await transport.find(Intent("d" if name == "openai" else "a", 2, created + 3600)),
        ]
        return [*ids, *found]

    (first, second, *found), _server = served(name, work)
    assert found == [first, second, None, None, None]


@both
def test_what_the_provider_does_not_hold_is_a_404(name: ProviderName, tmp_path: Path) -> None:
    async def work(transport: BatchTransport, place: Endpoint) -> list[int | None]:
        ended = BatchState("ended", "completed", ("file-none",))
        looks = transport.state("batch_none"), transport.results("batch_none", ended, tmp_path)
        failures = await asyncio.gather(*looks, return_exceptions=True)
        return [failure.status for failure in failures if isinstance(failure, CallFailed)]

    assert served(name, work)[0] == [404, 404]


def transport_of(name: ProviderName) -> BatchTransport:
    return SERVICES[name](endpoint(name, "http://h/v1"), Connection(), environ={"PLANTED": KEY})


def test_the_lines_that_are_sent() -> None:
    chat, message = transport_of("openai"), transport_of("anthropic")
    asked = [request(endpoint(name, "http://h/v1"), "½?") for name in SERVICES]
    body = {"model": "m", "messages": [{"role": "user", "content": "½?"}], "max_tokens": 64}

    assert json.loads(chat.line(asked[0], 1)) == {
        "custom_id": asked[0].key.hex(),
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }
    assert json.loads(chat.line(asked[0], 3))["body"] == {**body, "n": 3}
    assert json.loads(message.line(asked[1], 3)) == {"custom_id": asked[1].key.hex(), "params": body}


def openai_line(status: int | None, body: Any = None, error: Any = None) -> bytes:
    response = None if status is None else {"status_code": status, "request_id": "r", "body": body}
    return json.dumps({"id": "b", "custom_id": "00", "response": response, "error": error}).encode()


def errored(kind: str) -> bytes:
    error = {"type": "error", "error": {"type": kind, "message": "words"}}
    return json.dumps({"custom_id": "00", "result": {"type": "errored", "error": error}}).encode()


@pytest.mark.parametrize(
    ("name", "line", "kind", "words"),
    [
        ("openai", openai_line(400, {"error": {"message": "too long"}}), "refused", "too long"),
        ("openai", openai_line(500, {"error": {"message": "words"}}), "server", "words"),
        ("openai", openai_line(429, {"error": {"message": "slow"}}), "throttled", "slow"),
        ("openai", openai_line(None, error={"code": "batch_expired", "message": "late"}), "server", "late"),
        ("openai", openai_line(None), "server", "no reply"),
        ("openai", openai_line(200, {"choices": []}), "unreadable", "no choice"),
        ("openai", b'{"response": ', "unreadable", "none"),
        ("anthropic", errored("invalid_request_error"), "refused", "words"),
        ("anthropic", errored("overloaded_error"), "throttled", "words"),
        ("anthropic", errored("api_error"), "server", "words"),
        ("anthropic", errored("authentication_error"), "stop", "words"),
        ("anthropic", b'{"result": {"type": "expired"}}', "server", "expired"),
        ("anthropic", b'{"result": {"type": "canceled"}}', "server", "canceled"),
        ("anthropic", b'{"result": {"type": "errored"}}', "unreadable", "none"),
        ("anthropic", b"[]", "unreadable", "none"),
        ("anthropic", b"{}", "server", "left out"),
    ],
)
def test_a_line_that_failed_fails_by_its_kind(name: ProviderName, line: bytes, kind: str, words: str) -> None:
    with pytest.raises(CallFailed, match=words) as caught:
        transport_of(name).read(line)
    assert caught.value.kind == kind


def test_a_lines_request_id_is_the_answers() -> None:
    said = {"choices": [{"message": {"content": "One."}, "finish_reason": "stop"}], "model": "m-1"}

    answer = transport_of("openai").read(openai_line(200, said))

    assert (answer.choices[0].text, answer.request_id, answer.served_model) == ("One.", "r", "m-1")


@both
def test_a_key_that_is_not_set_is_said_before_anything_is_sent(name: ProviderName) -> None:
    with pytest.raises(UsageError, match="PLANTED is not set"):
        SERVICES[name](endpoint(name, "http://h/v1"), Connection(), environ={})


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"status": "validating"}, BatchState("working", "validating")),
        ({"status": "cancelling", "output_file_id": "o"}, BatchState("working", "cancelling")),
        (
            {"status": "expired", "output_file_id": "o", "error_file_id": "e"},
            BatchState("ended", "expired", ("o", "e")),
        ),
        ({"status": "cancelled", "output_file_id": None}, BatchState("ended", "cancelled")),
        (
            {"status": "failed", "errors": {"data": [{"code": "model_not_found", "message": "no m", "line": 1}]}},
            BatchState("failed", "failed", faults=(BatchFault("no m (model_not_found)"),)),
        ),
        (
            {"status": "failed", "errors": {"data": [{"code": "bad", "message": f"has {KEY}", "line": 4}]}},
            BatchState("failed", "failed", faults=(BatchFault("has *** (bad)", 4),)),
        ),
    ],
)
def test_a_state_names_its_files_or_its_faults(told: dict[str, Any], state: BatchState) -> None:
    async def work() -> BatchState:
        async with serving(http({"id": "b", **told})) as server:
            connection = Connection()
            try:
                transport = OpenAIBatches(endpoint("openai", server.url), connection, environ={"PLANTED": KEY})
                return await transport.state("b")
            finally:
                await connection.close()

    assert asyncio.run(work()) == state


def test_the_first_of_two_lines_about_one_call_stands(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    paths[0].write_bytes(b'{"custom_id": "0a", "x": 1}\n{"custom_id": "0a", "x": 2}\nnot json\n{"custom_id": "name"}\n')
    paths[1].write_bytes(b'{"custom_id": "0a", "x": 3}\n{"custom_id": "0b"}')

    spool = Spool(paths)

    assert spool.line(b"\x0a") == b'{"custom_id": "0a", "x": 1}\n'
    assert spool.line(b"\x0b") == b'{"custom_id": "0b"}'
    assert spool.line(b"\x0c") is None
    spool.close()

import json
import socket
import time

import pytest

from tests.hostile.asked import Fixed
from tests.hostile.client import Connection, ask, chat, request
from tests.hostile.faults import Faults
from tests.hostile.server import HostileServer


def test_a_reply_has_the_openai_form_and_is_billed_once() -> None:
    with HostileServer(model=Fixed("It is 4.")) as server:
        seen = ask(server.port)
    assert (seen.status, seen.headers["content-type"], seen.whole) == (200, "application/json", True)
    assert seen.json["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "It is 4.", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert seen.json["model"] == "small-2026-01-01"
    assert seen.json["usage"]["prompt_tokens"] == 4 + 4
    assert seen.json["usage"]["completion_tokens"] == 2
    assert seen.headers["x-request-id"] == "req_00000000"
    (call,) = server.calls
    assert (call.status, call.billed, call.fault, call.attempt) == (200, True, None, 0)
    assert call.json["messages"][0]["content"] == "What is 2 + 2?"
    assert server.billed == {call.content: 1}


def test_a_message_has_the_anthropic_form() -> None:
    with HostileServer(model=Fixed("It is 4.")) as server:
        seen = ask(server.port, "/v1/messages", chat(system="Be brief."))
    assert seen.json["content"] == [{"type": "text", "text": "It is 4."}]
    assert (seen.json["stop_reason"], seen.json["model"]) == ("end_turn", "small-20260101")
    assert seen.json["usage"]["input_tokens"] == 4 + 4 + 3 + 4
    assert seen.headers["request-id"] == "req_00000000"


def test_equal_questions_have_equal_contents_in_both_protocols() -> None:
    with HostileServer() as server:
        ask(server.port, body=json.dumps({"model": "m", "messages": [
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]}).encode())  # fmt: skip
        ask(server.port, "/v1/messages", chat("Hello", "m", system=[{"type": "text", "text": "Be brief."}]))
        ask(server.port, body=chat("Hello", "m"))
        ask(server.port, body=chat("Hello", "m", n=2))
        ask(server.port, body=chat("Hello", "other"))
    contents = [call.content for call in server.calls]
    assert contents[0] == contents[1]
    assert contents[2] == contents[3]
    assert len(set(contents)) == 3
    assert [call.attempt for call in server.calls] == [0, 1, 0, 1, 0]


def test_as_many_choices_as_were_asked_for() -> None:
    with HostileServer() as server:
        seen = ask(server.port, body=chat(n=3))
    assert [choice["index"] for choice in seen.json["choices"]] == [0, 1, 2]
    assert server.records.billed_choices.total() == 3


def test_a_reply_stops_at_the_limit_of_its_tokens() -> None:
    with HostileServer(model=Fixed("x" * 100)) as server:
        (choice,) = ask(server.port, body=chat(max_tokens=5)).json["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("x" * 20, "length")


def test_the_connection_is_kept_alive_and_requests_in_a_row_are_answered_in_order() -> None:
    with HostileServer(Faults(latency_s=0.01)) as server, Connection(server.port) as connection:
        first, second = (request("POST", "/v1/chat/completions", chat(n=n)) for n in (1, 2))
        connection.socket.sendall(first + second)
        counts = [len(connection.read().json["choices"]) for _ in range(2)]
        third = connection.ask("GET", "/v1/models").json["data"][0]["id"]
    assert (counts, third) == ([1, 2], "hostile")


def test_a_request_may_come_byte_by_byte_and_in_chunks() -> None:
    with HostileServer() as server, Connection(server.port) as connection:
        for byte in request("POST", "/v1/chat/completions", chat()):
            connection.socket.sendall(bytes([byte]))
        assert connection.read().status == 200
        body = chat("chunked")
        chunks = b"".join(
            f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (body[:30], body[30:31], body[31:], b"")
        )
        head = b"POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.socket.sendall(head + chunks)
        assert connection.read().status == 200
        connection.socket.sendall(request("POST", "/v1/chat/completions", body, expect="100-continue")[: -len(body)])
        assert connection.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.socket.sendall(body)
        assert connection.read().status == 200
    assert [call.json["messages"][0]["content"] for call in server.calls] == ["What is 2 + 2?", "chunked", "chunked"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/v1/chat/completions", b"{", 400, id="no JSON"),
        pytest.param("/v1/chat/completions", b'{"model": "m"}', 400, id="no messages"),
        pytest.param(
            "/v1/messages", b'{"model": "m", "messages": [{"role": "user", "content": "x"}]}', 400, id="no max"
        ),
        pytest.param("/v1/messages", chat(n=0), 400, id="no replies wanted"),
        pytest.param("/v1/chat/complete", chat(), 404, id="no such path"),
    ],
)
def test_a_request_that_is_none_is_refused_in_words(path: str, body: bytes, status: int) -> None:
    with HostileServer() as server:
        seen = ask(server.port, path, body)
    assert seen.status == status
    assert seen.json["error"]["message"]
    assert server.billed == {}


def test_a_wrong_key_and_an_unknown_model_are_said_as_the_providers_say_it() -> None:
    with HostileServer(keys={"right"}, models={"small"}) as server, Connection(server.port) as connection:
        post = ("POST", "/v1/chat/completions")
        wrong = connection.ask(*post, chat(), authorization="Bearer wr0ng")
        assert (wrong.status, wrong.json["error"]["code"]) == (401, "invalid_api_key")
        assert "wr0ng" in wrong.json["error"]["message"]
        unknown = connection.ask(*post, chat(model="large"), authorization="Bearer right")
        assert (unknown.status, unknown.json["error"]["code"]) == (404, "model_not_found")
        assert connection.ask(*post, chat(), authorization="Bearer right").status == 200
        messages = connection.ask("POST", "/v1/messages", chat(), x_api_key="wr0ng")
        assert (messages.status, messages.json["error"]["type"]) == (401, "authentication_error")
        assert connection.ask("POST", "/v1/messages", chat(), x_api_key="right").status == 200


def test_a_client_that_goes_before_the_reply_is_not_billed() -> None:
    with HostileServer(Faults(latency_s=0.2)) as server:
        with Connection(server.port) as connection:
            connection.socket.sendall(request("POST", "/v1/chat/completions", chat()))
            while not server.calls:
                time.sleep(0.005)
        deadline = time.monotonic() + 5
        while server.calls[0].ended is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.3)
    assert (server.calls[0].fault, server.calls[0].status, server.billed) == ("client gone", None, {})
    assert server.handler.in_flight == 0


def test_a_bug_of_the_server_is_raised_and_not_taken_for_a_fault() -> None:
    class Broken:
        def reply(self, asked: object, choice: int) -> str:
            raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError, match="a bug"), HostileServer(model=Broken()) as server:
        ask(server.port, timeout_s=1.0)


def test_all_connections_break_on_demand() -> None:
    with HostileServer() as server, Connection(server.port) as connection:
        connection.ask("POST", "/v1/chat/completions", chat())
        server.break_connections()
        with pytest.raises(ConnectionResetError):
            connection.socket.recv(1)


def test_a_port_in_use_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="address already in use"), HostileServer(port=port):
            pass

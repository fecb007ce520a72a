"""The Messages API: the body byte by byte, and every form of a reply."""

import asyncio
import json
from typing import Any

import pytest
from tests.teachers.providers.raw_server import END, Step, http, serving

from mathwright.errors import UsageError
from mathwright.teachers.providers.anthropic import AnthropicProvider, messages_body, read_message
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.request import (
    Allowance,
    CallFailed,
    ChatMessage,
    Choice,
    Endpoint,
    ModelAnswer,
    ModelRequest,
    ReplySchema,
    Sampling,
    Usage,
)

KEY = "sk-ant-planted-0123456789"
MESSAGES = (ChatMessage("system", "Be brief."), ChatMessage("user", 'What is "\\frac{1}{2}"\n+ ½?'))
SAID = {"id": "msg_1", "content": [{"type": "text", "text": "One."}], "stop_reason": "end_turn"}


def endpoint(base_url: str = "http://h", model: str = "claude-x", **parts: Any) -> Endpoint:
    return Endpoint("anthropic", base_url, model, **parts)


def request(
    place: Endpoint | None = None,
    schema: ReplySchema | None = None,
    messages: tuple[ChatMessage, ...] = MESSAGES,
    **sampling: Any,
) -> ModelRequest:
    place = place if place is not None else endpoint(sampling=Sampling(**sampling))
    return ModelRequest(place, messages, "template", "prompt", schema=schema)


# --- the body -------------------------------------------------------------------------------------


def test_the_shortest_body_byte_by_byte() -> None:
    assert messages_body(request(messages=MESSAGES[1:])).decode() == (
        '{"model":"claude-x","messages":[{"role":"user","content":"What is \\"\\\\frac{1}{2}\\"\\n+ ½?"}],'
        '"max_tokens":4096}'
    )


def test_the_fullest_body_byte_by_byte() -> None:
    full = request(
        schema=ReplySchema("verdict", '{"type": "object"}'),
        max_tokens=100,
        max_tokens_name="max_completion_tokens",
        temperature=0.5,
        top_p=0.9,
        reasoning_effort="low",
        stop=("END",),
        json_schema=True,
        extra={"thinking": {"type": "adaptive"}},
    )
    assert messages_body(full).decode().partition('"max_tok')[2] == (
        'ens":100,"temperature":0.5,"top_p":0.9,"stop_sequences":["END"],"thinking":{"type":"adaptive"},'
        '"system":"Be brief.","output_config":{"effort":"low","format":{"type":"json_schema",'
        '"schema":{"type": "object"}}}}'
    )


def test_messages_of_one_role_in_a_row_become_one() -> None:
    turns = [
        ("system", "a"),
        ("user", "b"),
        ("user", "c"),
        ("system", "d"),
        ("user", "e"),
        ("assistant", "f"),
        ("user", "g"),
    ]
    body = json.loads(messages_body(request(messages=tuple(ChatMessage(*turn) for turn in turns))))  # type: ignore[arg-type]

    assert body["system"] == "a\n\nd"
    assert [(turn["role"], turn["content"]) for turn in body["messages"]] == [
        ("user", "b\n\nc\n\ne"),
        ("assistant", "f"),
        ("user", "g"),
    ]


def test_a_schema_goes_only_where_it_is_taken() -> None:
    schema = ReplySchema("verdict", "{}")
    own = {"output_config": {"format": {"type": "json_schema", "schema": {"x": 1}}}}

    assert "output_config" not in json.loads(messages_body(request(schema=schema)))
    assert (
        json.loads(messages_body(request(schema=schema, json_schema=True, extra=own)))["output_config"]
        == own["output_config"]
    )


@pytest.mark.parametrize("setting", [{"seed": 1}, {"logprobs": 0}])
def test_settings_that_the_protocol_has_not_are_refused(setting: dict[str, int]) -> None:
    with pytest.raises(UsageError, match=f'knows no "{next(iter(setting))}"; leave it out'):
        messages_body(request(**setting))


@pytest.mark.parametrize("name", ["model", "messages", "system", "stream"])
def test_fields_that_the_key_or_the_reading_depends_on_cannot_be_set(name: str) -> None:
    with pytest.raises(UsageError, match=f'"{name}" cannot be set there'):
        messages_body(request(extra={name: True}))


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    for role in ("system", "user"):
        with pytest.raises(CallFailed, match="half of a surrogate pair"):
            messages_body(request(messages=(ChatMessage(role, "a\ud83d"),)))  # type: ignore[arg-type]


# --- reading --------------------------------------------------------------------------------------


def read(body: bytes | dict[str, Any], status: int = 200, **headers: str) -> ModelAnswer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_message(status, {name.replace("_", "-"): value for name, value in headers.items()}, content, endpoint())


def test_reads_all_that_anthropic_sends() -> None:
    answer = read(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-x-20261001",
            "content": [
                {"type": "thinking", "thinking": "Why ", "signature": "s"},
                {"type": "redacted_thinking", "data": "s"},
                {"type": "search_result", "text": "not the model's"},
                {"type": "thinking", "thinking": "not?", "signature": "s"},
                {"type": "text", "text": "One"},
                {"type": "text", "text": ".", "citations": None},
            ],
            "stop_reason": "stop_sequence",
            "stop_sequence": "END",
            "usage": {
                "input_tokens": 20,
                "cache_read_input_tokens": 100,
                "cache_creation_input_tokens": 30,
                "output_tokens": 9,
                "output_tokens_details": {"thinking_tokens": 5},
                "service_tier": "standard",
            },
        },
        request_id="req_1",
        anthropic_ratelimit_requests_limit="50",
    )

    assert answer.choices == (Choice("One.", "stop", "Why not?"),)
    assert answer[1:4] == (Usage(150, 9, 100, 5, 30), "req_1", "claude-x-20261001")
    assert answer.told.requests == Allowance(limit=50)


def test_what_is_left_out_is_left_open() -> None:
    assert read({"content": []})[:4] == ((Choice("", "other"),), None, None, None)
    assert read({**SAID, "usage": {"input_tokens": 1}})[1:3] == (None, "msg_1")
    assert read(
        {**SAID, "usage": {"input_tokens": 1, "output_tokens": 2, "cache_read_input_tokens": None}}
    ).usage == Usage(1, 2)


@pytest.mark.parametrize(
    ("word", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "refusal"),
        ("pause_turn", "other"),
        (None, "other"),
    ],
)
def test_finishes(word: str | None, finish: str) -> None:
    assert read({**SAID, "stop_reason": word}).choices[0].finish == finish


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is no message"),
        (b"<html>Sign in</html>", "it begins with: Sign in"),
        (json.dumps(SAID).encode()[:-9], "is no message"),
        (b'{"content":"One."}', "is no message"),
        (b"{}", "holds no content"),
        (b'{"content":null}', "holds no content"),
    ],
)
def test_a_200_that_is_not_the_protocols_is_unreadable(body: bytes, words: str) -> None:
    with pytest.raises(CallFailed, match=words) as caught:
        read(body)
    assert caught.value.kind == "unreadable"


@pytest.mark.parametrize(
    ("status", "kind_named", "kind"),
    [
        (400, "invalid_request_error", "refused"),
        (401, "authentication_error", "stop"),
        (402, "billing_error", "stop"),
        (403, "permission_error", "stop"),
        (404, "not_found_error", "stop"),
        (409, "conflict_error", "server"),
        (413, "request_too_large", "refused"),
        (429, "rate_limit_error", "throttled"),
        (500, "api_error", "server"),
        (504, "timeout_error", "server"),
        (529, "overloaded_error", "throttled"),
        (200, "overloaded_error", "throttled"),
        (200, "api_error", "server"),
        (200, "invalid_request_error", "refused"),
        (200, "authentication_error", "stop"),
    ],
)
def test_every_error_that_anthropic_names(status: int, kind_named: str, kind: str) -> None:
    body = {"type": "error", "error": {"type": kind_named, "message": "words"}, "request_id": "req_1"}

    with pytest.raises(CallFailed, match="words") as caught:
        read(body, status)
    assert caught.value.kind == kind


def test_an_unknown_model_is_named_with_the_place_to_change_it() -> None:
    body = {"type": "error", "error": {"type": "not_found_error", "message": "model: claude-y"}}

    with pytest.raises(CallFailed, match=r"change roles\.\*\.model \(claude-x\)"):
        read(body, 404)


# --- over the wire --------------------------------------------------------------------------------


def send(
    *answers: bytes | tuple[Step, ...], path: str = "", **parts: Any
) -> tuple[ModelAnswer, tuple[str, dict[str, str], bytes]]:
    async def run() -> tuple[ModelAnswer, tuple[str, dict[str, str], bytes]]:
        async with serving(*answers) as server:
            connection = Connection(idle_timeout_s=0.2, total_timeout_s=1.0)
            place = endpoint(server.url + path, **{"api_key_env": "KEY", **parts})
            try:
                provider = AnthropicProvider(place, connection, environ={"KEY": KEY, "OAUTH": "token-secret"})
                return await provider.send(request(place), 3), server.seen[0][:3]
            finally:
                await connection.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "line"), [("", "/v1/messages"), ("/v1", "/v1/messages"), ("/gate", "/gate/v1/messages")]
)
def test_a_call_over_the_wire(path: str, line: str) -> None:
    answer, (seen, headers, body) = send(http(SAID, Request_ID="req_9"), path=path)

    assert (answer.choices, answer.request_id) == ((Choice("One.", "stop"),), "req_9")
    assert seen == f"POST {line} HTTP/1.1"
    assert (headers["x-api-key"], headers["anthropic-version"]) == (KEY, "2023-06-01")
    assert "authorization" not in headers
    assert body == messages_body(request())


def test_a_token_takes_the_place_of_the_key() -> None:
    _, (_, headers, _) = send(http(SAID), headers={"Authorization": "env:OAUTH"}, api_key_env=None)

    assert (headers["authorization"], "x-api-key" in headers) == ("token-secret", False)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param((http(b"<html>502</html>", 502),), "server", id="HTML 502"),
        pytest.param((http(SAID)[:-9], END), "broken", id="mid-body"),
        pytest.param((http(SAID)[:-9], 2.0), "timeout", id="slow body"),
        pytest.param(
            (http({"error": {"type": "authentication_error", "message": f"bad {KEY}"}}, 401),), "stop", id="401"
        ),
        pytest.param((http({"content": KEY}),), "unreadable", id="unreadable with echo"),
    ],
)
def test_faults_over_the_wire(answer: tuple[Step, ...], kind: str) -> None:
    with pytest.raises(CallFailed) as caught:
        send(answer)
    assert (caught.value.kind, KEY in str(caught.value)) == (kind, False)


def test_a_request_to_another_endpoint_is_refused() -> None:
    async def run() -> None:
        await AnthropicProvider(endpoint(), Connection(), environ={}).send(request(endpoint(model="other")))

    with pytest.raises(UsageError, match="a request to other was given to the provider of claude-x"):
        asyncio.run(run())

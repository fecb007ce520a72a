"""Chat completions: the body byte by byte, and every form of a reply."""

import asyncio
import json
from typing import Any

import pytest
from tests.teachers.providers.raw_server import END, Step, http, serving

from mathwright.errors import UsageError
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.providers.openai import OpenAIProvider, chat_body, read_chat
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

KEY = "sk-planted-0123456789"
MESSAGES = (ChatMessage("system", "Be brief."), ChatMessage("user", 'What is "\\frac{1}{2}"\n+ ½?'))
SAID = {"message": {"role": "assistant", "content": "One."}, "finish_reason": "stop", "index": 0}


def endpoint(base_url: str = "http://h/v1", model: str = "gpt-x", **parts: Any) -> Endpoint:
    return Endpoint("openai", base_url, model, **parts)


def request(place: Endpoint | None = None, schema: ReplySchema | None = None, **sampling: Any) -> ModelRequest:
    place = place if place is not None else endpoint(sampling=Sampling(**sampling))
    return ModelRequest(place, MESSAGES, "template", "prompt", schema=schema)


# --- the body -------------------------------------------------------------------------------------


def test_the_shortest_body_byte_by_byte() -> None:
    assert chat_body(request()).decode() == (
        '{"model":"gpt-x","messages":[{"role":"system","content":"Be brief."},'
        '{"role":"user","content":"What is \\"\\\\frac{1}{2}\\"\\n+ ½?"}],"max_tokens":4096}'
    )


def test_the_fullest_body_byte_by_byte() -> None:
    schema = ReplySchema("verdict", '{"type": "object", "additionalProperties": false}')
    full = request(
        schema=schema,
        max_tokens=100,
        max_tokens_name="max_completion_tokens",
        temperature=0.5,
        top_p=0.9,
        seed=7,
        reasoning_effort="low",
        logprobs=3,
        stop=("END",),
        json_schema=True,
        extra={"provider": {"order": ["a"]}, "top_k": 20},
    )
    assert chat_body(full, 4).decode().partition('"max_comp')[2] == (
        'letion_tokens":100,"temperature":0.5,"top_p":0.9,"seed":7,"reasoning_effort":"low","logprobs":true,'
        '"top_logprobs":3,"stop":["END"],"provider":{"order":["a"]},"top_k":20,'
        '"response_format":{"type":"json_schema","json_schema":{"name":"verdict","strict":true,'
        '"schema":{"type": "object", "additionalProperties": false}}},"n":4}'
    )


def test_zero_is_sent_and_none_is_not() -> None:
    body = json.loads(chat_body(request(temperature=0.0, seed=0, logprobs=0)))

    assert {name: body[name] for name in body if name not in ("model", "messages", "max_tokens")} == {
        "temperature": 0.0,
        "seed": 0,
        "logprobs": True,
    }


def test_a_schema_goes_only_to_servers_that_take_one() -> None:
    schema = ReplySchema("verdict", "{}")
    own = {"response_format": {"type": "json_object"}}

    assert "response_format" not in json.loads(chat_body(request(schema=schema)))
    assert "response_format" not in json.loads(chat_body(request(json_schema=True)))
    assert (
        json.loads(chat_body(request(schema=schema, json_schema=True, extra=own)))["response_format"]
        == own["response_format"]
    )


def test_an_extra_field_wins_over_the_same_setting() -> None:
    assert json.loads(chat_body(request(temperature=0.5, extra={"temperature": 1})))["temperature"] == 1


@pytest.mark.parametrize("name", ["model", "messages", "n", "stream"])
def test_fields_that_the_key_or_the_reading_depends_on_cannot_be_set(name: str) -> None:
    with pytest.raises(UsageError, match=f'"{name}" cannot be set there'):
        chat_body(request(extra={name: True}))


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    broken = ModelRequest(endpoint(), (ChatMessage("user", "a\ud83d"),), "t", "p")

    with pytest.raises(CallFailed, match="half of a surrogate pair") as caught:
        chat_body(broken)
    assert caught.value.kind == "refused"


# --- reading --------------------------------------------------------------------------------------


def read(body: bytes | dict[str, Any], status: int = 200, **headers: str) -> ModelAnswer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_chat(status, {name.replace("_", "-"): value for name, value in headers.items()}, content, endpoint())


def choice(**message: Any) -> Choice:
    finish = message.pop("finish", "stop")
    return read({"choices": [{"message": message, "finish_reason": finish}]}).choices[0]


def test_reads_all_that_openai_sends() -> None:
    answer = read(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "model": "gpt-x-2026-10-01",
            "choices": [{**SAID, "logprobs": {"content": [{"token": "One", "logprob": -0.5}]}}, SAID],
            "usage": {
                "prompt_tokens": 20,
                "completion_tokens": 9,
                "prompt_tokens_details": {"cached_tokens": 16, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 4},
            },
            "service_tier": "default",
        },
        x_request_id="req_1",
        x_ratelimit_limit_requests="500",
    )

    logprobs = b'{"content": [{"token": "One", "logprob": -0.5}]}'
    assert answer.choices == (Choice("One.", "stop", "", logprobs), Choice("One.", "stop"))
    assert answer[1:4] == (Usage(20, 9, 16, 4), "req_1", "gpt-x-2026-10-01")
    assert answer.told.requests == Allowance(limit=500)


def test_what_a_server_leaves_out_is_left_open() -> None:
    answer = read({"choices": [{"message": {"content": "One."}, "logprobs": None}]})

    assert answer[:4] == ((Choice("One.", "other"),), None, None, None)


def test_the_id_of_the_body_serves_where_the_header_is_missing() -> None:
    assert read({"id": "gen-1", "choices": [SAID]}).request_id == "gen-1"
    assert read({"id": 12, "choices": [SAID]}).request_id == "12"


@pytest.mark.parametrize(
    ("usage", "read_as"),
    [
        (None, None),
        ({}, None),
        ({"prompt_tokens": 5}, None),
        ({"completion_tokens": 5}, None),
        ({"prompt_tokens": 5, "completion_tokens": 2, "prompt_tokens_details": None}, Usage(5, 2)),
        ({"prompt_tokens": 5.0, "completion_tokens": 2, "completion_tokens_details": {}}, Usage(5, 2)),
    ],
)
def test_usage_is_read_as_far_as_it_goes(usage: dict[str, Any] | None, read_as: Usage | None) -> None:
    assert read({"choices": [SAID], "usage": usage}).usage == read_as


@pytest.mark.parametrize(
    ("word", "finish"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "refusal"), ("tool_calls", "other"), (None, "other")],
)
def test_finishes(word: str | None, finish: str) -> None:
    assert choice(content="x", finish=word).finish == finish


@pytest.mark.parametrize(
    ("message", "text", "reasoning", "finish"),
    [
        ({"content": "x", "reasoning_content": "why"}, "x", "why", "stop"),
        ({"content": "x", "reasoning": "why"}, "x", "why", "stop"),
        ({"content": "x", "reasoning_content": "why", "reasoning": "why"}, "x", "why", "stop"),
        ({"content": "x", "reasoning": {"effort": 1}}, "x", "", "stop"),
        ({"content": None, "reasoning": "why"}, "", "why", "stop"),
        ({"content": None, "reasoning": "why", "reasoning_content": "why"}, "", "why", "stop"),
        ({"content": ""}, "", "", "stop"),
        ({}, "", "", "stop"),
        ({"content": None, "refusal": "I cannot."}, "I cannot.", "", "refusal"),
        ({"content": "x", "refusal": "I cannot."}, "x", "", "refusal"),
        ({"content": "x", "refusal": None}, "x", "", "stop"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab", "", "stop"),
        ({"content": [{"type": "refusal", "refusal": "No."}]}, "No.", "", "refusal"),
        (
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "why"}]},
                    {"type": "text", "text": "x"},
                ]
            },
            "x",
            "why",
            "stop",
        ),
        ({"content": []}, "", "", "stop"),
    ],
)
def test_text_and_reasoning_of_every_form(message: dict[str, Any], text: str, reasoning: str, finish: str) -> None:
    found = choice(**message)

    assert (found.text, found.reasoning, found.finish) == (text, reasoning, finish)


def test_a_choice_that_failed_is_left_out_and_counts_only_where_all_did() -> None:
    failed = {"message": {"content": ""}, "finish_reason": "error", "error": {"code": 502, "message": "gone"}}

    assert read({"choices": [failed, SAID]}).choices == (Choice("One.", "stop"),)
    with pytest.raises(CallFailed, match="status 502: gone") as caught:
        read({"choices": [failed]})
    assert caught.value.kind == "server"


def test_white_space_before_the_json_is_no_fault() -> None:
    assert read(b"\n\n  " + json.dumps({"choices": [SAID]}).encode()).choices[0].text == "One."


def test_a_null_error_is_none() -> None:
    assert read({"choices": [SAID], "error": None}).choices[0].text == "One."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is no chat completion"),
        (b"<html><body>Sign in</body></html>", "it begins with: Sign in"),
        (json.dumps({"choices": [SAID]}).encode()[:-9], "is no chat completion"),
        (b'{"choices":[{"message":{"content":"\xff\xfe"}}]}', "is no chat completion"),
        (b'"fine"', "is no chat completion"),
        (b"[]", "is no chat completion"),
        (b'{"choices":7}', "is no chat completion"),
        (b"{}", "holds no choice with a message"),
        (b'{"choices":null}', "holds no choice with a message"),
        (b'{"choices":[]}', "holds no choice with a message"),
        (b'{"choices":[{"finish_reason":"stop"}]}', "holds no choice with a message"),
        (b'{"choices":[{"message":null}]}', "holds no choice with a message"),
    ],
)
def test_a_200_that_is_not_the_protocols_is_unreadable(body: bytes, words: str) -> None:
    with pytest.raises(CallFailed, match=words) as caught:
        read(body)
    assert (caught.value.kind, caught.value.status) == ("unreadable", 200)


def test_an_error_with_200_is_told_by_its_code() -> None:
    with pytest.raises(CallFailed, match="slow down") as caught:
        read({"error": {"code": 429, "message": "slow down"}}, retry_after="2")
    assert (caught.value.kind, caught.value.told.retry_after_s) == ("throttled", 2.0)


def test_batches_read_without_an_endpoint() -> None:
    assert read_chat(200, {}, json.dumps({"choices": [SAID]}).encode()).choices[0].text == "One."
    with pytest.raises(CallFailed, match=r"^the provider: status 400"):
        read_chat(400, {}, b"{}")


# --- over the wire --------------------------------------------------------------------------------


def send(
    *answers: bytes | tuple[Step, ...], n: int = 1, path: str = "/v1", **parts: Any
) -> tuple[ModelAnswer, tuple[str, dict[str, str], bytes]]:
    async def run() -> tuple[ModelAnswer, tuple[str, dict[str, str], bytes]]:
        async with serving(*answers) as server:
            connection = Connection(idle_timeout_s=0.2, total_timeout_s=1.0)
            place = endpoint(server.url + path, **{"api_key_env": "KEY", **parts})
            try:
                provider = OpenAIProvider(place, connection, environ={"KEY": KEY, "GATE": "gate-secret"})
                return await provider.send(request(place), n), server.seen[0][:3]
            finally:
                await connection.close()

    return asyncio.run(run())


def fails(*answers: bytes | tuple[Step, ...], **parts: Any) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        send(*answers, **parts)
    assert KEY not in str(caught.value) + repr(caught.value)
    return caught.value


def test_a_call_over_the_wire() -> None:
    answer, (line, headers, body) = send(http({"choices": [SAID, SAID]}, X_Request_ID="req_9"), n=2)

    assert (len(answer.choices), answer.request_id) == (2, "req_9")
    assert line == "POST /v1/chat/completions HTTP/1.1"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["content-type"] == "application/json"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert body == chat_body(request(), 2)


def test_a_server_that_ignores_n_gives_fewer() -> None:
    assert len(send(http({"choices": [SAID]}), n=4)[0].choices) == 1


def test_a_gateway_is_asked_its_own_way() -> None:
    azure = {"headers": {"api-key": "env:GATE"}, "query": {"api-version": "2024-10-21"}, "api_key_env": None}
    _, (line, headers, _) = send(http({"choices": [SAID]}), path="/openai/deployments/d", **azure)

    assert line == "POST /openai/deployments/d/chat/completions?api-version=2024-10-21 HTTP/1.1"
    assert (headers["api-key"], "authorization" in headers) == ("gate-secret", False)


def test_a_wrong_content_type_is_no_fault() -> None:
    assert send(http({"choices": [SAID]}, kind="text/html"))[0].choices[0].text == "One."


ECHO = {"error": {"message": f"Incorrect API key provided: {KEY}.", "code": "invalid_api_key"}}


@pytest.mark.parametrize(
    ("answer", "kind", "status"),
    [
        pytest.param((http(b"<html>502 Bad Gateway</html>", 502, kind="text/html"),), "server", 502, id="HTML 502"),
        pytest.param((http({"choices": [SAID]})[:-9], END), "broken", None, id="mid-body"),
        pytest.param((http({"choices": [SAID]})[:-9], 2.0), "timeout", None, id="slow body"),
        pytest.param((2.0,), "timeout", None, id="no reply"),
        pytest.param((END,), "broken", None, id="closed"),
        pytest.param((http(json.dumps({"choices": [SAID]}).encode()[:-9]),), "unreadable", 200, id="truncated JSON"),
        pytest.param((http({}, 429, Retry_After="7"),), "throttled", 429, id="429"),
        pytest.param((http(ECHO, 401),), "stop", 401, id="401 with echo"),
        pytest.param((http(ECHO, 500),), "server", 500, id="500 with echo"),
        pytest.param((http({"choices": KEY}),), "unreadable", 200, id="unreadable with echo"),
        pytest.param((http(KEY.encode()),), "unreadable", 200, id="text with echo"),
        pytest.param((http(b"", 302, Location=f"http://127.0.0.1:1/?k={KEY}"),), "stop", 302, id="redirect"),
    ],
)
def test_faults_over_the_wire(answer: tuple[Step, ...], kind: str, status: int | None) -> None:
    failure = fails(answer)

    assert (failure.kind, failure.status) == (kind, status)


def test_retry_after_comes_along() -> None:
    assert fails(http({}, 429, Retry_After="7")).told.retry_after_s == 7.0


def test_a_wrong_key_names_the_variable() -> None:
    assert "environment variable KEY" in str(fails(http(ECHO, 401)))


def test_a_request_to_another_endpoint_is_refused() -> None:
    async def run() -> None:
        connection = Connection()
        await OpenAIProvider(endpoint(), connection, environ={}).send(request(endpoint(model="other")))

    with pytest.raises(UsageError, match="a request to other was given to the provider of gpt-x"):
        asyncio.run(run())


def test_a_missing_key_is_named_before_any_call() -> None:
    with pytest.raises(UsageError, match="variable KEY is not set"):
        OpenAIProvider(endpoint(api_key_env="KEY"), Connection(), environ={})


def test_a_provider_that_is_printed_shows_no_key() -> None:
    assert KEY not in repr(OpenAIProvider(endpoint(api_key_env="KEY"), Connection(), environ={"KEY": KEY}))

"""Chat completions, the protocol of OpenAI that most servers and gateways speak."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from mathwright.teachers.providers.access import Access, access_of
from mathwright.teachers.providers.failures import failure, unreadable
from mathwright.teachers.providers.headers import Clock, told_by
from mathwright.teachers.providers.online import OnlineProvider, WireProtocol, read_frame
from mathwright.teachers.providers.secrets import NO_SECRETS, Secrets
from mathwright.teachers.providers.splice import check_extra, encode_messages, open_object
from mathwright.teachers.request import CallFailed, Choice, Endpoint, Finish, ModelAnswer, ModelRequest, Usage

PATH = "/chat/completions"
RESERVED = frozenset({"model", "messages", "n", "stream"})
"""Fields of the body that are ours alone: the key of a call or the reading of its reply depends on them."""
FINISHES: dict[str, Finish] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refusal",
    "refusal": "refusal",
}
"""Why a reply ended, by the servers' words; whatever else they say (``tool_calls``, ``error``) is ``other``."""
_NO_RAW = msgspec.Raw()


class _Part(msgspec.Struct):
    type: str = ""
    text: str | None = None
    refusal: str | None = None
    thinking: Any = None


class _Message(msgspec.Struct):
    content: str | list[_Part] | None = None
    refusal: str | None = None
    reasoning_content: Any = None
    reasoning: Any = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    finish_reason: str | None = None
    logprobs: msgspec.Raw = _NO_RAW
    error: Any = None


class _PromptDetails(msgspec.Struct):
    cached_tokens: int | float | None = None


class _CompletionDetails(msgspec.Struct):
    reasoning_tokens: int | float | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | float | None = None
    completion_tokens: int | float | None = None
    prompt_tokens_details: _PromptDetails | None = None
    completion_tokens_details: _CompletionDetails | None = None


class _Reply(msgspec.Struct):
    id: str | int | None = None
    model: str | None = None
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


_decode = msgspec.json.Decoder(_Reply).decode


def chat_access(endpoint: Endpoint, environ: Mapping[str, str]) -> Access:
    """How an endpoint of the protocol is reached.  Raises as ``access_of``."""
    return access_of(endpoint, "Authorization", "Bearer ", environ=environ)


class ChatForm:
    """The parts of a request's body that are the same for all requests to an endpoint, written once."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises UsageError if ``sampling.extra`` names a field that is ours."""
        check_extra(endpoint, RESERVED)
        fields = _sampling_fields(endpoint)
        self._head = b'{"model":%b,"messages":' % msgspec.json.encode(endpoint.model)
        self._tail = b"," + open_object(fields)[1:] if fields else b""
        self._takes_schema = endpoint.sampling.json_schema and "response_format" not in fields

    def body(self, request: ModelRequest, n: int = 1) -> bytes:
        """The JSON of a request for ``n`` choices.  Raises CallFailed for a text that no JSON can hold."""
        parts = [self._head, encode_messages(request.messages), self._tail]
        if request.schema is not None and self._takes_schema:
            name = msgspec.json.encode(request.schema.name)
            form = b',"response_format":{"type":"json_schema","json_schema":{"name":%b,"strict":true,"schema":%b}}'
            parts.append(form % (name, request.schema.text.encode()))
        if n > 1:
            parts.append(b',"n":%d' % n)
        parts.append(b"}")
        return b"".join(parts)


def chat_body(request: ModelRequest, n: int = 1) -> bytes:
    """The JSON of a request for ``n`` choices.  Raises as ChatForm and its ``body`` do."""
    return ChatForm(request.endpoint).body(request, n)


def _sampling_fields(endpoint: Endpoint) -> dict[str, Any]:
    sampling = endpoint.sampling
    fields: dict[str, Any] = {
        sampling.max_tokens_name: sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "reasoning_effort": sampling.reasoning_effort,
        "logprobs": None if sampling.logprobs is None else True,
        "top_logprobs": sampling.logprobs or None,
        "stop": list(sampling.stop) or None,
    }
    return {name: value for name, value in fields.items() if value is not None} | sampling.extra


def read_chat(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    endpoint: Endpoint | None = None,
    secrets: Secrets = NO_SECRETS,
    clock: Clock = time.time,
) -> ModelAnswer:
    """The answer that a reply holds, whatever its content type says.  Raises CallFailed.

    A mapping of headers that minds the case of names must have them in small letters.  ``endpoint`` is named in
    messages, and ``secrets`` are left out of them.
    """
    reply = read_frame(_decode, "chat completion", status, headers, body, endpoint, secrets)
    choices = tuple(
        [
            _choice(choice, choice.message)
            for choice in reply.choices or ()
            if choice.message is not None and not choice.error
        ]
    )
    if not choices:
        raise _no_choice(reply.choices or (), status, headers, body, endpoint, secrets)
    request_id = headers.get("x-request-id") or reply.id
    return ModelAnswer(
        choices,
        None if reply.usage is None else _usage(reply.usage),
        None if request_id is None else str(request_id),
        reply.model,
        told_by(headers, clock),
    )


def _no_choice(
    choices: Sequence[_Choice],
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    endpoint: Endpoint | None,
    secrets: Secrets,
) -> CallFailed:
    for choice in choices:
        if choice.error:  # so OpenRouter where the provider behind it failed while it wrote
            return failure(status, headers, msgspec.json.encode({"error": choice.error}), endpoint, secrets)
    return unreadable("the reply holds no choice with a message", status, body, endpoint, secrets)


def _choice(choice: _Choice, message: _Message) -> Choice:
    content = message.content
    finish = FINISHES.get(choice.finish_reason or "", "other")
    if isinstance(content, str) and not message.refusal:  # nearly always
        reasoning = message.reasoning_content or message.reasoning or ""
        return Choice(content, finish, reasoning if isinstance(reasoning, str) else "", _logprobs(choice))
    parts = content if isinstance(content, list) else []
    text = content if isinstance(content, str) else "".join(part.text or "" for part in parts)
    refusal = message.refusal or "".join(part.refusal or "" for part in parts)
    told = (message.reasoning_content, message.reasoning, *(part.thinking for part in parts))
    reasoning = "".join(dict.fromkeys(_thought(thought) for thought in told))
    return Choice(text or refusal, "refusal" if refusal else finish, reasoning, _logprobs(choice))


def _logprobs(choice: _Choice) -> bytes:
    text = b"" if choice.logprobs is _NO_RAW else bytes(choice.logprobs)
    return b"" if text == b"null" else text


def _thought(thought: object) -> str:
    """The text of a part's reasoning: plain, or again in parts, as Mistral gives it."""
    if isinstance(thought, str):
        return thought
    if isinstance(thought, Sequence):
        return "".join(part["text"] for part in thought if isinstance(part, dict) and isinstance(part.get("text"), str))
    return ""


def _usage(usage: _Usage) -> Usage | None:
    """None where a server sends the field without its numbers."""
    if usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    cached = usage.prompt_tokens_details and usage.prompt_tokens_details.cached_tokens
    reasoning = usage.completion_tokens_details and usage.completion_tokens_details.reasoning_tokens
    return Usage(int(usage.prompt_tokens), int(usage.completion_tokens), int(cached or 0), int(reasoning or 0))


OpenAIProvider = partial(OnlineProvider, WireProtocol(chat_access, lambda _: PATH, ChatForm, read_chat))
"""Asks one endpoint over the chat completions protocol."""

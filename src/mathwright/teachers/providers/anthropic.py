"""The Messages API of Anthropic."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import msgspec

from mathwright.errors import UsageError
from mathwright.teachers.providers.access import Access, access_of
from mathwright.teachers.providers.failures import unreadable
from mathwright.teachers.providers.headers import Clock, told_by
from mathwright.teachers.providers.online import OnlineProvider, WireProtocol, read_frame
from mathwright.teachers.providers.secrets import NO_SECRETS, Secrets
from mathwright.teachers.providers.splice import check_extra, encode_messages, encode_text, open_object
from mathwright.teachers.request import ChatMessage, Choice, Endpoint, Finish, ModelAnswer, ModelRequest, Usage

VERSION = "2023-06-01"
RESERVED = frozenset({"model", "messages", "system", "stream"})
"""Fields of the body that are ours alone: the key of a call or the reading of its reply depends on them."""
FINISHES: dict[str, Finish] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}
"""Why a reply ended; whatever else the provider says (``tool_use``, ``pause_turn``) is ``other``."""
JOINT = "\n\n"
"""Between messages of one role, which the protocol has only once in a row."""


class _Block(msgspec.Struct):
    type: str = ""
    text: str | None = None
    thinking: str | None = None


class _OutputDetails(msgspec.Struct):
    thinking_tokens: int | None = None


class _Usage(msgspec.Struct):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: _OutputDetails | None = None


class _Reply(msgspec.Struct):
    id: str | None = None
    model: str | None = None
    content: list[_Block] | None = None
    stop_reason: str | None = None
    usage: _Usage | None = None
    error: Any = None


_decode = msgspec.json.Decoder(_Reply).decode


def messages_access(endpoint: Endpoint, environ: Mapping[str, str]) -> Access:
    """How an endpoint of the protocol is reached.  Raises as ``access_of``."""
    return access_of(endpoint, "x-api-key", further={"anthropic-version": VERSION}, environ=environ)


def path_under(base_url: str, path: str) -> str:
    """The path to add to a base address, which users write with ``/v1`` and without it."""
    return path if base_url.rstrip("/").endswith("/v1") else "/v1" + path


class MessagesForm:
    """The parts of a request's body that are the same for all requests to an endpoint, written once."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises UsageError for a setting that the protocol has not, or an extra field that is ours."""
        check_extra(endpoint, RESERVED)
        fields = _sampling_fields(endpoint)
        self._output = fields.pop("output_config", {})
        self._head = b'{"model":%b,"messages":' % msgspec.json.encode(endpoint.model)
        self._tail = b"," + open_object(fields)[1:]
        self._takes_schema = endpoint.sampling.json_schema and "format" not in self._output

    def body(self, request: ModelRequest, n: int = 1) -> bytes:
        """The JSON of a request for one choice, whatever ``n``.  Raises CallFailed for a text that no JSON can hold."""
        system = JOINT.join(content for role, content in request.messages if role == "system")
        parts = [self._head, encode_messages(_merged(request.messages)), self._tail]
        if system:
            parts.append(b',"system":' + encode_text(system))
        output = self._output
        if request.schema is not None and self._takes_schema:
            form = {"type": "json_schema", "schema": msgspec.Raw(request.schema.text.encode())}
            output = {**output, "format": form}
        if output:
            parts.append(b',"output_config":' + open_object(output) + b"}")
        parts.append(b"}")
        return b"".join(parts)


def messages_body(request: ModelRequest) -> bytes:
    """The JSON of a request.  Raises as MessagesForm and its ``body`` do."""
    return MessagesForm(request.endpoint).body(request)


def _merged(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    turns = groupby((message for message in messages if message.role != "system"), key=lambda message: message.role)
    return [ChatMessage(role, JOINT.join(content for _, content in turn)) for role, turn in turns]


def _sampling_fields(endpoint: Endpoint) -> dict[str, Any]:
    sampling = endpoint.sampling
    for name, value in (("seed", sampling.seed), ("logprobs", sampling.logprobs)):
        if value is not None:
            raise UsageError(
                f'the role with the model {endpoint.model}: Anthropic\'s API knows no "{name}"; leave it out'
            )
    fields: dict[str, Any] = {
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "stop_sequences": list(sampling.stop) or None,
        "output_config": None if sampling.reasoning_effort is None else {"effort": sampling.reasoning_effort},
    }
    return {name: value for name, value in fields.items() if value is not None} | sampling.extra


def read_message(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    endpoint: Endpoint | None = None,
    secrets: Secrets = NO_SECRETS,
    clock: Clock = time.time,
) -> ModelAnswer:
    """The answer that a reply holds.  Raises CallFailed.

    A mapping of headers that minds the case of names must have them in small letters.  ``endpoint`` is named in
    messages, and ``secrets`` are left out of them.
    """
    reply = read_frame(_decode, "message", status, headers, body, endpoint, secrets)
    if reply.content is None:
        raise unreadable("the reply holds no content", status, body, endpoint, secrets)
    text = "".join(block.text or "" for block in reply.content if block.type == "text")
    reasoning = "".join(block.thinking or "" for block in reply.content if block.type == "thinking")
    return ModelAnswer(
        (Choice(text, FINISHES.get(reply.stop_reason or "", "other"), reasoning),),
        None if reply.usage is None else _usage(reply.usage),
        headers.get("request-id") or reply.id,
        reply.model,
        told_by(headers, clock),
    )


def _usage(usage: _Usage) -> Usage | None:
    """None where the numbers are missing.  The provider's ``input_tokens`` leave out what its cache took part in."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    cached, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
    thought = usage.output_tokens_details and usage.output_tokens_details.thinking_tokens
    return Usage(usage.input_tokens + cached + written, usage.output_tokens, cached, thought or 0, written)


AnthropicProvider = partial(
    OnlineProvider,
    WireProtocol(messages_access, lambda base_url: path_under(base_url, "/messages"), MessagesForm, read_message),
)
"""Asks one endpoint over the Messages API, which gives one choice a call."""

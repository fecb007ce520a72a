"""What a request asks for, whichever protocol it came by, and the bodies of replies to it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

Way = Literal["openai", "anthropic"]
CHARACTERS_A_TOKEN = 4
DATE = "2026-01-01"
"""Suffix of the model's name in replies."""
CREATED = 1_767_225_600


class Said(NamedTuple):
    """One message."""

    role: str
    content: str


@dataclass(frozen=True)
class Asked:
    """One request for a reply."""

    way: Way
    model: str
    messages: tuple[Said, ...]
    """The system's first, if there is one; neighbours of one role as one message."""
    n: int
    most_tokens: int
    content: str
    """Equal for equal questions to equal models, whichever protocol they came by and however many replies they want."""

    @property
    def system(self) -> str:
        """The system message, or an empty text."""
        return self.messages[0].content if self.messages and self.messages[0].role == "system" else ""


class Model(Protocol):
    """What answers."""

    def reply(self, asked: Asked, sample: int) -> str:
        """The text of one choice, equal for equal requests and samples."""
        ...


class Fixed:
    """Says the same to everything."""

    def __init__(self, text: str = "Two and two make four.\n\\boxed{4}") -> None:
        self.text = text

    def reply(self, asked: Asked, sample: int) -> str:
        return self.text


class BadRequest(Exception):
    """The request is none; the message says why."""


def asked_of(way: Way, body: Any) -> Asked:
    """The request in a body of JSON.  Raises BadRequest."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body["messages"]:
        raise BadRequest("'messages' is a required list of messages")
    if not isinstance(body.get("model"), str):
        raise BadRequest("'model' is a required text")
    messages = [Said("system", _text(body["system"]))] if way == "anthropic" and body.get("system") else []
    for message in body["messages"]:
        if not isinstance(message, dict) or message.get("role") not in ("system", "developer", "user", "assistant"):
            raise BadRequest("a message needs a role: system, user or assistant")
        role = "system" if message["role"] == "developer" else message["role"]
        if way == "anthropic" and role == "system":
            raise BadRequest("messages: 'system' is a field of its own")
        messages.append(Said(role, _text(message.get("content"))))
    merged = tuple(_merged(messages))
    return Asked(way, body["model"], merged, _count(body), _most_tokens(way, body), _content(body["model"], merged))


def _content(model: str, messages: tuple[Said, ...]) -> str:
    return blake2b(msgspec.json.encode([model, [list(said) for said in messages]]), digest_size=12).hexdigest()


def _merged(messages: list[Said]) -> list[Said]:
    merged: list[Said] = []
    for said in messages:
        if merged and merged[-1].role == said.role:
            merged[-1] = Said(said.role, f"{merged[-1].content}\n\n{said.content}")
        else:
            merged.append(said)
    return merged


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(part, dict) and "text" in part for part in content):
        return "".join(str(part["text"]) for part in content)
    raise BadRequest("the content of a message is a text or a list of texts")


def _count(body: dict[str, Any]) -> int:
    n = body.get("n", 1)
    if not isinstance(n, int) or not 1 <= n <= 128:
        raise BadRequest("'n' is a whole number from 1 to 128")
    return n


def _most_tokens(way: Way, body: dict[str, Any]) -> int:
    most = body.get("max_tokens", body.get("max_completion_tokens"))
    if most is None and way == "openai":
        return 1 << 30
    if not isinstance(most, int) or most < 1:
        raise BadRequest("'max_tokens' is a whole number above 0, and required")
    return most


class Told(NamedTuple):
    """One choice."""

    text: str
    finish: Literal["stop", "length", "refusal"] = "stop"


def tokens(text: str) -> int:
    """About as many as a tokenizer would count."""
    return (len(text) + CHARACTERS_A_TOKEN - 1) // CHARACTERS_A_TOKEN


def usage_of(asked: Asked, choices: list[Told]) -> tuple[int, int]:
    """Tokens in, tokens out."""
    return (
        sum(tokens(said.content) + 4 for said in asked.messages),
        sum(min(asked.most_tokens, max(1, tokens(choice.text))) for choice in choices),
    )


def reply_body(asked: Asked, choices: list[Told], request_id: str, *, usage: bool = True) -> dict[str, Any]:
    """The reply in the request's protocol."""
    build = _openai_body if asked.way == "openai" else _anthropic_body
    body = build(asked, choices, request_id)
    if not usage:
        del body["usage"]
    return body


def _openai_body(asked: Asked, choices: list[Told], request_id: str) -> dict[str, Any]:
    spent = usage_of(asked, choices)
    return {
        "id": f"chatcmpl-{request_id}",
        "object": "chat.completion",
        "created": CREATED,
        "model": f"{asked.model}-{DATE}",
        "choices": [
            {
                "index": index,
                "message": {"role": "assistant", "content": told.text, "refusal": None},
                "logprobs": None,
                "finish_reason": {"refusal": "content_filter"}.get(told.finish, told.finish),
            }
            for index, told in enumerate(choices)
        ],
        "usage": {
            "prompt_tokens": spent[0],
            "completion_tokens": spent[1],
            "total_tokens": sum(spent),
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        },
        "system_fingerprint": "fp_hostile",
    }


_STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "refusal": "refusal"}


def _anthropic_body(asked: Asked, choices: list[Told], request_id: str) -> dict[str, Any]:
    spent = usage_of(asked, choices[:1])
    blocks = [{"type": "text", "text": told.text} for told in choices if told.text]
    return {
        "id": f"msg_{request_id}",
        "type": "message",
        "role": "assistant",
        "model": f"{asked.model}-{DATE.replace('-', '')}",
        "content": blocks,
        "stop_reason": _STOP_REASONS[choices[0].finish],
        "stop_sequence": None,
        "usage": {
            "input_tokens": spent[0],
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": spent[1],
        },
    }


def error_body(way: Way, kind: str, message: str, code: str | None = None) -> dict[str, Any]:
    """The provider's form of an error."""
    if way == "anthropic":
        return {"type": "error", "error": {"type": kind, "message": message}}
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}

"""What goes to a model and what comes back, whatever the provider; and the key under which a paid reply is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

import msgspec

from mathwright.errors import ProviderError, UsageError
from mathwright.records import Record

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
ProviderName = Literal["openai", "anthropic"]
Finish = Literal["stop", "length", "refusal", "other"]
"""Why a reply ended: by itself, at the limit of its tokens, refused by the provider's filter or the model, or else."""
FIELDS = ("provider", "base_url", "model", "options", "system", "messages", "schema", "template", "draw")
"""The parts of a request that can change its reply, in the order in which ``digests`` holds them."""
DIGEST_BYTES = 4
"""Of each part's digest in ``ModelRequest.digests``: enough to say which part of two calls differs."""


class ChatMessage(NamedTuple):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class Sampling(Record):
    """How a model draws its reply; None leaves a setting to the provider."""

    max_tokens: int = 4096
    """Most tokens of a reply, reasoning included; always sent, since a budget counts a call in flight at its most."""
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    """Seed of the provider's own sampling; each draw adds to it in the key, not in the request."""
    reasoning_effort: str | None = None
    logprobs: int | None = None
    """Most likely tokens to return at each place, 0 for the chosen one's probability alone; None asks for none."""
    stop: tuple[str, ...] = ()
    max_tokens_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """The field's name in the OpenAI protocol; reasoning models know the second alone."""
    json_schema: bool = False
    """Whether the server takes a JSON schema as the form of a reply, for prompts that declare one."""
    extra: dict[str, Any] = {}
    """Further fields of the request's body, sent as they are."""


@dataclass(frozen=True)
class Endpoint:
    """One model at one place, asked in one way."""

    provider: ProviderName
    base_url: str
    """Without a slash at its end."""
    model: str
    sampling: Sampling = field(default_factory=Sampling)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers; a value ``env:NAME`` is read from the environment when it is sent, and kept nowhere."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Further parameters of the address, as gateways want them; ``env:NAME`` as in ``headers``."""
    api_key_env: str | None = None
    """Environment variable that holds the key; None sends none.  No part of the key of a call."""

    @cached_property
    def sampling_json(self) -> bytes:
        """The sampling options as JSON."""
        return self.sampling.model_dump_json(exclude_none=True).encode()

    @cached_property
    def digests(self) -> tuple[bytes, ...]:
        """Of provider, base_url, model and options."""
        options = (self.sampling.model_dump_json(), _sorted_json(self.headers), _sorted_json(self.query))
        return tuple(_digest(part) for part in (self.provider, self.base_url, self.model, "\n".join(options)))


class ReplySchema(NamedTuple):
    """The JSON form of a reply."""

    name: str
    text: str
    """The JSON schema, as JSON."""


@dataclass(frozen=True)
class ModelRequest:
    """One question to one model: everything that can change the reply."""

    endpoint: Endpoint
    messages: tuple[ChatMessage, ...]
    """The system's first, if there is one."""
    template: str
    """Hash of the template the messages were rendered with."""
    prompt: str
    """Name of the prompt's type; not part of the key, which holds its text."""
    draw: int = 0
    """Index of the independent sample."""
    schema: ReplySchema | None = None

    @cached_property
    def _digests(self) -> tuple[bytes, ...]:
        has_system = self.messages[:1] and self.messages[0].role == "system"
        # a length before each text: no two lists of messages are one text
        rest = "".join([f"{role} {len(content)}\n{content}" for role, content in self.messages[bool(has_system) :]])
        schema = b"" if self.schema is None else _digest(self.schema.text)
        return (
            *self.endpoint.digests,
            _short_digest(self.messages[0].content) if has_system else b"",
            _digest(rest),
            schema,
            _short_digest(self.template),
            _short_digest(str(self.draw)),
        )

    @cached_property
    def key(self) -> bytes:
        """16 bytes, equal for requests that may share a reply and for no others."""
        return blake2b(b"\x00".join(self._digests), digest_size=16).digest()

    @cached_property
    def digests(self) -> bytes:
        """The first ``DIGEST_BYTES`` of each part's digest, in the order of ``FIELDS``."""
        return b"".join([digest[:DIGEST_BYTES].ljust(DIGEST_BYTES, b"\x00") for digest in self._digests])


def check_endpoint(request: ModelRequest, endpoint: Endpoint) -> None:
    """Raises UsageError if a request is for another endpoint than its provider's."""
    if request.endpoint != endpoint:
        raise UsageError(f"a request to {request.endpoint.model} was given to the provider of {endpoint.model}")


class Usage(NamedTuple):
    """Tokens as the provider bills them."""

    input_tokens: int
    """All of the prompt, cache reads included."""
    output_tokens: int
    """All of the reply, reasoning included."""
    cached_tokens: int = 0
    """Of ``input_tokens``: read from the provider's cache."""
    reasoning_tokens: int = 0
    """Of ``output_tokens``: reasoning."""
    cache_write_tokens: int = 0
    """Of ``input_tokens``: written to the provider's cache."""


class Choice(NamedTuple):
    """One reply."""

    text: str
    """As the model wrote it."""
    finish: Finish
    reasoning: str = ""
    """What the provider gave apart from the reply as its reasoning."""
    logprobs: bytes = b""
    """JSON of the provider's field, empty where there is none."""


class Allowance(NamedTuple):
    """What a provider's headers say is left; None where they do not."""

    limit: int | None = None
    remaining: int | None = None
    reset_s: float | None = None
    """Seconds until it is full again."""


class Told(NamedTuple):
    """What the headers of a reply say of limits."""

    requests: Allowance = Allowance()
    input_tokens: Allowance = Allowance()
    """Of the prompt, or of all tokens where the provider counts them together."""
    output_tokens: Allowance = Allowance()
    retry_after_s: float | None = None


class ModelAnswer(NamedTuple):
    """What came back for one request."""

    choices: tuple[Choice, ...]
    """At least one; fewer than were asked for where the server ignores ``n``."""
    usage: Usage | None
    """None where the server does not say."""
    request_id: str | None = None
    served_model: str | None = None
    """The model's name as the provider gives it, often with its date."""
    told: Told = Told()


FailureKind = Literal["throttled", "server", "broken", "timeout", "unreadable", "refused", "stop"]
"""``throttled``: 429, 529 or the provider's own word for it.  ``server``: other 5xx, 408, 409, 425.  ``broken``: the
connection failed or ended early.  ``timeout``: no reply in time.  ``unreadable``: a 200 that is not the protocol's
JSON.  ``refused``: another 4xx, which stops the item alone.  ``stop``: a wrong key, no such model, no money: no other
call would do better."""


class CallFailed(ProviderError):
    """One try of one call failed; the message says how, in words that hold no secret."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        status: int | None = None,
        told: Told | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.status = status
        self.told = told if told is not None else Told()
        self.sent = sent
        """False where the request never reached a server, so that nobody can have billed it."""

    @property
    def maybe_billed(self) -> bool:
        """Whether the provider may have done the work and billed it, though the reply was lost on the way."""
        return self.sent and self.kind in ("broken", "timeout", "unreadable")


Way = Literal["online", "batch", "offline"]
"""How a reply was bought: at once, in a provider's batch at half price, or carried to a model by hand."""


class Provider(Protocol):
    """Sends requests; one try each."""

    @property
    def way(self) -> Way:
        """How its replies are bought."""
        ...

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        """The answer with ``n`` choices, or fewer.  Raises CallFailed, and nothing else, however it fails."""
        ...


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


_short_digest = lru_cache(maxsize=1024)(_digest)
"""Of a text that many requests share."""


def _sorted_json(mapping: Mapping[str, str]) -> str:
    return msgspec.json.encode(dict(sorted(mapping.items()))).decode()

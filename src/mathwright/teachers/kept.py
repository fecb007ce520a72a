"""A reply as the ledger keeps it, and the faults for which one cannot be used."""

from __future__ import annotations

import msgspec

from mathwright.errors import IncompleteReplyError, ModelReplyError
from mathwright.teachers.request import Choice, Finish, ModelRequest

CUT_OFF = "cut off at the limit of its tokens"
REFUSED = "refused to answer"
EMPTY = "empty reply"
FOREIGN = "in another language"
_NO_RAW = msgspec.Raw()


class KeptReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the ledger holds of a reply."""

    text: str
    finish: Finish = "stop"
    reasoning: str = ""
    logprobs: msgspec.Raw = _NO_RAW
    """The provider's field, as it came; empty where there was none.  No union: msgspec cannot read Raw or None."""

    @classmethod
    def of(cls, choice: Choice) -> KeptReply:
        """The reply of one choice."""
        logprobs = msgspec.Raw(choice.logprobs) if choice.logprobs else _NO_RAW
        return cls(choice.text, choice.finish, choice.reasoning, logprobs)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(KeptReply).decode


def pack_reply(reply: KeptReply) -> bytes:
    """The reply as JSON."""
    return _encode(reply)


def unpack_reply(packed: bytes) -> KeptReply:
    """The reply from its JSON."""
    return _decode(packed)


class _KeptRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    messages: tuple[tuple[str, str], ...]
    sampling: msgspec.Raw
    schema: msgspec.Raw | None = None
    headers: dict[str, str] = {}
    query: dict[str, str] = {}


def pack_request(request: ModelRequest) -> bytes:
    """The request as JSON: its messages and options; values that come from the environment by name."""
    endpoint = request.endpoint
    return _encode(
        _KeptRequest(
            request.messages,
            msgspec.Raw(endpoint.sampling_json),
            None if request.schema is None else msgspec.Raw(request.schema.text.encode()),
            dict(endpoint.headers),
            dict(endpoint.query),
        )
    )


class UnusableReply(ModelReplyError):
    """A reply with a fault, before its prompt's name and its text are added."""

    @property
    def fault(self) -> str:
        """The fault, in countable words."""
        return str(self)


def unusable(prompt: str, fault: str, raw: str, key: bytes) -> ModelReplyError:
    """The error that rejects the item: the first line is counted, the rest is kept for whoever looks."""
    kind: type[ModelReplyError] = IncompleteReplyError if fault == CUT_OFF else ModelReplyError
    return kind(f"{prompt}: {fault}\nledger call {key.hex()}\n{raw}")

"""JSON put together from parts that are written once and parts that are written for each call."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

import msgspec

from mathwright.errors import UsageError
from mathwright.teachers.request import CallFailed, ChatMessage, Endpoint

_ENCODER = msgspec.json.Encoder()


class _Written(msgspec.Struct):
    role: str
    content: str


def encode_messages(messages: Sequence[ChatMessage]) -> bytes:
    """The JSON array of messages.  Raises CallFailed for a text that no JSON can hold."""
    return encode_text([_Written(role, content) for role, content in messages])


def encode_text(value: str | list[_Written]) -> bytes:
    """The JSON of a value.  Raises CallFailed for half of a surrogate pair, which UTF-8 has no bytes for."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError as error:
        raise CallFailed(
            "refused", f"the prompt holds half of a surrogate pair (place {error.start}), which cannot be sent; mend it"
        ) from None


def open_object(fields: dict[str, Any]) -> bytes:
    """The JSON of an object without the brace that closes it, so that more can follow."""
    return _ENCODER.encode(fields)[:-1]


def check_extra(endpoint: Endpoint, reserved: Set[str]) -> None:
    """Raises UsageError if ``sampling.extra`` names a field that is not for the user to set."""
    for name in endpoint.sampling.extra:
        if name in reserved:
            raise UsageError(
                f'extra of the role with the model {endpoint.model}: "{name}" cannot be set there; leave it out'
            )

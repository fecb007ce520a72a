"""What is the same in every protocol: the way to an endpoint and back, and the frame of a reply."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from mathwright.teachers.providers.access import Access
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.providers.failures import failure, unreadable
from mathwright.teachers.providers.headers import Clock
from mathwright.teachers.providers.secrets import Secrets
from mathwright.teachers.request import Endpoint, ModelAnswer, ModelRequest, Way, check_endpoint


class Form(Protocol):
    """The parts of a request's body that are the same for all requests to an endpoint, written once."""

    def body(self, request: ModelRequest, n: int) -> bytes:
        """The JSON of a request for ``n`` choices.  Raises CallFailed for a text that no JSON can hold."""
        ...


class Frame(Protocol):
    """A reply, decoded."""

    @property
    def error(self) -> object:
        """What the provider says went wrong, where it does so in a reply with status 200."""
        ...


SomeFrame = TypeVar("SomeFrame", bound=Frame)


class WireProtocol(NamedTuple):
    """What one protocol has of its own."""

    access: Callable[[Endpoint, Mapping[str, str]], Access]
    """Reads the key from the environment it is given."""
    path: Callable[[str], str]
    """The path to add to a base address."""
    form: Callable[[Endpoint], Form]
    read: Callable[[int, Mapping[str, str], bytes, Endpoint, Secrets, Clock], ModelAnswer]
    """The answer that a reply holds; raises CallFailed."""


class OnlineProvider:
    """Asks one endpoint over one protocol."""

    way: Way = "online"

    def __init__(
        self,
        protocol: WireProtocol,
        endpoint: Endpoint,
        connection: Connection,
        *,
        environ: Mapping[str, str] = os.environ,
        clock: Clock = time.time,
    ) -> None:
        """Reads the key.  Raises UsageError for a missing variable, an unusable address, a reserved extra field, or a
        setting that the protocol has not.
        """
        self._access = protocol.access(endpoint, environ)
        self._address = self._access.address(protocol.path(endpoint.base_url))
        self._endpoint = endpoint
        self._connection = connection
        self._clock = clock
        self._body = protocol.form(endpoint).body
        self._read = protocol.read

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        """The answer with ``n`` choices, or fewer.  Raises CallFailed; UsageError for another endpoint's request."""
        if request.endpoint is not self._endpoint:
            check_endpoint(request, self._endpoint)
        reply = await self._connection.post(self._address, self._access.headers, self._body(request, n))
        return self._read(*reply, self._endpoint, self._access.secrets, self._clock)


def read_frame(
    decode: Callable[[bytes], SomeFrame],
    what: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    endpoint: Endpoint | None,
    secrets: Secrets,
) -> SomeFrame:
    """The reply, decoded.  Raises CallFailed for another status than 200, for no ``what``, and for an error in it."""
    if status != 200:
        raise failure(status, headers, body, endpoint, secrets)
    try:
        reply = decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise unreadable(f"the reply is no {what} ({error})", status, body, endpoint, secrets) from None
    if reply.error:
        raise failure(status, headers, body, endpoint, secrets)
    return reply

"""Message batches of Anthropic: one request with all of them, and one file of results."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from mathwright.teachers.batch.service import BatchService
from mathwright.teachers.batch.transport import BatchState, Intent
from mathwright.teachers.providers.anthropic import MessagesForm, messages_access, path_under, read_message
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.providers.failures import failure
from mathwright.teachers.request import CallFailed, Endpoint, ModelAnswer, ModelRequest

LISTED = 100
"""Batches that are looked through for one of ours, the newest."""
CLOCKS_DIFFER_S = 60.0
"""So much earlier than noted here a batch may have been made by the provider's clock."""
STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The status that the provider gives each of its errors where it answers at once; any other is a 500."""


class _Counts(msgspec.Struct):
    processing: int = 0
    succeeded: int = 0
    errored: int = 0
    canceled: int = 0
    expired: int = 0


class _Batch(msgspec.Struct):
    id: str
    processing_status: str = ""
    created_at: str = ""
    request_counts: _Counts = msgspec.field(default_factory=_Counts)


class _Batches(msgspec.Struct):
    data: list[_Batch] = []


class _Error(msgspec.Struct):
    type: str = ""


class _Errored(msgspec.Struct):
    error: _Error = msgspec.field(default_factory=_Error)


class _Result(msgspec.Struct):
    type: str = ""
    message: msgspec.Raw = msgspec.Raw()
    error: msgspec.Raw = msgspec.Raw()


class _Line(msgspec.Struct):
    result: _Result = msgspec.field(default_factory=_Result)


_LINES = msgspec.json.Decoder(_Line)


class AnthropicBatches:
    """The batch service at one endpoint."""

    def __init__(self, endpoint: Endpoint, connection: Connection, *, environ: Mapping[str, str] = os.environ) -> None:
        """Reads the key.  Raises UsageError for a missing variable, an unusable address, or a setting it has not."""
        self._service = BatchService(endpoint, connection, messages_access(endpoint, environ))
        self._place = path_under(endpoint.base_url, "/messages/batches")
        self._form = MessagesForm(endpoint)

    def line(self, request: ModelRequest, n: int) -> bytes:
        """One of the requests; always for one reply.  Raises CallFailed for a text that no JSON can hold."""
        return b'{"custom_id":"%b","params":%b}' % (request.key.hex().encode(), self._form.body(request))

    async def submit(self, mark: str, lines: Iterable[bytes]) -> str:
        """Make a batch of the requests; its id.  The service takes no name of ours, so ``mark`` is not sent."""
        body = b'{"requests":[%b]}' % b",".join(lines)
        return (await self._service.post(self._place, body, _Batch)).id

    async def find(self, intent: Intent) -> str | None:
        """The id of a batch of as many requests, made since: the service knows no name of ours.

        Where it is another one after all, its results have no line for our requests, which then go into the next.
        """
        listed = await self._service.get(self._place, _Batches, limit=str(LISTED))
        fitting = [
            one.id
            for one in listed.data
            if one.id not in intent.known and _requests(one) == intent.requests and _since(one, intent.created)
        ]
        # The earliest that fits: the list begins with the newest.
        return fitting[-1] if fitting else None

    async def state(self, remote_id: str) -> BatchState:
        """How far the batch is."""
        batch = await self._service.get(f"{self._place}/{remote_id}", _Batch)
        return BatchState("ended" if batch.processing_status == "ended" else "working", batch.processing_status)

    async def results(self, remote_id: str, state: BatchState, directory: Path) -> list[Path]:
        """Fetch the file of results."""
        # By its usual address and not the one that the reply names: the key travels to no other host.
        return [await self._service.download(f"{self._place}/{remote_id}/results", directory / "results.jsonl")]

    def read(self, line: bytes) -> ModelAnswer:
        """The answer that a line of the results holds.  Raises CallFailed."""
        endpoint, secrets = self._service.endpoint, self._service.access.secrets
        try:
            result = _LINES.decode(line).result
            status = _status(bytes(result.error)) if result.type == "errored" else 200
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._service.unreadable_line(line, error) from None
        if status != 200:
            raise failure(status, {}, bytes(result.error), endpoint, secrets)
        if result.type != "succeeded":
            what = f"a line of the batch was {result.type or 'left out'}"
            raise CallFailed("server", f"{endpoint.model}: {what}", sent=False)
        return read_message(200, {}, bytes(result.message), endpoint, secrets)


def _status(error: bytes) -> int:
    return STATUS.get(msgspec.json.decode(error, type=_Errored).error.type, 500)


def _requests(batch: _Batch) -> int:
    return sum(msgspec.structs.astuple(batch.request_counts))


def _since(batch: _Batch, created: float) -> bool:
    try:
        made = datetime.fromisoformat(batch.created_at)
    except ValueError:
        return False
    return made.tzinfo is not None and made.timestamp() >= created - CLOCKS_DIFFER_S

"""Batches of OpenAI and of the servers that speak its protocol: a file of requests, a batch, files of results."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from mathwright.store.disk import as_storage_error
from mathwright.teachers.batch.service import BatchService
from mathwright.teachers.batch.transport import BatchFault, BatchState, Intent
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.providers.failures import LONGEST_TEXT, read_complaint
from mathwright.teachers.providers.openai import PATH, ChatForm, chat_access, read_chat
from mathwright.teachers.request import CallFailed, Endpoint, ModelAnswer, ModelRequest

URL = f"/v1{PATH}"
"""What each line asks, by the provider's own address whatever the base address is."""
MARK = "mathwright"
"""The key of a batch's metadata that holds our name for it."""
LISTED = 100
"""Batches that are looked through for one of ours, the newest: the most the provider lists at once."""
ENDED = frozenset({"completed", "expired", "cancelled"})
"""What is done of such a batch can be fetched."""
ALIKE = frozenset({"model_not_found", "invalid_model", "mismatched_model", "invalid_url"})
"""Codes that the provider gives to a line though what they say is true of all."""


class _File(msgspec.Struct):
    id: str


class _Error(msgspec.Struct):
    code: str | None = None
    message: str | None = None
    line: int | None = None


class _Errors(msgspec.Struct):
    data: list[_Error] | None = None


class _Batch(msgspec.Struct):
    id: str
    status: str = ""
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: _Errors | None = None
    metadata: dict[str, str] | None = None


class _Batches(msgspec.Struct):
    data: list[_Batch] = []


class _Response(msgspec.Struct):
    status_code: int = 200
    request_id: str | None = None
    body: msgspec.Raw = msgspec.Raw()


class _Line(msgspec.Struct):
    response: _Response | None = None
    error: msgspec.Raw = msgspec.Raw()


_LINES = msgspec.json.Decoder(_Line)


class OpenAIBatches:
    """The batch service at one endpoint."""

    def __init__(self, endpoint: Endpoint, connection: Connection, *, environ: Mapping[str, str] = os.environ) -> None:
        """Reads the key.  Raises UsageError for a missing variable, an unusable address or a reserved extra field."""
        self._service = BatchService(endpoint, connection, chat_access(endpoint, environ))
        self._form = ChatForm(endpoint)

    def line(self, request: ModelRequest, n: int) -> bytes:
        """One line of the file of requests.  Raises CallFailed for a text that no JSON can hold."""
        return b'{"custom_id":"%b","method":"POST","url":"%b","body":%b}' % (
            request.key.hex().encode(),
            URL.encode(),
            self._form.body(request, n),
        )

    async def submit(self, mark: str, lines: Iterable[bytes]) -> str:
        """Upload the requests and make a batch of them; its id."""
        with TemporaryDirectory(prefix="mathwright-batch-") as directory:
            path = Path(directory) / "requests.jsonl"
            with as_storage_error(path), path.open("wb") as file:
                for line in lines:
                    file.write(line + b"\n")
            uploaded = await self._service.upload("/files", f"mathwright-{mark}.jsonl", path, _File, purpose="batch")
        made = {
            "input_file_id": uploaded.id,
            "endpoint": URL,
            "completion_window": "24h",
            "metadata": {MARK: mark},
        }
        return (await self._service.post("/batches", msgspec.json.encode(made), _Batch)).id

    async def find(self, intent: Intent) -> str | None:
        """The id of the batch whose metadata hold our name."""
        listed = await self._service.get("/batches", _Batches, limit=str(LISTED))
        return next((one.id for one in listed.data if (one.metadata or {}).get(MARK) == intent.mark), None)

    async def state(self, remote_id: str) -> BatchState:
        """How far the batch is."""
        batch = await self._service.get(f"/batches/{remote_id}", _Batch)
        if batch.status == "failed":
            errors = batch.errors.data if batch.errors is not None else None
            return BatchState("failed", batch.status, faults=tuple(map(self._fault, errors or ())))
        if batch.status not in ENDED:
            return BatchState("working", batch.status)
        files = tuple(name for name in (batch.output_file_id, batch.error_file_id) if name)
        return BatchState("ended", batch.status, files)

    async def results(self, remote_id: str, state: BatchState, directory: Path) -> list[Path]:
        """Fetch the file of answers and the file of failures."""
        return [
            await self._service.download(f"/files/{name}/content", directory / f"results-{place}.jsonl")
            for place, name in enumerate(state.files)
        ]

    def read(self, line: bytes) -> ModelAnswer:
        """The answer that a line of the results holds.  Raises CallFailed."""
        try:
            found = _LINES.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise self._service.unreadable_line(line, fault) from None
        response, endpoint, secrets = found.response, self._service.endpoint, self._service.access.secrets
        error = b"" if bytes(found.error) == b"null" else bytes(found.error)
        if response is None or error:
            # The batch expired or was cancelled before the line's turn, or it failed over there.
            words = read_complaint(b'{"error":%b}' % (error or b"{}"), secrets).text
            raise CallFailed("server", f"{endpoint.model}: a line of the batch has no reply: {words}", sent=False)
        named = {} if response.request_id is None else {"x-request-id": response.request_id}
        return read_chat(response.status_code, named, bytes(response.body), endpoint, secrets)

    def _fault(self, error: _Error) -> BatchFault:
        text = self._service.access.secrets.scrub(f"{error.message or ''} ({error.code or 'no code'})")
        return BatchFault(" ".join(text.split())[:LONGEST_TEXT], None if error.code in ALIKE else error.line)

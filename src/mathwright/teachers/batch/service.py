"""How both providers' batch services are spoken to: JSON there and back, and files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from mathwright.teachers.providers.access import Access
from mathwright.teachers.providers.connection import Connection, HttpReply
from mathwright.teachers.providers.failures import failure, unreadable
from mathwright.teachers.request import CallFailed, Endpoint

Read = TypeVar("Read", bound=msgspec.Struct)


@dataclass(frozen=True)
class BatchService:
    """The batch service at one endpoint.  Everything raises CallFailed for what goes wrong over there."""

    endpoint: Endpoint
    connection: Connection
    access: Access

    async def get(self, path: str, form: type[Read], **query: str) -> Read:
        """What is at a path under the base address."""
        address = self.access.address(path).update_query(query)
        return self._read(await self.connection.get(address, self.access.headers), form)

    async def post(self, path: str, body: bytes, form: type[Read]) -> Read:
        """What comes back for JSON sent to a path."""
        return self._read(await self.connection.post(self.access.address(path), self.access.headers, body), form)

    async def upload(self, path: str, filename: str, content: Path, form: type[Read], **fields: str) -> Read:
        """What comes back for a file sent to a path."""
        address, headers = self.access.address(path), self.access.upload_headers()
        return self._read(await self.connection.upload(address, headers, filename, content, fields), form)

    async def download(self, path: str, target: Path) -> Path:
        """Write what is at a path to ``target``, which comes back."""
        reply = await self.connection.download(self.access.address(path), self.access.headers, target)
        if reply.status != 200:
            raise self._failure(reply)
        return target

    def unreadable_line(self, line: bytes, error: Exception) -> CallFailed:
        """The failure of a line of results that is not the protocol's JSON."""
        what = f"a line of the batch's results is none ({self.access.secrets.scrub(str(error))})"
        return unreadable(what, 200, line, self.endpoint, self.access.secrets)

    def _read(self, reply: HttpReply, form: type[Read]) -> Read:
        if reply.status != 200:
            raise self._failure(reply)
        try:
            return msgspec.json.decode(reply.body, type=form)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            what = f"the reply is none of the batch service's ({self.access.secrets.scrub(str(error))})"
            raise unreadable(what, reply.status, reply.body, self.endpoint, self.access.secrets) from None

    def _failure(self, reply: HttpReply) -> CallFailed:
        return failure(*reply, self.endpoint, self.access.secrets)

"""Calls that wait for a reply from elsewhere: noted when they are asked, gone when their reply is in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import zstandard
from sqlalchemy import Connection, delete, func, select, update

from mathwright.store.conflicts import insert_new
from mathwright.store.group_commit import GroupCommit
from mathwright.store.key_parts import key_parts
from mathwright.store.schema import pending_calls
from mathwright.store.workspace import Workspace


class PendingCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call that waits, with all that its row of the ledger will need besides the reply."""

    key: bytes
    """16 bytes, as in the ledger."""
    digests: bytes
    """Of the parts of the request, as in the ledger."""
    prompt: str
    """Name of the prompt's type."""
    template: str
    """Hash of the prompt's template."""
    provider: str
    base_url: str
    model: str
    draw: int
    role: str | None
    run: str | None
    """Id of the run that asked."""
    request: msgspec.Raw
    """JSON, as the ledger keeps it."""
    body: msgspec.Raw
    """JSON, as it is sent to the model."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(PendingCall).decode


class PendingCalls:
    """The calls of a workspace that wait, for one event loop; other processes may note theirs at the same time."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._writer: GroupCommit[PendingCall, None] = GroupCommit(self._write, _keep_anyway, "pending")

    async def note(self, call: PendingCall) -> None:
        """Note a call; returns once it is committed.  One that is noted already is now the run's that asks."""
        await self._writer.submit(call)

    def close(self) -> None:
        """Commit what waits and end the thread."""
        self._writer.close()

    def _write(self, noted: Sequence[PendingCall]) -> list[None]:
        packed = {call.key: (call, zstandard.compress(_encode(call))) for call in noted}
        # In one order in all processes, lest two wait for each other.
        rows = [_row(*packed[key]) for key in sorted(packed)]

        def kept(connection: Connection) -> None:
            connection.execute(insert_new(pending_calls, connection.dialect), rows)
            for key, run in sorted(_runs(connection, list(packed))):
                if run != packed[key][0].run:
                    own = pending_calls.c.key == key
                    connection.execute(update(pending_calls).where(own).values(run=packed[key][0].run))

        self.workspace.writing(kept)
        return [None] * len(noted)


def pending_by_key(workspace: Workspace, keys: Sequence[bytes]) -> dict[bytes, PendingCall]:
    """Those of the calls that wait, by key."""
    columns = select(pending_calls.c.key, pending_calls.c.packed)

    def found(connection: Connection) -> dict[bytes, PendingCall]:
        queries = (columns.where(pending_calls.c.key.in_(part)) for part in key_parts(keys))
        return {key: unpack(packed) for query in queries for key, packed in connection.execute(query)}

    return workspace.reading(found)


def settle(workspace: Workspace, keys: Sequence[bytes]) -> set[int]:
    """Take out calls whose replies are in the ledger; the waves they were in come back."""

    def settled(connection: Connection) -> set[int | None]:
        touched: set[int | None] = set()
        for part in key_parts(sorted(keys)):
            here = pending_calls.c.key.in_(part)
            touched.update(connection.execute(select(pending_calls.c.wave).where(here).distinct()).scalars())
            connection.execute(delete(pending_calls).where(here))
        return touched

    return {wave for wave in workspace.writing(settled) if wave is not None}


def waves_of(workspace: Workspace, keys: Sequence[bytes]) -> set[int]:
    """The waves that the calls were last written to."""

    def found(connection: Connection) -> set[int | None]:
        queries = (select(pending_calls.c.wave).where(pending_calls.c.key.in_(part)) for part in key_parts(keys))
        return {wave for query in queries for wave in connection.execute(query).scalars()}

    return {wave for wave in workspace.reading(found) if wave is not None}


def release(workspace: Workspace, waves: Iterable[int]) -> int:
    """Let what still waits of these waves into the next one; how many calls comes back."""
    freed = update(pending_calls).where(pending_calls.c.wave.in_(sorted(waves))).values(wave=None)
    return workspace.writing(lambda connection: connection.execute(freed).rowcount)


def count_pending(workspace: Workspace, run: str | None) -> int:
    """How many calls of a run wait."""
    query = select(func.count()).select_from(pending_calls).where(pending_calls.c.run == run)
    return int(workspace.reading(lambda connection: connection.execute(query).scalar_one()))


def unpack(packed: bytes) -> PendingCall:
    """The call of a row."""
    return _decode(zstandard.decompress(packed))


def _keep_anyway(_call: PendingCall, _result: None) -> None:
    """A call stays noted although its caller was cancelled: it will be asked again."""


def _row(call: PendingCall, packed: bytes) -> dict[str, object]:
    return {"key": call.key, "run": call.run, "model": call.model, "wave": None, "packed": packed}


def _runs(connection: Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, str | None]]:
    for part in key_parts(keys):
        query = select(pending_calls.c.key, pending_calls.c.run).where(pending_calls.c.key.in_(part))
        yield from ((key, run) for key, run in connection.execute(query))

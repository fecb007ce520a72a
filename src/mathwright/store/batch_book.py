"""The book of batches handed to providers: written before and after each is handed over, so that a kill loses none."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from mathwright.store.key_parts import key_parts
from mathwright.store.schema import batch_calls, batches, calls
from mathwright.store.workspace import Workspace

OPEN = "open"


class OpenBatch(NamedTuple):
    """A batch some of whose replies may not be in the ledger yet."""

    number: int
    remote_id: str | None
    """The provider's name; None where it was about to be handed over, and nobody knows whether it was."""
    created: float
    """Seconds since 1970."""
    keys: tuple[bytes, ...]
    """Of its calls, in its order."""


@dataclass(frozen=True)
class BatchBook:
    """The batches of one model at one place, in a workspace."""

    workspace: Workspace
    provider: str
    base_url: str
    model: str
    run: str | None = None
    """Id of the run that hands batches over."""
    clock: Callable[[], float] = time.time

    def add(self, keys: Sequence[bytes]) -> OpenBatch:
        """Note a batch that is about to be handed over."""
        created = int(self.clock())
        row = {
            "provider": self.provider,
            "base_url": self.base_url,
            "model": self.model,
            "remote_id": "",
            "state": OPEN,
            "run": self.run,
            "created": created,
        }

        def added(connection: Connection) -> int:
            number = connection.execute(insert(batches).values(row).returning(batches.c.batch)).scalar_one()
            rows = [{"batch": number, "place": place, "key": key} for place, key in enumerate(keys)]
            connection.execute(insert(batch_calls), rows)
            return int(number)

        return OpenBatch(self.workspace.writing(added), None, created, tuple(keys))

    def submitted(self, number: int, remote_id: str) -> None:
        """Note under which name the provider has the batch."""
        # Open again if another process took it for lost meanwhile: it is not.
        self._change(number, remote_id=remote_id, state=OPEN)

    def close(self, number: int, state: str) -> None:
        """Note how a batch ended that holds nothing of use any more."""
        self._change(number, state=state)

    def open(self) -> list[OpenBatch]:
        """The batches that are not closed, the oldest first."""
        here = (
            batches.c.provider == self.provider,
            batches.c.base_url == self.base_url,
            batches.c.model == self.model,
            batches.c.state == OPEN,
        )

        def found(connection: Connection) -> list[OpenBatch]:
            rows = connection.execute(select(batches).where(*here).order_by(batches.c.batch)).all()
            return [
                OpenBatch(row.batch, row.remote_id or None, row.created, _keys_of(connection, row.batch))
                for row in rows
            ]

        return self.workspace.reading(found)

    def remote_ids(self) -> frozenset[str]:
        """The provider's names for all batches of the workspace, closed ones too."""
        query = select(batches.c.remote_id).where(batches.c.remote_id != "")
        return self.workspace.reading(lambda connection: frozenset(connection.execute(query).scalars()))

    def unkept(self, keys: Sequence[bytes]) -> list[bytes]:
        """Those of the keys whose replies are not in the ledger."""

        def kept(connection: Connection) -> set[bytes]:
            queries = (select(calls.c.key).where(calls.c.key.in_(part)) for part in key_parts(keys))
            return {key for query in queries for key in connection.execute(query).scalars()}

        known = self.workspace.reading(kept)
        return [key for key in keys if key not in known]

    def _change(self, number: int, **values: str) -> None:
        changed = update(batches).where(batches.c.batch == number).values(**values)
        self.workspace.writing(lambda connection: connection.execute(changed))


def _keys_of(connection: Connection, batch: int) -> tuple[bytes, ...]:
    query = select(batch_calls.c.key).where(batch_calls.c.batch == batch).order_by(batch_calls.c.place)
    return tuple(connection.execute(query).scalars())

"""What many calls share (prompt, model, run and so on), kept once and named by a number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection, select

from mathwright.store.conflicts import insert_new
from mathwright.store.schema import call_kinds
from mathwright.store.workspace import Workspace


class CallKind(NamedTuple):
    """The columns of ``call_kinds`` that tell one kind from another."""

    prompt: str
    template: str
    provider: str
    base_url: str
    model: str
    served_model: str | None
    way: str
    priced: str | None
    role: str | None
    run: str | None


class CallKinds:
    """Numbers of kinds; of one thread at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._numbers: dict[CallKind, int] = {}

    def numbers(self, wanted: Iterable[CallKind]) -> list[int]:
        """The number of each kind, which is in the workspace when this returns."""
        listed = list(wanted)
        new = {_digest(kind): kind for kind in listed if kind not in self._numbers}
        if new:
            self._add(new)
        return [self._numbers[kind] for kind in listed]

    def _add(self, new: dict[bytes, CallKind]) -> None:
        # In one order in all processes: two that wait for each other's rows would wait for ever.
        rows = [{"digest": digest, **new[digest]._asdict()} for digest in sorted(new)]
        known = select(call_kinds.c.digest, call_kinds.c.kind).where(call_kinds.c.digest.in_(list(new)))

        def numbered(connection: Connection) -> dict[CallKind, int]:
            connection.execute(insert_new(call_kinds, connection.dialect), rows)
            return {new[digest]: number for digest, number in connection.execute(known)}

        # Only then: what was not committed has no number.
        self._numbers.update(self._workspace.writing(numbered))


def _digest(kind: CallKind) -> bytes:
    return blake2b(json.dumps(kind).encode(), digest_size=16).digest()

"""What many calls share (prompt, model, run and so on), kept once and named by a number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import select

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
        rows = [{"digest": digest, **kind._asdict()} for digest, kind in new.items()]
        with self._workspace.write() as connection:
            connection.execute(insert_new(call_kinds), rows)
            found = connection.execute(
                select(call_kinds.c.digest, call_kinds.c.kind).where(call_kinds.c.digest.in_(list(new)))
            )
            numbers = {new[digest]: number for digest, number in found}
        # Only now: what was not committed has no number.
        self._numbers.update(numbers)


def _digest(kind: CallKind) -> bytes:
    return blake2b(json.dumps(kind).encode(), digest_size=16).digest()

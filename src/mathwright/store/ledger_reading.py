"""Single calls of the ledger for a reader: one by its key, and the one most like another."""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue
from sqlalchemy import ColumnElement, LargeBinary, Row, case, func, literal, select

from mathwright.errors import StorageError, UsageError
from mathwright.records import Record
from mathwright.store.packing import Unpacker
from mathwright.store.schema import call_kinds, calls
from mathwright.store.workspace import Workspace

FEWEST_DIGITS = 4
KEY_DIGITS = 32
LISTED = 10
"""How many calls an error message lists."""


class LedgerCall(Record):
    """One call of the ledger, whole."""

    key: str
    """In hexadecimal digits, like ``digests``."""
    prompt: str
    """Name of the prompt's type."""
    template: str
    """Hash of its template."""
    provider: str
    base_url: str
    model: str
    served_model: str | None
    """The model's name as the provider gave it."""
    draw: int
    way: str
    """``online``, ``batch`` or ``offline``."""
    role: str | None
    run: str | None
    """Id of the run that paid."""
    created: int
    """Seconds since 1970."""
    retired: bool
    """Whether it is no longer found."""
    fault: str | None
    """Why the reply cannot be used; None if it can."""
    input_tokens: int | None
    """Cache reads included; None, here and below: the server did not say."""
    cached_tokens: int | None
    output_tokens: int | None
    """Reasoning included."""
    reasoning_tokens: int | None
    cost_nano_usd: int | None
    """In 1e-9 USD; None: the price is unknown."""
    priced: str | None
    """Date of the price."""
    latency_ms: int
    """Of the last try."""
    tries: int
    request_id: str | None
    """The provider's name for the call."""
    digests: str
    """Of the parts of the request, one after the other."""
    request: JsonValue
    reply: JsonValue


def find_call(workspace: Workspace, beginning: str) -> LedgerCall:
    """The call whose key begins with these hexadecimal digits; a retired one only where no other does.

    Raises UsageError if there is none, if several begin so, or for fewer than four digits.
    """
    where = _begins(beginning)
    with workspace.read() as connection:
        query = select(calls.c.call, calls.c.key, calls.c.retired, call_kinds.c.prompt, call_kinds.c.model)
        found = connection.execute(
            query.join_from(calls, call_kinds).where(where).order_by(calls.c.retired, calls.c.key).limit(LISTED + 1)
        ).all()
    if not found:
        raise UsageError(f"{workspace.directory}: no call of the ledger has a key that begins with {beginning}")
    best = [row for row in found if row.retired == found[0].retired]
    if len(best) > 1:
        listed = ", ".join(f"{row.key.hex()} ({row.prompt}, {row.model})" for row in best[:LISTED])
        more = " and more" if len(best) > LISTED else ""
        raise UsageError(f"several calls begin with {beginning}; give more digits: {listed}{more}")
    return _load(workspace, calls.c.call == best[0].call)


def is_kept(workspace: Workspace, key: str) -> bool:
    """Whether the ledger holds a reply under this key; false for what is no key."""
    if len(key) != KEY_DIGITS or not set(key) <= set(string.hexdigits):
        return False
    with workspace.read() as connection:
        found = connection.execute(select(calls.c.call).where(calls.c.key == bytes.fromhex(key)))
        return found.scalar_one_or_none() is not None


def nearest_call(
    workspace: Workspace, parts: Sequence[bytes | None], prompt: str | None, run: str | None, but: str | None
) -> LedgerCall | None:
    """The call with the most equal digests, of this prompt if one is given; among equals of this run, then the latest.

    ``parts``: the digest of each part of the request, all of one length, None for one that is not known.
    ``but``: key of a call that is left out.  None where no call is left.
    """
    equal: ColumnElement[int] = literal(0)
    for place, part in enumerate(parts):
        if part is not None:
            stored = func.substr(calls.c.digests, 1 + place * len(part), len(part), type_=LargeBinary)
            equal = equal + case((stored == part, 1), else_=0)
    same_run = case((call_kinds.c.run == run, 1), else_=0)
    query = select(calls.c.call).join_from(calls, call_kinds)
    if prompt is not None:
        query = query.where(call_kinds.c.prompt == prompt)
    if but is not None:
        query = query.where(calls.c.key != bytes.fromhex(but))
    with workspace.read() as connection:
        number = connection.execute(
            query.order_by(equal.desc(), calls.c.retired, same_run.desc(), calls.c.call.desc()).limit(1)
        ).scalar_one_or_none()
    return None if number is None else _load(workspace, calls.c.call == number)


def _begins(beginning: str) -> ColumnElement[bool]:
    digits = beginning.lower()
    if not FEWEST_DIGITS <= len(digits) <= KEY_DIGITS or not set(digits) <= set(string.hexdigits):
        raise UsageError(
            f'"{beginning}" is no key of a call: give {FEWEST_DIGITS} to {KEY_DIGITS} of its hexadecimal digits'
        )
    lowest, highest = (bytes.fromhex(digits.ljust(KEY_DIGITS, filler)) for filler in "0f")
    return calls.c.key.between(lowest, highest)


def _load(workspace: Workspace, where: ColumnElement[bool]) -> LedgerCall:
    with workspace.read() as connection:
        row = connection.execute(select(calls, call_kinds).join_from(calls, call_kinds).where(where)).one()
    unpacker = Unpacker(workspace)
    named = {name: row._mapping[name] for name in LedgerCall.model_fields if name in row._mapping}
    return LedgerCall.model_validate(
        {
            **named,
            "key": row.key.hex(),
            "retired": bool(row.retired),
            "digests": row.digests.hex(),
            "request": _json(workspace, row, unpacker.unpack(row.dictionary, row.request)),
            "reply": _json(workspace, row, unpacker.unpack(row.dictionary, row.reply)),
        }
    )


def _json(workspace: Workspace, row: Row[Any], text: bytes) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except ValueError as error:
        raise StorageError(
            f"{workspace.directory}: call {row.key.hex()} of the ledger is damaged ({error}); restore a copy"
        ) from error
    return value

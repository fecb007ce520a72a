"""Single calls of the ledger for a reader: one by its key, and the one most like another."""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import JsonValue
from sqlalchemy import Case, ColumnElement, LargeBinary, Row, and_, case, false, func, literal, not_, select, true

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


class Wanted(NamedTuple):
    """The call for which the nearest other one is looked for."""

    parts: Sequence[bytes | None]
    """The digest of each part of the request, all of one length, None for one that is not known."""
    messages: int
    """Place in ``parts`` of the messages."""
    draw: int
    """Place in ``parts`` of the draw."""
    prompt: str | None = None
    """Only calls of this prompt count; None: of any."""
    run: str | None = None
    """Id of the run that asked."""
    key: str = ""
    """Its own key, which is left out; empty: no call is left out, and all count as earlier."""

    @property
    def key_bytes(self) -> bytes:
        """The key as it is stored."""
        return bytes.fromhex(self.key)


def find_call(workspace: Workspace, beginning: str) -> LedgerCall:
    """The call whose key begins with these hexadecimal digits; a retired one only where no other does.

    Raises UsageError if there is none, if several begin so, or for fewer than four digits.
    """
    where = _begins(beginning)
    query = select(calls.c.call, calls.c.key, calls.c.retired, call_kinds.c.prompt, call_kinds.c.model)
    ordered = query.join_from(calls, call_kinds).where(where).order_by(calls.c.retired, calls.c.key).limit(LISTED + 1)
    found = workspace.reading(lambda connection: connection.execute(ordered).all())
    if not found:
        raise UsageError(f"{workspace.place}: no call of the ledger has a key that begins with {beginning}")
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
    query = select(calls.c.call).where(calls.c.key == bytes.fromhex(key))
    return workspace.reading(lambda connection: connection.execute(query).scalar_one_or_none()) is not None


def nearest_call(workspace: Workspace, wanted: Wanted) -> LedgerCall | None:
    """The call that best explains why this one was not found; None where no other is left.

    First one in the same words, then one with the same messages that differs in more than its draw, then what another
    run paid earlier; among those the one with the most equal parts, paid earlier, by another run, the latest.
    """
    equal = _equal_parts(wanted)
    before = func.coalesce(
        select(calls.c.call).where(calls.c.key == wanted.key_bytes).scalar_subquery() > calls.c.call, true()
    )
    other_run = call_kinds.c.run.is_distinct_from(wanted.run)
    count: ColumnElement[int] = literal(0)
    for one in equal.values():
        count = count + case((one, 1), else_=0)
    query = select(calls.c.call).join_from(calls, call_kinds).where(calls.c.key != wanted.key_bytes)
    if wanted.prompt is not None:
        query = query.where(call_kinds.c.prompt == wanted.prompt)
    earlier = case((before, 1), else_=0)
    order = (
        _rank(wanted, equal, and_(before, other_run)),
        count.desc(),
        calls.c.retired,
        earlier.desc(),
        case((other_run, 1), else_=0).desc(),
        calls.c.call.desc(),
    )
    first = query.order_by(*order).limit(1)
    number = workspace.reading(lambda connection: connection.execute(first).scalar_one_or_none())
    return None if number is None else _load(workspace, calls.c.call == number)


def _equal_parts(wanted: Wanted) -> dict[int, ColumnElement[bool]]:
    """Whether a call has the same digest, by the place of each part that is known."""
    return {
        place: func.substr(calls.c.digests, 1 + place * len(part), len(part), type_=LargeBinary) == part
        for place, part in enumerate(wanted.parts)
        if part is not None
    }


def _rank(wanted: Wanted, equal: dict[int, ColumnElement[bool]], from_before: ColumnElement[bool]) -> Case[int]:
    """The lower, the better a call explains.

    Draws and items of one run differ in one part alone, so the number of equal parts would always choose them.
    """
    but_draw = and_(true(), *(one for place, one in equal.items() if place != wanted.draw))
    same_messages = equal.get(wanted.messages, false())
    return case(
        (and_(true(), *equal.values()), 0),
        (and_(same_messages, not_(but_draw)), 1),
        (and_(but_draw, from_before), 2),
        (from_before, 3),
        (but_draw, 4),
        else_=5,
    )


def _begins(beginning: str) -> ColumnElement[bool]:
    digits = beginning.lower()
    if not FEWEST_DIGITS <= len(digits) <= KEY_DIGITS or not set(digits) <= set(string.hexdigits):
        raise UsageError(
            f'"{beginning}" is no key of a call: give {FEWEST_DIGITS} to {KEY_DIGITS} of its hexadecimal digits'
        )
    lowest, highest = (bytes.fromhex(digits.ljust(KEY_DIGITS, filler)) for filler in "0f")
    return calls.c.key.between(lowest, highest)


def _load(workspace: Workspace, where: ColumnElement[bool]) -> LedgerCall:
    query = select(calls, call_kinds).join_from(calls, call_kinds).where(where)
    row = workspace.reading(lambda connection: connection.execute(query).one())
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
            f"{workspace.place}: call {row.key.hex()} of the ledger is damaged ({error}); restore a copy"
        ) from error
    return value

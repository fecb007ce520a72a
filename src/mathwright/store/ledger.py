"""The ledger: every paid call, kept before its reply is used, found again by the content of its request."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from types import TracebackType
from typing import Any, NamedTuple, TypeAlias, cast

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.engine import Dialect

from mathwright.errors import StorageError, UsageError
from mathwright.store.budget import Amounts, Charge, Counter, Settlement
from mathwright.store.call_kinds import CallKind, CallKinds
from mathwright.store.group_commit import GroupCommit
from mathwright.store.lookups import KEY, open_lookup
from mathwright.store.packing import Packed, Packer, Texts, Unpacker
from mathwright.store.schema import calls
from mathwright.store.text import storable
from mathwright.store.workspace import Workspace

KEPT_PREFIX_BYTES = 12
"""Of the key of a retired call: what it is still shown by."""


INSERT_SIZES = (32, 8, 1)
"""Rows of one statement: after each, a busy event loop has the interpreter for 5 ms (1,058 us a row one by one, 17
by tens, measured beside a busy thread).  Written out and given to the driver: a third of SQLAlchemy's own time."""


@dataclass(frozen=True, slots=True)
class PaidCall:
    """One call as it is kept."""

    key: bytes
    """16 bytes, equal for requests that may share a reply and for no others."""
    digests: bytes
    """Digests of the parts of the request, all of one length, in an order that the callers know."""
    prompt: str
    """Name of the prompt's type."""
    template: str
    """Hash of the prompt's template."""
    provider: str
    base_url: str
    model: str
    draw: int
    """Index of the independent sample, from 0."""
    request: bytes
    """JSON object: ``messages`` (a list of role and content), ``sampling``, ``schema`` and what else was sent."""
    reply: bytes
    """JSON object: ``text``, ``reasoning``, ``finish`` and what else came back."""
    input_tokens: int | None
    """Cache reads included; None, here and below: the server did not say."""
    cached_tokens: int | None
    """Of ``input_tokens``: read from the provider's cache."""
    output_tokens: int | None
    """Reasoning included."""
    reasoning_tokens: int | None
    """Of ``output_tokens``."""
    cost_nano_usd: int | None
    """In 1e-9 USD; None: the price is unknown."""
    priced: str | None
    """Date of the price; None where it is unknown."""
    latency_ms: int
    """Of the last try."""
    tries: int
    request_id: str | None
    """The provider's name for the call."""
    served_model: str | None
    """The model's name as the provider gives it."""
    way: str
    """``online``, ``batch`` or ``offline``."""
    fault: str | None
    """Why the reply cannot be used; None if it can."""
    run: str | None
    """Id of the run that paid."""
    role: str | None
    """``author``, ``judge`` or ``solver``."""


class StoredReply(NamedTuple):
    """What the ledger gives back for a request that was paid before."""

    reply: bytes
    """JSON as it was kept."""
    fault: str | None
    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost_nano_usd: int | None
    """What it cost when it was paid."""


class _Keep(NamedTuple):
    calls: Sequence[PaidCall]
    settle: Settlement


class _Reserve(NamedTuple):
    amounts: Amounts


_Row: TypeAlias = tuple[Any, ...]
"""The columns ``_WRITTEN`` of one call, the key first."""
_Job = _Keep | _Reserve
_Result = int | str | None

_WRITTEN = [column.name for column in calls.c if not column.primary_key]
"""Columns of a row, in the order in which ``_row`` gives them."""


class Ledger:
    """The ledger of a workspace, for one event loop; other processes may have it open too.

    ``run``: the run whose budgets ``settle``, ``reserve`` and ``release`` name.
    """

    def __init__(self, workspace: Workspace, run: str | None = None) -> None:
        self._workspace = workspace
        self._run = run
        self._kinds = CallKinds(workspace)
        self._packer = Packer(workspace)
        self._unpacker = Unpacker(workspace)
        self._writer: GroupCommit[_Job, _Result] = GroupCommit(self._write, self._unwanted, "ledger")
        columns = (calls.c.dictionary, calls.c.reply, *(calls.c[name] for name in StoredReply._fields[1:]))
        self._lookup = open_lookup(workspace, select(*columns).where(calls.c.key == bindparam(KEY)))
        self._inserts = {size: _insert_rows(size, workspace.database.dialect) for size in INSERT_SIZES}

    def find(self, key: bytes) -> StoredReply | None:
        """The reply kept under ``key``; waits for no writer.  Raises StorageError if it cannot be read."""
        row = self._lookup.find(key)
        if row is None:
            return None
        dictionary, packed, *others = row
        return StoredReply(self._unpacker.unpack(dictionary, packed), *others)

    async def keep(self, call: PaidCall, settle: Settlement | None = None) -> bool:
        """Keep a call and settle what it cost; returns once both are committed.

        False: another reply was kept under this key before, by another process, and stands.
        Raises StorageError if the disk is full; then neither is kept.
        """
        return await self.keep_many((call,), settle) == 1

    async def keep_many(self, kept: Sequence[PaidCall], settle: Settlement | None = None) -> int:
        """Keep several calls as one; how many of them were new comes back."""
        return cast(int, await self._writer.submit(_Keep(kept, settle or ())))

    async def reserve(self, budgets: Amounts) -> str | None:
        """Reserve each (budget, amount), or none and name the first budget that has no room.

        Raises UsageError for a budget that was not opened.
        """
        return cast("str | None", await self._writer.submit(_Reserve(budgets)))

    async def release(self, budgets: Amounts) -> None:
        """Give back what was reserved for a call that cost nothing."""
        await self._writer.submit(_given_back(budgets))

    def close(self) -> None:
        """Commit what waits, end the thread and close the connection."""
        self._writer.close()
        self._lookup.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _unwanted(self, job: _Job, result: _Result) -> None:
        """Take back a reservation whose caller was cancelled while it was made."""
        if isinstance(job, _Reserve) and result is None:
            self._writer.submit(_given_back(job.amounts))

    def _write(self, jobs: Sequence[_Job]) -> list[_Result | BaseException]:
        """Do the jobs in one transaction: calls, then what they settle, then the reservations in order."""
        try:
            rows = self._rows([call for job in jobs if isinstance(job, _Keep) for call in job.calls])

            def written(connection: Connection) -> list[_Result | BaseException]:
                new = self._add(connection, rows) if rows else None
                return self._results(connection, jobs, new)

            return self._workspace.writing(written)
        except UsageError as error:
            raise StorageError(str(error)) from error

    def _rows(self, kept: Sequence[PaidCall]) -> list[_Row]:
        # Before the transaction begins, so that other processes wait for no compression.
        now = int(time.time())
        kinds = self._kinds.numbers(_kind_of(call) for call in kept)
        packed = self._packer.pack([Texts(call.prompt, call.template, call.request, call.reply) for call in kept])
        return [_row(*one, now) for one in zip(kept, kinds, packed, strict=True)]

    def _add(self, connection: Connection, rows: list[_Row]) -> set[bytes] | None:
        """Insert the rows; the keys that were new come back, or None if all were."""
        if connection.dialect.name == "postgresql":
            return self._added_beside_others(connection, rows)
        last = connection.execute(_LAST).scalar_one()
        inserted = sum(
            connection.exec_driver_sql(self._inserts[size], parts).rowcount for size, parts in _parts(rows) if parts
        )
        if inserted == len(rows):
            return None
        return set(connection.execute(select(calls.c.key).where(calls.c.call > (last or 0))).scalars())

    def _added_beside_others(self, connection: Connection, rows: list[_Row]) -> set[bytes] | None:
        """As ``_add`` where other processes insert at the same time."""
        # Two that keep the same calls in another order may wait for each other: one of them is then done again.
        new: set[bytes] = set()
        for size, parts in _parts(rows):
            for part in parts:
                new.update(bytes(key) for (key,) in connection.exec_driver_sql(self._inserts[size], part))
        return None if len(new) == len(rows) else new

    def _results(
        self, connection: Connection, jobs: Sequence[_Job], new: set[bytes] | None
    ) -> list[_Result | BaseException]:
        asks = [job for job in jobs if isinstance(job, _Reserve) or job.settle]
        counter = Counter(connection, self._run or "") if asks else None
        # Reservations come last: what is given back in this group is room for them.
        done = {id(job): _do(job, counter, new) for job in sorted(jobs, key=lambda job: isinstance(job, _Reserve))}
        if counter is not None:
            counter.write()
        return [done[id(job)] for job in jobs]


def retire(workspace: Workspace, keys: Iterable[bytes]) -> int:
    """Take calls out of what is found, so that they are asked anew; how many comes back.  They stay in the statistics.

    A retired call keeps the beginning of its key, by which it is still shown; its own number replaces the end.
    """
    wanted = sorted(keys)

    def took_out(connection: Connection) -> int:
        return sum(_retire(connection, key) for key in wanted)

    return workspace.writing(took_out)


def _retire(connection: Connection, key: bytes) -> bool:
    here = (calls.c.key == key, calls.c.retired == 0)
    number = connection.execute(select(calls.c.call).where(*here).with_for_update()).scalar_one_or_none()
    if number is not None:
        other = key[:KEPT_PREFIX_BYTES] + (number % 2**32).to_bytes(4, "big")
        connection.execute(update(calls).where(calls.c.call == number).values(key=other, retired=1))
    return number is not None


def _insert_rows(size: int, dialect: Dialect) -> str:
    """The text of an insert of ``size`` rows, its parameters in the order of ``_WRITTEN`` row after row."""
    sign = "%s" if dialect.name == "postgresql" else "?"
    row = f"({', '.join([sign] * len(_WRITTEN))})"
    rows = f"INSERT INTO calls ({', '.join(_WRITTEN)}) VALUES {', '.join([row] * size)} ON CONFLICT DO NOTHING"
    return f"{rows} RETURNING key" if dialect.name == "postgresql" else rows


def _parts(rows: list[_Row]) -> Iterator[tuple[int, list[tuple[object, ...]]]]:
    """The parameters of all rows, by the number of rows that one statement inserts."""
    start = 0
    for size in INSERT_SIZES:
        stop = start + (len(rows) - start) // size * size
        yield size, [tuple(chain.from_iterable(rows[at : at + size])) for at in range(start, stop, size)]
        start = stop


_LAST = select(func.max(calls.c.call))


def _row(call: PaidCall, kind: int, packed: Packed, now: int) -> _Row:
    return (
        call.key,
        kind,
        packed.dictionary,
        call.draw,
        now,
        call.input_tokens,
        call.cached_tokens,
        call.output_tokens,
        call.reasoning_tokens,
        call.cost_nano_usd,
        call.latency_ms,
        call.tries,
        0,
        None if call.fault is None else storable(call.fault),
        None if call.request_id is None else storable(call.request_id),
        call.digests,
        packed.reply,
        packed.request,
    )


def _kind_of(call: PaidCall) -> CallKind:
    return CallKind(
        call.prompt,
        call.template,
        call.provider,
        call.base_url,
        call.model,
        call.served_model,
        call.way,
        call.priced,
        call.role,
        call.run,
    )


def _given_back(amounts: Amounts) -> _Keep:
    return _Keep((), [Charge(name, amount, 0) for name, amount in amounts])


def _do(job: _Job, counter: Counter | None, new: set[bytes] | None) -> _Result | BaseException:
    try:
        if isinstance(job, _Keep):
            if counter is not None:
                counter.settle(job.settle)
            return _count_new(job.calls, new)
        return None if counter is None else counter.reserve(job.amounts)
    except UsageError as error:
        return error


def _count_new(kept: Sequence[PaidCall], new: set[bytes] | None) -> int:
    """How many calls are new; a key that several jobs give is the first one's."""
    if new is None:
        return len(kept)
    found = new.intersection(call.key for call in kept)
    new -= found
    return len(found)

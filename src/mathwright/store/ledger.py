"""The ledger: every paid call, kept before its reply is used, found again by the content of its request."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from types import TracebackType
from typing import NamedTuple, cast

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import PoolProxiedConnection

from mathwright.errors import StorageError, UsageError
from mathwright.store.budget import Amounts, Charge, Counter, Settlement
from mathwright.store.call_kinds import CallKind, CallKinds
from mathwright.store.conflicts import insert_new
from mathwright.store.database import database_errors
from mathwright.store.group_commit import GroupCommit
from mathwright.store.packing import Packed, Packer, Texts, Unpacker
from mathwright.store.schema import calls
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
        dialect = workspace.database.dialect
        columns = (calls.c.dictionary, calls.c.reply, *(calls.c[name] for name in StoredReply._fields[1:]))
        self._find = str(select(*columns).where(calls.c.key == bindparam("key")).compile(dialect=dialect))
        self._inserts = {size: _insert_rows(size, dialect) for size in INSERT_SIZES}
        self._reader: PoolProxiedConnection | None = None
        self._cursor: DBAPICursor | None = None

    def find(self, key: bytes) -> StoredReply | None:
        """The reply kept under ``key``; waits for no writer.  Raises StorageError if it cannot be read."""
        # Straight to the driver, outside a transaction: SQLAlchemy's own work costs five times the look-up.
        # All rows are fetched, though there is one at most: that ends the read, which would hold up checkpoints.
        with database_errors(self._workspace.directory):
            cursor = self._cursor or self._open_cursor()
            cursor.execute(self._find, (key,))
            rows = cursor.fetchall()
        if not rows:
            return None
        dictionary, packed, *others = rows[0]
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
        if self._reader is not None:
            self._reader.close()
            self._reader = self._cursor = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_cursor(self) -> DBAPICursor:
        self._reader = self._workspace.database.raw_connection()
        self._cursor = self._reader.cursor()
        return self._cursor

    def _unwanted(self, job: _Job, result: _Result) -> None:
        """Take back a reservation whose caller was cancelled while it was made."""
        if isinstance(job, _Reserve) and result is None:
            self._writer.submit(_given_back(job.amounts))

    def _write(self, jobs: Sequence[_Job]) -> list[_Result | BaseException]:
        """Do the jobs in one transaction: calls, then what they settle, then the reservations in order."""
        try:
            rows = self._rows([call for job in jobs if isinstance(job, _Keep) for call in job.calls])
            with self._workspace.write() as connection:
                new = self._add(connection, rows)
                return self._results(connection, jobs, new)
        except UsageError as error:
            raise StorageError(str(error)) from error

    def _rows(self, kept: Sequence[PaidCall]) -> list[tuple[object, ...]]:
        # Before the transaction begins, so that other processes wait for no compression.
        now = int(time.time())
        kinds = self._kinds.numbers(_kind_of(call) for call in kept)
        packed = self._packer.pack([Texts(call.prompt, call.template, call.request, call.reply) for call in kept])
        return [_row(*one, now) for one in zip(kept, kinds, packed, strict=True)]

    def _add(self, connection: Connection, rows: list[tuple[object, ...]]) -> set[bytes] | None:
        """Insert the rows; the keys that were new come back, or None if all were."""
        if not rows:
            return None
        last = connection.execute(_LAST).scalar_one()
        inserted, start = 0, 0
        for size, statement in self._inserts.items():
            stop = start + (len(rows) - start) // size * size
            given = [tuple(chain.from_iterable(rows[at : at + size])) for at in range(start, stop, size)]
            if given:
                inserted += connection.exec_driver_sql(statement, given).rowcount
            start = stop
        if inserted == len(rows):
            return None
        return set(connection.execute(select(calls.c.key).where(calls.c.call > (last or 0))).scalars())

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
    retired = 0
    with workspace.write() as connection:
        for key in keys:
            here = (calls.c.key == key, calls.c.retired == 0)
            number = connection.execute(select(calls.c.call).where(*here)).scalar_one_or_none()
            if number is not None:
                other = key[:KEPT_PREFIX_BYTES] + (number % 2**32).to_bytes(4, "big")
                connection.execute(update(calls).where(calls.c.call == number).values(key=other, retired=1))
                retired += 1
    return retired


def _insert_rows(size: int, dialect: Dialect) -> str:
    """The text of an insert of ``size`` rows, its parameters in the order of ``_WRITTEN`` row after row."""
    one = str(insert_new(calls).compile(dialect=dialect, column_keys=_WRITTEN))
    values = one[one.index("VALUES (") + len("VALUES ") : one.index(")", one.index("VALUES (")) + 1]
    return one.replace(values, ", ".join([values] * size))


_LAST = select(func.max(calls.c.call))


def _row(call: PaidCall, kind: int, packed: Packed, now: int) -> tuple[object, ...]:
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
        call.fault,
        call.request_id,
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

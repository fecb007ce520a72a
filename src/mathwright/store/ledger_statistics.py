"""What the calls of a ledger, or those one run paid, came to: tokens, money, time and faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, cast, func, select

from mathwright.records import Record
from mathwright.store.budget import BudgetState, budget_state
from mathwright.store.runs import database_bytes
from mathwright.store.schema import call_kinds, calls
from mathwright.store.workspace import Workspace

Group = TypeVar("Group")
TOKENS = ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens")


class FaultCount(Record):
    """How many replies could not be used for one reason."""

    fault: str
    calls: int


class CallSums(Record):
    """What some calls came to, retired ones included: they were paid."""

    calls: int
    retired: int
    """Of ``calls``: no longer found."""
    unusable: int
    faults: tuple[FaultCount, ...]
    """Most frequent first."""
    input_tokens: int
    """Sum over the calls whose server said it, cache reads included; likewise the next three."""
    cached_tokens: int
    output_tokens: int
    reasoning_tokens: int
    tokens_unknown: int
    """Calls whose server did not say how many tokens they took."""
    cost_nano_usd: int | None
    """In 1e-9 USD, of the calls whose price is known; None where that is none of them."""
    cost_unknown: int
    """Calls whose price is unknown."""
    latency_p50_ms: int
    latency_p95_ms: int
    tries: int
    """Of all calls together; as many as calls where none was tried again."""


class GroupSums(Record):
    """What the calls of one prompt to one model in one way came to."""

    prompt: str
    model: str
    way: str
    """``online``, ``batch`` or ``offline``."""
    sums: CallSums


class LedgerStatistics(Record):
    """A ledger, told in numbers."""

    groups: tuple[GroupSums, ...]
    """By prompt, model and way."""
    total: CallSums
    """Of all groups."""
    packed_bytes: int
    """Requests and replies as they lie in the database."""
    database_bytes: int
    """The whole database with its write-ahead log: ledger, runs and outcomes."""
    budgets: tuple[BudgetState, ...]


class ModelCalls(Record):
    """The calls that one role paid to one model in one way at prices of one day."""

    role: str | None
    """``author``, ``judge`` or ``solver``; None where it was not kept."""
    provider: str
    base_url: str
    model: str
    served_model: str | None
    """The model's name as the provider gives it."""
    way: str
    """``online``, ``batch`` or ``offline``."""
    priced: str | None
    """Day of the price; None where it is unknown."""
    calls: int


class _Kind(NamedTuple):
    prompt: str
    model: str
    way: str


def ledger_statistics(workspace: Workspace, run: str | None = None) -> LedgerStatistics:
    """Count the ledger in one walk over it; with ``run`` the calls alone that this run paid, and its budgets.

    What a run found in the ledger, paid by an earlier one, is none of its calls.
    """
    tallies, packed = _tallied(workspace, run, lambda kind: kind)
    groups = (
        GroupSums(prompt=kind.prompt, model=kind.model, way=kind.way, sums=tally.sums())
        for kind, tally in sorted(tallies.items())
    )
    return LedgerStatistics(
        groups=tuple(groups),
        total=_total(tallies.values()).sums(),
        packed_bytes=packed,
        database_bytes=database_bytes(workspace),
        budgets=tuple(one for one in budget_state(workspace) if run in (None, one.run_id)),
    )


def sums_by_prompt(workspace: Workspace, run: str) -> tuple[dict[str, CallSums], CallSums]:
    """What the calls came to that a run paid: by prompt, and all together."""
    tallies, _ = _tallied(workspace, run, lambda kind: kind.prompt)
    return {prompt: tally.sums() for prompt, tally in tallies.items()}, _total(tallies.values()).sums()


def calls_by_model(workspace: Workspace, run: str) -> list[ModelCalls]:
    """Whom a run paid, in the order in which it first asked."""
    columns = [call_kinds.c[name] for name in ModelCalls.model_fields if name != "calls"]
    paid = select(*columns, func.count().label("calls")).join(calls, calls.c.kind == call_kinds.c.kind)
    query = paid.where(call_kinds.c.run == run).group_by(*columns).order_by(func.min(calls.c.call))
    return workspace.reading(lambda connection: [ModelCalls(**row._mapping) for row in connection.execute(query)])


def _tallied(
    workspace: Workspace, run: str | None, group_of: Callable[[_Kind], Group]
) -> tuple[dict[Group, _Tally], int]:
    """The calls by group, and the bytes they take."""
    wanted = select(call_kinds) if run is None else select(call_kinds).where(call_kinds.c.run == run)

    def tallied(connection: Connection) -> tuple[dict[Group, _Tally], int]:
        tallies: dict[Group, _Tally] = {}
        packed = 0
        kinds = {row.kind: _Kind(row.prompt, row.model, row.way) for row in connection.execute(wanted)}
        of_run = None if run is None else list(kinds)
        for row in connection.execute(_counted(of_run)):
            tallies.setdefault(group_of(kinds[row.kind]), _Tally()).add(row)
            packed += row.packed
        return tallies, packed

    return workspace.reading(tallied)


def _total(tallies: Iterable[_Tally]) -> _Tally:
    total = _Tally()
    for one in tallies:
        total.take(one)
    return total


def _counted(kinds: Sequence[int] | None) -> Select[Any]:
    """Sums by kind, fault and latency, of some kinds or all: their quantiles need the latencies themselves."""
    # The names of a kind are joined later: sorting a million rows by texts takes three times as long.
    group = (calls.c.kind, calls.c.fault, calls.c.latency_ms)
    sums = [_sum(calls.c[name]).label(name) for name in (*TOKENS, "cost_nano_usd", "tries")]
    known = [
        func.count(calls.c.input_tokens).label("tokens_known"),
        func.count(calls.c.cost_nano_usd).label("cost_known"),
    ]
    packed = _sum(func.length(calls.c.reply) + func.length(calls.c.request)).label("packed")
    number, retired = func.count().label("number"), _sum(calls.c.retired).label("retired")
    counted = select(*group, number, retired, *sums, *known, packed).group_by(*group)
    return counted if kinds is None else counted.where(calls.c.kind.in_(kinds))


def _sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum as an integer: PostgreSQL gives those of long integers as decimals."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


@dataclass
class _Tally:
    calls: int = 0
    retired: int = 0
    tokens_known: int = 0
    cost: int = 0
    cost_known: int = 0
    tries: int = 0
    tokens: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    latencies: Counter[int] = field(default_factory=Counter)

    def add(self, row: Row[Any]) -> None:
        """Count the calls of one row in."""
        self.calls += row.number
        self.retired += row.retired
        self.tokens_known += row.tokens_known
        self.cost += row.cost_nano_usd
        self.cost_known += row.cost_known
        self.tries += row.tries
        self.latencies[row.latency_ms] += row.number
        self.tokens.update({name: row._mapping[name] for name in TOKENS})
        if row.fault is not None:
            self.faults[row.fault] += row.number

    def take(self, other: _Tally) -> None:
        """Count the calls of another tally in."""
        for name in ("calls", "retired", "tokens_known", "cost", "cost_known", "tries"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("tokens", "faults", "latencies"):
            getattr(self, name).update(getattr(other, name))

    def sums(self) -> CallSums:
        """What was counted."""
        ordered = sorted(self.faults.items(), key=lambda pair: (-pair[1], pair[0]))
        return CallSums(
            calls=self.calls,
            retired=self.retired,
            unusable=self.faults.total(),
            faults=tuple(FaultCount(fault=fault, calls=number) for fault, number in ordered),
            **{name: self.tokens[name] for name in TOKENS},
            tokens_unknown=self.calls - self.tokens_known,
            cost_nano_usd=self.cost if self.cost_known else None,
            cost_unknown=self.calls - self.cost_known,
            latency_p50_ms=quantile(self.latencies, 0.5),
            latency_p95_ms=quantile(self.latencies, 0.95),
            tries=self.tries,
        )


def quantile(counts: Counter[int], part: float) -> int:
    """The smallest value at or below which ``part`` of all lie (nearest rank); 0 where there is none."""
    rank, seen = part * counts.total(), 0
    for value, number in sorted(counts.items()):
        seen += number
        if seen >= rank:
            return value
    return 0

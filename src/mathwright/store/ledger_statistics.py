"""What the calls of a ledger came to: tokens, money, time and faults, by prompt, model and way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, func, select

from mathwright.records import Record
from mathwright.store.budget import BudgetState, budget_state
from mathwright.store.schema import call_kinds, calls
from mathwright.store.workspace import DATABASE, Workspace

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
    packed_bytes: int
    """Requests and replies as they lie in the database."""
    database_bytes: int
    """The whole database with its write-ahead log: ledger, runs and outcomes."""
    budgets: tuple[BudgetState, ...]


def ledger_statistics(workspace: Workspace) -> LedgerStatistics:
    """Count the ledger, in one walk over it."""
    tallies: dict[tuple[str, str, str], _Tally] = {}
    total, packed = _Tally(), 0
    with workspace.read() as connection:
        kinds = {row.kind: (row.prompt, row.model, row.way) for row in connection.execute(select(call_kinds))}
        for row in connection.execute(_counted()):
            one = tallies.setdefault(kinds[row.kind], _Tally())
            one.add(row)
            total.add(row)
            packed += row.packed
    groups = (
        GroupSums(prompt=prompt, model=model, way=way, sums=tally.sums())
        for (prompt, model, way), tally in sorted(tallies.items())
    )
    files = (workspace.directory / name for name in (DATABASE, f"{DATABASE}-wal"))
    return LedgerStatistics(
        groups=tuple(groups),
        total=total.sums(),
        packed_bytes=packed,
        database_bytes=sum(path.stat().st_size for path in files if path.is_file()),
        budgets=tuple(budget_state(workspace)),
    )


def _counted() -> Select[Any]:
    """Sums by kind, fault and latency: the latencies themselves are needed for their quantiles."""
    # The names of a kind are joined later: sorting a million rows by texts takes three times as long.
    group = (calls.c.kind, calls.c.fault, calls.c.latency_ms)
    sums = [func.coalesce(func.sum(calls.c[name]), 0).label(name) for name in (*TOKENS, "cost_nano_usd", "tries")]
    known = [
        func.count(calls.c.input_tokens).label("tokens_known"),
        func.count(calls.c.cost_nano_usd).label("cost_known"),
    ]
    packed = func.sum(func.length(calls.c.reply) + func.length(calls.c.request)).label("packed")
    number, retired = func.count().label("number"), func.sum(calls.c.retired).label("retired")
    return select(*group, number, retired, *sums, *known, packed).group_by(*group)


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

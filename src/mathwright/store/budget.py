"""The budget counter: what a run may spend, has spent, and has in flight; one row a budget, for all processes.

A call is reserved at the most it can cost before it is sent, and settled at what it did cost with its row of the
ledger, in one transaction.  What was in flight at a kill stays reserved: it may have been paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Row, bindparam, select, update

from mathwright.errors import UsageError
from mathwright.records import Record
from mathwright.store.conflicts import insert_new
from mathwright.store.schema import budgets
from mathwright.store.workspace import Workspace


class Charge(NamedTuple):
    """What one call changes in one budget once it is done."""

    budget: str
    reserved: int
    """What had been reserved for it, and is given back."""
    actual: int
    """What it cost; more than ``reserved`` where a server told less than the truth."""


Settlement: TypeAlias = Sequence[Charge]
"""The charges of one call."""
Amounts: TypeAlias = Sequence[tuple[str, int]]
"""Budget and amount, each in the budget's unit."""


class BudgetState(Record):
    """One budget of one run, in nano-USD (1e-9 USD) or tokens, by its name."""

    run_id: str
    name: str
    """``usd`` or ``tokens``, with ``author:``, ``judge:`` or ``solver:`` before it where it is one role's."""
    cap: int
    spent: int
    reserved: int
    """The most that calls in flight can cost, calls of killed processes included."""


def open_budget(workspace: Workspace, run_id: str, name: str, cap: int) -> BudgetState:
    """Set the cap of a run's budget; what was spent and reserved before stays."""
    here = (budgets.c.run_id == run_id, budgets.c.name == name)

    def opened(connection: Connection) -> BudgetState:
        new = {"run_id": run_id, "name": name, "cap": cap, "spent": 0, "reserved": 0}
        connection.execute(insert_new(budgets, connection.dialect).values(new))
        connection.execute(update(budgets).where(*here).values(cap=cap))
        return _state(connection.execute(select(budgets).where(*here)).one())

    return workspace.writing(opened)


def budget_state(workspace: Workspace, run_id: str | None = None) -> list[BudgetState]:
    """The budgets of one run or of all, by run and name."""
    query = select(budgets)
    if run_id is not None:
        query = query.where(budgets.c.run_id == run_id)
    found = workspace.reading(lambda connection: [_state(row) for row in connection.execute(query)])
    # Sorted here: databases order texts by their own languages.
    return sorted(found, key=lambda state: (state.run_id, state.name))


class Counter:
    """The budgets of one run within one write transaction: read once, changed in order, written once."""

    def __init__(self, connection: Connection, run_id: str) -> None:
        # Locked, in one order for all: what others have committed is seen, and they wait.  SQLite's file is by now.
        here = select(budgets).where(budgets.c.run_id == run_id).order_by(budgets.c.name)
        found = connection.execute(here.with_for_update())
        self._connection = connection
        self._run_id = run_id
        self._room = {row.name: row.cap - row.spent - row.reserved for row in found}
        self._spent = dict.fromkeys(self._room, 0)
        self._reserved = dict.fromkeys(self._room, 0)

    def settle(self, charges: Settlement) -> None:
        """Spend what a call cost and give back what was reserved for it.  Raises UsageError for an unknown budget."""
        self._require(name for name, _, _ in charges)
        for name, reserved, actual in charges:
            self._spent[name] += actual
            self._reserved[name] -= reserved
            self._room[name] += reserved - actual

    def reserve(self, amounts: Amounts) -> str | None:
        """Reserve all amounts, or none and name the first budget that has no room.

        Raises UsageError for an unknown budget.
        """
        self._require(name for name, _ in amounts)
        for name, amount in amounts:
            if amount > self._room[name]:
                return name
        for name, amount in amounts:
            self._reserved[name] += amount
            self._room[name] -= amount
        return None

    def write(self) -> None:
        """Bring the changes to the database."""
        changed = [
            {"named": name, "more_spent": spent, "more_reserved": self._reserved[name]}
            for name, spent in self._spent.items()
            if spent or self._reserved[name]
        ]
        if changed:
            self._connection.execute(_ADD, [{"of_run": self._run_id, **one} for one in changed])

    def _require(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._room:
                raise UsageError(f'run {self._run_id} has no budget "{name}"; open it first')


def _state(row: Row[Any]) -> BudgetState:
    return BudgetState(run_id=row.run_id, name=row.name, cap=row.cap, spent=row.spent, reserved=row.reserved)


_ADD = (
    update(budgets)
    .where(budgets.c.run_id == bindparam("of_run"), budgets.c.name == bindparam("named"))
    .values(spent=budgets.c.spent + bindparam("more_spent"), reserved=budgets.c.reserved + bindparam("more_reserved"))
)

"""Several processes on one ledger, and what is left when they are killed."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.store.ledger_process import RUN, go, start
from tests.store.paid_calls import key_of, reply_of

from mathwright.store.budget import budget_state, open_budget
from mathwright.store.ledger import Ledger
from mathwright.store.place import Place
from mathwright.store.schema import calls
from mathwright.store.workspace import DATABASE, Workspace

ROUNDS = int(os.environ.get("MATHWRIGHT_SOAK", "3"))


def require_sound(place: Place) -> None:
    """A file of SQLite that is whole; a server sees to that itself."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place / DATABASE)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.timeout(900)
def test_every_call_whose_keep_returned_is_found_after_kill_9(place: Place) -> None:
    chance = random.Random("kills")
    promised: list[int] = []
    for kill in range(ROUNDS):
        process = start("keep", place, kill * 100_000, 100_000)
        go([process])
        time.sleep(chance.uniform(0.05, 0.5))
        process.kill()
        printed, _ = process.communicate()
        # The last line may be cut off, so that its number is another's.
        promised += [int(line) for line in printed.splitlines(keepends=True) if line.endswith("\n")]
    require_sound(place)
    assert len(promised) > 20 * ROUNDS
    with Workspace.open(place) as workspace, Ledger(workspace) as ledger:
        found = {number: ledger.find(key_of(number)) for number in promised}
        assert [number for number, reply in found.items() if reply is None or reply.reply != reply_of(number)] == []


@pytest.mark.timeout(900)
def test_of_two_processes_with_one_key_the_first_stands_and_both_know(place: Place) -> None:
    Workspace.open(place).close()
    processes = [start("same", place, seed, 400) for seed in (1, 2)]
    go(processes)
    printed = [process.communicate() for process in processes]
    assert [error for _, error in printed] == ["", ""]
    told = [dict(line.split() for line in out.splitlines()) for out, _ in printed]
    require_sound(place)
    with Workspace.open(place) as workspace, Ledger(workspace) as ledger:
        for number in range(400):
            winners = {told[0][key_of(number).hex()], told[1][key_of(number).hex()]} - {"other"}
            assert len(winners) == 1
            found = ledger.find(key_of(number))
            assert found is not None
            assert found.reply == reply_of(number * 100 + int(winners.pop()))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [0, 4], ids=["none killed", "half killed"])
def test_eight_processes_never_pass_the_cap_by_one_unit(places: Callable[[], Place], kills: int) -> None:
    cap = 200_000
    for number in range(max(1, ROUNDS // 3)):
        place = places()
        with Workspace.open(place) as workspace:
            for name in ("usd", "judge:usd"):
                open_budget(workspace, RUN, name, cap)
            processes = [start("spend", place, seed, 100) for seed in range(8)]
            go(processes)
            if kills:
                time.sleep(random.Random(number).uniform(0.1, 0.4))
            for process in processes[:kills]:
                process.kill()
            printed = [process.communicate()[0] for process in processes]
            states = {state.name: state for state in budget_state(workspace, RUN)}
            with workspace.read() as connection:
                paid = connection.execute(select(func.coalesce(func.sum(calls.c.cost_nano_usd), 0))).scalar_one()
        require_sound(place)
        settled = sum(int(line) for out in printed for line in out.splitlines(keepends=True) if line[-1:] == "\n")
        usd = states["usd"]
        assert (usd.spent, usd.reserved) == (states["judge:usd"].spent, states["judge:usd"].reserved)
        assert settled <= paid == usd.spent <= usd.spent + usd.reserved <= cap
        if not kills:
            assert (settled, usd.reserved) == (paid, 0)
            assert usd.spent > cap - 1000


@pytest.mark.timeout(900)
def test_processes_that_keep_the_same_calls_in_another_order_each_keep_some_and_none_fails(place: Place) -> None:
    Workspace.open(place).close()
    processes = [start("crossing", place, seed, 200) for seed in range(3)]
    go(processes)
    printed = [process.communicate() for process in processes]
    assert [error for _, error in printed] == ["", "", ""]
    assert sum(int(line) for out, _ in printed for line in out.splitlines()) == 200
    with Workspace.open(place) as workspace, Ledger(workspace) as ledger:
        assert all(ledger.find(key_of(number)) is not None for number in range(200))

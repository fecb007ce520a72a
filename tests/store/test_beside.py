"""Several processes at the same rows at the same moment, each by a workspace of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec
from tests.store.paid_calls import key_of

from mathwright.store.batch_book import BatchBook
from mathwright.store.budget import budget_state, open_budget
from mathwright.store.doubts import Found, list_doubts, note_doubts
from mathwright.store.outcomes import RunSpec, take
from mathwright.store.pending import PendingCall, PendingCalls, count_pending, settle
from mathwright.store.place import Place
from mathwright.store.runs import list_runs
from mathwright.store.waves import write_waves
from mathwright.store.workspace import Workspace

T = TypeVar("T")
BESIDE = 4


def at_once(place: Place, act: Callable[[Workspace, int], T]) -> list[T]:
    """What each of several gives back that all begin at one moment."""
    met = threading.Barrier(BESIDE)
    Workspace.open(place).close()

    def one(number: int) -> T:
        with Workspace.open(place) as workspace:
            met.wait(30)
            return act(workspace, number)

    with ThreadPoolExecutor(BESIDE) as threads:
        return list(threads.map(one, range(BESIDE)))


def call_of(number: int, run: str) -> PendingCall:
    raw = msgspec.Raw(b"{}")
    return PendingCall(
        key=key_of(number), digests=b"", prompt="P", template="t", provider="p", base_url="u", model="m", draw=0,
        role=None, run=run, request=raw, body=raw,
    )  # fmt: skip


def note(workspace: Workspace, calls: list[PendingCall]) -> None:
    async def all_of() -> None:
        noted = PendingCalls(workspace)
        try:
            await asyncio.gather(*map(noted.note, calls))
        finally:
            noted.close()

    asyncio.run(all_of())


def test_a_budget_is_opened_once_and_has_one_of_the_caps(place: Place) -> None:
    at_once(place, lambda workspace, number: open_budget(workspace, "r", "usd", 100 + number))
    with Workspace.open(place) as workspace:
        (state,) = budget_state(workspace)
    assert state.cap in range(100, 100 + BESIDE)


def test_a_doubt_is_noted_once(place: Place) -> None:
    found = [
        Found(problem_id=f"p{n}", question="q", stored="1", agreed="2", evidence="{}", checker="c") for n in range(9)
    ]
    told = at_once(place, lambda workspace, number: note_doubts(workspace, found[::-1] if number % 2 else found))
    assert told == [{one.problem_id: "open" for one in found}] * BESIDE
    with Workspace.open(place) as workspace:
        assert len(list_doubts(workspace)) == 9


def test_a_call_that_several_runs_ask_waits_once_for_one_of_them(place: Place) -> None:
    def ask(workspace: Workspace, number: int) -> None:
        numbers = range(60) if number % 2 else range(59, -1, -1)
        note(workspace, [call_of(one, f"run{number}") for one in numbers])

    at_once(place, ask)
    with Workspace.open(place) as workspace:
        assert sum(count_pending(workspace, f"run{number}") for number in range(BESIDE)) == 60
    keys = [key_of(number) for number in range(60)]
    at_once(place, lambda workspace, number: settle(workspace, keys[::-1] if number % 2 else keys))
    with Workspace.open(place) as workspace:
        assert sum(count_pending(workspace, f"run{number}") for number in range(BESIDE)) == 0


def test_runs_that_write_waves_into_one_directory_take_numbers_of_their_own(place: Place, tmp_path: Path) -> None:
    def write(workspace: Workspace, number: int) -> list[Path]:
        note(workspace, [call_of(100 * number + one, f"run{number}") for one in range(3)])
        return [file.path for file in write_waves(workspace, f"run{number}", tmp_path / "waves")]

    written = [path for paths in at_once(place, write) for path in paths]
    assert sorted(path.name for path in written) == [f"wave-{number:03d}.jsonl" for number in range(1, BESIDE + 1)]
    assert [len(path.read_bytes().splitlines()) for path in written] == [3] * BESIDE


def test_batches_have_numbers_of_their_own(place: Place) -> None:
    def add(workspace: Workspace, number: int) -> int:
        return BatchBook(workspace, "p", "u", "m").add([key_of(number)]).number

    assert len(set(at_once(place, add))) == BESIDE


def test_runs_begin_beside_each_other(place: Place) -> None:
    def begin(workspace: Workspace, number: int) -> None:
        with take(workspace, RunSpec("test", "", f"hash{number}", 7, ("make",))) as log:
            log.set_state("complete")

    at_once(place, begin)
    with Workspace.open(place) as workspace:
        assert [run.state for run in list_runs(workspace)] == ["complete"] * BESIDE

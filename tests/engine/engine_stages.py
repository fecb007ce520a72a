"""Stages for the engine's tests, in a module of their own so that worker processes can import them."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from mathwright.engine.stage import Stage
from mathwright.errors import ModelReplyError, ProviderError
from mathwright.records import Accepted, Item, Outcome, Problem, Record, problem_id


class Number(Item):
    """An item that is a number."""

    value: int


class Note(Record):
    """What the first of two stages makes."""

    value: int
    text: str


Behaviour = Callable[[Number], None]


def problem_of(value: int, size: int = 40) -> Problem:
    """A made problem, the same for the same value."""
    question = f"How much is {value}?".ljust(size, ".")
    return Problem(
        problem_id=problem_id("test/1", question, str(value)),
        question=question,
        solutions=(f"#### {value}",),
        answer=str(value),
        source="test/1",
    )


async def make(item: Number, size: int, disturb: Behaviour | None) -> Outcome[Problem]:
    """Accept, except every third, which the step ``sieve`` rejects."""
    if disturb is not None:
        disturb(item)
    if item.value % 3 == 2:
        return item.rejected("sieve", "divisible by three" if item.value % 2 else "even", draft=f"draft {item.value}")
    return item.accepted(problem_of(item.value, size))


async def note(item: Number) -> Outcome[Note]:
    """Accept, except every fifth."""
    if item.value % 5 == 4:
        return item.rejected("note", "fifth")
    return item.accepted(Note(value=item.value, text=f"note {item.value}"))


def build_make(size: int = 40, disturb: Behaviour | None = None) -> Callable[[Number], Any]:
    return partial(make, size=size, disturb=disturb)


def build_note() -> Callable[[Number], Any]:
    return note


async def count_up(earlier: AsyncIterator[Accepted[Any]], items: int, run_seed: int) -> AsyncIterator[Number]:
    """``items`` items, each with a value drawn as plans draw."""
    async for _ in earlier:
        raise AssertionError("the first stage has nothing before it")
    for index in range(items):
        yield Number(item_id=f"n{index}", value=Random(f"{run_seed}:count:{index}").randrange(10**9))


async def count_plainly(earlier: AsyncIterator[Accepted[Any]], items: int) -> AsyncIterator[Number]:
    """``items`` items whose values are their places."""
    for index in range(items):
        yield Number(item_id=f"n{index}", value=index)


async def twice_each(earlier: AsyncIterator[Accepted[Any]]) -> AsyncIterator[Number]:
    """Two items for each accepted note."""
    async for outcome in earlier:
        for copy in range(2):
            yield Number(item_id=f"{outcome.item_id}/{copy}", value=outcome.payload.value * 2 + copy)


def one_stage(
    items: int = 300, size: int = 40, disturb: Behaviour | None = None, in_workers: bool = True
) -> tuple[Stage, ...]:
    """One stage over the numbers from 0."""
    return (
        Stage(
            name="make",
            plan=partial(count_plainly, items=items),
            build_run=partial(build_make, size, disturb),
            item_type=Number,
            payload_type=Problem,
            in_workers=in_workers,
        ),
    )


def two_stages(items: int = 200, disturb: Behaviour | None = None) -> tuple[Stage, ...]:
    """Notes, then two problems for each note."""
    return (
        Stage("note", partial(count_plainly, items=items), build_note, Number, Note, True),
        Stage("make", twice_each, partial(build_make, 40, disturb), Number, Problem, True),
    )


def slow(item: Number, seconds: float = 0.002) -> None:
    time.sleep(seconds)


def die_at(item: Number, value: int) -> None:
    """Kill the process that works on this value, as the kernel does when memory runs out."""
    if item.value == value:
        os.kill(os.getpid(), signal.SIGKILL)


def fail_at(item: Number, value: int) -> None:
    """A bug of ours."""
    if item.value == value:
        raise ZeroDivisionError(f"no answer for {value}")


def provider_down_at(item: Number, values: frozenset[int], while_exists: Path) -> None:
    """A provider that fails for some values as long as a file exists."""
    if item.value in values and while_exists.exists():
        raise ProviderError("503 for good")


def unusable_at(item: Number, value: int) -> None:
    if item.value == value:
        raise ModelReplyError("no question tag\nthe raw text")


async def wait_then_make(item: Number) -> Outcome[Problem]:
    await asyncio.sleep(0.001)
    return item.accepted(problem_of(item.value))


def build_waiting() -> Callable[[Number], Any]:
    return wait_then_make

"""What the engine is given and what it gives back."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from mathwright.records import Accepted, Item, Outcome, Record, Refused
from mathwright.store.states import RunState

Run = Callable[[Any], "Awaitable[Outcome[Any]]"]
"""One item's journey.  ModelReplyError rejects the item, ProviderError leaves it unfinished, anything else stops
the run."""
Admit = Callable[[Any], Refused | None]
"""Called with each accepted payload of the last stage, strictly in plan order; why it is refused, or None."""


@dataclass(frozen=True)
class Stage:
    """One pass, closed over its roles and configuration."""

    name: str
    plan: Callable[[AsyncIterator[Accepted[Any]]], AsyncIterator[Item]]
    """From the accepted outcomes of the stage before (none for the first), in plan order, to the items: pure,
    lazy and ordered."""
    build_run: Callable[[], Run]
    """Makes ``run``, once in each process that works on the stage.  A stage ``in_workers`` needs one that can be
    pickled: a module's function, or a ``functools.partial`` of one."""
    item_type: type[Item]
    payload_type: type[Record]
    in_workers: bool
    """True for computing work: chunks of items go to worker processes.  False for waiting work: coroutines here."""
    reads: tuple[str, ...] = ()
    """Names of stages further back whose accepted outcomes the plan reads first, then those of the stage before; it
    starts when they have all ended.  Empty: it reads the stage before as its outcomes come."""
    gathers: bool = False
    """Whether the plan reads all outcomes of the stage before until it gives its first item."""
    waves: Callable[[AsyncIterator[Accepted[Any]]], AsyncIterator[Item | None]] | None = None
    """The plan of a run that plans in waves, which takes the place of ``plan``; None where it does not.

    It gives None behind each wave: all that was planned before is settled, through the last stage, and decided on by
    ``admit`` before it is asked for more.  Stages behind such a one plan each wave by itself, from nothing."""
    shared: tuple[type[Record], ...] = ()
    """Kinds of record of which many items hold the same object, such as seed problems: a worker is sent each once."""


@dataclass(frozen=True)
class How:
    """How the work is spread; nothing of it changes the result."""

    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Worker processes for stages ``in_workers``; 0 runs them here."""
    concurrency: int = 64
    """Items in flight of a stage that runs here."""
    chunk: int = 128
    """Items sent to a worker process at a time."""
    frugal: bool = False
    """True where an item costs money: no more are begun ahead than the target still needs at the yield so far."""
    eager: bool = False
    """True where a reply takes hours: all that the target needs at the guessed yield is begun at once, not step by step
    as the yield shows."""
    waves: bool = False
    """True where replies are brought by hand: items that wait for theirs count as begun, and the run ends when as many
    wait as the target still needs."""


@dataclass
class StageCounts:
    """What has become of one stage's items so far."""

    name: str
    planned: int = 0
    reused: int = 0
    """Of those planned: found finished in the workspace."""
    accepted: int = 0
    rejected: int = 0
    unfinished: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    stages: tuple[StageCounts, ...]
    admitted: int
    refused: int
    """Accepted by the last stage, but refused by admit."""
    target: int | None
    elapsed_s: float
    rate: float
    """Items of the last stage finished per second in this process, reused ones left out."""


@dataclass(frozen=True)
class RunTotals:
    """How a run ended."""

    state: RunState
    """``complete``, ``exhausted``, ``limited``, ``unfinished`` or ``interrupted``.  Of an interrupted run (Ctrl-C,
    SIGTERM) everything finished is kept; whoever asked for it should end."""
    stages: tuple[StageCounts, ...]
    admitted: int
    """Problems of the result: those let in before the first place that is still unfinished."""
    waiting: int
    """Problems that would be let in behind such a place."""
    refused: int
    elapsed_s: float

"""One stage at work: its plan walked in order, what the workspace has taken from there, the rest worked on ahead."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from mathwright.engine.commits import Commits
from mathwright.engine.journey import Settled
from mathwright.engine.stage import Stage, StageCounts
from mathwright.engine.upstream import accepted_rows
from mathwright.engine.worker import Reply
from mathwright.errors import ProviderError, StorageError
from mathwright.records import Accepted, Item
from mathwright.store.outcomes import OutcomeRow, RunLog
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED

Work = Callable[[int, Sequence[Item]], Awaitable[Reply]]
"""Stage index and items to their outcomes."""
GROWN = 4
"""How many times its first size a chunk may grow to."""
GROWTH = 16
"""Items planned for each item of a chunk: so long as less is planned, a chunk has its first size."""
Part = asyncio.Task[list[OutcomeRow]] | list[OutcomeRow]
"""Outcomes of consecutive places: in work, or found stored."""


@dataclass
class Line:
    """A stage of a run.

    ``settled`` or ``accepted`` may be walked once; where a stage plans in waves, that one and those behind it once a
    wave, as long as ``between_waves`` is set afterwards.  ``close`` it then.
    """

    stage: Stage
    index: int
    log: RunLog
    commits: Commits
    work: Work
    chunk: int
    """Items planned and worked on together; later more, up to ``GROWN`` times as many."""
    window: int
    """Chunks worked on ahead of the oldest that is not settled."""
    last: bool
    limit: int | None
    """Items that may be planned."""
    skip_unfinished: bool
    counts: StageCounts
    tasks: set[asyncio.Task[list[OutcomeRow]]] = field(default_factory=set)
    """Chunks in work, also those nobody waits for any more."""
    held: ProviderError | None = None
    """Set when an earlier stage's unfinished item ended the plan too soon."""
    limited: bool = False
    """Whether ``limit`` ended the plan."""
    ahead: int = 0
    """Chunks planned and not settled."""
    given: int = 0
    """Accepted outcomes that the next stage has taken to plan from."""
    need: Callable[[], int] | None = None
    """How many items more are worth beginning, those ahead included; None sets no bound."""
    for_good: bool = False
    """Whether what is unfinished and skipped counts as rejected for good, since what is planned later rests on it."""
    between_waves: bool = False
    """Whether the stage's own plan is at the end of a wave, and not at its own."""
    _place: int = -1
    """Of the last item planned."""
    _stored: Iterator[OutcomeRow] | None = None
    _known: OutcomeRow | None = None
    """The next of the stored outcomes."""
    _in_waves: AsyncGenerator[Part | None, None] | None = None
    """The parts of a plan in waves, while it lasts."""

    async def settled(self, earlier: AsyncIterator[Accepted[Any]]) -> AsyncGenerator[OutcomeRow, None]:
        """The stage's outcomes in plan order, each stored before it is given; of a plan in waves those of one."""
        if self.stage.waves is None:
            parts = self._parts(self.stage.plan(earlier))
            async with aclosing(parts), aclosing(self._settled(parts)) as rows:
                async for row in rows:
                    yield row
            return
        if self._in_waves is None:
            self._in_waves = self._parts(self.stage.waves(earlier))
        self.between_waves = False
        async with aclosing(self._settled(self._in_waves)) as rows:
            async for row in rows:
                yield row

    async def close(self) -> None:
        """End a plan in waves."""
        if self._in_waves is not None:
            await self._in_waves.aclose()

    async def _settled(self, parts: AsyncGenerator[Part | None, None]) -> AsyncGenerator[OutcomeRow, None]:
        """The outcomes of the parts up to the end of the plan or of a wave."""
        ahead: deque[Part] = deque()
        more = True
        while more or ahead:
            # What is stored is used up before anything new is begun: it may be all that is wanted.
            while more and self._has_room(len(ahead)) and not (ahead and isinstance(ahead[0], list)):
                try:
                    part = await anext(parts)
                except StopAsyncIteration:
                    more = False
                    break
                if part is None:
                    self.between_waves, more = True, False
                    break
                ahead.append(part)
                self.ahead = len(ahead)
            if ahead:
                part = ahead.popleft()
                self.ahead = len(ahead)
                for row in part if isinstance(part, list) else await asyncio.shield(part):
                    yield row
            # A stage that finds everything stored never waits; signals and progress need their turn.
            await asyncio.sleep(0)

    def _has_room(self, ahead: int) -> bool:
        """Whether another chunk may be begun; one always may where none is ahead."""
        if ahead >= self.window:
            return False
        return ahead == 0 or self.need is None or ahead * self.chunk < self.need()

    async def accepted(self, earlier: AsyncIterator[Accepted[Any]]) -> AsyncGenerator[Accepted[Any], None]:
        """The accepted outcomes in plan order.

        Raises ProviderError at the first unfinished one: what the next stage plans depends on it.
        """
        async with aclosing(self.settled(earlier)) as rows:
            async for row in rows:
                if row.state == UNFINISHED:
                    raise ProviderError(f"pass {self.stage.name}, item {row.item_id}: {row.reason}")
                for outcome in accepted_rows((row,), self.stage.payload_type):
                    self.given += 1
                    yield outcome
        if self.held is not None:
            raise self.held

    async def _parts(self, plan: AsyncIterator[Item | None]) -> AsyncGenerator[Part | None, None]:
        """The plan in parts: what is stored, and tasks for what is missing; None behind a wave."""
        found: list[OutcomeRow] = []
        missing: list[tuple[int, Item]] = []
        retried: list[int] = []
        async for item in self._planned(plan):
            if item is None:
                if found or missing:
                    yield self._reuse(found) if found else self._begin(missing, retried)
                found, missing, retried = [], [], []
                yield None
                continue
            here = self._stored_here(item)
            if here is not None and self._is_final(here):
                found.append(here)
            else:
                missing.append((self._place, item))
                retried.extend([] if here is None else [self._place])
            # Looks at the next stored place, not at the plan: asking that could start work of earlier stages.
            next_is_stored, most = self._next_is_stored(), self._chunk_now()
            if found and (len(found) >= most or not next_is_stored):
                yield self._reuse(found)
                found = []
            elif missing and (len(missing) >= most or next_is_stored):
                yield self._begin(missing, retried)
                missing, retried = [], []
        if found or missing:
            yield self._reuse(found) if found else self._begin(missing, retried)

    def _chunk_now(self) -> int:
        """Items of the next chunk: each costs a commit, but a short run is not to wait for a large one."""
        if self.chunk == 1:
            return 1
        return min(max(self.chunk, self.counts.planned // GROWTH), GROWN * self.chunk)

    def _stored_here(self, item: Item) -> OutcomeRow | None:
        """Go on to the place of this item; what is stored of it."""
        if self._stored is None:
            self._stored = self.log.rows(self.index)
            self._known = next(self._stored, None)
        self._place += 1
        here = self._known
        if here is None or here.place != self._place:
            return None
        self._known = next(self._stored, None)
        self._require_same(here, item)
        return here

    def _next_is_stored(self) -> bool:
        known = self._known
        return known is not None and known.place == self._place + 1 and self._is_final(known)

    async def _planned(self, plan: AsyncIterator[Item | None]) -> AsyncGenerator[Item | None, None]:
        """The plan's items, up to the limit, or to where an earlier stage's unfinished item holds it."""
        try:
            async for item in plan:
                if item is None:
                    yield None
                    continue
                if self.limit is not None and self.counts.planned >= self.limit:
                    self.limited = True
                    return
                self.counts.planned += 1
                yield item
        except ProviderError as error:
            self.held = error
        finally:
            if isinstance(plan, AsyncGenerator):
                await plan.aclose()

    def _reuse(self, found: list[OutcomeRow]) -> list[OutcomeRow]:
        self.counts.reused += len(found)
        for row in found:
            self._count(row.state)
        return found

    def _begin(self, missing: list[tuple[int, Item]], retried: list[int]) -> asyncio.Task[list[OutcomeRow]]:
        task = asyncio.create_task(self._fill(missing, retried))
        self.tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[list[OutcomeRow]]) -> None:
        # A failed task stays for the end of the run, where its error must not get lost.
        if not task.cancelled() and task.exception() is None:
            self.tasks.discard(task)

    async def _fill(self, missing: list[tuple[int, Item]], retried: list[int]) -> list[OutcomeRow]:
        """Do the missing items and store them; then raise the error that stopped the work, if one did."""
        reply = await self.work(self.index, [item for _, item in missing])
        places = [place for place, _ in missing]
        rows = [self._row(place, settled) for place, settled in zip(places, reply.settled, strict=False)]
        done = {row.place for row in rows}
        await self.commits.keep(self.index, rows, [place for place in retried if place in done])
        for row in rows:
            self._count(row.state)
        if reply.error is not None:
            raise reply.error
        return rows

    def _row(self, place: int, settled: Settled) -> OutcomeRow:
        if settled.state == UNFINISHED and self.skip_unfinished and (self.for_good or not self.last):
            # What later stages plan is built on this decision, so it is for good.
            settled = settled._replace(state=REJECTED, step="unfinished")
        return OutcomeRow(place, *settled)

    def _is_final(self, row: OutcomeRow) -> bool:
        return row.state != UNFINISHED or (self.skip_unfinished and self.last and not self.for_good)

    def _require_same(self, row: OutcomeRow, item: Item) -> None:
        if row.item_id != item.item_id:
            raise StorageError(
                f"run {self.log.run_id}, pass {self.stage.name}, place {row.place}: the workspace has item"
                f" {row.item_id}, the plan gives item {item.item_id}; the seed problems or the recipe have changed:"
                " remove the run or name another workspace"
            )

    def _count(self, state: int) -> None:
        self.counts.accepted += state == ACCEPTED
        self.counts.rejected += state == REJECTED
        self.counts.unfinished += state == UNFINISHED

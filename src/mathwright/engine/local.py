"""The local engine: one asyncio process, with worker processes for computing work.

A run's result is the first N in plan order that the last stage accepts and that ``admit`` lets in.  Stages form
a chain in which each pulls from the one before, so no stage works further ahead than the next one needs.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import partial
from itertools import pairwise
from math import ceil
from typing import Any, TypeAlias

from mathwright.engine.admission import Admission
from mathwright.engine.commits import Commits
from mathwright.engine.here import Here
from mathwright.engine.line import Line
from mathwright.engine.pool import Pool
from mathwright.engine.stage import Admit, How, Progress, RunTotals, Stage, StageCounts
from mathwright.engine.upstream import ended_outcomes, nothing, upstream
from mathwright.records import Accepted
from mathwright.store.outcomes import OutcomeRow, RunLog
from mathwright.store.states import UNFINISHED, RunState

GRACE_S = 2.0
"""After Ctrl-C or an error, how long chunks in work may take to finish and be stored."""
LEAST_PATIENCE = 16
"""Unfinished items in a row before a run that needs little more gives up."""
FIRST_ITEMS = 4
"""Items of a stage that feeds the next, before any of them shows how many it gives."""
PROGRESS_S = 0.1
Chain: TypeAlias = AsyncGenerator[Accepted[Any], None]
"""Accepted outcomes on their way to the next stage's plan."""
COMMITS_APART_S = 0.005
"""Least time between two commits where single outcomes arrive; chunks of worker processes are groups already."""


async def run_stages(
    stages: Sequence[Stage],
    log: RunLog,
    *,
    accepted: int | None,
    limit: int | None = None,
    admit: Admit,
    read: Callable[[bytes], Any] | None = None,
    how: How | None = None,
    progress: Callable[[Progress], None] | None = None,
    skip_unfinished: bool = False,
) -> RunTotals:
    """Run the stages until ``accepted`` problems are let in, the plan ends, or ``limit`` items are planned.

    ``accepted`` None: to the end of the plan.  What the workspace holds is used, only what is missing is done.
    Unfinished items are tried again; with ``skip_unfinished`` the last stage passes over those it holds, and an
    earlier stage's count as rejected for good.  ``read``: makes of a payload's JSON what ``admit`` asks for; None reads
    the whole of it.  Raises what ``run``, ``plan`` or ``admit`` raise, after storing
    what was finished; StorageError if the disk is full; MathwrightError if a worker process dies.
    """
    read = read or stages[-1].payload_type.model_validate_json
    work = _RunInProgress(stages, log, accepted, limit, admit, read, how or How(), skip_unfinished)
    return await work.to_the_end(progress)


class _RunInProgress:
    def __init__(
        self,
        stages: Sequence[Stage],
        log: RunLog,
        accepted: int | None,
        limit: int | None,
        admit: Admit,
        read: Callable[[bytes], Any],
        how: How,
        skip_unfinished: bool,
    ) -> None:
        self.log = log
        self.started = time.monotonic()
        remote = [stage.in_workers and how.workers > 0 for stage in stages]
        self.pool = Pool(stages, how.workers)
        self.here = Here(stages, how.concurrency)
        self.commits = Commits(log, 0.0 if all(remote) else COMMITS_APART_S)
        self.lines = [
            Line(
                stage=stage,
                index=index,
                log=log,
                commits=self.commits,
                work=self.pool.work if remote[index] else self.here.work,
                chunk=how.chunk if remote[index] else 1,
                window=2 * (how.workers if remote[index] else how.concurrency),
                last=stage is stages[-1],
                limit=limit if stage is stages[-1] else None,
                skip_unfinished=skip_unfinished,
                counts=StageCounts(stage.name),
                for_good=any(one.waves is not None for one in stages),
            )
            for index, stage in enumerate(stages)
        ]
        self.admission = Admission(
            admit,
            read,
            accepted,
            log.frontier(),
            skip_unfinished,
            self._patience,
            how.waves,
            how.eager,
        )
        # What waits for its wave is no sign of a provider that is down.
        self.least_patience = 0 if how.waves else LEAST_PATIENCE
        if how.frugal or how.waves:
            self._bound(how)

    def _patience(self) -> int:
        last = self.lines[-1]
        window = last.window * last.chunk
        needed = self.admission.need()
        return window if last.need is None or needed is None else min(window, max(needed, self.least_patience))

    def _bound(self, how: How) -> None:
        """Let each stage begin no more than the target asks of it."""
        last = self.lines[-1]
        if self.admission.target is not None:
            last.need = lambda: 0 if self.here.halted else self.admission.room()
        for line, following in pairwise(self.lines):
            if not following.stage.gathers:
                line.need = partial(_need_of, line, following, how.eager or how.waves)

    async def to_the_end(self, progress: Callable[[Progress], None] | None) -> RunTotals:
        """Work, and leave workspace and processes in order however it ends."""
        self.log.set_state("running", self.admission.target)
        state: RunState = "failed"
        try:
            with _stop_signals() as stop:
                state = await self._until(stop, progress)
                await self._drain(GRACE_S if state == "interrupted" else None)
                self._raise_lost_errors(state)
        except asyncio.CancelledError:
            state = "interrupted"
            raise
        finally:
            await self._drain(GRACE_S)
            await self.pool.close(at_once=True)
            self._store_end(state)
        if progress is not None:
            progress(self._progress())
        return self._totals(state)

    async def _until(self, stop: asyncio.Event, progress: Callable[[Progress], None] | None) -> RunState:
        """Walk the last stage until it ends or ``stop`` is set."""
        consumer = asyncio.create_task(self._consume())
        others: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait())]
        if progress is not None:
            others.append(asyncio.create_task(self._tell(progress)))
        try:
            done, _ = await asyncio.wait([consumer, *others], return_when=asyncio.FIRST_COMPLETED)
            if consumer in done:
                return consumer.result()
            for task in done:
                task.result()
            return "interrupted"
        finally:
            for task in (consumer, *others):
                task.cancel()
            await asyncio.gather(consumer, *others, return_exceptions=True)

    async def _consume(self) -> RunState:
        admission = self.admission
        if admission.met():
            return "complete"
        # Without waves all is one; with them, the stages up to the one that plans so go on from wave to wave.
        steered = next((line.index for line in self.lines if line.stage.waves is not None), 0)
        first = upstream(self.lines[0].stage, nothing(), self._ended)
        below = self._chain(first, 0, steered)
        try:
            while not await self._walk([first, *below][-1], steered) and self._goes_on(steered):
                pass
        finally:
            await self.lines[steered].close()
            await _close([first, *below])
        return admission.state(self.lines[-1].held is not None or self.here.halted, self.lines[-1].limited)

    def _chain(self, chain: Chain, first: int, last: int) -> list[Chain]:
        """The generators that lead from what stage ``first`` reads to what stage ``last`` reads."""
        opened: list[Chain] = []
        for line, following in pairwise(self.lines[first : last + 1]):
            accepted = line.accepted(chain)
            chain = upstream(following.stage, accepted, self._ended)
            opened += [accepted, chain]
        return opened

    async def _walk(self, chain: Chain, steered: int) -> bool:
        """Walk the last stage to the end of its plan or of a wave; whether the run ends here."""
        above = self._chain(chain, steered, len(self.lines) - 1)
        try:
            async with aclosing(self.lines[-1].settled([chain, *above][-1])) as rows:
                return await self._admit(rows)
        finally:
            await _close(above)

    async def _admit(self, rows: AsyncIterator[OutcomeRow]) -> bool:
        """Decide on the outcomes of the last stage; whether they were enough, or too many unfinished."""
        admission = self.admission
        async for row in rows:
            changed = admission.consider(row)
            self.commits.settle(admission.advanced_frontier(), row.place, admission.decision, changed)
            halted = self.here.halted and row.state == UNFINISHED
            if admission.met() or admission.hopeless() or halted:
                return True
        return False

    def _goes_on(self, steered: int) -> bool:
        """Whether another wave is to be planned: not where what it would rest on is not settled."""
        whole = not self.admission.provisional() and all(line.held is None for line in self.lines)
        return self.lines[steered].between_waves and whole and not self.lines[-1].limited

    def _ended(self, name: str) -> Iterator[Accepted[Any]]:
        """The accepted outcomes of a stage that has ended."""
        return ended_outcomes([line.stage for line in self.lines], self.log, name)

    async def _tell(self, progress: Callable[[Progress], None]) -> None:
        while True:
            progress(self._progress())
            await asyncio.sleep(PROGRESS_S)

    async def _drain(self, grace_s: float | None) -> None:
        """Let chunks in work finish and be stored, those not begun apart; give up after ``grace_s``."""
        self.here.stop()
        tasks = [task for line in self.lines for task in line.tasks if not task.done()]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _raise_lost_errors(self, state: RunState) -> None:
        """An error in work done ahead stops the run as well, though nobody waited for it."""
        for line in self.lines:
            for task in line.tasks:
                if state != "interrupted" and not task.cancelled() and (error := task.exception()) is not None:
                    raise error

    def _store_end(self, state: RunState) -> None:
        self.commits.flush(self.admission.final_frontier(ended=state not in ("failed", "interrupted")))
        self.log.set_state(state)

    def _progress(self) -> Progress:
        elapsed_s = time.monotonic() - self.started
        last = self.lines[-1].counts
        finished = last.accepted + last.rejected + last.unfinished - last.reused
        return Progress(
            stages=tuple(line.counts for line in self.lines),
            admitted=self.admission.admitted,
            refused=self.admission.refused,
            target=self.admission.target,
            elapsed_s=elapsed_s,
            rate=finished / elapsed_s if elapsed_s else 0.0,
        )

    def _totals(self, state: RunState) -> RunTotals:
        return RunTotals(
            state=state,
            stages=tuple(line.counts for line in self.lines),
            admitted=self.admission.firm,
            waiting=self.admission.admitted - self.admission.firm,
            refused=self.admission.refused,
            elapsed_s=time.monotonic() - self.started,
        )


async def _close(opened: Sequence[Chain]) -> None:
    for generator in reversed(opened):
        await generator.aclose()


def _need_of(line: Line, following: Line, eager: bool) -> int:
    """Items of a stage that give the next one what it may still begin, at the fan-out so far."""
    if following.need is None:
        return line.window * line.chunk
    missing = max(following.need() - following.ahead * following.chunk, 0)
    # Of those taken, not of all accepted: many may wait that nothing is planned from yet.
    fan_out = (following.counts.planned + 1) / (line.given + 1)
    # Few until the fan-out shows: one rewritten query may become five items.
    most = line.window if eager and line.given else FIRST_ITEMS + 2 * line.counts.accepted
    return min(ceil(missing / fan_out) + 1, most)


@contextmanager
def _stop_signals() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; outside the main thread signals are the main thread's."""
    stop = asyncio.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in signals]
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number, handler in zip(signals, before, strict=True):
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

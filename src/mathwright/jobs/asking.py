"""Models asked about one problem after another, side by side, until no call can succeed any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mathwright.errors import PassStoppedError, ProviderError
from mathwright.records import Problem
from mathwright.teachers.caller import all_of

NO_ANSWER = "no stored answer"
UNFINISHED = "unfinished"
"""A provider failed, or the budget was spent; the same command goes on, with the calls in the ledger."""


@dataclass
class Asking:
    """What is asked, and what was left out of it."""

    left_out: Counter[str] = field(default_factory=Counter)
    """Why problems were not asked about, or not to the end."""
    stopped: str | None = None
    """Why the calls ended early."""

    async def about(
        self,
        problems: Iterable[tuple[int, Problem]],
        ask: Callable[[int, Problem], Awaitable[None]],
        told: Callable[[], None],
        at_once: int,
    ) -> None:
        """Ask about each problem, with its place, so many at once; ``told`` is called behind each."""
        todo = iter(problems)
        await all_of(self._in_turn(todo, ask, told) for _ in range(at_once))

    async def _in_turn(
        self,
        todo: Iterator[tuple[int, Problem]],
        ask: Callable[[int, Problem], Awaitable[None]],
        told: Callable[[], None],
    ) -> None:
        for place, problem in todo:
            try:
                if self.stopped is not None:
                    self.left_out[UNFINISHED] += 1
                    continue
                await ask(place, problem)
            except PassStoppedError as fault:
                self.stopped = str(fault)
                self.left_out[UNFINISHED] += 1
            except ProviderError:
                self.left_out[UNFINISHED] += 1
            except BaseException:
                self.stopped = "another problem failed"  # such as by a wrong key: the others must not ask on
                raise
            told()

"""A plan in waves: what is short when a wave is settled decides which of the plan's next items come first.

Between waves nothing changes, and what a wave rests on is settled in plan order; so the same run plans the same items
whatever the concurrency, the number of workers, or how often it was killed.  Nor does it matter how many problems are
wanted: a run whose target is raised has planned what it would have planned at once.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from math import ceil
from typing import TypeAlias, get_args

from mathwright.curate.quotas import Counts, Offer, QuotaAdmission, Quotas, Trait, Value, exact, least_of, values_of
from mathwright.records import Concept, Item, Problem, Refused

AHEAD = 8
"""Waves of new candidates that a wave may look at: few skills of many then still find their items.  Where none of them
may come in, as many more are looked at."""
WAITING = 64
"""Waves of candidates that wait; where as many do, no more are looked at than a wave takes."""
PREFERRED = 0.5
"""Most of a wave that goes to what is short: a quota that nothing can fill must not keep all else waiting."""
GUESSED = (1, 2)
"""Problems and items that a guess at the yield weighs as much as."""
FIRST_OF_SHARE = 8
"""Problems of a value before its share is looked at: of a few problems any share is too large or nothing."""
SERVED = frozenset(get_args(Concept.model_fields["kind"].annotation))
"""Traits that an item can say before its problem is made."""

NONE: Mapping[Value, int] = {}
Serves: TypeAlias = Callable[[Item], tuple[Concept, ...]]
"""Concepts that every problem made of an item has."""
Admit: TypeAlias = Callable[[Problem], Refused | None]


class Supply:
    """What the plan has brought, whoever wanted how much of it: the problems that all other rules let in."""

    def __init__(self, quotas: Quotas, least: dict[Value, int]) -> None:
        """Nothing brought yet."""
        self.counts = Counts(quotas, least, None)
        self._shares = {
            trait: quota
            for trait, quota in quotas.by_trait.items()
            if any(limits.at_most_share is not None for limits in (quota, *quota.named.values()))
        }
        self._total = 0

    def add(self, values: tuple[Value, ...]) -> None:
        """Count a problem, unless bounds that do not depend on the number wanted leave no place for it."""
        if self.counts.full(values) is None and not self.crowded(values):
            self.counts.add(values)
            self._total += 1

    def crowded(self, values: tuple[Value, ...], chosen: Mapping[Value, int] = NONE, items: int = 0) -> bool:
        """Whether one more with these values would have more than its share of what was brought so far.

        chosen: items of each value, of so many in all, that a wave has taken; each is counted as a problem.
        """
        return any(
            self.counts.of[value] + chosen.get(value, 0)
            >= max(FIRST_OF_SHARE, ceil(exact(share) * (self._total + items + 1)))
            for value in values
            if (share := self._share(value)) is not None
        )

    def _share(self, value: Value) -> float | None:
        quota = self._shares.get(value[0])
        return None if quota is None else quota.of(value[1]).at_most_share


class Steering:
    """Chooses each wave from the plan's next candidates, by what is short and what is full.

    The order of the plan stays among those that are preferred and among the others, and what is passed over waits.
    """

    def __init__(self, size: int, supply: Supply, serves: Serves, most: int) -> None:
        """``size``: items of a wave.  ``most``: candidates of which none may come in before the plan is given up."""
        self._size = size
        self._most = most
        self._supply = supply
        self._serves = serves
        self._planned = Counter[Value]()
        self._waiting: deque[Item] = deque()

    async def __call__(self, plan: AsyncIterator[Item]) -> AsyncGenerator[Item | None, None]:
        """The plan's items wave by wave; None where all before must be settled and decided on first.

        It ends where the plan does, and where of so many candidates in a row none may come in.  Where it ends is all
        that this bound decides, so it may hang on the number wanted.
        """
        try:
            while wave := await self._next_wave(plan):
                for item in wave:
                    yield item
                yield None
        finally:
            if isinstance(plan, AsyncGenerator):
                await plan.aclose()

    async def _next_wave(self, plan: AsyncIterator[Item]) -> list[Item]:
        choice = _Choice(self._size, self._supply, self._needed())
        candidates, self._waiting = self._waiting, deque()
        new, left = AHEAD * self._size if len(candidates) < WAITING * self._size else self._size, self._most
        while await self._look(choice, candidates, plan, new) and left > new and not choice.holds_some():
            new, left = AHEAD * self._size, left - new
            # Thousands may go by; signals and progress need their turn.
            await asyncio.sleep(0)
        wave, passed_over = choice.made()
        self._waiting.extend(passed_over)
        self._waiting.extend(candidates)
        for item in wave:
            self._planned.update(self._values(item))
        return wave

    async def _look(self, choice: _Choice, waiting: deque[Item], plan: AsyncIterator[Item], new: int) -> bool:
        """Offer the candidates that wait and so many new ones, until enough are chosen; whether the plan goes on."""
        while not choice.is_enough() and (waiting or new):
            new -= not waiting
            item = waiting.popleft() if waiting else await anext(plan, None)
            if item is None:
                return False
            choice.consider(item, self._values(item))
        return True

    def _values(self, item: Item) -> tuple[Value, ...]:
        return tuple({(one.kind, one.name): None for one in self._serves(item)})

    def _needed(self) -> dict[Value, float]:
        """Items wanted of each value that is short, at the yield so far."""
        counts = self._supply.counts
        return {
            value: by * (self._planned[value] + GUESSED[1]) / (counts.of[value] + GUESSED[0])
            for value, by in counts.short()
            if value[0] in SERVED
        }


class _Choice:
    """One wave being chosen."""

    def __init__(self, size: int, supply: Supply, needed: dict[Value, float]) -> None:
        self._size = size
        self._preferred = max(1, int(PREFERRED * size))
        self._supply = supply
        self._needed = needed
        self._chosen = Counter[Value]()
        self._first: list[Item] = []
        self._later: list[Item] = []
        self._last: list[Item] = []

    def consider(self, item: Item, values: tuple[Value, ...]) -> None:
        """Take up the next candidate: one that would certainly be refused is dropped."""
        if self._supply.counts.full(values) is not None:
            return
        if len(self._first) < self._preferred and any(value in self._needed for value in values):
            self._first.append(item)
            for value in values:
                if value in self._needed:
                    self._needed[value] -= 1
                    if self._needed[value] <= 0:
                        del self._needed[value]
        elif self._supply.crowded(values, self._chosen, len(self._first) + len(self._later)):
            self._last.append(item)
            return
        else:
            self._later.append(item)
        self._chosen.update(values)

    def is_enough(self) -> bool:
        """Whether more candidates would change nothing."""
        served = not self._needed or len(self._first) == self._preferred
        return served and len(self._first) + len(self._later) >= self._size

    def holds_some(self) -> bool:
        """Whether any candidate so far may come in."""
        return bool(self._first or self._later or self._last)

    def made(self) -> tuple[list[Item], list[Item]]:
        """The wave, and the candidates that wait for a later one."""
        ordered = self._first + self._later + self._last
        return ordered[: self._size], ordered[self._size :]


class QuotaGate:
    """A run's quotas behind the other rules of admission, and the waves its plan is steered by."""

    def __init__(
        self, quotas: Quotas, offer: Offer, wanted: int | None, admit: Admit, serves: Serves, most: int
    ) -> None:
        """``admit``: the other rules, asked first, so that what they say depends on no target.

        ``most``: items of the plan of which none may come in before it is given up.
        """
        self._traits: frozenset[Trait] = frozenset(quotas.by_trait)
        self._admit = admit
        self._admission = QuotaAdmission(quotas, offer, wanted)
        self._supply = Supply(quotas, least_of(quotas, offer))
        self.waves = Steering(quotas.wave, self._supply, serves, most)

    def __call__(self, problem: Problem) -> Refused | None:
        """Why the problem is refused; None lets it in."""
        refused = self._admit(problem)
        if refused is not None:
            return refused
        values = values_of(problem, self._traits)
        self._supply.add(values)
        return self._admission(values)

    def brought(self, problem: Problem) -> None:
        """Count a problem that the other rules let in, as is known of a stored one, without deciding anything."""
        self._supply.add(values_of(problem, self._traits))

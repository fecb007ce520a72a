"""A run's quotas at work: they open when its endless pass knows what it can make, and steer that pass's plan."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from mathwright.curate.quotas import (
    Counts,
    Offer,
    Quotas,
    QuotaStanding,
    by_quota,
    require_possible,
    standing_of,
    values_of,
)
from mathwright.curate.steering import Admit, QuotaGate
from mathwright.engine.stage import Stage
from mathwright.engine.upstream import accepted_rows, ended_outcomes, nothing, upstream
from mathwright.jobs.config import RunConfig
from mathwright.jobs.stages import endless_pass, most_items, options_of, recipe_of
from mathwright.records import Accepted, Concept, Item, Problem, Refused
from mathwright.store.outcomes import OutcomeRow, Outcomes
from mathwright.store.states import ACCEPTED


class RunQuotas:
    """The quotas of one run: what it admits, and the waves its plan is steered by."""

    def __init__(self, config: RunConfig, quotas: Quotas, seeds: Sequence[Problem], admit: Admit) -> None:
        """``admit``: the run's other rules.  Nothing is decided before ``waves`` or ``open`` has begun."""
        recipe = recipe_of(config)
        self.place = endless_pass(recipe)
        """Of the pass whose plan is steered."""
        self._config = config
        self._quotas = quotas
        self._seeds = seeds
        self._admit = admit
        self._pass = recipe.passes[self.place]
        self._most = most_items(config, len(seeds))
        self._gate: QuotaGate | None = None

    def __call__(self, problem: Problem) -> Refused | None:
        """Why a problem is refused; None lets it in."""
        return self._opened().__call__(problem)

    def open(self, offer: Offer) -> QuotaGate:
        """Begin with what the run can make.  Raises UsageError where so many problems cannot keep the quotas."""
        require_possible(self._quotas, offer, self._config.accepted)
        wanted, serves = self._config.accepted, self._pass.serves
        self._gate = QuotaGate(self._quotas, offer, wanted, self._admit, serves, self._most)
        return self._gate

    async def waves(self, earlier: AsyncIterator[Accepted[Any]]) -> AsyncGenerator[Item | None, None]:
        """The plan of the endless pass in waves, as the engine takes it; ends after a bounded number of items."""
        outcomes = [outcome async for outcome in earlier]
        options, run_seed = options_of(self._config), self._config.run_seed
        gate = self.open(self._pass.offers(outcomes, self._seeds, options, run_seed))
        plan = gate.waves(self._pass.plan(_again(outcomes), self._seeds, options, run_seed))
        planned = 0
        async for item in plan:
            if planned == self._most:
                break
            planned += item is not None
            yield item
        await plan.aclose()

    def brought(self, row: OutcomeRow) -> None:
        """Count a stored outcome of the last pass for the waves behind it."""
        if row.state == ACCEPTED and (row.refused is None or by_quota(row.refused)):
            self._opened().brought(Problem.model_validate_json(row.text()))

    def _opened(self) -> QuotaGate:
        assert self._gate is not None, "a run's plan begins before its first problem is decided on"
        return self._gate


def steered(stages: Sequence[Stage], quotas: RunQuotas) -> list[Stage]:
    """The stages of a run that plans in waves."""
    return [
        replace(stage, waves=quotas.waves) if place == quotas.place else stage for place, stage in enumerate(stages)
    ]


def require_quotas(config: RunConfig, seeds: Sequence[Problem]) -> None:
    """Raise UsageError where the quotas of a run are impossible, as far as that is known before it begins."""
    quotas = config.admit.quotas
    if quotas is not None:
        recipe = recipe_of(config)
        first = recipe.passes[0]
        offer = first.offers((), seeds, options_of(config), config.run_seed) if first.endless else Offer()
        require_possible(quotas, offer, config.accepted)


# --- of a stored run --------------------------------------------------------------------------------


def as_planned(stages: Sequence[Stage], config: RunConfig, seeds: Sequence[Problem], outcomes: Outcomes) -> list[Stage]:
    """The stages with the plan that the stored run has followed, which its quotas steered where it has any."""
    quotas = config.admit.quotas
    if quotas is None:
        return list(stages)
    place = endless_pass(recipe_of(config))
    replayed = partial(_replayed, stages, partial(RunQuotas, config, quotas, seeds, _let_in), outcomes)
    return [replace(stage, plan=replayed) if index == place else stage for index, stage in enumerate(stages)]


async def stored_offer(
    stages: Sequence[Stage], config: RunConfig, seeds: Sequence[Problem], outcomes: Outcomes
) -> Offer:
    """What the endless pass of a stored run can make, by the outcomes before it."""
    place = endless_pass(recipe_of(config))
    found = [outcome async for outcome in _before(stages, place, outcomes)]
    return recipe_of(config).passes[place].offers(found, seeds, options_of(config), config.run_seed)


def served_concepts(
    stages: Sequence[Stage], config: RunConfig, seeds: Sequence[Problem], outcomes: Outcomes, items: int
) -> Counter[tuple[Concept, ...]]:
    """Concepts of the first so many items that the endless pass of a stored run planned, to how many have them."""
    place = endless_pass(recipe_of(config))
    serves = recipe_of(config).passes[place].serves

    async def counted() -> Counter[tuple[Concept, ...]]:
        found = Counter[tuple[Concept, ...]]()
        plan = as_planned(stages, config, seeds, outcomes)[place].plan(_before(stages, place, outcomes))
        async for item in plan:
            if found.total() == items:
                break
            found[serves(item)] += 1
        return found

    return asyncio.run(counted())


def _before(stages: Sequence[Stage], place: int, outcomes: Outcomes) -> AsyncGenerator[Accepted[Any], None]:
    """What the plan of a pass reads, as it is stored."""
    before = nothing()
    if place:
        before = _again(accepted_rows(outcomes.rows(place - 1), stages[place - 1].payload_type))
    return upstream(stages[place], before, partial(ended_outcomes, stages, outcomes))


async def _replayed(
    stages: Sequence[Stage],
    begin: Callable[[], RunQuotas],
    outcomes: Outcomes,
    earlier: AsyncIterator[Accepted[Any]],
) -> AsyncGenerator[Item, None]:
    """The items of a plan in waves, each steered by what is stored of those before; ends with what was planned."""
    quotas, planned = begin(), 0
    rows = [outcomes.rows(index) for index in range(len(stages))]
    async for item in quotas.waves(earlier):
        if item is not None:
            planned += 1
            yield item
            continue
        wave = list(islice(rows[quotas.place], planned))
        for index in range(quotas.place + 1, len(stages)):
            if len(wave) < planned:
                return
            accepted = accepted_rows(wave, stages[index - 1].payload_type)
            planned = len([None async for _ in stages[index].plan(_again(accepted))])
            wave = list(islice(rows[index], planned))
        if len(wave) < planned:
            return
        planned = 0
        for row in wave:
            quotas.brought(row)


def _let_in(problem: Problem) -> Refused | None:
    return None


async def _again(outcomes: Iterable[Accepted[Any]]) -> AsyncGenerator[Accepted[Any], None]:
    for outcome in outcomes:
        yield outcome


# --- how a result stands ----------------------------------------------------------------------------


class QuotaWatch:
    """Counts the problems of a result as they go by."""

    def __init__(self, config: RunConfig) -> None:
        """Nothing counted yet."""
        self._quotas = config.admit.quotas
        self._wanted = config.accepted
        self._counts = None if self._quotas is None else Counts(self._quotas, {}, self._wanted)

    def of(self, problems: Iterator[Problem]) -> Iterator[Problem]:
        """The same problems."""
        if self._quotas is None or self._counts is None:
            yield from problems
            return
        traits = frozenset(self._quotas.by_trait)
        for problem in problems:
            self._counts.add(values_of(problem, traits))
            yield problem

    def standing(self, offer: Callable[[], Offer]) -> tuple[QuotaStanding, ...]:
        """Every value with its limits and its count; nothing without quotas.  ``offer``: asked only with them."""
        if self._quotas is None or self._counts is None:
            return ()
        return standing_of(self._quotas, offer(), self._counts, self._wanted)


def came_instead(standing: Iterable[QuotaStanding]) -> dict[str, tuple[str, ...]]:
    """Trait of a quota for a value that no problem has, to the values that problems have, most frequent first."""
    rows = list(standing)
    traits = dict.fromkeys(row.trait for row in rows if row.short and not row.let_in)
    frequent = sorted(rows, key=lambda row: (-row.let_in, row.name))
    return {trait: tuple(row.name for row in frequent if row.trait == trait and row.let_in) for trait in traits}

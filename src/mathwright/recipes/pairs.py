"""The plan of MATH²: pairs of skills with their exemplars, sweep after sweep (arXiv:2407.21009, section 2)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, count
from random import Random

from pydantic import Field

from mathwright.concepts.repository import SkillRepository, build_repository
from mathwright.concepts.survey import ConceptSurvey
from mathwright.curate.quotas import Offer
from mathwright.errors import DataError
from mathwright.prompts.math2 import Pair, SkillExamples
from mathwright.recipes.recipe import Told
from mathwright.recipes.skills import Relabelled, SkillConfig
from mathwright.records import Accepted, Concept, Item, Problem, content_id


class PairConfig(SkillConfig):
    """The options of the plan."""

    least_exemplars: int = Field(default=2, ge=1)
    """Seed problems a skill needs to take part."""
    exemplars: int = Field(default=3, ge=1)
    """Exemplars of each skill that a prompt shows."""
    draws: int = Field(default=1, ge=1)
    """Questions written for one pair with the same exemplars, as independent draws."""


class PairItem(Item):
    """A pair of skills in one sweep over all pairs."""

    index: int
    """Place in the plan, from 0; also the draw of what is asked for."""
    pair: Pair
    """With exemplars drawn for this item."""
    judged: Pair
    """With the exemplars that represent each skill, the same whenever the pair comes again."""


async def plan_pairs(
    earlier: AsyncIterator[Accepted[Relabelled]], seeds: Sequence[Problem], config: PairConfig, run_seed: int
) -> AsyncIterator[PairItem]:
    """Each pair of skills once a sweep, in an order drawn anew for each; endless.

    Raises DataError where seed problems have skills, but not two of them enough exemplars.
    """
    relabelled = [outcome.payload async for outcome in earlier]
    repository = repository_of(relabelled, seeds, config)
    pairs = tuple(combinations(repository.skills, 2))
    if relabelled and not pairs:
        raise DataError(
            f"skills with {config.least_exemplars} or more seed problems: {len(repository.skills)}; a pair needs two: "
            "add seed problems, or lower options.least_exemplars"
        )
    for block in count() if pairs else ():
        first = pair_item(block * config.draws, pairs, repository, config, run_seed)
        for index in range(first.index, first.index + config.draws):
            yield first if index == first.index else _next_draw(first, index, run_seed)


def repository_of(relabelled: Iterable[Relabelled], seeds: Sequence[Problem], config: PairConfig) -> SkillRepository:
    """The skill exemplar repository of the relabelled seed problems."""
    by_id, found = {seed.problem_id: seed for seed in seeds}, list(relabelled)
    computed = {one.problem_id: one.computed for one in found if one.computed is not None}
    return build_repository(
        ((by_id[one.problem_id], one.skill) for one in found), least=config.least_exemplars, computed=computed
    )


def pair_item(
    index: int, pairs: tuple[tuple[str, str], ...], repository: SkillRepository, config: PairConfig, run_seed: int
) -> PairItem:
    """The item at one place of the plan, whatever was planned before it."""
    block = index // config.draws
    sweep, place = divmod(block, len(pairs))
    skills = pairs[_sweep_order(len(pairs), sweep, run_seed)[place]]
    rng = Random(f"{run_seed}:make:{block}")
    drawn = [SkillExamples(skill=one, exemplars=repository.draw(one, config.exemplars, rng)) for one in skills]
    shown = [SkillExamples(skill=one, exemplars=repository.representatives(one, config.exemplars)) for one in skills]
    return PairItem(
        item_id=_item_id(index, skills, run_seed),
        index=index,
        pair=(drawn[0], drawn[1]),
        judged=(shown[0], shown[1]),
    )


def _next_draw(first: PairItem, index: int, run_seed: int) -> PairItem:
    """Another draw of the same pair; it shares the exemplars as objects, which spares comparing and sending them."""
    item_id = _item_id(index, skills_of(first), run_seed)
    return PairItem(item_id=item_id, index=index, pair=first.pair, judged=first.judged)


def _item_id(index: int, skills: tuple[str, str], run_seed: int) -> str:
    return content_id("pair", str(run_seed), str(index), *skills)


@lru_cache(maxsize=2)
def _sweep_order(pairs: int, sweep: int, run_seed: int) -> tuple[int, ...]:
    return tuple(Random(f"{run_seed}:make:sweep:{sweep}").sample(range(pairs), pairs))


def offered(
    earlier: Sequence[Accepted[Relabelled]], seeds: Sequence[Problem], config: PairConfig, run_seed: int
) -> Offer:
    """The skills of the repository, two a problem."""
    repository = repository_of((outcome.payload for outcome in earlier), seeds, config)
    return Offer({"skill": repository.skills, "topic": (), "knowledge_point": ()}, {"skill": (2, 2)})


def skills_of(item: PairItem) -> tuple[str, str]:
    """The names of the two skills."""
    return item.pair[0].skill, item.pair[1].skill


def concepts_of(item: PairItem) -> tuple[Concept, ...]:
    """The two skills as concepts."""
    return tuple(Concept(kind="skill", name=name) for name in skills_of(item))


def survey(told: Told[PairConfig]) -> ConceptSurvey:
    """The skills of the repository, and how often each pair was planned."""
    relabelled = (outcome.payload for outcome in told.ended("relabel"))
    skills = repository_of(relabelled, told.seeds, told.config).skills
    pairs = tuple(combinations(skills, 2))
    if told.served is not None:
        return ConceptSurvey(skills=skills, pairs=_pairs_served(told.served(), told.config.draws))
    blocks = -(-told.planned // told.config.draws)
    sweeps, rest = divmod(blocks, len(pairs)) if pairs else (0, 0)
    planned = {pairs[place]: sweeps + 1 for place in _sweep_order(len(pairs), sweeps, told.run_seed)[:rest]}
    return ConceptSurvey(skills=skills, pairs=dict.fromkeys(pairs, sweeps) | planned if sweeps else planned)


def _pairs_served(served: Mapping[tuple[Concept, ...], int], draws: int) -> dict[tuple[str, str], int]:
    """Pairs to how often they were planned, each time with so many draws."""
    return {(first.name, second.name): -(-items // draws) for (first, second), items in served.items()}

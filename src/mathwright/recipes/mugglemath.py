"""MuggleMath: Assessing the Impact of Query and Response Augmentation on Math Reasoning (arXiv:2310.05506).

    seed query ──query augmentation──▶ five new queries ──response augmentation──▶ reasoning paths
               change numbers · fractions or percentages ·        k responses a query
               multiple concepts · conditional · complexity              │
                                                         filter ▶ distinct equations ▶ new problem

In our words, two passes.  ``rewrite``: one seed problem to its five queries.  ``respond``: one query to a problem.

Differs from the paper
- New queries have no gold answer.  The paper keeps what a majority of the responses answers; so do we, by
  mathematical equality, but where the query comes with a program a response is kept only if its own printed
  annotations re-execute to the program's answer.
- The paper's companions for "combine multiple concepts" are left to the model; we hand over other seed problems.
- Number of responses and temperature are nowhere stated; ``responses`` defaults to 3, after which its gains stop.
- ``sampling_budget`` draws more responses to harder queries (arXiv:2407.13690); the paper as many to every query.
- A query that an earlier one repeats is not answered again.
- The filter by equations and distance is the related rejection-sampling recipe's (arXiv:2308.01825).
- Each sweep goes over the seed problems in an order of its own drawn from ``run_seed``, not in the file's, so the
  first N problems are a sample of the whole file.  Sweeps never end unless ``sweeps`` says so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import lru_cache, partial
from itertools import count
from random import Random

from pydantic import Field, model_validator

from mathwright.curate.difficulty_budget import Budget, DrawPlan
from mathwright.curate.quotas import Offer, Trait
from mathwright.prompts.draft import Draft, Kind
from mathwright.prompts.mugglemath import KINDS, Respond, RewriteQuery, Rewrites
from mathwright.recipes.drafts import believed_of, hard_problem, problem_of
from mathwright.recipes.draw_budget import Drawn, drawn_within
from mathwright.recipes.queries import RespondItem, plan_responses
from mathwright.recipes.recipe import REPLY, Loss, Pass, Recipe
from mathwright.recipes.responses import NotBelieved, VoteConfig
from mathwright.recipes.rewrite_parts import response_parts
from mathwright.records import (
    Accepted,
    Concept,
    Item,
    Outcome,
    Problem,
    Record,
    content_id,
)
from mathwright.teachers.teacher import Roles

SOURCE = "mugglemath/1"


class MuggleMathConfig(VoteConfig):
    """The options of the recipe."""

    kinds: tuple[Kind, ...] = Field(default=KINDS, min_length=1)
    """The rewrites asked for of each seed problem."""
    companions: int = Field(default=4, ge=0)
    """Other seed problems shown with each query, as concepts to combine."""
    with_solution: bool = False
    """Show the seed problem's solution and ask for one with each rewrite: the paper's form for MATH."""
    responses: int = Field(default=3, ge=1)
    """Responses asked for each query."""
    sampling_budget: Budget = "fixed"
    """``fixed``: ``responses`` of each query; ``uniform``: further ones until ``paths`` are right; ``proportional``:
    until so many of the ``paths`` are right as of the first ``responses`` fail, one of an easy query."""
    most_responses: int = Field(default=12, ge=1)
    """Responses of one query after which a budget ends; ``fixed`` leaves it aside."""
    paths: int = Field(default=3, ge=1)
    """Most reasoning paths kept of a problem; of more, those farthest apart stay."""
    sweeps: int | None = Field(default=None, ge=1)
    """Sweeps over the seed problems; None sweeps until the run has what it wants."""

    @model_validator(mode="after")
    def _budget_holds_the_first_draws(self) -> MuggleMathConfig:
        if self.sampling_budget != "fixed" and self.most_responses < self.responses:
            raise ValueError(f"most_responses = {self.most_responses} is below responses = {self.responses}")
        return self


class RewriteItem(Item):
    """One seed problem in one sweep."""

    index: int
    """Place in the plan, from 0."""
    sweep: int
    """Which sweep, from 0; also the draw, so that a later sweep is another sample."""
    query: Problem
    companions: tuple[Problem, ...]


# --- query augmentation ---------------------------------------------------------------------------


async def plan_rewrites(
    earlier: AsyncIterator[Accepted[Record]], seeds: Sequence[Problem], config: MuggleMathConfig, run_seed: int
) -> AsyncIterator[RewriteItem]:
    """Each seed problem once a sweep; ``earlier`` is not read."""
    sweeps = count() if config.sweeps is None else range(config.sweeps)
    for sweep in sweeps if seeds else ():
        for place in range(len(seeds)):
            yield rewrite_item(sweep * len(seeds) + place, seeds, config, run_seed)


def offered(
    earlier: Sequence[Accepted[Record]], seeds: Sequence[Problem], config: MuggleMathConfig, run_seed: int
) -> Offer:
    """The concepts of the seed problems; a problem has those of its seed problem and of companions combined with it."""
    concepts: dict[Trait, dict[str, None]] = {"skill": {}, "topic": {}, "knowledge_point": {}}
    for seed in seeds:
        for concept in seed.concepts:
            concepts[concept.kind][concept.name] = None
    combined = 1 + (config.companions if "compose" in config.kinds else 0)
    return Offer(
        {trait: tuple(names) for trait, names in concepts.items()} | {"kind": config.kinds},
        {trait: _carried(seeds, trait, combined) for trait in concepts} | {"kind": (1, 1)},
    )


def _carried(seeds: Sequence[Problem], trait: Trait, combined: int) -> tuple[int, int]:
    """Fewest and most concepts of one kind that a problem of at most so many seed problems has."""
    each = [sum(concept.kind == trait for concept in seed.concepts) for seed in seeds] or [0]
    return min(each), combined * max(each)


def concepts_of(item: RewriteItem) -> tuple[Concept, ...]:
    """The seed problem's, which each problem made of it takes over."""
    return item.query.concepts


def rewrite_item(index: int, seeds: Sequence[Problem], config: MuggleMathConfig, run_seed: int) -> RewriteItem:
    """The item at one place of the plan, whatever was planned before it."""
    sweep, place = divmod(index, len(seeds))
    own = _sweep_order(len(seeds), sweep, run_seed)[place]
    drawn = Random(f"{run_seed}:rewrite:{index}").sample(range(len(seeds) - 1), min(config.companions, len(seeds) - 1))
    return RewriteItem(
        item_id=content_id("rewrite", str(run_seed), str(index), seeds[own].problem_id),
        index=index,
        sweep=sweep,
        query=seeds[own],
        companions=tuple(seeds[other + (other >= own)] for other in drawn),
    )


@lru_cache(maxsize=2)
def _sweep_order(seeds: int, sweep: int, run_seed: int) -> tuple[int, ...]:
    return tuple(Random(f"{run_seed}:rewrite:sweep:{sweep}").sample(range(seeds), seeds))


async def rewrite(item: RewriteItem, roles: Roles, config: MuggleMathConfig) -> Outcome[Rewrites]:
    """Rewrite one seed problem in each kind; refused only where no kind came through."""
    prompt = RewriteQuery(
        query=item.query, companions=item.companions, kinds=config.kinds, with_solution=config.with_solution
    )
    rewrites = await roles.author.ask(prompt, draw=item.sweep)
    if rewrites.drafts:
        return item.accepted(rewrites)
    reasons = {refusal.reason for refusal in rewrites.refusals}
    told = "\n".join(f"{refusal.kind}: {refusal.reason}" for refusal in rewrites.refusals)
    return item.rejected("rewrite", reasons.pop() if len(reasons) == 1 else "no kind of rewrite came through", told)


def refused_kinds(rewrites: Rewrites) -> tuple[Loss, ...]:
    """The kinds that gave no query, for the yield table."""
    return tuple(Loss("rewrite", refusal.kind, refusal.reason) for refusal in rewrites.refusals)


# --- response augmentation ------------------------------------------------------------------------


async def respond(item: RespondItem, roles: Roles, config: MuggleMathConfig) -> Outcome[Problem]:
    """Turn one query into a problem with its reasoning paths, or say which filter refused it."""
    draft = item.draft
    if item.repeated:
        return item.rejected("repeated_query", "an earlier query is the same", draft.question)
    drawn = await reasoning_paths(draft, roles, config)
    if isinstance(drawn.believed, NotBelieved):
        step = "majority_filter" if draft.program is None else "program_filter"
        hard = hard_problem(SOURCE, draft, drawn.believed, drawn.responses, item.concepts, item.license)
        return item.rejected(step, drawn.believed.reason, draft.question, hard)
    paths = min(config.paths, drawn.wanted) if config.sampling_budget == "proportional" else config.paths
    return item.accepted(problem_of(SOURCE, draft, drawn.believed, item.concepts, item.license, paths))


async def reasoning_paths(draft: Draft, roles: Roles, config: MuggleMathConfig) -> Drawn:
    """The responses to one query, the solution that came with it first, if any, and what they establish."""
    plan = DrawPlan(config.sampling_budget, config.responses, config.most_responses, config.paths)
    own = [draft.solution] if draft.solution is not None else []
    judge = partial(believed_of, draft, rule=config)
    return await drawn_within(plan, Respond(draft=draft), roles.solver, judge, own)


MUGGLEMATH = Recipe(
    name="mugglemath",
    passes=(
        Pass(
            name="rewrite",
            plan=plan_rewrites,
            run=rewrite,
            item_type=RewriteItem,
            payload_type=Rewrites,
            steps=(REPLY, "rewrite"),
            asks=(RewriteQuery,),
            losses=refused_kinds,
            parts=response_parts,
            endless=True,
            serves=concepts_of,
            offers=offered,
        ),
        Pass(
            name="respond",
            plan=plan_responses,
            run=respond,
            item_type=RespondItem,
            payload_type=Problem,
            steps=(REPLY, "repeated_query", "program_filter", "majority_filter"),
            asks=(Respond,),
            untested_symbolically=(REPLY, "majority_filter"),
        ),
    ),
    config_type=MuggleMathConfig,
)
"""The recipe, as the catalog holds it."""

"""MathScale: scaling instruction tuning with a concept graph (Tang et al. 2024, arXiv:2403.02884, section 2).

    seed problems ─▶ concept extraction ─▶ [merge synonyms] ─▶ count filter ─▶ concept graph ─▶ random walks ─▶
        compositions ─▶ generation from concepts and nearest examples ─▶ validation ─▶ new problem

Differs from the paper
- Synonyms survive in the paper; names that mean one concept are merged (``merge``).
- The distribution of the steps of a walk is nowhere stated: uniform.  A topic without neighbours takes no topic step,
  and a walk that reaches no knowledge point is drawn again in the next epoch.
- When walks bring no new composition for a while, each composition is used again, ``per_composition`` times at most.
- Number of examples is nowhere stated: ``shots`` defaults to 3.
- The paper tried validation and dropped it.  Here a judge examines each problem, and the answer is the majority's of
  the author's and ``references`` reference solutions, by mathematical equality: a wrong solution is so replaced.
  Where no answer has a majority the problem goes to the hard pool.
- Decontamination is ``admit.against``; the paper's data with its seed problems is ``--with-seeds``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from itertools import chain
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from mathwright.concepts.compositions import PATIENCE, CompositionSearch
from mathwright.concepts.fractions import kept_share
from mathwright.concepts.graph import ConceptGraph
from mathwright.concepts.saturation import composition_use, saturation
from mathwright.concepts.survey import ConceptSurvey
from mathwright.concepts.walks import MOST_STEPS, Steps
from mathwright.curate.quotas import Offer
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import Examination, ExamineProblem, SolveReference, WriteProblem
from mathwright.prompts.program_check import WriteProgram
from mathwright.recipes.drafts import believed_of, hard_problem, problem_of, shared_license
from mathwright.recipes.extraction import EXTRACTION_PASSES, Extracted, ExtractionConfig, concept_graph_of, rows_of
from mathwright.recipes.program_check import ProgramCheckConfig, confirmed, step_of
from mathwright.recipes.recipe import REPLY, Pass, Recipe, Told
from mathwright.recipes.responses import NotBelieved, VoteConfig, texts_of
from mathwright.recipes.shelf import (
    MATERIAL,
    MATERIAL_OF_MANY,
    CompositionItem,
    Shelf,
    concepts_of,
    examination_of,
    prompt_of,
    seeds_behind,
)
from mathwright.records import Accepted, Outcome, Problem, Record
from mathwright.teachers.teacher import Roles, ask_draws

SOURCE = "mathscale/1"
EPOCHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Where the saturation curve is looked at; the paper's whole run is about 1,000 epochs."""
SYMBOLIC_KP_STEPS = 4
"""Most steps between knowledge points that a symbolic author's chains can follow."""
Range = tuple[Annotated[int, Field(ge=0, le=MOST_STEPS)], Annotated[int, Field(ge=0, le=MOST_STEPS)]]


class MathScaleConfig(VoteConfig, ProgramCheckConfig, ExtractionConfig):
    """The options of the recipe."""

    topic_fraction: float = Field(default=1.0, gt=0, le=1)
    """Share of the topics that stay, for ablations; a smaller share is part of a larger one."""
    kp_fraction: float = Field(default=1.0, gt=0, le=1)
    """Share of the knowledge points that stay."""
    topic_steps: Range = (1, 2)
    """Fewest and most steps from topic to topic."""
    kp_steps: Range = (0, 4)
    """Fewest and most steps from knowledge point to knowledge point; of a symbolic author at most 4, since its chains
    have at most five links."""
    patience: int = Field(default=PATIENCE, ge=1)
    """Epochs without a new composition after which the walks count as saturated."""
    per_composition: int = Field(default=10, ge=1)
    """Most problems asked for of one composition, once the walks are saturated."""
    draws: int = Field(default=1, ge=1)
    """Problems written for one composition and its examples, as independent draws."""
    shots: int = Field(default=3, ge=0)
    """Seed problems shown as examples."""
    references: int = Field(default=3, ge=1)
    """Reference solutions asked for each problem."""
    paths: int = Field(default=3, ge=1)
    """Most solutions kept of a problem; of more, those farthest apart stay."""

    @field_validator("topic_steps", "kp_steps")
    @classmethod
    def _ascends(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] > value[1]:
            raise ValueError(f"the fewest steps come first, then the most: {sorted(value)}, not {list(value)}")
        return value

    @field_validator("kp_steps")
    @classmethod
    def _fits_the_author(cls, value: tuple[int, int], info: ValidationInfo) -> tuple[int, int]:
        if (info.context or {}).get("author") == "symbolic" and value[1] > SYMBOLIC_KP_STEPS:
            raise ValueError(
                f"the symbolic author's chains have at most five links, so at most {SYMBOLIC_KP_STEPS} steps, "
                f"not {value[1]}"
            )
        return value

    @property
    def steps(self) -> Steps:
        """The steps of a walk."""
        return Steps(topic=self.topic_steps, knowledge_point=self.kp_steps)


# --- concept composition --------------------------------------------------------------------------


async def plan_compositions(
    earlier: AsyncIterator[Accepted[Record]], seeds: Sequence[Problem], config: MathScaleConfig, run_seed: int
) -> AsyncIterator[CompositionItem]:
    """The unique compositions as the walks find them; once they are saturated, all of them again, up to the cap.

    Raises DataError where no topic or no knowledge point is left.
    """
    rows = rows_of([outcome async for outcome in earlier])
    if not rows:
        return
    graph = graph_of(rows, config, run_seed)
    material = MATERIAL if config.draws == 1 else MATERIAL_OF_MANY
    shelf = Shelf(rows, graph, seeds, config.shots, run_seed, material)
    for again in range(config.per_composition):
        for composition in CompositionSearch(graph, run_seed, config.steps, config.patience):
            first = shelf.item(composition, again)
            for draw in range(config.draws):
                yield first.at(draw)


def offered(
    earlier: Sequence[Accepted[Record]], seeds: Sequence[Problem], config: MathScaleConfig, run_seed: int
) -> Offer:
    """The topics and knowledge points of the concept graph, one of each or more a problem."""
    rows = rows_of(earlier)
    if not rows:
        return Offer({"skill": (), "topic": (), "knowledge_point": ()})
    graph, steps = graph_of(rows, config, run_seed), config.steps
    return Offer(
        {"skill": (), "topic": graph.topics, "knowledge_point": graph.knowledge_points},
        {"topic": (1, 1 + steps.topic[1]), "knowledge_point": (1, 1 + steps.knowledge_point[1])},
    )


def graph_of(rows: Sequence[Extracted], config: MathScaleConfig, run_seed: int) -> ConceptGraph:
    """The concept graph of the extracted concepts that the fractions leave."""
    return concept_graph_of(
        rows,
        config.least,
        lambda names: kept_share(names, config.topic_fraction, run_seed, "topic_fraction"),
        lambda names: kept_share(names, config.kp_fraction, run_seed, "kp_fraction"),
    )


# --- generation and validation --------------------------------------------------------------------


async def make(item: CompositionItem, roles: Roles, config: MathScaleConfig) -> Outcome[Problem]:
    """Turn one composition into one problem, or say which step refused it."""
    draft = await write_problem(item, roles, config)
    fault = fault_of(await examine(item, draft, roles), item)
    if fault is not None:
        return item.rejected("examination", fault, draft.question)
    solutions = await reference_solutions(draft, roles, config)
    believed = await confirmed(draft, believed_of(draft, solutions, config), roles.solver, config)
    concepts = concepts_of(item)
    terms = shared_license(draft, seeds_behind(item, draft))
    if isinstance(believed, NotBelieved):
        hard = hard_problem(SOURCE, draft, believed, solutions, concepts, terms)
        return item.rejected(step_of(believed, "reference"), believed.reason, draft.question, hard)
    return item.accepted(problem_of(SOURCE, draft, believed, concepts, terms, config.paths))


async def write_problem(item: CompositionItem, roles: Roles, config: MathScaleConfig) -> Draft:
    """One problem with its solution."""
    return await roles.author.ask(prompt_of(item, config.draws), draw=item.round * config.draws + item.draw)


async def examine(item: CompositionItem, draft: Draft, roles: Roles) -> Examination:
    """Whether the problem is sound and combines what it was asked to combine."""
    return await roles.judge.ask(examination_of(item, draft))


def fault_of(found: Examination, item: CompositionItem) -> str | None:
    """Why the examination drops the problem, or None: it may leave out a topic, but not all, and no knowledge point."""
    if not found.sound:
        return "not sound"
    if not set(item.knowledge_points).isdisjoint(found.missing):
        return "a knowledge point is not needed"
    return "keeps to none of the topics" if set(item.topics) <= set(found.missing) else None


async def reference_solutions(draft: Draft, roles: Roles, config: MathScaleConfig) -> list[str]:
    """The author's solution, if it gave one, and the reference solutions."""
    replies = await ask_draws(roles.solver, SolveReference(draft=draft), range(config.references))
    own = [draft.solution] if draft.solution is not None else []
    return own + texts_of(replies)


def survey(told: Told[MathScaleConfig]) -> ConceptSurvey:
    """The concept graph of the run, how its walks saturate, and what its items took of the compositions."""
    rows = rows_of(chain(told.ended("extract"), told.ended("merge")))
    if not rows:
        return ConceptSurvey()
    config, graph = told.config, graph_of(rows, told.config, told.run_seed)
    search = CompositionSearch(graph, told.run_seed, config.steps, config.patience)
    use = composition_use(search, -(-told.planned // config.draws), config.per_composition)
    # the curve goes at least as far as the run's own walks, so that it ends where they did
    epochs = (*EPOCHS, max(EPOCHS[-1], use.epochs))
    found = saturation(graph, told.run_seed, epochs, config.steps, patience=config.patience)
    return ConceptSurvey(graph=graph, saturation=found.model_copy(update={"use": use}))


MATHSCALE = Recipe(
    name="mathscale",
    passes=(
        *EXTRACTION_PASSES,
        Pass(
            name="make",
            plan=plan_compositions,
            run=make,
            item_type=CompositionItem,
            payload_type=Problem,
            steps=(REPLY, "examination", "reference"),
            asks=(WriteProblem, ExamineProblem, SolveReference, WriteProgram),
            untested_symbolically=("reference",),
            untested_criteria=("examination: sense of the story",),
            reads=("extract",),
            endless=True,
            serves=concepts_of,
            offers=offered,
        ),
    ),
    config_type=MathScaleConfig,
    survey=survey,
)
"""The recipe, as the catalog holds it."""

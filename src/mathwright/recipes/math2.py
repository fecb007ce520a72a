"""MATH²: challenging questions from pairs of skills (Shah et al. 2024, arXiv:2407.21009, section 2).

    label ▶ cluster ▶ relabel ▶ skill exemplar repository          (arXiv:2405.12205; in skills.py)
                                         │
    random pair ─▶ 1 skill-pair validation ─▶ 2 question generation ─▶ 3 solution attempt ─▶
                                         4 question validation ─▶ 5 final solution, re-validation ─▶ new problem

Differs from the paper
- Pairs are random, but no pair comes a second time before every pair came once; the report shows those never used.
- Pair validation sees the same exemplars whenever a pair comes again, generation sees fresh ones.
- The validator's number of calls is nowhere stated: ``votes`` defaults to 4.  A question is dropped unless most votes
  say Yes; and where most votes find the same criterion of the rubric unmet.
- The paper discards a question on whose final answer all solutions differ, which loses the hardest ones: they go to
  the hard pool, as do those on which no answer has more than half of the solutions; a majority of less is none here.
  Answers are compared by mathematical equality; ``solutions`` is 4 as reported in reviews.
- The paper never tests that both skills are needed.  Here the question is solved with each skill forbidden in turn;
  what comes out stands with the evidence, and ``both_needed = "reject"`` drops it where the answer is reached.
- Each step may have a model of its own; validators and final solvers never see each other.
- One model's conversation goes on from pair validation to generation; ``conversation = false`` starts it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import lru_cache
from itertools import combinations, count
from random import Random

from pydantic import Field

from mathwright.concepts.repository import SkillRepository, build_repository
from mathwright.concepts.survey import ConceptSurvey
from mathwright.errors import DataError
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import (
    RUBRIC,
    Attempt,
    AttemptSolution,
    Pair,
    PairVerdict,
    QuestionVerdict,
    SkillExamples,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.prompts.program_check import WriteProgram
from mathwright.recipes.both_skills import REACHED, BothNeeded, refused_by, skills_needed
from mathwright.recipes.drafts import believed_of, hard_problem, problem_of, shared_license
from mathwright.recipes.program_check import ProgramCheckConfig, confirmed, step_of
from mathwright.recipes.recipe import REPLY, Pass, Recipe, Told
from mathwright.recipes.responses import NotBelieved, VoteConfig, texts_of
from mathwright.recipes.skills import SKILL_PASSES, Relabelled, SkillConfig
from mathwright.records import Accepted, Concept, Item, Outcome, Problem, content_id
from mathwright.teachers.teacher import Roles, ask_draws

SOURCE = "math2/1"


class Math2Config(VoteConfig, ProgramCheckConfig, SkillConfig):
    """The options of the recipe."""

    least_exemplars: int = Field(default=2, ge=1)
    """Seed problems a skill needs to take part."""
    exemplars: int = Field(default=3, ge=1)
    """Exemplars of each skill that a prompt shows."""
    votes: int = Field(default=4, ge=1)
    """Validations asked for each question."""
    solutions: int = Field(default=4, ge=1)
    """Final solutions asked for each question."""
    both_needed: BothNeeded = "report"
    """Solve each question with one skill forbidden, then the other: "report" what comes out, "reject" it where the
    answer is reached, or "off"."""
    paths: int = Field(default=3, ge=1)
    """Most solutions kept of a problem; of more, those farthest apart stay."""
    conversation: bool = True
    """Whether generation goes on with the conversation of the pair's validation."""


class PairItem(Item):
    """A pair of skills in one sweep over all pairs."""

    index: int
    """Place in the plan, from 0; also the draw of what is asked for."""
    pair: Pair
    """With exemplars drawn for this item."""
    judged: Pair
    """With the exemplars that represent each skill, the same whenever the pair comes again."""


async def plan_pairs(
    earlier: AsyncIterator[Accepted[Relabelled]], seeds: Sequence[Problem], config: Math2Config, run_seed: int
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
    for index in count() if pairs else ():
        yield pair_item(index, pairs, repository, config, run_seed)


def repository_of(relabelled: Iterable[Relabelled], seeds: Sequence[Problem], config: Math2Config) -> SkillRepository:
    """The skill exemplar repository of the relabelled seed problems."""
    by_id = {seed.problem_id: seed for seed in seeds}
    return build_repository(((by_id[one.problem_id], one.skill) for one in relabelled), least=config.least_exemplars)


def pair_item(
    index: int, pairs: tuple[tuple[str, str], ...], repository: SkillRepository, config: Math2Config, run_seed: int
) -> PairItem:
    """The item at one place of the plan, whatever was planned before it."""
    sweep, place = divmod(index, len(pairs))
    skills = pairs[_sweep_order(len(pairs), sweep, run_seed)[place]]
    rng = Random(f"{run_seed}:make:{index}")
    drawn = [SkillExamples(skill=one, exemplars=repository.draw(one, config.exemplars, rng)) for one in skills]
    shown = [SkillExamples(skill=one, exemplars=repository.representatives(one, config.exemplars)) for one in skills]
    return PairItem(
        item_id=content_id("pair", str(run_seed), str(index), *skills),
        index=index,
        pair=(drawn[0], drawn[1]),
        judged=(shown[0], shown[1]),
    )


@lru_cache(maxsize=2)
def _sweep_order(pairs: int, sweep: int, run_seed: int) -> tuple[int, ...]:
    return tuple(Random(f"{run_seed}:make:sweep:{sweep}").sample(range(pairs), pairs))


async def make(item: PairItem, roles: Roles, config: Math2Config) -> Outcome[Problem]:
    """Turn one skill pair into one problem, or say which step refused it."""
    verdict = await validate_pair(item, roles)
    if not verdict.distinct:
        return item.rejected("pair_validation", "skills overlap", " and ".join(skills_of(item)))
    draft = await write_question(item, verdict, roles, config)
    attempt = await attempt_solution(draft, roles)
    flaw = flaw_of(await validate_question(item, draft, attempt, roles, config))
    if flaw is not None:
        return item.rejected("question_validation", flaw, draft.question)
    solutions = await solve(item, draft, roles, config)
    believed = await confirmed(draft, believed_of(draft, solutions, config), roles.solver, config)
    concepts = tuple(Concept(kind="skill", name=name) for name in skills_of(item))
    terms = shared_license(draft, (problem for one in item.pair for problem in one.exemplars))
    if isinstance(believed, NotBelieved):
        hard = hard_problem(SOURCE, draft, believed, solutions, concepts, terms)
        return item.rejected(step_of(believed, "revalidation"), believed.reason, draft.question, hard)
    needs = await skills_needed(item.pair, draft, believed.answer, roles.solver, config.both_needed)
    if refused_by(needs, config.both_needed):
        return item.rejected("both_needed", REACHED, draft.question)
    return item.accepted(problem_of(SOURCE, draft, believed.needing(needs), concepts, terms, config.paths))


def skills_of(item: PairItem) -> tuple[str, str]:
    """The names of the two skills."""
    return item.pair[0].skill, item.pair[1].skill


async def validate_pair(item: PairItem, roles: Roles) -> PairVerdict:
    """1. Whether the two skills are qualitatively distinct."""
    return await roles.judge.ask(ValidatePair(pair=item.judged))


async def write_question(item: PairItem, verdict: PairVerdict, roles: Roles, config: Math2Config) -> Draft:
    """2. One new question that needs both skills."""
    turns = (ValidatePair(pair=item.judged).turn(verdict),) if config.conversation else ()
    return await roles.author.ask(WriteQuestion(pair=item.pair, conversation=turns), draw=item.index)


async def attempt_solution(draft: Draft, roles: Roles) -> Attempt:
    """3. An attempt that tries to break the question."""
    return await roles.solver.ask(AttemptSolution(draft=draft))


async def validate_question(
    item: PairItem, draft: Draft, attempt: Attempt, roles: Roles, config: Math2Config
) -> list[QuestionVerdict | None]:
    """4. Independent verdicts over the rubric; None for a vote that was no verdict."""
    prompt = ValidateQuestion(pair=item.pair, draft=draft, attempt=attempt)
    return await ask_draws(roles.judge, prompt, range(config.votes))


def flaw_of(verdicts: Sequence[QuestionVerdict | None]) -> str | None:
    """Why the votes drop the question: the criterion that most of them find unmet; None where most keep it."""
    given = [verdict for verdict in verdicts if verdict is not None]
    unmet = Counter(criterion for verdict in given for criterion in set(verdict.failed))
    shared = [criterion for criterion in RUBRIC if 2 * unmet[criterion] > len(verdicts)]
    if shared:
        return f"criterion not met: {shared[0].replace('_', ' ')}"
    agreeing = sum(verdict.valid for verdict in given)
    return None if 2 * agreeing > len(verdicts) else "voted down"


async def solve(item: PairItem, draft: Draft, roles: Roles, config: Math2Config) -> list[str]:
    """5. Solutions from scratch, an empty one for a draw that gave none."""
    replies = await ask_draws(roles.solver, SolveQuestion(pair=item.pair, draft=draft), range(config.solutions))
    return texts_of(replies)


def survey(told: Told[Math2Config]) -> ConceptSurvey:
    """The skills of the repository, and how often each pair was planned."""
    relabelled = (outcome.payload for outcome in told.ended("relabel"))
    skills = repository_of(relabelled, told.seeds, told.config).skills
    pairs = tuple(combinations(skills, 2))
    sweeps, rest = divmod(told.planned, len(pairs)) if pairs else (0, 0)
    planned = {pairs[place]: sweeps + 1 for place in _sweep_order(len(pairs), sweeps, told.run_seed)[:rest]}
    return ConceptSurvey(skills=skills, pairs=dict.fromkeys(pairs, sweeps) | planned if sweeps else planned)


MATH2 = Recipe(
    name="math2",
    passes=(
        *SKILL_PASSES,
        Pass(
            name="make",
            plan=plan_pairs,
            run=make,
            item_type=PairItem,
            payload_type=Problem,
            steps=(REPLY, "pair_validation", "question_validation", "revalidation", "both_needed"),
            asks=(
                ValidatePair,
                WriteQuestion,
                AttemptSolution,
                ValidateQuestion,
                SolveQuestion,
                WriteProgram,
                SolveWithout,
            ),
            untested_symbolically=("revalidation", "both_needed"),
            untested_criteria=("question_validation: exact answer, other",),
            gathers=True,
            endless=True,
        ),
    ),
    config_type=Math2Config,
    survey=survey,
)
"""The recipe, as the catalog holds it."""

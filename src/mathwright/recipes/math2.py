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
- ``draws`` questions can be asked of one prompt, as independent samples.  A program then looks once for the ways to
  join the exemplars, and draws other numbers and another question about them each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from mathwright.programs.kept import Latest
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import (
    RUBRIC,
    Attempt,
    AttemptSolution,
    Pair,
    PairVerdict,
    QuestionVerdict,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.prompts.program_check import WriteProgram
from mathwright.prompts.prompt import Turn
from mathwright.recipes.both_skills import REACHED, BothNeeded, refused_by, skills_needed
from mathwright.recipes.drafts import believed_of, hard_problem, problem_of, shared_license
from mathwright.recipes.pairs import PairConfig, PairItem, concepts_of, offered, plan_pairs, skills_of, survey
from mathwright.recipes.program_check import ProgramCheckConfig, confirmed, step_of
from mathwright.recipes.recipe import REPLY, Pass, Recipe
from mathwright.recipes.responses import NotBelieved, VoteConfig, texts_of
from mathwright.recipes.skills import SKILL_PASSES
from mathwright.records import Outcome, Problem
from mathwright.teachers.teacher import Roles, ask_draws

SOURCE = "math2/1"


class Math2Config(VoteConfig, ProgramCheckConfig, PairConfig):
    """The options of the recipe."""

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
    concepts = concepts_of(item)
    terms = shared_license(draft, (problem for one in item.pair for problem in one.exemplars))
    if isinstance(believed, NotBelieved):
        hard = hard_problem(SOURCE, draft, believed, solutions, concepts, terms)
        return item.rejected(step_of(believed, "revalidation"), believed.reason, draft.question, hard)
    needs = await skills_needed(item.pair, draft, believed.answer, roles.solver, config.both_needed)
    if refused_by(needs, config.both_needed):
        return item.rejected("both_needed", REACHED, draft.question)
    return item.accepted(problem_of(SOURCE, draft, believed.needing(needs), concepts, terms, config.paths))


async def validate_pair(item: PairItem, roles: Roles) -> PairVerdict:
    """1. Whether the two skills are qualitatively distinct."""
    return await roles.judge.ask(_validation(item.judged))


_validation: Latest[Pair, ValidatePair] = Latest(lambda judged: ValidatePair(pair=judged))


async def write_question(item: PairItem, verdict: PairVerdict, roles: Roles, config: Math2Config) -> Draft:
    """2. One new question that needs both skills."""
    turn = _turn(item.judged, verdict) if config.conversation else None
    return await roles.author.ask(_question(item.pair, turn, config.draws), draw=item.index)


def _asked_for(pair: Pair, before: Turn | None, draws: int) -> WriteQuestion:
    return WriteQuestion(pair=pair, conversation=() if before is None else (before,), draws=draws)


_question: Latest[Pair, Turn | None, int, WriteQuestion] = Latest(_asked_for)
_turn: Latest[Pair, PairVerdict, Turn] = Latest(lambda judged, verdict: ValidatePair(pair=judged).turn(verdict))


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
            serves=concepts_of,
            offers=offered,
        ),
    ),
    config_type=Math2Config,
    survey=survey,
)
"""The recipe, as the catalog holds it."""

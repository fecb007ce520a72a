"""Who solves the problems of an audit: the stored solution computed again, and the draws of one or several models."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from mathwright.errors import ModelReplyError
from mathwright.jobs.audit_votes import Agreement, Rule, Voice, weighed
from mathwright.jobs.config import RunConfig
from mathwright.jobs.model_roles import ModelRoles, open_roles
from mathwright.jobs.role_config import RoleConfig
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import SolveReference
from mathwright.records import Problem
from mathwright.store.workspace import Workspace
from mathwright.teachers.teacher import Teacher, ask_draws
from mathwright.verify.extract import extract
from mathwright.verify.judge import judged
from mathwright.verify.recomputed import Recomputed, recomputed

PROGRAM = "program"
"""The name of the solver that needs no model."""


class Solver(NamedTuple):
    """One model that solves."""

    name: str
    teacher: Teacher


@dataclass(frozen=True)
class Panel:
    """Who solves, how often, and who judges what comparison leaves open."""

    solvers: tuple[Solver, ...] = ()
    """None: the stored solution alone is computed again."""
    draws: int = 4
    """Solutions of each."""
    judge: Solver | None = None


class Weighed(NamedTuple):
    """One problem, as far as its voices go."""

    program: Recomputed
    agreement: Agreement | None
    """None where nobody had a voice: no model was asked, and the stored solution reaches its answer."""


async def weigh(problem: Problem, panel: Panel, rule: Rule) -> Weighed:
    """What the panel says of one stored answer.

    That the stored solution reaches the stored answer is no voice, as both come from one hand; where it reaches
    another, it is one.
    Raises ProviderError when a provider failed for good.
    """
    program = await asyncio.to_thread(recomputed, problem)
    voices = await _drawn(problem, panel)
    if program.answer is not None:
        voices.append(Voice(PROGRAM, 0, program.text, program.answer))
    if not voices:
        return Weighed(program, None)
    # in a thread: a comparison may wait for an algebra system, and other problems go on meanwhile
    found = await asyncio.to_thread(weighed, problem.answer, problem.question, voices, rule)
    if panel.judge is None or not found.undecided:
        return Weighed(program, found)
    said = await judged(found.undecided, panel.judge.teacher, panel.judge.name)
    by_judge = dict(zip(found.undecided, said, strict=True))
    return Weighed(program, await asyncio.to_thread(weighed, problem.answer, problem.question, voices, rule, by_judge))


async def _drawn(problem: Problem, panel: Panel) -> list[Voice]:
    prompt = asked_of(problem)
    replies = await asyncio.gather(*(_solutions(prompt, one.teacher, panel.draws) for one in panel.solvers))
    return [
        Voice(one.name, draw, text, final_answer(text))
        for one, texts in zip(panel.solvers, replies, strict=True)
        for draw, text in enumerate(texts)
    ]


async def _solutions(prompt: SolveReference, teacher: Teacher, draws: int) -> list[str]:
    """One text a draw, empty where its reply cannot be used."""
    try:
        replies = await ask_draws(teacher, prompt, range(draws))
    except ModelReplyError:
        return [""] * draws
    return ["" if reply is None else reply.text for reply in replies]


def final_answer(text: str) -> str:
    """The answer a worked text states, empty where it states none."""
    found = extract(text)
    stated = found.place != "bare" and found.confidence != "guess"
    return found.answer if found.answer is not None and stated else ""


def asked_of(problem: Problem) -> SolveReference:
    """What a solver is asked: it sees the question and nothing else of the draft."""
    return SolveReference(draft=Draft(kind="complicate", question=problem.question, parents=(problem.problem_id,)))


@asynccontextmanager
async def open_panel(
    config: RunConfig, models: Sequence[str], draws: int, workspace: Workspace, run_id: str
) -> AsyncIterator[tuple[Panel, tuple[ModelRoles, ...]]]:
    """The panel of a run file, and what its calls share; without a model behind the solver, nobody is asked.

    models: names in the place of the solver's; each solves.
    """
    async with AsyncExitStack() as stack:
        solvers, opened = [], []
        for role in solver_roles(config, models):
            roles = config.roles.model_copy(update={"solver": role})
            with_one = config.model_copy(update={"roles": roles})
            opened.append(await stack.enter_async_context(open_roles(with_one, workspace, run_id)))
            solvers.append(Solver(role.model or "", opened[-1].roles.solver))
        judge = config.roles.judge
        judging = Solver(judge.model or "", opened[0].roles.judge) if opened and _asks(judge) and judge else None
        yield Panel(tuple(solvers), draws, judging), tuple(opened)


def solver_roles(config: RunConfig, models: Sequence[str]) -> tuple[RoleConfig, ...]:
    """The role of each model that solves; none where all is symbolic."""
    role = config.roles.named["solver"]
    if models:
        return tuple(role.model_copy(update={"teacher": "model", "model": name}) for name in dict.fromkeys(models))
    return (role,) if _asks(role) else ()


def _asks(role: RoleConfig | None) -> bool:
    return role is not None and role.teacher == "model"

"""The difficulty of problems, measured: solvers draw solutions, and how many reach the stored answer is counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mathwright.curate.difficulty import difficulty
from mathwright.curate.difficulty_rates import LEAST_DRAWS, SolveRate, solve_rate, solve_rate_of
from mathwright.curate.difficulty_tally import DifficultyTable, DifficultyTally
from mathwright.errors import DataError, ModelReplyError, UsageError
from mathwright.jobs.asking import NO_ANSWER, Asking
from mathwright.jobs.audit_prices import AuditEstimate, audit_estimate
from mathwright.jobs.audit_voices import Panel, asked_of, final_answer, open_panel, solver_roles
from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import RunConfig
from mathwright.jobs.diversity_rows import problems_in
from mathwright.jobs.role_config import RoleConfig, identity_of
from mathwright.jobs.spending import Spending, spent_by
from mathwright.records import Problem, Record, content_id
from mathwright.store.disk import atomic_file
from mathwright.store.place import place_of
from mathwright.store.workspace import Workspace
from mathwright.teachers.teacher import ask_draws
from mathwright.verify.equality import CHECKER


class DifficultySettings(Record):
    """How the difficulty is measured."""

    draws: int = 8
    """Solutions of each model."""
    models: tuple[str, ...] = ()
    """Names of models in the place of the solver's; each solves."""
    anew: bool = False
    """Also ask where the dataset already says how the draws of its solvers ended."""
    limit: int | None = None
    """The first so many problems; None: all."""


class DifficultyRow(Record):
    """What is known of the difficulty of one problem."""

    problem_id: str
    origin: str | None
    """Where it was read; None for a made one."""
    question: str
    answer: str
    level: str
    """``1`` (easiest) to ``5``, or ``not known``."""
    steps: int | None
    depth: int | None
    basis: Literal["measured", "evidence"] | None
    """Who drew: the solvers asked here, those of the run that made it, or, where None, nobody."""
    right: int
    wrong: int
    incomplete: int
    """Draws that were cut off or could not be used, neither right nor wrong."""
    undecided: int
    rate: float | None
    """Share of the complete draws that reach the answer; None where there is none."""
    low: float
    """Wilson's bound for ``rate`` at 95 %; likewise ``high``."""
    high: float


class DifficultyFound(Record):
    """What was measured."""

    table: DifficultyTable
    basis: dict[str, int]
    """``measured``, ``evidence`` or ``nobody drew``, to problems."""
    left_out: dict[str, int]
    """Why problems were not measured, or not to the end."""
    solvers: tuple[str, ...]
    draws: int
    checker: str
    spent: Spending | None
    """None where no model was asked."""
    stopped: str | None
    """Why the calls ended early."""


@dataclass
class _Work:
    """What is measured, and what was found so far."""

    settings: DifficultySettings
    tell: Tell
    rows: dict[int, DifficultyRow] = field(default_factory=dict)
    """By place among the problems."""
    tally: DifficultyTally = field(default_factory=DifficultyTally)
    asking: Asking = field(default_factory=Asking)

    def found(self, place: int, problem: Problem, solved: SolveRate | None) -> None:
        """Note how the draws of a problem ended; None: nobody drew here."""
        known = difficulty(problem, solved)
        self.tally.add(known)
        of = SolveRate(0, 0) if known.solved is None else known.solved
        low, high = of.interval()
        self.rows[place] = DifficultyRow(
            problem_id=problem.problem_id,
            origin=problem.origin,
            question=problem.question,
            answer=problem.answer,
            level=known.level,
            steps=known.steps,
            depth=known.depth,
            basis="measured" if solved is not None else None if known.solved is None else "evidence",
            right=of.right,
            wrong=of.wrong,
            incomplete=of.incomplete,
            undecided=of.undecided,
            rate=of.rate,
            low=low,
            high=high,
        )


def measure_difficulty(
    config: RunConfig, settings: DifficultySettings | None = None, *, to: Path | None = None, tell: Tell = silent
) -> DifficultyFound:
    """Measure the difficulty of the problems of a file, or of the folder of a dataset.

    config: a run file whose seed problems they are; to: a file for the rows, a JSON object a line, in order.
    A problem whose dataset says how LEAST_DRAWS complete draws or more ended is not asked again, unless ``anew``.
    The calls stand in the ledger: the same command goes on where it was stopped, and pays nothing twice.
    Raises UsageError where the run file asks offline, DataError where there is no problem.
    """
    settings = settings or DifficultySettings()
    work = _Work(settings, tell)
    problems = _problems(config, settings)
    asks = bool(_solvers(config, settings))
    todo: list[tuple[int, Problem]] = []
    for place, problem in enumerate(problems):
        if not (asks and _to_be_asked(problem, settings)):
            work.found(place, problem, None)
        elif problem.answer:
            todo.append((place, problem))
        else:
            work.asking.left_out[NO_ANSWER] += 1
    found = asyncio.run(_carried_out(config, work, todo))
    if to is not None:
        with atomic_file(to) as file:
            for _, row in sorted(work.rows.items()):
                file.write(row.model_dump_json().encode("utf-8", "surrogatepass") + b"\n")
    return found


def estimate_difficulty(config: RunConfig, settings: DifficultySettings | None = None) -> AuditEstimate:
    """What measuring would ask, without asking it."""
    settings = settings or DifficultySettings()
    asked = [one for one in _problems(config, settings) if one.answer and _to_be_asked(one, settings)]
    return audit_estimate(config, asked, _solvers(config, settings), settings.draws)


async def measured(problem: Problem, panel: Panel) -> SolveRate:
    """How the draws of the panel end, those of all its solvers together.

    Raises ProviderError when a provider failed for good.
    """
    prompt = asked_of(problem)
    answers: list[str | None] = []
    for solver in panel.solvers:
        try:
            replies = await ask_draws(solver.teacher, prompt, range(panel.draws))
        except ModelReplyError:
            replies = [None] * panel.draws
        answers += [None if reply is None else final_answer(reply.text) for reply in replies]
    # in a thread: a comparison may wait for an algebra system, and other problems go on meanwhile
    return await asyncio.to_thread(solve_rate, problem.answer, problem.question, answers)


async def _carried_out(config: RunConfig, work: _Work, todo: list[tuple[int, Problem]]) -> DifficultyFound:
    """Ask, where there is anything to ask, and sum up."""
    settings, spent = work.settings, None
    names: tuple[str, ...] = ()
    if todo:
        with Workspace.open(place_of(config.how.workspace)) as workspace:
            opening = open_panel(config, settings.models, settings.draws, workspace, _run_id(config, settings))
            async with opening as (panel, opened):

                async def ask(place: int, problem: Problem) -> None:
                    work.found(place, problem, await measured(problem, panel))

                def told() -> None:
                    work.tell("problems", len(work.rows), len(todo), opened[0].status() if opened else "")

                await work.asking.about(todo, ask, told, min(config.how.concurrency, len(todo)))
                spent = spent_by([one.caller.tally for one in opened])
                names = tuple(one.name for one in panel.solvers)
    basis = Counter(row.basis or "nobody drew" for row in work.rows.values())
    return DifficultyFound(
        table=work.tally.table(),
        basis=dict(basis.most_common()),
        left_out=dict(work.asking.left_out.most_common()),
        solvers=names,
        draws=settings.draws,
        checker=CHECKER,
        spent=spent,
        stopped=work.asking.stopped,
    )


def _problems(config: RunConfig, settings: DifficultySettings) -> list[Problem]:
    if config.how.offline is not None:
        raise UsageError("difficulty is measured by asking models now: leave [how] offline out")
    found = list(problems_in(config.seeds.model_copy(update={"doubts": {}}), settings.limit))
    if not found:
        raise DataError("there are no problems: every row was left out or bad")
    return found


def _solvers(config: RunConfig, settings: DifficultySettings) -> tuple[RoleConfig, ...]:
    return solver_roles(config, settings.models)


def _to_be_asked(problem: Problem, settings: DifficultySettings) -> bool:
    known = solve_rate_of(problem.evidence)
    return settings.anew or known is None or known.complete < LEAST_DRAWS


def _run_id(config: RunConfig, settings: DifficultySettings) -> str:
    """Under which the calls stand in the ledger, and their budget: equal for the same problems and models."""
    seeds = config.seeds.model_copy(update={"doubts": {}})
    return f"difficulty-{content_id(seeds.model_dump_json(), identity_of(config.roles), *settings.models)}"

"""The audit of stored answers: where independent solvers agree against one, its seed problem is under doubt."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mathwright.errors import UsageError
from mathwright.jobs.asking import NO_ANSWER, Asking
from mathwright.jobs.audit_prices import AuditEstimate, audit_estimate
from mathwright.jobs.audit_voices import Panel, Weighed, open_panel, solver_roles, weigh
from mathwright.jobs.audit_votes import Agreement, Rule
from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import RunConfig
from mathwright.jobs.model_roles import ModelRoles
from mathwright.jobs.role_config import identity_of
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.spending import Spending, spent_by
from mathwright.records import Problem, Record, content_id
from mathwright.store import doubts
from mathwright.store.disk import atomic_file
from mathwright.store.doubts import Found
from mathwright.store.place import place_of
from mathwright.store.workspace import Workspace
from mathwright.verify.equality import CHECKER


class AuditSettings(Record):
    """How an audit goes about it."""

    draws: int = 4
    """Solutions of each model."""
    agree: int | None = None
    """Solutions that must agree on another answer; None: three in four.  More than half are needed in any case."""
    models: tuple[str, ...] = ()
    """Names of models in the place of the solver's; each solves."""
    limit: int | None = None
    """The first so many seed problems; None: all."""


class Solution(Record):
    """One solution that ends in the answer agreed on."""

    solver: str
    draw: int
    answer: str
    text: str


class Flag(Record):
    """A stored answer that solvers agree against, and how."""

    problem_id: str
    origin: str | None
    """Where the seed problem was read."""
    question: str
    stored: str
    agreed: str
    agreeing: int
    of: int
    """Solutions, those without an answer included."""
    by: dict[str, int]
    """Solver to its solutions among those that agree; ``program`` is the stored solution, computed again."""
    program: str | None
    """In what way the stored solution reaches another answer; None where it does not."""
    rules: tuple[str, ...]
    """What told each different text of the answer from the stored one; ``judge: …`` is a model's word."""
    solutions: tuple[Solution, ...]
    checker: str
    state: str
    """``open``, or what a person decided before."""


class AuditTable(Record):
    """What an audit found."""

    problems: int
    """Seed problems with a stored answer, each once."""
    found: dict[str, int]
    """What solvers say of the stored answer, to problems; empty where no model was asked and no solution differs."""
    program: dict[str, int]
    """What the stored solution says when it is computed again, to problems."""
    left_out: dict[str, int]
    """Why seed problems were not audited, or not to the end."""
    solvers: tuple[str, ...]
    """Models that were asked."""
    judge: str | None
    draws: int
    flagged: tuple[Flag, ...]
    checker: str
    spent: Spending | None
    """None where no model was asked."""
    stopped: str | None
    """Why the calls ended early."""


@dataclass
class _Gathered:
    """What was found so far."""

    found: Counter[str] = field(default_factory=Counter)
    program: Counter[str] = field(default_factory=Counter)
    asking: Asking = field(default_factory=Asking)
    flags: list[tuple[int, Flag]] = field(default_factory=list)
    """With the place among the problems."""
    done: int = 0

    def add(self, place: int, problem: Problem, weighed: Weighed) -> None:
        self.program[weighed.program.state] += 1
        agreement = weighed.agreement
        if agreement is not None:
            self.found[agreement.found] += 1
            if agreement.found == "flagged":
                self.flags.append((place, _flag(problem, weighed, agreement)))


def audit_answers(
    config: RunConfig, settings: AuditSettings | None = None, *, to: Path | None = None, tell: Tell = silent
) -> AuditTable:
    """Audit the stored answers of a run file's seed problems, and note those that solvers agree against.

    to: a file for the flags, a JSON object a line.
    The doubts stand in the workspace, and keep their seed problems out of ``make`` until a person decides.
    Raises UsageError for settings that cannot hold, and where the run file asks offline.
    """
    settings = settings or AuditSettings()
    _require_sound(config, settings)
    problems, gathered = _problems(config, settings)
    with Workspace.open(place_of(config.how.workspace)) as workspace:
        audit = _Audit(config, settings, workspace, gathered, tell)
        table = asyncio.run(audit.carried_out(problems))
        states = doubts.note_doubts(workspace, map(_stored, table.flagged))
    flagged = tuple(flag.model_copy(update={"state": states[flag.problem_id]}) for flag in table.flagged)
    if to is not None:
        with atomic_file(to) as file:
            file.writelines(flag.model_dump_json().encode("utf-8", "surrogatepass") + b"\n" for flag in flagged)
    return table.model_copy(update={"flagged": flagged})


def estimate_audit(config: RunConfig, settings: AuditSettings | None = None) -> AuditEstimate:
    """What an audit would ask, without asking it."""
    settings = settings or AuditSettings()
    _require_sound(config, settings)
    problems, _ = _problems(config, settings)
    return audit_estimate(config, problems, solver_roles(config, settings.models), settings.draws)


def _require_sound(config: RunConfig, settings: AuditSettings) -> None:
    if config.how.offline is not None:
        raise UsageError("an audit asks its models now: leave [how] offline out")
    asked = len(solver_roles(config, settings.models)) * settings.draws
    if asked == 1:
        raise UsageError("one solution cannot agree with itself: give --draws 2 or more, or several models")
    if settings.agree is not None and asked and settings.agree > asked:
        raise UsageError(f"--agree {settings.agree}: only {asked} solutions are asked for")


def _problems(config: RunConfig, settings: AuditSettings) -> tuple[tuple[Problem, ...], _Gathered]:
    seeds = config.seeds.model_copy(update={"doubts": {}})  # what was decided may be audited again
    gathered = _Gathered()
    found = distinct(read_seeds(seeds, settings.limit))
    with_answer = tuple(problem for problem in found if problem.answer)
    if len(with_answer) < len(found):
        gathered.asking.left_out[NO_ANSWER] = len(found) - len(with_answer)
    return with_answer, gathered


@dataclass
class _Audit:
    config: RunConfig
    settings: AuditSettings
    workspace: Workspace
    gathered: _Gathered
    tell: Tell

    async def carried_out(self, problems: Sequence[Problem]) -> AuditTable:
        """All problems, as many at once as the run file allows."""
        run_id = _run_id(self.config, self.settings)
        opening = open_panel(self.config, self.settings.models, self.settings.draws, self.workspace, run_id)
        async with opening as (panel, opened):
            at_once = min(self.config.how.concurrency if opened else 1, len(problems))

            async def ask(place: int, problem: Problem) -> None:
                self.gathered.add(place, problem, await weigh(problem, panel, Rule(self.settings.agree)))

            def told() -> None:
                self.gathered.done += 1
                self.tell("stored answers", self.gathered.done, len(problems), opened[0].status() if opened else "")

            await self.gathered.asking.about(enumerate(problems), ask, told, at_once)
            return self._table(len(problems), panel, opened)

    def _table(self, problems: int, panel: Panel, opened: Sequence[ModelRoles]) -> AuditTable:
        gathered = self.gathered
        return AuditTable(
            problems=problems,
            found=dict(gathered.found.most_common()),
            program=dict(gathered.program.most_common()),
            left_out=dict(gathered.asking.left_out.most_common()),
            solvers=tuple(one.name for one in panel.solvers),
            judge=None if panel.judge is None else panel.judge.name,
            draws=panel.draws,
            flagged=tuple(flag for _, flag in sorted(gathered.flags, key=lambda one: one[0])),
            checker=CHECKER,
            spent=spent_by([one.caller.tally for one in opened]) if opened else None,
            stopped=gathered.asking.stopped,
        )


def _run_id(config: RunConfig, settings: AuditSettings) -> str:
    """Under which the calls of an audit stand in the ledger, and its budget: equal for the same seeds and models."""
    seeds = config.seeds.model_copy(update={"doubts": {}})
    told = (seeds.model_dump_json(), identity_of(config.roles), *settings.models)
    return f"audit-{content_id(*told)}"


def _flag(problem: Problem, weighed: Weighed, agreement: Agreement) -> Flag:
    solutions = tuple(
        Solution(solver=voice.solver, draw=voice.draw, answer=voice.answer, text=voice.text)
        for voice in agreement.members
    )
    return Flag(
        problem_id=problem.problem_id,
        origin=problem.origin,
        question=problem.question,
        stored=problem.answer,
        agreed=agreement.agreed or "",
        agreeing=len(solutions),
        of=agreement.of,
        by=agreement.by,
        program=weighed.program.why if weighed.program.answer is not None else None,
        rules=tuple(dict.fromkeys(verdict.rule for verdict in agreement.verdicts)),
        solutions=solutions,
        checker=CHECKER,
        state="open",
    )


def _stored(flag: Flag) -> Found:
    return Found(
        problem_id=flag.problem_id,
        question=flag.question,
        stored=flag.stored,
        agreed=flag.agreed,
        evidence=flag.model_dump_json(exclude={"problem_id", "question", "stored", "agreed", "checker", "state"}),
        checker=flag.checker,
    )

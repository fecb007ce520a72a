"""A stored run decided anew by today's checker, without one new call: what changes, and the new state if wanted."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

from mathwright.curate.quotas import Offer
from mathwright.engine.admission import Admission
from mathwright.engine.journey import Packer
from mathwright.engine.stage import Admit, Stage
from mathwright.errors import UsageError
from mathwright.jobs.admission import gate, reader
from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import RunConfig
from mathwright.jobs.differing import Change, change_of, checker_of
from mathwright.jobs.identity import spec_of
from mathwright.jobs.model_roles import open_replay
from mathwright.jobs.quotas import RunQuotas, as_planned, stored_offer
from mathwright.jobs.redeciding import Redecided, Redeciding
from mathwright.jobs.runs import config_of, existing
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.stages import stages_of
from mathwright.records import Problem, Record
from mathwright.store.outcomes import OutcomeRow, Outcomes, RunLog, read_outcomes, take_stored
from mathwright.store.place import Place
from mathwright.store.rewrite import rewrite
from mathwright.store.runs import RunSummary, find_run, show_run
from mathwright.store.states import RunState
from mathwright.store.workspace import Workspace
from mathwright.teachers.teacher import Roles
from mathwright.verify.equality import CHECKER

TOLD_EVERY = 100
"""Items between two words of progress."""


class Regraded(Record):
    """What a run comes to when it is decided anew."""

    run_id: str
    recipe: str
    checkers: dict[str, int]
    """Version of the checker that compared the stored answers, to accepted problems; ``unknown`` for old runs."""
    checker: str
    """The one that decided now."""
    items: int
    """Stored outcomes of all passes."""
    unchanged: int
    """Of them, those that come out as they were; the checker's version apart."""
    by_kind: dict[str, int]
    """Kind of change to items, most frequent first."""
    changes: tuple[Change, ...]
    """In plan order, pass by pass."""
    undecided: int
    """Items that were unfinished or need calls that the ledger does not hold; they stay as they are."""
    calls: int
    """Such calls; an item may need more behind them."""
    written: str | None = None
    """The run that now holds the new outcomes; None where nothing was stored."""


@dataclass
class _Found:
    """What was found so far."""

    changes: list[Change] = field(default_factory=list)
    checkers: Counter[str] = field(default_factory=Counter)
    items: int = 0
    undecided: int = 0
    rows: list[tuple[int, OutcomeRow]] = field(default_factory=list)
    """By pass, to be stored; empty where nothing is to be."""


def regrade_run(place: Place, run_id: str, *, write: bool = False, tell: Tell = silent) -> Regraded:
    """Decide every stored item of a run anew, by the replies the ledger holds; nothing is asked.

    write: store the new outcomes, admitted anew.  Where the code has changed since, they become the run that this
    mathwright makes of the same run file, and the old one stays; else they replace the old ones.
    Raises UsageError where the run's plan gives other items than it did, and, with ``write``, where it is being
    worked on, or where items of a pass change on which later ones rest.
    """
    with existing(place) as workspace, ExitStack() as held:
        run_id = find_run(workspace, run_id)
        log = held.enter_context(take_stored(workspace, run_id)) if write else None
        shown = show_run(workspace, run_id)
        run = shown.run
        config = config_of(shown.config)
        config = config.model_copy(update={"accepted": run.target or config.accepted})
        seeds = distinct(read_seeds(config.seeds))
        work = _Regrading(config, seeds, workspace, log or read_outcomes(workspace, run_id), write, tell)
        found, calls = asyncio.run(work.walk())
        written = None if log is None else work.store(found, run, log)
    return Regraded(
        run_id=run.run_id,
        recipe=run.recipe,
        checkers=dict(found.checkers.most_common()),
        checker=CHECKER,
        items=found.items,
        unchanged=found.items - len(found.changes) - found.undecided,
        by_kind=dict(Counter(change.kind for change in found.changes).most_common()),
        changes=tuple(found.changes),
        undecided=found.undecided,
        calls=calls,
        written=written,
    )


@dataclass
class _Regrading:
    config: RunConfig
    seeds: tuple[Problem, ...]
    workspace: Workspace
    outcomes: Outcomes
    write: bool
    tell: Tell
    _packer: Packer = field(default_factory=Packer)
    _offer: Offer = field(default_factory=Offer)
    """What the run can make; known when its passes have been walked."""

    async def walk(self) -> tuple[_Found, int]:
        """Every pass, first to last; and how many calls the ledger does not hold."""
        found = _Found()
        async with self._redeciding() as deciding:
            for index, stage in enumerate(deciding.stages):
                changed = len(found.changes)
                async for one in deciding.of_pass(index):
                    self._note(found, index, stage, one)
                steered = self.config.admit.quotas is not None
                if self.write and (steered or index < len(deciding.stages) - 1) and len(found.changes) > changed:
                    later = "what quotas chose to plan rests" if steered else "later passes rest"
                    raise UsageError(
                        f"run {self.outcomes.run_id}, pass {stage.name}: {len(found.changes) - changed} items come out "
                        f"otherwise, and {later} on them: run make again, its calls are in the ledger"
                    )
            if self.config.admit.quotas is not None:
                self._offer = await stored_offer(deciding.stages, self.config, self.seeds, self.outcomes)
            return found, len(deciding.missing)

    @asynccontextmanager
    async def _redeciding(self) -> AsyncIterator[Redeciding]:
        if self.config.roles.symbolic:
            yield Redeciding(self._stages(None), self.outcomes, None)
            return
        async with open_replay(self.config, self.workspace, self.outcomes.run_id) as opened:
            yield Redeciding(self._stages(opened.roles), self.outcomes, opened.caller)

    def _stages(self, roles: Roles | None) -> list[Stage]:
        return as_planned(stages_of(self.config, self.seeds, roles), self.config, self.seeds, self.outcomes)

    def _admit(self) -> Admit:
        """The run's rules, with its quotas."""
        rules = gate(self.config, self.seeds)
        quotas = self.config.admit.quotas
        return rules if quotas is None else RunQuotas(self.config, quotas, self.seeds, rules).open(self._offer)

    def _note(self, found: _Found, index: int, stage: Stage, one: Redecided) -> None:
        found.items += 1
        if found.items % TOLD_EVERY == 0:
            self.tell("items decided anew", found.items, None)
        checker = checker_of(one.row, stage)
        if checker is not None:
            found.checkers[checker] += 1
        if one.now is None:
            found.undecided += 1
        else:
            change = change_of(stage, one.row, one.now)
            if change is not None:
                found.changes.append(change)
        if self.write:
            found.rows.append((index, one.rewritten(self._packer)))

    def store(self, found: _Found, run: RunSummary, log: RunLog) -> str:
        """The id of the run that now holds the new outcomes; ``log``: of the run they were."""
        last = len(self.outcomes.passes) - 1
        rows, frontier, met = self._admitted([row for index, row in found.rows if index == last], run.target)
        spec = spec_of(self.config, self.seeds)
        kept = [(index, row) for index, row in found.rows if index != last]
        kept += [(last, row) for row in rows]
        rewrite(log, spec, kept, frontier=frontier, state=_state(run, met), target=run.target)
        return spec.run_id

    def _admitted(self, rows: Sequence[OutcomeRow], target: int | None) -> tuple[list[OutcomeRow], int, bool]:
        """The outcomes of the last pass with what admit says of them, its frontier, and whether enough are let in."""
        admission = Admission(
            self._admit(), reader(self.config), target, 0, skip_unfinished=False, patience=lambda: sys.maxsize
        )
        told: list[OutcomeRow] = []
        for place, row in enumerate(rows):
            # Behind a gap nothing is final, and behind the last that is wanted nothing is asked.
            if row.place != place or admission.met():
                told += [row.decided(None) for row in rows[place:]]
                break
            admission.consider(row)
            told.append(row.decided(admission.decision))
        return told, admission.frontier, admission.met()


def _state(run: RunSummary, met: bool) -> RunState:
    """How the run stands; ``met``: its target is met.  A plan that had ended has ended still."""
    if met:
        return "complete"
    if run.state == "exhausted":
        return "exhausted"
    return "limited" if run.state == "limited" else "unfinished"

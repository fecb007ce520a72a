"""What a run has settled: the outcomes its result rests on, and no more.

Passes work ahead, and how far depends on timing.  Of a pass before the last only those items count that the
next pass's plan asked for to reach its own settled items; so the same run always tells the same story.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from mathwright.engine.stage import Stage
from mathwright.engine.upstream import accepted_rows, ended_outcomes, upstream
from mathwright.jobs.stored_problems import stored_problem
from mathwright.publish.columns import RejectedRow
from mathwright.publish.report.data import PassYield
from mathwright.recipes.recipe import Loss, Parts, Pass, Recipe, no_losses
from mathwright.records import Accepted, Problem
from mathwright.store.outcomes import OutcomeRow, Outcomes
from mathwright.store.states import ACCEPTED, REJECTED

ADMIT = "admit"
"""The name under which what admit did not let in stands among the rejected."""


@dataclass
class PassCounts:
    """What became of the settled items of one pass."""

    name: str
    accepted: int = 0
    unfinished: int = 0
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By step and reason."""
    losses: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Parts of accepted items that were refused, by part and reason."""

    @property
    def planned(self) -> int:
        """All settled items."""
        return self.accepted + self.unfinished + self.rejected.total()

    def add_losses(self, losses: Iterable[Loss]) -> None:
        """Count the refused parts of one accepted item."""
        for loss in losses:
            self.losses[loss.part, loss.reason] += 1


class Settled:
    """The rejected items of a run in plan order, counted as they stream by."""

    def __init__(self, recipe: Recipe, stages: Sequence[Stage], outcomes: Outcomes, exhausted: bool) -> None:
        """Nothing counted yet; ``exhausted``: the plan ended before enough was let in, so all of it is settled."""
        self.passes = [PassCounts(one.name) for one in recipe.passes]
        self.not_let_in: Counter[str] = Counter()
        """What admit refused, by reason."""
        self.let_in = 0
        """Problems handed out."""
        self._recipe = recipe
        self._stages = stages
        self._outcomes = outcomes
        self._frontier = outcomes.frontier()
        self._last_place = 0
        self._exhausted = exhausted
        self._lost: set[int] = set()
        """Passes whose losses are counted already, as the next one's plan was read."""

    def problems(self, at_most: int) -> Iterator[Problem]:
        """The run's result: the first problems in plan order that were accepted and let in."""
        for row in self._outcomes.rows(len(self._stages) - 1):
            if row.place >= self._frontier:
                return
            self._last_place = row.place + 1
            if row.state == ACCEPTED and row.refused is None:
                self.let_in += 1
                yield stored_problem(row.text())
            if self.let_in == at_most:
                self._exhausted = False
                return

    async def _places(self) -> list[int]:
        """How many places of each pass are settled."""
        if self._exhausted:
            return [sys.maxsize] * len(self._stages)
        settled = [self._last_place]
        for index in range(len(self._stages) - 1, 0, -1):
            settled.append(await self._asked_for(index, settled[-1]))
        return settled[::-1]

    async def _asked_for(self, index: int, items: int) -> int:
        """Places of the pass before ``index`` that its plan reads to list its first ``items`` items."""
        one, stage = self._recipe.passes[index - 1], self._stages[index]
        self._lost.add(index - 1)
        if one.parts is not None and not stage.gathers:
            return self._counted(index - 1, one.parts, items)
        return await self._planned(index, items)

    def _counted(self, index: int, parts_of: Callable[[bytes], Parts], items: int) -> int:
        """As ``_asked_for``, of a pass each outcome of which tells how many items it makes."""
        counts, read, planned = self.passes[index], 0, 0
        rows = self._outcomes.rows(index) if items else iter(())
        for row in rows:
            read = row.place + 1
            if row.state == ACCEPTED:
                parts = parts_of(row.text())
                counts.add_losses(parts.losses)
                planned += parts.items
            if planned >= items:
                break
        return read

    async def _planned(self, index: int, items: int) -> int:
        """As ``_asked_for``, by following the plan."""
        read = 0
        one, counts, stage = self._recipe.passes[index - 1], self.passes[index - 1], self._stages[index]

        async def before() -> AsyncGenerator[Accepted[Any], None]:
            nonlocal read
            for row in self._outcomes.rows(index - 1):
                read = row.place + 1
                for outcome in accepted_rows((row,), one.payload_type):
                    # Counted here, since every payload that is read twice is parsed twice.
                    counts.add_losses(one.losses(outcome.payload))
                    yield outcome

        if items:
            planned = 0
            # One that gathers has read everything when its first item comes; the others are as many as problems.
            items = 1 if stage.gathers else items
            async for _ in stage.plan(upstream(stage, before(), self.ended)):
                planned += 1
                if planned == items:
                    break
        return read

    def ended(self, name: str) -> Iterator[Accepted[Any]]:
        """The accepted outcomes of a pass that has ended, in plan order."""
        return ended_outcomes(self._stages, self._outcomes, name)

    def rejected(self) -> Iterator[RejectedRow]:
        """Every item before the last of ``problems``, read before, that was refused or not let in; fills the counts."""
        places = asyncio.run(self._places())
        for index, one in enumerate(self._recipe.passes):
            last = index == len(places) - 1
            counts = self.passes[index]
            counts.accepted = self._outcomes.accepted(index, None if self._exhausted else places[index])
            with_losses = not last and index not in self._lost and one.losses is not no_losses
            for row in self._outcomes.rows(index, lost_only=not with_losses):
                if row.place >= places[index]:
                    break
                refused = self._count(counts, one, row, with_losses)
                if refused is not None:
                    yield refused
                elif last and row.refused is not None:
                    yield self._not_let_in(row)

    @staticmethod
    def _count(
        counts: PassCounts, one: Pass[Any, Any, Any, Any], row: OutcomeRow, with_losses: bool
    ) -> RejectedRow | None:
        if row.state == REJECTED:
            step, reason = row.step or one.name, row.reason or "no reason given"
            counts.rejected[step, reason] += 1
            kept = None if row.problem_id is None else Problem.model_validate_json(row.text())
            draft = kept.question if kept is not None else row.text().decode("utf-8", "replace") or None
            return RejectedRow(
                item_id=row.item_id, pass_name=one.name, step=step, reason=reason, draft=draft, kept=kept
            )
        if row.state != ACCEPTED:
            counts.unfinished += 1
            return None
        if with_losses:
            counts.add_losses(_losses_of(one, row.text()))
        return None

    def _not_let_in(self, row: OutcomeRow) -> RejectedRow:
        reason = row.refused or ""
        self.not_let_in[reason] += 1
        question = _question_in(row.text()).question
        return RejectedRow(
            item_id=row.item_id, pass_name=ADMIT, step=ADMIT, reason=reason, draft=question, evidence=row.evidence
        )

    def refused(self) -> dict[str, int]:
        """``pass, step: reason`` to items, most frequent first; call it after ``rejected``."""
        counted = Counter({f"{ADMIT}: {reason}": items for reason, items in self.not_let_in.items()})
        for one in self.passes:
            counted.update({f"{one.name}, {step}: {reason}": items for (step, reason), items in one.rejected.items()})
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def yields(self, symbolic: bool) -> list[PassYield]:
        """The funnel's input; ``symbolic``: every teacher is, so steps that cannot refuse its work prove nothing."""
        found = []
        for place, (one, counts) in enumerate(zip(self._recipe.passes, self.passes, strict=True)):
            found.append(
                PassYield(
                    name=one.name,
                    planned=counts.planned,
                    accepted=counts.accepted,
                    unfinished=counts.unfinished,
                    rejected=_by_step(one.steps, counts.rejected),
                    not_tested=one.untested_symbolically if symbolic else (),
                    criteria_not_tested=one.untested_criteria if symbolic else (),
                )
            )
            if counts.losses and place + 1 < len(self.passes):
                came_through = self.passes[place + 1].planned
                found.append(
                    PassYield(
                        name=f"{one.name}, part by part",
                        planned=came_through + counts.losses.total(),
                        accepted=came_through,
                        rejected=_by_step((), counts.losses),
                    )
                )
        return found


class _Question(msgspec.Struct):
    """What is read of the payload of a problem that was not let in."""

    question: str


_question_in = msgspec.json.Decoder(_Question).decode


def _losses_of(one: Pass[Any, Any, Any, Any], payload: bytes) -> Sequence[Loss]:
    return one.losses(one.payload_type.model_validate_json(payload)) if one.parts is None else one.parts(payload).losses


def _by_step(steps: Sequence[str], counted: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Reasons by step: the recipe's steps first, in their order, then any others."""
    found: dict[str, dict[str, int]] = {step: {} for step in steps}
    for (step, reason), count in sorted(counted.items()):
        found.setdefault(step, {})[reason] = count
    return found

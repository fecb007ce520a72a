"""Rejected items of a run, taken up again: what led to the refusal is asked anew, the rest comes from the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mathwright.engine.journey import attempt
from mathwright.engine.stage import Stage
from mathwright.engine.upstream import accepted_rows, ended_outcomes, upstream
from mathwright.errors import UsageError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.identity import spec_of
from mathwright.jobs.model_roles import open_replay
from mathwright.jobs.quotas import as_planned
from mathwright.jobs.runs import config_of, existing
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.stages import endless_pass, recipe_of, stages_of
from mathwright.records import Accepted, Problem, Record, Rejected
from mathwright.store import runs
from mathwright.store.ledger import retire
from mathwright.store.outcomes import RunLog, take
from mathwright.store.place import Place
from mathwright.store.retry import forget_from, rejected_places, take_up
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import Caller
from mathwright.teachers.request import ModelRequest


class Retried(Record):
    """What was taken up again."""

    run_id: str
    items: int
    by_pass: dict[str, int]
    """Items by the name of their pass."""
    calls: int
    """Calls that will be asked anew; those before them are replayed from the ledger."""


@dataclass
class _Replays:
    """The requests that led to the refusals."""

    keys: set[bytes] = field(default_factory=set)

    def add(self, asked: Sequence[ModelRequest], caller: Caller) -> None:
        """Note the last kind of request of an item, and every one whose reply could not be used."""
        last = asked[-1].prompt if asked else None
        self.keys.update(request.key for request in asked if request.prompt == last or caller.was_unusable(request))


def retry_run(place: Place, run_id: str, *, step: str | None = None, reason: str | None = None) -> Retried:
    """Take the rejected items of a run up again; the next ``make`` of the same run carries them out.

    step: of the refusal, such as ``reply`` or ``question_validation``.  reason: a part of its reason.
    Raises UsageError where both are None, where none is found, where another version of mathwright or other seed
    problems made the run, and for a run of symbolic teachers, which would give the same replies.
    """
    if step is None and reason is None:
        raise UsageError("say which rejected items: --step STEP or --reason TEXT; mathwright runs show RUN lists both")
    with existing(place) as workspace:
        shown = runs.show_run(workspace, run_id)
        config = config_of(shown.config)
        config = config.model_copy(update={"accepted": shown.run.target or config.accepted})
        if config.roles.symbolic:
            raise UsageError(f"run {shown.run.run_id}: its teachers are symbolic and would give the same replies")
        seeds = distinct(read_seeds(config.seeds))
        spec = spec_of(config, seeds)
        if spec.run_id != shown.run.run_id:
            raise UsageError(
                f"run {shown.run.run_id}: its seed problems or mathwright have changed since; run make again instead, "
                "its calls are in the ledger"
            )
        with take(workspace, spec) as log:
            return asyncio.run(_retry(config, seeds, workspace, log, step, reason))


async def _retry(
    config: RunConfig, seeds: Sequence[Problem], workspace: Workspace, log: RunLog, step: str | None, reason: str | None
) -> Retried:
    chosen = {index: rejected_places(log, index, step, reason) for index in range(len(log.passes))}
    if not any(chosen.values()):
        wanted = [f"{name} {value!r}" for name, value in (("step", step), ("reason", reason)) if value is not None]
        raise UsageError(f"run {log.run_id}: no rejected item has {' and '.join(wanted)}; see: mathwright runs show")
    replays = _Replays()
    async with open_replay(config, workspace, log.run_id) as opened:
        stages = as_planned(stages_of(config, seeds, opened.roles), config, seeds, log)
        for index, places in chosen.items():
            if places:
                await _replay(stages, index, set(places), log, opened.caller, replays)
    by_pass = _take_up(config, log, chosen)
    calls = retire(workspace, replays.keys)
    return Retried(run_id=log.run_id, items=sum(by_pass.values()), by_pass=by_pass, calls=calls)


def _take_up(config: RunConfig, log: RunLog, chosen: dict[int, list[int]]) -> dict[str, int]:
    """Items taken up, by the name of their pass.

    Later waves of a run with quotas rest on what is taken up, in the very pass: it is planned anew from the ledger.
    """
    steered = len(log.passes) if config.admit.quotas is None else endless_pass(recipe_of(config))
    if any(places for index, places in chosen.items() if index >= steered):
        forget_from(log, steered)
    by_pass: dict[str, int] = {}
    for index in reversed(chosen):
        # From the last pass on: what an earlier one takes up drops the outcomes of the later ones.
        if taken := take_up(log, index, chosen[index]) if index < steered else len(chosen[index]):
            by_pass[log.passes[index]] = taken
    return by_pass


async def _replay(
    stages: Sequence[Stage], index: int, places: set[int], log: RunLog, caller: Caller, replays: _Replays
) -> None:
    """Go through the chosen items of one pass again, from the ledger alone."""
    stage = stages[index]
    run = stage.build_run()
    place = -1
    ended = partial(ended_outcomes, stages, log)
    async with aclosing(upstream(stage, _before(stages, index, log), ended)) as up:
        async for item in stage.plan(up):
            place += 1
            if place in places:
                asked: list[ModelRequest] = []
                caller.heard = asked
                if isinstance(await attempt(run, item), Rejected):
                    replays.add(asked, caller)
            if place >= max(places):
                return


async def _before(stages: Sequence[Stage], index: int, log: RunLog) -> AsyncGenerator[Accepted[Any], None]:
    """The accepted outcomes of the pass before."""
    if index:
        for outcome in accepted_rows(log.rows(index - 1), stages[index - 1].payload_type):
            yield outcome

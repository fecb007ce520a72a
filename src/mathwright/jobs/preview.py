"""The first problems a run would make, made in this process and kept nowhere."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from typing import Any

from mathwright.engine.journey import attempt
from mathwright.engine.stage import Stage
from mathwright.engine.upstream import nothing, upstream
from mathwright.jobs.admission import gate
from mathwright.jobs.config import RunConfig
from mathwright.jobs.seed_problems import seeds_of
from mathwright.jobs.settled import ADMIT
from mathwright.jobs.stages import stages_of
from mathwright.records import Accepted, Outcome, Problem, Rejected


def preview(config: RunConfig, count: int = 5, refused: Counter[str] | None = None) -> list[Problem]:
    """The first ``count`` problems of the run, fewer where its plan ends before; writes nothing.

    ``refused`` is filled on the way: ``pass, step: reason`` to items.
    """
    config, seeds = seeds_of(config)
    counted = Counter[str]() if refused is None else refused
    return asyncio.run(_first(config.model_copy(update={"accepted": count}), seeds, counted))


async def _first(config: RunConfig, seeds: Sequence[Problem], refused: Counter[str]) -> list[Problem]:
    admit = gate(config, seeds)
    found: list[Problem] = []
    async with aclosing(through(stages_of(config, tuple(seeds)), refused)) as outcomes:
        async for outcome in outcomes:
            no = admit(outcome.payload)
            if no is None:
                found.append(outcome.payload)
            else:
                refused[f"{ADMIT}: {no.reason}"] += 1
            if len(found) == config.accepted:
                break
    return found


def through(
    stages: Iterable[Stage], refused: Counter[str], barren: int | None = None
) -> AsyncGenerator[Accepted[Any], None]:
    """The accepted outcomes of the last stage, all of them made in this process and kept nowhere.

    ``refused`` is filled on the way.  ``barren``: items after which a stage that accepted none ends; None: never.
    """
    chain: AsyncGenerator[Accepted[Any], None] = nothing()
    kept: dict[str, list[Accepted[Any]]] = {}
    for stage in stages:
        earlier = upstream(stage, chain, kept.__getitem__)
        chain = _accepted(stage, earlier, kept.setdefault(stage.name, []), refused, barren)
    return chain


async def _accepted(
    stage: Stage,
    earlier: AsyncIterator[Accepted[Any]],
    kept: list[Accepted[Any]],
    refused: Counter[str],
    barren: int | None,
) -> AsyncGenerator[Accepted[Any], None]:
    run = stage.build_run()
    tried = 0
    async for item in stage.plan(earlier):
        tried += 1
        outcome: Outcome[Any] = await attempt(run, item)
        if isinstance(outcome, Accepted):
            kept.append(outcome)
            yield outcome
        elif isinstance(outcome, Rejected):
            refused[f"{stage.name}, {outcome.step}: {outcome.reason}"] += 1
        if tried == barren and not kept:
            return

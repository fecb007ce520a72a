"""A run: seed problems through the passes of a recipe, past admit, into a dataset with a report."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from mathwright.errors import UsageError
from mathwright.jobs.carry_out import Tell, carry_out, rare_collections, silent
from mathwright.jobs.check import first_item
from mathwright.jobs.config import RunConfig
from mathwright.jobs.doubted import DOUBTED, NOT_REACHED
from mathwright.jobs.estimate import Estimate, estimated
from mathwright.jobs.identity import resolved_toml, spec_of
from mathwright.jobs.model_roles import require_budgets, same_judge
from mathwright.jobs.publish import Published, write_result
from mathwright.jobs.seed_problems import seeds_of
from mathwright.jobs.spending import Spending
from mathwright.jobs.stages import endless_pass, most_items, options_of, recipe_of
from mathwright.recipes.program_check import require_usable
from mathwright.records import Problem, Record
from mathwright.seeds.reader import ReadCounts
from mathwright.store.outcomes import take
from mathwright.store.place import place_of
from mathwright.store.workspace import Workspace


class MadeRun(Record):
    """How a run ended, and where its dataset lies."""

    state: str
    """``complete``, ``exhausted``, ``limited`` or ``unfinished``."""
    seconds: float
    seeds: int
    """Seed problems read, each once."""
    bad_rows: int
    """Rows left out because they could not be used (``skip_bad_rows``)."""
    doubted: dict[str, int]
    """Seed problems left out since their stored answer is not to be used, by reason."""
    published: Published
    spent: Spending | None = None
    """What was asked of models; None where none was."""
    next_steps: tuple[str, ...] = ()
    """Of a run that asks offline: what was written, and the lines to run next."""
    stopped: str | None = None
    """Why the calls ended before the run did: a spent budget, a provider that is down."""


class Resolved(Record):
    """What a run would do."""

    run_id: str
    config: str
    """The resolved run file, as TOML."""
    seeds: int
    bad_rows: int
    doubted: dict[str, int]
    """As of ``MadeRun``."""
    most_items: int
    """Items of ``endless_pass`` after which the run would give up."""
    endless_pass: str
    """The pass whose plan never ends by itself."""
    model_calls: int | None
    """Calls to models, those the ledger holds included; 0 for symbolic teachers; None where that is not known yet."""
    estimate: Estimate | None = None
    """What the calls will come to; None for symbolic teachers, and where nothing has been measured."""
    warnings: tuple[str, ...] = ()


def make(
    config: RunConfig,
    *,
    to: Path | None = None,
    limit: int | None = None,
    with_seeds: bool = False,
    again: bool = False,
    tell: Tell = silent,
) -> MadeRun:
    """Carry the run out, or on from where it was stopped, and write its dataset.

    ``limit``: most items of the last pass to plan.  ``with_seeds``: append the seed problems.  ``again``: of a run
    that asks offline, write all requests that wait into a new wave, since those of earlier waves are lost.
    Raises KeyboardInterrupt after Ctrl-C or SIGTERM, when all that was finished is kept; UsageError, DataError,
    StorageError where the user must act.
    """
    if again and config.how.offline is None:
        raise UsageError("--again writes waves anew: it goes with --offline DIR")
    started = time.monotonic()
    counts = ReadCounts()
    config, seeds = _seeds(config, counts)
    with Workspace.open(place_of(config.how.workspace)) as workspace:
        spec = spec_of(config, seeds)
        with take(workspace, spec) as log, rare_collections():
            totals, asked = asyncio.run(carry_out(config, seeds, workspace, log, limit=limit, again=again, tell=tell))
            if totals.state == "interrupted":
                raise KeyboardInterrupt
            tell("writing", 0, None)
            published = write_result(
                config, log, seeds, spec.config_hash, state=totals.state, to=to, with_seeds=with_seeds
            )
    return MadeRun(
        state=totals.state,
        seconds=round(time.monotonic() - started, 2),
        seeds=len(seeds),
        bad_rows=counts.bad.total(),
        doubted=_doubted(counts),
        published=published,
        spent=asked.spent,
        next_steps=asked.next_steps,
        stopped=asked.stopped,
    )


def resolve(config: RunConfig, *, sample: int | None = None, tell: Tell = silent) -> Resolved:
    """What the run would do, without doing it.

    sample: problems to make first, with calls that are paid, where models are asked; the estimate rests on them.
    Without it the estimate rests on what this run has done so far, if anything.
    Raises UsageError for a budget that ``make`` would refuse.
    """
    counts, recipe = ReadCounts(), recipe_of(config)
    config, seeds = _seeds(config, counts)
    symbolic = config.roles.symbolic
    if not symbolic:
        require_budgets(config)
    first_item(config, seeds)
    run_id = spec_of(config, seeds).run_id
    estimate = None if symbolic else estimated(config, seeds, run_id, sample=sample, tell=tell)
    return Resolved(
        run_id=run_id,
        config=resolved_toml(config),
        seeds=len(seeds),
        bad_rows=counts.bad.total(),
        doubted=_doubted(counts),
        most_items=most_items(config, len(seeds)),
        endless_pass=recipe.passes[endless_pass(recipe)].name,
        model_calls=0 if symbolic else None if estimate is None else estimate.calls.expected,
        estimate=estimate,
        warnings=tuple(filter(None, [same_judge(config)])),
    )


def _seeds(config: RunConfig, counts: ReadCounts) -> tuple[RunConfig, tuple[Problem, ...]]:
    require_usable(options_of(config))  # a wrong name is said before a long file is read
    return seeds_of(config, counts)


def _doubted(counts: ReadCounts) -> dict[str, int]:
    return {reason: counts.dropped[reason] for reason in (DOUBTED, NOT_REACHED) if counts.dropped[reason]}

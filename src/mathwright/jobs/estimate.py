"""What a run will ask of models: measured on what it has done so far or on a small paid sample, then extrapolated.

Passes before the endless one go over the seed problems, so their calls grow with those; the endless one and what
follows grow with the problems that are wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import mean, variance
from typing import Any, Literal, NamedTuple

from mathwright.errors import DataError, UsageError
from mathwright.jobs.carry_out import Tell, carry_out, silent
from mathwright.jobs.config import RunConfig
from mathwright.jobs.costs import known_cost
from mathwright.jobs.identity import spec_of
from mathwright.jobs.measure import ItemCalls, PassCalls, calls_of_items
from mathwright.jobs.publish import used_seeds
from mathwright.jobs.stages import endless_pass, options_of, recipe_of
from mathwright.recipes.recipe import Pass
from mathwright.records import Problem, Record
from mathwright.store.ledger_statistics import CallSums, sums_by_prompt
from mathwright.store.outcomes import read_outcomes, take
from mathwright.store.place import Place, place_of
from mathwright.store.runs import list_runs
from mathwright.store.workspace import Workspace, workspace_exists

LEAST_SEEDS = 20
"""Seed problems of a sample, at least: fewer have too few skills or concepts in common to combine any."""
SEEDS_A_PROBLEM = 4
"""Seed problems of a sample for each problem it is to make."""
ONE_ITEM = 1.0
"""Relative margin where a single item was measured, which shows no spread: twice as much, or half."""


class Amount(Record):
    """A quantity that is not known yet."""

    expected: int
    low: int
    """It will be below in one of forty cases, likewise above ``high``, if the other items are like those measured."""
    high: int


class PassEstimate(Record):
    """The calls of one pass."""

    name: str
    measured: int
    """Items the figures rest on."""
    calls: Amount
    input_tokens: Amount
    output_tokens: Amount
    cost_nano_usd: Amount | None
    """None where the price of any call is unknown."""


class Estimate(Record):
    """The calls of a whole run, those it finds in the ledger included."""

    basis: Literal["run", "sample"]
    """``run``: what this run has done so far; ``sample``: a run over a few of its seed problems."""
    run_id: str
    """The run that was measured."""
    seeds: int
    """Seed problems of the run that was measured."""
    problems: int
    """Problems that came through its last pass, surplus included."""
    paid_calls: int
    """Calls that it paid itself; of a sample also those of smaller ones, whose seed problems were too few."""
    paid_nano_usd: int | None
    """What they cost; None where the price of any is unknown."""
    passes: tuple[PassEstimate, ...]
    calls: Amount
    input_tokens: Amount
    output_tokens: Amount
    cost_nano_usd: Amount | None


class Measured(NamedTuple):
    """A run, as far as it was carried out, and what its items asked."""

    basis: Literal["run", "sample"]
    run_id: str
    seeds: int
    let_in: int
    """Problems of its result; it may have begun more."""
    passes: list[PassCalls]
    paid: tuple[CallSums, ...]


def estimated(
    config: RunConfig, seeds: tuple[Problem, ...], run_id: str, *, sample: int | None = None, tell: Tell = silent
) -> Estimate | None:
    """The estimate for a run; None where nothing was measured or no problem was made yet.

    run_id: of the run that is estimated.
    sample: problems that a small run makes first, with paid calls that count against the budgets of ``run_id``; its
    calls stay in the ledger, where the run finds those that it asks alike.
    Raises UsageError for a sample of a run that asks offline, and for one that makes no problem; DataError where all
    seed problems are too few for the recipe.
    """
    place = place_of(config.how.workspace)
    measured: Measured | None = None
    if sample is not None:
        measured = _sampled(config, seeds, run_id, sample, tell)
    elif workspace_exists(place):
        measured = _so_far(config, seeds, place, run_id)
    if measured is None or not measured.passes[-1].accepted:
        return None
    return extrapolated(config, seeds, measured)


def _so_far(config: RunConfig, seeds: tuple[Problem, ...], place: Place, run_id: str) -> Measured | None:
    """What this run has done; None where it has not begun."""
    with Workspace.open(place, create=False) as workspace:
        run = next((run for run in list_runs(workspace) if run.run_id == run_id), None)
        if run is None:
            return None
        passes = asyncio.run(calls_of_items(config, seeds, workspace, read_outcomes(workspace, run_id)))
        paid = (sums_by_prompt(workspace, run_id)[1],)
    return Measured("run", run_id, len(used_seeds(config, seeds)), run.let_in, passes, paid)


def _sampled(config: RunConfig, seeds: tuple[Problem, ...], run_id: str, problems: int, tell: Tell) -> Measured:
    """A small run of its own, carried out and measured; over more seed problems where they turn out too few."""
    if config.how.offline is not None:
        raise UsageError("--sample asks models now, --offline never does: leave one of them out")
    kept = used_seeds(config, seeds)
    small = _sample_config(config, min(problems, config.accepted))
    wanted = max(LEAST_SEEDS, SEEDS_A_PROBLEM * problems)
    paid: list[CallSums] = []
    with Workspace.open(place_of(config.how.workspace)) as workspace:
        while True:
            try:
                return _carried_out(config, small, sample_seeds(kept, wanted), workspace, run_id, paid, tell)
            except DataError:
                # Too few to combine any.  Twice as many hold these among them, whose calls are then not paid again.
                if wanted >= len(kept):
                    raise
                wanted *= 2


def _carried_out(
    config: RunConfig,
    small: RunConfig,
    seeds: tuple[Problem, ...],
    workspace: Workspace,
    budget_run: str,
    paid: list[CallSums],
    tell: Tell,
) -> Measured:
    """One sample, measured; what it paid counts for ``budget_run`` and is added to ``paid``, however it ends."""
    spec = spec_of(small, seeds)
    with take(workspace, spec) as log:
        try:
            totals, asked = asyncio.run(carry_out(small, seeds, workspace, log, budget_run=budget_run, tell=tell))
        finally:
            paid.append(sums_by_prompt(workspace, spec.run_id)[1])
        if totals.state == "interrupted":
            raise KeyboardInterrupt
        priced = small.model_copy(update={"how": config.how})
        passes = asyncio.run(calls_of_items(priced, seeds, workspace, log))
    if not passes[-1].accepted:
        why = asked.stopped or f"see mathwright runs show {spec.run_id}"
        raise UsageError(f"the sample made no problem, and without one nothing can be estimated: {why}")
    return Measured("sample", spec.run_id, len(seeds), small.accepted, passes, tuple(paid))


def sample_seeds(seeds: Sequence[Problem], wanted: int) -> tuple[Problem, ...]:
    """So many seed problems, spread evenly over all; those of half as many are among them."""
    wanted = min(len(seeds), wanted)
    return tuple(seeds[place * len(seeds) // wanted] for place in range(wanted))


def _sample_config(config: RunConfig, problems: int) -> RunConfig:
    """The run file of a sample: fewer problems, of seed problems already chosen, and no waiting for batches."""
    options = dict(config.options)
    if "seed_fraction" in type(options_of(config)).model_fields:
        options["seed_fraction"] = 1.0
    how = config.how.model_copy(update={"batch": False})
    admit = config.admit.model_copy(update={"quotas": None})  # so few problems could not keep them
    return config.model_copy(update={"accepted": problems, "options": options, "how": how, "admit": admit})


def extrapolated(config: RunConfig, seeds: tuple[Problem, ...], measured: Measured) -> Estimate:
    """The whole run, from one that has let in at least one problem."""
    recipe = recipe_of(config)
    endless, last = endless_pass(recipe), measured.passes[-1]
    grown = len(used_seeds(config, seeds)) / measured.seeds
    # What is begun before the last wanted problem has come through is paid too.
    surplus = max(0, last.accepted - measured.let_in)
    done = 1 if measured.basis == "run" else 0
    wanted = max(done, (config.accepted + surplus) / last.accepted)
    # How surely the number of items is known, as a relative variance.  The share that comes through by Laplace's rule,
    # since even where all did the next one may not; the surplus as one that may be twice as large, or nothing.
    chance = (1 - (last.accepted + 1) / (last.finished + 2)) / last.accepted
    chance += (surplus / (config.accepted + surplus)) ** 2
    passes = [
        _pass_estimate(one, found, done, *((grown, 0.0) if place < endless else (wanted, chance)))
        for place, (one, found) in enumerate(zip(recipe.passes, measured.passes, strict=True))
        if found.measured
    ]
    costs = [one.cost_nano_usd for one in passes]
    paid = [known_cost(sums) for sums in measured.paid]
    return Estimate(
        basis=measured.basis,
        run_id=measured.run_id,
        seeds=measured.seeds,
        problems=last.accepted,
        paid_calls=sum(sums.calls for sums in measured.paid),
        paid_nano_usd=None if None in paid else sum(cost or 0 for cost in paid),
        passes=tuple(passes),
        calls=_together([one.calls for one in passes]),
        input_tokens=_together([one.input_tokens for one in passes]),
        output_tokens=_together([one.output_tokens for one in passes]),
        cost_nano_usd=None if None in costs else _together([cost for cost in costs if cost is not None]),
    )


def _pass_estimate(
    one: Pass[Any, Any, Any, Any], found: PassCalls, done: int, factor: float, chance: float
) -> PassEstimate:
    """A pass whose items will be ``factor`` times those measured.

    done: how often those measured are among them, 1 or 0: what they took is certain.  ``chance``: the relative variance
    of the number of items.
    """
    gathered = one.gathers and not one.endless

    def amount(of: Callable[[ItemCalls], int]) -> Amount:
        values = [of(item) for item in found.measured]
        whole = mean(values) * found.finished
        sure, open_ = whole * done, whole * (factor - done)
        margin = _margin(values, chance)
        # A pass that gathers names asks less for each, the more seed problems share them.
        low = min(whole, whole * factor) if gathered else sure + open_ / (1 + margin)
        return Amount(expected=round(whole * factor), low=round(low), high=round(sure + open_ * (1 + margin)))

    priced = all(item.cost_nano_usd is not None for item in found.measured)
    return PassEstimate(
        name=found.name,
        measured=len(found.measured),
        calls=amount(lambda item: item.calls),
        input_tokens=amount(lambda item: item.input_tokens),
        output_tokens=amount(lambda item: item.output_tokens),
        cost_nano_usd=amount(lambda item: item.cost_nano_usd or 0) if priced else None,
    )


def _margin(values: Sequence[int], chance: float) -> float:
    """The relative margin of a mean, by the spread between its values and the chance of their number.

    One value more, twice the mean, is thought of beside them: that none was so dear may be luck.
    """
    if len(values) < 2:
        return ONE_ITEM
    average = mean(values)
    spread = variance(values) / len(values) / average**2 if average else 0.0
    unseen = 1 / (len(values) + 1) ** 2
    return t_quantile(len(values) - 1) * sqrt(spread + unseen + chance)


def t_quantile(freedom: float) -> float:
    """Student's t at 97.5 %, by its expansion about the normal one; from 3 degrees on within 1 %.

    Source: Abramowitz and Stegun, 26.7.5, the first four terms.
    """
    z = 1.96
    terms = (z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return sum((term / freedom**power for power, term in enumerate(terms)), 0.0)


def _together(parts: Sequence[Amount]) -> Amount:
    """The sum of independent amounts: their margins add as squares do."""
    expected = sum(part.expected for part in parts)
    below = sqrt(sum((part.expected - part.low) ** 2 for part in parts))
    above = sqrt(sum((part.high - part.expected) ** 2 for part in parts))
    return Amount(expected=expected, low=round(expected - below), high=round(expected + above))

"""A recipe's passes as the engine's stages: each closed over seed problems, roles and options."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mathwright.engine.stage import Run, Stage
from mathwright.errors import UsageError
from mathwright.jobs.config import RunConfig, explain_fault, unknown_key
from mathwright.prompts.rendering import Templates
from mathwright.recipes.catalog import RECIPES
from mathwright.recipes.recipe import Pass, Recipe
from mathwright.records import Accepted, Item, Outcome, Problem, Record
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles

Plan = Callable[[AsyncIterator[Accepted[Any]]], AsyncIterator[Item]]


def recipe_of(config: RunConfig) -> Recipe:
    """The recipe of a run file.  Raises UsageError, with the nearest name, for one that is not in the catalog."""
    if config.recipe not in RECIPES:
        raise UsageError(unknown_key(config.recipe, config.recipe, list(RECIPES)).replace("key", "recipe", 1))
    return RECIPES[config.recipe]


def options_of(config: RunConfig) -> Record:
    """The recipe's options with their defaults.  Raises UsageError for an unknown key or a bad value."""
    kind = recipe_of(config).config_type
    try:
        return kind.model_validate(config.options, context={"author": config.roles.author.teacher})
    except ValidationError as fault:
        elsewhere = _recipes_with(fault)
        hint = f"; it is an option of {' and '.join(elsewhere)}" if elsewhere else ""
        raise UsageError(f"[options] of {config.recipe}: {explain_fault(fault, kind)}{hint}") from None


def _recipes_with(fault: ValidationError) -> list[str]:
    """The recipes that know the first key that this one does not."""
    first = fault.errors()[0]
    if first["type"] != "extra_forbidden" or len(first["loc"]) != 1:
        return []
    return [name for name, recipe in sorted(RECIPES.items()) if first["loc"][0] in recipe.config_type.model_fields]


def templates_of(config: RunConfig) -> Templates:
    """The templates of a run: the shipped ones, with the run's own in the place of their namesakes."""
    return Templates(None if config.prompts is None else Path(config.prompts))


def stages_of(config: RunConfig, seeds: Sequence[Problem], roles: Roles | None = None) -> list[Stage]:
    """The stages of a run over these seed problems.

    roles: teachers that wait for models, asked in this process; None where all are symbolic, which worker processes
    build for themselves.
    """
    recipe, options = recipe_of(config), options_of(config)
    stages = []
    for place, one in enumerate(recipe.passes):
        plan: Plan = partial(_plan, one, seeds, options, config.run_seed)
        if one.endless:
            plan = partial(_at_most, most_items(config, len(seeds)), plan)
        stages.append(
            Stage(
                name=one.name,
                plan=plan,
                build_run=partial(_journey_with, one, roles, options)
                if roles is not None
                else partial(symbolic_journey, config.recipe, place, config.run_seed, options),
                item_type=one.item_type,
                payload_type=one.payload_type,
                in_workers=roles is None,
                reads=one.reads,
                gathers=one.gathers or bool(one.reads),
                shared=(Problem,),
            )
        )
    return stages


def most_items(config: RunConfig, seeds: int) -> int:
    """Items of the endless plan after which a run gives up, so that seed problems that yield nothing end it.

    One accepted item in twenty is enough not to come to that.
    """
    return 2 * seeds + 20 * config.accepted


def endless_pass(recipe: Recipe) -> int:
    """The place of the pass whose plan never ends by itself."""
    return next(place for place, one in enumerate(recipe.passes) if one.endless)


def symbolic_journey(recipe: str, place: int, run_seed: int, options: Record) -> Run:
    """What carries one item of a pass with symbolic teachers; built once in each process that works on it."""
    return _journey_with(RECIPES[recipe].passes[place], Roles.of(SymbolicTeacher(run_seed)), options)


def _journey_with(one: Pass[Any, Any, Any, Any], roles: Roles, options: Record) -> Run:
    async def run(item: Any) -> Outcome[Any]:
        return await one.run(item, roles, options)

    return run


def _plan(
    one: Pass[Any, Any, Any, Any],
    seeds: Sequence[Problem],
    options: Record,
    run_seed: int,
    earlier: AsyncIterator[Accepted[Any]],
) -> AsyncIterator[Item]:
    return one.plan(earlier, seeds, options, run_seed)


async def _at_most(most: int, plan: Plan, earlier: AsyncIterator[Accepted[Any]]) -> AsyncIterator[Item]:
    planned = 0
    async for item in plan(earlier):
        yield item
        planned += 1
        if planned == most:
            return

"""What the catalog holds, and what every recipe in it promises."""

import inspect
import re
from typing import Any

import pytest

from mathwright.recipes.catalog import RECIPES
from mathwright.recipes.recipe import REPLY, Pass, Recipe, no_losses
from mathwright.records import Item, Problem
from mathwright.teachers.symbolic import HANDLERS

PASSES = [pytest.param(one, id=f"{name}-{one.name}") for name, recipe in RECIPES.items() for one in recipe.passes]


def test_the_recipes_stand_under_their_own_names() -> None:
    assert [(name, recipe.name) for name, recipe in RECIPES.items()] == [
        (name, name) for name in ("math2", "mathscale", "mugglemath")
    ]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_a_recipe_ends_in_problems_has_defaults_and_is_answered_without_a_model(recipe: Recipe) -> None:
    names = [one.name for one in recipe.passes]

    assert recipe.passes[-1].payload_type is Problem
    assert len(set(names)) == len(names)
    assert recipe.config_type() == recipe.config_type.model_validate({})
    assert set(recipe.prompts) <= set(HANDLERS)


@pytest.mark.parametrize("one", PASSES)
def test_a_pass_plans_lazily_and_runs_one_item(one: Pass[Any, Any, Any, Any]) -> None:
    assert inspect.isasyncgenfunction(one.plan)
    assert inspect.iscoroutinefunction(one.run)
    assert issubclass(one.item_type, Item)


@pytest.mark.parametrize("one", PASSES)
def test_the_steps_of_a_pass_begin_with_the_reply_and_hold_the_untested_ones(one: Pass[Any, Any, Any, Any]) -> None:
    assert one.steps[0] == REPLY
    assert set(one.untested_symbolically) <= set(one.steps)
    tested = set(one.steps) - set(one.untested_symbolically)
    assert {criteria.partition(": ")[0] for criteria in one.untested_criteria} <= tested
    assert len(set(one.steps)) == len(one.steps)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_a_pass_reads_only_passes_further_back_than_the_one_before(recipe: Recipe) -> None:
    for place, one in enumerate(recipe.passes):
        assert set(one.reads) <= {earlier.name for earlier in recipe.passes[: max(place - 1, 0)]}


@pytest.mark.parametrize("one", PASSES)
def test_the_steps_of_a_pass_are_those_its_code_refuses_by(one: Pass[Any, Any, Any, Any]) -> None:
    """The yield table has a row for each listed step: one too few loses items, one too many stands at 0 for ever."""
    source = inspect.getsource(one.run)
    refusing = re.findall(r'item\.rejected\(\s*"(\w+)"', source)

    assert set(refusing) <= set(one.steps)
    assert [step for step in one.steps if step != REPLY and f'"{step}"' not in source] == []


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_options_with_their_defaults_come_back_from_a_run_file(recipe: Recipe) -> None:
    defaults = recipe.config_type()

    assert recipe.config_type.model_validate_json(defaults.model_dump_json()) == defaults


def test_two_of_the_recipes_know_of_concepts_and_give_a_survey() -> None:
    assert [name for name, recipe in RECIPES.items() if recipe.survey is not None] == ["math2", "mathscale"]


def test_a_payload_without_parts_has_no_losses() -> None:
    assert RECIPES["mugglemath"].passes[1].losses is no_losses

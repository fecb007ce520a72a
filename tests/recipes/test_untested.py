"""A step that is not declared untested refuses something that only symbolic teachers wrote."""

import pytest

from mathwright.concepts.labels import labels_of
from mathwright.errors import ModelReplyError
from mathwright.prompts.math2 import Pair, SkillCluster, SkillExamples
from mathwright.recipes.extraction import ExtractItem
from mathwright.recipes.math2 import MATH2
from mathwright.recipes.mathscale import MATHSCALE
from mathwright.recipes.pairs import PairItem
from mathwright.recipes.recipe import REPLY, Recipe
from mathwright.recipes.shelf import CompositionItem
from mathwright.recipes.skills import LabelItem, RelabelItem
from mathwright.records import Item, Problem, Rejected
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles

WORDS = Problem(problem_id="words", question="What is a prime?", solutions=("Think.",), answer="two", source="t")
SHIPPED = {problem.problem_id: problem for problem in shipped_seeds()}
FIRST = next(iter(SHIPPED.values()))


def paired(first: Problem, second: Problem, names: tuple[str, str] = ("a", "b"), index: int = 0) -> PairItem:
    pair: Pair = (
        SkillExamples(skill=names[0], exemplars=(first,)),
        SkillExamples(skill=names[1], exemplars=(second,)),
    )
    return PairItem(item_id=f"pair {index}", index=index, pair=pair, judged=pair)


def misfiled() -> RelabelItem:
    """A seed problem whose main skill is grouped under a name that says something else."""
    labels = labels_of(FIRST)
    assert labels is not None
    cluster = SkillCluster(name="spelling_of_words", members=labels.skills[:1])
    return RelabelItem(item_id="r", problem=FIRST, clusters=(cluster,))


def composed(problem: Problem) -> CompositionItem:
    return CompositionItem(
        item_id="c", topics=("No topic of it",), knowledge_points=("p",), examples=(), material=((problem,),), round=0
    )


REFUSED: list[tuple[Recipe, str, str, list[Item]]] = [
    (MATH2, "label", REPLY, [LabelItem(item_id="l", problem=WORDS)]),
    (MATH2, "relabel", "exemplar_check", [misfiled()]),
    (MATH2, "make", REPLY, [paired(WORDS, WORDS)]),
    (MATH2, "make", "pair_validation", [paired(FIRST, FIRST, ("total_cost", "total_costs"))]),
    (
        MATH2,
        "make",
        "question_validation",
        [paired(SHIPPED["f43f0247eaa065ad"], SHIPPED["8ae574c085ae6fc0"], index=index) for index in range(3)],
    ),
    (MATHSCALE, "extract", REPLY, [ExtractItem(item_id="e", problem=WORDS)]),
    (MATHSCALE, "make", REPLY, [composed(WORDS)]),
    (MATHSCALE, "make", "examination", [composed(problem) for problem in [*SHIPPED.values()][:20]]),
]


def refusing(recipe: Recipe, name: str, item: Item) -> str | None:
    """The step that refuses the item, all roles symbolic; None where it is accepted."""
    one = next(one for one in recipe.passes if one.name == name)
    journey = one.run(item, Roles.of(SymbolicTeacher(7)), recipe.config_type())
    try:
        journey.send(None)
    except StopIteration as stop:
        return stop.value.step if isinstance(stop.value, Rejected) else None
    except ModelReplyError:
        return REPLY
    raise AssertionError("the symbolic teacher never suspends")


@pytest.mark.parametrize(("recipe", "name", "step", "items"), REFUSED, ids=[f"{row[1]} {row[2]}" for row in REFUSED])
def test_a_step_that_counts_as_tested_refuses_a_symbolic_item(
    recipe: Recipe, name: str, step: str, items: list[Item]
) -> None:
    assert step in {refusing(recipe, name, item) for item in items}


@pytest.mark.parametrize("recipe", [MATH2, MATHSCALE], ids=lambda recipe: recipe.name)
def test_every_step_is_refused_at_above_or_declared_untested(recipe: Recipe) -> None:
    steps = {(one.name, step) for one in recipe.passes for step in one.steps}
    untested = {(one.name, step) for one in recipe.passes for step in one.untested_symbolically}

    assert steps - untested == {(name, step) for owner, name, step, _ in REFUSED if owner is recipe}

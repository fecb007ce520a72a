"""What a run has settled: counted alike by its plan and by what each stored outcome makes of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.make import make
from mathwright.jobs.runs import existing
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.settled import Settled
from mathwright.jobs.stages import recipe_of, stages_of
from mathwright.publish.columns import RejectedRow
from mathwright.recipes.recipe import Recipe
from mathwright.store.outcomes import read_outcomes


def by_its_plan(recipe: Recipe) -> Recipe:
    return replace(recipe, passes=tuple(replace(one, parts=None) for one in recipe.passes))


def same(recipe: Recipe) -> Recipe:
    return recipe


def test_counts_without_the_plan_are_those_of_the_plan(tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    config = RunConfig(accepted=25, run_seed=3, how=HowConfig(workspace=str(workspace), workers=0))
    made = make(config, to=tmp_path / "out")
    seeds = distinct(read_seeds(config.seeds))

    def told(of: Callable[[Recipe], Recipe], at_most: int) -> tuple[list[str], list[RejectedRow], object, object]:
        with existing(workspace) as opened:
            outcomes = read_outcomes(opened, made.published.run_id)
            settled = Settled(of(recipe_of(config)), stages_of(config, seeds), outcomes, exhausted=False)
            problems = [problem.problem_id for problem in settled.problems(at_most)] if at_most else []
            rejected = list(settled.rejected())
            return problems, rejected, settled.passes, settled.yields(symbolic=True)

    for at_most in range(26):
        counted = told(same, at_most)
        assert counted == told(by_its_plan, at_most)
        assert len(counted[0]) == at_most

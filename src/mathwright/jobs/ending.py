"""How a run that made less than was wanted came to its end."""

from __future__ import annotations

from collections.abc import Sequence

from mathwright.jobs.config import RunConfig
from mathwright.jobs.settled import PassCounts
from mathwright.jobs.stages import endless_pass, most_items, recipe_of
from mathwright.teachers.answers.drawn import MODEL_NEEDED


def ending_of(config: RunConfig, seeds: int, state: str, passes: Sequence[PassCounts]) -> str:
    """``state``; where that is ``exhausted``, ``no_program`` or ``gave_up`` if it was one of these that ended the plan.

    seeds: number of seed problems.  passes: the recipe's, counted.
    """
    if state != "exhausted":
        return state
    if _only_lacked_programs(passes):
        return "no_program"
    settled = passes[endless_pass(recipe_of(config))].planned
    return "gave_up" if settled >= most_items(config, seeds) else state


def _only_lacked_programs(passes: Sequence[PassCounts]) -> bool:
    """Whether the last pass that had items refused each of them for want of a program."""
    last = next((one for one in reversed(passes) if one.planned), None)
    if last is None or last.planned > last.rejected.total():
        return False
    return all(reason.endswith(MODEL_NEEDED) for _, reason in last.rejected)

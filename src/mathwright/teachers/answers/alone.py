"""What is made of one knowledge point, which needs no chain: a seed problem is rewritten."""

from collections.abc import Sequence
from random import Random

from mathwright.errors import ModelReplyError
from mathwright.programs.catalog import rewrite
from mathwright.programs.made import Made
from mathwright.prompts.draft import Draft, Kind
from mathwright.records import Problem
from mathwright.teachers.answers.drawn import draft_of

ALONE: tuple[Kind, ...] = ("complicate", "condition", "fractions", "change_numbers")
"""The kinds of rewrite."""


def rewritten(problems: Sequence[Problem], rng: Random) -> Draft:
    """The first rewrite that comes through, kinds and seed problems tried in random order."""
    reason = "no maker"
    for problem in rng.sample(problems, len(problems)):
        for kind in rng.sample(ALONE, len(ALONE)):
            made = rewrite(kind, problem, (), rng)
            if isinstance(made, Made):
                return draft_of(kind, made, with_solution=True)
            reason = made.reason
    raise ModelReplyError(reason)

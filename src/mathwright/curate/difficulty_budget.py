"""How many draws a query is worth: more for harder ones, so that the hard are not lost.

    first draws ──▶ solve rate ──▶ right responses wanted ──▶ more draws, until there are enough or the budget ends

Source: difficulty-aware rejection tuning, arXiv:2407.13690, whose Uniform and Prop2Diff these are.
"""

from __future__ import annotations

from math import ceil
from typing import Literal, NamedTuple

from mathwright.curate.difficulty_rates import SolveRate

Budget = Literal["fixed", "uniform", "proportional"]
"""``fixed``: the first draws and no more; ``uniform``: as many right responses of every query; ``proportional``: of a
query as many as the share of its first draws that fail, one of the easiest."""


class DrawPlan(NamedTuple):
    """The draws one query may take."""

    budget: Budget
    first: int
    """Draws that estimate its solve rate."""
    most: int
    """Draws after which no more are made, the first included."""
    right: int
    """Right responses that are wanted: of every query (``uniform``), or of the hardest (``proportional``)."""


def right_wanted(plan: DrawPlan, found: SolveRate) -> int:
    """Right responses wanted of a query of which the first draws ended so; at least 1.

    A query of which no draw is complete counts as one of the hardest: nothing shows that it is easy.
    """
    if plan.budget == "fixed":
        return plan.first
    if plan.budget == "uniform" or found.rate is None:
        return plan.right
    # in whole numbers, as 3 * (1 - 2 / 3) is a hair above 1
    return max(1, -(-plan.right * found.wrong // found.complete))


def further_draws(plan: DrawPlan, wanted: int, found: SolveRate, drawn: int) -> int:
    """How many draws to make next, after ``drawn`` that ended as ``found``; 0 where it is enough or the budget ends.

    As many as should bring what is missing, at the rate seen so far by Laplace's rule, and at most as many as were
    drawn: few rounds are needed, and a query that only looks hard does not cost the whole budget.
    """
    missing = wanted - found.right
    if plan.budget == "fixed" or missing <= 0:
        return 0
    chance = (found.right + 1) / (drawn + 2)
    return max(0, min(ceil(missing / chance), drawn, plan.most - drawn))

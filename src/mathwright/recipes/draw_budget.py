"""Draws of one query under a budget: a few to see how hard it is, then more for a harder one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mathwright.curate.difficulty_budget import DrawPlan, further_draws, right_wanted
from mathwright.curate.difficulty_rates import SolveRate
from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Response
from mathwright.prompts.prompt import Prompt
from mathwright.recipes.responses import Believed, NotBelieved, texts_of
from mathwright.teachers.teacher import Teacher, ask_draws

Judge = Callable[[Sequence[str]], Believed | NotBelieved]
"""All responses so far to what they establish."""


class Drawn(NamedTuple):
    """What came of one query."""

    responses: list[str]
    """In the order drawn, an empty one for a draw that gave none."""
    believed: Believed | NotBelieved
    wanted: int
    """Right responses that the budget asks for; of ``fixed`` as many as were drawn."""


async def drawn_within(
    plan: DrawPlan, prompt: Prompt[Response], solver: Teacher, judge: Judge, own: Sequence[str] = ()
) -> Drawn:
    """The responses to one query, as many as its budget allows.

    The first draws are the same whatever the budget, further ones go on with their indices.
    own: responses that came with the query; they stand first.
    Raises ModelReplyError where none of the first draws can be used, ProviderError when a provider failed for good.
    """
    responses = [*own, *texts_of(await ask_draws(solver, prompt, range(plan.first)))]
    drawn, believed = plan.first, judge(responses)
    wanted = right_wanted(plan, ended(responses, believed))
    while more := further_draws(plan, wanted, ended(responses, believed), drawn):
        responses += await _further(solver, prompt, range(drawn, drawn + more))
        drawn += more
        believed = judge(responses)
    return Drawn(responses, believed, wanted)


async def _further(solver: Teacher, prompt: Prompt[Response], draws: range) -> list[str]:
    """An empty text each where none can be used: what was drawn before still counts."""
    try:
        return texts_of(await ask_draws(solver, prompt, draws))
    except ModelReplyError:
        return [""] * len(draws)


def ended(responses: Sequence[str], believed: Believed | NotBelieved) -> SolveRate:
    """How many responses are right: those that are believed, or end in the believed answer by wrong steps."""
    incomplete = sum(not text for text in responses)
    right = 0
    if isinstance(believed, Believed):
        right = len(believed.solutions) + believed.evidence.wrong_steps
    return SolveRate(right, len(responses) - right - incomplete, incomplete)

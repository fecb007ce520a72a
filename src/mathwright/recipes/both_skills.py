"""Whether a problem needs both of its skills: it is solved with each forbidden in turn."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import Pair, SolveWithout
from mathwright.recipes.responses import answers_alike
from mathwright.records import SkillNeed
from mathwright.teachers.teacher import Teacher

Found = Literal["needed", "reached without", "not tested"]
REACHED = "answer reached without one of the skills"
"""Why a problem is dropped where ``both_needed`` is "reject"."""
FAULTY = "question is faulty"
"""What a solver says of a question that it could not solve by any means: no word about the skill."""


def _mode(value: object) -> object:
    return {True: "reject", False: "off"}[value] if isinstance(value, bool) else value


BothNeeded = Annotated[Literal["report", "reject", "off"], BeforeValidator(_mode)]
"""``report``: what comes out stands with the problem's evidence; ``reject`` (or true): a problem whose answer is
reached without one of its skills is dropped; ``off`` (or false): nobody asks."""


async def skills_needed(
    pair: Pair, draft: Draft, answer: str, solver: Teacher, mode: BothNeeded
) -> tuple[SkillNeed, ...]:
    """What comes of forbidding each skill; with ``reject`` nothing is asked behind the first that is not needed."""
    found: list[SkillNeed] = []
    for one in pair if mode != "off" else ():
        found.append(await _without(SolveWithout(pair=pair, draft=draft, forbidden=one.skill), answer, solver))
        if mode == "reject" and found[-1].found == "reached without":
            break
    return tuple(found)


def refused_by(needs: tuple[SkillNeed, ...], mode: BothNeeded) -> bool:
    """Whether the problem is dropped for them."""
    return mode == "reject" and any(need.found == "reached without" for need in needs)


async def _without(prompt: SolveWithout, answer: str, solver: Teacher) -> SkillNeed:
    """A reply that cannot be used, or without a worked text, as a symbolic solver's, is no test."""
    skill = prompt.forbidden
    try:
        attempt = await solver.ask(prompt)
    except ModelReplyError:
        return _need(skill, "not tested")
    if not attempt.text.strip() or attempt.broken == FAULTY:
        return _need(skill, "not tested")
    reached = attempt.broken is None and answers_alike(attempt.text, answer)
    return _need(skill, "reached without" if reached else "needed")


@lru_cache(maxsize=4096)
def _need(skill: str, found: Found) -> SkillNeed:
    """Kept: of thousands of problems the same is found."""
    return SkillNeed(skill=skill, found=found)

"""Many questions from one prompt: the exemplars are joined once, each draw takes other numbers and another question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from random import Random
from typing import NamedTuple

from mathwright.errors import ModelReplyError
from mathwright.programs.catalog import template_of
from mathwright.programs.joint import Joint, joints
from mathwright.programs.kept import Latest
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import WriteQuestion
from mathwright.records import Problem
from mathwright.teachers.answers.drawn import MODEL_NEEDED, draft_of
from mathwright.teachers.answers.rubric import flawed

DRAWS_A_JOINT = 25
"""Draws for which one way to join the exemplars is enough."""
STYLES = 4
"""Questions about the same two stories that the draws of a prompt choose from: of each the wording is looked at once
and its template is used several times, far less often than a dataset may repeat one."""

SAMPLE, DIFFERENT = 6, 5
"""Questions drawn to try a way to join the exemplars, and how many of them must differ: with 20 numbers to draw from
half of the ways pass, with 100 nearly all."""


class _Found(NamedTuple):
    """What was found for one prompt."""

    key: str
    """The prompt's."""
    joints: tuple[Joint, ...]


def question_drawn(prompt: WriteQuestion, draw: int, run_seed: int) -> Draft:
    """A question by one of the ways to join the exemplars, which are looked for once a prompt."""
    found = _joints_of(prompt, run_seed)
    rng = Random(f"{run_seed}:{found.key}:{draw}")
    style = f"{run_seed}:{found.key}:style:{rng.randrange(STYLES)}"
    reason = "no two exemplars can be joined"
    for joint in rng.sample(found.joints, len(found.joints)):
        made = joint.drawn(rng, style)
        if isinstance(made, Made):
            return draft_of("compose", made)
        reason = made.reason
    raise ModelReplyError(reason)


def templates_among(problems: Iterable[Problem]) -> Iterator[Template]:
    """The templates of those seed problems that have one."""
    for problem in problems:
        template = template_of(problem)
        if not isinstance(template, Refused):
            yield template


def _search(prompt: WriteQuestion, run_seed: int) -> _Found:
    key = prompt.prompt_key()
    rng = Random(f"{run_seed}:{key}:joints")
    first, second = (list(templates_among(one.exemplars)) for one in prompt.pair)
    if not first or not second:
        raise ModelReplyError(f"no exemplar with a program: {MODEL_NEEDED}")
    sound = (joint for joint in joints(first, second, rng) if _is_sound(joint, rng))
    return _Found(key, tuple(islice(sound, -(-prompt.draws // DRAWS_A_JOINT))))


def _is_sound(joint: Joint, rng: Random) -> bool:
    """Whether questions drawn seldom come again, and the first holds: what is wrong with its words is so with all."""
    style = f"{rng.random()}"
    drawn = [made for _ in range(SAMPLE) if isinstance(made := joint.drawn(rng, style), Made)]
    if len({made.question for made in drawn}) < DIFFERENT:
        return False
    return not flawed(draft_of("compose", drawn[0]))


_joints_of: Latest[WriteQuestion, int, _Found] = Latest(_search)

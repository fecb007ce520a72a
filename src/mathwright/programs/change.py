"""Change specific numbers: the same story with other numbers (MuggleMath, arXiv:2310.05506, section 3.1)."""

from __future__ import annotations

from random import Random

from mathwright.programs.drawing import draw
from mathwright.programs.made import Made, Refused
from mathwright.programs.story import finish, tell_story
from mathwright.programs.template import Template


def change_numbers(template: Template, rng: Random) -> Made | Refused:
    """The problem with every number that may change changed, its worked text re-computed."""
    if template.objection is not None:
        return Refused(template.objection)
    if template.unused:
        return Refused("a number of the question is not used")
    if not template.choices:
        return Refused("no number may change")
    values = draw(template, rng)
    if values is None:
        return Refused("no sensible values found")
    story = tell_story(template, values)
    made = finish(story, (template.problem_id,)) if story is not None else None
    return made or Refused("a number cannot be written")

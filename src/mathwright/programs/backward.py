"""Backward questions: one number of the question becomes the unknown, the answer is stated, the number is asked for.

A problem is kept only where its solution is unique: the answer is a one-to-one function of the unknown, and nothing
in the text rounds, compares or repeats the number.  Source: MetaMath, arXiv:2309.12284, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple
from weakref import WeakKeyDictionary

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.drawing import draw
from mathwright.programs.graph import Value
from mathwright.programs.inverse import Unknown
from mathwright.programs.made import Made, Refused
from mathwright.programs.masking import DECIDED, maskable
from mathwright.programs.numbers import mentions
from mathwright.programs.stating import put_letter, state
from mathwright.programs.story import Story, finish, tell_story
from mathwright.programs.template import Template, WorkedText
from mathwright.programs.undoing import Solver, Undone
from mathwright.programs.wording import faults

NEW_NUMBERS = 0.7
"""Share of the problems that are told with new numbers, where the seed problem's may change."""
TOLERATED = frozenset({"a long sentence", "a long or loose worked text"})
"""Doubts that speak against new numbers, not against a letter for one of them."""
MOST_LISTED = 6
"""A number up to this may only count what the text lists by name (*the three friends*) and enter no computation."""
LETTERS = "NMK"
"""Names of the unknown; the first that is no word of the text."""

_OTHER_CURRENCY = re.compile("[£€¥]")
_NAME = re.compile(r"[gs]\d+")


class _Ground(NamedTuple):
    """What a seed problem's text says of its backward problems, whatever their numbers."""

    objection: str | None
    """Why no number can be asked for; None where nothing speaks against it."""
    places: tuple[int, ...]
    """Places of the givens that can be the unknown."""
    letter: str | None
    """The name of the unknown; None where each is a word of the text."""
    named: frozenset[int]
    """Places of the givens that the program names."""


# The worked text stands for its template, as in ``fitting``: what is kept here goes with it.
_grounds: WeakKeyDictionary[WorkedText, _Ground] = WeakKeyDictionary()


def backward(template: Template, rng: Random) -> Made | Refused:
    """The problem with its answer stated and one of its numbers asked for."""
    ground = _grounds.get(template.worked)
    if ground is None:
        ground = _grounds[template.worked] = _ground(template)
    if ground.objection is not None:
        return Refused(ground.objection)
    drawn = None
    if template.choices and template.objection is None and rng.random() < NEW_NUMBERS:
        drawn = draw(template, rng)
    values: Sequence[Value] = template.values if drawn is None else drawn
    places = list(ground.places)
    rng.shuffle(places)
    refused = Refused("no number can be the unknown")
    if not places:
        return refused
    story = tell_story(template, values)
    if story is None:
        return Refused("a number cannot be written")
    for place in places:
        made = _masked(template, values, ground, replace(story, givens=list(story.givens)), place, rng)
        if isinstance(made, Made):
            return made
        refused = made
    return refused


def _ground(template: Template) -> _Ground:
    objection = _objection(template)
    letter = next((letter for letter in LETTERS if not re.search(rf"\b{letter}\b", template.text)), None)
    named = {int(name[1:]) for text, _ in template.steps for name in _NAME.findall(text) if name[0] == "g"}
    places = tuple(maskable(template)) if objection is None else ()
    return _Ground(objection, places, letter, frozenset(named))


def _objection(template: Template) -> str | None:
    """Why no number of this problem can be asked for, whichever it is; None where nothing speaks against it."""
    for reason in (*template.faults, *template.doubts):
        if reason not in TOLERATED:
            return reason
    if template.unused or _leaves_out(template):
        return "a number of the question is not used"
    if DECIDED.search(template.text):
        return "a comparison could turn out otherwise"
    return "another currency" if _OTHER_CURRENCY.search(template.text) else None


def _leaves_out(template: Template) -> bool:
    """Whether the solution has no use for a number of the question."""
    return any(
        register not in template.used and mention.form in ("digits", "word") and mention.value > MOST_LISTED
        for mention, register in zip(template.givens, template.given_registers, strict=True)
    )


def _masked(
    template: Template, values: Sequence[Value], ground: _Ground, story: Story, place: int, rng: Random
) -> Made | Refused:
    """The problem told with these values and the given at this place as its unknown."""
    value = story.givens[place][2]
    stated = state(template, story, rng)
    if ground.letter is None or stated is None:
        return Refused("question cannot be stated with its answer")
    phrase = put_letter(story, stated, place, ground.letter)
    if any(mention.value == value for mention in mentions(story.question)):
        return Refused("the text says the number twice")
    if faults(story.question):
        return Refused("text would not read well")
    money = template.givens[place].money
    unknown = Unknown(template, values, template.given_registers[place], ground.letter)
    try:
        undone = Solver(unknown, place, f"g{len(story.givens) - 1}", phrase, money, story.lines).solve()
    except Unreadable as error:
        return Refused(str(error))
    if not _uses_all(template, ground.named, place, undone):
        return Refused("a number would be left over")
    story.lines, story.steps = undone.lines, undone.steps
    story.answer, story.answer_step, story.money = undone.steps[-1][1], len(undone.steps) - 1, money
    return finish(story, (template.problem_id,)) or Refused("answer cannot be written")


def _uses_all(template: Template, named: frozenset[int], place: int, undone: Undone) -> bool:
    """Whether every given that the seed problem's program names, a mere 1 apart, leads to the unknown as well."""
    wanted = {f"g{n - (n > place)}" for n in named - {place} if template.givens[n].value != 1}
    found: set[str] = set()
    waiting = [f"s{len(undone.steps) - 1}"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _NAME.findall(undone.steps[int(name[1:])][0]) if name[0] == "s" else []
    return wanted <= found

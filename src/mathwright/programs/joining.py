"""Problems told one after another, each result under a letter: *Let N be the number of clips Natalia sold.*

The form is that of compositional problems (arXiv:2410.01748).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from mathwright.programs.closing import relocate
from mathwright.programs.drawing import draw
from mathwright.programs.fitting import asked_for, fit_of
from mathwright.programs.graph import Value
from mathwright.programs.made import Made, Refused
from mathwright.programs.neighbors import clash, new_names
from mathwright.programs.parts import unneeded
from mathwright.programs.people import substitute
from mathwright.programs.quantities import Quantity, question_kept
from mathwright.programs.separators import is_separated
from mathwright.programs.story import Story, finish, show, tell_story
from mathwright.programs.template import Template
from mathwright.records import Part

LETTERS = "NMKPQR"
"""Letters in the order in which they are given out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem told with certain numbers, on its way into a row of problems."""

    template: Template
    story: Story
    quantity: Quantity | None
    """What it asks for; None where no letter can stand for it."""
    letter: str = ""
    """The letter that stands for its result; empty where its own question still stands at its end."""
    fed: int | None = None
    """The number of its question, by index, that the letter of the problem before stands for."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the seed problem that another story has too, each with the one that stands here."""

    @property
    def text(self) -> str:
        """The question as told so far."""
        return self.story.question

    @property
    def shown(self) -> str:
        """The letter as the text shows it: ``$N`` for a price."""
        return self.quantity.shown(self.letter) if self.quantity is not None else self.letter

    @property
    def result(self) -> str:
        """``So N = 72.``"""
        price = self.quantity is not None and self.quantity.unit == "money"
        return f"So {self.letter} = {digits(self.story.answer, price, self.story)}."


def digits(value: Value, price: bool, story: Story) -> str:
    """A value as text, with thousands separators where the story has them."""
    separated = isinstance(value, int) and is_separated(story.question, *story.lines)
    return f"{value:,}" if separated else show(value, money=price)


def tell(template: Template, values: Sequence[Value], fed: int | None = None, asks: bool = True) -> Told | Refused:
    """The problem told with these values of its registers.

    asks: whether a letter is to stand for its result; False saves looking for what it asks for.
    """
    story = tell_story(template, values)
    if story is None:
        return Refused("a number cannot be written")
    if not asks:
        return Told(template, story, None, fed=fed)
    own = story.question == template.text
    quantity = fit_of(template).quantity if own else asked_for(template, story.question)
    return Told(template, story, quantity, fed=fed)


def told_freely(template: Template, rng: Random) -> Told | Refused:
    """The problem told with its own numbers or, where it is sound ground, half of the time with new ones."""
    values = draw(template, rng) if template.choices and not template.doubts and rng.random() < 0.5 else None
    return tell(template, values or template.values)


def fed_values(template: Template, place: int, value: Value, rng: Random, varied: bool) -> list[Value] | None:
    """Values of the registers with the number at ``place`` replaced; None where none make sense.

    varied: whether another number changes for certain, so that the result is another.
    """
    fixed = {template.given_registers[place]: value}
    others = [choice for choice in template.choices if template.given_registers[place] not in choice.registers]
    if varied and others:
        choice = rng.choice(others)
        fixed |= dict.fromkeys(choice.registers, rng.choice(choice.values))
    return draw(template, rng, fixed=fixed)


def lettered(told: Told, letter: str) -> Told | Refused:
    """The same with *Let N be ...* in place of its question, or after it."""
    kept = question_kept(told.text, told.template.answer_style == "money")
    for quantity in (told.quantity, kept):
        if quantity is None:
            continue
        story = _copy(told.story)
        text = f"{quantity.front} Let {quantity.shown(letter)} be {quantity.phrase}."
        if relocate(story, quantity.head, text):
            story.question = text
            return replace(told, story=story, quantity=quantity, letter=letter)
    return Refused("question cannot be turned into a quantity")


def follow(told: Told, before: Sequence[Told], rng: Random) -> Told | Refused:
    """The problem as it reads after those ``before`` it: the letter in its place, names that no other story has."""
    ahead = " ".join(one.text for one in before)
    text = told.text
    if any(re.search(rf"\b{one.letter}\b", text) for one in before):
        return Refused("no free letter")
    reason = clash(ahead, text)
    names = None if reason else new_names(ahead, text, rng)
    if names is None:
        return Refused(reason or "names clash")
    story = _copy(told.story)
    if told.fed is not None:
        _replace(story, told.fed, before[-1].letter)
    _renamed(story, names)
    return replace(told, story=story, names=names)


def free_letter(before: Sequence[Told], told: Told) -> str | None:
    """The first letter that no text uses."""
    text = " ".join(one.text for one in (*before, told))
    return next((letter for letter in LETTERS if not re.search(rf"\b{letter}\b", text)), None)


def placed(told: Told, row: Sequence[Told], last: bool, rng: Random) -> Told | Refused:
    """The problem as it stands behind those of the row, its result under a letter unless it is the last."""
    ready: Told | Refused = told
    if not last:
        letter = free_letter(row, told)
        ready = Refused("no free letter") if letter is None else lettered(told, letter)
    return follow(ready, row, rng) if isinstance(ready, Told) and row else ready


def _copy(story: Story) -> Story:
    return replace(story, givens=list(story.givens), steps=list(story.steps), lines=list(story.lines))


def _replace(story: Story, place: int, letter: str) -> None:
    start, end, value = story.givens[place]
    shift = len(letter) - (end - start)
    story.question = story.question[:start] + letter + story.question[end:]
    story.givens = [(a + shift, b + shift, v) if a > start else (a, b, v) for a, b, v in story.givens]
    story.givens[place] = (start, start + len(letter), value)


def _renamed(story: Story, names: dict[str, str]) -> None:
    """Replace names, number by number so that offsets stay true."""
    if not names:
        return
    moved: list[tuple[int, int, Value]] = []
    for start, end, value in story.givens:
        shift = len(substitute(story.question[:start], names)) - start
        moved.append((start + shift, end + shift, value))
    story.givens = moved
    story.question = substitute(story.question, names)
    story.lines = [substitute(line, names) for line in story.lines]


@dataclass(slots=True)
class Row:
    """Problems joined into one story."""

    story: Story
    parts: tuple[Part, ...]
    results: list[int]
    """The step that gives the result of each problem."""


def joined(row: Sequence[Told]) -> Row:
    """The problems of a row as one story; its answer is that of the last."""
    last = row[-1].story
    whole = Story(question="", givens=[], steps=[], lines=[], answer=last.answer, answer_step=0, money=last.money)
    parts: list[Part] = []
    results: list[int] = []
    for told in row:
        parts.append(_part(told, len(whole.givens)))
        _append(whole, told, results[-1] if told.fed is not None else None)
        results.append(len(whole.steps) - len(told.story.steps) + told.story.answer_step)
    whole.answer_step = results[-1]
    return Row(whole, tuple(parts), results)


def _part(told: Told, offset: int) -> Part:
    own = (place for place in range(len(told.story.givens)) if place != told.fed)
    return Part(parent=told.template.problem_id, givens=tuple(offset + place for place in own))


def _append(whole: Story, told: Told, feeding: int | None) -> None:
    """Put a problem at the end; ``feeding`` is the step whose result its letter stands for."""
    shift = len(whole.question) + 1 if whole.question else 0
    givens, steps = len(whole.givens), len(whole.steps)

    def renamed(found: re.Match[str]) -> str:
        kind, index = found.group(1), int(found.group(2))
        if kind == "s":
            return f"s{index + steps}"
        return f"s{feeding}" if index == told.fed else f"g{index + givens}"

    story = told.story
    whole.question = f"{whole.question} {story.question}" if shift else story.question
    whole.givens += [(start + shift, end + shift, value) for start, end, value in story.givens]
    whole.steps += [(re.sub(r"\b([gs])(\d+)\b", renamed, text), value) for text, value in story.steps]
    whole.lines += [*story.lines, told.result] if told.letter else story.lines


def finished(row: Row, way: str, parents: tuple[str, ...]) -> Made | Refused:
    """The joined problem as made; refused where its answer can be found without one of its problems."""
    if "?" in row.story.question[:-1] and not row.story.question.endswith("?"):
        return Refused("an order after a question")
    made = finish(row.story, parents)
    if made is None:
        return Refused("answer cannot be written")
    if unneeded(made.program, row.parts):
        return Refused("one of the problems is not needed")
    return Made(made.question, made.answer, made.program, parents, row.parts, way)

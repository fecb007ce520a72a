"""A problem as it stands in a row of others, with slots for its numbers: found once, told again with other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from mathwright.programs.drawing import draw, execute
from mathwright.programs.fitting import fit_of
from mathwright.programs.graph import Value
from mathwright.programs.joining import Told, fed_values
from mathwright.programs.numbers import mentions
from mathwright.programs.people import substitute
from mathwright.programs.pieces import BARE, Pieces, Style, fill, mention_style, write
from mathwright.programs.story import Story
from mathwright.programs.template import Template


class _Spot(NamedTuple):
    """A number of the question, with the text before it."""

    before: str
    given: int
    """Index of the number."""
    register: int
    style: Style
    fixed: str | None
    """What stands there whatever the value is: a letter, or a word such as *half*; None for a slot."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A told problem whose numbers can be others; its letter, its names and all other words stay."""

    sample: Told
    """As it was told first."""
    spots: tuple[_Spot, ...]
    end: str
    """The text behind the last number."""
    lines: tuple[Pieces, ...]

    @property
    def template(self) -> Template:
        """The seed problem that is told."""
        return self.sample.template

    def told(self, values: Sequence[Value]) -> Told | None:
        """The problem with these values of its registers, or None where a number cannot be written."""
        question = self._question(values)
        lines = [fill(pieces, values) for pieces in self.lines]
        if question is None or None in lines:
            return None
        template = self.sample.template
        story = Story(
            question=question[0],
            givens=question[1],
            steps=[(expression, values[register]) for expression, register in template.steps],
            lines=[line for line in lines if line is not None],
            answer=values[template.answer],
            answer_step=template.answer_step,
            money=template.answer_style == "money",
        )
        return replace(self.sample, story=story)

    def _question(self, values: Sequence[Value]) -> tuple[str, list[tuple[int, int, Value]]] | None:
        parts: list[str] = []
        givens: list[tuple[int, int, Value]] = [(0, 0, 0)] * len(self.spots)
        place = 0
        for before, given, register, style, fixed in self.spots:
            value = values[register]
            text = fixed
            if text is None:
                text = str(value) if type(value) is int and style in BARE else write(value, style)
            if text is None:
                return None
            place += len(before)
            givens[given] = (place, place + len(text), value)
            parts += (before, text)
            place += len(text)
        return "".join((*parts, self.end)), givens


def frame_of(told: Told) -> Frame | None:
    """The frame of a told problem; None where a number stands outside of every slot."""
    story, template = told.story, told.template
    values = _values_of(told)
    if values is None:
        return None
    spots: list[_Spot] = []
    end = 0
    for given in sorted(range(len(story.givens)), key=lambda given: story.givens[given][0]):
        start, stop, _ = story.givens[given]
        mention = template.givens[given]
        slotted = given != told.fed and mention.form in ("digits", "word")
        fixed = None if slotted else story.question[start:stop]
        register = template.given_registers[given]
        spots.append(_Spot(story.question[end:start], given, register, mention_style(mention), fixed))
        end = stop
    lines = tuple(
        tuple(substitute(piece, dict(told.names)) if isinstance(piece, str) else piece for piece in pieces)
        for pieces in template.worked.lines()
    )
    frame = Frame(told, tuple(spots), story.question[end:], lines)
    # What a rewording said twice has no slot the second time; a name beside a number may be none of the pieces.
    outside = " # ".join((*(spot.before for spot in spots), frame.end))
    again = frame.told(values)
    return frame if again is not None and again.story == story and not mentions(outside) else None


def _values_of(told: Told) -> list[Value] | None:
    """The values of all registers that it was told with."""
    values = list(told.template.values)
    for register, (_, _, value) in zip(told.template.given_registers, told.story.givens, strict=True):
        values[register] = value
    return values if execute(told.template.senses, values) else None


def fresh_values(template: Template, rng: Random) -> Sequence[Value]:
    """New values of the registers, or the template's own where they may not change."""
    drawn = draw(template, rng) if template.choices and not template.doubts else None
    return drawn or template.values


def retold(frames: Sequence[Frame], rng: Random) -> tuple[Told, ...] | None:
    """A row of problems with other numbers, each result still what stands for a number of the next problem.

    None where the numbers drawn do not lead through the row.
    """
    row: list[Told] = []
    for frame in frames:
        template, fed = frame.template, frame.sample.fed
        values: Sequence[Value] | None
        if fed is None:
            values = fresh_values(template, rng)
        else:
            before = row[-1]
            unit = before.quantity.unit if before.quantity is not None else "number"
            fits = fed in fit_of(template).places(before.story.answer, unit)
            values = fed_values(template, fed, before.story.answer, rng, varied=True) if fits else None
        told = None if values is None else frame.told(values)
        if told is None:
            return None
        row.append(told)
    return tuple(row)

"""A problem as it stands in a row of others, with slots for its numbers: found once, told again with other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from mathwright.programs.drawing import draw, execute
from mathwright.programs.filling import Filling, filling_of
from mathwright.programs.fitting import fit_of
from mathwright.programs.graph import Value
from mathwright.programs.joining import Told, fed_values
from mathwright.programs.numbers import mentions
from mathwright.programs.people import substitute
from mathwright.programs.pieces import Pieces, Slot, Style, mention_style
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


class Drawn(NamedTuple):
    """A problem with other numbers that can all be written; its texts are not made yet."""

    frame: Frame
    values: Sequence[Value]
    """Of its registers."""
    written: list[str]
    """As ``Frame.filling`` has them."""

    @property
    def answer(self) -> Value:
        """Its result."""
        return self.values[self.frame.template.answer]

    def told(self) -> Told:
        """The problem."""
        frame, values, sample = self.frame, self.values, self.frame.sample
        template = sample.template
        question, *lines = frame.filling.filled(self.written)
        story = Story(
            question=question,
            givens=self._givens(),
            steps=[(expression, values[register]) for expression, register in template.steps],
            lines=lines,
            answer=self.answer,
            answer_step=template.answer_step,
            money=template.answer_style == "money",
        )
        return Told(template, story, sample.quantity, sample.letter, sample.fed, sample.names)

    def _givens(self) -> list[tuple[int, int, Value]]:
        frame = self.frame
        givens: list[tuple[int, int, Value]] = [(0, 0, 0)] * len(frame.spots)
        place = 0
        for (before, given, register, _, fixed), slot in zip(frame.spots, frame.slots, strict=True):
            start = place + len(before)
            place = start + len(self.written[slot] if fixed is None else fixed)
            givens[given] = (start, place, self.values[register])
        return givens


@dataclass(frozen=True, slots=True)
class Frame:
    """A told problem whose numbers can be others; its letter, its names and all other words stay."""

    sample: Told
    """As it was told first."""
    spots: tuple[_Spot, ...]
    end: str
    """The text behind the last number."""
    lines: tuple[Pieces, ...]
    filling: Filling
    """Of the question, then of the lines."""
    slots: tuple[int, ...]
    """For each of the spots, which of the numbers that are written stands there; 0 where none of them does."""

    @property
    def template(self) -> Template:
        """The seed problem that is told."""
        return self.sample.template

    def drawn(self, values: Sequence[Value]) -> Drawn | None:
        """The problem with these values of its registers, or None where a number cannot be written."""
        written = self.filling.written(values)
        return None if written is None else Drawn(self, values, written)

    def told(self, values: Sequence[Value]) -> Told | None:
        """The same, with its texts."""
        drawn = self.drawn(values)
        return None if drawn is None else drawn.told()


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
    frame = _framed(told, spots, story.question[end:], lines)
    # What a rewording said twice has no slot the second time; a name beside a number may be none of the pieces.
    outside = " # ".join((*(spot.before for spot in spots), frame.end))
    again = frame.told(values)
    return frame if again is not None and again.story == story and not mentions(outside) else None


def _framed(told: Told, spots: Sequence[_Spot], end: str, lines: tuple[Pieces, ...]) -> Frame:
    question: list[str | Slot] = []
    for before, _, register, style, fixed in spots:
        question += (before, Slot(register, style) if fixed is None else fixed)
    filling = filling_of([(*question, end), *lines])
    written = {slot: place for place, slot in enumerate(filling.slots)}
    slots = tuple(0 if spot.fixed is not None else written[spot.register, spot.style] for spot in spots)
    return Frame(told, tuple(spots), end, lines, filling, slots)


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


def redrawn(frames: Sequence[Frame], rng: Random) -> tuple[Drawn, ...] | None:
    """A row of problems with other numbers, each result still what stands for a number of the next problem.

    None where the numbers drawn do not lead through the row.
    """
    row: list[Drawn] = []
    for frame in frames:
        template, fed = frame.template, frame.sample.fed
        values: Sequence[Value] | None
        if fed is None:
            values = fresh_values(template, rng)
        else:
            before, answer = frames[len(row) - 1].sample, row[-1].answer
            unit = before.quantity.unit if before.quantity is not None else "number"
            fits = fed in fit_of(template).places(answer, unit)
            values = fed_values(template, fed, answer, rng, varied=True) if fits else None
        drawn = None if values is None else frame.drawn(values)
        if drawn is None:
            return None
        row.append(drawn)
    return tuple(row)

"""A chain that was found once, told again and again with other numbers: the same words, every number computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from mathwright.programs.chain import row_made
from mathwright.programs.drawing import draw
from mathwright.programs.fitting import LARGEST, SMALLEST, TRIES, alike_in_size
from mathwright.programs.frames import Frame, frame_of
from mathwright.programs.graph import Value
from mathwright.programs.joining import Told, joined
from mathwright.programs.made import Made, Refused
from mathwright.programs.story import Story, finish
from mathwright.programs.template import Template

MISSES = 12
"""Beginnings in a row that lead to no new telling; a chain that misses so often has told all it is asked for."""
BRANCHES = 3
"""Numbers drawn for one problem of a beginning: the result of some may lead on where that of others does not."""


@dataclass(frozen=True, slots=True)
class Retelling:
    """A chain ready to be told with other numbers."""

    frames: tuple[Frame, ...]
    expressions: tuple[str, ...]
    """Of all steps: the program of each telling has the same."""
    first: Made
    """The chain as it was found; parents, parts and way are those of every telling."""
    answer_step: int

    def telling(self, rows: Sequence[Sequence[Value]]) -> Made | Refused:
        """The chain with these values of each problem's registers."""
        told = [frame.told(values) for frame, values in zip(self.frames, rows, strict=True)]
        whole = [one for one in told if one is not None]
        made = finish(self.story(whole), self.first.parents) if len(whole) == len(told) else None
        if made is None:
            return Refused("a number cannot be written")
        return Made(made.question, made.answer, made.program, made.parents, self.first.parts, self.first.way)

    def story(self, row: Sequence[Told]) -> Story:
        """The problems of the row as one story."""
        last = row[-1].story
        story = Story("", [], [], [], last.answer, self.answer_step, last.money)
        values: list[Value] = []
        for told in row:
            own = told.story
            shift = len(story.question) + 1 if story.question else 0
            story.question = f"{story.question} {own.question}" if shift else own.question
            story.givens += [(start + shift, end + shift, value) for start, end, value in own.givens]
            values += [value for _, value in own.steps]
            story.lines += [*own.lines, told.result] if told.letter else own.lines
        story.steps = list(zip(self.expressions, values, strict=True))
        return story


def retelling_of(row: Sequence[Told]) -> Retelling | Refused:
    """The chain of a row with slots for its numbers, or why it is none."""
    first = row_made(row)
    if isinstance(first, Refused):
        return first
    frames = tuple(frame for frame in map(frame_of, row) if frame is not None)
    if len(frames) < len(row):
        return Refused("a number outside of every slot")
    story = joined(row).story
    return Retelling(frames, tuple(text for text, _ in story.steps), first, story.answer_step)


class _Link(NamedTuple):
    """What the numbers of a problem depend on."""

    template: Template
    fed: int | None
    """Register of the number that the result before it stands for; None where it stands first."""
    own: Value
    """That number in the seed problem; 0 where it stands first."""
    free: tuple[int, ...]
    """Registers that say what all others are."""


def _link_of(frame: Frame) -> _Link:
    template, fed = frame.template, frame.sample.fed
    register = None if fed is None else template.given_registers[fed]
    # A choice changes all its registers alike, steps follow from givens, and a result from the problem before.
    free = tuple(choice.registers[0] for choice in template.choices)
    return _Link(template, register, 0 if register is None else template.values[register], free)


class Numbers:
    """Values for a chain, each telling with others, in an order of their own: the next telling is the next of them."""

    def __init__(self, chain: Retelling, rng: Random) -> None:
        """``rng``: drawn from with each telling, so it must be nobody else's."""
        self._links = [_link_of(frame) for frame in chain.frames]
        self._rng = rng
        self._told: set[tuple[Value, ...]] = set()
        self._dead: set[tuple[int, Value]] = set()
        """Place in the chain, and a result that no numbers were found for there."""

    def next(self) -> list[Sequence[Value]] | None:
        """Values of each problem's registers that no telling had before; None where hardly any are left."""
        for _ in range(MISSES):
            rows = self._extended([], 0)
            if rows is None:
                continue
            key = tuple([row[register] for row, link in zip(rows, self._links, strict=True) for register in link.free])
            if key not in self._told:
                self._told.add(key)
                return rows
        return None

    def _extended(self, rows: list[Sequence[Value]], result: Value) -> list[Sequence[Value]] | None:
        """The values of all problems from these of the first, the last of which has this result."""
        place = len(rows)
        if place == len(self._links):
            return rows
        answer = self._links[place].template.answer
        for _ in range(BRANCHES):
            values = self._drawn(place, result)
            if values is None:
                return None
            own = values[answer]
            whole = self._extended([*rows, values], own) if self._is_taken(own, place + 1) else None
            if whole is not None:
                return whole
        return None

    def _drawn(self, place: int, result: Value) -> Sequence[Value] | None:
        """New values with the result of the problem before among them; None where none are found."""
        template, fed, _, _ = self._links[place]
        if fed is None:
            return draw(template, self._rng) if template.choices and not template.doubts else template.values
        values = draw(template, self._rng, fixed={fed: result}, anew=True, tries=TRIES)
        if values is None:
            self._dead.add((place, result))
        return values

    def _is_taken(self, result: Value, place: int) -> bool:
        """Whether the problem at ``place``, if there is one, may have this result for its number."""
        if place == len(self._links):
            return True
        link = self._links[place]
        if link.fed is None or not isinstance(result, int) or (place, result) in self._dead:
            return False
        return SMALLEST <= result <= LARGEST and alike_in_size(result, link.own)

"""A chain that was found once, told again and again with other numbers: the same words, every number computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from mathwright.programs.chain import row_made
from mathwright.programs.drawing import draw
from mathwright.programs.fitting import LARGEST, SMALLEST, TRIES, alike_in_size
from mathwright.programs.frames import Frame, frame_of
from mathwright.programs.graph import Value
from mathwright.programs.joining import Told, joined
from mathwright.programs.made import Made, Refused
from mathwright.programs.story import Story, finish

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
        return replace(made, parts=self.first.parts, way=self.first.way)

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


class Numbers:
    """Values for a chain, each telling with others, in an order of their own: the next telling is the next of them."""

    def __init__(self, chain: Retelling, rng: Random) -> None:
        """``rng``: drawn from with each telling, so it must be nobody else's."""
        self._chain = chain
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
            key = tuple(value for row in rows for value in row)
            if key not in self._told:
                self._told.add(key)
                return rows
        return None

    def _extended(self, rows: list[Sequence[Value]], result: Value) -> list[Sequence[Value]] | None:
        """The values of all problems from these of the first, the last of which has this result."""
        place = len(rows)
        if place == len(self._chain.frames):
            return rows
        for _ in range(BRANCHES):
            values = self._drawn(place, result)
            if values is None:
                return None
            own = values[self._chain.frames[place].template.answer]
            whole = self._extended([*rows, values], own) if self._is_taken(own, place + 1) else None
            if whole is not None:
                return whole
        return None

    def _drawn(self, place: int, result: Value) -> Sequence[Value] | None:
        """New values with the result of the problem before among them; None where none are found."""
        template, fed = self._chain.frames[place].template, self._chain.frames[place].sample.fed
        if fed is None:
            return draw(template, self._rng) if template.choices and not template.doubts else template.values
        values = draw(template, self._rng, fixed={template.given_registers[fed]: result}, anew=True, tries=TRIES)
        if values is None:
            self._dead.add((place, result))
        return values

    def _is_taken(self, result: Value, place: int) -> bool:
        """Whether the problem at ``place``, if there is one, may have this result for its number."""
        if place == len(self._chain.frames):
            return True
        template, fed = self._chain.frames[place].template, self._chain.frames[place].sample.fed
        if fed is None or (place, result) in self._dead or not isinstance(result, int):
            return False
        return SMALLEST <= result <= LARGEST and alike_in_size(result, template.values[template.given_registers[fed]])

"""Two seed problems joined once and drawn many times: other numbers, and another question about both results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from mathwright.programs.chain import chained
from mathwright.programs.conditional import conditional
from mathwright.programs.fitting import fit_of
from mathwright.programs.frames import Drawn, Frame, frame_of, redrawn
from mathwright.programs.joining import Row, Told, finished, joined, tell
from mathwright.programs.made import Made, Refused
from mathwright.programs.parallel import parallel
from mathwright.programs.side_by_side import LONGEST, Bench, lettered_pair, misfit_of_sizes, misfit_of_words
from mathwright.programs.story import Story
from mathwright.programs.template import Template

TRIES = 6
"""Draws of numbers and question for one new problem."""
QUESTIONS = 3
"""Questions tried on the same numbers."""
LINKINGS = 16
"""Draws of numbers in search of a result that one problem can feed to the other."""
_ASKS = (("parallel", parallel), ("conditional", conditional))


@dataclass(frozen=True, slots=True)
class Joint:
    """Two told problems, in the order told, whose numbers can be others."""

    frames: tuple[Frame, ...]
    sample: Row
    """Both as they were told first."""
    parents: tuple[str, ...]
    """problem_ids of the two, in the order in which they were given."""
    misfit: str | None = None
    """Why no question can be put to both, whatever their numbers."""

    @property
    def fed(self) -> bool:
        """Whether the result of one stands for a number of the other, and no question is put to both."""
        return self.frames[-1].sample.fed is not None

    def drawn(self, rng: Random, style: str) -> Made | Refused:
        """One new problem; its numbers are drawn from ``rng``, the question about both results by ``style`` alone."""
        reason = "no sensible values found"
        for _ in range(TRIES):
            row = redrawn(self.frames, rng)
            made = None if row is None else self._fed(row) if self.fed else self._asked(row, rng, style)
            if isinstance(made, Made):
                return made
            reason = reason if made is None else made.reason
        return Refused(reason)

    def _row(self, row: Sequence[Told]) -> Row:
        """What ``joined`` gives, of which the steps and parts are the same for all numbers."""
        first, second = row[0].story, row[1].story
        last = [row[1].result] if row[1].letter else []
        shift = len(first.question) + 1
        steps = zip(self.sample.story.steps, (*first.steps, *second.steps), strict=True)
        return Row(
            story=Story(
                question=f"{first.question} {second.question}",
                givens=[*first.givens, *((start + shift, end + shift, value) for start, end, value in second.givens)],
                steps=[(expression, value) for (expression, _), (_, value) in steps],
                lines=[*first.lines, row[0].result, *second.lines, *last],
                answer=second.answer,
                answer_step=self.sample.story.answer_step,
                money=second.money,
            ),
            parts=self.sample.parts,
            results=self.sample.results,
        )

    def _fed(self, row: Sequence[Drawn]) -> Made | Refused:
        return finished(self._row([drawn.told() for drawn in row]), "sequence", self.parents)

    def _asked(self, drawn: Sequence[Drawn], rng: Random, style: str) -> Made | Refused:
        one, other = drawn
        # Before any text is made: many of the results drawn do not go together.
        reason = self.misfit or misfit_of_sizes(one.frame.sample, one.answer, other.frame.sample, other.answer)
        if reason is not None:
            return Refused(reason)
        row = first, second = one.told(), other.told()
        told = self._row(row)
        for attempt in range(QUESTIONS):
            words = Random(f"{style}:{attempt}")
            way, ask = _ASKS[words.random() < 0.5]
            bench = Bench(told, (first, second), rng, words)
            closed = bench.closed() if ask(bench) else None
            if closed is not None:
                return finished(closed, way, self.parents)
        return Refused("no sensible question for the pair")


def joints(firsts: Sequence[Template], seconds: Sequence[Template], rng: Random) -> Iterator[Joint]:
    """Ways to join one of the first problems with one of the second, in random order, found one by one."""
    pairs = [(one, other) for one in firsts for other in seconds if one.problem_id != other.problem_id]
    rng.shuffle(pairs)
    for pair in pairs:
        if not _may_change(pair):
            continue
        ways = [_side_by_side, _in_sequence]
        rng.shuffle(ways)
        ordered = pair if rng.random() < 0.5 else pair[::-1]
        for way in ways:
            row = way(ordered, rng)
            frames = tuple(frame for told in row for frame in (frame_of(told),) if frame is not None)
            if row and len(frames) == len(row):
                parents = pair[0].problem_id, pair[1].problem_id
                yield Joint(frames, joined(row), parents, None if row[1].fed is not None else misfit_of_words(*row))


def _may_change(pair: Sequence[Template]) -> bool:
    """Whether both may stand in a row of problems, and the numbers of one may be others."""
    fits = [fit_of(template) for template in pair]
    return all(fit.opens for fit in fits) and any(fit.follows and fit.template.choices for fit in fits)


def _side_by_side(pair: Sequence[Template], rng: Random) -> tuple[Told, ...]:
    """Both told with a letter for each result; none where they do not go together."""
    quantities = [fit_of(template).quantity for template in pair]
    units = [quantity.unit for quantity in quantities if quantity is not None]
    # A price and a number have one question in common, which their sizes seldom allow.
    if len(units) < 2 or units.count("money") == 1 or sum(fit_of(template).words for template in pair) > LONGEST:
        return ()
    for one, other in (pair, pair[::-1]):
        first, second = tell(one, one.values), tell(other, other.values)
        if isinstance(first, Told) and isinstance(second, Told):
            row = lettered_pair(first, second, rng)
            if not isinstance(row, Refused):
                return row
    return ()


def _in_sequence(pair: Sequence[Template], rng: Random) -> tuple[Told, ...]:
    """The result of one fed to the other; none where no number has its size."""
    for one, other in (pair, pair[::-1]):
        row = chained([[one], [other]], rng, LINKINGS)
        if not isinstance(row, Refused):
            return row
    return ()

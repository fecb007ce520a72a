"""Chain problems: the answer of each replaces a number of the next (arXiv:2410.01748, for more than two)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from mathwright.programs.drawing import draw
from mathwright.programs.fitting import Fit, fit_of
from mathwright.programs.graph import Value
from mathwright.programs.joining import Told, fed_values, finished, joined, placed, tell
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template

LEAST, MOST = 2, 5
"""Links of a chain."""
TRIES = 120
"""Draws of numbers for a problem that one search may spend."""
OPENINGS = 4
"""Tellings of each first problem: one with its own numbers, the others with new ones."""
FEEDINGS = 2
"""Tellings of a later problem for each number that the result before it can stand for."""
LONGEST = {2: 110, 3: 130, 4: 150, 5: 165}
"""Words of a question by its number of links."""
SHORTEST = 30
"""Words that are kept free for each problem still to come."""


_NO_LINK = "no clean link"


def chain(links: Sequence[Sequence[Template]], rng: Random, tries: int = TRIES) -> Made | Refused:
    """One problem of each link, in the order of the links, each result a number of the next problem.

    links: the candidates for each place; no seed problem is used twice.  Two to five links; the question has at most
    ``LONGEST`` words.  tries: draws of numbers before the search gives up.
    """
    row = chained(links, rng, tries)
    return row if isinstance(row, Refused) else row_made(row)


def row_made(row: Sequence[Told]) -> Made | Refused:
    """The one problem that a row of problems tells."""
    return finished(joined(row), "sequence", tuple(told.template.problem_id for told in row))


def chained(links: Sequence[Sequence[Template]], rng: Random, tries: int = TRIES) -> tuple[Told, ...] | Refused:
    """The row of problems that ``chain`` tells as one, or why there is none."""
    if not LEAST <= len(links) <= MOST:
        return Refused("a chain has two to five links")
    search = _Search(rng, len(links), tries)
    row = search.extended((), [[fit_of(template) for template in link] for link in links])
    return Refused(search.reason) if row is None else row


@dataclass(slots=True)
class _Search:
    """Depth first, over candidates and over the number that a result replaces, with a bound on its work."""

    rng: Random
    size: int
    tries: int
    reason: str = _NO_LINK

    def extended(self, row: tuple[Told, ...], rest: Sequence[Sequence[Fit]]) -> tuple[Told, ...] | None:
        """The whole row, or None where this beginning leads nowhere or the work is spent."""
        if not rest:
            return row
        last = len(rest) == 1
        for candidate in self._ordered(rest[0], row, len(rest) - 1):
            for values, fed in self._drawn(candidate, row):
                if not last and not self._leads_on(candidate, values, rest[1]):
                    continue
                told = next(self._kept(tell(candidate.template, values, fed, asks=not last)), None)
                placed = None if told is None else self._placed(told, row, last)
                found = None if placed is None else self.extended((*row, placed), rest[1:])
                if found is not None:
                    return found
        return None

    def _ordered(self, candidates: Sequence[Fit], row: Sequence[Told], to_come: int) -> list[Fit]:
        """The candidates that may stand here, as they are tried; short ones first in long chains."""
        taken = {told.template.problem_id for told in row}
        free = LONGEST[self.size] - SHORTEST * to_come - sum(words(told.text) for told in row)
        fitting = [
            (one.words * (self.size - 2) + 30 * self.rng.random(), place)
            for place, one in enumerate(candidates)
            if one.template.problem_id not in taken
            and one.words <= free
            and (one.follows if row else one.opens)
            and (to_come == 0 or one.quantity is not None)
        ]
        return [candidates[place] for _, place in sorted(fitting)]

    def _drawn(self, candidate: Fit, row: Sequence[Told]) -> Iterator[tuple[Sequence[Value], int | None]]:
        """Values to tell the candidate with, and the number that the result before it stands for."""
        if row:
            yield from self._fed(candidate, row[-1])
            return
        template = candidate.template
        for attempt in range(OPENINGS if not template.doubts else 1):
            values = draw(template, self.rng) if attempt else template.values
            if values is None or not self._may_try():
                return
            yield values, None

    def _fed(self, candidate: Fit, before: Told) -> Iterator[tuple[Sequence[Value], int | None]]:
        answer = before.story.answer
        places = candidate.places(answer, before.quantity.unit) if before.quantity is not None else []
        for place in self.rng.sample(places, len(places)):
            for attempt in range(FEEDINGS):
                if not self._may_try():
                    return
                values = fed_values(candidate.template, place, answer, self.rng, varied=attempt > 0)
                if values is None:
                    self.reason = "the answer does not fit the next problem"
                else:
                    yield values, place

    def _may_try(self) -> bool:
        self.tries -= 1
        return self.tries >= 0

    def _leads_on(self, candidate: Fit, values: Sequence[Value], following: Sequence[Fit]) -> bool:
        """Whether some problem of the next link has a number that the result can stand for."""
        quantity, answer = candidate.quantity, values[candidate.template.answer]
        if quantity is not None and any(after.places(answer, quantity.unit) for after in following):
            return True
        if self.reason == _NO_LINK:  # the commonest reason is given only where there is no other
            self.reason = "no number has the size of the result before it"
        return False

    def _placed(self, told: Told, row: Sequence[Told], last: bool) -> Told | None:
        """The problem as it stands in the row."""
        return next(self._kept(placed(told, row, last, self.rng)), None)

    def _kept(self, told: Told | Refused) -> Iterator[Told]:
        if isinstance(told, Refused):
            self.reason = told.reason
        else:
            yield told


def words(text: str) -> int:
    """How many words a tidy text has."""
    return text.count(" ") + 1

"""Find a chain that can be told many times: its problems take most numbers, and are told for that one after another.

A search for a single chain looks for numbers that happen to fit (``chain``).  Here the seed problems are chosen for the
room that they leave, so that one search serves many tellings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from mathwright.programs.chain import LEAST, LONGEST, MOST, SHORTEST, words
from mathwright.programs.fitting import LARGEST, SMALLEST, Easy, Fit, fit_of
from mathwright.programs.graph import Value
from mathwright.programs.joining import Told, fed_values, placed, tell
from mathwright.programs.made import Refused
from mathwright.programs.template import Template

TRIES = 24
"""Problems that one search may tell."""
BRANCHES = 6
"""Numbers that are tried for one result."""


class _Takers(NamedTuple):
    """The numbers of one link that results of one kind can take the place of, by size."""

    sizes: list[Value]
    numbers: list[Easy]

    def of(self, result: Value) -> Sequence[Easy]:
        """Those within a factor of two."""
        if not isinstance(result, int) or not SMALLEST <= result <= LARGEST:
            return ()
        return self.numbers[bisect_left(self.sizes, result / 2) : bisect_right(self.sizes, 2 * result)]


def chained_often(links: Sequence[Sequence[Template]], rng: Random) -> tuple[Told, ...] | Refused:
    """One problem of each link, in their order, each result a number of the next problem; or why there is none."""
    if not LEAST <= len(links) <= MOST:
        return Refused("a chain has two to five links")
    fits = [[fit_of(template) for template in link] for link in links]
    search = _Search(rng, [(_takers(link, "money"), _takers(link, "number")) for link in fits])
    row = search.found(fits[0])
    return Refused(search.reason) if row is None else row


def _takers(link: Sequence[Fit], kind: str) -> _Takers:
    numbers = sorted((easy for fit in link for easy in fit.easy if easy.kind == kind), key=lambda easy: easy.own)
    return _Takers([easy.own for easy in numbers], numbers)


@dataclass(slots=True)
class _Search:
    """Depth first, over openings and over the numbers that a result can take the place of."""

    rng: Random
    takers: Sequence[tuple[_Takers, _Takers]]
    """For each link, of prices and of other numbers."""
    tries: int = TRIES
    reason: str = "no number has the size of the result before it"

    def found(self, first: Sequence[Fit]) -> tuple[Told, ...] | None:
        """The whole row, or None where there is none, or the work is spent."""
        openings = [(fit, values) for fit in first for values in fit.openings]
        self.rng.shuffle(openings)
        for fit, values in openings:
            row = self._extended((), fit, values, None) if self._leads_on(fit, values, ()) else None
            if row is not None or self.tries <= 0:
                return row
        return None

    def _extended(
        self, row: tuple[Told, ...], fit: Fit, values: Sequence[Value], fed: int | None
    ) -> tuple[Told, ...] | None:
        """The row with this problem and those behind it."""
        self.tries -= 1
        last = len(row) == len(self.takers) - 1
        told = tell(fit.template, values, fed, asks=not last)
        stands = placed(told, row, last, self.rng) if isinstance(told, Told) else told
        if isinstance(stands, Refused):
            self.reason = stands.reason
            return None
        row = (*row, stands)
        return row if last else self._followed(row)

    def _followed(self, row: tuple[Told, ...]) -> tuple[Told, ...] | None:
        result = row[-1].story.answer
        takers = self._taking(fit_of(row[-1].template), result, row, 0)
        for easy in self.rng.sample(takers, min(BRANCHES, len(takers))):
            values = fed_values(easy.fit.template, easy.place, result, self.rng, varied=True)
            if values is None or not self._leads_on(easy.fit, values, row):
                continue
            whole = self._extended(row, easy.fit, values, easy.place) if self.tries > 0 else None
            if whole is not None:
                return whole
        return None

    def _leads_on(self, fit: Fit, values: Sequence[Value], row: Sequence[Told]) -> bool:
        """Whether the result of the problem behind ``row`` leads on to the next link, if there is one."""
        if len(row) + 1 == len(self.takers):
            return True
        return bool(self._taking(fit, values[fit.template.answer], row, fit.words))

    def _taking(self, fit: Fit, result: Value, row: Sequence[Told], own: int) -> list[Easy]:
        """Numbers of the next link that the result of ``fit`` can stand for.

        own: words of its question where it does not stand in the row yet, else 0.
        """
        if fit.quantity is None:
            return []
        place = len(row) + (own > 0)
        taken = {told.template.problem_id for told in row} | {fit.template.problem_id}
        to_come = len(self.takers) - place - 1
        free = LONGEST[len(self.takers)] - SHORTEST * to_come - sum(words(told.text) for told in row) - own
        prices, numbers = self.takers[place]
        return [
            easy
            for easy in (numbers if fit.quantity.unit == "number" else prices).of(result)
            if easy.fit.words <= free
            and easy.fit.template.problem_id not in taken
            and (to_come == 0 or easy.fit.quantity is not None)
        ]

"""Find a chain that can be told many times: its problems take most numbers, and are told for that one after another.

A search for a single chain looks for numbers that happen to fit (``chain``).  Here the seed problems are chosen for the
room that they leave, so that one search serves many tellings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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


class _Opening(NamedTuple):
    """A problem that stands first, with one of its tellings."""

    fit: Fit
    place: int
    """Of the values among its openings."""


class _Takers(NamedTuple):
    """The numbers of one link that results of one kind can take the place of, by size."""

    sizes: list[Value]
    numbers: list[Easy]

    def of(self, result: Value) -> Sequence[Easy]:
        """Those within a factor of two."""
        if not isinstance(result, int) or not SMALLEST <= result <= LARGEST:
            return ()
        return self.numbers[bisect_left(self.sizes, result / 2) : bisect_right(self.sizes, 2 * result)]


class Links:
    """The seed problems of each link of a chain, looked at once for one search after another."""

    def __init__(self, links: Sequence[Sequence[Template]]) -> None:
        """Nothing is searched yet."""
        self._fits = [[fit_of(template) for template in link] for link in links]

    @cached_property
    def _takers(self) -> Sequence[tuple[_Takers, _Takers]]:
        return [(_takers(link, "money"), _takers(link, "number")) for link in self._fits]

    @cached_property
    def _openings(self) -> Sequence[_Opening]:
        return [_Opening(fit, place) for fit in self._fits[0] for place in range(len(fit.openings))]

    def chained(self, rng: Random) -> tuple[Told, ...] | Refused:
        """One problem of each link, in their order, each result a number of the next problem; or why there is none."""
        if not LEAST <= len(self._fits) <= MOST:
            return Refused("a chain has two to five links")
        search = _Search(rng, self._takers)
        row = search.found(self._openings)
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

    def found(self, openings: Sequence[_Opening]) -> tuple[Told, ...] | None:
        """The whole row, or None where there is none, or the work is spent."""
        tried = list(openings)
        self.rng.shuffle(tried)
        for opening in tried:
            fit = opening.fit
            row = None
            if self._leads_on(fit, fit.openings[opening.place], ()):
                self.tries -= 1
                row = self._followed_by((), _opened(opening))
            if row is not None or self.tries <= 0:
                return row
        return None

    def _extended(self, row: tuple[Told, ...], fit: Fit, values: Sequence[Value], fed: int) -> tuple[Told, ...] | None:
        """The row with this problem and those behind it."""
        self.tries -= 1
        last = len(row) == len(self.takers) - 1
        told = tell(fit.template, values, fed, asks=not last)
        return self._followed_by(row, placed(told, row, last, self.rng) if isinstance(told, Told) else told)

    def _followed_by(self, row: tuple[Told, ...], stands: Told | Refused) -> tuple[Told, ...] | None:
        """The row with this problem as it stands there, and those behind it."""
        if isinstance(stands, Refused):
            self.reason = stands.reason
            return None
        row = (*row, stands)
        return row if len(row) == len(self.takers) else self._followed(row)

    def _followed(self, row: tuple[Told, ...]) -> tuple[Told, ...] | None:
        result = row[-1].story.answer
        takers = list(self._taking(fit_of(row[-1].template), result, row, 0))
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
        taking = self._taking(fit, values[fit.template.answer], row, fit.words)
        return next(taking, None) is not None

    def _taking(self, fit: Fit, result: Value, row: Sequence[Told], own: int) -> Iterator[Easy]:
        """Numbers of the next link that the result of ``fit`` can stand for.

        own: words of its question where it does not stand in the row yet, else 0.
        """
        if fit.quantity is None:
            return
        place = len(row) + (own > 0)
        taken = {told.template.problem_id for told in row} | {fit.template.problem_id}
        to_come = len(self.takers) - place - 1
        free = LONGEST[len(self.takers)] - SHORTEST * to_come - sum(words(told.text) for told in row) - own
        prices, numbers = self.takers[place]
        for easy in (numbers if fit.quantity.unit == "number" else prices).of(result):
            after = easy.fit
            stands = after.words <= free and after.template.problem_id not in taken
            if stands and (to_come == 0 or after.quantity is not None):
                yield easy


@lru_cache(maxsize=8192)
def _opened(opening: _Opening) -> Told | Refused:
    """The problem as it stands first in a row that others follow; kept, since it opens the chains of many prompts."""
    told = tell(opening.fit.template, opening.fit.openings[opening.place])
    # No problem stands before it that a name would have to differ from, so there is nothing to draw.
    return placed(told, (), False, Random(0)) if isinstance(told, Told) else told

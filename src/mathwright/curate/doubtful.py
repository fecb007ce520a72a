"""Kept questions that are near to an earlier one, but not so near that a rule is sure: what a judge is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mathwright.curate.contamination.index import Index
from mathwright.curate.contamination.search import look_up
from mathwright.curate.contamination.words import shared_text, template_text
from mathwright.curate.near.index import NearIndex
from mathwright.curate.shelf import Shelf

LEAST_COVERED = 0.2
"""Share of the shorter question's words in runs that a benchmark question has too, from which a judge is asked."""
LEAST_NEAR = 0.4
"""Likewise the Jaccard similarity of the word 3-grams with numbers masked.  The bands meet 23 % of the pairs at 0.4,
55 % at 0.5 and 87 % at 0.6: the judge is asked about some of the doubtful pairs, not about all."""


class Doubt(NamedTuple):
    """A pair that a rule is not sure of."""

    at: int
    """Place of the later question among those asked."""
    in_against: bool
    """Whether the earlier one is a benchmark's."""
    place: str
    """``file:line`` of the earlier one."""
    question: str
    similarity: float
    shared: str | None


class Doubtful:
    """Finds for each kept question in turn the one to compare it with.

    Memory: 550 to 900 bytes a question of 45 words; a judge is asked of thousands, not of millions.
    """

    def __init__(self, index: Index, shelf: Shelf, only_against: bool = False) -> None:
        """Compare with the questions of the index and, unless ``only_against``, with earlier kept ones."""
        self._index = index
        self._shelf = shelf
        self._only_against = only_against
        self._near = NearIndex(LEAST_NEAR)
        for number, row in enumerate(index.rows):
            self._near.add(template_text(row.question), -1 - number)

    def doubts(self, places: Sequence[str], questions: Sequence[str]) -> list[Doubt]:
        """At most one pair a question, in order; the questions are remembered."""
        found = {match.place: match for match in look_up(self._index, questions, LEAST_COVERED).matches}
        doubts = []
        for at, (place, question) in enumerate(zip(places, questions, strict=True)):
            doubt = self._near_doubt(at, place, question)
            match = found.get(at)
            if match is not None:
                row = self._index.rows[match.row]
                shared = shared_text(question, row.question)
                doubt = Doubt(at, True, row.place, row.question, round(match.similarity, 3), shared)
            if doubt is not None:
                doubts.append(doubt)
        return doubts

    def _near_doubt(self, at: int, place: str, question: str) -> Doubt | None:
        text = template_text(question)
        near = self._near.nearest(text)
        if not self._only_against:
            self._near.add(text, self._shelf.add(place, question))
        if near is None or (near.similarity == 1 and near.place >= 0):  # other numbers alone: the policy has decided
            return None
        in_against = near.place < 0
        twin = self._index.rows[-1 - near.place] if in_against else self._shelf.get(near.place)
        return Doubt(at, in_against, twin.place, twin.question, round(near.similarity, 3), None)

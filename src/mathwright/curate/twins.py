"""Which earlier question a question repeats, by which rule, and where that one stands; thousands at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from mathwright.curate.contamination.index import Index
from mathwright.curate.contamination.search import SHARED_WORDS, Match, look_up
from mathwright.curate.contamination.words import shared_text, template_text
from mathwright.curate.key_table import KeyTable
from mathwright.curate.near.bounds import TOO_NEAR
from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.neighbours import Neighbour, Neighbours
from mathwright.curate.shelf import Shelf

IN_AGAINST = "in a file to keep apart from"
IN_FILE = "in this file"
EXACT = f"exact, {IN_FILE}"
OTHER_NUMBERS = f"other numbers, {IN_FILE}"
_KEY_SHIFT = 4
"""Bits that a key has less than a hash."""


class Twin(NamedTuple):
    """The earlier question that a dropped one repeats."""

    rule: str
    """What they have in common, such as ``exact`` or ``near``, and where the twin is."""
    origin: str
    """``file:line`` of the twin."""
    question: str
    similarity: float | None = None
    """By ``near`` the Jaccard similarity of the word 3-grams, by ``same meaning`` the cosine of the embeddings, by
    ``shared words`` the share of the shorter question; None where the rule says all."""
    shared: str | None = None
    """The longest run of words in common, as it stands in the dropped question; None where all is."""


class Policy(NamedTuple):
    """What is dropped besides copies."""

    cap_per_template: int | None = 1
    """Most questions of the file that may share one text with its numbers masked; None is no cap."""
    near: float = TOO_NEAR
    """Similarity from which a text is dropped that is near to a kept one; 0 asks not."""
    only_against: bool = False
    """Whether the file's own questions may repeat one another."""


class Sieve:
    """Says of each question in turn which earlier one it repeats; only what repeats none is remembered.

    How the questions are cut into blocks changes nothing.  Memory: about 100 bytes a kept question, 550 to 900
    more a template of 45 words with ``near``, and with ``meaning`` 4 bytes a number of its vector.
    """

    def __init__(self, index: Index, policy: Policy, shelf: Shelf, meaning: MeaningStream | None = None) -> None:
        """Keep apart from the questions of the index; kept ones go onto the shelf.

        meaning: an empty stream, asked last of what no other rule drops.
        """
        self._index = index
        self._policy = policy
        self._shelf = shelf
        self._texts, self._templates = KeyTable(), KeyTable()
        self._neighbours = Neighbours(policy.near, meaning)
        self._first_of_templates = array("Q")
        if self._neighbours:
            self._neighbours.remember([template_text(row.question) for row in index.rows])

    def twins(self, places: Sequence[str], questions: Sequence[str]) -> list[Twin | None]:
        """For each question, which stands at its place, the one that it repeats; None where it is kept."""
        looked = look_up(self._index, questions)
        against = {match.place: match for match in looked.matches}
        texts, templates = ((keys >> _KEY_SHIFT).tolist() for keys in (looked.texts, looked.templates))
        told = self._told_before(questions, templates, against)
        found: list[Twin | None] = []
        for at, (place, question) in enumerate(zip(places, questions, strict=True)):
            twin = self._in_against(question, against.get(at)) or self._own(texts[at], templates[at], told)
            if twin is None and not self._policy.only_against:
                self._keep(place, question, texts[at], templates[at])
            found.append(twin)
        return found

    def _in_against(self, question: str, match: Match | None) -> Twin | None:
        if match is None:
            return None
        row = self._index.rows[match.row]
        rule = f"{match.rule}, {IN_AGAINST}"
        if match.rule != SHARED_WORDS:
            return Twin(rule, row.place, row.question)
        return Twin(rule, row.place, row.question, round(match.similarity, 3), shared_text(question, row.question))

    def _own(self, text: int, template: int, told: dict[int, Neighbour | None]) -> Twin | None:
        if not self._policy.only_against:
            if (known := self._texts.find(text)) is not None:
                return Twin(EXACT, *self._shelf.get(known[0]))
            if (members := self._templates.find(template)) is not None:
                cap = self._policy.cap_per_template
                too_many = cap is not None and members[1] >= cap
                return Twin(OTHER_NUMBERS, *self._shelf.get(members[0])) if too_many else None
        return self._neighbour_twin(told.get(template))

    def _neighbour_twin(self, told: Neighbour | None) -> Twin | None:
        if told is None:
            return None
        own = told.place - len(self._index.rows)
        if own < 0:
            row = self._index.rows[told.place]
            return Twin(f"{told.rule}, {IN_AGAINST}", row.place, row.question, round(told.similarity, 3))
        twin = self._shelf.get(self._first_of_templates[own])
        return Twin(f"{told.rule}, {IN_FILE}", *twin, round(told.similarity, 3))

    def _told_before(
        self, questions: Sequence[str], templates: Sequence[int], against: dict[int, Match]
    ) -> dict[int, Neighbour | None]:
        """What each template of this block that is new tells anew; a text is asked once, whatever its numbers."""
        if not self._neighbours:
            return {}
        new: dict[int, str] = {}
        for at, template in enumerate(templates):
            if at not in against and template not in new and self._templates.find(template) is None:
                new[template] = template_text(questions[at])
        texts = list(new.values())
        found = self._neighbours.look(texts) if self._policy.only_against else self._neighbours.decide(texts)
        return dict(zip(new, found, strict=True))

    def _keep(self, place: str, question: str, text: int, template: int) -> None:
        number = self._shelf.add(place, question)
        self._texts.put(text, number)
        first = self._templates.find(template)
        if first is None:
            self._templates.put(template, number)
            if self._neighbours:
                self._first_of_templates.append(number)
        else:
            self._templates.put(template, first[0], first[1] + 1)

"""Which earlier question a question repeats, by which rule, and where that one stands; thousands at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.contamination.index import Index
from mathwright.curate.contamination.search import SHARED_WORDS, Looked, Match, look_up
from mathwright.curate.contamination.words import shared_text, template_text
from mathwright.curate.key_table import MOST, U32, U64, KeyTable
from mathwright.curate.near.bounds import TOO_NEAR
from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.neighbours import Neighbour, Neighbours
from mathwright.curate.shelf import Shelf, Shelved

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
    """The longest run of words in common, as it stands in the dropped question; None where the rule says all, and
    where two questions of the same meaning have no word in common."""


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
        Raises UsageError for a ``near`` of the policy that is out of reach.
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
        block = _Block(places, questions, looked, self._texts, self._templates, len(self._shelf))
        told = self._told_before(block, against)
        found: list[Twin | None] = []
        for at, question in enumerate(questions):
            twin = self._in_against(question, against.get(at)) or self._own(at, block, told)
            if twin is None and not self._policy.only_against and block.keep(at) and self._neighbours:
                self._first_of_templates.append(block.numbers - 1)
            found.append(twin)
        block.remember(self._texts, self._templates, self._shelf)
        return found

    def _in_against(self, question: str, match: Match | None) -> Twin | None:
        if match is None:
            return None
        row = self._index.rows[match.row]
        rule = f"{match.rule}, {IN_AGAINST}"
        if match.rule != SHARED_WORDS:
            return Twin(rule, row.place, row.question)
        return Twin(rule, row.place, row.question, round(match.similarity, 3), shared_text(question, row.question))

    def _own(self, at: int, block: _Block, told: dict[int, Neighbour | None]) -> Twin | None:
        if not self._policy.only_against:
            if (known := block.same_text(at)) is not None:
                return Twin(EXACT, *block.shelved(known, self._shelf))
            if (members := block.same_template(at)) is not None:
                cap = self._policy.cap_per_template
                too_many = cap is not None and members[1] >= cap
                return Twin(OTHER_NUMBERS, *block.shelved(members[0], self._shelf)) if too_many else None
        neighbour = told.get(block.templates[at])
        return None if neighbour is None else self._neighbour_twin(block.questions[at], neighbour, block)

    def _neighbour_twin(self, question: str, told: Neighbour, block: _Block) -> Twin:
        own = told.place - len(self._index.rows)
        where = IN_AGAINST if own < 0 else IN_FILE
        place, twin = (
            self._index.rows[told.place] if own < 0 else block.shelved(self._first_of_templates[own], self._shelf)
        )
        shared = shared_text(question, twin)
        return Twin(f"{told.rule}, {where}", place, twin, round(told.similarity, 3), shared)

    def _told_before(self, block: _Block, against: dict[int, Match]) -> dict[int, Neighbour | None]:
        """What each template of this block that is new tells anew; a text is asked once, whatever its numbers."""
        if not self._neighbours:
            return {}
        new: dict[int, str] = {}
        for at in block.of_new_templates():
            if at not in against and (template := block.templates[at]) not in new:
                new[template] = template_text(block.questions[at])
        texts = list(new.values())
        found = self._neighbours.look(texts) if self._policy.only_against else self._neighbours.decide(texts)
        return dict(zip(new, found, strict=True))


class _Block:
    """Questions that are decided on together: what was kept before them is looked up and put away for all at once."""

    def __init__(
        self,
        places: Sequence[str],
        questions: Sequence[str],
        looked: Looked,
        texts: KeyTable,
        templates: KeyTable,
        numbers: int,
    ) -> None:
        shift = np.uint64(_KEY_SHIFT)
        text_keys, template_keys = looked.texts >> shift, looked.templates >> shift
        ids, _, known = texts.find_all(text_keys)
        firsts, counts, self._known_templates = templates.find_all(template_keys)
        self.places, self.questions = places, questions
        self.texts: list[int] = text_keys.tolist()
        self.templates: list[int] = template_keys.tolist()
        self.numbers = numbers
        """The number that the next kept question gets."""
        self._begin = numbers
        self._kept: list[int] = []
        self._by_text = _held(self.texts, known, ids)
        self._firsts = _held(self.templates, self._known_templates, firsts)
        self._counts = _held(self.templates, self._known_templates, counts)
        self._changed: set[int] = set()

    def of_new_templates(self) -> list[int]:
        """The questions, by their places in the block, of whose template none was kept before the block."""
        found: list[int] = np.flatnonzero(~self._known_templates).tolist()
        return found

    def same_text(self, at: int) -> int | None:
        """The number of the kept question of the same text."""
        return self._by_text.get(self.texts[at])

    def same_template(self, at: int) -> tuple[int, int] | None:
        """The number of the first kept question of the same template, and how many there are."""
        template = self.templates[at]
        first = self._firsts.get(template)
        return None if first is None else (first, self._counts[template])

    def keep(self, at: int) -> bool:
        """Count the question among the kept ones; whether it is the first of its template."""
        template = self.templates[at]
        is_first = template not in self._firsts
        if is_first:
            self._firsts[template], self._counts[template] = self.numbers, 0
        self._counts[template] += 1
        self._changed.add(template)
        self._by_text[self.texts[at]] = self.numbers
        self._kept.append(at)
        self.numbers += 1
        return is_first

    def shelved(self, number: int, shelf: Shelf) -> Shelved:
        """A kept question, of this block or of an earlier one."""
        if number < self._begin:
            return shelf.get(number)
        at = self._kept[number - self._begin]
        return Shelved(self.places[at], self.questions[at])

    def remember(self, texts: KeyTable, templates: KeyTable, shelf: Shelf) -> None:
        """Put what was kept where later blocks find it."""
        first = shelf.add_all([self.places[at] for at in self._kept], [self.questions[at] for at in self._kept])
        kept = len(self._kept)
        keys = np.array([self.texts[at] for at in self._kept], np.uint64)
        texts.put_all(keys, np.arange(first, first + kept, dtype=np.uint64), np.ones(kept, np.uint32))
        changed = list(self._changed)
        counts = [min(self._counts[template], MOST) for template in changed]
        templates.put_all(
            np.array(changed, np.uint64),
            np.array([self._firsts[template] for template in changed], np.uint64),
            np.array(counts, np.uint32),
        )


def _held(keys: Sequence[int], known: NDArray[np.bool_], values: U64 | U32) -> dict[int, int]:
    """Key to value, of those that are known."""
    return {keys[at]: value for at, value in zip(np.flatnonzero(known).tolist(), values[known].tolist(), strict=True)}

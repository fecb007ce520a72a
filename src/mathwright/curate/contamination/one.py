"""One question at a time: a quick look whether an index can know it, before the whole search."""

from __future__ import annotations

from mathwright.curate.contamination.index import GRAM, Index
from mathwright.curate.contamination.search import Match, look_up
from mathwright.curate.contamination.words import masked_tokens, tokens_in, words_in


class OneByOne:
    """Finds what ``look_up`` finds, for one question at a time.

    Nearly all questions share nothing with any benchmark; that is seen in about 25 microseconds.
    Memory: about 100 bytes a run of words in the index.
    """

    def __init__(self, index: Index) -> None:
        """Remember what the index's questions are known by."""
        self._index = index
        self._texts: set[int] = set()
        self._known: set[int] = set()
        self._wholes: set[int] = set()
        self._endings: dict[str, set[int]] = {}
        for row in index.rows:
            tokens = tokens_in(row.question)
            masked = masked_tokens(tokens)
            words = words_in(masked)
            self._known.update(_signs_of(masked, words))
            whole = hash(tuple(tokens))
            self._texts.add(whole)
            if len(words) < GRAM and tokens:
                self._endings.setdefault(tokens[-1], set()).add(len(tokens))
                self._wholes.add(whole)

    def match(self, question: str, *, known_template: bool = False) -> Match | None:
        """The benchmark question that this one repeats or contains.

        known_template: the answer to the question with other numbers is known: only what numbers decide is looked at.
        """
        tokens = tokens_in(question)
        if hash(tuple(tokens)) not in self._texts and not self._has_short(tokens):
            masked = [] if known_template else masked_tokens(tokens)
            if known_template or self._known.isdisjoint(_signs_of(masked, words_in(masked))):
                return None
        found = look_up(self._index, (question,)).matches
        return found[0] if found else None

    def _has_short(self, tokens: list[str]) -> bool:
        """Whether a short benchmark question stands in these tokens."""
        return any(
            hash(tuple(tokens[max(at - size, 0) : at])) in self._wholes
            for last in self._endings.keys() & set(tokens)
            for at, token in enumerate(tokens, start=1)
            if token == last
            for size in self._endings[last]
        )


def _signs_of(masked: list[str], words: list[str]) -> list[int]:
    """A number for the whole question and one for each run of GRAM words, valid within this process."""
    runs = [hash(tuple(words[at : at + GRAM])) for at in range(len(words) - GRAM + 1)]
    return [*runs, hash(tuple(masked))]

"""One question at a time: a quick look whether an index can know it, before the whole search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from mathwright.curate.contamination.index import GRAM, Index
from mathwright.curate.contamination.search import Match, look_up
from mathwright.curate.contamination.tables import rows_of_any, table_of
from mathwright.curate.contamination.tokens import U64, runs_of_one, word_hash
from mathwright.curate.contamination.words import (
    masked_tokens,
    may_end_number,
    template_text,
    tokens_in,
    words_in,
)

_MOST_WORDS = 1 << 16
_LENGTHS = (8, 4, 3, 2, 1)
"""Words of a run by which a short question is looked for in a template: the longest that it has.  Against GSM8K and
MATH test, all templates of a run on GSM8K but one in 2,000 hold none, of MATH train 72 %."""
_BITS_A_RUN = 64
"""Nearly all templates hold none of the runs, and few of theirs should be taken for one."""
_SHARED, _SHORT = 0, 1


class Signs(NamedTuple):
    """What a question's template shows, which is the same for all questions of the template."""

    alike: bool
    """Whether a benchmark question may be the same but for numbers, or share words."""
    short_inside: bool
    """Whether a short benchmark question may stand in one of them: its numbers decide."""


NUMBERS_DECIDE = Signs(alike=False, short_inside=True)
"""The answer for other numbers is known: only what numbers decide is to be looked at."""


class OneByOne:
    """Finds what ``look_up`` finds, for one question at a time.

    Nearly all questions share nothing with any benchmark; that is seen by their templates in some 40 microseconds.
    """

    def __init__(self, index: Index) -> None:
        """Remember what the index's questions are known by."""
        self._index = index
        self._words = _WordHashes()
        self._texts: set[int] = set()
        self._templates: set[int] = set()
        self._wholes: set[int] = set()
        self._endings: dict[str, set[int]] = {}
        endings: set[tuple[str, ...]] = set()
        short = set(index.endings.rows.tolist())
        for at, row in enumerate(index.rows):
            tokens = tokens_in(row.question)
            self._texts.add(hash(tuple(tokens)))
            self._templates.add(hash(template_text(row.question)))
            if at in short:
                self._endings.setdefault(tokens[-1], set()).add(len(tokens))
                self._wholes.add(hash(tuple(tokens)))
                endings.add(_masked_ending(tokens))
        self._any_short = () in endings
        self._lengths = sorted({len(ending) for ending in endings if ending})
        runs = [runs_of_one(self._hashes(ending), len(ending)) for ending in endings if ending]
        hashes = np.concatenate([index.grams.hashes, *runs])
        kinds = np.repeat(np.array((_SHARED, _SHORT), np.int32), (index.grams.hashes.size, len(runs)))
        self._runs = table_of(hashes, kinds, _BITS_A_RUN)

    def match(self, question: str, signs: Signs | None = None) -> Match | None:
        """The benchmark question that this one repeats or contains; ``signs``: its template's, if they are known."""
        signs = self.signs(template_text(question)) if signs is None else signs
        if not signs.alike and not (signs.short_inside and self._numbers_tell(tokens_in(question))):
            return None
        found = look_up(self._index, (question,)).matches
        return found[0] if found else None

    def signs(self, template: str) -> Signs:
        """What a template shows, of which this is the text."""
        hashes = self._hashes(words_in(template.split(" ")))
        kinds = rows_of_any(self._runs, runs_of_one(hashes, GRAM, *self._lengths))
        return Signs(_SHARED in kinds or hash(template) in self._templates, _SHORT in kinds or self._any_short)

    def _hashes(self, words: Iterable[str]) -> U64:
        return np.frombuffer(b"".join(map(self._words.__getitem__, words)), np.uint64)

    def _numbers_tell(self, tokens: list[str]) -> bool:
        """Whether these are the tokens of a benchmark question, or those of a short one stand in them."""
        return hash(tuple(tokens)) in self._texts or any(
            hash(tuple(tokens[max(at - size, 0) : at])) in self._wholes
            for last in self._endings.keys() & set(tokens)
            for at, token in enumerate(tokens, start=1)
            if token == last
            for size in self._endings[last]
        )


class _WordHashes(dict[str, bytes]):
    """A word to the bytes of its hash; what is asked for is remembered."""

    def __missing__(self, word: str) -> bytes:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = hashed = np.uint64(word_hash(word)).tobytes()
        return hashed


def _masked_ending(tokens: list[str]) -> tuple[str, ...]:
    """The last words that every text with these tokens inside has in a row once numbers are masked.

    What may end a number of the text's is left out at the begin: of ``one`` nothing is left in ``twenty-one``.
    """
    start = next((at for at, token in enumerate(tokens) if not may_end_number(token)), len(tokens))
    words = words_in(masked_tokens(tokens[start:]))
    length = next((length for length in _LENGTHS if length <= len(words)), 0)
    return tuple(words[len(words) - length :])

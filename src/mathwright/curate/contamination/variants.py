"""Which benchmark questions are one question told with other names or numbers, so that they count once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mathwright.curate.contamination.tokens import I64, gram_hashes, tokens_of, without_numbers, words_of

ALIKE = 0.5
"""Least share of the longer question's word 3-grams, numbers masked, that the other has too.  A renamed copy has nearly
all, whatever the name breaks of its longer runs; two questions with a phrase of the trade in common have fewer."""
_WORDS = 3


def groups_of(runs: I64, rows: I64, questions: Sequence[str]) -> I64:
    """For each row its group's first row.

    runs: a number for each run of words, equal ones side by side; rows: the question that holds it, ascending within
    one run.  Compared are neighbours, and each with the first of its run: variants have most of their runs to
    themselves, where they are neighbours, and the work stays linear.
    """
    sets = _Sets(rows, questions)
    parents: dict[int, int] = {}
    for one, other in _candidates(runs, rows):
        first, second = sorted((_root(parents, one), _root(parents, other)))
        if first != second and sets.are_alike(one, other):
            parents[second] = first
    return np.array([_root(parents, row) for row in rows.tolist()], dtype=np.int64)


def _candidates(runs: I64, rows: I64) -> list[tuple[int, int]]:
    """Pairs of rows that may be variants, each once."""
    begins = np.ones(runs.size, dtype=bool)
    begins[1:] = runs[1:] != runs[:-1]
    later = np.flatnonzero(~begins)
    first = np.maximum.accumulate(np.where(begins, np.arange(runs.size), 0))
    pairs = [np.stack((rows[before], rows[later]), axis=1) for before in (later - 1, first[later])]
    return [(one, other) for one, other in np.unique(np.concatenate(pairs), axis=0).tolist()]


def _root(parents: dict[int, int], row: int) -> int:
    while (above := parents.get(row)) is not None:
        row = above
    return row


class _Sets:
    """The word 3-grams of the questions that are asked for."""

    def __init__(self, rows: I64, questions: Sequence[str]) -> None:
        self._of: dict[int, frozenset[int]] = {}
        wanted = np.unique(rows).tolist()
        before = 0
        for tokens in tokens_of([questions[row] for row in wanted]):
            words = words_of(without_numbers(tokens))
            grams, starts = gram_hashes(words, _WORDS)
            bounds = np.searchsorted(starts, np.concatenate([[0], words.ends])).tolist()
            for at in range(words.ends.size):
                self._of[wanted[before + at]] = frozenset(grams[bounds[at] : bounds[at + 1]].tolist())
            before += words.ends.size

    def are_alike(self, one: int, other: int) -> bool:
        left, right = self._of[one], self._of[other]
        return len(left & right) >= ALIKE * max(len(left), len(right))

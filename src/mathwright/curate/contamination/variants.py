"""Which benchmark questions are one question told with other names or numbers, so that they count once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mathwright.curate.contamination.prompts import Prompts, masked_words, runs_besides
from mathwright.curate.contamination.tokens import I64

ALIKE = 0.5
"""Least share of the longer question's word 3-grams, numbers masked, that the other has too.  A renamed copy has nearly
all, whatever the name breaks of its longer runs; two questions with a phrase of the trade in common have fewer."""
ALIKE_BESIDES = 0.3
"""Likewise of what stands besides a prompt that both have: it is where names and numbers differ, so that variants have
less of it in common, and questions of one prompt hardly anything."""
_WORDS = 3
_LEAST_BESIDES = 3


def groups_of(runs: I64, rows: I64, questions: Sequence[str], prompts: Prompts) -> I64:
    """For each row its group's first row.

    runs: a number for each run of words, equal ones side by side; rows: the question that holds it, ascending within
    one run.  Compared are neighbours, and each with the first of its run: variants have most of their runs to
    themselves, where they are neighbours, and the work stays linear.
    """
    sets = _Sets(rows, questions, prompts)
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


class _Grams(NamedTuple):
    """The word 3-grams of a question."""

    all: frozenset[int]
    besides: frozenset[int]
    """Those without a word of a prompt."""


class _Sets:
    """The word 3-grams of the questions that are asked for."""

    def __init__(self, rows: I64, questions: Sequence[str], prompts: Prompts) -> None:
        self._of: dict[int, _Grams] = {}
        wanted = np.unique(rows).tolist()
        before = 0
        for masked in masked_words([questions[row] for row in wanted], prompts):
            grams, starts, besides = runs_besides(masked, _WORDS)
            ends = masked.words.ends
            bounds = np.searchsorted(starts, np.concatenate([[0], ends])).tolist()
            for at in range(ends.size):
                own = slice(bounds[at], bounds[at + 1])
                self._of[wanted[before + at]] = _Grams(
                    frozenset(grams[own].tolist()), frozenset(grams[own][besides[own]].tolist())
                )
            before += ends.size

    def are_alike(self, one: int, other: int) -> bool:
        left, right = self._of[one], self._of[other]
        if max(len(left.besides), len(right.besides)) < _LEAST_BESIDES:
            return _share(left.all, right.all) >= ALIKE
        prompted = len(left.besides) < len(left.all) and len(right.besides) < len(right.all)
        return _share(left.besides, right.besides) >= (ALIKE_BESIDES if prompted else ALIKE)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the larger set the other has too."""
    return len(one & other) / max(len(one), len(other), 1)

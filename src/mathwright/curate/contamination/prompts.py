"""Prompts: runs of words that so many benchmark questions hold that a question is what stands besides them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.contamination.tokens import I64, U64, Tokens, gram_hashes, tokens_of, without_numbers, words_of


class Prompts(NamedTuple):
    """What prompts are known by."""

    runs: U64
    """The hashes of their runs of words, numbers masked."""
    length: int
    """Words of each run."""


class Masked(NamedTuple):
    """The words of some questions, numbers masked, and which are of a prompt."""

    words: Tokens
    of_prompts: I64
    """shape (words + 1,): how many words before each place are of a prompt."""


def masked_words(questions: Sequence[str], prompts: Prompts) -> Iterator[Masked]:
    """The words of the questions, about a thousand questions at a time, in order."""
    for tokens in tokens_of(questions):
        words = words_of(without_numbers(tokens))
        runs, begins = gram_hashes(words, prompts.length)
        begins = begins[np.isin(runs, prompts.runs)]
        # One up where a run begins, one down behind it: the sums tell how many runs a word is in.
        change = np.zeros(words.hashes.size + 1, dtype=np.int64)
        np.add.at(change, begins, 1)
        np.add.at(change, begins + prompts.length, -1)
        yield Masked(words, np.concatenate([[0], np.cumsum(np.cumsum(change)[:-1] > 0)]))


def runs_besides(masked: Masked, length: int) -> tuple[U64, I64, NDArray[np.bool_]]:
    """The runs of so many words, the place of the first word of each, and whether it has no word of a prompt."""
    runs, begins = gram_hashes(masked.words, length)
    return runs, begins, masked.of_prompts[begins + length] == masked.of_prompts[begins]

"""The index of benchmarks: what a dataset must not contain, made once and asked by thousands of questions.

Three looks at a question, from sure to likely; a number counts for nothing but in the first:

1. the whole text, and the same text with other numbers;
2. a question shorter than GRAM words, word for word and number for number, inside a longer text;
3. runs of GRAM words that together are at least COVERED of the shorter of the two questions.  Runs that stand in
   FREQUENT or more unlike benchmark questions are no sign ("Express your answer as a common fraction"); copies and
   variants of one question, whatever their numbers and names, are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.contamination.tables import I32, Table, table_of
from mathwright.curate.contamination.tokens import (
    I64,
    U64,
    Tokens,
    gram_hashes,
    text_hashes,
    tokens_of,
    whole_hashes,
    without_numbers,
    words_of,
)
from mathwright.curate.contamination.variants import groups_of

T = TypeVar("T", bound=np.generic)

GRAM = 13
"""Words of a run.  Of 13 words with frequent ones dropped 3 % of clean questions of GSM8K and MATH train share some
with the test sets, of 10 words 9 %, of 8 words 21 %."""
FREQUENT = 5
"""Unlike benchmark questions from which on a run of words is a phrase of the trade."""
COVERED = 0.5
"""Least share of the shorter question's words in shared runs.  At 0.5 1.5 % of the clean questions above are flagged,
at 0 3.1 %; of benchmark questions with one word in twenty replaced 78 % and 86 % are found."""
ENDING = 5
"""Last tokens by which a short question is looked for; one of fewer tokens is only compared as a whole."""
VERSION = 1
"""Of what an index holds; an index of another version is built anew."""


class BenchmarkRow(NamedTuple):
    """A question that must not come back."""

    place: str
    """``file:line``"""
    question: str


class SourceFile(NamedTuple):
    """A file that an index was made from."""

    path: str
    """As it was named, made absolute."""
    digest: str
    """Hexadecimal blake2b-128 digest of its bytes."""


class Index(NamedTuple):
    """The benchmark questions and the tables to look them up."""

    rows: tuple[BenchmarkRow, ...]
    texts: Table
    """Whole texts."""
    templates: Table
    """Whole texts without their numbers."""
    grams: Table
    """Runs of GRAM words, numbers masked, frequent ones dropped."""
    endings: Table
    """The last tokens of questions that are too short for a run of words."""
    words: I32
    """shape (rows,): words of each question, numbers counted."""
    lengths: I32
    """shape (rows,): tokens of each question."""
    hashes: U64
    """shape (rows,): the hash of each whole text."""
    sources: tuple[SourceFile, ...] = ()
    """The files the questions were read from."""


def index_of(rows: Iterable[BenchmarkRow], sources: Iterable[SourceFile] = ()) -> Index:
    """The index of these questions."""
    kept = tuple(rows)
    questions = [row.question for row in kept]
    found = _Features()
    for tokens in tokens_of(questions):
        found.add(tokens, questions[found.rows : found.rows + tokens.ends.size])
    texts, numbers = _joined(found.texts), np.arange(len(kept), dtype=np.int32)
    templates = _joined(found.templates)
    grams, grams_rows = _of_first_templates(templates, _joined(found.grams), _joined(found.gram_rows))
    grams, grams_rows = _without_frequent(grams, grams_rows, questions)
    return Index(
        rows=kept,
        texts=table_of(texts, numbers),
        templates=table_of(templates, numbers),
        grams=table_of(grams, grams_rows.astype(np.int32)),
        endings=table_of(_joined(found.endings), _joined(found.ending_rows).astype(np.int32)),
        words=_joined(found.words).astype(np.int32),
        lengths=_joined(found.lengths).astype(np.int32),
        hashes=texts,
        sources=tuple(sources),
    )


class _Features:
    """What is remembered of the benchmark questions, some at a time."""

    def __init__(self) -> None:
        self.rows = 0
        self.texts: list[U64] = []
        self.templates: list[U64] = []
        self.words: list[I64] = []
        self.lengths: list[I64] = []
        self.grams: list[U64] = []
        self.gram_rows: list[I64] = []
        self.endings: list[U64] = []
        self.ending_rows: list[I64] = []

    def add(self, tokens: Tokens, questions: Sequence[str]) -> None:
        masked = without_numbers(tokens)
        words = words_of(masked)
        counts, lengths = np.diff(words.ends, prepend=0), np.diff(tokens.ends, prepend=0)
        self.texts.append(whole_hashes(tokens, text_hashes(tokens), questions))
        self.templates.append(whole_hashes(tokens, text_hashes(masked), questions))
        self.words.append(counts)
        self.lengths.append(lengths)
        grams, starts = gram_hashes(words, GRAM)
        self.grams.append(grams)
        self.gram_rows.append(np.searchsorted(words.ends, starts, side="right") + self.rows)
        endings, starts = gram_hashes(tokens, ENDING)
        rows = np.searchsorted(tokens.ends, starts, side="right")
        last = (starts + ENDING == tokens.ends[rows]) & (counts[rows] < GRAM)
        self.endings.append(endings[last])
        self.ending_rows.append(rows[last] + self.rows)
        self.rows += tokens.ends.size


def _joined(parts: list[NDArray[T]]) -> NDArray[T]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


def _of_first_templates(templates: U64, grams: U64, rows: I64) -> tuple[U64, I64]:
    """The runs of words of the first question of each template: of the others they are the same."""
    if not grams.size:
        return grams, rows.astype(np.int64)
    _, first, which = np.unique(templates, return_index=True, return_inverse=True)
    kept = first[which[rows]] == rows
    return grams[kept], rows[kept]


def _without_frequent(grams: U64, rows: I64, questions: Sequence[str]) -> tuple[U64, I64]:
    """Each run of words once a question, those of FREQUENT unlike questions left out."""
    order = np.lexsort((rows, grams))
    grams, rows = grams[order], rows[order]
    again = np.zeros(grams.size, dtype=bool)
    again[1:] = (grams[1:] == grams[:-1]) & (rows[1:] == rows[:-1])
    grams, rows = grams[~again], rows[~again]
    _, place, counts = np.unique(grams, return_inverse=True, return_counts=True)
    often = np.flatnonzero(counts[place] >= FREQUENT)
    rare = np.ones(grams.size, dtype=bool)
    rare[often] = _groups_holding(place[often], rows[often], questions) < FREQUENT
    return grams[rare], rows[rare]


def _groups_holding(runs: I64, rows: I64, questions: Sequence[str]) -> I64:
    """For each run and row, in order of runs, how many groups of related questions hold the run."""
    if not runs.size:
        return np.zeros(0, dtype=np.int64)
    groups = groups_of(runs, rows, questions)
    held = np.unique(np.stack((runs, groups)), axis=1)[0]
    return np.bincount(held, minlength=int(runs.max()) + 1)[runs]

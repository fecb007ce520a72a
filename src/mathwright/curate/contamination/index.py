"""The index of benchmarks: what a dataset must not contain, made once and asked by thousands of questions.

Three looks at a question, from sure to likely; a number counts for nothing but in the first:

1. the whole text, and the same text with other numbers;
2. a question shorter than GRAM words that has a number or a formula, word for word and number for number, inside a
   longer text;
3. runs of GRAM words that together are at least COVERED of the shorter of the two questions.  Runs that stand in
   FREQUENT or more unlike benchmark questions are no sign ("Express your answer as a common fraction"); copies and
   variants of one question, whatever their numbers and names, are one, and whether questions of one prompt are alike
   is seen by what they have besides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.contamination.prompts import Prompts, masked_words, runs_besides
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
from mathwright.curate.contamination.words import is_told_apart

T = TypeVar("T", bound=np.generic)

GRAM = 13
"""Words of a run.  Of 13 words with frequent ones dropped 3 % of clean questions of GSM8K and MATH train share some
with the test sets, of 10 words 9 %, of 8 words 21 %: docs/curating.md has the figures."""
FREQUENT = 5
"""Unlike benchmark questions from which on a run of words is a phrase of the trade."""
PROMPTED = 16
"""Benchmark questions, each of another template, from which on a run of words may be of a prompt that all begin or
end with; a question has fewer variants that add a sentence of their own."""
COVERED = 0.5
"""Least share of the shorter question's words in shared runs.  At 0.5 half as many clean questions are flagged as at
0, and nine in ten of the benchmark questions found with a word in twenty replaced still are."""
ENDING = 5
"""Last tokens by which a short question is looked for; one of fewer tokens is only compared as a whole."""
VERSION = 2
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
    """The last tokens of questions that are too short for a run of words and have a number or a formula."""
    words: I32
    """shape (rows,): words of each question, numbers counted, those of a prompt not."""
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
    grams, grams_rows, prompts = _without_frequent(grams, grams_rows, questions)
    words = _joined(found.words)
    if prompts.rows.size:
        grams, grams_rows = _besides_prompts(grams, grams_rows, questions, prompts, words)
    return Index(
        rows=kept,
        texts=table_of(texts, numbers),
        templates=table_of(templates, numbers),
        grams=table_of(grams, grams_rows.astype(np.int32)),
        endings=table_of(_joined(found.endings), _joined(found.ending_rows).astype(np.int32)),
        words=words.astype(np.int32),
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
        last = np.flatnonzero((starts + ENDING == tokens.ends[rows]) & (counts[rows] < GRAM))
        last = last[[is_told_apart(questions[row]) for row in rows[last].tolist()]]
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


class _Prompted(NamedTuple):
    """Prompts, and the questions that have one."""

    prompts: Prompts
    rows: I64


def _without_frequent(grams: U64, rows: I64, questions: Sequence[str]) -> tuple[U64, I64, _Prompted]:
    """Each run of words once a question, those of FREQUENT unlike questions left out, and what of these are prompts."""
    order = np.lexsort((rows, grams))
    grams, rows = grams[order], rows[order]
    again = np.zeros(grams.size, dtype=bool)
    again[1:] = (grams[1:] == grams[:-1]) & (rows[1:] == rows[:-1])
    grams, rows = grams[~again], rows[~again]
    _, place, counts = np.unique(grams, return_inverse=True, return_counts=True)
    often = np.flatnonzero(counts[place] >= FREQUENT)
    rare = np.ones(grams.size, dtype=bool)
    many = counts[place] >= PROMPTED
    prompts = Prompts(np.unique(grams[many]), GRAM)
    rare[often] = _groups_holding(place[often], rows[often], questions, prompts) < FREQUENT
    dropped = many & ~rare
    prompted = _Prompted(Prompts(np.unique(grams[dropped]), GRAM), np.unique(rows[dropped]))
    return grams[rare], rows[rare], prompted


def _besides_prompts(
    grams: U64, rows: I64, questions: Sequence[str], prompted: _Prompted, words: I64
) -> tuple[U64, I64]:
    """The runs without a word of a prompt; of questions that have one the other words are counted, in place."""
    others = ~np.isin(rows, prompted.rows)
    parts, part_rows, before = [grams[others]], [rows[others]], 0
    for masked in masked_words([questions[row] for row in prompted.rows.tolist()], prompted.prompts):
        ends = masked.words.ends
        own = prompted.rows[before : before + ends.size]
        runs, begins, besides = runs_besides(masked, GRAM)
        kept = np.flatnonzero(besides & np.isin(runs, grams))
        parts.append(runs[kept])
        part_rows.append(own[np.searchsorted(ends, begins[kept], side="right")])
        words[own] = np.maximum(words[own] - np.diff(masked.of_prompts[ends], prepend=0), 1)
        before += ends.size
    return np.concatenate(parts), np.concatenate(part_rows)


def _groups_holding(runs: I64, rows: I64, questions: Sequence[str], prompts: Prompts) -> I64:
    """For each run and row, in order of runs, how many groups of related questions hold the run."""
    if not runs.size:
        return np.zeros(0, dtype=np.int64)
    groups = groups_of(runs, rows, questions, prompts)
    held = np.unique(np.stack((runs, groups)), axis=1)[0]
    return np.bincount(held, minlength=int(runs.max()) + 1)[runs]

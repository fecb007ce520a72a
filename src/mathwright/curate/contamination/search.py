"""Questions looked up in an index of benchmarks, thousands at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from mathwright.curate.contamination.index import COVERED, ENDING, GRAM, Index
from mathwright.curate.contamination.tables import I32, Hits, hits_in
from mathwright.curate.contamination.tokens import (
    I64,
    NUMBER,
    U64,
    Tokens,
    gram_hashes,
    run_hashes,
    text_hashes,
    tokens_of,
    whole_hashes,
    without_numbers,
    word_hashes,
    words_of,
)
from mathwright.curate.template import NUMBER_WORDS

EXACT = "exact"
OTHER_NUMBERS = "other numbers"
INSIDE = "a short question inside"
SHARED_WORDS = "shared words"


_POSTFIXES = word_hashes("! % ^ _".split())
# A sign that no operand follows is a dash, a bullet or what makes text bold.
_OPERATORS = word_hashes("+ - * / = < > : times cdot div plus minus mod × ÷ · ≤ ≥".split())
_OPERANDS = word_hashes([*"abcdefghijklmnopqrstuvwxyz([{-", "frac", "sqrt", *NUMBER_WORDS, "one", "zero"])


class Match(NamedTuple):
    """A question that stands in a benchmark."""

    place: int
    """Of the question among those asked."""
    rule: str
    row: int
    """Of the benchmark question in the index."""
    similarity: float
    """Share of the shorter question's words that both have in a row; 1 but for shared words."""


class Looked(NamedTuple):
    """What was computed of the questions on the way."""

    texts: U64
    """shape (questions,): equal for equal texts."""
    templates: U64
    """shape (questions,): equal for texts that differ in their numbers alone."""
    matches: list[Match]
    """Ascending by place; the first rule that holds."""


def look_up(index: Index, texts: Sequence[str], least: float = COVERED) -> Looked:
    """The matches of these questions, and their hashes.

    least: share of the shorter question's words from which shared words are a match.
    """
    whole: list[U64] = []
    templates: list[U64] = []
    matches: list[Match] = []
    before = 0
    for tokens in tokens_of(texts):
        masked = without_numbers(tokens)
        own = texts[before : before + tokens.ends.size]
        whole.append(whole_hashes(tokens, text_hashes(tokens), own))
        templates.append(whole_hashes(tokens, text_hashes(masked), own))
        found: dict[int, Match] = {}
        for match in _matches(index, tokens, masked, whole[-1], templates[-1], least):
            found.setdefault(match.place, match)
        matches += [found[place]._replace(place=before + place) for place in sorted(found)]
        before += tokens.ends.size
    none = np.zeros(0, dtype=np.uint64)
    return Looked(np.concatenate([none, *whole]), np.concatenate([none, *templates]), matches)


def _matches(index: Index, tokens: Tokens, masked: Tokens, texts: U64, templates: U64, least: float) -> Iterator[Match]:
    """All matches, the surest rule first."""
    if not index.rows:
        return
    yield from _first_rows(EXACT, hits_in(index.texts, texts))
    yield from _first_rows(OTHER_NUMBERS, hits_in(index.templates, templates))
    yield from _inside(index, tokens)
    yield from _shared(index, words_of(masked), least)


def _first_rows(rule: str, hits: Hits) -> Iterator[Match]:
    for place, row in zip(hits.places.tolist(), hits.rows.tolist(), strict=True):
        yield Match(place, rule, row, 1.0)


def _inside(index: Index, tokens: Tokens) -> Iterator[Match]:
    """Short questions, found by their ends."""
    endings, starts = gram_hashes(tokens, ENDING)
    hits = hits_in(index.endings, endings)
    ends, lengths = starts[hits.places] + ENDING, index.lengths[hits.rows]
    places = np.searchsorted(tokens.ends, ends, side="left")
    fits = np.flatnonzero(ends - lengths >= np.concatenate([[0], tokens.ends])[places])
    ends, lengths, rows, places = ends[fits], lengths[fits], hits.rows[fits], places[fits]
    same = np.flatnonzero(run_hashes(tokens, ends - lengths, ends) == index.hashes[rows])
    same = same[~_goes_on(tokens, ends[same], places[same])]
    yield from _first_rows(INSIDE, Hits(places[same], rows[same]))


def _goes_on(tokens: Tokens, ends: I64, places: I64) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a formula that ends before this place goes on: ``2 + 3`` is another question in ``2 + 3 * 4``."""
    last = tokens.ends[places] - 1
    behind = tokens.hashes[np.minimum(ends, last)]
    then = np.minimum(ends + 1, last)
    is_operand = np.isin(tokens.hashes[then], _OPERANDS) | (tokens.kinds[then] == NUMBER)
    binary = np.isin(behind, _OPERATORS) & is_operand & (ends < last)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (binary | np.isin(behind, _POSTFIXES)) & (ends <= last)
    return found


def _shared(index: Index, words: Tokens, least: float) -> Iterator[Match]:
    """Runs of words in common with one benchmark question, where they cover enough; the one most covered."""
    grams, starts = gram_hashes(words, GRAM)
    hits = hits_in(index.grams, grams)
    if not hits.places.size:
        return
    begins = starts[hits.places]
    places = np.searchsorted(words.ends, begins, side="right")
    order = np.lexsort((begins, hits.rows, places))
    places, rows, begins = places[order], hits.rows[order], begins[order]
    first = _first_of_pair(places, rows)
    covered = np.full(begins.size, GRAM)
    inside = np.flatnonzero(~first[1:])
    covered[inside] = np.minimum(begins[inside + 1] - begins[inside], GRAM)
    firsts = np.flatnonzero(first)
    shares = np.add.reduceat(covered, firsts) / _shorter(index, words, places[firsts], rows[firsts])
    enough = np.flatnonzero(shares >= least)
    best = enough[np.lexsort((-shares[enough], places[firsts][enough]))]
    for at in best.tolist():
        yield Match(int(places[firsts[at]]), SHARED_WORDS, int(rows[firsts[at]]), round(float(shares[at]), 3))


def _first_of_pair(places: I64, rows: I32) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    first = np.ones(places.size, dtype=bool)
    first[1:] = (places[1:] != places[:-1]) | (rows[1:] != rows[:-1])
    return first


def _shorter(index: Index, words: Tokens, places: I64, rows: I32) -> I64:
    """Words of the shorter question of each pair."""
    return np.minimum(np.diff(words.ends, prepend=0)[places], index.words[rows])

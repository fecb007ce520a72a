"""Which texts of a set are duplicates, in which class, and of which text: exact, other numbers, or near."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from mathwright.curate.exact import folded
from mathwright.curate.near.stream import THRESHOLD, NearStream
from mathwright.curate.template import masked
from mathwright.errors import UsageError

Numbers = Literal["wanted", "unwanted"]
"""Whether texts that differ in nothing but their numbers are kept, up to a cap, or dropped."""

EXACT = "exact"
OTHER_NUMBERS = "other numbers"
NEAR = "near"

_TEXTS_AT_ONCE = 20_000


class Duplicate(NamedTuple):
    """A text to drop, and the earlier kept one that it repeats."""

    row: int
    """Index of the text."""
    twin: int
    """Index of the kept text that it repeats, in the set where that one was found."""
    similarity: float
    """Jaccard similarity of the word 3-grams, from the threshold to 1."""
    rule: str
    """``EXACT``, ``OTHER_NUMBERS`` or ``NEAR``."""


def near_duplicates(
    texts: Sequence[str], threshold: float = THRESHOLD, numbers: Numbers = "unwanted", cap_per_template: int = 1
) -> Iterator[Duplicate]:
    """The texts to drop from a set, in order: those near to an earlier kept one.

    A text near to one with the same number-masked text is a *number-only edit*: with ``numbers="wanted"`` it is kept
    until ``cap_per_template`` texts are that are such edits of one another.  Later texts are compared with the first
    of these only.  Memory: that of ``NearStream``, besides the texts.
    Raises UsageError for a threshold outside (0, 1] or a cap below 1.
    """
    if cap_per_template < 1:
        raise UsageError(f"cap_per_template: {cap_per_template} would keep nothing; give 1 or more")
    cap = cap_per_template if numbers == "wanted" else 1
    stream, kept = NearStream(threshold), array("q")
    members: Counter[int] = Counter()
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        for row, near in enumerate(stream.decide(texts[start : start + _TEXTS_AT_ONCE]), start):
            if near is None:
                kept.append(row)
                continue
            twin = kept[near.place]
            rule = duplicate_rule(texts[row], texts[twin])
            members[twin] += rule == OTHER_NUMBERS
            if rule != OTHER_NUMBERS or members[twin] >= cap:
                yield Duplicate(row, twin, near.similarity, rule)


def near_in(texts: Sequence[str], against: Sequence[str], threshold: float = THRESHOLD) -> Iterator[Duplicate]:
    """The texts that are near to one of ``against``, in order; ``twin`` is its index there.

    ``against`` is remembered, once; the texts go by a block at a time and are not compared with one another.
    Raises UsageError for a threshold outside (0, 1].
    """
    stream = NearStream(threshold)
    stream.remember(against)
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        for row, near in enumerate(stream.look(texts[start : start + _TEXTS_AT_ONCE]), start):
            if near is not None:
                rule = duplicate_rule(texts[row], against[near.place])
                yield Duplicate(row, near.place, near.similarity, rule)


def duplicate_rule(text: str, twin: str) -> str:
    """The class of a text that is near to its twin: ``EXACT``, ``OTHER_NUMBERS`` or ``NEAR``."""
    if text == twin:
        return EXACT
    mine, its = folded(text), folded(twin)
    if mine == its:
        return EXACT
    return OTHER_NUMBERS if masked(mine) == masked(its) else NEAR

"""Which templates of a sample are near to another of the dataset, found exactly: no sketches, no bands.

Two sets can be as similar as ``THRESHOLD`` only if few shingles of the one are missing in the other.  So of each
sampled text its few rarest shingles are looked for in every text, and whoever has one of them is compared in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from mathwright.curate.contamination.words import template_text

THRESHOLD = 0.9
"""Jaccard similarity of the word 3-grams."""
SAMPLE = 4_000
"""Rows that are drawn; their templates are compared with every other."""
ASKED, ASKED_SHARED = 8, 2
"""Of the last shingles of each text so many are in the other, or the two ask for something else."""
Shingle = tuple[str, ...]


class NearPair(NamedTuple):
    """Two templates that tell the same."""

    sampled: str
    other: str


class NearSample:
    """Some templates, to be compared with all others."""

    def __init__(self, templates: Iterable[str], threshold: float = THRESHOLD) -> None:
        """Remember the templates, each once."""
        self._threshold = threshold
        self._texts = list(dict.fromkeys(templates))
        self._shingles = [shingles_of(text) for text in self._texts]
        self._sets = [frozenset(shingles) for shingles in self._shingles]
        self._by_rare: dict[Shingle, list[int]] = {}
        often = Counter(shingle for members in self._sets for shingle in members)
        for at, members in enumerate(self._sets):
            missing = int((1 - threshold) * len(members) + 1e-9)
            for shingle in sorted(members, key=lambda one: (often[one], one))[: missing + 1]:
                self._by_rare.setdefault(shingle, []).append(at)

    def __len__(self) -> int:
        return len(self._texts)

    def near_to(self, template: str) -> Iterator[NearPair]:
        """The sampled templates that this one is near to, itself left out."""
        shingles = shingles_of(template)
        members = frozenset(shingles)
        for at in {at for shingle in self._by_rare.keys() & members for at in self._by_rare[shingle]}:
            own = self._sets[at]
            shared = len(own & members)
            if (
                shared >= self._threshold * (len(own) + len(members) - shared)
                and asks(self._shingles[at], members)
                and asks(shingles, own)
                and self._texts[at] != template
            ):
                yield NearPair(self._texts[at], template)


def shingles_of(template: str) -> list[Shingle]:
    """The word 3-grams of a template in their order; of fewer words the one there is."""
    words = [word for word in (word.rstrip(".,?;:") for word in template.split()) if word]
    return [tuple(words[at : at + 3]) for at in range(max(len(words) - 2, 1))]


def asks(shingles: Sequence[Shingle], others: frozenset[Shingle]) -> bool:
    """Whether enough of the last shingles are among the others: another question of one story is another problem."""
    last = [*shingles[::-1], *[shingles[0]] * ASKED][:ASKED]
    return sum(shingle in others for shingle in last) >= ASKED_SHARED


@lru_cache(maxsize=1)
def sample_of(paths: tuple[Path, ...], rows: int = SAMPLE) -> NearSample:
    """Templates of rows spread over the whole dataset; kept in each process, as all groups of rows ask for the same."""
    tables = pl.scan_parquet(list(paths)).select("problem")
    apart = max(tables.select(pl.len()).collect().item() // rows, 1)
    return NearSample(map(template_text, tables.gather_every(apart).collect()["problem"]))

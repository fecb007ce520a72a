"""The labelled pairs beside this file, and how many of them are called near.

Every pair was read by hand.  ``reworded``, ``renamed``, ``renumbered`` and ``reordered`` are one problem twice; ``new
question`` asks something else about the same story, ``another story`` shares a topic only: both are truly new.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mathwright.curate.contamination.index import index_of
from mathwright.curate.contamination.words import template_text
from mathwright.curate.near.stream import THRESHOLD, NearStream
from mathwright.curate.shelf import Shelf
from mathwright.curate.twins import Policy, Sieve

PAIRS = Path(__file__).with_name("labelled.jsonl")
SAME = ("reworded", "renamed", "renumbered", "reordered")
NEW = ("new question", "another story")


@dataclass(frozen=True)
class Measured:
    """What the labelled pairs give."""

    by_kind: dict[str, tuple[int, int]]
    """Pairs called near, and pairs."""

    @property
    def recall(self) -> float:
        """Of the pairs that are one problem, the share called near."""
        return self._near(SAME) / sum(self.by_kind[kind][1] for kind in SAME)

    @property
    def precision(self) -> float:
        """Of the pairs called near, the share that is one problem."""
        return self._near(SAME) / (self._near(SAME) + self._near(NEW))

    def _near(self, kinds: tuple[str, ...]) -> int:
        return sum(self.by_kind[kind][0] for kind in kinds)


def labelled() -> list[tuple[str, str, str]]:
    """Kind, first and second question of every pair."""
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [(row["kind"], row["first"], row["second"]) for row in rows]


def measured(threshold: float = THRESHOLD, numbers_count: bool = True) -> Measured:
    """Each pair by itself, as a stream of two texts; with their numbers masked where these do not count."""
    counts = {kind: [0, 0] for kind in SAME + NEW}
    for kind, *pair in labelled():
        texts = pair if numbers_count else [template_text(text) for text in pair]
        counts[kind][0] += NearStream(threshold).decide(texts)[1] is not None
        counts[kind][1] += 1
    return _measured(counts)


def curated(policy: Policy = Policy()) -> Measured:
    """Each pair by itself, as a file of two rows that ``curate`` reads: by whichever rule the second is dropped."""
    counts = {kind: [0, 0] for kind in SAME + NEW}
    for kind, *pair in labelled():
        with TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
            twins = Sieve(index_of([]), policy, shelf).twins(["pair:1", "pair:2"], pair)
        counts[kind][0] += twins[1] is not None
        counts[kind][1] += 1
    return _measured(counts)


def _measured(counts: dict[str, list[int]]) -> Measured:
    return Measured({kind: (near, pairs) for kind, (near, pairs) in counts.items()})

"""How evenly a dataset is spread over what it could hold: entropies, effective numbers, inequality."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from mathwright.records import Record

Counts = NDArray[np.int64]
"""How often each thing was met; zeros are allowed and change no entropy."""


class Variety(Record):
    """How evenly mentions are spread over the things that were met."""

    mentions: int
    distinct: int
    """Things that were met at least once."""
    entropy: float
    """In nats, from 0 (one thing only) to the logarithm of ``distinct`` (all equally often)."""
    effective: float
    """The perplexity, exp(entropy): so many things, equally often, would be as varied."""
    top_share: float
    """Share of the mentions that the most frequent thing has, in [0, 1]."""
    gini: float
    """Inequality among the things met: 0 where all are equally frequent, near 1 where one has nearly all."""


def variety_of(counts: Counts) -> Variety:
    """The variety of these counts; of nothing, nothing."""
    met = counts[counts > 0]
    total = int(met.sum())
    nats = entropy(met)
    return Variety(
        mentions=total,
        distinct=len(met),
        entropy=nats,
        effective=exp(nats) if total else 0.0,
        top_share=float(met.max() / total) if total else 0.0,
        gini=gini(met),
    )


def entropy(weights: NDArray[np.int64] | NDArray[np.float64]) -> float:
    """Shannon's entropy of the weights, in nats; they need not sum to 1.  0 where there are none."""
    met = weights[weights > 0]
    if len(met) < 2:
        return 0.0
    shares = met / met.sum()
    # rounding may leave a hair outside the bounds
    return min(max(float(-(shares * np.log(shares)).sum()), 0.0), float(np.log(len(met))))


def gini(counts: Counts) -> float:
    """Gini's coefficient of the counts, in [0, 1); 0 where there is none or one."""
    total = int(counts.sum())
    if len(counts) < 2 or not total:
        return 0.0
    ordered = np.sort(counts).astype(float)
    ranks = np.arange(1, len(ordered) + 1)
    return max(float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total)), 0.0)

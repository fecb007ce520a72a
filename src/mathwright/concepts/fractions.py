"""Shares of names or seed problems, for the ablations of arXiv:2403.02884 (half the topics, half the seed problems)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from mathwright.errors import UsageError
from mathwright.records import Problem


def kept_share(names: Sequence[str], share: float, run_seed: int, what: str) -> list[str]:
    """round(share * len(names)) of the names, in their order; a smaller share is part of a larger one.

    Which ones hangs on each name, ``run_seed`` and ``what`` (such as ``topic_fraction``) alone, not on the order.
    share: in (0, 1].  Raises UsageError beyond, and where it keeps none of the names.
    """
    if not 0 < share <= 1:
        raise UsageError(f"{what} = {share}: a share is above 0 and at most 1")
    kept = round(share * len(names))
    if names and kept == 0:
        raise UsageError(f"{what} = {share}: keeps none of {len(names):,}; give at least {1 / len(names):.2g}")
    ranked = sorted(range(len(names)), key=lambda i: (_rank(names[i], run_seed, what), i))
    return [names[i] for i in sorted(ranked[:kept])]


def kept_seeds(seeds: Sequence[Problem], share: float, run_seed: int) -> list[Problem]:
    """The seed problems that the option ``seed_fraction`` keeps, in their order; errors as of ``kept_share``."""
    kept = set(kept_share([seed.problem_id for seed in seeds], share, run_seed, "seed_fraction"))
    return [seed for seed in seeds if seed.problem_id in kept]


def _rank(name: str, run_seed: int, what: str) -> bytes:
    """A name's place in the queue, by chance but fixed."""
    told = f"{run_seed}:{what}:{name}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).digest()

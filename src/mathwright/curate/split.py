"""Splits by parent: no seed problem has descendants, or itself, on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from mathwright.errors import UsageError

STRADDLES = "parents in different splits"
"""Why a problem belongs to no split: drop it, and count it under this reason."""

Split = Literal["train", "held_out"]


def split_of(parents: Sequence[str], fraction: float, run_seed: int) -> Split | None:
    """The split of a problem with these parents; None where its parents fall into different ones (STRADDLES).

    parents: problem_ids of its seed problems; a seed problem is its own parent.
    fraction: share of seed problems that are held out, in [0, 1].
    Each parent is placed by a hash of itself and ``run_seed``, so the answer needs no other problem, holds on every
    machine, and never changes when problems are added; joining the components of shared parents instead would put
    nearly all of a composed dataset into one split.
    Raises UsageError without parents or for a fraction outside [0, 1].
    """
    if not parents:
        raise UsageError("split_of: no parents; a seed problem is its own parent, give its problem_id")
    if not 0 <= fraction <= 1:
        raise UsageError(f"split_of: fraction {fraction} is not in [0, 1]")
    sides = {_place(parent, run_seed) < fraction for parent in parents}
    if len(sides) > 1:
        return None
    return "held_out" if sides.pop() else "train"


def _place(parent: str, run_seed: int) -> float:
    """A number in [0, 1), uniform over parents."""
    digest = hashlib.blake2b(f"{run_seed}:{parent}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53

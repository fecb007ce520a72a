"""Which of very many hashes are among some hundred thousand, and at which rows those stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.contamination.tokens import I64, U64

I32 = NDArray[np.int32]
BITS_A_HASH = 16
"""Size of the first look: one hash in so many that are not in the table passes it and is searched for."""
LEAST_BITS, MOST_BITS = 12, 26


class Table(NamedTuple):
    """Hashes and the benchmark row each stands in; one hash may stand in several."""

    hashes: U64
    """Ascending."""
    rows: I32
    first_bits: NDArray[np.bool_]
    """Whether any hash begins with these bits: nearly all questions asked end here."""
    shift: np.uint64
    """Bits of a hash behind those."""


class Hits(NamedTuple):
    """Pairs of a place in what was asked and a row of the table."""

    places: I64
    """Ascending."""
    rows: I32


def table_of(hashes: U64, rows: I32, bits_a_hash: int = BITS_A_HASH) -> Table:
    """The table of these hashes, in any order."""
    order = np.argsort(hashes, kind="stable")
    bits = min(max(int(hashes.size * bits_a_hash).bit_length(), LEAST_BITS), MOST_BITS)
    shift = np.uint64(64 - bits)
    first_bits = np.zeros(1 << bits, dtype=bool)
    first_bits[hashes >> shift] = True
    return Table(hashes[order], rows[order].astype(np.int32), first_bits, shift)


def hits_in(table: Table, asked: U64) -> Hits:
    """All rows of each hash that is in the table."""
    maybe = np.flatnonzero(table.first_bits[asked >> table.shift])
    wanted = asked[maybe]
    low = np.searchsorted(table.hashes, wanted)
    found = np.flatnonzero(table.hashes[np.minimum(low, table.hashes.size - 1)] == wanted) if table.hashes.size else low
    maybe, wanted, low = maybe[found], wanted[found], low[found]
    counts = np.searchsorted(table.hashes, wanted, side="right") - low
    before = np.cumsum(counts) - counts
    at = np.repeat(low - before, counts) + np.arange(counts.sum())
    return Hits(np.repeat(maybe, counts), table.rows[at])


def rows_of_any(table: Table, asked: U64) -> list[int]:
    """The rows of whichever of these hashes are in the table; mostly none are."""
    maybe = asked[table.first_bits.take(asked >> table.shift, mode="clip")]
    if not maybe.size or not table.hashes.size:
        return []
    found = maybe[table.hashes.take(table.hashes.searchsorted(maybe), mode="clip") == maybe]
    return hits_in(table, found).rows.tolist() if found.size else []

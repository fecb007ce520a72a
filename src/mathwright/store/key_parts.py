"""Keys of calls, in as many as one query takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

KEYS_A_QUERY = 500
"""SQLite takes a limited number of values in one query."""


def key_parts(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """All the keys, in their order, at most ``KEYS_A_QUERY`` at a time."""
    for start in range(0, len(keys), KEYS_A_QUERY):
        yield keys[start : start + KEYS_A_QUERY]

"""Which of several worked solutions to keep: the paths farthest apart.

Distances are counted in tokens (numbers and signs) of the equation sequences, not in characters: a longer number is
not a longer way, and rewriting 12 as 48 is one change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"[0-9.]+|[^\W\d_]+|\S")


def farthest(texts: Sequence[str], keep: int) -> list[int]:
    """Indices, ascending, of ``keep`` texts far from one another (of all, if there are no more).

    The first kept has the greatest summed Levenshtein distance to all others; each further one the greatest to
    those already kept; the earlier text wins a tie.  Source: the farthest-path rule of arXiv:2310.05506's code.
    """
    if keep >= len(texts):
        return list(range(len(texts)))
    if keep <= 0:
        return []
    paths = [_path(text) for text in texts]
    apart = [[0] * len(paths) for _ in paths]
    for i, path in enumerate(paths):
        for j in range(i):
            apart[i][j] = apart[j][i] = _distance(path, paths[j])
    kept: list[int] = []
    sums = [sum(row) for row in apart]
    while len(kept) < keep:
        best = max((i for i in range(len(paths)) if i not in kept), key=lambda i: (sums[i], -i))
        kept.append(best)
        sums = [sum(row[i] for i in kept) for row in apart]
    return sorted(kept)


def levenshtein(a: str, b: str) -> int:
    """The number of tokens to insert, delete or replace to make one text of the other."""
    return _distance(_path(a), _path(b))


@dataclass(frozen=True, slots=True)
class _Path:
    tokens: list[str]
    places: dict[str, int]
    """Bit i is set where token i is the key."""


def _path(text: str) -> _Path:
    tokens = _TOKEN.findall(text)
    places: dict[str, int] = {}
    for index, token in enumerate(tokens):
        places[token] = places.get(token, 0) | 1 << index
    return _Path(tokens, places)


def _distance(a: _Path, b: _Path) -> int:
    """Levenshtein distance, a column of the table at a time as bits of an integer.  Source: Myers 1999, Hyyrö 2003."""
    score = len(a.tokens)
    if a.tokens == b.tokens or not score:
        return len(b.tokens) - score
    mask, last = (1 << score) - 1, 1 << (score - 1)
    rises, falls = mask, 0
    for token in b.tokens:
        equal = a.places.get(token, 0)
        vertical = equal | falls
        horizontal = (((equal & rises) + rises) ^ rises) | equal
        up = (falls | ~(horizontal | rises)) & mask
        down = rises & horizontal
        if up & last:
            score += 1
        elif down & last:
            score -= 1
        up, down = (up << 1) | 1, down << 1
        rises = (down | ~(vertical | up)) & mask
        falls = up & vertical & mask
    return score

"""The shingle sets of the texts that are kept, in two arrays, and their exact similarity to new ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.shingles import ASKED, PAD, Shingles, ragged

_Number = TypeVar("_Number", bound=np.generic)
ASKED_SHARE = 0.2
"""Share of the last shingles that two near texts have in common at least, each in the other."""

_ROOM = 1.3
_PAIRS_AT_ONCE = 4_096
# Sets up to this size are compared many pairs at a time.
_NARROW = 200
# Pairs up to this number are compared one by one: most fail by their sizes.
_FEW = 12


class KeptSets:
    """Shingle sets by place: the first one added has place 0."""

    def __init__(self) -> None:
        """Start with none."""
        self._values: NDArray[np.uint32] = np.zeros(1 << 12, np.uint32)
        self._offsets: NDArray[np.int64] = np.zeros(1 << 8, np.int64)
        self._asked: NDArray[np.uint32] = np.zeros((1 << 8, ASKED), np.uint32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self._values.nbytes + self._offsets.nbytes + self._asked.nbytes

    def add(self, shingles: Shingles, rows: NDArray[np.int64]) -> None:
        """Keep the sets of these rows, in this order, under the next places."""
        starts = shingles.offsets[rows]
        sizes = shingles.offsets[rows + 1] - starts
        used = int(self._offsets[self._count])
        total = used + int(sizes.sum())
        self._values = _with_room(self._values, total)
        self._offsets = _with_room(self._offsets, self._count + len(rows) + 1)
        self._asked = _with_room(self._asked, self._count + len(rows))
        self._asked[self._count : self._count + len(rows)] = shingles.asked[rows]
        self._values[used:total] = shingles.values[ragged(starts, sizes)]
        self._offsets[self._count + 1 : self._count + len(rows) + 1] = used + np.cumsum(sizes)
        self._count += len(rows)

    def add_one(self, shingles: Shingles) -> None:
        """Keep the only set there is in these, under the next place."""
        used = int(self._offsets[self._count])
        total = used + len(shingles.values)
        self._values = _with_room(self._values, total)
        self._offsets = _with_room(self._offsets, self._count + 2)
        self._asked = _with_room(self._asked, self._count + 1)
        self._values[used:total] = shingles.values
        self._asked[self._count] = shingles.asked[0]
        self._count += 1
        self._offsets[self._count] = total

    def first_near(self, one: Shingles, places: Sequence[int], threshold: float) -> tuple[int, float] | None:
        """The first of these places whose set is near to the one, and their similarity, as ``near_pairs`` has it."""
        if len(places) > _FEW:
            places = self._of_fitting_size(len(one.values), np.array(places, np.int64), threshold)
        if len(places) > _FEW:
            others, rows = np.array(places, np.int64), np.zeros(len(places), np.int64)
            pairs, similarity = near_pairs(one, rows, self.view(), others, threshold)
            return (places[int(pairs[0])], float(similarity[0])) if len(pairs) else None
        return next((found for place in places if (found := self._near_to(one, place, threshold))), None)

    def _of_fitting_size(self, size: int, places: NDArray[np.int64], threshold: float) -> list[int]:
        """The places of sets that may be near to one of so many shingles."""
        sizes = self._offsets[places + 1] - self._offsets[places]
        fits: list[int] = places[np.minimum(sizes, size) / np.maximum(sizes, size) >= threshold].tolist()
        return fits

    def _near_to(self, one: Shingles, place: int, threshold: float) -> tuple[int, float] | None:
        """The place and the similarity, if the set there is near to the one."""
        other = self._values[self._offsets[place] : self._offsets[place + 1]]
        sizes = len(one.values), len(other)
        # Sets of sizes that lie too far apart cannot be near, whatever they share.
        if min(sizes) / max(sizes) < threshold:
            return None
        both = np.concatenate((one.values, other))
        both.sort()
        shared = int(np.count_nonzero(both[1:] == both[:-1]))
        similarity = shared / (sum(sizes) - shared)
        if similarity < threshold or not (_asks(one.asked[0], other) and _asks(self._asked[place], one.values)):
            return None
        return place, similarity

    def view(self) -> Shingles:
        """All sets kept so far, valid until the next is added."""
        return Shingles(self._values, self._offsets, self._asked)


def jaccard(left: Shingles, rows: NDArray[np.int64], right: Shingles, others: NDArray[np.int64]) -> NDArray[np.float64]:
    """The Jaccard similarity of set ``rows[i]`` of the left with set ``others[i]`` of the right, for every i."""
    similarity = np.empty(len(rows))
    left_sizes, right_sizes = _sizes(left, rows), _sizes(right, others)
    widest = np.maximum(left_sizes, right_sizes)
    narrow = np.flatnonzero(widest <= _NARROW)
    for at in range(0, len(narrow), _PAIRS_AT_ONCE):
        pairs = narrow[at : at + _PAIRS_AT_ONCE]
        mine, theirs = _padded(left, rows[pairs]), _padded(right, others[pairs])
        both = np.sort(np.concatenate((mine, theirs), axis=1), axis=1)
        # A shingle of both sets stands twice in a row; so do all pads but one.
        twice = (both[:, 1:] == both[:, :-1]).sum(axis=1)
        sizes = left_sizes[pairs] + right_sizes[pairs]
        shared = twice - np.maximum(both.shape[1] - sizes - 1, 0)
        similarity[pairs] = shared / (sizes - shared)
    for pair in np.flatnonzero(widest > _NARROW).tolist():
        a, b = _set_of(left, int(rows[pair])), _set_of(right, int(others[pair]))
        shared_count = len(np.intersect1d(a, b, assume_unique=True))
        similarity[pair] = shared_count / (len(a) + len(b) - shared_count)
    return similarity


def near_pairs(
    left: Shingles, rows: NDArray[np.int64], right: Shingles, others: NDArray[np.int64], threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The indices i, ascending, of the pairs that are near, and their Jaccard similarities.

    Near are two sets from the threshold on, unless the texts ask for something else altogether: ASKED_SHARE of the
    last shingles of each must be in the other.  Another question about the same story is a new problem.
    """
    similarity = jaccard(left, rows, right, others)
    close = np.flatnonzero(similarity >= threshold)
    parts = [close[:0]]
    for at in range(0, len(close), _PAIRS_AT_ONCE):
        pairs = close[at : at + _PAIRS_AT_ONCE]
        mine, theirs = rows[pairs], others[pairs]
        asked = _asked_in(left, mine, right, theirs) & _asked_in(right, theirs, left, mine)
        parts.append(pairs[asked])
    near = np.concatenate(parts)
    return near, similarity[near]


def _asks(asked: NDArray[np.uint32], members: NDArray[np.uint32]) -> bool:
    """Whether enough of the last shingles of one text are anywhere in the set of another."""
    return bool(np.count_nonzero((members[:, None] == asked).any(axis=0)) >= ASKED_SHARE * ASKED)


def _asked_in(left: Shingles, rows: NDArray[np.int64], right: Shingles, others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether enough of the last shingles of the left text are anywhere in the right one."""
    shared = np.zeros(len(rows), np.int64)
    is_wide = _sizes(right, others) > _NARROW
    narrow = np.flatnonzero(~is_wide)
    if len(narrow):
        members = _padded(right, others[narrow])
        for asked in left.asked[rows[narrow]].T:
            shared[narrow] += (members == asked[:, None]).any(axis=1)
    # One long text would make the matrix of all pairs as wide.
    for pair in np.flatnonzero(is_wide).tolist():
        shared[pair] = np.isin(left.asked[rows[pair]], _set_of(right, int(others[pair]))).sum()
    return shared >= ASKED_SHARE * ASKED


def _sizes(sets: Shingles, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return sets.offsets[rows + 1] - sets.offsets[rows]


def _set_of(sets: Shingles, row: int) -> NDArray[np.uint32]:
    return sets.values[sets.offsets[row] : sets.offsets[row + 1]]


def _padded(sets: Shingles, rows: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The sets as the rows of a matrix, filled up with PAD."""
    sizes = _sizes(sets, rows)[:, None]
    columns = np.arange(int(sizes.max()))
    members = sets.values[sets.offsets[rows, None] + np.minimum(columns, sizes - 1)]
    members[columns >= sizes] = PAD
    return members


def _with_room(array: NDArray[_Number], needed: int) -> NDArray[_Number]:
    if needed > len(array):
        array.resize((int(needed * _ROOM), *array.shape[1:]), refcheck=False)
    return array

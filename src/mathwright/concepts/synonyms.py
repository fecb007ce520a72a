"""Names that say one idea, merged: "Arithmetic", "Basic arithmetic" and "Arithmetic operations" become one name.

MathScale keeps such names apart (arXiv:2403.02884, 8,892 knowledge points); MATH² calls near-duplicate names a fault of
its released skills (arXiv:2407.21009).  Two names are one where their normal forms say one idea
(``concepts/names.py``), unless the seed problems speak against it again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
from scipy import sparse

from mathwright.concepts.names import NormalForm, normal_form
from mathwright.errors import UsageError
from mathwright.records import Record

# Of judged near pairs, 2 % of the same and 6 % of the different stand together in some list of one extractor, and 1 %
# of both among the leaves of TAL-SCQ5K's routes: at most, a problem that lists both makes "different" three times as
# likely.  Names of one idea are the same 50 to 1, so four such problems would do; five, as few pairs gave those shares.
_TOGETHER_ENOUGH = 5
_TOGETHER_SHARE = 0.5
# Words and letter groups in more than this share of all names say little and cost most of the time.
_COMMON = 0.05
_RARE_ENOUGH = 50
_NEAR = 0.3
_NEAREST = 20
_BLOCK = 1_000


class NameGroup(Record):
    """Names that stand for one concept."""

    name: str
    """The name all of them get."""
    members: tuple[str, ...]
    """The names, in alphabetical order; the group's own name is one of them unless a family gave it."""


# --- what to judge together -----------------------------------------------------------------------


def candidates(counts: Mapping[str, int], most: int = 200) -> list[tuple[str, ...]]:
    """Groups of names worth judging together, each of 2 to ``most`` names, in alphabetical order.

    Names are neighbors by the words and letters they share; names of one idea come first, then the nearest, and
    whoever would make a group larger than ``most`` stays out of it.  Names without a neighbor are in no group.
    counts: name to number of seed problems; only the names matter.  Raises UsageError if ``most`` < 2.
    """
    if most < 2:
        raise UsageError(f"most = {most}: a group of names to judge has at least 2")
    names = sorted(counts)
    forms = [normal_form(name) for name in names]
    groups = _Groups(len(names), most)
    for one, other in chain(_of_one_idea(forms), _near_pairs(forms)):
        groups.join(one, other)
    return sorted(tuple(names[at] for at in group) for group in groups.several())


class _Groups:
    """Disjoint groups of the numbers below ``count``, none larger than ``most``."""

    def __init__(self, count: int, most: int) -> None:
        """Each number by itself."""
        self._group = [[at] for at in range(count)]
        self._most = most

    def join(self, one: int, other: int) -> None:
        """Make one group of two, unless it would be too large."""
        larger, smaller = sorted((self._group[one], self._group[other]), key=len, reverse=True)
        if larger is not smaller and len(larger) + len(smaller) <= self._most:
            larger += smaller
            for at in smaller:
                self._group[at] = larger

    def several(self) -> Iterator[list[int]]:
        """The groups of at least two, each in ascending order."""
        for at, group in enumerate(self._group):
            if len(group) > 1 and at == min(group):
                yield sorted(group)


def _of_one_idea(forms: Sequence[NormalForm]) -> Iterator[tuple[int, int]]:
    for same in _by_idea(range(len(forms)), forms).values():
        yield from pairwise(same)


def _by_idea(places: Iterable[int], forms: Sequence[NormalForm]) -> dict[frozenset[str], list[int]]:
    found: dict[frozenset[str], list[int]] = {}
    for at in places:
        found.setdefault(forms[at].idea, []).append(at)
    return found


def _near_pairs(forms: Sequence[NormalForm]) -> list[tuple[int, int]]:
    """Pairs of neighbors, nearest first; at most ``_NEAREST`` for each name."""
    rows = _features(forms)
    scored: list[tuple[float, int, int]] = []
    for start in range(0, len(forms), _BLOCK):
        near = sparse.csr_matrix(rows[start : start + _BLOCK] @ rows.T)
        for at in range(near.shape[0]):
            part = slice(near.indptr[at], near.indptr[at + 1])
            scored += _nearest(start + at, near.indices[part], near.data[part])
    return [(one, other) for _, one, other in sorted(scored)]


def _nearest(at: int, others: np.ndarray, scores: np.ndarray) -> list[tuple[float, int, int]]:
    """(negative similarity, smaller place, larger place) of one name's nearest; rounded, so that ties are ties."""
    good = (scores >= _NEAR) & (others != at)
    found = sorted(zip(np.round(-scores[good], 6).tolist(), others[good].tolist(), strict=True))[:_NEAREST]
    return [(score, min(at, other), max(at, other)) for score, other in found]


def _features(forms: Sequence[NormalForm]) -> sparse.csr_matrix:
    """A row of unit length for each name: its words, the words of its idea, and its groups of four letters."""
    place: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for form in forms:
        columns += [place.setdefault(feature, len(place)) for feature in sorted(_features_of(form))]
        ends.append(len(columns))
    often = np.bincount(columns, minlength=len(place))
    weight = np.log1p(len(forms) / often)
    weight[often > max(_RARE_ENOUGH, _COMMON * len(forms))] = 0
    rows = sparse.csr_matrix((weight[columns], columns, ends), shape=(len(forms), len(place)))
    rows.eliminate_zeros()
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    return sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ rows


def _features_of(form: NormalForm) -> set[str]:
    text = f" {' '.join(form.words)} "
    letters = {f"letters {text[at : at + 4]}" for at in range(len(text) - 3)}
    return {f"word {word}" for word in form.words} | {f"idea {word}" for word in form.idea} | letters


# --- which are one --------------------------------------------------------------------------------


def merge_names(
    names: Sequence[str], counts: Mapping[str, int], together: Mapping[tuple[str, str], int]
) -> tuple[NameGroup, ...]:
    """The names in groups of one idea, each name in exactly one, in alphabetical order of the group names.

    A group takes its most frequent name, of these the shortest, of these the first in the alphabet.
    counts: name to number of seed problems that list it (0 where absent).
    together: (a, b) with a < b to number of seed problems that list both, each pair counted within the lists of one
    extractor; of names from a tree of levels count the leaves only, since a leaf never comes without its levels.
    """
    distinct = sorted(set(names))
    forms = [normal_form(name) for name in distinct]
    groups: list[NameGroup] = []
    for places in _by_idea(range(len(forms)), forms).values():
        written = _written_alike([(distinct[at], forms[at]) for at in places])
        groups += [_named(cluster, counts) for cluster in _clusters(written, counts, together)]
    return tuple(sorted(groups, key=lambda group: group.name))


def renaming(groups: Iterable[NameGroup]) -> dict[str, str]:
    """Each member to the name of its group."""
    return {member: group.name for group in groups for member in group.members}


def _named(members: Sequence[str], counts: Mapping[str, int]) -> NameGroup:
    return NameGroup(name=_representative(members, counts), members=tuple(sorted(members)))


def _representative(names: Sequence[str], counts: Mapping[str, int]) -> str:
    return min(names, key=lambda name: (-counts.get(name, 0), len(name), name))


def _written_alike(forms: Sequence[tuple[str, NormalForm]]) -> list[list[str]]:
    """Names that differ in writing only (case, number, word order); nothing speaks against these."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, form in forms:
        found.setdefault(tuple(sorted(form.words)), []).append(name)
    return list(found.values())


def _clusters(
    parts: list[list[str]], counts: Mapping[str, int], together: Mapping[tuple[str, str], int]
) -> list[list[str]]:
    """The parts joined, the frequent ones first, where the seed problems do not speak against it.

    Each part joins the first cluster it may.  No two clusters are left that might be joined: whoever was kept out of an
    earlier and so more frequent cluster brings at least its share of the evidence along.
    """

    def rank(part: Sequence[str]) -> tuple[int, str]:
        return -sum(counts.get(name, 0) for name in part), _representative(part, counts)

    joined: list[list[str]] = []
    for part in sorted(parts, key=rank):
        home = next((cluster for cluster in joined if not _are_told_apart(cluster, part, counts, together)), None)
        if home is None:
            joined.append(list(part))
        else:
            home += part
    return joined


def _are_told_apart(
    one: Sequence[str], other: Sequence[str], counts: Mapping[str, int], together: Mapping[tuple[str, str], int]
) -> bool:
    """Whether seed problems list both so often that whoever listed them must mean two things."""
    both = sum(together.get((min(a, b), max(a, b)), 0) for a in one for b in other)
    rarer = min(sum(counts.get(name, 0) for name in side) for side in (one, other))
    return both >= _TOGETHER_ENOUGH and both >= _TOGETHER_SHARE * rarer

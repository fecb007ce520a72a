"""Which pairs of skills a dataset combines, which gave nothing, and which nobody tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from mathwright.publish.report.text import printable_name
from mathwright.records import Record

READABLE_SKILLS = 60
"""Most skills that all stand in the figure: their labels are then 12 pixels high."""
MOST_USED_SKILLS = 40
"""Skills in the figure where there are more."""
NEVER_LISTED = 10_000
"""Most pairs never tried that are all listed."""
FIRST_LISTED = 24
"""Pairs listed of more, and pairs that a page prints."""

Pair = tuple[str, str]


class SkillUse(Record):
    """One skill and the pairs it may stand in."""

    name: str
    problems: int
    """Made problems of the dataset that combine it with another skill."""
    used: int
    """Pairs of it with at least one such problem."""
    refused: int
    """Pairs that were tried and gave none."""
    never: int
    """Pairs that were never tried."""


class PairUse(Record):
    """Two skills that were tried together."""

    first: str
    second: str
    planned: int
    """Items planned for the pair."""
    problems: int
    """Made problems of the dataset that combine the two."""


class SkillPairs(Record):
    """Which pairs of skills a dataset combines: possible = used + refused + never."""

    skills: int
    possible: int
    used: int
    """Pairs with at least one problem."""
    refused: int
    """Pairs that were tried and gave none."""
    never: int
    """Pairs that were never tried."""
    shown: tuple[SkillUse, ...]
    """The skills of the figure, most used first: all of them, or the first of very many."""
    cells: tuple[tuple[int, int, int, int], ...]
    """The pairs among ``shown`` that were tried: row, column < row, items planned, problems."""
    often_refused: tuple[PairUse, ...]
    """The pairs that were tried most and gave nothing, over all skills."""
    never_tried: tuple[Pair, ...]
    """Those of the most used skills first: all of them up to 10,000, of more the first 24."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """The pairs that were tried, by place of their skills among the most used ones; a place before a later one."""

    skills: tuple[str, ...]
    """Most used first."""
    planned: Counter[tuple[int, int]]
    problems: Counter[tuple[int, int]]


def skill_pairs(skills: Sequence[str], planned: Mapping[Pair, int], problems: Mapping[Pair, int]) -> SkillPairs:
    """The use of every pair of the skills, and of skills that only pairs name.

    planned: items for each pair, whatever the order of its names; problems: made problems of the dataset likewise.
    """
    tried = _ordered(skills, planned, problems)
    count = len(tried.skills)
    possible, used = count * (count - 1) // 2, sum(number > 0 for number in tried.problems.values())
    never = possible - len(tried.planned)
    shown = count if count <= READABLE_SKILLS else MOST_USED_SKILLS
    return SkillPairs(
        skills=count,
        possible=possible,
        used=used,
        refused=len(tried.planned) - used,
        never=never,
        shown=_uses(tried)[:shown],
        cells=tuple(
            (late, early, items, tried.problems[early, late])
            for (early, late), items in sorted(tried.planned.items())
            if late < shown
        ),
        often_refused=_often_refused(tried),
        never_tried=tuple(islice(_never(tried), never if never <= NEVER_LISTED else FIRST_LISTED)),
    )


def _ordered(skills: Sequence[str], planned: Mapping[Pair, int], problems: Mapping[Pair, int]) -> _Tried:
    """The skills by use, and the pairs by their places."""
    uses = Counter(dict.fromkeys(skills, 0))
    for pair, number in problems.items():
        uses.update(dict.fromkeys(pair, number))
    tries = Counter[str]()
    for pair, number in planned.items():
        tries.update(dict.fromkeys(pair, number))
    names = sorted(uses.keys() | tries.keys(), key=lambda name: (-uses[name], -tries[name], name))
    rank = {name: place for place, name in enumerate(names)}
    items, made = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for counted, pairs in ((items, planned), (made, problems)):
        for (first, second), number in pairs.items():
            if number and first != second:
                early, late = sorted((rank[first], rank[second]))
                counted[early, late] += number
    for place, number in made.items():
        items[place] = max(items[place], number)  # what was made was tried
    return _Tried(tuple(names), items, made)


def _uses(tried: _Tried) -> tuple[SkillUse, ...]:
    problems, used, refused = Counter[int](), Counter[int](), Counter[int]()
    for pair in tried.planned:
        number = tried.problems[pair]
        for place in pair:
            problems[place] += number
            (used if number else refused)[place] += 1
    others = len(tried.skills) - 1
    return tuple(
        SkillUse(
            name=printable_name(name),
            problems=problems[place],
            used=used[place],
            refused=refused[place],
            never=others - used[place] - refused[place],
        )
        for place, name in enumerate(tried.skills)
    )


def _often_refused(tried: _Tried) -> tuple[PairUse, ...]:
    gave_none = [(-items, *pair) for pair, items in tried.planned.items() if not tried.problems[pair]]
    return tuple(
        PairUse(
            first=printable_name(tried.skills[early]),
            second=printable_name(tried.skills[late]),
            planned=-items,
            problems=0,
        )
        for items, early, late in sorted(gave_none)[:FIRST_LISTED]
    )


def _never(tried: _Tried) -> Iterator[Pair]:
    """The pairs that were never tried, by the sum of the places of their skills."""
    count = len(tried.skills)
    for total in range(1, 2 * count - 2):
        for early in range(max(0, total - count + 1), (total + 1) // 2):
            if (early, total - early) not in tried.planned:
                yield printable_name(tried.skills[early]), printable_name(tried.skills[total - early])

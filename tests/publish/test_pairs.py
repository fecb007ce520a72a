"""Pairs of skills: every pair is used, refused or never tried, and the gaps among the most used skills come first."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.publish.report.pairs import NEVER_LISTED, SkillPairs, skill_pairs

NAMES = [f"s{number:03}" for number in range(200)]
pair_counts = st.dictionaries(
    st.tuples(st.sampled_from(NAMES[:8]), st.sampled_from(NAMES[:8])), st.integers(min_value=0, max_value=9)
)


def by_name(pairs: SkillPairs) -> dict[tuple[str, str], tuple[int, int]]:
    """The cells of the figure by the names of their skills, sorted: items planned, problems."""
    shown = [skill.name for skill in pairs.shown]
    return {
        (min(shown[row], shown[column]), max(shown[row], shown[column])): (items, problems)
        for row, column, items, problems in pairs.cells
    }


def test_tells_used_refused_and_never_tried_pairs_apart() -> None:
    pairs = skill_pairs(("a", "b", "c"), {("a", "b"): 5, ("b", "c"): 3}, {("a", "b"): 2})
    assert (pairs.skills, pairs.possible, pairs.used, pairs.refused, pairs.never) == (3, 3, 1, 1, 1)
    assert pairs.never_tried == (("a", "c"),)
    assert by_name(pairs) == {("a", "b"): (5, 2), ("b", "c"): (3, 0)}
    assert [(pair.first, pair.second, pair.planned) for pair in pairs.often_refused] == [("b", "c", 3)]


def test_counts_each_skill_over_its_pairs() -> None:
    pairs = skill_pairs(("a", "b", "c", "d"), {("a", "b"): 5, ("b", "c"): 3}, {("a", "b"): 2})
    assert [(skill.name, skill.problems, skill.used, skill.refused, skill.never) for skill in pairs.shown] == [
        ("b", 2, 1, 1, 1),
        ("a", 2, 1, 0, 2),
        ("c", 0, 0, 1, 2),
        ("d", 0, 0, 0, 3),
    ]


def test_skills_are_ordered_by_problems_then_by_tries_then_by_name() -> None:
    planned = {("a", "b"): 9, ("c", "d"): 1, ("e", "f"): 2}
    pairs = skill_pairs((), planned, {("c", "d"): 1})
    assert "".join(skill.name for skill in pairs.shown) == "cdabef"


def test_the_order_of_two_names_does_not_matter() -> None:
    one = skill_pairs(("a", "b"), {("a", "b"): 5}, {("a", "b"): 2})
    assert skill_pairs(("a", "b"), {("b", "a"): 5}, {("b", "a"): 2}) == one


def test_what_was_made_counts_as_tried_although_no_plan_says_so() -> None:
    pairs = skill_pairs(("a",), {}, {("a", "z"): 4})
    assert (pairs.skills, pairs.used, pairs.never) == (2, 1, 0)
    assert by_name(pairs) == {("a", "z"): (4, 4)}


@given(pair_counts, pair_counts)
def test_every_pair_is_one_of_three(planned: dict[tuple[str, str], int], problems: dict[tuple[str, str], int]) -> None:
    pairs = skill_pairs(NAMES[:6], planned, problems)
    assert pairs.possible == pairs.used + pairs.refused + pairs.never
    assert all(skill.used + skill.refused + skill.never == pairs.skills - 1 for skill in pairs.shown)
    assert sum(skill.used for skill in pairs.shown) == 2 * pairs.used
    names = [skill.name for skill in pairs.shown]
    tried = set(by_name(pairs))
    assert {tuple(sorted(pair)) for pair in pairs.never_tried} == set(combinations(sorted(names), 2)) - tried
    assert len(pairs.never_tried) == pairs.never == len(set(pairs.never_tried))
    assert all(column < row for row, column, _, _ in pairs.cells)


def test_gaps_among_the_most_used_skills_come_first() -> None:
    used = {("s000", "s001"): 9, ("s002", "s003"): 1}
    pairs = skill_pairs(NAMES[:5], used, used)
    assert pairs.never_tried[:3] == (("s000", "s002"), ("s000", "s003"), ("s001", "s002"))
    assert pairs.never_tried[-1] == ("s003", "s004")


@pytest.mark.parametrize(
    ("skills", "shown"), [(1, 1), (60, 60), (61, 40), (200, 40)], ids=["one", "readable", "many", "very many"]
)
def test_the_figure_holds_all_skills_or_the_forty_most_used(skills: int, shown: int) -> None:
    planned = Counter({(NAMES[skills - 1], name): 1 for name in NAMES[: skills - 1]})
    pairs = skill_pairs(NAMES[:skills], planned, planned)
    assert len(pairs.shown) == shown
    assert pairs.shown[0].name == NAMES[skills - 1]
    assert len(pairs.cells) == shown - 1
    assert pairs.used == skills - 1


def test_all_gaps_are_listed_up_to_ten_thousand_and_the_first_of_more() -> None:
    few, many = skill_pairs(NAMES[:141], {}, {}), skill_pairs(NAMES[:142], {}, {})
    assert (few.never, len(few.never_tried)) == (141 * 140 // 2, 141 * 140 // 2)
    assert few.never <= NEVER_LISTED < many.never
    assert len(many.never_tried) == 24


def test_no_skills_have_no_pairs() -> None:
    pairs = skill_pairs((), {}, {})
    assert (pairs.skills, pairs.possible, pairs.never, pairs.shown, pairs.never_tried) == (0, 0, 0, (), ())

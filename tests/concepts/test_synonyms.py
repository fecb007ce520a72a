"""Candidates for merging, merged names, and what seed problems that list both can say against it."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.names import normal_form
from mathwright.concepts.synonyms import NameGroup, candidates, merge_names, renaming
from mathwright.errors import UsageError

HEADS = "fractions decimals equations percentages areas ratios angles primes averages probabilities".split()
SAYINGS = ["{}", "Basic {}", "{} problems", "Understanding {}", "Concept of {}", "solving_{}", "Applying {}"]
KINDS = ["simple", "linear", "common", "mixed", "equal", "missing", "unknown", "given", "2-digit", "whole-number"]


def name_of(kind: int, head: int, saying: int) -> str:
    return SAYINGS[saying].format(f"{KINDS[kind]} {HEADS[head]}")


names = st.builds(name_of, st.integers(0, 9), st.integers(0, 9), st.integers(0, 6))
counted = st.dictionaries(names, st.integers(0, 30), min_size=1, max_size=25)
pairs = st.dictionaries(
    st.tuples(names, names).map(lambda pair: (min(pair), max(pair))), st.integers(0, 9), max_size=30
)


def members(groups: tuple[NameGroup, ...]) -> list[str]:
    return sorted(member for group in groups for member in group.members)


# --- candidates -----------------------------------------------------------------------------------


def test_candidates_are_neighbors_and_names_without_a_neighbor_are_left_out() -> None:
    counts = dict.fromkeys(
        ["Arithmetic", "Basic arithmetic", "Fractions", "Adding fractions", "Pigeonhole principle"], 1
    )
    assert candidates(counts) == [("Adding fractions", "Fractions"), ("Arithmetic", "Basic arithmetic")]


@given(counted, st.integers(2, 6))
def test_candidate_groups_are_disjoint_and_hold_between_two_and_most(counts: dict[str, int], most: int) -> None:
    groups = candidates(counts, most)
    assert all(2 <= len(group) <= most and list(group) == sorted(group) for group in groups)
    found = [name for group in groups for name in group]
    assert len(found) == len(set(found))
    assert set(found) <= set(counts)


@given(counted)
def test_candidates_do_not_depend_on_the_order_of_names(counts: dict[str, int]) -> None:
    assert candidates(dict(reversed(counts.items())), 5) == candidates(counts, 5)


@given(counted)
def test_names_of_one_idea_are_candidates_together(counts: dict[str, int]) -> None:
    home = {name: number for number, group in enumerate(candidates(counts)) for name in group}
    for one, other in combinations(counts, 2):
        if normal_form(one).idea == normal_form(other).idea:
            assert home[one] == home[other]


def test_a_large_group_is_split_where_its_names_are_least_alike() -> None:
    spellings = ["{} of 2-digit numbers", "basic {} of 2-digit numbers", "{}_OF_2-digit_numbers"]
    of_one_idea = [
        [spelling.format(what) for spelling in spellings] for what in ("addition", "multiplication", "division")
    ]
    counts = {name: 1 for group in of_one_idea for name in group}
    assert len(candidates(counts, 9)) == 1
    assert candidates(counts, 5) == sorted(tuple(sorted(group)) for group in of_one_idea)


@pytest.mark.parametrize(
    ("most", "groups"),
    [
        (
            2,
            [
                ("Surface area of a cylinder", "Volume of a cylinder"),
                ("Volume of a cone", "Volume of a frustum of a cone"),
            ],
        ),
        (3, [("Volume of a cone", "Volume of a cylinder", "Volume of a frustum of a cone")]),
    ],
)
def test_the_nearest_names_come_together_first_and_far_ones_never(most: int, groups: list[tuple[str, ...]]) -> None:
    near = ["Surface area of a cylinder", "Volume of a cone", "Volume of a frustum of a cone", "Volume of a cylinder"]
    far = ["Area under a curve by integration", "Pigeonhole principle", "Ratio of areas"]
    assert candidates(dict.fromkeys([*near, *far], 1), most) == groups


def test_more_names_of_one_idea_than_a_group_holds_still_make_groups() -> None:
    counts = {"arithmetic" + "!" * n: 1 for n in range(7)}
    assert [len(group) for group in candidates(counts, 3)] == [3, 3]


def test_a_group_of_one_is_refused() -> None:
    with pytest.raises(UsageError, match="most = 1: a group of names to judge has at least 2"):
        candidates({"a": 1}, most=1)


def test_no_names_no_candidates() -> None:
    assert candidates({}) == []


def test_nine_thousand_names_take_seconds() -> None:
    rng = Random("7:names:0")
    words = [f"{first}{last}" for first in ("tri", "poly", "semi", "co", "sub") for last in (*HEADS, *KINDS)]
    counts = {" ".join(rng.choices(words + HEADS, k=3)): 1 for _ in range(9_600)}
    counts = dict(list(counts.items())[:9_000])
    start = time.process_time()
    groups = candidates(counts)
    merged = merge_names(list(counts), counts, {})
    assert time.process_time() - start < 20  # 5 s where nothing else runs
    assert max(map(len, groups)) <= 200
    assert members(merged) == sorted(counts)


# --- merging --------------------------------------------------------------------------------------


def test_the_names_the_paper_leaves_apart_become_one() -> None:
    counts = {"Arithmetic": 40, "Basic arithmetic": 9, "Arithmetic operations": 25, "Arithmetic sequences": 12}
    assert merge_names(list(counts), counts, {}) == (
        NameGroup(name="Arithmetic", members=("Arithmetic", "Arithmetic operations", "Basic arithmetic")),
        NameGroup(name="Arithmetic sequences", members=("Arithmetic sequences",)),
    )


@pytest.mark.parametrize(
    ("counts", "name"),
    [
        ({"Percentages": 2, "Percentage calculation": 3, "Percent": 1}, "Percentage calculation"),
        ({"Percentages": 3, "Percentage calculation": 3, "Percent": 1}, "Percentages"),
        ({"percents": 3, "Percents": 3, "Percentage": 3}, "Percents"),
        ({}, "Percent"),
    ],
    ids=["most frequent", "then shortest", "then alphabetical", "no counts"],
)
def test_a_group_is_named_by_its_most_frequent_then_shortest_then_first_name(counts: dict[str, int], name: str) -> None:
    found = merge_names(list(counts) or ["Percentages", "Percent"], counts, {})
    assert [group.name for group in found] == [name]


@given(counted, pairs, st.randoms(use_true_random=False))
def test_merging_keeps_every_name_once_and_does_not_depend_on_order(
    counts: dict[str, int], together: dict[tuple[str, str], int], rng: Random
) -> None:
    groups = merge_names(list(counts), counts, together)
    assert members(groups) == sorted(counts)
    assert all(group.name in group.members for group in groups)
    assert all(one.name < other.name for one, other in pairwise(groups))
    shuffled = rng.sample(list(counts), len(counts))
    assert merge_names(shuffled + shuffled[:3], counts, together) == groups


@given(counted, pairs)
def test_merging_the_merged_names_changes_nothing(counts: dict[str, int], together: dict[tuple[str, str], int]) -> None:
    renamed = renaming(merge_names(list(counts), counts, together))
    merged = Counter[str]()
    for name, count in counts.items():
        merged[renamed[name]] += count
    beside = Counter[tuple[str, str]]()
    for pair, count in together.items():
        one, other = sorted(renamed.get(name, name) for name in pair)
        if one != other:
            beside[one, other] += count
    again = merge_names(list(merged), merged, beside)
    assert [group.members for group in again] == [(name,) for name in sorted(merged)]


@given(counted)
def test_merging_group_by_group_of_candidates_is_merging_all(counts: dict[str, int]) -> None:
    apart = {name: name for name in counts}
    for group in candidates(counts):
        apart |= renaming(merge_names(group, counts, {}))
    assert apart == renaming(merge_names(list(counts), counts, {}))


def test_renaming_gives_each_member_its_groups_name() -> None:
    groups = [NameGroup(name="b", members=("a", "b")), NameGroup(name="c", members=("c",))]
    assert renaming(groups) == {"a": "b", "b": "b", "c": "c"}


def test_names_judged_by_hand_are_merged_as_judged(repository: Path) -> None:
    """The floor of benchmarks/synonyms.py, which prints what is above it and each miss."""
    right, wrong, missed = 0, 0, 0
    for path in sorted((repository / "benchmarks" / "judged").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        name_of = renaming(merge_names([name for row in rows for name in row["pair"]], {}, {}))
        for row in rows:
            one, other = (name_of[name] for name in row["pair"])
            right += one == other and row["same"]
            wrong += one == other and not row["same"]
            missed += one != other and row["same"]
    assert right + missed == 542
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.81


# --- what seed problems say -----------------------------------------------------------------------


def merged(counts: Mapping[str, int], together: Mapping[tuple[str, str], int]) -> list[tuple[str, ...]]:
    return [group.members for group in merge_names(list(counts), counts, together)]


TWO = {"Basic fractions": 8, "Fractions": 40}


@pytest.mark.parametrize(
    ("both", "count", "apart"),
    [
        pytest.param(1, 8, False, id="once is no evidence"),
        pytest.param(4, 4, False, id="four times is not enough, even if always"),
        pytest.param(5, 10, True, id="five times, and half of the time"),
        pytest.param(5, 11, False, id="five times, but mostly one without the other"),
        pytest.param(8, 8, True, id="always both"),
    ],
)
def test_names_that_problems_list_together_again_and_again_stay_apart(both: int, count: int, apart: bool) -> None:
    counts = {"Basic fractions": count, "Fractions": 40}
    assert len(merged(counts, {("Basic fractions", "Fractions"): both})) == (2 if apart else 1)


def test_nothing_keeps_two_spellings_apart() -> None:
    counts = {"Adding fractions": 9, "addition_of_fractions": 9}
    assert len(merged(counts, {("Adding fractions", "addition_of_fractions"): 9})) == 1


def test_evidence_against_one_member_counts_against_all() -> None:
    counts = {"Fractions": 40, "fraction": 2, "Basic fractions": 8, "Understanding fractions": 3}
    together = {("Basic fractions", "Fractions"): 3, ("Basic fractions", "fraction"): 2}
    assert merged(counts, together) == [("Basic fractions",), ("Fractions", "Understanding fractions", "fraction")]


def test_a_name_kept_from_one_group_may_join_another_of_its_idea() -> None:
    counts = {"Fractions": 40, "Basic fractions": 10, "Understanding fractions": 8}
    together = {("Basic fractions", "Fractions"): 10, ("Fractions", "Understanding fractions"): 8}
    assert merged(counts, together) == [("Basic fractions", "Understanding fractions"), ("Fractions",)]

"""Quotas: what they refuse, what they keep places for, and which of them cannot be kept."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mathwright.curate.quotas import (
    Counts,
    Limits,
    Offer,
    QuotaAdmission,
    Quotas,
    Value,
    by_quota,
    least_of,
    require_possible,
    standing_of,
    values_of,
)
from mathwright.errors import UsageError
from mathwright.records import Concept, Problem


def quotas(**traits: object) -> Quotas:
    return Quotas.model_validate(traits)


def skill(*names: str) -> tuple[Value, ...]:
    return tuple(("skill", name) for name in names)


def offer(names: str, least: int = 1, most: int = 1) -> Offer:
    """A run whose problems have ``least`` to ``most`` of the skills with one letter each."""
    return Offer({"skill": tuple(names)}, {"skill": (least, most)})


def let_in(admission: QuotaAdmission, *problems: str) -> list[str]:
    """Of the problems, each the letters of its skills, those that are let in."""
    return [names for names in problems if admission(skill(*names)) is None]


# --- at most ----------------------------------------------------------------------------------------


def test_a_full_value_refuses_further_problems_and_says_which_it_is() -> None:
    admission = QuotaAdmission(quotas(skill={"at_most": 2}), Offer(), 100)

    assert let_in(admission, "a", "ab", "ac", "b", "cd") == ["a", "ab", "b", "cd"]
    refused = admission(skill("d", "a"))
    assert refused is not None
    assert refused.reason == "quota of this skill is full"
    assert json.loads(refused.evidence or "") == {"skill": "a", "let_in": 2}


def test_a_refused_problem_fills_no_quota() -> None:
    admission = QuotaAdmission(quotas(skill={"at_most": 1}), Offer(), 100)

    assert let_in(admission, "a", "ab", "b") == ["a", "b"]


def test_a_share_is_of_the_problems_wanted_rounded_down_and_never_nothing() -> None:
    share = quotas(kind={"at_most_share": 0.3})

    def room(wanted: int) -> int:
        admission = QuotaAdmission(share, Offer(), wanted)
        return sum(admission((("kind", "compose"),)) is None for _ in range(wanted))

    assert [room(wanted) for wanted in (1, 3, 9, 10, 100)] == [1, 1, 2, 3, 30]


@pytest.mark.parametrize(("share", "wanted", "most"), [(0.29, 100, 29), (0.57, 100, 57), (0.07, 300, 21), (1.0, 3, 3)])
def test_a_share_is_taken_as_it_is_written(share: float, wanted: int, most: int) -> None:
    """In floating point 0.29 * 100 is below 29."""
    assert Limits(at_most_share=share).most(wanted) == most


def test_a_named_value_has_limits_of_its_own_and_the_others_keep_the_general_ones() -> None:
    of_one = quotas(skill={"at_least": 2, "at_most": 9, "a": {"at_most": 3}, "named": {"b": {"at_least": 5}}}).skill

    assert of_one is not None
    assert [(one.at_least, one.at_most) for one in map(of_one.of, "abc")] == [(2, 3), (5, 9), (2, 9)]


def test_what_is_written_out_reads_back() -> None:
    given_ = quotas(skill={"at_least": 2, "named": {"odd name": {"at_most": 3}}}, wave=7)

    assert Quotas.model_validate(given_.model_dump(mode="json", exclude_none=True)) == given_


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        pytest.param({"at_lest": 3}, "at_lest", id="unknown key"),
        pytest.param({"at_least": 0}, "greater than or equal to 1", id="none"),
        pytest.param({"at_most_share": 1.5}, "less than or equal to 1", id="share above all"),
        pytest.param({"at_least": 3, "at_most": 2}, "at_least = 3 is more than at_most = 2", id="excluding"),
    ],
)
def test_a_wrong_quota_is_refused(given_: dict[str, float], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        quotas(skill=given_)


# --- at least ---------------------------------------------------------------------------------------


def test_places_are_kept_for_what_must_still_come() -> None:
    admission = QuotaAdmission(quotas(skill={"at_least": 1}), offer("ab"), 4)

    assert let_in(admission, "a", "a", "a", "a", "a") == ["a", "a", "a"]
    refused = admission(skill("a"))
    assert refused is not None
    assert refused.reason == "places kept for skills below their quota"
    assert json.loads(refused.evidence or "") == {"places_left": 1, "missing": 1, "short": {"skill": {"b": 1}}}
    assert let_in(admission, "b", "a") == ["b"]


def test_a_problem_with_two_skills_fills_both() -> None:
    admission = QuotaAdmission(quotas(skill={"at_least": 1}), offer("abcd", 2, 2), 2)

    assert let_in(admission, "ab", "ab", "cd") == ["ab", "cd"]


def test_where_places_are_fewer_than_gaps_a_problem_must_leave_the_rest_possible() -> None:
    admission = QuotaAdmission(quotas(skill={"at_least": 1}), offer("abcd", 2, 2), 2)

    assert let_in(admission, "ax", "ab", "bc", "cd") == ["ab", "cd"]


def test_quotas_of_two_traits_keep_places_for_both() -> None:
    both = quotas(skill={"at_least": 1}, kind={"named": {"compose": {"at_least": 1}}})
    admission = QuotaAdmission(both, offer("ab"), 3)
    a, b, made = ("skill", "a"), ("skill", "b"), ("kind", "compose")

    assert admission((a,)) is None
    refused = admission((a,))
    assert refused is not None
    assert refused.reason == "places kept for skills and kinds below their quota"
    assert admission((b, made)) is None
    assert admission((a,)) is None


def test_without_a_target_no_place_is_kept() -> None:
    admission = QuotaAdmission(quotas(skill={"at_least": 5}), offer("ab"), None)

    assert let_in(admission, "a", "a", "x") == ["a", "a", "x"]


@pytest.mark.parametrize("wanted", [17, 18, 20, 23])
@pytest.mark.parametrize("chance", range(8))
def test_the_places_fit_what_problems_really_fill_and_not_the_most_that_one_could(wanted: int, chance: int) -> None:
    """Of 24 gaps all pairs of neighbours fill two; that one problem may have eight skills helps nobody."""
    random = Random(chance)
    names = "abcdefgh"
    kinds = [*names * 3, *(one + other for one, other in pairwise(names))]
    admission = QuotaAdmission(quotas(skill={"at_least": 3}), offer(names, 1, 8), wanted)

    kept = let_in(admission, *(random.choice(kinds) for _ in range(600)))

    assert len(kept) == wanted
    assert min(Counter("".join(kept))[name] for name in names) >= 3


def test_a_rare_value_that_comes_alone_is_let_in_where_pairs_make_room_for_it() -> None:
    admission = QuotaAdmission(quotas(skill={"at_least": 3}), offer("abcdx", 1, 2), 9)

    # Of each pair two have come: another of each leaves places for three x, but for no a or c alone.
    assert let_in(admission, "x", "ab", "cd", "ab", "cd") == ["ab", "cd", "ab", "cd"]
    assert let_in(admission, "x", "a", "x", "ab", "c", "x", "cd") == ["x", "x", "ab", "x", "cd"]


def test_of_a_pair_of_which_one_value_is_full_nothing_is_expected() -> None:
    least = {name: {"at_least": 3} for name in "abx"}
    admission = QuotaAdmission(quotas(skill={"named": least | {"z": {"at_most": 2}}}), offer("abxz", 1, 3), 6)

    # Of the four places left three x take three, so that a and b must come together, and with z they may not.
    assert let_in(admission, "abz", "abz", "x", "ab", "x") == ["abz", "abz", "ab", "x"]


NAMES = "abcd"
LEAST = st.fixed_dictionaries({name: st.integers(0, 4) for name in NAMES})


def named(least: dict[str, int], most: dict[str, int] | None = None) -> Quotas:
    rules: dict[str, dict[str, int]] = {name: {} for name in NAMES}
    for name in NAMES:
        rules[name] |= {"at_least": least[name]} if least[name] else {}
        rules[name] |= {"at_most": least[name] + most[name]} if most and least[name] + most[name] else {}
    return quotas(skill={"named": rules})


@given(LEAST, LEAST, st.integers(0, 8), st.lists(st.sampled_from(NAMES), max_size=60))
def test_a_run_ends_with_the_first_problem_by_which_any_choice_could(
    least: dict[str, int], spare: dict[str, int], free: int, stream: list[str]
) -> None:
    """Of problems with one skill each, no choice made afterwards, all of them known, would have needed fewer."""
    wanted = max(1, sum(least.values()) + free)
    rules = named(least, spare)
    admission = QuotaAdmission(rules, offer(NAMES), wanted)
    most = {name: rules.by_trait["skill"].of(name).at_most for name in NAMES}
    seen: Counter[str] = Counter()
    kept: list[str] = []
    for name in stream:
        seen[name] += 1
        kept += let_in(admission, name)
        room = sum(count if most[one] is None else min(count, most[one] or 0) for one, count in seen.items())
        possible = room >= wanted and all(seen[one] >= least[one] for one in NAMES)
        assert (len(kept) == wanted) == possible
        if possible:
            break
    counts = Counter(kept)
    assert all(bound is None or counts[name] <= bound for name, bound in most.items())


@given(LEAST, st.integers(1, 20), st.lists(st.text(NAMES, min_size=1, max_size=3), max_size=60))
def test_a_full_result_keeps_every_quota_and_no_gap_filler_is_refused_while_there_is_room(
    least: dict[str, int], wanted: int, stream: list[str]
) -> None:
    admission = QuotaAdmission(named(least), offer(NAMES, 1, 3), wanted)
    kept: Counter[str] = Counter()
    left = wanted
    for names in stream:
        one = tuple(dict.fromkeys(names))
        missing = {name: least[name] - kept[name] for name in NAMES if least[name] > kept[name]}
        refused = admission(skill(*one))
        if refused is not None:
            assert by_quota(refused.reason)
            assert sum(missing.values()) >= left
            assert missing.keys().isdisjoint(one) or sum(missing.values()) > left
            continue
        kept.update(one)
        left -= 1
        if not left:
            break
    if not left and sum(least.values()) <= 3 * wanted:
        assert all(kept[name] >= least[name] for name in NAMES)


# --- what cannot be ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "run", "wanted", "told"),
    [
        pytest.param(
            {"skill": {"at_least": 10}},
            offer("abcdefgh"),
            79,
            r"at_least asks for 80 places \(8 skills\), but 79 problems have 79: want 80 or more \(--accepted\)",
            id="too few places",
        ),
        pytest.param(
            {"skill": {"at_least": 10}},
            offer("abcdefgh", 2, 2),
            39,
            r"39 problems with at most 2 skills each have 78: want 40 or more",
            id="too few places, two skills each",
        ),
        pytest.param(
            {"skill": {"at_most": 10}},
            offer("ab"),
            21,
            r"at_most leaves room for 20 \(2 skills\), but 21 problems take 21: want 20 or fewer",
            id="too little room",
        ),
        pytest.param({"difficulty": {"at_least": 5}}, Offer(), 24, "asks for 25 places", id="difficulty"),
        pytest.param(
            {"skill": {"named": {"unit rate": {"at_least": 1}}}},
            Offer({"skill": ("unit_rate", "age")}),
            9,
            'no skill "unit rate"; did you mean "unit_rate"',
            id="unknown name",
        ),
        pytest.param(
            {"difficulty": {"named": {"hard": {"at_least": 1}}}}, Offer(), 9, "the run has: 1, 2, 3, 4, 5", id="level"
        ),
        pytest.param({"kind": {"at_least": 1}}, Offer(), 9, "name those that must", id="kinds that are not known"),
        pytest.param(
            {"topic": {"at_least": 1}}, Offer({"topic": ()}), 9, "nothing that this run makes", id="no values"
        ),
        pytest.param(
            {"kind": {"at_most_share": 0.1, "named": {"chain": {"at_least": 3}}}},
            Offer(),
            20,
            'at_least = 3 of "chain", but at most 2 of 20 problems may be',
            id="share below at_least",
        ),
        pytest.param(
            {"skill": {"at_most": 3, "named": {"a": {"at_least": 4}}}},
            Offer(),
            20,
            '"a" has at_least = 4 and at_most = 3',
            id="named against general",
        ),
    ],
)
def test_quotas_that_cannot_be_kept_are_refused(rules: dict[str, object], run: Offer, wanted: int, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        require_possible(quotas(**rules), run, wanted)


@pytest.mark.parametrize(
    ("rules", "run", "wanted"),
    [
        ({"skill": {"at_least": 10}}, offer("abcdefgh"), 80),
        ({"skill": {"at_least": 10}}, offer("abcdefgh", 2, 2), 40),
        ({"skill": {"at_least": 10}}, Offer(), 1),
        ({"skill": {"at_most": 10}}, offer("ab"), 20),
        ({"skill": {"at_most": 10}}, offer("ab", least=0), 1000),
        ({"skill": {"at_most": 10, "named": {"a": {"at_most": 900}}}}, offer("ab"), 910),
        ({"difficulty": {"at_least": 5}, "kind": {"at_most_share": 0.3}}, Offer(), 25),
    ],
)
def test_quotas_that_just_fit_are_taken(rules: dict[str, object], run: Offer, wanted: int) -> None:
    require_possible(quotas(**rules), run, wanted)


# --- what a problem has, and how a result stands ----------------------------------------------------


def test_a_problem_counts_for_each_of_its_values_once() -> None:
    twice = Concept(kind="skill", name="a")
    problem = Problem(
        problem_id="x",
        question="How many?",
        solutions=(),
        answer="1",
        source="s",
        kind="compose",
        difficulty="Level 4",
        concepts=(twice, Concept(kind="topic", name="t"), twice),
    )

    assert values_of(problem, frozenset({"skill", "kind", "difficulty"})) == (
        ("skill", "a"),
        ("difficulty", "4"),
        ("kind", "compose"),
    )
    assert values_of(problem.model_copy(update={"difficulty": None, "kind": None}), frozenset({"difficulty"})) == ()


def test_the_standing_names_every_value_the_shortest_first() -> None:
    rules = quotas(skill={"at_least": 2, "named": {"z": {"at_most": 9}}}, kind={"at_most_share": 0.5})
    counts = Counts(rules, least_of(rules, offer("abc")), 10)
    for names in ("a", "ab", "ax"):
        counts.add(skill(*names))
    counts.add((("kind", "chain"),))

    found = standing_of(rules, offer("abc"), counts, 10)

    assert [(one.name, one.let_in, one.at_least, one.at_most, one.short) for one in found] == [
        ("c", 0, 2, None, 2),
        ("z", 0, 2, 9, 2),
        ("b", 1, 2, None, 1),
        ("x", 1, None, None, 0),
        ("a", 3, 2, None, 0),
        ("chain", 1, None, 5, 0),
    ]


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        ("quota of this knowledge point is full", True),
        ("places kept for skills below their quota", True),
        ("duplicate question", False),
        (None, False),
    ],
)
def test_tells_the_reasons_of_quotas_from_others(reason: str | None, found: bool) -> None:
    assert by_quota(reason) is found

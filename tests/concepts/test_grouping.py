"""Coarse groups of skill names, and groups of several calls as one set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.grouping import group_skills, joined_groups
from mathwright.concepts.names import same_idea
from mathwright.concepts.synonyms import NameGroup


def no_family(name: str) -> None:
    return None


def family_by_end(name: str) -> str | None:
    """A family for names that end in one."""
    return next((family for family in ("fractions", "unit_rates") if name.endswith(family)), None)


def grouped(*groups: tuple[str, tuple[str, ...]]) -> tuple[NameGroup, ...]:
    return tuple(NameGroup(name=name, members=members) for name, members in groups)


def test_names_of_a_family_bear_its_name() -> None:
    assert group_skills(["adding_fractions", "multiplying_fractions", "finding_unit_rates"], family_by_end) == grouped(
        ("fractions", ("adding_fractions", "multiplying_fractions")), ("unit_rates", ("finding_unit_rates",))
    )


def test_a_name_about_a_family_joins_it_and_the_closest_one_wins() -> None:
    names = ["adding_fractions", "fraction_of_a_day", "comparing_unit_rates", "unit_rate_of_fraction_pay"]
    assert group_skills(names, family_by_end) == grouped(
        ("fractions", ("adding_fractions", "fraction_of_a_day")),
        ("unit_rates", ("comparing_unit_rates", "unit_rate_of_fraction_pay")),
    )


def test_a_family_of_things_wins_over_one_of_doing() -> None:
    found = group_skills(
        ["addition", "fractions", "fraction_addition"],
        lambda name: name if name in ("addition", "fractions") else None,
    )
    assert found == grouped(("addition", ("addition",)), ("fractions", ("fraction_addition", "fractions")))


def test_names_that_share_a_head_are_grouped_and_named_by_it() -> None:
    names = ["graphing_parabolas", "vertex_of_a_parabola", "parabola_direction", "counting_coins"]
    assert group_skills(names, no_family) == grouped(
        ("counting_coins", ("counting_coins",)),
        ("parabola", ("graphing_parabolas", "parabola_direction", "vertex_of_a_parabola")),
    )


def test_a_group_is_named_by_all_that_its_members_share() -> None:
    assert group_skills(["cube_root_estimation", "simplifying_cube_roots"], no_family)[0].name == "cube_root"
    assert group_skills(["compound_interest", "yearly_compound_interest"], no_family)[0].name == "compound_interest"


def test_a_group_whose_shared_words_stand_together_nowhere_is_named_by_its_head() -> None:
    groups = group_skills(["equations_of_big_circles", "circles_in_plane_equations"], no_family)
    assert [group.name for group in groups] == ["circles"]


def test_four_names_that_share_two_words_are_a_skill_of_their_own() -> None:
    pairs = [f"{what}_quadratic_equations" for what in ("solving", "graphing", "plotting", "checking")]
    others = [f"{what}_equations" for what in ("circle", "matrix", "vector", "trigonometric", "cubic")]
    groups = group_skills([*pairs, *others], no_family)
    assert {group.name: len(group.members) for group in groups} == {"equations": 5, "quadratic_equations": 4}
    fewer = group_skills([*pairs[:3], *others], no_family)
    assert [len(group.members) for group in fewer] == [8]


def test_what_one_does_or_a_vague_word_makes_no_group_of_names_about_things() -> None:
    names = ["adding_vectors", "adding_matrices", "total_mass", "total_speed"]
    assert [group.members for group in group_skills(names, no_family)] == [(name,) for name in sorted(names)]
    assert group_skills(["addition", "adding"], no_family) == grouped(("adding", ("adding", "addition")))


def test_a_head_without_a_common_spelling_is_named_by_its_words() -> None:
    found = group_skills(["gcd_by_listing_factors", "gcf_of_three"], no_family)
    assert found == grouped(("gcd", ("gcd_by_listing_factors", "gcf_of_three")))


SKILLS = st.lists(
    st.builds(
        "{}_{}_{}".format,
        st.sampled_from(["solving", "adding", "finding", "total", "graphing"]),
        st.sampled_from(["linear", "quadratic", "mixed", "unit", "2_digit"]),
        st.sampled_from(["equations", "fractions", "unit_rates", "numbers", "areas"]),
    ),
    max_size=20,
)


@given(SKILLS)
def test_every_skill_is_in_one_group_whatever_the_order(names: list[str]) -> None:
    groups = group_skills(names, family_by_end)
    assert sorted(member for group in groups for member in group.members) == sorted(set(names))
    assert group_skills(names[::-1], family_by_end) == groups


# --- groups of several calls ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        pytest.param(("fractions", ("a", "b")), ("fractions", ("c",)), ("fractions", ("a", "b", "c")), id="same name"),
        pytest.param(
            ("Fractions", ("a",)), ("basic_fractions", ("b", "c")), ("basic_fractions", ("a", "b", "c")), id="one idea"
        ),
        pytest.param(("ratios", ("a", "b")), ("rates", ("b",)), ("ratios", ("a", "b")), id="a shared member"),
        pytest.param(("mean", ("a",)), ("average", ("b",)), ("mean", ("a", "b")), id="equal parts: the shorter name"),
        pytest.param(
            ("prime_b", ("a",)), ("Prime_b", ("b",)), ("Prime_b", ("a", "b")), id="then the first in the alphabet"
        ),
    ],
)
def test_groups_of_one_idea_or_with_a_shared_member_are_joined(
    one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]], joined: tuple[str, tuple[str, ...]]
) -> None:
    assert joined_groups(grouped(one, other)) == grouped(joined)
    assert joined_groups(grouped(other, one)) == grouped(joined)


def test_joins_carry_over() -> None:
    groups = grouped(("ratios", ("a", "b", "x")), ("rates", ("b", "c")), ("speeds", ("c",)), ("angles", ("d",)))
    assert joined_groups(groups) == grouped(("angles", ("d",)), ("ratios", ("a", "b", "c", "x")))


def test_a_group_named_like_a_member_of_another_is_not_joined() -> None:
    groups = grouped(("numbers", ("fractions", "decimals")), ("fractions", ("halves",)))
    assert [group.name for group in joined_groups(groups)] == ["fractions", "numbers"]


GROUPS = st.lists(
    st.builds(
        NameGroup,
        name=st.sampled_from(["fractions", "basic_fractions", "rates", "Rate problems", "angles", "mean", "averages"]),
        members=st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=3, unique=True).map(
            lambda m: tuple(sorted(m))
        ),
    ),
    max_size=8,
)


@given(GROUPS)
def test_joined_groups_share_nothing_and_joining_twice_changes_nothing(groups: list[NameGroup]) -> None:
    joined = joined_groups(groups)
    found = [member for group in joined for member in group.members]
    assert sorted(found) == sorted({member for group in groups for member in group.members})
    assert not any(same_idea(one.name, other.name) for one in joined for other in joined if one is not other)
    assert joined_groups(joined) == joined
    assert joined_groups(groups[::-1]) == joined

"""The coarse skill of a fine one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.families import family_of
from mathwright.concepts.vocabulary import skills
from mathwright.seeds.shipped import shipped_seeds


@pytest.mark.parametrize(
    ("skill", "family"),
    [
        ("percentage_discount", "percentages"),
        ("tips_and_tax", "percentages"),
        ("unit_rate", "rates"),
        ("Unit Rate", "rates"),
        ("age_relations", "ages"),
        ("divisibility_rules", "number_theory"),
        ("least_common_multiple_of_two_numbers", "number_theory"),
        ("common_multiples_of_decimals", "number_theory"),
        ("permutations_and_combinations", "counting"),
        ("addition_of_decimals", "adding_and_taking_away"),
        ("multiplication_of_decimals", "number_operations"),
        ("linear_equations_with_one_variable", "equations"),
        ("arithmetic_sequences", "patterns"),
        ("rolling_dice", "probability"),
        ("dividing_quantities_based_on_ratio", "ratios"),
        ("percentages_word_problems", "percentages"),
        ("sawing_woods", None),
        ("", None),
    ],
)
def test_a_skill_belongs_to_the_family_its_words_tell(skill: str, family: str | None) -> None:
    assert family_of(skill) == family


def test_every_skill_with_a_rule_has_a_family_and_families_join_some() -> None:
    families = {family_of(name) for name in skills()}
    assert None not in families
    assert len(families) == 20
    assert len({family_of(problem.concepts[0].name) for problem in shipped_seeds()}) == 17


def test_a_word_counts_from_its_beginning_only() -> None:
    assert family_of("managers") is None  # no "age" inside a word


@given(st.text(max_size=40))
def test_any_name_has_a_family_or_none(name: str) -> None:
    assert family_of(name) is None or len(family_of(name) or "") > 3

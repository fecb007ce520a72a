"""Whether an exemplar fits the skill it is filed under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.fit import content_words, fits, stem
from mathwright.records import Concept, Problem
from mathwright.seeds.shipped import shipped_seeds

TIP = Problem(
    problem_id="tip",
    question="A meal costs $40. Ben leaves a tip of 15%. How much does he pay in all?",
    solutions=("15% of $40 is 15/100*40 = <<15/100*40=6>>6.\nBen pays 40+6 = <<40+6=46>>46.\n#### 46",),
    answer="46",
    source="test",
)
PRIMES = Problem(
    problem_id="primes",
    question="How many prime numbers divide 30?",
    solutions=("They are $2, 3, 5$.",),
    answer="3",
    source="math",
    concepts=(Concept(kind="topic", name="Number Theory"),),
)


@pytest.mark.parametrize(
    ("problem", "skill", "expected"),
    [
        pytest.param(TIP, "tips_and_tax", True, id="among the labels"),
        pytest.param(TIP, "Tips and Tax", True, id="written otherwise"),
        pytest.param(TIP, "percentage_of_a_quantity", True, id="its rule holds though another says more"),
        pytest.param(TIP, "age_relations", False, id="its rule does not hold"),
        pytest.param(TIP, "average", False, id="another rule that does not hold"),
        pytest.param(TIP, "meal_prices", True, id="no such rule: a word of the question"),
        pytest.param(TIP, "percents_of_bills", True, id="no such rule: a word of the labels"),
        pytest.param(TIP, "tossing_coins", False, id="no such rule and no such word"),
        pytest.param(PRIMES, "prime_factorization", True, id="no program: a word of the question"),
        pytest.param(PRIMES, "number_theory", True, id="no program: the topic"),
        pytest.param(PRIMES, "percentage_discount", False, id="no program: a rule that cannot be held against it"),
        pytest.param(PRIMES, "solving_problems", False, id="words that say nothing"),
        pytest.param(PRIMES, "", False, id="no name"),
    ],
)
def test_a_problem_fits_the_skills_it_needs(problem: Problem, skill: str, expected: bool) -> None:
    assert fits(problem, skill) is expected


def test_what_the_source_says_fits_whatever_the_rule_says() -> None:
    filed = TIP.model_copy(update={"concepts": (Concept(kind="skill", name="average"),)})
    assert fits(filed, "average")


def test_hardly_a_shipped_problem_breaks_the_rule_of_its_own_skill() -> None:
    hidden = [(p.model_copy(update={"concepts": ()}), p.concepts[0].name) for p in shipped_seeds()]
    assert sum(fits(problem, skill) for problem, skill in hidden) / len(hidden) >= 0.92


def test_few_shipped_problems_fit_a_skill_of_another_kind() -> None:
    strangers = {"age_relations": "average", "tips_and_tax": "volume_and_capacity", "ratio_sharing": "making_change"}
    for own, other in strangers.items():
        problems = [p for p in shipped_seeds() if p.concepts[0].name == own]
        assert [problem.question for problem in problems if fits(problem, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("percentages", "percent"),
        ("sharing", "shares"),
        ("fractions", "fraction"),
        ("rates", "rate"),
        ("discounted", "discounts"),
        ("quantities", "quantity"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("rate", "ratio"), ("area", "age"), ("time", "tip"), ("cost", "coin")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_that_say_nothing_are_left_out() -> None:
    assert content_words("finding_the_area_of_a_number") == {"area"}


@given(st.text(max_size=80))
def test_any_text_has_content_words(text: str) -> None:
    assert all(2 < len(word) <= 6 for word in content_words(text))

"""The skill repository: sizes, order, twins, draws that repeat."""

import json
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.fit import content_words
from mathwright.concepts.labels import computed_labels
from mathwright.concepts.repository import ALIKE, SkillRepository, build_repository, masked
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds

SHIPPED = build_repository((problem, problem.concepts[0].name) for problem in shipped_seeds())


def plain(question: str, solution: str | None = None) -> Problem:
    return Problem(
        problem_id=question, question=question, solutions=(solution,) if solution else (), answer="7", source="test"
    )


def test_skills_are_sorted_and_exemplars_keep_their_order() -> None:
    rows = [(plain("Two cats?"), "b"), (plain("Two dogs?"), "a"), (plain("Two owls?"), "b"), (plain("Ten ants?"), "a")]
    repository = build_repository(rows)
    assert repository.skills == ("a", "b")
    assert [problem.question for problem in repository.exemplars("b")] == ["Two cats?", "Two owls?"]
    assert repository.exemplars("c") == ()


def test_a_skill_with_too_few_exemplars_is_left_out() -> None:
    rows = [(plain("Cats?"), "rare"), (plain("Dogs?"), "usual"), (plain("Owls?"), "usual")]
    assert build_repository(rows).skills == ("usual",)
    assert build_repository(rows, least=1).skills == ("rare", "usual")
    assert build_repository(rows, least=3).skills == ()


def test_a_question_that_comes_again_with_other_numbers_counts_once() -> None:
    told = [
        "Ann has 12 plums and buys 3 more. How many has she?",
        "Ann has 12 plums and buys 3 more. How many has she?",
        "Ann has 40 plums and buys twenty-two more.  How many has she?",
        "ANN has $1,250.50 plums, and buys 3/4 more. How many has she?",
        "Ann has 12 pears and buys 3 more. How many has she?",
    ]
    kept = build_repository([(plain(question), "adding") for question in told]).exemplars("adding")
    assert [problem.question for problem in kept] == [told[0], told[4]]


def test_a_twin_under_another_skill_stays() -> None:
    rows = [(plain("Ann has 2 cats."), "a"), (plain("Ann has 3 cats."), "b")]
    assert build_repository(rows, least=1).skills == ("a", "b")


def test_twins_do_not_make_up_the_least_number() -> None:
    rows = [(plain("Ann has 2 cats."), "a"), (plain("Ann has 3 cats."), "a")]
    assert build_repository(rows, least=2).skills == ()


@given(st.integers(0, 99), st.integers(0, 10**9))
def test_masking_forgets_which_number_it_was(small: int, large: int) -> None:
    assert masked(f"Ann has {small} cats.") == masked(f"Ann has {large:,} cats.") == "ann has # cats"


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_a_draw_holds_different_exemplars_and_repeats_with_its_seed() -> None:
    drawn = SHIPPED.draw("average", 5, Random("7:draw:0"))
    assert len({problem.problem_id for problem in drawn}) == 5
    assert set(drawn) <= set(SHIPPED.exemplars("average"))
    assert drawn == SHIPPED.draw("average", 5, Random("7:draw:0"))
    assert drawn != SHIPPED.draw("average", 5, Random("7:draw:1"))


def test_a_draw_never_asks_for_more_than_there_are() -> None:
    assert Counter(SHIPPED.draw("average", 99, Random(0))) == Counter(SHIPPED.exemplars("average"))
    assert SHIPPED.draw("no_such_skill", 3, Random(0)) == ()


def test_every_exemplar_is_drawn_sooner_or_later() -> None:
    rng = Random("7:draw")
    drawn = {problem for _ in range(60) for problem in SHIPPED.draw("average", 3, rng)}
    assert drawn == set(SHIPPED.exemplars("average"))


def test_representatives_are_those_whose_skill_stands_first() -> None:
    for skill in SHIPPED.skills:
        chosen = SHIPPED.representatives(skill, 3)
        labels = [computed_labels(problem) for problem in chosen]
        assert [found.skills[0] for found in labels if found] == [skill] * 3, skill


def test_representatives_are_fixed_whatever_the_order_of_the_rows() -> None:
    rows = [(problem, problem.concepts[0].name) for problem in shipped_seeds()]
    Random(3).shuffle(rows)
    other = build_repository(rows)
    for skill in ("average", "making_change", "unit_rate"):
        assert other.representatives(skill, 4) == SHIPPED.representatives(skill, 4)
    assert SHIPPED.representatives("average", 2) == SHIPPED.representatives("average", 4)[:2]
    assert SHIPPED.representatives("no_such_skill", 2) == ()


def test_representatives_go_by_the_skills_that_are_known_instead_of_reading_the_program_again() -> None:
    rows = [(problem, "average") for problem in SHIPPED.exemplars("average")]
    known = {problem.problem_id: ("average",) for problem, _ in rows}
    last = SHIPPED.representatives("average", 99)[0]
    known[last.problem_id] = ("unit_rate", "average")
    assert build_repository(rows, computed=known).representatives("average", 10)[0] != last
    labels = {problem.problem_id: computed_labels(problem) for problem, _ in rows}
    same = {name: found.skills if found else () for name, found in labels.items()}
    chosen = build_repository(rows, computed=same).representatives("average", 99)
    assert chosen == SHIPPED.representatives("average", 99)


def test_representatives_do_not_tell_one_story_twice() -> None:
    story = (
        "Ann has 12 plums in a blue basket and gives 3 of them to her {} at the market. How many plums has she left?"
    )
    worked = "12-3 = <<12-3=9>>9\n#### 9"
    alike = [plain(story.format(who), worked) for who in ("sister", "brother", "friend", "teacher")]
    strange = plain(
        "A silo held 900 tons of wheat and 40 trucks took 200 tons away. What is left?", "<<9-2=7>>7\n#### 7"
    )
    repository = SkillRepository({"remaining_after_parts": [*alike, strange]})
    assert strange in repository.representatives("remaining_after_parts", 2)
    words = [content_words(problem.question) for problem in alike]
    assert len(words[0] & words[1]) / len(words[0] | words[1]) > ALIKE
    assert len(repository.representatives("remaining_after_parts", 5)) == 5


def test_rows_are_pairs_of_question_and_worked_text() -> None:
    repository = build_repository([(plain("Cats?", "Two.\n#### 2"), "a"), (plain("Dogs?"), "a")])
    assert repository.rows() == {"a": [("Cats?", "Two.\n#### 2"), ("Dogs?", "7")]}
    assert json.loads(json.dumps(SHIPPED.rows())).keys() == set(SHIPPED.skills)


@pytest.mark.parametrize("skill", ["average", "age_relations"])
def test_the_shipped_repository_holds_eleven_of_each(skill: str) -> None:
    assert len(SHIPPED.skills) == 26
    assert len(SHIPPED.exemplars(skill)) == 11

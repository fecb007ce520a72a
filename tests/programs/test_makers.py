"""The makers on the shipped seed problems: right by two routes, reproducible, and honest when they refuse."""

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.catalog import KINDS, rewrite
from mathwright.programs.made import Made, Refused
from mathwright.programs.numbers import mentions
from mathwright.programs.parts import unneeded
from mathwright.programs.paths import paths
from mathwright.programs.replay import equation_sequence, replay
from mathwright.programs.survey import PATHS, survey
from mathwright.programs.telling import tell
from mathwright.programs.template import compile_template
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds


@cache
def seeds() -> tuple[Problem, ...]:
    return tuple(shipped_seeds())


@cache
def made_of(kind: str, draws: int) -> list[Made]:
    found = []
    for place, seed in enumerate(seeds()):
        for draw in range(draws):
            rng = Random(f"{kind}:{place}:{draw}")
            made = rewrite(kind, seed, rng.sample(seeds(), 6), rng)
            if isinstance(made, Made):
                found.append(made)
    return found


def problem(question: str, solution: str) -> Problem:
    return Problem(problem_id="p", question=question, solutions=(solution,), answer="", source="test")


CLIPS = problem(
    "Mona sold 48 clips in April, and then she sold half as many clips in May. How many clips did Mona sell in all?",
    "Mona sold 48 / 2 = <<48/2=24>>24 clips in May.\nMona sold 48 + 24 = <<48+24=72>>72 clips in all.\n#### 72",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_made_problem_is_right_by_a_second_route(kind: str) -> None:
    draws = 1 if kind == "chain" else 3
    made = made_of(kind, draws)
    wrong = Counter(fault for one in made for fault in faults_of(one))
    assert wrong == Counter()
    assert len(made) >= 0.4 * draws * len(seeds())


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_draw_makes_the_same_problem(kind: str) -> None:
    first, again = (rewrite(kind, seeds()[3], seeds()[10:16], Random("7")) for _ in range(2))
    assert first == again


def test_change_numbers_changes_the_story_and_the_worked_text_alike() -> None:
    made = rewrite("change_numbers", CLIPS, [], Random(1))
    assert isinstance(made, Made)
    number = made.program.givens[0].value
    assert number != "48"
    assert "48" not in made.question
    assert made.program.lines[0] == (
        f"Mona sold {number} / 2 = <<{number}/2={int(number) // 2}>>{int(number) // 2} clips in May."
    )
    assert made.answer == str(int(number) * 3 // 2)
    assert made.parents == ("p",)


def test_changed_numbers_differ_from_the_original_ones() -> None:
    for seed in seeds():
        made = rewrite("change_numbers", seed, [], Random(5))
        if isinstance(made, Made):
            assert made.question != seed.question
            assert made.answer.isdigit() or not seed.answer.isdigit()


def test_a_number_that_stands_for_two_things_changes_for_both() -> None:
    both = problem(
        "Ada fills 6 jars with 6 beans each. How many beans does she use?",
        "She uses 6 * 6 = <<6*6=36>>36 beans.\n#### 36",
    )
    made = rewrite("change_numbers", both, [], Random(2))
    assert isinstance(made, Made)
    assert len({given.value for given in made.program.givens}) == 1


def test_an_article_keeps_its_sound() -> None:
    tray = problem(
        "Ada carries an 8-pound tray and 5 pounds of rice. How many pounds does she carry?",
        "She carries 8 + 5 = <<8+5=13>>13 pounds.\n#### 13",
    )
    for draw in range(30):
        made = rewrite("change_numbers", tray, [], Random(draw))
        if isinstance(made, Made):
            assert made.question.startswith(("Ada carries an 8-pound", "Ada carries an 11-pound"))


def test_condition_takes_the_branch_that_holds() -> None:
    for draw in range(40):
        made = rewrite("condition", CLIPS, [], Random(draw))
        if isinstance(made, Made) and "more than" in made.question:
            limit = int(made.question.split("is more than ")[1].split(",")[0])
            before = int(made.program.steps[1].value)
            assert (" is more than " in made.program.lines[-1]) == (before > limit)


def test_complicate_adds_two_steps() -> None:
    made = rewrite("complicate", CLIPS, [], Random(0))
    assert isinstance(made, Made)
    assert len(made.program.steps) == 4
    assert "the number of clips Mona sold in all" in made.question


@pytest.mark.parametrize("kind", ["compose", "chain"])
def test_several_seed_problems_are_joined_and_all_needed(kind: str) -> None:
    for made in made_of(kind, 1):
        assert made.way in ("sequence", "parallel", "conditional")
        assert len(made.parents) == len(made.parts) >= 2
        assert unneeded(made.program, made.parts) == ()
        assert made.question.count("Let ") == len(made.parts) - (made.way == "sequence")


def test_one_seed_problem_has_no_parts() -> None:
    for kind in ("change_numbers", "condition", "backward"):
        assert {(made.parts, made.way) for made in made_of(kind, 1)} == {((), None)}


def test_paths_tell_other_equations_with_the_same_answer() -> None:
    made = rewrite("complicate", CLIPS, [], Random(3))
    assert isinstance(made, Made)
    told = list(paths(made.program, Random(3)))
    assert len(told) >= 2
    sequences = {equation_sequence(tell(lines, made.answer)) for lines in [made.program.lines, *told]}
    assert len(sequences) == len(told) + 1
    assert {str(replay(tell(lines, made.answer)).answer) for lines in told} == {made.answer}
    assert all(replay(tell(lines, made.answer)).faults == () for lines in told)


@pytest.mark.parametrize(
    ("question", "solution", "reason"),
    [
        pytest.param("How many?", "Five.\n#### 5", "no annotations", id="no annotations"),
        pytest.param(
            "Tom lives here. How many apples does Tom have?",
            "He has <<17*3=51>>51.\n#### 51",
            "an operand comes from nowhere in sight",
            id="operand from nowhere",
        ),
        pytest.param(
            "A week has 7 days. How many days have both weeks?",
            "They have 7*2 = <<7*2=14>>14 days.\n#### 14",
            "no number may change",
            id="only facts",
        ),
        pytest.param(
            "Ann has 16 knives, 12 forks and 12 spoons. What percentage of her silverware is knives?",
            "She has 16 + 12 + 12 = <<16+12+12=40>>40 pieces.\nThat is 16 of 40, which is 40%.\n#### 40",
            "a percentage by chance",
            id="percentage by chance",
        ),
        pytest.param("x" * 5000, "<<1+1=2>>2\n#### 2", "question too long", id="too long"),
    ],
)
def test_a_refusal_names_its_reason(question: str, solution: str, reason: str) -> None:
    assert rewrite("change_numbers", problem(question, solution), [], Random(0)) == Refused(reason)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("", id="empty"),
        pytest.param("\u202e\u200b 5 \u0000?", id="bidi and zero width"),
        pytest.param("5 " * 1500 + "?", id="many numbers"),
        pytest.param("{{ 5 }} \\frac{1}{2} <script>?", id="markup"),
    ],
)
def test_hostile_questions_are_refused_or_survive(question: str) -> None:
    seed = problem(question, "<<5+5=10>>10\n#### 10")
    assert isinstance(compile_template(seed), Refused) or isinstance(rewrite("condition", seed, [], Random(0)), Refused)


def test_the_survey_counts_every_row_once() -> None:
    found = survey(seeds()[:60])
    assert found.rows == 60
    assert found.programs == 60
    assert found.changeable + sum(found.refused.values()) == 60
    assert found.changeable >= found.rewritable >= 50
    assert {*KINDS, PATHS} == set(found.by_maker)


def test_every_shipped_program_is_grounded() -> None:
    templates = [compile_template(seed) for seed in seeds()]
    assert [t for t in templates if isinstance(t, Refused)] == []
    assert sum(not t.grounded for t in templates if not isinstance(t, Refused)) <= 6


def test_every_number_of_a_made_question_is_known_to_its_program() -> None:
    for made in made_of("change_numbers", 1)[:100]:
        assert {str(mention.value) for mention in mentions(made.question)} == {g.value for g in made.program.givens}


@pytest.mark.soak
@pytest.mark.parametrize("kind", [*KINDS, PATHS])
def test_a_hundred_thousand_problems_are_right(kind: str, data_dir: Path) -> None:
    from benchmarks.audit_makers import audit

    counts = audit(data_dir / "gsm8k" / "train.jsonl", kind, 100_000)
    assert counts.wrong == Counter()
    assert counts.made >= 100_000

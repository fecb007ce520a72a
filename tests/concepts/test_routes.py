"""Routes of TAL-SCQ5K as topics, knowledge points and a skill; odd ones never raise."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.routes import is_route, route_labels, snake_case
from mathwright.seeds.reader import read_problems

BEGIN = "Overseas Competition->Knowledge Point->"
ROUTES = [
    pytest.param(
        "Number Theory Modules->Division without Remainders->Divisibility Rules",
        ("Number Theory", "Division without Remainders"),
        ("Divisibility Rules",),
        "divisibility_rules",
        id="three levels",
    ),
    pytest.param(
        "Counting Modules->Permutations and Combinations",
        ("Counting",),
        ("Permutations and Combinations",),
        "permutations_and_combinations",
        id="two levels",
    ),
    pytest.param("Word Problem Modules", ("Word Problems",), (), "word_problems", id="the module alone is no point"),
    pytest.param(
        "Calculation Modules->Decimals->Addition and Subtraction of Decimals->Addition of Decimals",
        ("Calculation", "Decimals"),
        ("Addition of Decimals", "Addition and Subtraction of Decimals"),
        "addition_of_decimals",
        id="of the deeper levels the last two, the most specific first",
    ),
    pytest.param(
        "Word Problem Modules->Average Problems ->Questions Involving Average->Using Formulas",
        ("Word Problems", "Average Problems"),
        ("Using Formulas", "Questions Involving Average"),
        "using_formulas",
        id="stray spaces",
    ),
    pytest.param(
        "Calculation Modules->Operations through Formulas->1²+2²+......+n²=1/6n(n+1)(n+2)",
        ("Calculation", "Operations through Formulas"),
        ("1²+2²+......+n²=1/6n(n+1)(n+2)",),
        "operations_through_formulas",
        id="a formula names no skill",
    ),
    pytest.param(
        "Calculation Modules->Sequences->The Fibonacci Sequences (Rabbit Sequences)",
        ("Calculation", "Sequences"),
        ("The Fibonacci Sequences (Rabbit Sequences)",),
        "fibonacci_sequences_rabbit_sequences",
        id="article and parentheses",
    ),
]


@pytest.mark.parametrize(("route", "topics", "points", "skill"), ROUTES)
def test_a_route_has_topics_above_and_points_below(
    route: str, topics: tuple[str, ...], points: tuple[str, ...], skill: str
) -> None:
    labels = route_labels(BEGIN + route)
    assert (labels.topics, labels.knowledge_points, labels.skills) == (topics, points, (skill,))


def test_both_kinds_of_route_begin_with_levels_that_name_nothing() -> None:
    labels = route_labels("Overseas In-curriculum->Knowledge Point->Measurement->Time->Time Calculation")
    assert labels.topics == ("Measurement", "Time")


@pytest.mark.parametrize("route", ["", "->", "->->", "Knowledge Point", "Overseas Competition->", " -> -> "])
def test_a_route_that_names_nothing_has_no_labels(route: str) -> None:
    labels = route_labels(route)
    assert (labels.skills, labels.topics, labels.knowledge_points) == ((), (), ())


@given(st.text(max_size=60) | st.lists(st.text(max_size=12), max_size=7).map("->".join))
def test_no_route_raises_and_every_skill_is_snake_case(route: str) -> None:
    labels = route_labels(route)
    assert len(labels.skills) <= 1
    assert len(labels.topics) <= 2
    assert len(labels.knowledge_points) <= 2
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", skill) for skill in labels.skills)
    assert "" not in (*labels.topics, *labels.knowledge_points)


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("Newton's Problem of Cows", "newton_problem_of_cows"),
        ("Newton\u2019s Law", "newton_law"),
        ("Maximum/Minimum", "maximum_minimum"),
        ("  Law  of Addition ", "law_of_addition"),
        ("Café au lait", "cafe_au_lait"),
        ("unit_rates", "unit_rates"),
        ("²", "2"),
    ],
)
def test_names_become_words_with_underscores(name: str, snake: str) -> None:
    assert snake_case(name) == snake


@given(st.text(max_size=40))
def test_a_snake_case_name_stays_as_it_is(name: str) -> None:
    once = snake_case(name)
    assert snake_case(once) == once


def test_every_published_route_parses(data_dir: Path) -> None:
    routes = {
        concept.name
        for split in ("train", "test")
        for problem in read_problems(data_dir / "mwpbench" / f"tal_scq5k_en_{split}.jsonl")
        for concept in problem.concepts
    }
    assert all(map(is_route, routes))
    labels = [route_labels(route) for route in routes]
    assert len(routes) == 451
    assert [found for found in labels if not found.skills or not found.topics] == []
    assert len({topic for found in labels for topic in found.topics}) == 87
    assert len({point for found in labels for point in found.knowledge_points}) == 475
    assert len({skill for found in labels for skill in found.skills}) == 445

"""How hard a problem is: level, steps, depth."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.difficulty import (
    LEVELS,
    NOT_KNOWN,
    SHAPES,
    difficulty,
    difficulty_of,
    level_of,
    program_depth,
    solution_shape,
)
from mathwright.curate.difficulty_rates import SolveRate
from mathwright.curate.difficulty_tally import DifficultyTally
from mathwright.records import Evidence, Problem, Program, Step


def problem(
    solution: str | None = None,
    *,
    program: Program | None = None,
    label: str | None = None,
    evidence: Evidence | None = None,
) -> Problem:
    return Problem(
        problem_id="p",
        question="How many?",
        solutions=() if solution is None else (solution,),
        answer="7",
        source="t",
        program=program,
        difficulty=label,
        evidence=evidence,
    )


def program_of(*expressions: str) -> Program:
    steps = tuple(Step(expression=expression, value="1") for expression in expressions)
    return Program(givens=(), steps=steps, answer=len(steps) - 1, lines=())


@pytest.mark.parametrize(
    ("expressions", "depth"),
    [
        pytest.param(("g0+g1",), 1, id="one step"),
        pytest.param(("g0+g1", "s0*2", "s1-g2"), 3, id="a chain"),
        pytest.param(("g0+g1", "g2+g3", "s0+s1"), 2, id="two branches"),
        pytest.param(("g0+g1", "s0+1", "g2*2", "s2+g0"), 2, id="only what the answer needs"),
        pytest.param(("(s_0)", "g10+1"), 1, id="no result is read"),
        pytest.param(("g0+g1", *(f"s{place}+s{place}" for place in range(11))), 12, id="a place of two digits"),
    ],
)
def test_the_depth_is_the_longest_way_to_the_answer(expressions: tuple[str, ...], depth: int) -> None:
    assert program_depth(program_of(*expressions)) == depth


GRAPHS = st.lists(st.sets(st.integers(0, 30), max_size=3), min_size=1, max_size=12)


@given(GRAPHS)
def test_the_depth_is_what_a_slow_search_over_all_ways_finds(needs: list[set[int]]) -> None:
    needs = [{one for one in wanted if one < place} for place, wanted in enumerate(needs)]

    @cache
    def longest(place: int) -> int:
        return max([1, *(1 + longest(one) for one in needs[place])])

    expressions = ["+".join(["g0", *(f"s{one}" for one in sorted(wanted))]) for wanted in needs]
    assert program_depth(program_of(*expressions)) == longest(len(needs) - 1)


@pytest.mark.parametrize(
    ("solution", "shape"),
    [
        pytest.param("So 7.", (None, None), id="no annotation"),
        pytest.param("48/2 = <<48/2=24>>24, 48+24 = <<48+24=72>>72", (2, 2), id="a result is used"),
        pytest.param("<<2+3=5>>5 <<4+3=7>>7 <<5*7=35>>35", (3, 2), id="two branches"),
        pytest.param("<<1000*2=2000>>2,000 <<2,000+1=2001>>", (2, 2), id="separators"),
        pytest.param("<<1/2=.5>>.5 <<0.50*4=2>>2", (2, 2), id="one value in two spellings"),
        pytest.param("<<10+10=20>>20 <<2*3=6>>6", (2, 1), id="20 is not 2"),
        pytest.param("<<3+4=7>>7 <<3+4=7>>7 <<7*2=14>>", (3, 2), id="repeated"),
        pytest.param("<<no equation>> <<3+4=$7>>", (1, 1), id="an annotation without equation"),
    ],
)
def test_a_worked_text_shows_its_steps_and_its_depth(solution: str, shape: tuple[int | None, int | None]) -> None:
    assert solution_shape(solution) == shape


@given(st.text(alphabet="<>=+0123. ", max_size=60))
def test_a_worked_text_is_never_deeper_than_it_has_steps(solution: str) -> None:
    steps, depth = solution_shape(solution)
    assert (steps is None) == (depth is None)
    assert steps is None or depth is None or 1 <= depth <= steps


VOTED = Evidence(kind="vote", agreeing=3, of=4)


@pytest.mark.parametrize(
    ("found", "level"),
    [
        pytest.param(problem(), NOT_KNOWN, id="nothing known"),
        pytest.param(problem("<<3+4=7>>7"), "1", id="one step"),
        pytest.param(problem("<<1+1=2>>2 <<2+3=5>>5 <<5+6=11>>11"), "2", id="three in a row"),
        pytest.param(problem(program=program_of("g0", *(f"s{n}" for n in range(5)))), "5", id="a program of six"),
        pytest.param(problem("<<3+4=7>>7", label="Level 4"), "4", id="the source's label before the shape"),
        pytest.param(problem("<<3+4=7>>7", label="3"), "1", id="a digit of an unknown scale"),
        pytest.param(problem(label="Level 10"), NOT_KNOWN, id="a scale beyond 5"),
        pytest.param(problem("<<3+4=7>>7", label="Level ?"), "1", id="a label that says nothing"),
        pytest.param(problem("<<3+4=7>>7", label="Level 4", evidence=VOTED), "2", id="draws before both"),
        pytest.param(
            problem(label="Level 4", evidence=Evidence(kind="vote", agreeing=2, of=2)), "4", id="too few draws"
        ),
    ],
)
def test_what_is_known_best_decides_the_level(found: Problem, level: str) -> None:
    assert difficulty_of(found) == level


def test_draws_that_were_measured_come_before_those_of_the_evidence() -> None:
    found = difficulty(problem("<<3+4=7>>7", evidence=VOTED), SolveRate(0, 8))
    assert (found.level, found.steps, found.depth, found.solved) == ("5", 1, 1, SolveRate(0, 8))


@pytest.mark.parametrize(
    ("right", "wrong", "level"),
    [
        (8, 0, "1"),
        (29, 3, "1"),
        (7, 1, "2"),
        (3, 1, "2"),
        (5, 3, "3"),
        (1, 1, "3"),
        (3, 5, "4"),
        (1, 7, "5"),
        (0, 4, "5"),
    ],
)
def test_the_level_is_the_nearest_quarter_of_draws_that_fail(right: int, wrong: int, level: str) -> None:
    solved = SolveRate(right * 3, wrong * 3, incomplete=9)
    assert level_of("Level 1", 20, 20, solved) == level


@given(st.integers(0, 40), st.integers(1, 40))
def test_more_failures_never_make_a_problem_easier(right: int, wrong: int) -> None:
    one, other = SolveRate(right + 3, wrong - 1), SolveRate(right + 2, wrong)
    assert level_of(None, None, None, one) <= level_of(None, None, None, other)


@given(st.integers(1, 40), st.integers(1, 40))
def test_more_steps_or_more_depth_never_make_a_problem_easier(steps: int, depth: int) -> None:
    levels = [level_of(None, *shape, None) for shape in ((steps, depth), (steps + 1, depth), (steps, depth + 1))]
    assert levels[0] <= min(levels[1:])
    assert set(levels) <= set(LEVELS)


def test_the_levels_of_shapes_end_where_they_say() -> None:
    for place, most in enumerate(SHAPES):
        assert level_of(None, most - 1, 1, None) == LEVELS[place]
        assert level_of(None, most, 1, None) == LEVELS[place + 1]


def test_a_tally_sums_up_each_level_and_all() -> None:
    tally = DifficultyTally()
    for found in (
        problem("<<3+4=7>>7"),
        problem("<<1+1=2>>2 <<2+3=5>>5", evidence=Evidence(kind="vote", agreeing=4, of=5, incomplete=1)),
        problem(evidence=Evidence(kind="vote", agreeing=1, of=4)),
        problem(),
    ):
        tally.add(difficulty(found))
    table = tally.table()
    assert [(row.level, row.problems, row.steps, row.depth, row.drawn) for row in table.levels] == [
        ("1", 2, 1.5, 1.5, 1),
        ("4", 1, None, None, 1),
        (NOT_KNOWN, 1, None, None, 0),
    ]
    assert (table.steps, table.depths, table.without_steps) == ({1: 1, 2: 1}, {1: 1, 2: 1}, 2)
    whole = table.all
    assert (whole.problems, whole.right, whole.wrong, whole.incomplete, whole.rate) == (4, 5, 3, 1, 5 / 8)
    assert (table.levels[0].rate, table.levels[2].rate, table.levels[2].low) == (1.0, None, None)

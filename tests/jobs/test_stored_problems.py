"""A stored problem is published as the whole record is, though its program is read for its shape alone."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.difficulty import difficulty
from mathwright.jobs.stored_problems import _Stored, stored_problem
from mathwright.publish.columns import published_row
from mathwright.records import Concept, Evidence, Problem, Program, SkillNeed, Step

PROGRAM = Program(
    givens=(),
    steps=(Step(expression="3+4", value="7"), Step(expression="s0*2", value="14"), Step(expression="s0+1", value="8")),
    answer=1,
    lines=("", "", ""),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CONCEPT = st.builds(Concept, kind=st.sampled_from(["skill", "topic", "knowledge_point"]), name=TEXT)
EVIDENCE = st.builds(
    Evidence,
    kind=st.sampled_from(["program", "vote", "judge", "person"]),
    agreeing=st.none() | st.integers(0, 9),
    of=st.none() | st.integers(9, 12),
    wrong_steps=st.integers(0, 3),
    skills_needed=st.lists(st.builds(SkillNeed, skill=TEXT, found=st.just("not tested")), max_size=2).map(tuple),
    checker=st.none() | TEXT,
)
PROBLEMS = st.builds(
    Problem,
    problem_id=TEXT,
    question=TEXT,
    solutions=st.lists(TEXT | st.just("<<3+4=7>>7 <<7*2=14>>14"), max_size=2).map(tuple),
    answer=TEXT,
    source=TEXT,
    kind=st.none() | TEXT,
    parents=st.lists(TEXT, max_size=2).map(tuple),
    concepts=st.lists(CONCEPT, max_size=3).map(tuple),
    evidence=st.none() | EVIDENCE,
    program=st.none() | st.just(PROGRAM),
    difficulty=st.none() | st.just("Level 4"),
    license=st.none() | TEXT,
    origin=st.none() | TEXT,
)


@given(PROBLEMS)
def test_a_stored_problem_has_the_row_and_the_difficulty_of_the_whole_one(problem: Problem) -> None:
    stored = stored_problem(problem.model_dump_json().encode())
    assert published_row(stored) == published_row(problem)
    assert difficulty(stored) == difficulty(problem)
    assert stored.program is None
    whole = problem.model_dump(exclude={"program"})
    assert stored.model_dump(exclude={"program", "shape"}) == whole


def test_the_shape_is_the_programs_where_the_solution_shows_another() -> None:
    problem = Problem(
        problem_id="p", question="Q?", solutions=("<<1+1=2>>2",), answer="14", source="math2/1", program=PROGRAM
    )
    assert stored_problem(problem.model_dump_json().encode()).shape == (3, 2)
    assert stored_problem(problem.model_copy(update={"program": None}).model_dump_json().encode()).shape == (1, 1)


def test_a_text_that_is_no_problem_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="problem_id"):
        stored_problem(b"{}")


def test_no_field_of_a_problem_is_passed_over() -> None:
    assert _Stored.__struct_fields__ == tuple(Problem.model_fields)

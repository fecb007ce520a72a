"""The mapping between a problem and its published row."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import DataError
from mathwright.publish.columns import (
    SCHEMA,
    SPLIT_SCHEMA,
    PublishedRow,
    RejectedRow,
    SplitRow,
    hard_pool_row,
    published_problem,
    published_row,
    rejected_line,
)
from mathwright.records import Concept, Evidence, Problem, Program, SkillNeed, Step

MADE = Problem(
    problem_id="0123456789abcdef",
    question="Ann has 3 pens and buys 4. How many has she?",
    solutions=("3 + 4 = <<3+4=7>>7\n#### 7", "4 + 3 = <<4+3=7>>7\n#### 7"),
    answer="7",
    source="mugglemath/1",
    kind="change_numbers",
    parents=("fedcba9876543210",),
    concepts=(
        Concept(kind="skill", name="addition"),
        Concept(kind="topic", name="Arithmetic"),
        Concept(kind="knowledge_point", name="Sum of two numbers"),
    ),
    evidence=Evidence(
        kind="vote",
        agreeing=7,
        of=10,
        wrong_steps=1,
        incomplete=2,
        skills_needed=(SkillNeed(skill="addition", found="needed"),),
        program="agrees",
        checker="mathwright-verify/3",
    ),
    difficulty="Level 1",
    license="MIT",
)

NEEDED = (SkillNeed(skill="addition", found="reached without"),)


def test_names_the_columns_as_the_ecosystem_does() -> None:
    assert published_row(MADE) == {
        "problem": "Ann has 3 pens and buys 4. How many has she?",
        "solution": "3 + 4 = <<3+4=7>>7\n#### 7",
        "solutions": ["3 + 4 = <<3+4=7>>7\n#### 7", "4 + 3 = <<4+3=7>>7\n#### 7"],
        "answer": "7",
        "messages": [
            {"role": "user", "content": "Ann has 3 pens and buys 4. How many has she?"},
            {"role": "assistant", "content": "3 + 4 = <<3+4=7>>7\n#### 7"},
        ],
        "source": "mugglemath/1",
        "kind": "change_numbers",
        "parents": ["fedcba9876543210"],
        "skills": ["addition"],
        "topics": ["Arithmetic"],
        "knowledge_points": ["Sum of two numbers"],
        "evidence": "vote",
        "evidence_agreeing": 7,
        "evidence_of": 10,
        "evidence_wrong_steps": 1,
        "evidence_incomplete": 2,
        "evidence_program": "agrees",
        "skills_needed": [{"skill": "addition", "found": "needed"}],
        "checker": "mathwright-verify/3",
        "difficulty": "Level 1",
        "level": "1",
        "steps": 1,
        "depth": 1,
        "solve_rate": 1.0,
        "license": "MIT",
        "problem_id": "0123456789abcdef",
    }


def test_row_type_schema_and_row_have_the_same_columns_in_the_same_order() -> None:
    assert list(PublishedRow.__annotations__) == SCHEMA.names == list(published_row(MADE))
    assert [*SCHEMA.names, "split"] == SPLIT_SCHEMA.names
    assert set(SplitRow.__annotations__) == set(SPLIT_SCHEMA.names)


def test_a_row_says_how_hard_its_problem_is_by_its_program_where_nobody_voted() -> None:
    steps = (Step(expression="g0+g1", value="7"), Step(expression="s0+g0", value="10"))
    program = Program(givens=(), steps=steps, answer=1, lines=())
    row = published_row(MADE.model_copy(update={"evidence": None, "difficulty": None, "program": program}))
    assert [row[name] for name in MEASURED] == ["1", 2, 2, None]  # type: ignore[literal-required]


def test_a_row_of_a_problem_that_shows_nothing_names_no_level() -> None:
    row = published_row(MADE.model_copy(update={"evidence": None, "difficulty": None, "solutions": ("So 7.",)}))
    assert [row[name] for name in MEASURED] == [None, None, None, None]  # type: ignore[literal-required]


def test_a_problem_without_a_worked_text_has_no_assistant_turn() -> None:
    row = published_row(MADE.model_copy(update={"solutions": ()}))
    assert row["solution"] is None
    assert row["messages"] == [{"role": "user", "content": MADE.question}]


def test_the_program_never_reaches_a_row() -> None:
    program = Program(givens=(), steps=(Step(expression="3+4", value="7"),), answer=0, lines=("secret line",))
    row = published_row(MADE.model_copy(update={"program": program, "origin": "/secret:1"}))
    assert "secret" not in str(row)


@given(
    st.builds(
        Problem,
        problem_id=st.text(max_size=5),
        question=st.text(st.characters(exclude_categories=["Cs"])),
        solutions=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3).map(tuple),
        answer=st.just("1"),
        source=st.just("gsm8k"),
        kind=st.none() | st.just("compose"),
        parents=st.lists(st.just("p"), max_size=2).map(tuple),
        concepts=st.lists(st.builds(Concept, kind=st.just("skill"), name=st.just("ratios")), max_size=2).map(tuple),
        evidence=st.none() | st.builds(Evidence, kind=st.just("judge"), skills_needed=st.just(NEEDED)),
        difficulty=st.none(),
        license=st.none(),
        program=st.none(),
        origin=st.none(),
    )
)
def test_a_row_read_back_through_arrow_is_the_problem_again(problem: Problem) -> None:
    (row,) = pa.Table.from_pylist([published_row(problem)], schema=SCHEMA).to_pylist()
    assert published_problem(row, "x:1") == problem


NEW = ("evidence_wrong_steps", "evidence_incomplete", "evidence_program", "skills_needed", "checker")
MEASURED = ("level", "steps", "depth", "solve_rate")


def test_a_row_of_an_earlier_version_is_read_without_what_it_did_not_know() -> None:
    row = {name: value for name, value in published_row(MADE).items() if name not in (*NEW, *MEASURED)}

    assert published_problem(row, "x:1").evidence == Evidence(kind="vote", agreeing=7, of=10)


def test_a_problem_that_nobody_vouches_for_names_no_checker() -> None:
    row = published_row(MADE.model_copy(update={"evidence": None}))

    assert [row[name] for name in NEW] == [None, None, None, [], None]  # type: ignore[literal-required]


def test_all_concepts_come_back_and_the_split_column_is_ignored() -> None:
    assert published_problem({**published_row(MADE), "split": "test"}, "x:1") == MADE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"answer": 7}, "x.jsonl:3: Expected `str`, got `int` - at `$.answer`", id="wrong type"),
        pytest.param({"evidence": "rumour"}, "x.jsonl:3: Invalid enum value 'rumour' - at `$.evidence`", id="unknown"),
        pytest.param({"solutions": "one"}, "x.jsonl:3: Expected `array`, got `str` - at `$.solutions`", id="no list"),
    ],
)
def test_names_the_place_and_the_column_of_a_bad_row(change: dict[str, object], said: str) -> None:
    with pytest.raises(DataError) as caught:
        published_problem({**published_row(MADE), **change}, "x.jsonl:3")
    assert str(caught.value) == f"{said}; expected the columns of a published dataset"


def test_names_a_missing_column() -> None:
    row = {name: value for name, value in published_row(MADE).items() if name != "messages"}
    with pytest.raises(DataError, match=r"^x:1: Object missing required field `messages`"):
        published_problem(row, "x:1")


def test_a_rejected_row_is_published_under_the_word_pass() -> None:
    row = RejectedRow(item_id="i", pass_name="rewrite", step="language", reason="a name would repeat", draft="d")
    assert rejected_line(row) == {
        "item_id": "i",
        "pass": "rewrite",
        "step": "language",
        "reason": "a name would repeat",
        "draft": "d",
    }


def test_a_row_of_the_hard_pool_believes_no_answer_and_no_solution() -> None:
    row = hard_pool_row(MADE)
    assert (row["answer"], row["solution"]) == ("", None)
    assert row["messages"] == [{"role": "user", "content": MADE.question}]
    assert row["solutions"] == list(MADE.solutions)
    assert row["skills"] == ["addition"]
    assert [row[name] for name in MEASURED] == [None, None, None, None]  # type: ignore[literal-required]
    assert row.keys() == published_row(MADE).keys()


def test_a_kept_problem_does_not_change_the_line_of_its_refusal() -> None:
    row = RejectedRow(item_id="i", pass_name="make", step="vote", reason="all differ", draft=MADE.question, kept=MADE)
    assert rejected_line(row) == rejected_line(row.model_copy(update={"kept": None}))

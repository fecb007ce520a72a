"""Where datasets of the field keep their question."""

from __future__ import annotations

import pytest

from mathwright.errors import DataError
from mathwright.seeds.shapes import question_in, shape_of, stem_in, told_columns

ASK = {"role": "user", "content": "Why?"}
SYSTEM = {"role": "system", "content": "Be brief."}
REPLY = {"role": "assistant", "content": "So."}


def asked(row: dict[str, object]) -> str:
    shape = shape_of(tuple(row))
    assert shape is not None
    return question_in(row, shape)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"question": "Why?", "answer": "5"}, id="bare answer"),
        pytest.param({"id": 1, "problem": "Why?", "answer": 5}, id="problem"),
        pytest.param({"Problem": "Why?", "Answer": 5}, id="capitals"),
        pytest.param({"instruction": "Why?", "input": "", "output": "So."}, id="instruction without input"),
        pytest.param({"prompt": "Why?", "completion": "So."}, id="prompt"),
        pytest.param({"query": "Why?", "response": "So."}, id="query"),
        pytest.param({"problem": "Why?", "generated_solution": "So.", "expected_answer": "5"}, id="openmath"),
        pytest.param({"messages": [SYSTEM, ASK, REPLY, {"role": "user", "content": "And?"}]}, id="messages"),
        pytest.param(
            {"conversations": [{"from": "human", "value": "Why?"}, {"from": "gpt", "value": "So."}]}, id="from"
        ),
        pytest.param({"prompt": [ASK], "reward_model": {"ground_truth": "5"}}, id="prompt of messages"),
        pytest.param({"messages": [{"content": "Why?"}, REPLY]}, id="nobody's turn"),
        pytest.param({"messages": [{"role": "user", "content": [{"type": "text", "text": "Why?"}]}]}, id="parts"),
        pytest.param({"prompt": ASK}, id="one turn"),
        pytest.param({"Body": "x", "Question": "y", "question_concat": "Why?"}, id="svamp in one"),
    ],
)
def test_the_question_is_found(row: dict[str, object]) -> None:
    assert asked(row) == "Why?"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param({"instruction": "Solve.", "input": "2 + 2"}, "Solve.\n\n2 + 2", id="instruction and input"),
        pytest.param({"Body": "Tom has 3.", "Question": "How many?"}, "Tom has 3.\n\nHow many?", id="body"),
        pytest.param(
            {"passage": "P.", "question": "Which?", "options": ["(A) 1"]}, "P.\n\nWhich?\n(A) 1", id="options"
        ),
        pytest.param({"question": "Which?", "options": None}, "Which?", id="no options"),
        pytest.param({"question": "Which?", "choices": {"text": ["1", "2"]}}, "Which?\n1\n2", id="choices"),
    ],
)
def test_what_belongs_to_a_question_stands_with_it(row: dict[str, object], found: str) -> None:
    assert asked(row) == found


def test_a_stem_has_nothing_to_choose_from() -> None:
    row: dict[str, object] = {"question": "Which?", "options": ["(A) 1"]}
    shape = shape_of(tuple(row))
    assert shape is not None
    assert stem_in(row, shape) == "Which?"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("", "field 'question': found empty text"),
        (" \n", "field 'question': found empty text"),
        (3, "field 'question': found a number"),
        (None, "field 'question': found null"),
        ([SYSTEM, REPLY], "field 'question': found no turn of a user"),
        ([], "field 'question': found no turn of a user"),
        ([{"role": "user", "content": None}], "field 'question': found empty text"),
    ],
)
def test_what_is_no_question_is_told(value: object, told: str) -> None:
    with pytest.raises(DataError, match=told):
        asked({"question": value})


def test_columns_that_hold_no_question_are_listed() -> None:
    assert shape_of(("text", "id")) is None
    assert told_columns(("text", "id")).startswith("found id, text, expected one of question, problem, query")
    assert told_columns(()).startswith("found no columns")

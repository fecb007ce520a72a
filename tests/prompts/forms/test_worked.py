"""Worked solutions: one final answer, in a box or after ####."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.forms.worked import boxes, parse_worked, require_answer, write_worked
from mathwright.prompts.mugglemath import Respond
from mathwright.verify.extract import extract

PROMPT = Respond(draft=Draft(kind="compose", question="a?", parents=()))

GOOD = [
    pytest.param("So $x = \\boxed{3}$.", "3", id="box"),
    pytest.param("\\boxed{\\frac{\\sqrt{a_{b_{c}}}}{2}}", "\\frac{\\sqrt{a_{b_{c}}}}{2}", id="braces four deep"),
    pytest.param("\\boxed{\\{1, 2\\}}", "\\{1, 2\\}", id="escaped braces"),
    pytest.param("\\boxed{\\left\\{ x \\right.}", "\\left\\{ x \\right.", id="one escaped brace"),
    pytest.param("\\fbox{3}", "3", id="fbox"),
    pytest.param("$\\boxed 7$", "7", id="a box without braces"),
    pytest.param("First \\boxed{3}, that is \\boxed{ 3 }.", "3", id="the same box twice"),
    pytest.param("\\boxed{\\boxed{3}}", "\\boxed{3}", id="a box in a box"),
    pytest.param("2+2=<<2+2=4>>4\n#### 4", "4", id="hashes"),
    pytest.param("#### Step 1\nAdd.\n#### Step 2\nMore.\n#### 12", "12", id="headings of four hashes"),
    pytest.param("#### Step 1\nAdd.\n\\boxed{12}", "12", id="a heading and a box"),
    pytest.param("so\n#### 3/8\n", "3/8", id="a fraction"),
    pytest.param("so\n#### 1,234\nHope this helps!", "1,234", id="words after"),
    pytest.param("\\boxed{1{,}234}\n#### 1{,}234", "1{,}234", id="both alike"),
    pytest.param("$\\boxed{\\$1,200}$\n#### $1200", "$1200", id="both alike but for signs"),
]
BAD = [
    pytest.param("", "no final answer", id="empty"),
    pytest.param("The answer is 3.", "no final answer", id="a phrase"),
    pytest.param("#### Solution\nx = 3.", "no final answer", id="a heading alone"),
    pytest.param("x\n####\n", "no final answer", id="hashes without an answer"),
    pytest.param("#### 3\nso 3 ####", "no final answer", id="a last mark without an answer"),
    pytest.param("##### 3", "no final answer", id="five hashes"),
    pytest.param("The boxed answer is 3", "no final answer", id="the word alone"),
    pytest.param("\\boxed{3} or \\boxed{4}", "several boxed answers", id="two boxes"),
    pytest.param("\\boxed{3} or $\\boxed 4$", "several boxed answers", id="two boxes, one bare"),
    pytest.param("#### 3\n#### 4", "several #### answers", id="two marks"),
    pytest.param("\\boxed{3}\n#### 4", "a boxed answer and another after ####", id="both, not alike"),
    pytest.param("so \\boxed{\\frac{1}{2}", "a box that is not closed", id="cut in the box"),
    pytest.param("\\boxed{3} so \\boxed{", "a box that is not closed", id="cut in the second box"),
    pytest.param("so \\boxed{}", "an empty box", id="empty box"),
    pytest.param("so \\boxed{ … }", "an empty box", id="the form's own dots"),
    pytest.param("so \\boxed{\\text{answer}}", "an empty box", id="the form's own word"),
]


@pytest.mark.parametrize(("text", "answer"), GOOD)
def test_a_text_with_one_final_answer_is_taken_and_the_verifier_finds_that_answer(text: str, answer: str) -> None:
    assert parse_worked(PROMPT, text) == Response(text=text.strip())
    found = extract(text)
    assert found.place in ("boxed", "hashes")
    assert found.answer == answer


@pytest.mark.parametrize(("text", "fault"), BAD)
def test_a_text_without_one_final_answer_is_told(text: str, fault: str) -> None:
    with pytest.raises(ModelReplyError) as raised:
        require_answer(text)
    assert str(raised.value) == fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("```\n2+2=4\n#### 4\n```", "2+2=4\n#### 4", id="a fence around all"),
        pytest.param("```markdown\n\\boxed{4}\n```\n", "\\boxed{4}", id="a fence with a name"),
        pytest.param("```\na\n```\nb\n```\n#### 4\n```", "```\na\n```\nb\n```\n#### 4\n```", id="two fences stay"),
        pytest.param("\n 2+2\n#### 4 \n", "2+2\n#### 4", id="space around"),
    ],
)  # fmt: skip
def test_fence_and_space_around_all_of_it_are_taken_off(text: str, expected: str) -> None:
    assert parse_worked(PROMPT, text).text == expected


def test_boxes_come_outermost_and_in_order() -> None:
    assert list(boxes("{a} \\boxed{1{2}} } \\boxed{\\boxed{3}} \\boxed 4")) == ["1{2}", "\\boxed{3}", "4"]


PIECES = [
    "\\boxed{",
    "{",
    "}",
    "\\{",
    "\\}",
    "\\\\",
    "3",
    "x",
    " ",
    "\n",
    "####",
    "# ",
    "\\boxed 4",
    "\\frac",
    "\\fbox{",
    "$",
]


def fault_of(text: str) -> str:
    """What is wrong with the text; empty where nothing is."""
    try:
        require_answer(text)
    except ModelReplyError as fault:
        return str(fault)
    return ""


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_is_taken_the_verifier_finds_an_answer_in_too(text: str) -> None:
    fault = fault_of(text)
    assert len(fault) <= 120
    assert fault or extract(text).place in ("boxed", "hashes")


@given(st.text().map(str.strip))
def test_what_is_written_is_read_back(text: str) -> None:
    response = Response(text=f"so {text}\n\\boxed{{3}}")
    if "\\boxed" not in text and "####" not in text and "\\fbox" not in text and not text.endswith("\\"):
        assert parse_worked(PROMPT, write_worked(response)) == response
        assert write_worked(response.model_dump()) == response.text

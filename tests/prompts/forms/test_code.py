"""Replies that are a program: one block of Python, and what is said of any other reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft
from mathwright.prompts.forms.code import LONGEST_PROGRAM, parse_program, write_program
from mathwright.prompts.program_check import ProgramSource, WriteProgram

PROMPT = WriteProgram(draft=Draft(kind="compose", question="a?", parents=()))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("```python\nprint(1)\n```", "print(1)", id="a block"),
        pytest.param("Here it is:\n```py\nprint(1)\n```\nIt prints 1.", "print(1)", id="words around it"),
        pytest.param("```\nprint(1)\n```", "print(1)", id="no language"),
        pytest.param("```Python3\nprint(1)\n```", "print(1)", id="another name"),
        pytest.param("```python\n\nif x:\n    print(1)\n\n```", "if x:\n    print(1)", id="indented"),
        pytest.param("```python\nprint(1)\n```\nOutput:\n```text\n1\n```", "print(1)", id="an output"),
        pytest.param("```\n```python\nprint(1)\n```\n```", "print(1)", id="fenced twice"),
        pytest.param("```python\r\nprint(1)\r\n```\r\n", "print(1)", id="line ends of another system"),
        pytest.param("```python\nprint('a ``` b')\n```", "print('a ``` b')", id="marks inside a line"),
    ],
)
def test_the_block_is_the_program(text: str, source: str) -> None:
    assert parse_program(PROMPT, text) == ProgramSource(source=source)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "no ```python block", id="empty"),
        pytest.param("print(1)", "no ```python block", id="bare"),
        pytest.param("```text\n1\n```", "no ```python block", id="another language"),
        pytest.param("```python\nprint(1)", "the ```python block is not closed", id="cut off"),
        pytest.param("```python\n\n \n```", "the ```python block is empty", id="empty block"),
        pytest.param("```python\nx = 1\n```\n```python\nx = 2\n```", "more than one ```python block", id="two"),
        pytest.param(f"```python\n{'#' * 20_001}\n```", "a program longer than 20000 characters", id="long"),
    ],
)
def test_any_other_reply_is_told(text: str, fault: str) -> None:
    with pytest.raises(ModelReplyError) as raised:
        parse_program(PROMPT, text)
    assert str(raised.value) == fault


@given(st.lists(st.sampled_from(["```", "```python", "```text", "x = 1", "", " ```"]), max_size=12).map("\n".join))
def test_what_is_read_is_read_again_as_it_was_written(text: str) -> None:
    try:
        reply = parse_program(PROMPT, text)
    except ModelReplyError:
        return
    assert len(reply.source) <= LONGEST_PROGRAM
    assert parse_program(PROMPT, write_program(reply)) == reply

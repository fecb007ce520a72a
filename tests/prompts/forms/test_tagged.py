"""Texts in tags: what is found in them, and the words in which a missed form is told."""

import pytest

from mathwright.errors import ModelReplyError
from mathwright.prompts.forms.tagged import LONGEST_WORDS, clean, few_words, optional_tag, tag, write_tag


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<question>a < b?</question>", id="bare"),
        pytest.param("Sure! Here it is:\n\n<question>\na < b?\n</question>\nHope this helps!", id="preamble and more"),
        pytest.param("```xml\n<question>\n  a < b?\n</question>\n```", id="fence"),
        pytest.param("# Reply\n<solution>x</solution>\n<question> a < b? </question>", id="heading"),
    ],
)  # fmt: skip
def test_a_block_is_found_whatever_stands_around_it(text: str) -> None:
    assert tag(text, "question") == "a < b?"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "no <question> block", id="empty reply"),
        pytest.param("<Question>a?</Question>", "no <question> block", id="capital"),
        pytest.param("<problem>a?</problem>", "no <question> block", id="another name"),
        pytest.param("**Question:** a?", "no <question> block", id="markdown"),
        pytest.param("<question>a?", "the <question> block is not closed", id="unclosed"),
        pytest.param("<question>a?<question>", "more than one <question> block", id="closed with the opening tag"),
        pytest.param("a?</question>", "</question> without <question>", id="unopened"),
        pytest.param("<question> \n </question>", "the <question> block is empty", id="empty"),
        pytest.param("<question>a</question><question>b</question>", "more than one <question> block", id="two"),
        pytest.param("In <question> tags: <question>a</question>", "more than one <question> block", id="named before"),
        pytest.param("<question>a</question> b</question>", "more than one </question>", id="closed twice"),
        pytest.param("</question> <question>a</question>", "more than one </question>", id="closed before"),
    ],
)  # fmt: skip
def test_a_missed_block_is_told(text: str, fault: str) -> None:
    with pytest.raises(ModelReplyError) as raised:
        tag(text, "question")
    assert str(raised.value) == fault


def test_an_optional_block_is_none_where_it_is_missing_and_empty_where_it_is_empty() -> None:
    assert optional_tag("nothing", "refused") is None
    assert optional_tag("<refused>\n</refused>", "refused") == ""


def test_latex_is_left_as_it_stands() -> None:
    text = r"$\frac{1}{2} \times \nabla\theta$, \[ x \] \\ \{1, 2\} & <<2*3=6>>"
    assert tag(write_tag("solution", text), "solution") == text


@pytest.mark.parametrize("left", ["<solution>", "</Question>", "<thinking>", "<compose>", "</refused>", "<exemplar>"])
def test_a_tag_left_inside_a_block_is_a_fault(left: str) -> None:
    with pytest.raises(ModelReplyError) as raised:
        clean(f"a {left} b", "question")
    assert str(raised.value) == f"a stray {left.lower()} inside <question>"


def test_other_angles_are_no_tags() -> None:
    assert clean("a < b > c <b>bold</b> <x>", "question") == "a < b > c <b>bold</b> <x>"


def test_few_words_are_made_countable() -> None:
    assert few_words(" Missing \n data. ", "broken") == "missing data"
    assert few_words("a" * LONGEST_WORDS, "broken") == "a" * LONGEST_WORDS


def test_many_words_are_a_fault() -> None:
    with pytest.raises(ModelReplyError, match=r"^<broken> is longer than 80 characters$"):
        few_words("a" * (LONGEST_WORDS + 1), "broken")

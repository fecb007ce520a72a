"""The judge's prompt: neither answer is told apart from the other, and nothing but question and answers is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import ModelReplyError
from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.judging import AnswerVerdict, SameAnswer, SameAnswerShown
from mathwright.prompts.rendering import Templates, file_of

TEMPLATES = Templates()


@given(st.text(max_size=8), st.text(max_size=8), st.none() | st.text(max_size=8))
def test_which_answer_is_the_stored_one_leaves_the_prompt_as_it_is(one: str, other: str, question: str | None) -> None:
    asked, turned = (
        SameAnswer(question=question, one=one, other=other),
        SameAnswer(question=question, one=other, other=one),
    )
    assert asked.shown() == turned.shown()
    assert asked.prompt_key() == turned.prompt_key()


def test_neither_side_is_favoured() -> None:
    firsts = [SameAnswer(question=str(place), one="1/2", other="0.5 m").shown().first for place in range(400)]
    assert 150 < firsts.count("1/2") < 250


def test_it_shows_question_and_answers() -> None:
    shown = SameAnswer(question="How long?", one="5", other="5").shown()
    assert shown == SameAnswerShown(question="How long?", first="5", second="5")
    last = TEMPLATES.render(SameAnswer(question="How long?", one="5", other="5")).messages[-1].content
    assert last == (
        "<question>\nHow long?\n</question>\n<first_answer>\n5\n</first_answer>\n<second_answer>\n5\n</second_answer>\n"
        "\nAre these two answers the same? Reply with the JSON object."
    )
    assert file_of("SameAnswer") == "judging/same_answer.md"


def test_without_a_question_there_is_no_question_block() -> None:
    last = TEMPLATES.render(SameAnswer(question=None, one="5", other="6")).messages[-1].content
    assert last.startswith("<first_answer>\n")


def test_worked_replies_are_read_and_use_every_verdict() -> None:
    prompt = SameAnswer(question=None, one="1", other="2")
    said = [one.content for one in TEMPLATES.render(prompt).messages if one.role == "assistant"]
    replies = [FORMS[SameAnswer].parse(prompt, one) for one in said]
    assert [reply.verdict for reply in replies] == ["same", "different", "cannot tell"]


@pytest.mark.parametrize("word", ["equal", "Same", "yes", ""])
def test_another_word_is_a_fault(word: str) -> None:
    form, prompt = FORMS[SameAnswer], SameAnswer(question=None, one="1", other="2")
    with pytest.raises(ModelReplyError, match="none of its values"):
        form.parse(prompt, f'{{"reason": "r", "verdict": "{word}"}}')


def test_a_reply_is_written_as_it_is_read() -> None:
    form, prompt = FORMS[SameAnswer], SameAnswer(question=None, one="1", other="2")
    reply = AnswerVerdict(reason="3/6 is 1/2", verdict="same")
    assert form.parse(prompt, form.write(reply)) == reply

"""The judge: its word is a verdict with its name, whichever answer is the stored one; only a model can give it."""

import asyncio

import pytest

from mathwright.errors import ModelReplyError, ProviderError, UsageError
from mathwright.prompts.judging import AnswerVerdict, SameAnswer
from mathwright.records import Verdict
from mathwright.teachers.scripted import Line, ScriptedTeacher
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.verify.equality import CHECKER
from mathwright.verify.judge import MAX_JUDGED, AnswerPair, judged

PAIR = AnswerPair("all reals but 2", "everything except two", "Where is f defined?")


def by(*lines: Line) -> ScriptedTeacher:
    return ScriptedTeacher({SameAnswer: lines})


def verdict(word: str) -> AnswerVerdict:
    return AnswerVerdict.model_validate({"reason": "So it is.", "verdict": word})


@pytest.mark.parametrize(
    ("word", "state"), [("same", "equal"), ("different", "different"), ("cannot tell", "undecided")]
)
def test_its_word_is_a_verdict_that_names_it(word: str, state: str) -> None:
    found = asyncio.run(judged([PAIR], by(verdict(word)), "small"))
    assert found == [Verdict(state=state, rule="judge: small", checker=CHECKER)]  # type: ignore[arg-type]


def test_pairs_are_judged_in_their_order() -> None:
    found = asyncio.run(judged([PAIR, PAIR._replace(other="two")], by(verdict("same"), verdict("different")), "s"))
    assert [one.state for one in found] == ["equal", "different"]


def test_an_unusable_reply_leaves_the_pair_undecided() -> None:
    (found,) = asyncio.run(judged([PAIR], by(ModelReplyError("no JSON object")), "small"))
    assert (found.state, found.rule) == ("undecided", "judge: small, no usable reply")


def test_a_provider_that_failed_is_not_a_verdict() -> None:
    with pytest.raises(ProviderError, match="down"):
        asyncio.run(judged([PAIR], by(ProviderError("down")), "small"))


@pytest.mark.parametrize("text", ["", "  ", "7" * (MAX_JUDGED + 1)])
def test_what_is_no_answer_is_not_put_before_it(text: str) -> None:
    teacher = by()
    found = asyncio.run(judged([AnswerPair(text, "5"), AnswerPair("5", text)], teacher, "small"))
    assert [one.state for one in found] == ["undecided", "undecided"]
    assert teacher.asked == []


def test_the_symbolic_teacher_says_that_it_cannot_judge() -> None:
    with pytest.raises(UsageError, match="cannot answer SameAnswer"):
        asyncio.run(judged([PAIR], SymbolicTeacher(0), "symbolic"))

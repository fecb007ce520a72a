"""Signs of arithmetic as answers."""

from __future__ import annotations

import pytest

from mathwright.verify.reading.answer import Collection, Word
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.operators import MAX_SIGNS, read_operators


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("+", "+"),
        (r"\times", "×"),
        ("$-$", "-"),
        ("+, -", "+-"),
        ("+ - ×", "+-×"),
        ("+;÷;=", "+÷="),
        (r"\lt, \gt", "<>"),
    ],
)
def test_reads_signs_in_their_order(text: str, signs: str) -> None:
    words = tuple(Word(sign, "operator") for sign in signs)
    assert read_answer(text) == (words if len(words) == 1 else (Collection("tuple", words),))


@pytest.mark.parametrize("text", ["", "5", "+5", "a + b", ", +", r"\timesx", "+" * (MAX_SIGNS + 1)])
def test_other_texts_are_none(text: str) -> None:
    assert read_operators(text) == ()

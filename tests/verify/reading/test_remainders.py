"""A quotient with its remainder, and what is none."""

from __future__ import annotations

import pytest
from tests.verify.reading.shown import shown

from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.remainders import read_remainder


@pytest.mark.parametrize(
    "text",
    ["5 R 3", "5 R3", "5R3", "5 r. 3", "5 remainder 3", "5 with a remainder of 3", "5, remainder 3", "5余3", "商5余3",
     "商是5，余数是3", "quotient 5, remainder 3", "The quotient is 5 and the remainder is 3", "5……3",
     r"5\cdots\cdots 3"],
)  # fmt: skip
def test_reads_quotient_and_remainder(text: str) -> None:
    assert shown(read_answer(text)[0]) == "AND[quotient:=5; remainder:=3]"


@pytest.mark.parametrize(
    "text", ["5 3", "R 3", "5 R", "5, 3", "5...3", "remainder 3", "5 rows 3", "5 R 3 R 2", "5 " * 40]
)
def test_other_texts_are_none(text: str) -> None:
    assert read_remainder(text) is None

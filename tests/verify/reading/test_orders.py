import pytest
from tests.verify.reading.shown import shown

from mathwright.verify.reading.answers import read_answer


@pytest.mark.parametrize(
    "text",
    ["D → B → C", r"D \to B \to C", "D -> B -> C", "D, then B, then C", "first D, then B, followed by C"],
)
def test_arrows_and_then_say_an_order(text: str) -> None:
    assert shown(read_answer(text)[0]) == "<D, B, C>"


def test_names_may_stand_in_an_order() -> None:
    answer = read_answer("green, then blue")[0]
    assert [item.text for item in answer.items] == ["green", "blue"]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["2 → 5", "if so, then 5", "x = 1 → x + 1 = 2 → x = 1"])
def test_a_change_or_a_conclusion_is_no_order(text: str) -> None:
    assert not shown(read_answer(text)[0]).startswith("<")


def test_a_chain_of_numbers_is_their_order_too() -> None:
    assert [shown(one) for one in read_answer("0.4 < 3/7 < 0.45")][1:] == ["<2/5, 3/7, 9/20>"]
    assert [shown(one) for one in read_answer("c > a > b")][1:] == ["<c, a, b>"]
    assert len(read_answer("1 < 2 <= 3")) == 1
    assert len(read_answer("1 <= 2 <= 3")) == 1
    assert len(read_answer("1 < x < 3")) == 1
    assert len(read_answer("1 < 3")) == 1

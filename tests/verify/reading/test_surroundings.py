import pytest
from tests.verify.reading.shown import shown

from mathwright.verify.reading.answer import Definition, Expression, Prose, Quantity
from mathwright.verify.reading.answers import read_answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7/4, i.e. 1.75", "7/4"),
        ("7/4 (1.75)", "7/4"),
        ("7/4 (or 1.75)", "7/4"),
        ("7/9 or about 0.78", "7/9"),
        ("2/5, that is, 0.4", "2/5"),
        ("4 to 7 (4:7)", "4:7"),
        ("20% (1/5)", "1/5%"),
        ("3 (7)", "(* 3 7)"),
        ("3/4 (5/7)", "(* 3/4 5/7)"),
    ],
)
def test_a_value_said_twice_is_said_once(text: str, value: str) -> None:
    assert shown(read_answer(text)[0]) == value


def test_a_quantity_may_be_said_in_two_units() -> None:
    (answer,) = read_answer("7 cm (70 mm)")
    assert isinstance(answer, Quantity)
    assert shown(answer.value) == "7"


def test_a_capital_before_two_numbers_names_a_point_unless_it_has_a_value() -> None:
    assert [shown(one) for one in read_answer("M(4,7)")] == ["M:=<4, 7>"]
    assert isinstance(read_answer("P(4,7)")[0], Definition)
    assert isinstance(read_answer("P(7,4)")[0], Expression)
    assert isinstance(read_answer("C(7,4)")[0], Expression)


def test_a_sentence_is_itself_first_and_its_value_second() -> None:
    first, second = read_answer("She earned $70 thousand.")
    assert isinstance(first, Prose)
    assert isinstance(second, Quantity)
    assert shown(second.value) == "70000"
    assert len(read_answer("Both answers are correct.")) == 1


def test_linked_signs_are_two_points() -> None:
    assert [shown(one) for one in read_answer(r"(\pm 2, \pm 7) \text{ (same signs)}")] == ["L(<2, 7>, <-2, -7>)"]

import pytest

from mathwright.verify.reading.labels import named_point, stated_value, without_label


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("the point (4,7)", "(4,7)"),
        ("point P(4, 7)", "P(4, 7)"),
        ("the line y = 5x", "y = 5x"),
        ("line x = 4", "x = 4"),
        ("an angle of 40°", "40°"),
        ("a ratio of 4:9", "4:9"),
        ("year 1969", "1969"),
        ("in the year 1969", "1969"),
        ("in 1969", "1969"),
        ("page number 8", "8"),
        ("the ordered pair (4,7)", "(4,7)"),
        ("the function f(x) = 5x", "f(x) = 5x"),
    ],
)
def test_a_noun_in_front_is_told_from_the_rest(text: str, rest: str) -> None:
    found = without_label(text)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "half 12",
        "minus 4",
        "twice 4",
        "the sum of 4 and 9",
        "product of 4",
        "point five",
        "angle A",
        "in 19",
        "line up",
        "five",
    ],
)
def test_a_word_that_changes_the_value_stays(text: str) -> None:
    assert without_label(text) is None


def test_the_noun_is_kept_as_the_name_of_the_value() -> None:
    assert without_label("an angle of 40°") == ("angle", "40°")
    assert without_label("the range is [1, 2]") == ("range", "[1, 2]")
    assert without_label("in 1969") == ("year", "1969")


def test_a_point_has_a_name_and_two_coordinates_or_more() -> None:
    assert named_point("Q(4, 7)") == ("Q", "(4, 7)")
    assert named_point("Q_1(4, (7))") == ("Q_1", "(4, (7))")
    assert named_point("Q(4)") is None
    assert named_point("q(4, 7)") is None
    assert named_point("Q(4)(7, 1)") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He earned $70", "$70"),
        ("The bus leaves at 6:15", "6:15"),
        ("The 9th term is 34", "34"),
        ("It will be 12 degrees", "12 degrees"),
        ("The box weighs exactly 7 kg", "7 kg"),
    ],
)
def test_a_short_sentence_states_a_value(text: str, value: str) -> None:
    assert stated_value(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "He has more than 7",
        "The answer is not 7",
        "If it is 7",
        "x is 7 = y",
        "7 is prime",
        "She has no 7",
        "It is at least 7",
    ],
)
def test_a_sentence_that_limits_its_value_states_none(text: str) -> None:
    assert stated_value(text) is None

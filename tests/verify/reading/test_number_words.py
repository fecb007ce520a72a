from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.inflect import number_word
from mathwright.verify.reading.number_words import leading_number, number_in_words, ordinal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("five", "5"),
        ("Twenty-three", "23"),
        ("twenty three", "23"),
        ("one hundred and five", "105"),
        ("a hundred", "100"),
        ("two thousand three hundred forty-five", "2345"),
        ("twelve hundred", "1200"),
        ("one million two hundred thousand", "1200000"),
        ("minus five", "-5"),
        ("negative two thirds", "-2/3"),
        ("1.5 million", "1500000"),
        ("3 dozen", "36"),
        ("half", "1/2"),
        ("a half", "1/2"),
        ("one half", "1/2"),
        ("half a dozen", "6"),
        ("half a million", "500000"),
        ("two thirds", "2/3"),
        ("two-thirds", "2/3"),
        ("three quarters", "3/4"),
        ("a quarter", "1/4"),
        ("two and a half", "5/2"),
        ("3 and a half", "7/2"),
        ("2 and 1/2 million", None),
        ("two and a half million", "2500000"),
        ("zero", "0"),
        ("zero point five", "1/2"),
        ("three point one four", "157/50"),
        ("nineteen", "19"),
        ("ninety-nine", "99"),
        ("1,200 thousand", "1200000"),
        ("9 hundredths", "9/100"),
        ("one hundred thousand", "100000"),
        ("two dozen", "24"),
        ("five thousands", "5000"),
        ("one twentieth", "1/20"),
        ("ten thousand", "10000"),
        ("an eighth", "1/8"),
        ("two hundred million", "200000000"),
        ("and five", None),
        ("five and", None),
        ("five twenty", None),
        ("twenty twenty", None),
        ("a", None),
        ("third", None),
        ("12", None),
        ("", None),
        ("hundred", None),
        ("twenty zero", None),
        ("half half", None),
        ("five apples", None),
        ("point", None),
        ("1/0 million", None),
        ("five six", None),
        ("point five", "1/2"),
        ("two hundred hundred hundred", None),
        ("five a", None),
        ("1 2 million", None),
        ("minus", None),
    ],
)
def test_reads_numbers_in_words(text: str, value: str | None) -> None:
    assert number_in_words(text) == (None if value is None else Fraction(value))


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("five apples", "5", "apples"),
        ("two and a half hours", "5/2", "hours"),
        ("3 dozen eggs", "36", "eggs"),
        ("1.5 million dollars", "1500000", "dollars"),
        ("twenty-three, exactly", "23", ", exactly"),
        ("half of them", "1/2", "of them"),
        ("two thirds of a cup", "2/3", "of a cup"),
        ("three and five", "3", "and five"),
    ],
)
def test_leaves_what_follows_the_number(text: str, value: str, rest: str) -> None:
    assert leading_number(text) == (Fraction(value), rest)


@pytest.mark.parametrize("text", ["12 apples", "apples", "a dog", "", "1/2 cup", "third floor", "-5"])
def test_a_text_that_begins_with_no_number_in_words_gives_none(text: str) -> None:
    assert leading_number(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3rd", 3),
        ("21st", 21),
        ("3^{rd}", 3),
        ("3^{ rd }", 3),
        ("third", 3),
        ("First", 1),
        ("twenty-third", 23),
        ("twelfth", 12),
        ("thirtieth", 30),
        ("5", None),
        ("half", None),
        ("thirds", None),
        ("ten-third", None),
        ("the third", None),
        ("twenty-twelfth", None),
        ("", None),
    ],
)
def test_reads_places(text: str, place: int | None) -> None:
    assert ordinal(text) == place


def spell(number: int) -> str:
    for scale, word in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            top, rest = divmod(number, scale)
            return f"{spell(top)} {word}" + (f" {spell(rest)}" if rest else "")
    return number_word(number)


@given(st.integers(0, 999_999_999))
def test_spelled_numbers_read_back(number: int) -> None:
    assert number_in_words(spell(number)) == number
    assert number_in_words(spell(number).replace("hundred ", "hundred and ").replace("-", " ")) == number
    assert leading_number(f"{spell(number)} apples") == (number, "apples")


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("a and half five 5 third dozen hundred point minus 1/2".split())).map(" ".join)
)
def test_never_raises(text: str) -> None:
    leading_number(text)
    ordinal(text)

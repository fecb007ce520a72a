"""Numbers of a text are found with their exact values, in digits and in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.numbers import decimal_text, mentions, money_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("48 friends", [("48", Fraction(48))], id="digits"),
        pytest.param("twenty-five cows", [("twenty-five", Fraction(25))], id="hyphenated word"),
        pytest.param("half a dozen", [("half", Fraction(1, 2)), ("dozen", Fraction(12))], id="shares"),
        pytest.param("two hundred", [("two hundred", Fraction(200))], id="compound"),
        pytest.param("two-thirds of it", [("two-thirds", Fraction(2, 3))], id="fraction in words"),
        pytest.param("3/4 cup", [("3/4", Fraction(3, 4))], id="fraction"),
        pytest.param("2 1/2 miles", [("2 1/2", Fraction(5, 2))], id="mixed"),
        pytest.param("$1,250.50", [("1,250.50", Fraction(2501, 2))], id="money"),
        pytest.param(".5 inch", [(".5", Fraction(1, 2))], id="leading point"),
        pytest.param("someone is often alone", [], id="words inside words"),
        pytest.param("3/0", [("3/0", Fraction(0))], id="zero denominator"),
        pytest.param("Two", [("Two", Fraction(2))], id="the whole text"),
        pytest.param("TWO iPads", [("TWO", Fraction(2))], id="capitals"),
        pytest.param("it's.two 'two 5two étwo _two", [("two", Fraction(2)), ("5", Fraction(5))], id="inside others"),
        pytest.param("1,2345two", [("1", Fraction(1))], id="digits that are no number before a word"),
        pytest.param("end.5 end. 6", [(".5", Fraction(1, 2)), ("6", Fraction(6))], id="a stop and a point"),
        pytest.param("twenty-three four", [("twenty-three", Fraction(23)), ("four", Fraction(4))], id="words in a row"),
    ],
)
def test_every_number_is_found(text: str, found: list[tuple[str, Fraction]]) -> None:
    assert [(mention.text, mention.value) for mention in mentions(text)] == found


def test_money_and_percent_are_seen() -> None:
    price, share = mentions("It costs $20 less 15% today.")
    assert (price.money, price.percent, share.money, share.percent) == (True, False, False, True)


WORDS = st.sampled_from(
    "two Two TWO half hundred twenty-five -five 3 1/2 .5 4. $6 $ 7,000 8% percent % cows it's ' / - , 9 million".split()
)


@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(WORDS, max_size=6), st.sampled_from(["", ".", " ", "1"]))
def test_no_number_reaches_over_the_end_of_a_sentence(first: list[str], second: list[str], end: str) -> None:
    text = f"{' '.join(first)}{end}. {' '.join(second)}"

    # Another space there ends no sentence, and is a space all the same to every number.
    assert mentions(text) == mentions(text.replace(". ", ".\u2003"))


def test_numbers_of_a_sentence_are_found_wherever_it_stands() -> None:
    sentence = "Two hundred cows eat $1,250.50 worth of hay, 3/4 of it in 5 days"
    alone = mentions(sentence)

    for before in ("", "He waits. ", "It costs 5. It is .5. "):
        moved = [one for one in mentions(f"{before}{sentence}. 6 are left.") if one.start >= len(before)]
        assert [one.text for one in moved] == ["Two hundred", "1,250.50", "3/4", "5", "6"]
        assert [one._replace(start=one.start - len(before), end=one.end - len(before)) for one in moved[:-1]] == alone


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(5, 2), "2.5"), (Fraction(-1, 4), "-0.25"), (Fraction(1, 3), None), (Fraction(40), "40")],
)
def test_decimals_are_written_exactly_or_not_at_all(value: Fraction, text: str | None) -> None:
    assert decimal_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(5, 2), "2.50"), (Fraction(7), "7"), (Fraction(1, 8), None), (Fraction(-1, 2), "-0.50")],
)
def test_prices_have_two_decimals_or_none(value: Fraction, text: str | None) -> None:
    assert money_text(value) == text

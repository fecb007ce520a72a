"""Numbers that are no quantities, or that the story pins down, are left alone."""

import pytest

from mathwright.programs.contexts import context, proposals
from mathwright.programs.numbers import mentions


def allowed(text: str, shown: str) -> bool:
    mention = next(m for m in mentions(text) if m.text == shown)
    return context(text, mention).free


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("In 1998 he had a farm.", "1998", id="year"),
        pytest.param("The shop opens at 9 am.", "9", id="clock"),
        pytest.param("They meet at 10:30 today.", "10", id="clock with minutes"),
        pytest.param("She waits in Room 12 now.", "12", id="room"),
        pytest.param("He works 7 days a week.", "7", id="days of a week"),
        pytest.param("There are 16 ounces in a pound.", "16", id="conversion"),
        pytest.param("A dog has 4 legs.", "4", id="legs"),
        pytest.param("It is a 24-hour shop.", "24", id="24-hour"),
        pytest.param("Her three friends came.", "three", id="friends"),
        pytest.param("He bought 2 items: a hat and a coat.", "2", id="a list follows"),
        pytest.param("The ratio is 3:5 here.", "3", id="ratio"),
        pytest.param("It takes 5 to 10 minutes.", "5", id="range"),
        pytest.param("3 out of 5 students walk.", "3", id="out of"),
        pytest.param("She has 1 apple.", "1", id="one"),
        pytest.param("On Day 3 it rained.", "3", id="named day"),
        pytest.param("The minimum age to drive is 16 here.", "16", id="legal age"),
        pytest.param("He flew on a Boeing 747 home.", "747", id="name"),
        pytest.param("This 3rd time it worked.", "3", id="ordinal"),
        pytest.param("He pays with 4 eleven dollar bills.", "eleven", id="dollar bills"),
        pytest.param("He pays with a 20-dollar bill.", "20", id="a dollar bill"),
        pytest.param("He pays with a $20 dollar bill.", "20", id="a sign and a word"),
        pytest.param("He finds 12 25-cent coins.", "25", id="cent coins"),
    ],
)
def test_is_left_alone(text: str, shown: str) -> None:
    mention = [m for m in mentions(text) if m.text == shown]
    assert not mention or not context(text, mention[0]).free


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("She sold 48 clips.", "48", id="count"),
        pytest.param("It costs $12 an hour.", "12", id="price"),
        pytest.param("A 5-gallon bucket leaks.", "5", id="hyphenated measure"),
        pytest.param("He gets a 20% discount.", "20", id="percent"),
        pytest.param("She reads nine pages.", "nine", id="word"),
        pytest.param("He pays with 4 twenty dollar bills.", "4", id="how many bills"),
        pytest.param("He finds 12 25-cent coins.", "12", id="how many coins"),
        pytest.param("He pays 15 dollars.", "15", id="dollars"),
    ],
)
def test_may_change(text: str, shown: str) -> None:
    assert allowed(text, shown)


def test_days_a_week_never_exceed_seven() -> None:
    text = "She trains 4 days a week."
    mention = mentions(text)[0]
    here = context(text, mention)
    assert here.cap == 7
    assert max(proposals(mention, here), default=0) <= 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It has 300 seats.", {150, 200, 250, 350, 400, 450, 500}, id="round numbers stay round"),
        pytest.param("She picks 4 plums.", {2, 3, 5, 6, 7}, id="small counts"),
    ],
)
def test_new_values_are_as_round_as_the_old(text: str, expected: set[int]) -> None:
    mention = mentions(text)[0]
    assert set(proposals(mention, context(text, mention))) == expected

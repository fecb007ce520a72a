"""What the words around a number say of it."""

import pytest

from mathwright.concepts.cues import Cue, named_number
from mathwright.programs.contexts import context
from mathwright.programs.numbers import mentions


def cues(text: str, shown: str) -> frozenset[Cue]:
    mention = next(mention for mention in mentions(text) if mention.text == shown)
    return named_number(text, mention, context(text, mention)).cues


def unit(text: str, shown: str) -> str:
    mention = next(mention for mention in mentions(text) if mention.text == shown)
    return named_number(text, mention, context(text, mention)).unit


SHARES = [
    pytest.param("Half of the eggs broke.", "Half", True, id="half of"),
    pytest.param("She ate 2/3 of the pie.", "2/3", True, id="2/3 of"),
    pytest.param("A third were red.", "third", True, id="a third were"),
    pytest.param("She sold one-quarter.", "one-quarter", True, id="one-quarter"),
    pytest.param("In the third week it rained.", "third", False, id="the third week"),
    pytest.param("Their fifth child is 8.", "fifth", False, id="their fifth child"),
    pytest.param("He has 8 quarters and a dime.", "quarters", False, id="quarters to pay with"),
    pytest.param("It takes half an hour.", "half", False, id="half an hour"),
    pytest.param("Add 3/4 cup of milk.", "3/4", False, id="3/4 cup"),
    pytest.param("The track is one-quarter of a mile long.", "one-quarter", False, id="a quarter of a mile"),
    pytest.param("She drank three quarters of the milk.", "three quarters", True, id="three quarters of"),
]


@pytest.mark.parametrize(("text", "shown", "share"), SHARES)
def test_a_share_is_a_part_of_something(text: str, shown: str, share: bool) -> None:
    assert ("share" in cues(text, shown)) is share


CUES = [
    pytest.param("It lost 20% of its worth.", "20", {"percent"}, id="percent"),
    pytest.param("Kim has half as many as Leo.", "half", {"share", "scale"}, id="half as many compares"),
    pytest.param("It costs a third of the price of a cap.", "third", {"share", "scale"}, id="a third of the price"),
    pytest.param("Kim has 3 times as many as Leo.", "3", {"multiple"}, id="times as many"),
    pytest.param("Kim is twice as old as Leo.", "twice", {"multiple"}, id="twice as"),
    pytest.param("The price tripled.", "tripled", {"multiple"}, id="tripled"),
    pytest.param("He swims 3 times a week.", "3", {"rate"}, id="times a week is a rate"),
    pytest.param("She forgot it twice on Monday.", "twice", set(), id="twice on Monday"),
    pytest.param("Kim has 5 more plums than Leo.", "5", {"comparison"}, id="more than"),
    pytest.param("Kim has 4 fewer plums.", "4", {"comparison"}, id="fewer"),
    pytest.param("He needs to buy 4 more so that all get one.", "4", set(), id="more without than"),
    pytest.param("He earns $12 per hour.", "12", {"rate", "each"}, id="per hour"),
    pytest.param("Each of 6 boxes is full.", "6", {"each"}, id="each of"),
    pytest.param("They share in the ratio 3 to 5.", "5", {"ratio"}, id="ratio"),
    pytest.param("The hens outnumber the ducks by 7.", "7", {"comparison"}, id="outnumber by"),
]


@pytest.mark.parametrize(("text", "shown", "expected"), CUES)
def test_cues_stand_around_the_number(text: str, shown: str, expected: set[Cue]) -> None:
    assert cues(text, shown) == expected


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        ("It costs $4.", "4", "money"),
        ("It takes 4 hours.", "4", "time"),
        ("It is 4 feet long.", "4", "length"),
        ("It weighs 4 kg.", "4", "mass"),
        ("It holds 4 gallons.", "4", "volume"),
        ("It covers 4 square feet.", "4", "area"),
        ("It holds 4 cubic feet.", "4", "capacity"),
        ("It goes 40 miles per hour.", "40", "speed"),
        ("It goes 40 mph.", "40", "speed"),
        ("It has 4 legs.", "4", "count"),
        ("It rang 4 times.", "4", "count"),
    ],
)
def test_the_word_after_a_number_tells_what_it_measures(text: str, shown: str, expected: str) -> None:
    assert unit(text, shown) == expected

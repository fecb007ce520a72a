"""Which stories can stand one after another."""

from random import Random

import pytest

from mathwright.programs.neighbors import clash, new_names
from mathwright.programs.people import known_names

BEFORE = "Amy went to the store and bought a box of 12 pens for her brother. Let N be the number of pens Amy has."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("Ben has 5 dogs.", None, id="nothing in common"),
        pytest.param("The store of Ben sells 5 hats.", "a thing of both stories", id="the same store"),
        pytest.param("Ben owns a store. The store sells 5 hats.", None, id="a store of its own"),
        pytest.param("The number of hats in the first week was 5.", None, id="an article that points at nothing"),
        pytest.param("The stores are open for 5 hours.", "a thing of both stories", id="the plural of it"),
        pytest.param("5 dogs ran.", "a story that opens badly", id="digits"),
        pytest.param("$5 is a lot.", "a story that opens badly", id="a price"),
        pytest.param("He has 5 dogs.", "a story that opens badly", id="a pronoun"),
        pytest.param("It has 5 rooms.", "a story that opens badly", id="it"),
        pytest.param("It takes Ben 5 hours.", None, id="it that stands for nothing"),
        pytest.param("This dog has 5 toys.", "a story that opens badly", id="this"),
        pytest.param("This year Ben has 5 dogs.", None, id="this year"),
        pytest.param("The other team won 5 games.", "a story that opens badly", id="the other"),
        pytest.param("To feed her dogs, Rosa needs 5 bags.", "a pronoun before its name", id="her before Rosa"),
        pytest.param("Rosa feeds her 5 dogs.", None, id="her after Rosa"),
        pytest.param("A tailor sews 5 coats for her son.", None, id="her without a name"),
    ],
)
def test_says_why_a_story_cannot_follow(text: str, reason: str | None) -> None:
    assert clash(BEFORE, text) == reason


def test_two_speakers_are_too_many() -> None:
    assert clash("I have 5 dogs.", "My sister has 6 cats.") == "two speakers"
    assert clash("Amy has 5 dogs.", "My sister has 6 cats.") is None


def test_two_farmers_are_taken_for_one() -> None:
    assert clash("A farmer has 5 cows.", "A poor farmer has 6 pigs.") == "a thing of both stories"
    assert clash("A farmer has 5 cows.", "A pail holds 6 eggs.") is None


def test_a_name_of_both_stories_changes_in_the_second() -> None:
    names = new_names("Amy and Ben ran.", "Amy met her aunt Rosa.", Random(1))
    assert names is not None
    assert set(names) == {"Amy"}
    assert names["Amy"] in known_names().new_women
    assert names["Amy"] != "Rosa"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param("Amy saw Uzoma.", "Uzoma ran.", id="a name of unknown gender"),
        pytest.param("Alex ran.", "Alex lost her hat.", id="a name that goes with the other pronoun"),
    ],
)
def test_a_name_that_cannot_change_keeps_the_stories_apart(before: str, text: str) -> None:
    assert new_names(before, text, Random(1)) is None


def test_an_ordinary_word_at_the_start_of_a_sentence_is_no_name() -> None:
    assert new_names("Tickets cost $5.", "Rosa has $9. Tickets are $3.", Random(1)) == {}
    assert new_names("Tickets cost $5.", "Rosa met Tickets.", Random(1)) is None

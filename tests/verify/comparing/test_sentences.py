"""Words of closed sets inside sentences."""

import pytest

from mathwright.verify.equality import same
from mathwright.verify.policy import check


@pytest.mark.parametrize(
    ("word", "sentence", "state"),
    [
        ("True", "The statement is not true.", "different"),
        ("True", "The statement isn't true.", "different"),
        ("True", "The statement is true.", "equal"),
        ("True", "The statement may be true.", "undecided"),
        ("True", "It is not the case that it is not true.", "undecided"),
        ("True", "It is not only true but plain.", "undecided"),
        ("False", "That is not false.", "different"),
        ("increasing", "neither increasing nor decreasing", "different"),
        ("decreasing", "neither increasing nor decreasing", "different"),
        ("increasing", "f is increasing, not decreasing", "undecided"),
        ("decreasing", "f is increasing, not decreasing", "different"),
        ("increasing", "There is no doubt it is increasing", "equal"),
        ("even", "not necessarily even", "different"),
        ("even", "it is even though odd", "undecided"),
        ("even", "From odd to even, it is even", "undecided"),
        ("Tuesday", "It is a Tuesday.", "equal"),
        ("Tuesday", "It was Tuesday.", "equal"),
        ("Tuesday", "It is a Monday.", "different"),
        ("Tuesday", "It was Monday.", "different"),
        ("Tuesday", "It is not a Tuesday.", "different"),
        ("Tuesday", "It falls on a Tuesday or Wednesday", "undecided"),
        ("no solution", "the equation has no solution", "equal"),
        ("no solution", "the system with many solutions and then no solution", "undecided"),
        ("decreasing", "f has slopes decreasing", "undecided"),
        ("even", "not even, but later it is even", "undecided"),
        ("always", "It is not always true", "undecided"),
        ("Yes", "It is not a yes", "undecided"),
        ("无解", "方程无解", "equal"),
        ("无解", "方程不是无解", "different"),
        ("无解", "当x=1时方程无解", "undecided"),
        ("无解", "如果这样方程无解", "undecided"),
        ("正确", "这个说法不正确", "different"),
        ("Yes", "Yes, it is true", "equal"),
        ("Yes", "No, it is true", "different"),
        ("Yes", "Yes, no", "different"),
    ],
)
def test_a_short_sentence_states_or_denies_a_word(word, sentence, state):
    verdict = check(word, sentence)
    assert verdict.state == state, verdict.rule


def test_without_a_gold_a_sentence_does_not_state_a_word():
    assert same("no solution", "the equation has no solution").state == "undecided"
    assert same("even", "f is not even").state == same("f is not even", "even").state == "different"


def test_a_long_sentence_is_left_open():
    assert check("even", "the sum of all these numbers that we have found above so far is even").state == "undecided"

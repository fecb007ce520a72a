"""Votes by equality class."""

from fractions import Fraction

import pytest

from mathwright.verify.vote import Majority, equality_classes, majority


def test_counts_equal_answers_of_different_spelling():
    assert majority(["1/2", "3", "0.5", "50%"]) == Majority("1/2", agreeing=3, of=4, margin=2, members=(0, 2, 3))


@pytest.mark.parametrize(
    ("answers", "threshold"),
    [
        pytest.param([], Fraction(1, 2), id="nobody votes"),
        pytest.param(["", " "], Fraction(0), id="blank votes"),
        pytest.param(["1", "2"], Fraction(0), id="tie"),
        pytest.param(["1", "1", "2", "2", "3"], Fraction(0), id="tie above a third"),
        pytest.param(["1", "1", "2", "3"], Fraction(1, 2), id="half is not more than half"),
        pytest.param(["1", "1", "", ""], Fraction(1, 2), id="blank draws count among all"),
        pytest.param(["5 cm", "5 m"], Fraction(0), id="undecided pairs never merge"),
    ],
)
def test_says_none(answers, threshold):
    assert majority(answers, threshold) is None


def test_a_plurality_is_enough_at_threshold_zero():
    result = majority(["1", "2", "1", "3"], threshold=Fraction(0))
    assert result == Majority("1", agreeing=2, of=4, margin=1, members=(0, 2))


def test_an_answer_joins_only_a_class_of_which_it_equals_all_members():
    # 5 equals both prices, the prices are not equal to each other.
    assert equality_classes(["$5", "5", "€5", "5.0"]) == [[0, 1, 3], [2]]

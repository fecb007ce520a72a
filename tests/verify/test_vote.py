"""Votes by equality class."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.vote import AnswerClass, Votes, tally

THIRD, HALF = Fraction(1, 3), Fraction(1, 2)


def test_counts_equal_answers_of_different_spelling() -> None:
    votes = tally(["1/2", "3", "0.5", "50%"])

    assert votes == Votes(
        classes=(AnswerClass("1/2", (0, 2, 3)), AnswerClass("3", (1,))),
        of=4,
        winner=AnswerClass("1/2", (0, 2, 3)),
        undecided_pairs=(),
    )
    assert (votes.agreeing, votes.margin, votes.score) == (3, 2, Fraction(3, 4))


@pytest.mark.parametrize(
    ("answers", "threshold", "margin"),
    [
        pytest.param([], HALF, 1, id="nobody votes"),
        pytest.param(["", " "], Fraction(0), 1, id="blank votes"),
        pytest.param(["1", "2"], Fraction(0), 1, id="tie"),
        pytest.param(["1", "2"], Fraction(0), 0, id="a tie never wins, whatever the margin asked"),
        pytest.param(["1", "1", "2", "2", "3"], Fraction(0), 1, id="tie above a third"),
        pytest.param(["1", "1", "2", "3"], HALF, 1, id="half is not more than half"),
        pytest.param(["1", "1", "", ""], HALF, 1, id="blank draws count among all"),
        pytest.param(["5 cm", "5 m"], Fraction(0), 1, id="different answers never merge"),
        pytest.param(["1", "1", "2", "3", "4", "5"], THIRD, 1, id="a third is not more than a third"),
        pytest.param(["1", "1", "1", "2", "2"], HALF, 2, id="a lead of one is less than two"),
    ],
)
def test_says_none(answers: list[str], threshold: Fraction, margin: int) -> None:
    assert tally(answers, threshold, margin).winner is None


@pytest.mark.parametrize(
    ("answers", "threshold", "margin", "members"),
    [
        pytest.param(["1", "2", "1", "3"], Fraction(0), 1, (0, 2), id="a plurality at threshold zero"),
        pytest.param(["1", "1", "1", "2", "2"], HALF, 1, (0, 1, 2), id="a lead of one"),
        pytest.param(["2", "1", "1", "1"], HALF, 2, (1, 2, 3), id="a lead of two"),
    ],
)
def test_the_class_that_exceeds_threshold_and_margin_wins(
    answers: list[str], threshold: Fraction, margin: int, members: tuple[int, ...]
) -> None:
    winner = tally(answers, threshold, margin).winner
    assert winner is not None
    assert winner.members == members


def test_an_answer_joins_only_a_class_of_which_it_equals_all_members() -> None:
    # 5 equals both prices, the prices are not equal to each other.
    votes = tally(["$5", "5", "€5", "5.0"])
    assert [one.members for one in votes.classes] == [(0, 1, 3), (2,)]


def test_classes_of_one_size_stand_in_the_order_drawn_and_larger_ones_before() -> None:
    assert [one.answer for one in tally(["4", "7", "", "7.0", "9"]).classes] == ["7", "4", "9"]


# --- what cannot be told apart --------------------------------------------------------------------

HELD, OTHER = "the larger of both sides is red", "a red one is the larger side"


def test_pairs_that_cannot_be_told_apart_stay_apart_and_are_named() -> None:
    votes = tally([HELD, OTHER, "7"])

    assert [one.answer for one in votes.classes] == [HELD, OTHER, "7"]
    assert (0, 1) in votes.undecided_pairs
    assert votes.winner is None
    assert not votes.all_different


@pytest.mark.parametrize(
    ("answers", "so"),
    [
        pytest.param(["1", "2", "3"], True, id="three answers"),
        pytest.param(["1", "2", ""], True, id="a draw without an answer is none that differs"),
        pytest.param(["1"], False, id="one answer"),
        pytest.param(["", ""], False, id="no answer"),
        pytest.param(["1", "2", "1.0"], False, id="two of them equal"),
    ],
)
def test_says_whether_all_differ(answers: list[str], so: bool) -> None:
    assert tally(answers).all_different is so


def test_the_score_of_no_draws_is_zero() -> None:
    assert tally([]).score == 0


def test_what_equals_not_even_itself_has_no_vote() -> None:
    assert tally([" ", "\t", "6"]).classes == (AnswerClass("6", (2,)),)


@given(st.lists(st.sampled_from(["1", "2", "0.5", "1/2", "", "x", "red"]), max_size=64))
def test_every_answer_is_in_one_class_at_most_and_those_of_one_text_together(answers: list[str]) -> None:
    votes = tally(answers)

    members = [place for one in votes.classes for place in one.members]
    assert sorted(members) == [place for place, answer in enumerate(answers) if answer]
    homes = {answers[place]: one for one in votes.classes for place in one.members}
    assert all(homes[answers[place]] is one for one in votes.classes for place in one.members)

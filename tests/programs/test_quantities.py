"""What a letter can stand for, and how it is said."""

import pytest

from mathwright.programs.quantities import quantity_of, question_kept

STORY = "Mona sold 48 clips in April at $2 each, and her sister Amy sold 20 clips."


@pytest.mark.parametrize(
    ("question", "priced", "phrase", "unit"),
    [
        ("How many clips did Mona sell in all?", False, "the number of clips Mona sold in all", "number"),
        ("How many clips are there in the box?", False, "the number of clips in the box", "number"),
        ("How many clips are there?", False, "the number of clips", "number"),
        ("How much money did Mona make?", True, "the amount of money Mona made", "money"),
        ("How much money did Mona make?", False, "the amount of money Mona made", "money"),
        ("How many dollars did Mona make?", True, "the number of dollars Mona made", "dollars"),
        ("What is the total cost?", True, "the total cost", "money"),
        ("How old is Amy?", False, "Amy's age in years", "number"),
        ("How old is Amy now?", False, "Amy's current age in years", "number"),
        ("What was her average speed, in miles per hour?", False, "her average speed in miles per hour", "number"),
        ("What is the average number of clips they sold?", False, "the average number of clips they sold", "number"),
    ],
)
def test_says_the_quantity_and_its_kind(question: str, priced: bool, phrase: str, unit: str) -> None:
    quantity = quantity_of(f"{STORY} {question}", priced)
    assert quantity is not None
    assert (quantity.phrase, quantity.unit, quantity.kept) == (phrase, unit, False)
    assert quantity.front == STORY
    assert quantity.head == len(STORY)


@pytest.mark.parametrize(
    ("question", "priced"),
    [
        pytest.param("How long did it take Mona to sell them?", False, id="no unit"),
        pytest.param("What percentage of the clips did Mona sell?", False, id="a percentage"),
        pytest.param("How old will Amy be in 5 years?", False, id="an age in years in years"),
        pytest.param("How many clips did Mona sell?", True, id="a count printed as a price"),
        pytest.param("What is the weight of the clips?", False, id="a weight without unit"),
        pytest.param("How many clips were there selling well in all?", False, id="a clause that is no clause"),
    ],
)
def test_refuses_what_is_not_sure_to_be_one_number(question: str, priced: bool) -> None:
    assert quantity_of(f"{STORY} {question}", priced) is None


@pytest.mark.parametrize(
    ("story", "priced"),
    [
        pytest.param("Mona sold 48 clips at £2 each.", True, id="pounds"),
        pytest.param("Mona sold 48 clips at 2 euros each.", True, id="euros"),
        pytest.param("Mona sold 48 clips at 20 cents or $2.", False, id="cents or dollars"),
        pytest.param("Mona sold 48 clips.", True, id="no currency"),
    ],
)
def test_money_is_dollars_for_certain(story: str, priced: bool) -> None:
    assert quantity_of(f"{story} How much money did Mona make?", priced) is None


def test_a_condition_becomes_a_statement_before_the_letter() -> None:
    quantity = quantity_of("Mona sold 48 clips. If Amy sold 20 clips, how many clips did they sell in all?", False)
    assert quantity is not None
    assert quantity.front == "Mona sold 48 clips. Suppose Amy sold 20 clips."
    assert quantity.shown("N") == "N"


def test_a_price_is_shown_with_its_sign() -> None:
    quantity = quantity_of(f"{STORY} How much money did Mona make?", True)
    assert quantity is not None
    assert quantity.shown("M") == "$M"


@pytest.mark.parametrize(
    ("question", "priced", "unit"),
    [
        ("By how many clips did Mona beat Amy?", False, "number"),
        ("If they stop now, how many are neither red nor blue?", False, "number"),
        ("How much more money did Mona make than Amy?", True, "money"),
        ("How much does she have to pay?", True, "money"),
    ],
)
def test_a_question_may_stay_as_it_is(question: str, priced: bool, unit: str) -> None:
    quantity = question_kept(f"{STORY} {question}", priced)
    assert quantity is not None
    assert (quantity.phrase, quantity.unit, quantity.kept) == ("the answer to this question", unit, True)
    assert quantity.front == f"{STORY} {question}"
    assert quantity.head == len(quantity.front)


@pytest.mark.parametrize(
    ("question", "priced"),
    [
        pytest.param("How long did Mona work?", False, id="no unit"),
        pytest.param("How much water did Mona drink?", False, id="no unit of volume"),
        pytest.param("How much water did Mona drink?", True, id="no money"),
        pytest.param("How many clips are left, and how many are sold?", False, id="two answers"),
        pytest.param("How many clips did Mona and Amy sell, respectively?", False, id="respectively"),
        pytest.param("If Mona sold 5 How many are left?", False, id="a capital inside"),
        pytest.param("How many cents did Mona make?", False, id="cents"),
        pytest.param("Find how many clips are left.", False, id="an order"),
        pytest.param("Does Amy know? How many clips are left?", False, id="a question before it"),
    ],
)
def test_a_question_whose_answer_is_not_plain_does_not_stay(question: str, priced: bool) -> None:
    assert question_kept(f"{STORY} {question}", priced) is None

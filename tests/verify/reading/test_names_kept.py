"""Names and words around a value that say what it is a value of."""

from fractions import Fraction

import pytest

from mathwright.verify.equality import same
from mathwright.verify.policy import check
from mathwright.verify.reading.answer import Collection, Definition, Expression, Prose, Quantity, System, Unread
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.tree import Number


def number(value: str) -> Expression:
    return Expression(Number(Fraction(value)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tom: 5, Jerry: 3", ("tom", "jerry")),
        ("minimum = 3, maximum = 5", ("minimum", "maximum")),
        ("The mean is 22 and the range is 50", ("mean", "range")),
        ("甲: 5, 乙: 3", ("甲", "乙")),
        ("甲:5,乙:3", ("甲", "乙")),
        ("No. of pens: 5, no. of caps: 3", ("no. of pens", "no. of caps")),
        ("x is 1 and y is 2", ("x", "y")),
    ],
)
def test_several_values_keep_their_names(text: str, names: tuple[str, ...]) -> None:
    answer = read_answer(text)[0]
    assert isinstance(answer, System)
    assert tuple(member.name for member in answer.members if isinstance(member, Definition)) == names


@pytest.mark.parametrize(
    "text",
    [
        "incorrect: 4",
        "不正确: 4",
        "not x=5",
        "n not = 255",
        "A geometric distribution with p = 0.15",
        "If n is even then it is odd",
        "It is false that it is true",
        "the day after it is Tuesday",
        "None of them is correct.",
        "Only one of them is even.",
        "5 if n is even and 6 if odd",
        "3+4=8 apples",
        "Mean = 21.6 standard deviation = 11.2",
        "4abb",
        "5apples",
        "2 sixes",
        "5 years ago",
        "10 m/s upwards",
    ],
)
def test_words_that_turn_the_value_leave_prose(text: str) -> None:
    assert isinstance(read_answer(text)[0], Prose)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x -- 5", "two minus signs"),
        ("a = 5 b = 6", "equations without a sign between them"),
        (r"p \land q", "statements joined by signs"),
        (r"\pm a \pm b", "signs that may go together or not"),
        (r"\{1, \emptyset\}", "the empty set as a member"),
        (r"AB \cong CD", "unknown command"),
    ],
)
def test_what_has_two_meanings_is_not_read(text: str, reason: str) -> None:
    assert read_answer(text) == (Unread(reason),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9 tens", "90"),
        ("30 ones", "30"),
        ("2 tens 5 ones", "25"),
        ("5((7)/(10))", "57/10"),
        ("-1((4)/(15))", "-19/15"),
        ("nothing", "0"),
        ("八折", "4/5"),
        ("打8.5折", "17/20"),
    ],
)
def test_reads_the_number(text: str, value: str) -> None:
    assert read_answer(text) == (number(value),)


@pytest.mark.parametrize(
    ("text", "value", "noun"),
    [
        ("twice", "2", "time"),
        ("5 fewer apples", "5", "fewer apple"),
        ("an hour", "1", ""),
        ("3 and 1/4 cups", "13/4", ""),
        ("$5 and 25 cents", "21/4", ""),
    ],
)
def test_reads_the_quantity(text: str, value: str, noun: str) -> None:
    answer = read_answer(text)[0]
    assert isinstance(answer, Quantity)
    assert (answer.value, answer.unit.noun) == (number(value), noun)


def test_a_whole_and_a_fraction_may_be_two_answers() -> None:
    assert read_answer("3 and 1/4") == (Collection("list", (number("3"), number("1/4"))), number("13/4"))
    assert len(read_answer("3 and 5/4")) == 1


@pytest.mark.parametrize(
    ("text", "prose"),
    [(r"2550\sim2560", "2550~2560"), ("2550 ～ 2560", "2550~2560"), ("5~6千米", "5~6千米")],
)
def test_a_tilde_between_numbers_is_a_stretch(text: str, prose: str) -> None:
    assert read_answer(text) == (Prose(prose),)


def test_a_tilde_of_latex_is_a_space() -> None:
    assert read_answer("10~000") == (number("10000"),)
    assert read_answer("9,~ 64") == (Collection("list", (number("9"), number("64"))),)


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("Tom: 5, Jerry: 3", "Tom: 3, Jerry: 5", "different"),
        ("Tom: 5, Jerry: 3", "Jerry: 3, Tom: 5", "equal"),
        ("Tom: 5, Jerry: 3", "Ann: 5, Bob: 3", "undecided"),
        ("Tom: 5, Jerry: 3", "5, 3", "equal"),
        ("Tom: 5, Jerry: 3", "3, 5", "undecided"),
        ("Tom: 5, Jerry: 3", "5, 4", "different"),
        ("mean = 5", "median = 5", "undecided"),
        ("mean = 5", "median = 6", "different"),
        ("mean = 5", "5", "equal"),
        ("mean = 5", "x = 5", "equal"),
        ("Alice is first", "Bob is first", "undecided"),
        ("The equation is x^2 + y^2 = 25", "x^2 + y^2 = 25", "equal"),
        ("The equation is x^2 + y^2 = 25", "25", "undecided"),
        ("xy=1", "x=1", "different"),
        ("y=2x", "yx=2x", "different"),
        ("xy=1", "1", "undecided"),
        ("2x = 6 cm", "6 cm", "undecided"),
        ("x=6=5", "5", "undecided"),
        ("x=3+4=8", "8", "undecided"),
        ("x=3+4=7", "7", "equal"),
        ("6abc", "6", "different"),
        ("2550\\sim2560", "2550\\sim3560", "different"),
        ("\\emptyset", "\\{\\emptyset\\}", "undecided"),
        ("alpha = 5", r"\beta = 5", "different"),
        (r"\frac{m}{n} = \frac{5}{14}", "Probability: 5/14", "equal"),
        ("f(x) = x^2 + 1", "Total cost: x^2 + 1", "equal"),
        ("2((7)/(3))", "13/3", "different"),
        ("3 and 5/4 cups", "4.25 cups", "different"),
        ("3 and 1/4", "3.25", "equal"),
        ("3 and 1/4", "3", "different"),
    ],
)
def test_names_are_compared(a: str, b: str, state: str) -> None:
    assert same(a, b, algebra=False).state == same(b, a, algebra=False).state == state


@pytest.mark.parametrize(
    ("reply", "state"),
    [("length: 5 cm, width: 3 cm", "equal"), ("length: 3 cm, width: 5 cm", "different"), ("5 cm, 3 cm", "equal")],
)
def test_labelled_measures_stand_for_a_list_in_their_order(reply: str, state: str) -> None:
    assert check("5, 3", reply, "What are the length and width in cm, in this order?").state == state


def test_an_order_that_is_asked_for_counts_under_a_label() -> None:
    question = "List the numbers in increasing order."
    assert check("1, 2, 3, 4", "The list is 4, 3, 2, 1", question).state == "different"
    assert check("1, 2, 3, 4", "The list is 1, 2, 3, 4", question).state == "equal"


def test_measures_under_other_names_are_not_taken_for_each_other() -> None:
    question = "What are the sides in cm?"
    assert check("length: 5, width: 3", "Tom: 5 cm, Ann: 3 cm", question).state == "undecided"

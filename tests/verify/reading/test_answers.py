import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import RUNAWAY_S

from mathwright.verify.reading.answer import (
    Based,
    Choice,
    Clock,
    Collection,
    Day,
    Definition,
    Expression,
    Prose,
    Quantity,
    Ratio,
    Region,
    Relation,
    Unread,
    Word,
)
from mathwright.verify.reading.answers import MAX_LENGTH, read_answer
from mathwright.verify.reading.tree import Call, Number, Symbol


def number(value: str, *, percent: bool = False, approximate: bool = False) -> Expression:
    return Expression(Number(Fraction(value)), percent=percent, approximate=approximate)


def without_decimals(answer: object) -> object:
    return Expression(answer.tree, answer.percent, answer.approximate) if isinstance(answer, Expression) else answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("12", number("12")),
        ("1,000", number("1000")),
        ("3/4", number("3/4")),
        ("five", number("5")),
        ("三", number("3")),
        ("10%", number("1/10", percent=True)),
        ("10 percent", number("1/10", percent=True)),
        ("ten per cent", number("1/10", percent=True)),
        ("百分之十", number("1/10", percent=True)),
        ("1.5 million", number("1500000")),
        ("3 dozen", number("36")),
        ("half", number("1/2")),
        ("-5", number("-5")),
        ("about 12", number("12", approximate=True)),
        ("≈ 12", number("12", approximate=True)),
        (r"\boxed{12}", number("12")),
        ("The answer is 12.", number("12")),
        ("= 12", number("12")),
        ("１２", number("12")),
        ("3 out of 4", number("3/4")),
        ("one in five", number("1/5")),
        ("3 to 4", Ratio((Number(Fraction(3)), Number(Fraction(4))))),
        ("three to one", Ratio((Number(Fraction(3)), Number(Fraction(1))))),
        ("yes", Word("yes", "yes_no")),
        (r"\text{No solution}", Word("none", "no_solution")),
        ("3rd", Word("3", "ordinal")),
        ("B", Choice(frozenset("B"))),
        (r"\textbf{(B)}", Choice(frozenset("B"))),
        (r"\text{A, C}", Choice(frozenset("AC"))),
        (r"\textbf{(B)}\ 5", Choice(frozenset("B"), number("5"))),
        ("3:30 p.m.", Clock(Fraction(55_800), half_known=True)),
        ("July 4, 2020", Day(2020, 7, 4)),
        ("I and III only", Collection("set", (Word("1", "statement"), Word("3", "statement")))),
        ("The cat.", Prose("cat")),
        ("a  Cat", Prose("cat")),
        ("A is bigger", Prose("a is bigger")),
        (r"\text{right triangle}", Prose("right triangle")),
        ("None of the above", Prose("none of the above")),
        ("", Unread("empty answer")),
        ("  ", Unread("empty answer")),
        ("$$", Unread("empty answer")),
        ("1" * (MAX_LENGTH + 1), Unread("answer too long")),
        ("x is 5", Definition("x", number("5"))),
        ("AB = 5", Definition("AB", number("5"))),
        ("Area: 25", Definition("area", number("25"))),
        ("width = 5", Definition("width", number("5"))),
        ("the total cost is 5", Definition("total cost", number("5"))),
        ("the answer is 5", number("5")),
        ("Result: 5", number("5")),
        ("2 and 3", Collection("list", (number("2"), number("3")))),
        ("1, 2, and 3", Collection("list", (number("1"), number("2"), number("3")))),
        ("5 or five", number("5")),
        ("ten big percent", Prose("ten big percent")),
        ("low percent", Prose("low percent")),
        ("N/A", Word("not applicable", "not_applicable")),
    ],
)
def test_reads_the_likeliest_kind_first(text: str, answer: object) -> None:
    first = read_answer(text)[0]
    assert (first if isinstance(first, Choice | Collection) else without_decimals(first)) == answer


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("3:30", (Clock, Ratio)),
        ("3:4", (Ratio,)),
        ("B", (Choice, Expression)),
        ("b", (Expression, Choice)),
        ("x", (Expression,)),
        ("5 m", (Quantity, Expression)),
        ("5m", (Expression, Quantity)),
        (r"5\text{m}", (Quantity, Expression)),
        ("5 cm", (Quantity,)),
        (r"30^\circ", (Quantity, Expression)),
        ("2 + 3 = 5", (Relation, Expression)),
        (r"5\sqrt2 \approx 7.07", (Expression, Expression)),
        ("at least 5", (Region,)),
        ("x = 5 cm", (Definition,)),
        ("3 + 4 = 7 apples", (Quantity,)),
        (r"\$\frac23 \approx \$0.67", (Quantity, Quantity)),
        ("12 apples", (Quantity,)),
        ("sqrt(2)", (Expression,)),
        ("sin(pi*x/5)", (Expression,)),
        ("2x + 3", (Expression,)),
        ("AC", (Choice, Expression)),
        ("{1, 2}", (Collection,)),
        ("all real numbers", (Region,)),
        ("7/4/2020", (Unread,)),
        ("2020-07-04", (Day,)),
        ("CA", (Expression,)),
    ],
)
def test_gives_every_kind_it_can_be(text: str, kinds: tuple[type, ...]) -> None:
    assert tuple(map(type, read_answer(text))) == kinds


@pytest.mark.parametrize("text", ["1101_2", r"1101_{\text{two}}", "1101 base 2", "1101 in base two", "1101 (base 2)"])
def test_a_base_may_be_said(text: str) -> None:
    assert read_answer(text)[0] == Based("1101", 2, Fraction(13))


def test_a_computation_gives_its_result_second() -> None:
    assert read_answer("2 + 3 = 5")[1] == number("5")
    assert read_answer("x = 2 + 3 = 5")[-1] == Definition("x", number("5"))


def test_a_rounded_value_comes_after_the_exact_one() -> None:
    exact, rounded = read_answer(r"\sqrt2 \approx 1.41")
    assert exact == Expression(Call("root", (Number(Fraction(2)), Number(Fraction(2)))))
    assert rounded == number("141/100", approximate=True)


def test_a_rounded_definition_defines_the_exact_value() -> None:
    root = Expression(Call("root", (Number(Fraction(2)), Number(Fraction(2)))))
    assert read_answer(r"x = \sqrt2 \approx 1.41")[0] == Definition("x", root)


def test_an_equation_between_variables_has_no_result() -> None:
    assert len(read_answer("2a + 1 = 3b = 4c")) == 1


def test_a_price_in_brackets_is_the_price() -> None:
    assert read_answer(r"(\$5)") == read_answer(r"\$5")


def test_declares_every_number_of_an_approximate_answer_so() -> None:
    (quantity,) = read_answer("about 5 cm")
    assert isinstance(quantity, Quantity)
    assert quantity.value == number("5", approximate=True)
    (listed,) = read_answer("about 5 and 6")
    assert listed == Collection("list", (number("5", approximate=True), number("6", approximate=True)))


def test_a_lone_small_letter_is_a_variable_before_a_choice() -> None:
    assert read_answer("b") == (Expression(Symbol("b")), Choice(frozenset("B")))


def test_keeps_apart_what_two_names_are() -> None:
    (system,) = read_answer("x = 5 cm, y = 3 cm")
    assert [member.name for member in system.members] == ["x", "y"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "5 cm",
        "$5",
        r"\frac{1}{2}",
        "2 and 3",
        "3:30 p.m.",
        "12 apples",
        "yes",
        "(B)",
        "x = 5 cm",
        "Alice",
        "x < 1 or x > 3",
        r"30^\circ",
        "①③",
        "three quarters",
        "5 ft 3 in",
    ],
)
def test_what_stands_around_does_not_matter(text: str) -> None:
    readings = read_answer(text)
    for around in ("{}.", " {} ", "**{}**", r"\boxed{{{}}}", "The answer is {}.", "Answer: {}", "{}", "= {}"):
        assert read_answer(around.format(text)) == readings, around


HOSTILE = [
    "{",
    "(",
    r"\text{",
    "$",
    "five ",
    "5 cm ",
    "5 cm, ",
    "a and ",
    "**a",
    "三分之",
    "x or ",
    "≈",
    r"\approx ",
    "half ",
    "is ",
    "m·",
    "/m",
    "1,000",
    "'",
    "°",
    "\ud800",
    "A, ",
    "I, ",
    "x x ",
    "answer is ",
    "=",
    "1/",
    "12:",
    "(1) ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_are_read_in_bounded_time(piece: str) -> None:
    for length in (300, MAX_LENGTH, 1_000_000):
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        readings = read_answer(text)
        assert time.process_time() - start < RUNAWAY_S
        assert readings


PIECES = r"""5 1/2 cm $ and or , ; = x \text{ } \frac{1}{2} five half of the ( ) { } °
three : 30 p.m. A B. is ≈ 三 元 % ^2 ①
base \approx $$ per each (1) July 4, 2020 - \boxed{ ** no 1,000 more than""".split()


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_never_raises_and_never_comes_back_empty(text: str) -> None:
    assert read_answer(text)

"""Two stories beside each other: which results go together, and how a new question is worked out."""

from random import Random

import pytest

from mathwright.programs.made import Refused
from mathwright.programs.side_by_side import FARTHEST, Bench, round_number, side_by_side
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem


def template(question: str, solution: str, name: str) -> Template:
    made = compile_template(
        Problem(problem_id=name, question=question, solutions=(solution,), answer="", source="test")
    )
    assert isinstance(made, Template)
    return made


def sum_of(
    left: int, right: int, name: str, story: str = "Amy has {} hats and {} caps. How many things does Amy have?"
) -> Template:
    return template(
        story.format(left, right),
        f"{left} + {right} = <<{left}+{right}={left + right}>>{left + right}\n#### {left + right}",
        name,
    )


PENS = "Ben has {} pens and {} pins. How many things does Ben have?"
COATS = template(
    "Rosa paid $60 for shoes and $12.50 for a hat. How much money did Rosa pay in total?",
    "60 + 12.5 = $<<60+12.5=72.5>>72.50\n#### 72.5",
    "coats",
)


def bench(left: Template, right: Template, draw: int = 0) -> Bench:
    made = side_by_side(left, right, Random(draw))
    assert isinstance(made, Bench)
    return made


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        pytest.param(sum_of(2, 5, "a"), sum_of(1500, 23, "b", PENS), "sizes differ", id="too far apart"),
        pytest.param(sum_of(90_000, 20_000, "a"), sum_of(80_000, 5, "b", PENS), "sizes differ", id="too large"),
        pytest.param(sum_of(1, 1, "a"), sum_of(1, 1, "b", PENS), "equal results", id="equal"),
    ],
)
def test_results_that_do_not_go_together_are_refused(left: Template, right: Template, reason: str) -> None:
    reasons = {
        made.reason for draw in range(12) if isinstance(made := side_by_side(left, right, Random(draw)), Refused)
    }
    assert reason in reasons


def test_results_may_be_so_far_apart_and_no_farther() -> None:
    for draw in range(30):
        made = side_by_side(sum_of(2, 5, "a"), sum_of(1000, 25, "b", PENS), Random(draw))
        if isinstance(made, Bench):
            assert made.larger.value <= FARTHEST * made.smaller.value


def test_two_long_stories_are_refused() -> None:
    slow = "and she walks slowly home along the green river with a smile on her lips and a song in her heart "
    words = (
        "Amy has {} hats "
        + slow
        + "every day of the week. She has {} caps "
        + slow
        + "too. How many things does Amy have?"
    )
    left, right = sum_of(40, 30, "a", words), sum_of(50, 30, "b", words.replace("Amy", "Ben").replace("she", "he"))
    made = side_by_side(left, right, Random(0))
    assert made == Refused("two long stories")


def test_knows_which_result_is_which() -> None:
    for draw in range(8):
        made = bench(sum_of(40, 30, "a"), sum_of(8, 9, "b", PENS), draw)
        assert (made.first.told, made.second.told) == ("N", "M")
        assert made.term("larger").value > made.term("smaller").value
        assert {made.first.value, made.second.value} == {made.larger.value, made.smaller.value}
        assert made.prices == 0


def test_prices_are_told_with_their_sign() -> None:
    made = bench(COATS, sum_of(40, 30, "b", PENS))
    assert made.prices == 1
    price, number = made.term("price"), made.term("number")
    assert price.told in ("$N", "$M")
    assert number.told in ("N", "M")
    made.ask("bought")
    made.work("The total is", number, "*", price)
    assert f"<<{number.value}*{float(price.value):g}=" in made.lines[-1]
    assert made.lines[-1].startswith(f"The total is {number.shown} * {price.shown} = $<<")


def test_numbers_of_the_question_are_givens_where_they_stand() -> None:
    made = bench(sum_of(40, 30, "a"), sum_of(8, 9, "b", PENS))
    factor = made.number(4)
    made.ask("times_sum", factor=factor)
    whole = made.work("The sum is", made.first, "+", made.second)
    made.work("4 times the sum is", factor, "*", whole)
    row = made.closed()
    assert row is not None
    start, end, value = row.story.givens[-1]
    assert (row.story.question[start:end], value) == ("4", 4)
    assert [step for step, _ in row.story.steps[2:]] == ["s0+s1", "g4*s2"]
    assert row.story.answer == 4 * whole.value
    assert not row.story.money


@pytest.mark.parametrize(
    ("op", "closes"),
    [("+", True), ("-", False), ("/", False)],
)
def test_a_result_that_makes_no_sense_closes_nothing(op: str, closes: bool) -> None:
    made = bench(sum_of(40, 30, "a"), sum_of(8, 9, "b", PENS))
    made.ask("sum")
    made.work("The result is", made.smaller, op, made.larger)
    assert (made.closed() is not None) is closes


def test_a_part_of_a_cent_is_no_price() -> None:
    made = bench(
        COATS,
        template(
            "Amy paid $40 for a bag and $31 for a cap. How much money did Amy pay?",
            "40 + 31 = $<<40+31=71>>71\n#### 71",
            "bag",
        ),
    )
    made.ask("average")
    made.work("The quotient is", made.first, "/", made.constant(7))
    assert made.closed() is None


@pytest.mark.parametrize("size", [2, 7, 50, 900, 40_000])
def test_round_numbers_are_of_the_size_asked_for(size: int) -> None:
    drawn = {round_number(size, Random(draw)) for draw in range(60)}
    assert min(drawn) >= 2
    assert max(drawn) <= max(2, size)
    assert len(drawn) > 1 or size < 3

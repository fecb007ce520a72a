"""A count told as a share of the count before it: what the text, the program and the first line say then."""

from fractions import Fraction
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.coordinated import share_of_another
from mathwright.programs.made import Made
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem

FRUIT = "Ada has 20 apples and 5 oranges. How many fruits does Ada have?"
BOWL = "Ada has 20 apples, 10 oranges, and 5 pears. How many fruits does Ada have?"
PRIZES = "Ada won {} and {}. How many prizes did Ada win?"
"""A contest, whose numbers never change."""


def template(question: str, sum_: str) -> Template:
    total = sum_.partition("=")[2]
    solution = f"Ada has {sum_.partition('=')[0]} = <<{sum_}>>{total}.\n#### {total}"
    found = compile_template(
        Problem(problem_id="p", question=question, solutions=(solution,), answer=total, source="test")
    )
    assert isinstance(found, Template)
    return found


def draws(question: str, sum_: str, count: int = 30) -> list[Made]:
    told = template(question, sum_)
    return [made for draw in range(count) if (made := share_of_another(told, Random(draw))) is not None]


@pytest.mark.parametrize(("question", "sum_"), [(FRUIT, "20+5=25"), (BOWL, "20+10+5=35")])
def test_every_telling_holds_by_the_second_route(question: str, sum_: str) -> None:
    made = draws(question, sum_)
    assert len(made) > 20
    assert [faults_of(one) for one in made] == [[]] * len(made)
    assert {one.parents for one in made} == {("p",)}


def test_a_fraction_and_a_percent_say_the_same() -> None:
    by_question = {made.question: made for made in draws(PRIZES.format("20 ribbons", "5 medals"), "20+5=25")}
    percent = by_question.pop("Ada won 20 ribbons and 25% as many medals as ribbons. How many prizes did Ada win?")
    quarter = by_question.pop(
        "Ada won 20 ribbons and a quarter as many medals as ribbons. How many prizes did Ada win?"
    )
    assert by_question == {}
    assert percent.program.lines[0] == "The number of medals is 20 * 25 / 100 = <<20*25/100=5>>5."
    assert quarter.program.lines[0] == "The number of medals is 20 / 4 = <<20/4=5>>5."
    assert percent.program.lines[1:] == quarter.program.lines[1:] == ("Ada has 20 + 5 = <<20+5=25>>25.",)
    assert percent.answer == quarter.answer == "25"


def test_the_program_recovers_the_number_that_the_text_no_longer_states() -> None:
    for made in draws(PRIZES.format("20 ribbons", "8 medals"), "20+8=28"):
        assert [given.value for given in made.program.givens] in (["20", "2/5"], ["20", "40"])
        recover, total = made.program.steps
        assert recover.expression in ("g0*g1", "g0*g1/100")
        assert (recover.value, total.expression, total.value, made.program.answer) == ("8", "g0+s0", "28", 1)


def test_a_numerator_above_one_multiplies() -> None:
    lines = {made.program.lines[0] for made in draws(PRIZES.format("20 ribbons", "8 medals"), "20+8=28")}
    assert "The number of medals is 20 / 5 * 2 = <<20/5*2=8>>8." in lines


def test_other_numbers_of_the_text_keep_their_places() -> None:
    recovered = set()
    for made in draws(BOWL, "20+10+5=35"):
        first, _, _ = spans = [made.question[given.start : given.end] for given in made.program.givens]
        assert made.question.startswith(f"Ada has {first} apples, {spans[1]}")
        recovered.add((made.program.steps[0].expression, made.program.steps[1].expression))
    assert {last for _, last in recovered} == {"(g0+s0)+g2", "(g0+g1)+s0"}
    assert {first.removesuffix("/100") for first, _ in recovered} == {"g0*g1", "g1*g2"}


def test_the_numbers_of_a_changeable_story_change() -> None:
    wholes = {made.program.givens[0].value for made in draws(FRUIT, "20+5=25")}
    assert len(wholes) > 2
    for made in draws(FRUIT, "20+5=25"):
        whole, total = Fraction(made.program.givens[0].value), Fraction(made.answer)
        assert total - whole == Fraction(made.program.steps[0].value)


def test_the_nouns_keep_their_adjectives() -> None:
    made = draws(PRIZES.format("20 red ribbons", "10 gold medals"), "20+10=30")
    assert {"Ada won 20 red ribbons and half as many gold medals as red ribbons. How many prizes did Ada win?"} < {
        one.question for one in made
    }


@pytest.mark.parametrize(
    ("question", "sum_"),
    [
        pytest.param("Ada pays $20 and $5. How many dollars does Ada pay?", "20+5=25", id="no nouns"),
        pytest.param("Ada has 20 apples and 5 apples. How many apples does Ada have?", "20+5=25", id="one noun"),
        pytest.param("Ada has 5 apples and 20 pears. How many fruits does Ada have?", "5+20=25", id="more than before"),
        pytest.param("Ada works 20 hours and 5 days. How long does Ada work?", "20+5=25", id="nothing countable"),
        pytest.param("Ada has 20 apples and sees 5 pears. How many are there?", "20+5=25", id="words between"),
        pytest.param(PRIZES.format("30 ribbons", "7 medals"), "30+7=37", id="no plain share"),
        pytest.param(PRIZES.format("50 ribbons", "12 medals"), "50+12=62", id="24 percent"),
        pytest.param(PRIZES.format("20 ribbons", "1 medals"), "20+1=21", id="a share of one"),
        pytest.param(PRIZES.format("20 ribbons", "half of 10 medals"), "20+10=30", id="a share between"),
        pytest.param("Ada has 20 apples. How many apples does Ada have now?", "20+0=20", id="one number"),
        pytest.param(PRIZES.format("20 ribbons", "10 more medals"), "20+10=30", id="a difference"),
        pytest.param(PRIZES.format("20 more ribbons", "10 medals"), "20+10=30", id="a difference before"),
    ],
)
def test_tells_nothing_where_no_count_is_a_plain_share_of_the_one_before(question: str, sum_: str) -> None:
    assert draws(question, sum_, 12) == []

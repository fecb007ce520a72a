"""What stands right around a box and belongs to the answer, and what does not."""

import time

import pytest
from tests.patience import RUNAWAY_S

from mathwright.verify.extract import extract
from mathwright.verify.policy import check


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param(r"$-\boxed{12}$", "-12", id="minus"),
        pytest.param(r"so it is -\boxed{12}.", "-12", id="minus without a formula"),
        pytest.param(r"$y = -\boxed{\frac{1}{2}}$", r"-\frac{1}{2}", id="minus after a name"),
        pytest.param(r"$-\boxed{a+b}$", "-(a+b)", id="minus before a sum"),
        pytest.param(r"$-\boxed{-3}$", "-(-3)", id="two signs"),
        pytest.param(r"$\boxed{12}\%$", r"12\%", id="percent"),
        pytest.param(r"$\boxed{12}$%", "12 %", id="percent behind the formula"),
        pytest.param(r"$\boxed{12}\pi$", r"12\pi", id="pi"),
        pytest.param(r"$\boxed{12}^\circ$", r"12^\circ", id="degrees"),
        pytest.param(r"$\boxed{-3}^2$", "(-3)^2", id="power"),
        pytest.param(r"$\boxed{12}!$", "12!", id="factorial"),
        pytest.param(r"$\boxed{3}\times 10^{5}$", r"3\times 10^{5}", id="power of ten"),
        pytest.param(r"$2\boxed{3}$", r"2\cdot 3", id="factor"),
        pytest.param(r"$2\boxed{x+1}$", r"2\cdot (x+1)", id="factor of a sum"),
        pytest.param(r"$2+\boxed{3}$", "2+3", id="term"),
        pytest.param(r"$\sqrt{\boxed{5}}$", r"\sqrt{5}", id="root"),
        pytest.param(r"$\frac{\boxed{3}}{4}$", r"\frac{3}{4}", id="numerator"),
        pytest.param(r"$\boxed{3}/4$", "3/4", id="slash"),
        pytest.param(r"$x<\boxed{12}$", "x<12", id="bound"),
        pytest.param(r"$1 < x < \boxed{3}$", "1 < x < 3", id="two bounds"),
        pytest.param(r"$x \ne \boxed{3}$", r"x \ne 3", id="unequal"),
        pytest.param(r"$\boxed{12}$ cm, then", "12 cm", id="unit behind the formula"),
        pytest.param(r"**\boxed{12} km**", "12 km", id="unit without a formula"),
        pytest.param(r"$\boxed{12}\,\text{cm}$.", "12 cm", id="unit in the formula"),
        pytest.param(r"$\boxed{12}$ in.", "12 in", id="inches"),
        pytest.param(r"$\boxed{12}$ feet per second", "12 feet per second", id="speed"),
        pytest.param(r"$\boxed{12}$米。", "12米", id="Chinese unit"),
        pytest.param(r"\boxed{12} million", "12 million", id="million"),
    ],
)
def test_what_touches_a_box_is_part_of_its_answer(reply, answer):
    found = extract(reply)
    assert (found.answer, found.place, found.candidates, found.parts) == (answer, "boxed", 1, ())


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param(r"$x = \boxed{5}$", "5", id="a name"),
        pytest.param(r"$$2+3 = \boxed{5}.$$", "5", id="a sum before the sign"),
        pytest.param(r"- \boxed{12}", "12", id="a bullet"),
        pytest.param("We add.\n- \\boxed{12}", "12", id="a bullet in a list"),
        pytest.param(r"$\boxed{5}+3=8$", "5", id="a blank at the front"),
        pytest.param(r"$7 \times \boxed{3} = 21$", "3", id="a blank inside"),
        pytest.param(r"$22=11\cdot\boxed{2}$", "2", id="a blank at the end"),
        pytest.param(r"$a = 2+\boxed{3}$", "3", id="the last term of a sum"),
        pytest.param(r"$f = \boxed{24}x^3$", "24", id="a coefficient"),
        pytest.param(r"$OB \le \boxed{12}$", "12", id="a greatest value"),
        pytest.param(r"$S=355\boxed{680}$", "680", id="last digits"),
        pytest.param(r"$a{\boxed{30}}$", "30", id="braces alone"),
        pytest.param(r"$\Rightarrow{\boxed{30}}$", "30", id="braces after an arrow"),
        pytest.param(r"$\boxed{12}$ in the first case", "12", id="in is no inch"),
        pytest.param(r"$\boxed{12}$ people", "12", id="a counted noun"),
        pytest.param(r"$\boxed{3}$ pm", "3", id="a time of the day"),
        pytest.param(r"\boxed{B} m", "B", id="a letter has no unit"),
        pytest.param(r"$\boxed{(3,4)}$ m", "(3,4)", id="a point has no unit"),
        pytest.param(r"$\boxed{12\text{ cm}}$ cm", r"12\text{ cm}", id="a unit in the box"),
        pytest.param(r"$\boxed{x=3}\pi$", "x=3", id="an equation is no factor"),
    ],
)
def test_what_a_box_only_stands_in_is_no_part_of_its_answer(reply, answer):
    found = extract(reply)
    assert (found.answer, found.candidates) == (answer, 1)
    assert reply[found.start :].startswith(answer)


def test_a_unit_of_area_leaves_the_number_as_a_part():
    found = extract(r"$\boxed{12}\text{ cm}^2$")
    assert (found.answer, found.parts) == ("12 cm^2", ("12",))
    question = "The perimeter is 16 cm. What is the number of square centimeters in its area?"
    assert check("12", r"It is $\boxed{12}$ square centimeters.", question).state == "equal"


def test_the_answer_begins_where_its_first_sign_does():
    assert extract(r"$y = -\boxed{6}$").start == 5


def test_a_box_told_twice_takes_what_touches_the_last():
    assert extract(r"$\boxed{6}$, so $-\boxed{6}$").answer == "-6"


@pytest.mark.parametrize(
    ("gold", "reply", "state"),
    [
        ("12", r"$-\boxed{12}$", "different"),
        ("12", r"$\boxed{12}\%$", "different"),
        ("12", r"$\sqrt{\boxed{12}}$", "different"),
        ("12", r"\boxed{12} million", "different"),
        ("12 cm", r"$\boxed{12}$ cm", "equal"),
        ("12", r"$\boxed{12}$ cm", "equal"),
        (r"12^\circ", r"$\boxed{12}^\circ$", "equal"),
        ("6", r"$2\boxed{3}$", "equal"),
    ],
)
def test_a_verdict_heeds_what_touches_the_box(gold, reply, state):
    assert check(gold, reply).state == state


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("The answer is (A) or (B).", "A, B", id="or"),
        pytest.param("The answer is A, B, and C.", "A, B, C", id="a list"),
        pytest.param("The answer is (A).", "(A)", id="one"),
        pytest.param(
            "The answer is 5 if n is even and 6 if n is odd.", "5 if n is even and 6 if n is odd", id="two cases"
        ),
        pytest.param("The answer is 5 if n is even, otherwise 6.", "5 if n is even, otherwise 6", id="otherwise"),
        pytest.param("The answer is 5 if it rains, and we are done.", "5", id="one condition"),
    ],
)
def test_a_phrase_that_gives_several_answers_gives_none_of_them_alone(reply, answer):
    found = extract(reply)
    assert (found.answer, found.place) == (answer, "phrase")


def test_options_that_are_judged_one_by_one_are_no_choice():
    assert extract("(B) is false. (C) is true.").place == "no answer found"
    assert extract("(B) is true.").answer == "(B) is true."


@pytest.mark.parametrize(
    "reply",
    [
        r"\boxed{5}" + "}{" * 500_000,
        "(" * 400_000 + r"\boxed{5}" + ")" * 400_000,
        r"\sqrt{" * 10 + r"\boxed{5}" + "+1" * 400_000,
        "$" + "2 " * 30 + r"\boxed{5}" + " 2" * 500_000,
        "The answer is 5 if " + ", 1111111" * 100_000,
    ],
    ids=["braces", "brackets", "roots", "factors", "cases"],
)
def test_a_million_signs_around_a_box_take_no_time(reply):
    begin = time.perf_counter()
    extract(reply)
    assert time.perf_counter() - begin < RUNAWAY_S

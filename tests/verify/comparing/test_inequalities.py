"""Inequalities that are not linear, against their solutions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import RUNAWAY_S

from mathwright.verify.comparing.inequalities import solved_inequality
from mathwright.verify.comparing.regions import atoms_of, places_of
from mathwright.verify.equality import same
from mathwright.verify.reading.answer import Relation
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.tree import Number, Product, Sum, Symbol


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("|x| < 3", "-3 < x < 3", "equal"),
        ("|x| < 3", "-3 \\le x \\le 3", "different"),
        ("|x - 1| \\le 2", "[-1, 3]", "equal"),
        ("|x - 1| \\le 2", "(-1, 3)", "different"),
        ("|x - 1| > 2", "(-\\infty, -1) \\cup (3, \\infty)", "equal"),
        ("|x - 1| + |x + 2| < 5", "(-3, 2)", "equal"),
        ("|x - 1| + |x + 2| < 5", "(-2, 2)", "different"),
        ("||x| - 1| < 1", "(-2, 0) \\cup (0, 2)", "undecided"),
        ("x^2 < 4", "(-2, 2)", "equal"),
        ("x^2 \\le 4", "(-2, 2)", "different"),
        ("x^2 < 2", "(-\\sqrt{2}, \\sqrt{2})", "equal"),
        ("x^2 < 2", "(-1.4, 1.4)", "different"),
        ("x^2 - x - 1 \\le 0", "[\\frac{1-\\sqrt{5}}{2}, \\frac{1+\\sqrt{5}}{2}]", "equal"),
        ("x^2 - 5x + 6 > 0", "x < 2 \\text{ or } x > 3", "equal"),
        ("x^2 - 5x + 6 > 0", "2 < x < 3", "different"),
        ("x^2 - 5x + 6 > 0", "y < 2 \\text{ or } y > 3", "different"),
        ("(x-1)(x-2)(x+3) \\le 0", "(-\\infty, -3] \\cup [1, 2]", "equal"),
        ("\\frac{x-1}{x+2} \\ge 0", "(-\\infty, -2) \\cup [1, \\infty)", "equal"),
        ("\\frac{x-1}{x+2} \\ge 0", "(-\\infty, -2] \\cup [1, \\infty)", "different"),
        ("\\frac{1}{x} < 1", "(-\\infty, 0) \\cup (1, \\infty)", "equal"),
        ("\\frac{1}{x^2} > 0", "x \\ne 0", "equal"),
        ("\\frac{1}{1/x} > 1", "(1, \\infty)", "equal"),
        ("\\frac{1}{1/x} \\ge 0", "(0, \\infty)", "equal"),
        ("(x - 1)^2 > 0", "x \\ne 1", "equal"),
        ("(x - 1)^2 \\le 0", "\\{1\\}", "equal"),
        ("x^2 \\ne 4", "(-\\infty, -2) \\cup (-2, 2) \\cup (2, \\infty)", "equal"),
        ("x^4 + 1 > 0", "(-\\infty, \\infty)", "equal"),
        ("x^2 + 1 < 0", "\\text{no solution}", "equal"),
        ("x^2 - 1 < 0", "\\text{no solution}", "different"),
        ("1 < x^2 < 4", "(-2, -1) \\cup (1, 2)", "equal"),
        ("1 < x^2 < 4", "(1, 2)", "different"),
        ("x^2 < 4", "|x| < 2", "equal"),
        ("x^3 - x - 1 > 0", "(1.3, \\infty)", "undecided"),
        ("x^{13} > 1", "(1, \\infty)", "undecided"),
        ("\\sin x > 0", "(0, \\pi)", "undecided"),
        ("x^2 < a", "(-2, 2)", "undecided"),
        ("2x + 2 > 6", "[2, \\infty)", "different"),
    ],
)
def test_an_inequality_is_the_numbers_for_which_it_holds(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule


whole = st.integers(-4, 4)
signs = st.sampled_from(["<", "<=", ">", ">=", "!="])
HOLDS = {
    "<": lambda x: x < 0,
    "<=": lambda x: x <= 0,
    ">": lambda x: x > 0,
    ">=": lambda x: x >= 0,
    "!=": lambda x: x != 0,
}


@given(st.lists(whole, min_size=1, max_size=4), signs, st.integers(-12, 12))
def test_a_product_of_lines_holds_at_a_number_where_its_region_does(roots, sign, twice):
    factors = tuple(Sum((Symbol("x"), Number(-root))) for root in map(read_number, roots))
    form = Product(factors) if len(factors) > 1 else factors[0]
    region = solved_inequality(Relation((form, Number(read_number(0))), (sign,)))
    point = Number(read_number(twice) / 2)
    places = places_of([*(Number(read_number(root)) for root in roots), point])
    value = 1
    for root in roots:
        value *= point.value - root
    assert (places[point] in atoms_of(region, places)) == HOLDS[sign](value)


def read_number(value):
    return read_answer(str(value))[0].tree.value


def test_a_pole_that_cancels_stays_out():
    region = solved_inequality(read_answer("\\frac{x^2(x-1)}{x-1} \\ge 0")[0])
    assert [point.value for point in region.points] == [0]
    assert len(region.spans) == 3


def test_an_equation_and_an_inequality_in_two_variables_are_not_solved():
    assert solved_inequality(read_answer("x^2 + x = 4")[0]) is None
    assert solved_inequality(read_answer("x^2 < y")[0]) is None


def test_absolute_values_are_bounded_in_number():
    bars = " + ".join(f"|x - {place}|" for place in range(1, 5))
    assert solved_inequality(read_answer(f"{bars} < 9")[0]) is None
    assert solved_inequality(read_answer("|x - 1| + |x - 2| + |x - 3| < 9")[0]) is not None


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(f"\\frac{{1}}{{x - {place}}}" for place in range(300)) + " > 0",
        "x" + " < x" * 300,
        "(x - 1)" * 500 + " > 0",
        f"x^2 - {'7' * 3000}x + 1 > 0",
        "x^{99999999} > 1",
        "|" * 200 + "x" + "|" * 200 + " < 1",
    ],
    ids=["many poles", "many links", "many factors", "long coefficients", "high power", "many bars"],
)
def test_a_hostile_inequality_is_left_within_the_limit(text):
    reading = read_answer(text)[0]
    before = time.process_time()
    assert not isinstance(reading, Relation) or solved_inequality(reading) is None
    assert time.process_time() - before < RUNAWAY_S

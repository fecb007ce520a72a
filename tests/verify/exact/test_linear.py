from __future__ import annotations

from fractions import Fraction

import pytest
from tests.verify.exact.writing import T, a, call, e, k, num, pi, sqrt, tree, x, y, z

from mathwright.verify.exact.compare import compare_values, linear_in, proportional
from mathwright.verify.reading.tree import Number

sin, log, f = map(call, ("sin", "log", "?f"))


@pytest.mark.parametrize(
    ("formula", "slope", "rest"),
    [
        pytest.param(2 * x + 6, 2, 6, id="line"),
        pytest.param(3 * (x - 2) / 4 - x, num("-0.25"), num("-1.5"), id="to be multiplied out"),
        pytest.param(sqrt(2) * x + pi, sqrt(2), pi, id="irrational coefficients"),
        pytest.param(a * x + y, a, y, id="other variables in the coefficients"),
        pytest.param(x / (1 + a), 1 / (1 + a), 0, id="another variable below"),
        pytest.param(x**2 - x * x + x, 1, 0, id="squares cancel"),
        pytest.param(y + 1, 0, y + 1, id="without the variable"),
        pytest.param(num(5), 0, 5, id="number"),
    ],
)
def test_a_line_gives_slope_and_constant(formula: T, slope: object, rest: object) -> None:
    found = linear_in(formula.tree, "x")
    assert found is not None
    assert compare_values(found[0], tree(slope)).state == "equal"
    assert compare_values(found[1], tree(rest)).state == "equal"


def test_rational_coefficients_are_numbers() -> None:
    assert linear_in((2 * x - num(1) / 3).tree, "x") == (Number(Fraction(2)), Number(Fraction(-1, 3)))


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(x**2, id="square"),
        pytest.param(1 / x, id="inverse"),
        pytest.param(x / (x + 1), id="quotient"),
        pytest.param(sin(x) + x, id="inside a function"),
        pytest.param(sqrt(x + 1), id="under a root"),
        pytest.param(2**x, id="exponent"),
        pytest.param(x * f(x), id="inside an unknown function"),
        pytest.param(log(2) * x, id="log without a base"),
        pytest.param(call("plusminus")(x), id="two values"),
    ],
)
def test_other_formulas_are_no_lines(formula: T) -> None:
    assert linear_in(formula.tree, "x") is None


@pytest.mark.parametrize(
    ("one", "other", "state", "sign"),
    [
        pytest.param(2 * x - y + 1, y - 2 * x - 1, "equal", -1, id="negated"),
        pytest.param(2 * x + 4 * y, x / 3 + 2 * y / 3, "equal", 1, id="scaled"),
        pytest.param(sqrt(2) * x + 2, x + sqrt(2), "equal", 1, id="by a surd"),
        pytest.param((1 - sqrt(2)) * (x + 1), x + 1, "equal", -1, id="by a negative surd"),
        pytest.param(pi * x**2, x**2, "equal", 1, id="by pi"),
        pytest.param((x + 1) * (x - 1) / 5, x**2 - 1, "equal", 1, id="multiplied out"),
        pytest.param(sin(2 * x), sin(x) * call("cos")(x), "equal", 1, id="by an identity"),
        pytest.param(e ** (x + 1), -(e**x), "equal", -1, id="by e"),
        pytest.param(x + 1, x + 2, "different", None, id="another constant"),
        pytest.param(x * y, x, "different", None, id="by a variable"),
        pytest.param(x + y, x + z, "different", None, id="other variables"),
        pytest.param(x**2, x, "different", None, id="another degree"),
        pytest.param(x - x, x, "different", None, id="zero is no multiple"),
        pytest.param(sin(x), sin(2 * x), "different", None, id="another function"),
        pytest.param(num(2), num(4), "undecided", None, id="numbers"),
        pytest.param(log(x), log(x), "undecided", None, id="log without a base"),
        pytest.param(f(x), 2 * f(x), "equal", 1, id="unknown function"),
        pytest.param(f(x), -2 * f(x), "equal", -1, id="unknown function, negated"),
        pytest.param(f(x) - 1, 2 * f(x) - 1, "undecided", None, id="unknown function, no multiple"),
        pytest.param(f(x) - 1, f(-x) - 1, "undecided", None, id="unknown function at another place"),
    ],
)
def test_proportional_sides_of_an_equation(one: T, other: T, state: str, sign: int | None) -> None:
    found = proportional(one.tree, other.tree)
    assert (found.finding.state, found.sign) == (state, sign)
    back = proportional(other.tree, one.tree)
    assert (back.finding.state, back.sign) == (state, sign)


def test_a_bound_variable_is_no_line() -> None:
    assert linear_in(call("sum_over")(k * x, k, 1, 3).tree, "x") == (tree(6), tree(0))
    assert linear_in(call("integral")(x, x, 0, 1).tree, "x") is not None

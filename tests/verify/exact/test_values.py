from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.verify.exact.writing import T, call, cbrt, e, i, inf, num, pi, repeated, sqrt, tree, x

from mathwright.verify.exact.compare import is_number, order, rounded, sign_of, value_of

ln, log, cos, f, plusminus, factorial = map(call, ("ln", "log", "cos", "?f", "plusminus", "factorial"))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        pytest.param(num(3) / 4, Fraction(3, 4), id="fraction"),
        pytest.param(sqrt(49) - cos(pi / 3), Fraction(13, 2), id="roots and angles come to a rational"),
        pytest.param(log(8) / log(2), Fraction(3), id="ratio of logs, whatever the base"),
        pytest.param(x - x + 2, Fraction(2), id="a variable that cancels"),
        pytest.param(log(100), None, id="log without a base"),
        pytest.param(sqrt(2), None, id="irrational"),
        pytest.param(x, None, id="variable"),
        pytest.param(num(1) / (num(1) - 1), None, id="no value"),
        pytest.param(plusminus(2), None, id="two values"),
        pytest.param(num(9) ** (num(9) ** num(9)), None, id="too large"),
    ],
)
def test_a_plainly_rational_value_is_found(formula: T, value: Fraction | None) -> None:
    assert value_of(formula.tree) == value


@pytest.mark.parametrize(
    ("formula", "sign"),
    [
        pytest.param(num(-3), -1, id="number"),
        pytest.param(sqrt(2) - num("1.41421356237309504880168872420969807856967187537"), 1, id="close to zero"),
        pytest.param(sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2), 0, id="zero in disguise"),
        pytest.param(e ** (pi * sqrt(163)) - num(640320) ** 3 - 744, -1, id="Ramanujan's constant"),
        pytest.param(-inf, -1, id="minus infinity"),
        pytest.param(inf, 1, id="infinity"),
        pytest.param(log(2), 1, id="log of 2 in any base"),
        pytest.param(log(num(1) / 2), -1, id="log of one half in any base"),
        pytest.param(log(5) - 1, None, id="log of 5 less 1, by the base"),
        pytest.param(i, None, id="imaginary"),
        pytest.param(x**2 + 1, None, id="variable"),
        pytest.param(plusminus(1), None, id="two values"),
        pytest.param(repeated(lambda v: v + 1, 5_000, num(0)), None, id="too deep"),
    ],
)
def test_signs_are_proved_or_unknown(formula: T, sign: int | None) -> None:
    assert sign_of(formula.tree) == sign


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(num(1) / 3, num("0.3333"), 1, id="rationals"),
        pytest.param(sqrt(2), num("1.5"), -1, id="surd"),
        pytest.param(sqrt(2) / 2, 1 / sqrt(2), 0, id="equal surds"),
        pytest.param(-inf, num(3), -1, id="minus infinity first"),
        pytest.param(num(3), inf, -1, id="infinity last"),
        pytest.param(inf, sqrt(2), 1, id="infinity above a surd"),
        pytest.param(inf, inf, 0, id="infinity itself"),
        pytest.param(-inf, inf, -1, id="both infinities"),
        pytest.param(inf, x, None, id="infinity and a variable"),
        pytest.param(inf, i, None, id="infinity and a complex number"),
        pytest.param(x, x + 1, -1, id="a difference without the variable"),
        pytest.param(x, num(1), None, id="variable"),
    ],
)
def test_order_is_proved_or_unknown(one: T, other: T, expected: int | None) -> None:
    assert order(one.tree, other.tree) == expected
    back = order(other.tree, one.tree)
    assert back == (None if expected is None else -expected)


@pytest.mark.parametrize(
    ("formula", "decimals", "values"),
    [
        pytest.param(num("2.675"), 2, {"2.68"}, id="half away and to even agree"),
        pytest.param(num("2.665"), 2, {"2.67", "2.66"}, id="half either way"),
        pytest.param(num("-2.5"), 0, {"-3", "-2"}, id="negative half"),
        pytest.param(num(1250), -2, {"1300", "1200"}, id="to hundreds"),
        pytest.param(sqrt(2), 4, {"1.4142"}, id="surd"),
        pytest.param(-sqrt(2), 1, {"-1.4"}, id="negative surd"),
        pytest.param(pi, 30, {"3.141592653589793238462643383280"}, id="pi"),
        pytest.param(sqrt(3 + 2 * sqrt(2)), 2, {"2.41"}, id="nested root"),
        pytest.param(sqrt(20_000), -2, {"100"}, id="surd to hundreds"),
    ],
)
def test_values_are_rounded_half_away_and_half_to_even(formula: T, decimals: int, values: set[str]) -> None:
    assert rounded(formula.tree, decimals) == {Fraction(value) for value in values}


@pytest.mark.parametrize("formula", [x, i, plusminus(1), inf, log(5), num(1) / 0, factorial(num(1) / 2)])
def test_what_is_no_real_number_is_not_rounded(formula: T) -> None:
    assert rounded(formula.tree, 2) is None


def test_absurd_precision_is_refused() -> None:
    assert rounded(pi.tree, 10**9) is None
    assert rounded(pi.tree, -(10**9)) is None


@pytest.mark.parametrize(
    ("formula", "expected"),
    [(num(3), True), (pi * sqrt(2), True), (inf, True), (x, False), (f(2), False), (plusminus(2), False)],
)
def test_a_number_has_no_variable_no_unknown_function_and_one_value(formula: T, expected: bool) -> None:
    assert is_number(formula.tree) is expected


def test_a_bound_variable_leaves_a_number() -> None:
    from tests.verify.exact.writing import k

    assert is_number(call("sum_over")(k**2, k, 1, 3).tree)
    assert not is_number(call("sum_over")(k**2 * x, k, 1, 3).tree)


@given(st.fractions(max_denominator=1000), st.integers(0, 4))
def test_rounding_is_within_half_a_unit(value: Fraction, decimals: int) -> None:
    found = rounded(tree(value), decimals)
    assert found is not None
    for one in found:
        assert abs(one - value) * 10**decimals <= Fraction(1, 2)
        assert (one * 10**decimals).denominator == 1


@given(st.integers(-50, 50), st.integers(1, 50), st.integers(2, 50))
def test_order_of_surds_is_that_of_their_squares(whole: int, factor: int, under: int) -> None:
    expected = -1 if whole < 0 else (whole**2 > factor**2 * under) - (whole**2 < factor**2 * under)
    assert order(tree(whole), (factor * sqrt(under)).tree) == expected


def test_cube_roots_of_negative_numbers_are_negative() -> None:
    assert sign_of((cbrt(-5) + cbrt(4)).tree) == -1
    assert sign_of(ln(cbrt(2)).tree) == 1

from __future__ import annotations

import math

import pytest
from tests.verify.exact.writing import T, call, cbrt, e, i, num, pi, repeated, sqrt

from mathwright.verify.exact.normal_form import Former
from mathwright.verify.exact.plain import NotComputed
from mathwright.verify.exact.separation import bits_apart

cos, ln = call("cos"), call("ln")


@pytest.mark.parametrize(
    ("formula", "log2_of_size"),
    [
        pytest.param((sqrt(2) - 1) ** 200, 200 * math.log2(math.sqrt(2) - 1), id="power of a surd"),
        pytest.param((sqrt(3 + 2 * sqrt(2)) - 2) ** 40 * 0 + (sqrt(5) - 2) ** 90, 90 * math.log2(5**0.5 - 2), id="sum"),
        pytest.param((cbrt(28) - 3) ** 30, 30 * math.log2(28 ** (1 / 3) - 3), id="power of a cube root"),
        pytest.param((1 - cos(pi / 50)) ** 9, 9 * math.log2(1 - math.cos(math.pi / 50)), id="cosine"),
        pytest.param((e ** (i * pi / 40) - 1) ** 9, 9 * math.log2(2 * math.sin(math.pi / 80)), id="root of unity"),
        pytest.param(num(1) / 3 - num("0.333333"), math.log2(1 / 3e6), id="rational"),
    ],
)
def test_no_number_that_is_not_zero_is_below_its_bound(formula: T, log2_of_size: float) -> None:
    assert bits_apart(formula.tree, Former()) >= -log2_of_size


@pytest.mark.parametrize("formula", [pi + 1, ln(2), e**2, sqrt(pi), repeated(lambda v: sqrt(v + 2), 50, num(3))])
def test_what_is_not_plainly_algebraic_or_of_high_degree_has_no_bound(formula: T) -> None:
    with pytest.raises(NotComputed):
        bits_apart(formula.tree, Former())

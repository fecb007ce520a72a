from fractions import Fraction

import pytest

from mathwright.verify.reading.answer import Expression
from mathwright.verify.reading.computed import are_plainly_unequal, holds_number
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.tree import Number, Tree


def trees(*texts: str) -> list[Tree]:
    readings = [read_formula(text)[0] for text in texts]
    return [reading.tree for reading in readings if isinstance(reading, Expression)]


@pytest.mark.parametrize(
    ("texts", "unequal"),
    [
        (("3+4", "7"), False),
        (("3+4", "8"), True),
        (("2 \\cdot 3 - 1", "5", "5"), False),
        (("2 \\cdot 3 - 1", "5", "6"), True),
        (("2^3", "9"), True),
        (("2^{-1}", "0.5"), False),
        (("\\sqrt{2}", "1.41"), False),
        (("2x", "3"), False),
        (("\\pi + 1", "4"), False),
        (("2^{99}", "3"), False),
        (("\\frac{1}{0}", "3"), False),
        ((), False),
    ],
)
def test_tells_plain_fractions_apart_and_computes_nothing_else(texts: tuple[str, ...], unequal: bool) -> None:
    assert are_plainly_unequal(trees(*texts)) is unequal


def test_a_huge_power_costs_nothing() -> None:
    assert are_plainly_unequal([*trees("((9^{20})^{20})^{20}"), Number(Fraction(1))]) is False


@pytest.mark.parametrize(("text", "holds"), [("2x", True), ("x - y", False), ("m/n", False), ("x^2", True)])
def test_sees_a_number_in_a_formula(text: str, holds: bool) -> None:
    assert holds_number(trees(text)[0]) is holds

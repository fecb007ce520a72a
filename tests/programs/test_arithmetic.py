"""Annotated expressions become trees with exact values, within bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.arithmetic import Unreadable, evaluate, parse_expression


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("48/2", Fraction(24), id="division"),
        pytest.param("48+24", Fraction(72), id="sum"),
        pytest.param("2*(3+4)", Fraction(14), id="parentheses"),
        pytest.param("10-2-3", Fraction(5), id="left to right"),
        pytest.param("20/4/5", Fraction(1), id="division left to right"),
        pytest.param("100(.2)", Fraction(20), id="juxtaposition"),
        pytest.param("50*20%", Fraction(10), id="percent"),
        pytest.param("1,200*3", Fraction(3600), id="thousands separator"),
        pytest.param("$4.50x2", Fraction(9), id="currency and x"),
        pytest.param("6×7÷2", Fraction(21), id="signs"),
        pytest.param("-3+10", Fraction(7), id="unary minus"),
        pytest.param("10−4", Fraction(6), id="typographic minus"),
        pytest.param("1/3", Fraction(1, 3), id="no rounding"),
    ],
)
def test_the_value_is_exact(text: str, value: Fraction) -> None:
    assert evaluate(parse_expression(text)[0]) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("1/0", "division by zero", id="zero"),
        pytest.param("(" * 10_000 + "1", "expression too long", id="deep"),
        pytest.param("(" * 100 + "1" + ")" * 100, "expression nested too deep", id="nested"),
        pytest.param("9" * 200, "number too long", id="digits"),
        pytest.param("(1+2", "parenthesis not closed", id="open"),
        pytest.param("1+", "expression unreadable", id="half"),
        pytest.param("", "expression unreadable", id="empty"),
        pytest.param("NaN", "expression unreadable", id="letters"),
        pytest.param("1//2", "expression unreadable", id="integer division"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        evaluate(parse_expression(text)[0])


def test_operands_know_their_places() -> None:
    leaves = parse_expression("48/2+1.5")[1]
    assert [(leaf.start, leaf.end, leaf.value) for leaf in leaves] == [
        (0, 2, Fraction(48)),
        (3, 4, Fraction(2)),
        (5, 8, Fraction(3, 2)),
    ]


@given(st.text(alphabet="0123456789+-*/()., %$x", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = evaluate(parse_expression(text)[0])
    except Unreadable:
        return
    assert isinstance(value, Fraction)

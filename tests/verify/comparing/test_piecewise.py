"""Functions by cases, stretch by stretch."""

from __future__ import annotations

import pytest

from mathwright.verify.comparing.kinds import compare
from mathwright.verify.comparing.piecewise import MAX_PIECES
from mathwright.verify.finding import Finding
from mathwright.verify.reading.answer import Piecewise
from mathwright.verify.reading.answers import read_answer


def cases(*rows: str) -> str:
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def found(a: str, b: str) -> Finding:
    one, other = read_answer(a)[0], read_answer(b)[0]
    assert isinstance(one, Piecewise)
    assert compare(other, one).state == compare(one, other).state
    return compare(one, other)


ABSOLUTE = cases(r"x & x \ge 0", "-x & x < 0")


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        pytest.param(ABSOLUTE, cases("-x & x < 0", r"x & x \ge 0"), "equal", id="order"),
        pytest.param(ABSOLUTE, cases("x & x > 0", "-x & otherwise"), "equal", id="otherwise"),
        pytest.param(ABSOLUTE, cases(r"x & x \ge 0", r"-x & x \le 0"), "equal", id="both hold at the seam"),
        pytest.param(ABSOLUTE, cases("x & x > 0", "0 & x = 0", "-x & x < 0"), "equal", id="the seam by itself"),
        pytest.param(ABSOLUTE, cases("x & x > 0", "1 & x = 0", "-x & x < 0"), "different", id="a value at the seam"),
        pytest.param(ABSOLUTE, cases(r"y & y \ge 0", "-y & y < 0"), "equal", id="another letter"),
        pytest.param(ABSOLUTE, cases(r"x & x \ge 0", r"-x & -5 < x < 0"), "different", id="other numbers"),
        pytest.param(ABSOLUTE, cases(r"x & x \ge 0", "-2x & x < 0"), "different", id="another formula"),
        pytest.param(
            ABSOLUTE, cases(r"x & x \ge 0", r"\sqrt{x^2} & x < 0"), "undecided", id="no identity off the stretch"
        ),
        pytest.param(ABSOLUTE, cases(r"x & x \ge a", "-x & x < a"), "undecided", id="a seam of unknown place"),
        pytest.param(ABSOLUTE, "|x|", "undecided", id="an absolute value is not resolved"),
        pytest.param(ABSOLUTE, "x", "different", id="the formula of one case"),
        pytest.param(ABSOLUTE, "-|x|", "different", id="the other sign"),
        pytest.param(
            ABSOLUTE, cases(r"x & x \ge \sqrt2", r"2x & x < \sqrt2"), "different", id="a seam between whole ones"
        ),
        pytest.param(ABSOLUTE, "y", "undecided", id="a formula in another variable"),
        pytest.param(cases("x & x > 0", "x & x < 0"), "x", "undecided", id="a formula says nothing of where it holds"),
        pytest.param(
            cases("x^2 & x > 1", "1 & x < 1"), cases("x^2 & x > 2", "1 & x < 2"), "different", id="another seam"
        ),
        pytest.param(
            cases(r"\frac1x & x > 1", r"1 & x \le 1"), cases(r"x^{-1} & x > 1", r"1 & x \le 1"), "equal", id="spelling"
        ),
        pytest.param(
            cases(r"1 & x \ne 2", "0 & x = 2"), cases("0 & x = 2", "1 & otherwise"), "equal", id="a point taken out"
        ),
    ],
)
def test_compares_on_each_stretch(a: str, b: str, state: str) -> None:
    assert found(a, b).state == state


def test_leaves_functions_of_many_cases_open() -> None:
    many = cases(*(f"{n} & x = {n}" for n in range(MAX_PIECES + 1)))
    assert found(many, many).state == "undecided"


def test_a_function_is_its_definition() -> None:
    named, bare = read_answer(f"f(x) = {ABSOLUTE}")[0], read_answer(ABSOLUTE)[0]
    assert compare(named, bare).state == "equal"
    assert compare(named, read_answer(f"g(x) = {ABSOLUTE}")[0]).state == "different"

"""A program agrees, differs, or proves nothing."""

from __future__ import annotations

import pytest

from mathwright.verify.equality import CHECKER
from mathwright.verify.sandbox.check import check_program


@pytest.mark.parametrize(
    ("source", "answer", "state", "rule"),
    [
        pytest.param("print(24 + 48)", "72", "equal", None, id="equal"),
        pytest.param("print(48 / 2 + 48)", "72", "equal", None, id="a whole float"),
        pytest.param("print('The answer is', 5)", "5", "equal", None, id="in a sentence"),
        pytest.param("print([1, 2])", "1, 2", "equal", None, id="a list"),
        pytest.param(
            "from fractions import Fraction\nprint(Fraction(1, 3))", r"\frac{1}{3}", "equal", None, id="exact"
        ),
        pytest.param("print(71)", "72", "different", None, id="different"),
        pytest.param("print(0.35)", "1/3", "different", None, id="a decimal that is not its rounding"),
        pytest.param("print(71.9)", "72", "different", None, id="a decimal near an integer"),
        pytest.param("print(0.1 + 0.2)", "0.3", "undecided", "rounded by the program", id="a float's error"),
        pytest.param("print(100 / 3)", r"$\frac{100}{3}$", "undecided", "rounded by the program", id="a float"),
        pytest.param("print(-100 / 3)", r"-\frac{100}{3}", "undecided", "rounded by the program", id="negative"),
        pytest.param("print(0.33)", "1/3", "undecided", "rounded by the program", id="rounded"),
        pytest.param("print(1 / 3e10)", "1/30000000000", "undecided", "rounded by the program", id="with an exponent"),
        pytest.param("print(1 / 3e10)", "1/3", "different", None, id="of another size"),
        pytest.param("print(1 / 3)", "1/0", "undecided", None, id="no value"),
        pytest.param("import sympy", "5", "undecided", "program refused", id="refused"),
        pytest.param("1 / 0", "5", "undecided", "program failed", id="failed"),
        pytest.param("def f(): f()\nf()", "5", "undecided", "program over limit", id="over limit"),
    ],
)
def test_what_a_program_proves(source: str, answer: str, state: str, rule: str | None) -> None:
    verdict = check_program(source, answer)
    assert verdict.state == state
    assert rule is None or verdict.rule == rule
    assert verdict.checker == CHECKER


def test_a_root_that_a_program_printed_as_a_float_is_never_called_different() -> None:
    assert check_program("print(2 ** 0.5)", r"\sqrt{2}").state == "undecided"

"""monty's fractions are those of the standard library, wherever they answer."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from mathwright.verify.sandbox.rationals import without_import
from mathwright.verify.sandbox.run import run_program

NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=30)
WHOLE = st.integers(-6, 6)
OPERATIONS = ("x + y", "x - y", "x * y", "x / y", "x // y", "x - n", "n - x", "n * x", "n / x", "x / n", "x ** n")
MORE = ("-x", "abs(x)", "int(x)", "math.floor(x)", "math.ceil(x)", "x == y", "x != y", "float(x)", "x % y", "[x, y]")


def value_of(expression: str, x: Fraction, y: Fraction, n: int) -> str | None:
    """What Python prints; None where it raises."""
    import math

    try:
        printed = eval(expression, {"x": x, "y": y, "n": n, "math": math})
    except ZeroDivisionError:
        return None
    return ", ".join(map(str, printed)) if isinstance(printed, list) else str(printed)


@settings(max_examples=60, deadline=None)
@given(NUMBERS, NUMBERS, WHOLE, st.sampled_from(OPERATIONS + MORE))
def test_arithmetic_is_that_of_the_standard_library(x: Fraction, y: Fraction, n: int, expression: str) -> None:
    x, y = x or Fraction(1, 7), y or Fraction(1, 9)  # zero is the integer, see below
    source = (
        "import math\nfrom fractions import Fraction\n"
        f"x, y, n = Fraction('{x}'), Fraction({y.numerator}, {y.denominator}), {n}\nprint({expression})"
    )
    run = run_program(source)
    assert run.answer == value_of(expression, x, y, n), run.error


def test_zero_is_false_as_in_the_standard_library() -> None:
    source = "from fractions import Fraction\nprint('zero' if not Fraction(1, 2) - Fraction(2, 4) else 'some')"
    assert run_program(source).answer == "zero"


def test_only_an_import_of_fraction_brings_them() -> None:
    assert without_import("import math\nprint(1)") is None
    assert without_import("import fractions") == "fractions = _FRACTIONS "
    assert without_import("import fractions, math") is None
    assert without_import("from fractions import Fraction, gcd") is None
    assert without_import("x = 'from fractions import Fraction'") is None
    changed = without_import("  from fractions import Fraction as F  # exact\nprint(F(1))")
    assert changed == "  F = _FRACTION # exact\nprint(F(1))"

from fractions import Fraction

import pytest

from mathwright.verify.reading.answer import Region, Span
from mathwright.verify.reading.ranges import read_range
from mathwright.verify.reading.tree import MINUS_ONE, Constant, Number, Product

INFINITY = Constant("infinity")
MINUS_INFINITY = Product((MINUS_ONE, INFINITY))


def above(number: int, closed: bool, symbol: str | None = None) -> Region:
    return Region((Span(Number(Fraction(number)), INFINITY, closed, high_closed=False),), symbol=symbol)


def below(number: int, closed: bool, symbol: str | None = None) -> Region:
    return Region(
        (Span(MINUS_INFINITY, Number(Fraction(number)), low_closed=False, high_closed=closed),), symbol=symbol
    )


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("at least 5", above(5, closed=True)),
        ("no less than 5", above(5, closed=True)),
        ("greater than 5", above(5, closed=False)),
        ("more than -5", above(-5, closed=False)),
        ("greater than or equal to 5", above(5, closed=True)),
        ("x is greater than 3", above(3, closed=False, symbol="x")),
        ("5 or more", above(5, closed=True)),
        ("not less than 5", above(5, closed=True)),
        ("at least $5", above(5, closed=True)),
        ("$5 or more", above(5, closed=True)),
        ("at most 5", below(5, closed=True)),
        ("less than 5", below(5, closed=False)),
        ("no more than 5", below(5, closed=True)),
        ("fewer than 5", below(5, closed=False)),
        ("5 or fewer", below(5, closed=True)),
        ("x must be less than or equal to 7", below(7, closed=True, symbol="x")),
        ("not more than 5", below(5, closed=True)),
        ("all real numbers less than 7", below(7, closed=False)),
        ("all real numbers x such that x < 7", below(7, closed=False, symbol="x")),
        ("values of x that are at most 7", below(7, closed=True, symbol="x")),
        ("all x < 7", below(7, closed=False, symbol="x")),
        ("all real x < 7", below(7, closed=False, symbol="x")),
        ("all positive numbers", Region((Span(Number(Fraction(0)), Constant("infinity"), False, False),))),
        ("all nonnegative numbers", Region((Span(Number(Fraction(0)), Constant("infinity"), True, False),))),
        ("all negative real numbers", below(0, closed=False)),
        ("all non-positive numbers", below(0, closed=True)),
    ],
)
def test_reads_bounds_in_words(text: str, region: Region) -> None:
    assert read_range(text) == region


@pytest.mark.parametrize(
    ("text", "closed", "symbol"),
    [
        ("between 3 and 5, inclusive", True, None),
        ("between 3 and 5 (inclusive)", True, None),
        ("Between 3 and 5, both included", True, None),
        ("x is between 3 and 5 inclusive", True, "x"),
        ("between 3 and 5 exclusive", False, None),
        ("strictly between 3 and 5", False, None),
        ("x is strictly between 3 and 5", False, "x"),
    ],
)
def test_reads_what_lies_between(text: str, closed: bool, symbol: str | None) -> None:
    span = Span(Number(Fraction(3)), Number(Fraction(5)), closed, closed)
    assert read_range(text) == Region((span,), symbol=symbol)


@pytest.mark.parametrize(
    ("text", "without", "symbol"),
    [
        ("all real numbers", (), None),
        ("the set of all real numbers", (), None),
        ("any real number", (), None),
        ("x can be any real number", (), "x"),
        ("all real numbers except 2", (2,), None),
        ("all reals except 2 and 3", (2, 3), None),
        ("all real values of x except x = 2", (2,), "x"),
    ],
)
def test_reads_the_real_numbers(text: str, without: tuple[int, ...], symbol: str | None) -> None:
    line = Span(MINUS_INFINITY, INFINITY, low_closed=False, high_closed=False)
    assert read_range(text) == Region(
        (line,), without=tuple(Number(Fraction(point)) for point in without), symbol=symbol
    )


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "at least",
        "£5 or more",
        "between one place and another, inclusive",
        "5 apples or more",
        "between 3 and 5",
        "more than he has",
        "2 or 3",
        "really",
        "real",
        "least 5",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert read_range(text) is None

"""Plain numbers at a glance."""

import pytest

from mathwright.verify.normal import PlainNumber, plain_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18", PlainNumber("18e0")),
        ("1800", PlainNumber("18e2")),
        ("-0.50", PlainNumber("-5e-1")),
        ("1/2", PlainNumber("5e-1")),
        ("1/3", PlainNumber("1/3")),
        ("$5", PlainNumber("5e0", "$")),
        ("5€", PlainNumber("5e0", "€")),
        ("50%", PlainNumber("5e-1")),
        ("0", PlainNumber("0e0")),
        ("9" * 20_000, PlainNumber("9" * 20_000 + "e0")),
        ("x", None),
        ("", None),
        (" ", None),
        ("x" * 20_000, None),
        ("$5%", None),
        ("-$-5", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_plain_numbers(text, number):
    assert plain_number(text) == number

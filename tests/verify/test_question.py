"""What a question fixes about its answer."""

import pytest

from mathwright.verify.question import (
    Rounding,
    asked_base,
    asked_rounding,
    asks_approximation,
    asks_order,
    asks_percent,
    units_of,
)
from mathwright.verify.reading.units import read_unit


@pytest.mark.parametrize(
    ("question", "asked", "named"),
    [
        ("How many hours does it take?", ["hour"], ["hour"]),
        ("It takes 90 minutes. How long is that in hours?", ["hour"], ["minute", "hour"]),
        ("A side is 3 cm. What is the other side?", [], ["cm"]),
        ("A side is $3\\text{ cm}$ long.", [], ["cm"]),
        ("What is the area in square meters?", ["m^2"], ["m^2"]),
        ("What is the speed in miles per hour?", ["mph"], ["mph"]),
        ("How many apples can be put in a box in all?", [], []),
        ("He lives in Me. Is a = b in it?", [], []),
        ("How many degrees is it?", ["°"], ["°"]),
        ("长是多少厘米？", ["cm"], ["cm"]),
    ],
)
def test_units(question, asked, named):
    found = units_of(question)
    assert found.asked == tuple(read_unit(unit) for unit in asked)
    assert found.named == tuple(read_unit(unit) for unit in named)


@pytest.mark.parametrize(
    ("question", "rounding"),
    [
        ("to the nearest tenth", Rounding(decimals=1)),
        ("to the nearest hundredth", Rounding(decimals=2)),
        ("to the nearest thousandth", Rounding(decimals=3)),
        ("to the nearest ten", Rounding(decimals=-1)),
        ("to the nearest hundred", Rounding(decimals=-2)),
        ("to the nearest thousand", Rounding(decimals=-3)),
        ("to the nearest integer", Rounding(decimals=0)),
        ("to the nearest whole number", Rounding(decimals=0)),
        ("to the nearest cent", Rounding(decimals=2)),
        ("to the nearest dollar", Rounding(decimals=0)),
        ("to the nearest 0.01", Rounding(decimals=2)),
        ("to the nearest $0.1$", Rounding(decimals=1)),
        ("to the nearest 100", Rounding(decimals=-2)),
        ("to the nearest tenth of a percent", Rounding(decimals=1)),
        ("to two decimal places", Rounding(decimals=2)),
        ("correct to 3 decimal places", Rounding(decimals=3)),
        ("to one decimal place", Rounding(decimals=1)),
        ("to 2 d.p.", Rounding(decimals=2)),
        ("to 3 significant figures", Rounding(figures=3)),
        ("with four significant digits", Rounding(figures=4)),
        ("to 3 s.f.", Rounding(figures=3)),
        ("结果保留两位小数", Rounding(decimals=2)),
        ("精确到0.01", Rounding(decimals=2)),
        ("精确到百分位", Rounding(decimals=2)),
        ("How many apples are left?", None),
        ("Write it as a decimal.", None),
    ],
)
def test_rounding(question, rounding):
    assert asked_rounding(question) == rounding


@pytest.mark.parametrize(
    ("question", "percent", "order", "approximation"),
    [
        ("What percent of them are red?", True, False, False),
        ("What is the percentage of red ones?", True, False, False),
        ("20 percent of 50 are red. How many are left?", False, False, False),
        ("占百分之几？", True, False, False),
        ("List the roots in increasing order.", False, True, False),
        ("Order them from least to greatest.", False, True, False),
        ("Find a and b, respectively.", False, True, False),
        ("In order to win he has to score. How many?", False, False, False),
        ("What is the approximate area?", False, False, True),
        ("Each weighs approximately 5 kg. " + "He counts them all. " * 25 + "How many?", False, False, False),
    ],
)
def test_yes_and_no(question, percent, order, approximation):
    assert (asks_percent(question), asks_order(question), asks_approximation(question)) == (
        percent,
        order,
        approximation,
    )


@pytest.mark.parametrize(
    ("question", "bases"),
    [
        ("Write 13 in base 2.", {2}),
        ("Write 13 in base $7$.", {7}),
        ("a base-five numeral", {5}),
        ("in binary", {2}),
        ("from base 8 to base 16", {8, 16}),
        ("The base of the triangle is 5.", set()),
        ("base 99", set()),
    ],
)
def test_bases(question, bases):
    assert asked_base(question) == bases


def test_a_very_long_question_fixes_nothing():
    question = "how many cm, in base 2, to the nearest tenth, what percent?" + " " * 20_000
    assert units_of(question) == ((), ())
    assert (asked_rounding(question), asked_base(question), asks_percent(question)) == (None, set(), False)

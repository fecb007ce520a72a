"""Units, prices, counts, angles, words, times and dates, as texts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.equality import same


@pytest.mark.parametrize(
    ("a", "b", "state", "rule"),
    [
        ("50 mm", "5 cm", "equal", "converted unit"),
        ("5 cm", "5 m", "different", "converted unit"),
        ("5 cm", "5 kg", "different", "another unit"),
        ("5 cm", "5 cm^2", "different", "another unit"),
        ("1 ft", "12 in", "equal", "converted unit"),
        ("72 km/h", "20 m/s", "equal", "converted unit"),
        ("25^\\circ\\text{C}", "298.15 K", "equal", "converted unit"),
        ("25°C", "25°F", "different", "converted unit"),
        ("5 cm", "5", "different", "unit missing"),
        ("5 cm", "6", "different", "unit missing"),
        ("180^\\circ", "\\pi", "equal", None),
        ("30^\\circ", "30", "different", None),
        ("$5", "5", "equal", "currency left out"),
        ("$5", "6", "different", None),
        ("$5", "€5", "different", "another currency"),
        ("25 cents", "$0.25", "equal", "converted unit"),
        ("25 cents", "0.25", "undecided", "price in cents or in dollars"),
        ("25 cents", "25", "undecided", "cents left out"),
        ("12 apples", "12", "equal", "counted noun left out"),
        ("12 apples", "12 apple", "equal", "quantity"),
        ("12 apples", "13 apples", "different", "quantity"),
        ("12 apples", "12 pears", "undecided", "different nouns"),
        ("12 apples", "13 pears", "different", None),
        ("12 centimters", "13 cm", "undecided", "unit against noun"),
        ("5 pounds", "5", "undecided", "ambiguous notation"),
        ("10%", "0.1", "equal", "rational"),
        ("10%", "10", "different", "rational"),
        ("3:30 p.m.", "15:30", "equal", "time of day"),
        ("3:30", "3:30 p.m.", "undecided", "half of the day left open"),
        ("3:30", "4:30", "different", "time of day"),
        ("3 p.m.", "3", "undecided", "time of day against number"),
        ("July 4, 2020", "2020-07-04", "equal", "date"),
        ("July 4, 2020", "July 4", "undecided", "part of a date left out"),
        ("July 4, 2020", "July 5", "different", "date"),
        ("3:4", "6:8", "equal", "ratio"),
        ("3:4", "4:3", "different", None),
        ("3:0", "-3:0", "different", "ratio"),
        ("3:4", "3:4:5", "different", "ratio of other length"),
        ("1101_2", "13_{10}", "different", "another base"),
        ("Alice", "Bob", "different", "text"),
        ("grey", "gray", "undecided", "words alike"),
        ("increase", "increasing", "undecided", None),
        ("triangles", "triangle", "equal", "text"),
        ("the tall man by the door", "the tall man by a door", "undecided", "texts differ"),
        ("pay 5 coins at once", "pay 6 coins at once", "different", "number in a text"),
        ("pay 5 coins at once", "pay 5.0 coins at once", "undecided", "texts differ"),
        ("wins 1 out of 4 games here", "wins 2 out of 8 games here", "undecided", "texts differ"),
        ("x", "X", "undecided", "variables that differ by case"),
        ("NaN", "NaN", "undecided", "not a number"),
        ("NaN", "nan.", "undecided", None),
    ],
)
def test_two_answers_with_words_or_units(a, b, state, rule):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert (verdict.state, rule or verdict.rule) == (state, verdict.rule)


LENGTHS = {"mm": 1, "cm": 10, "m": 1000, "km": 10**6}


@given(st.integers(1, 10**6), st.sampled_from(sorted(LENGTHS)), st.sampled_from(sorted(LENGTHS)))
def test_lengths_convert_exactly(value, unit, other):
    converted = Fraction(value * LENGTHS[unit], LENGTHS[other])
    assert same(f"{value} {unit}", f"{converted} {other}", algebra=False).state == "equal"
    assert same(f"{value} {unit}", f"{converted + 1} {other}", algebra=False).state == "different"

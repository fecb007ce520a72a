"""Regions of the line, against a slow check of every end, every gap, and beyond."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.comparing.regions import compare_regions, is_empty
from mathwright.verify.reading.answer import Region, Span
from mathwright.verify.reading.tree import Call, Constant, Number, Symbol, negative

INFINITY = Constant("infinity")


def n(value):
    return Number(Fraction(value))


ROOT_TWO = Call("root", (n(2), n(2)))
REALS = Region((Span(negative(INFINITY), INFINITY, False, False),))


def span(low, high, ends="()"):
    return Span(n(low), n(high), ends[0] == "[", ends[1] == "]")


def region(*spans, points=(), without=(), symbol=None):
    return Region(tuple(spans), tuple(map(n, points)), tuple(map(n, without)), symbol)


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        pytest.param(region(span(1, 3)), region(span(1, 2), span(2, 3), points=[2]), "equal", id="glued at a point"),
        pytest.param(region(span(1, 3)), region(span(1, 2), span(2, 3)), "different", id="a point is missing"),
        pytest.param(region(span(1, 3), without=[2]), region(span(1, 2), span(2, 3)), "equal", id="a point taken out"),
        pytest.param(region(span(1, 3)), region(span(1, 2, "(]"), span(2, 3)), "equal", id="adjacent"),
        pytest.param(region(span(1, 3)), region(span(1, 3, "[)")), "different", id="an end"),
        pytest.param(region(span(1, 3)), region(span(1, 2), span("3/2", 3)), "equal", id="overlapping"),
        pytest.param(region(span(1, 2), span(5, 6)), region(span(5, 6), span(1, 2)), "equal", id="in another order"),
        pytest.param(region(points=[1]), region(span(1, 1, "[]")), "equal", id="a point as an interval"),
        pytest.param(region(span(1, 2), symbol="x"), region(span(1, 2)), "equal", id="a name on one side"),
        pytest.param(region(span(1, 2), symbol="x"), region(span(1, 2), symbol="y"), "different", id="another name"),
        pytest.param(region(span(2, 1)), region(span(1, 2)), "different", id="turned round"),
        pytest.param(region(span(2, 1)), region(span(4, 3)), "undecided", id="both turned round"),
        pytest.param(REALS, region(span(1, 2)), "different", id="the whole line"),
        pytest.param(
            Region((Span(ROOT_TWO, INFINITY, True, False),)),
            Region((Span(n("1414213562/1000000000"), INFINITY, True, False),)),
            "different",
            id="irrational end",
        ),
        pytest.param(
            Region((Span(Symbol("a"), INFINITY, True, False),)),
            Region((Span(Symbol("a"), INFINITY, True, False),)),
            "equal",
            id="an end with a variable",
        ),
        pytest.param(
            Region((Span(Symbol("a"), INFINITY, True, False),)),
            Region((Span(Symbol("b"), INFINITY, True, False),)),
            "different",
            id="an end with another variable",
        ),
    ],
)
def test_two_regions(a, b, state):
    assert compare_regions(a, b).state == state
    assert compare_regions(b, a).state == state


@st.composite
def regions(draw):
    spans = []
    for _ in range(draw(st.integers(0, 3))):
        low = draw(st.integers(0, 4))
        spans.append(span(low, draw(st.integers(low + 1, 5)), draw(st.sampled_from(["()", "(]", "[)", "[]"]))))
    numbers = st.lists(st.integers(0, 5), max_size=2)
    return region(*spans, points=draw(numbers), without=draw(numbers))


def holds(one, x):
    inside = any(
        (s.low.value < x or (s.low_closed and s.low.value == x))
        and (x < s.high.value or (s.high_closed and s.high.value == x))
        for s in one.spans
    )
    points, without = ({tree.value for tree in trees} for trees in (one.points, one.without))
    return (inside or x in points) and x not in without


@given(regions(), regions())
def test_regions_are_equal_if_they_hold_the_same_numbers(a, b):
    tried = [Fraction(x, 2) for x in range(-1, 12)]
    same = [holds(a, x) for x in tried] == [holds(b, x) for x in tried]
    assert compare_regions(a, b).state == ("equal" if same else "different")


def test_emptiness():
    assert is_empty(region()) is True
    assert is_empty(region(span(1, 2))) is False
    assert is_empty(region(points=[1], without=[1])) is True
    assert is_empty(region(span(2, 1))) is None

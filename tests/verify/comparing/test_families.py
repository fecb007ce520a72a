"""Families of numbers over the integers, against each other and against formulas and words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.comparing.families import MAX_MEMBERS, compare_families
from mathwright.verify.comparing.kinds import compare
from mathwright.verify.reading.answer import Expression, Family, Word
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.tree import Constant, Number, Product, Sum, Symbol, Tree

K = Symbol("k")
PI = Constant("pi")


def line(offset: Fraction, period: Fraction, times: Tree | None = None) -> Tree:
    tree = Sum((Number(offset), Product((Number(period), K))))
    return tree if times is None else Product((times, tree))


def state(a: str, b: str) -> str:
    return compare(read_answer(a)[0], read_answer(b)[0]).state


_LINE = st.tuples(
    st.integers(-6, 6).map(lambda n: Fraction(n, 2)), st.integers(-4, 4).filter(bool).map(lambda n: Fraction(n, 2))
)


def held(lines: list[tuple[Fraction, Fraction]]) -> set[Fraction]:
    """The numbers of a window that is a whole number of every period."""
    return {
        offset + period * step
        for offset, period in lines
        for step in range(-100, 101)
        if 0 <= offset + period * step < 12
    }


@given(st.lists(_LINE, min_size=1, max_size=3), st.lists(_LINE, min_size=1, max_size=3), st.booleans())
def test_finds_what_counting_in_a_window_finds(
    a: list[tuple[Fraction, Fraction]], b: list[tuple[Fraction, Fraction]], with_pi: bool
) -> None:
    times = PI if with_pi else None
    one = Family(tuple(line(*each, times) for each in a), "k")
    other = Family(tuple(line(*each, times) for each in b), "k")
    expected = "equal" if held(a) == held(b) else "different"
    assert compare_families(one, other).state == expected
    assert compare_families(other, one).state == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param(r"a + k\pi, k \in Z", r"a - \pi + k\pi, k \in Z", "equal", id="offset with a variable"),
        pytest.param(r"a + k\pi, k \in Z", r"b + k\pi, k \in Z", "undecided", id="offsets of other variables"),
        pytest.param(r"k^2, k \in Z", r"n^2, n \in Z", "equal", id="the same formula"),
        pytest.param(r"k^2, k \in Z", r"k^2 + 1, k \in Z", "undecided", id="no lines"),
        pytest.param(r"nk, k \in Z", r"kn, n \in Z", "undecided", id="the other letter runs"),
        pytest.param(r"k, k\pi, k \in Z", r"k\pi, k, k \in Z", "equal", id="no common period, the same formulas"),
        pytest.param(r"k, k\pi, k \in Z", r"k, 2k\pi, k \in Z", "undecided", id="no common period"),
        pytest.param(r"(-1)^k + 2k, k \in Z", r"4k + 1, 4k + 1, k \in Z", "equal", id="an alternating sign"),
        pytest.param(r"(-1)^k + 2k, k \in Z", r"4k - 1, k \in Z", "different", id="odd k give 4k + 1 as well"),
        pytest.param(r"ak, k \in Z", r"-ak, k \in Z", "undecided", id="a period of unknown sign"),
        pytest.param(r"(-1)^k, k \in Z", r"(-1)^n, n \in Z", "equal", id="two values"),
        pytest.param(r"2k\pi", r"2k\pi, k \in Z", "equal", id="without its condition"),
        pytest.param(r"2x\pi", r"2k\pi, k \in Z", "undecided", id="a variable that stands for no integer"),
        pytest.param(r"2k\pi", r"k\pi, k \in Z", "undecided", id="another formula without its condition"),
        pytest.param(r"(0, \pi)", r"k\pi, k \in Z", "undecided", id="point or interval"),
        pytest.param(r"\pi", r"k\pi, k \in Z", "different", id="one of them"),
        pytest.param(r"\emptyset", r"k\pi, k \in Z", "different", id="none"),
        pytest.param("undefined", r"k\pi, k \in Z", "undecided", id="another word"),
    ],
)
def test_says_no_more_than_is_proved(a: str, b: str, expected: str) -> None:
    assert state(a, b) == expected
    assert state(b, a) == expected


def test_leaves_large_families_open() -> None:
    many = Family(tuple(line(Fraction(n), Fraction(97)) for n in range(MAX_MEMBERS + 1)), "k")
    assert compare_families(many, many) == ("undecided", "too many members")
    below = Family((line(Fraction(0), Fraction(1, 150)), line(Fraction(0), Fraction(1, 151))), "k")
    assert compare_families(below, Family((line(Fraction(0), Fraction(1)),), "k")).state == "undecided"
    fine = Family((line(Fraction(0), Fraction(1, 1000)),), "k")
    assert compare_families(fine, Family((line(Fraction(0), Fraction(1)),), "k")).state == "different"


def test_a_family_without_members_says_nothing_of_words() -> None:
    assert compare(Family((), "k"), Word("none", "no_solution")).state == "undecided"
    assert compare(Family((K,), "k"), Expression(Number(Fraction(3)))).state == "different"

"""Matrices entry by entry, determinants by value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.comparing.matrices import compare_matrices, determinant
from mathwright.verify.equality import same
from mathwright.verify.reading.answer import Matrix
from mathwright.verify.reading.tree import Number, Symbol


def bars(rows):
    return Matrix(tuple(tuple(Number(Fraction(entry)) for entry in row) for row in rows), determinant=True)


def written(text):
    return "\\begin{vmatrix} " + text.replace(";", "\\\\") + " \\end{vmatrix}"


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        (written("1 & 2; 3 & 4"), "-2", "equal"),
        (written("1 & 2; 3 & 4"), "2", "different"),
        (written("0 & 1; 1 & 0"), "-1", "equal"),
        (written("0 & 1; 1 & 0"), "1", "different"),
        (written("1 & 2; 2 & 4"), "0", "equal"),
        (written("2 & 0 & 1; 1 & 3 & 2; 1 & 1 & 4"), "18", "equal"),
        (written("a & b; c & d"), "ad - bc", "equal"),
        (written("a & b; c & d"), "ad + bc", "different"),
        (written("\\sqrt{2} & 1; 1 & \\sqrt{2}"), "1", "equal"),
        (written("1 & 2; 3 & 4"), written("4 & 3; 2 & 1"), "equal"),
        (written("1 & 2; 3 & 4"), written("3 & 4; 1 & 2"), "different"),
        (written("1 & 2; 3 & 4"), written("-2 & 0 & 0; 0 & 1 & 0; 0 & 0 & 1"), "equal"),
        (written("1 & 2 & 3; 4 & 5 & 6"), "7", "undecided"),
        (written("1 & 2; 3 & 4"), written("1 & 2; 3 & 4").replace("vmatrix", "pmatrix"), "different"),
        (written("5"), "\\begin{pmatrix} 5 \\end{pmatrix}", "undecided"),
    ],
)
def test_a_determinant_is_worth_one_number(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule


def four_by_four(corner):
    entries = [[Number(Fraction(4 * row + column)) for column in range(4)] for row in range(4)]
    entries[0][0] = Symbol(corner)
    return Matrix(tuple(map(tuple, entries)), determinant=True)


def test_a_large_determinant_of_formulas_is_not_written_out():
    assert determinant(four_by_four("a")) is None
    assert compare_matrices(four_by_four("a"), four_by_four("a")).state == "equal"
    assert compare_matrices(four_by_four("a"), four_by_four("b")).state == "undecided"


def test_seven_rows_are_too_many():
    def identity(size):
        return bars([[int(row == column) for column in range(size)] for row in range(size)])

    assert determinant(identity(6)) == Number(Fraction(1))
    assert determinant(identity(7)) is None


rows_of = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(st.integers(-5, 5), min_size=size, max_size=size), min_size=size, max_size=size)
)


@given(rows_of)
def test_two_rows_exchanged_turn_the_sign(rows):
    turned = [rows[1], rows[0], *rows[2:]]
    assert determinant(bars(turned)).value == -determinant(bars(rows)).value


@given(rows_of)
def test_rows_for_columns_leave_a_determinant_as_it_is(rows):
    turned = [list(column) for column in zip(*rows, strict=True)]
    assert determinant(bars(turned)).value == determinant(bars(rows)).value

"""Step expressions become trees with the right value, and trees become text that reads back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.expressions import Compute, Expression, Number, Result, parse_step, value_of, write_tree
from mathwright.records import Given, Program, Step

PROGRAM = Program(
    givens=(Given(start=0, end=2, value="12"), Given(start=3, end=7, value="1/2")),
    steps=(Step(expression="g0*g1", value="6"), Step(expression="s0/4", value="3/2")),
    answer=1,
    lines=(),
)
RESULTS = (Fraction(6), Fraction(3, 2))


def n(value: int | str) -> Number:
    return Number(Fraction(value))


def value(text: str) -> Fraction:
    return value_of(parse_step(text, PROGRAM), RESULTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("2.5", Fraction(5, 2)),
        ("g0", 12),
        ("s1", Fraction(3, 2)),
        ("g0*g1", 6),
        ("g0-s0*2", 0),
        ("10-4-3", 3),
        ("10-(4-3)", 9),
        ("24/4/2", 3),
        ("24/(4*2)", 3),
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("((2))", 2),
        ("(1/3)*6", 2),
        ("g0*(g1/100)", Fraction(3, 50)),
        (" 2 + s0 ", 8),
    ],
)
def test_reads_a_step_exactly(text: str, expected: Fraction | int) -> None:
    assert value(text) == expected


def test_reads_givens_as_numbers_and_steps_as_results() -> None:
    assert parse_step("g1*s0", PROGRAM) == Compute("*", n("1/2"), Result(0))


@pytest.mark.parametrize(
    "text",
    ["", "+", "2+", "-3", "2**3", "2 3", "(2+3", "2+3)", "()", "g2", "s2", "x", "2$3", "g", "3*(", "1e3"],
)
def test_refuses_what_is_no_expression(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_step(text, PROGRAM)


def test_refuses_to_divide_by_zero() -> None:
    with pytest.raises(Unreadable, match="division by zero"):
        value("g0/(s0-6)")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        pytest.param(Compute("*", n(3), Compute("-", n(10), n(4))), "3 * (10 - 4)", id="difference as a factor"),
        pytest.param(Compute("*", Compute("-", n(10), n(4)), n(3)), "(10 - 4) * 3", id="difference first"),
        pytest.param(Compute("-", Compute("-", n(9), n(4)), n(3)), "9 - 4 - 3", id="differences from the left"),
        pytest.param(Compute("-", n(9), Compute("-", n(4), n(3))), "9 - (4 - 3)", id="differences from the right"),
        pytest.param(Compute("-", n(9), Compute("+", n(4), n(3))), "9 - (4 + 3)", id="a sum taken away"),
        pytest.param(Compute("+", n(9), Compute("-", n(4), n(3))), "9 + 4 - 3", id="a difference added"),
        pytest.param(Compute("+", n(9), Compute("+", n(4), n(3))), "9 + 4 + 3", id="sums from the right"),
        pytest.param(Compute("+", n(9), Compute("*", n(4), n(3))), "9 + 4 * 3", id="a product added"),
        pytest.param(Compute("-", n(9), Compute("/", n(4), n(2))), "9 - 4 / 2", id="a quotient taken away"),
        pytest.param(Compute("/", Compute("/", n(24), n(4)), n(2)), "24 / 4 / 2", id="quotients from the left"),
        pytest.param(Compute("/", n(24), Compute("/", n(4), n(2))), "24 / (4 / 2)", id="quotients from the right"),
        pytest.param(Compute("/", n(24), Compute("*", n(4), n(2))), "24 / (4 * 2)", id="divided by a product"),
        pytest.param(Compute("*", n(24), Compute("/", n(4), n(2))), "24 * 4 / 2", id="times a quotient"),
        pytest.param(Compute("*", Result(0), Result(1)), "6 * 1.5", id="results with their values"),
        pytest.param(Compute("*", n("1/3"), n(6)), "(1 / 3) * 6", id="a fraction as a factor"),
        pytest.param(Compute("+", n("1/3"), n(6)), "1 / 3 + 6", id="a fraction added"),
        pytest.param(n("1/8"), "0.125", id="a finite fraction"),
    ],
)
def test_writes_only_the_parentheses_that_are_needed(tree: Expression, expected: str) -> None:
    assert write_tree(tree, RESULTS) == expected


@pytest.mark.parametrize(
    ("tree", "results"),
    [
        pytest.param(Compute("+", n(1), Result(0)), [Fraction(1, 3)], id="a result without end"),
        pytest.param(Compute("+", Result(0), n(1)), [Fraction(-2)], id="a negative result"),
        pytest.param(Compute("*", n(2), n(-3)), [], id="a negative number"),
    ],
)
def test_writes_nothing_where_a_number_cannot_be_written(tree: Expression, results: list[Fraction]) -> None:
    assert write_tree(tree, results) is None


FINITE = st.builds(lambda top, under: Number(Fraction(top, under)), st.integers(0, 40), st.sampled_from([1, 2, 8]))
ENDLESS = st.builds(lambda top: Number(Fraction(top, 7)), st.integers(1, 40))


def trees(numbers: st.SearchStrategy[Number]) -> st.SearchStrategy[Expression]:
    leaves = st.one_of(numbers, st.builds(Result, st.integers(0, 1)))
    return st.recursive(
        leaves, lambda smaller: st.builds(Compute, st.sampled_from("+-*/"), smaller, smaller), max_leaves=9
    )


def outcome(tree: Expression) -> Fraction | str:
    try:
        return value_of(tree, RESULTS)
    except Unreadable as error:
        return str(error)


@given(trees(st.one_of(FINITE, ENDLESS)))
def test_a_tree_that_is_written_and_read_again_keeps_its_value(tree: Expression) -> None:
    text = write_tree(tree, RESULTS)
    assert text is not None
    assert outcome(parse_step(text, PROGRAM)) == outcome(tree)


@given(trees(FINITE))
def test_what_was_read_is_written_as_it_stood(tree: Expression) -> None:
    text = write_tree(tree, RESULTS)
    assert text is not None
    assert write_tree(parse_step(text, PROGRAM), RESULTS) == text

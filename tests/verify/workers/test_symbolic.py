"""What sympy settles of trees, and what it must not."""

from fractions import Fraction

import pytest

from mathwright.verify.reading.tree import (
    Call,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Tree,
    negative,
    quotient,
)
from mathwright.verify.workers.symbolic import compare_trees, is_constant_ratio


def number(value: int | str) -> Number:
    return Number(Fraction(value))


def call(name: str, *arguments: Tree) -> Call:
    return Call(name, arguments)


def total(*terms: Tree) -> Tree:
    return Sum(terms)


def times(*factors: Tree) -> Tree:
    return Product(factors)


ONE, TWO, THREE = number(1), number(2), number(3)
X, Y, N, K = Symbol("x"), Symbol("y"), Symbol("n"), Symbol("k")
PI, E, INFINITY = Constant("pi"), Constant("e"), Constant("infinity")
SQUARE = Power(X, TWO)


def over(name: str, body: Tree, low: Tree, high: Tree) -> Tree:
    return call(name, body, K, low, high)


def tower(height: int) -> Tree:
    return number(9) if height == 1 else Power(number(9), tower(height - 1))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(over("sum_over", K, ONE, N), quotient(times(N, total(N, ONE)), TWO), id="sum of 1 to n"),
        pytest.param(over("sum_over", call("binomial", N, K), number(0), N), Power(TWO, N), id="row of Pascal"),
        pytest.param(
            over("sum_over", Power(K, number(-2)), ONE, INFINITY), quotient(Power(PI, TWO), number(6)), id="Basel"
        ),
        pytest.param(over("product_over", K, ONE, number(5)), number(120), id="product"),
        pytest.param(over("sum_over", call("abs", K), number(-2), TWO), number(6), id="bounds below zero"),
        pytest.param(call("limit", quotient(call("sin", X), X), X, number(0)), ONE, id="limit"),
        pytest.param(call("limit", Power(total(ONE, quotient(ONE, N)), N), N, INFINITY), E, id="limit at infinity"),
        pytest.param(call("integral", SQUARE, X, number(0), ONE), number("1/3"), id="integral"),
        pytest.param(
            call("integral", Power(E, negative(SQUARE)), X, negative(INFINITY), INFINITY),
            call("root", PI, TWO),
            id="Gauss",
        ),
        pytest.param(call("derivative", Power(X, THREE), X), times(THREE, SQUARE), id="derivative"),
        pytest.param(call("sin", times(TWO, X)), times(TWO, call("sin", X), call("cos", X)), id="double angle"),
        pytest.param(call("tan", X), quotient(call("sin", X), call("cos", X)), id="tangent"),
        pytest.param(call("root", SQUARE, TWO), call("abs", X), id="root of a square"),
        pytest.param(call("log", number(8), TWO), THREE, id="logarithm to a base"),
        pytest.param(quotient(call("log", number(8)), call("log", TWO)), THREE, id="ratio of logarithms"),
        pytest.param(
            call("root", total(call("root", number(5), TWO), TWO), THREE),
            quotient(total(ONE, call("root", number(5), TWO)), TWO),
            id="nested root",
        ),
        pytest.param(
            call("sinh", X), quotient(total(Power(E, X), negative(Power(E, negative(X)))), TWO), id="hyperbolic sine"
        ),
        pytest.param(
            quotient(call("factorial", total(N, ONE)), call("factorial", N)), total(N, ONE), id="quotient of factorials"
        ),
        pytest.param(call("root", number(-8), THREE), number(-2), id="odd root of a negative"),
        pytest.param(call("degrees", number(180)), PI, id="degrees"),
        pytest.param(
            total(call("arctan", number("1/2")), call("arctan", number("1/3"))),
            quotient(PI, number(4)),
            id="arctangents",
        ),
        pytest.param(call("limit", X, X, INFINITY), INFINITY, id="infinity"),
    ],
)
def test_equal_by_working_out(a: Tree, b: Tree) -> None:
    assert compare_trees(a, b).state == "equal"
    assert compare_trees(b, a).state == "equal"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(over("sum_over", K, ONE, number(10)), number(54), id="sum"),
        pytest.param(
            over("sum_over", Power(K, number(-2)), ONE, INFINITY), quotient(Power(PI, TWO), number(5)), id="Basel"
        ),
        pytest.param(call("limit", quotient(call("sin", X), X), X, number(0)), number(0), id="limit"),
        pytest.param(call("integral", SQUARE, X, number(0), ONE), number("1/4"), id="integral"),
        pytest.param(call("derivative", Power(X, THREE), X), times(TWO, SQUARE), id="derivative"),
        pytest.param(call("limit", X, X, INFINITY), negative(INFINITY), id="infinities"),
        pytest.param(call("limit", X, X, INFINITY), number(5), id="infinity and a number"),
    ],
)
def test_different_by_working_out(a: Tree, b: Tree) -> None:
    assert compare_trees(a, b).state == "different"
    assert compare_trees(b, a).state == "different"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(call("log", X), call("ln", X), id="no base"),
        pytest.param(tower(4), total(tower(4), ONE), id="tower"),
        pytest.param(call("factorial", number(10**9)), call("factorial", number(10**9 + 1)), id="factorial"),
        pytest.param(call("gcd", N, number(4)), ONE, id="divisor of an unknown number"),
        pytest.param(call("integral", X, X), quotient(SQUARE, TWO), id="free constant"),
        pytest.param(call("plusminus", X), X, id="two values"),
        pytest.param(call("limit", quotient(ONE, X), X, number(0)), INFINITY, id="sides that disagree"),
        pytest.param(quotient(ONE, number(0)), quotient(TWO, number(0)), id="division by zero"),
        pytest.param(call("?f", X), call("?g", X), id="unknown functions"),
    ],
)
def test_never_equal(a: Tree, b: Tree) -> None:
    assert compare_trees(a, b).state != "equal"
    assert compare_trees(b, a).state != "equal"


def test_the_base_of_a_logarithm_is_not_guessed() -> None:
    assert compare_trees(call("log", X), call("ln", X)).state == "undecided"


def test_a_constant_factor_is_told_from_one_that_varies() -> None:
    line = total(Y, times(number(-2), X))
    assert is_constant_ratio(line, times(number(-3), line))
    assert not is_constant_ratio(line, times(X, line))
    assert not is_constant_ratio(ONE, TWO)
    assert not is_constant_ratio(total(Y, negative(call("log", X))), total(Y, negative(call("ln", X))))

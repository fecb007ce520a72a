"""Trees to sympy and back."""

from fractions import Fraction

import pytest
import sympy

from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Symbol, Tree
from mathwright.verify.workers.from_sympy import from_sympy
from mathwright.verify.workers.to_sympy import Names, NotConvertible, names_in, to_sympy

X, N, K = Symbol("x"), Symbol("n"), Symbol("k")
REAL = sympy.Symbol("x", real=True)


def number(value: int | str) -> Number:
    return Number(Fraction(value))


def call(name: str, *arguments: Tree) -> Call:
    return Call(name, arguments)


def tower(height: int) -> Tree:
    return number(9) if height == 1 else Power(number(9), tower(height - 1))


@pytest.mark.parametrize(
    ("tree", "expression"),
    [
        (number("-3/4"), sympy.Rational(-3, 4)),
        (Constant("i"), sympy.I),
        (Sum((X, number(1), X)), 2 * REAL + 1),
        (Product((number(2), X, Power(X, number(-1)))), sympy.Integer(2)),
        (call("root", number(8), number(3)), sympy.Integer(2)),
        (call("root", number(-8), number(3)), sympy.Integer(-2)),
        (call("root", Power(X, number(2)), number(2)), sympy.Abs(REAL)),
        (call("log", number(8), number(2)), sympy.Integer(3)),
        (call("log", number(100)), sympy.Integer(2)),
        (call("ln", Constant("e")), sympy.Integer(1)),
        (call("arcsin", number(1)), sympy.pi / 2),
        (call("degrees", number(60)), sympy.pi / 3),
        (call("binomial", number(5), number(2)), sympy.Integer(10)),
        (call("permutations", number(5), number(2)), sympy.Integer(20)),
        (call("double_factorial", number(7)), sympy.Integer(105)),
        (call("gcd", number(12), number(18)), sympy.Integer(6)),
        (call("lcm", number(4), number(6)), sympy.Integer(12)),
        (call("mod", number(17), number(5)), sympy.Integer(2)),
        (call("min", number(3), number(2)), sympy.Integer(2)),
        (call("?f", X), sympy.Function("f")(REAL)),
    ],
)
def test_a_tree_becomes_the_expression(tree: Tree, expression: sympy.Expr) -> None:
    assert to_sympy(tree, sympy.Integer(10), Names()) == expression


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        (tower(3), "too large to compute"),
        (Power(number("1/9"), tower(2)), "too large to compute"),
        (Power(X, number(10**6)), "too large to compute"),
        (call("factorial", number(10**9)), "too large to compute"),
        (call("binomial", number(10**9), number(10**8)), "too large to compute"),
        (call("product_over", K, K, number(1), number(10**9)), "too large to compute"),
        (call("gcd", N, number(4)), "a divisor of unknown numbers"),
        (call("integral", X, X), "an integral's free constant"),
        (call("derivative", X, number(2)), "no bound variable"),
        (call("plusminus", X), "no function of sympy's"),
        (call("arccot", X), "no function of sympy's"),
    ],
)
def test_what_is_refused(tree: Tree, reason: str) -> None:
    with pytest.raises(NotConvertible, match=reason):
        to_sympy(tree, sympy.E, Names())


def test_a_variable_is_real_unless_its_place_says_more() -> None:
    assert names_in(X) == Names()
    assert names_in(call("factorial", N)) == Names(natural=frozenset("n"))
    assert names_in(Power(number(-1), N)) == Names(natural=frozenset("n"))
    assert names_in(call("sum_over", K, K, number(-2), N)) == Names(natural=frozenset("n"), bound=frozenset("k"))


def test_a_bound_variable_may_be_negative() -> None:
    terms = call("sum_over", call("abs", K), K, number(-2), number(2))
    assert to_sympy(terms, sympy.E, names_in(terms)).doit() == 6


@pytest.mark.parametrize(
    "tree",
    [
        number("7/3"),
        Constant("infinity"),
        Sum((X, number(1))),
        Product((number(2), X)),
        Power(X, number(3)),
        call("ln", X),
        call("arctan", X),
        call("factorial", X),
    ],
)
def test_there_and_back(tree: Tree) -> None:
    back = from_sympy(to_sympy(tree, sympy.E, Names()))
    assert back is not None
    assert to_sympy(back, sympy.E, Names()) == to_sympy(tree, sympy.E, Names())


@pytest.mark.parametrize("expression", [sympy.Float("0.5"), sympy.erf(REAL), sympy.Integer(10) ** 5_000, sympy.nan])
def test_what_has_no_tree(expression: sympy.Expr) -> None:
    assert from_sympy(expression) is None

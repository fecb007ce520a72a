"""Random formulas, ways to rewrite them without changing their value, and their values by mpmath: an oracle."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from random import Random

import mpmath

from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Tree, negative, quotient

PI, E, IMAGINARY = Constant("pi"), Constant("e"), Constant("i")
HALF = Number(Fraction(1, 2))
DIGITS = 60


def num(value: int | Fraction) -> Number:
    return Number(Fraction(value))


def call(name: str, *arguments: Tree) -> Call:
    return Call(name, arguments)


def turn(rng: Random) -> Tree:
    """A part of a full turn."""
    part = Fraction(rng.randint(-12, 12), rng.choice((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15)))
    return Product((num(part), PI))


def ratio(rng: Random) -> Fraction:
    return Fraction(rng.choice((-7, -5, -3, -2, -1, 1, 2, 3, 4, 5, 6, 8, 12)), rng.choice((1, 1, 1, 2, 3, 4, 10)))


def positive(rng: Random) -> Fraction:
    return Fraction(rng.randint(1, 40), rng.choice((1, 1, 1, 2, 3, 9)))


LEAVES: tuple[Callable[[Random], Tree], ...] = (
    lambda rng: num(ratio(rng)),
    lambda rng: num(ratio(rng)),
    lambda rng: call("root", num(positive(rng)), num(2)),
    lambda rng: call("root", num(ratio(rng)), num(3)),
    lambda rng: Power(num(positive(rng)), num(Fraction(rng.choice((-2, -1, 1, 2, 3)), rng.choice((2, 3, 4))))),
    lambda rng: call(rng.choice(("sin", "cos")), turn(rng)),
    lambda rng: call(rng.choice(("sin", "cos")), num(ratio(rng))),
    lambda rng: call("ln", num(positive(rng))),
    lambda rng: call("log", num(positive(rng)), num(rng.choice((2, 3, 10)))),
    lambda rng: Power(E, num(ratio(rng))),
    lambda rng: Product((num(ratio(rng)), rng.choice((PI, E, IMAGINARY)))),
    lambda rng: call("arctan", num(ratio(rng))),
    lambda rng: call("degrees", num(rng.randint(-24, 24) * 15)),
    lambda rng: call("factorial", num(rng.randint(0, 9))),
    lambda rng: call("binomial", num(rng.randint(3, 12)), num(rng.randint(0, 5))),
)


def formula(rng: Random, depth: int = 3) -> Tree:
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(LEAVES)(rng)
    kind = rng.choice(("sum", "sum", "product", "quotient", "power", "root", "abs", "floor", "conj", "exp"))
    inner = formula(rng, depth - 1)
    match kind:
        case "sum":
            return Sum((inner, formula(rng, depth - 1)))
        case "product":
            return Product((inner, formula(rng, depth - 1)))
        case "quotient":
            return quotient(inner, formula(rng, depth - 1))
        case "power":
            return Power(inner, num(rng.choice((2, 3, -1))))
        case "root":
            return call("root", inner, num(2))
        case "exp":
            return Power(E, Product((IMAGINARY, turn(rng))))
    return call(kind, inner)


def _angle(tree: Call, rng: Random) -> Tree:
    x = tree.arguments[0]
    other = Sum((Product((HALF, PI)), negative(x)))
    half = Product((HALF, x))
    if tree.name == "sin":
        doubled = Product((num(2), call("sin", half), call("cos", half)))
        return rng.choice((call("cos", other), doubled, negative(call("sin", negative(x)))))
    doubled = Sum((num(1), negative(Product((num(2), Power(call("sin", half), num(2)))))))
    return rng.choice((call("sin", other), doubled, call("cos", Sum((x, Product((num(2), PI)))))))


def _root(tree: Call, rng: Random) -> Tree:
    inside, degree = tree.arguments
    assert isinstance(degree, Number)
    k = num(rng.randint(2, 5))
    scaled = call("root", Product((inside, Power(k, degree))), degree)
    if degree == num(2):
        return rng.choice((quotient(scaled, k), Power(inside, HALF)))
    return quotient(scaled, k)


def _logarithm(tree: Call, rng: Random) -> Tree:
    k = num(rng.randint(2, 9))
    return Sum((call("ln", Product((tree.arguments[0], k))), negative(call("ln", k))))


def _factorial(tree: Call, rng: Random) -> Tree:
    (n,) = tree.arguments
    assert isinstance(n, Number)
    return Product((n, call("factorial", num(n.value - 1)))) if n.value else num(1)


def _odd(tree: Call, rng: Random) -> Tree:
    return negative(call(tree.name, negative(tree.arguments[0])))


_CALLED: dict[str, Callable[[Call, Random], Tree]] = {
    "sin": _angle,
    "cos": _angle,
    "root": _root,
    "ln": _logarithm,
    "log": lambda tree, rng: quotient(call("ln", tree.arguments[0]), call("ln", tree.arguments[1])),
    "abs": lambda tree, rng: call("abs", negative(tree.arguments[0])),
    "floor": lambda tree, rng: Sum((call("floor", Sum((tree.arguments[0], num(3)))), num(-3))),
    "conj": _odd,
    "arctan": _odd,
    "degrees": lambda tree, rng: Product((tree.arguments[0], PI, num(Fraction(1, 180)))),
    "factorial": _factorial,
    "binomial": lambda tree, rng: tree,
}


def _anything(tree: Tree, rng: Random) -> Tree:
    """What may be done to every formula."""
    k = num(ratio(rng))
    root = call("root", num(rng.choice((2, 3, 5, 7))), num(2))
    angle = turn(rng)
    one = Sum((Power(call("sin", angle), num(2)), Power(call("cos", angle), num(2))))
    ways: tuple[Tree, ...] = (
        Sum((Sum((tree, k)), negative(k))),
        quotient(Product((tree, k)), k),
        Sum((Sum((root, tree)), negative(root))),
        quotient(Product((root, tree)), root),
        Product((tree, Sum((root, num(-1))), quotient(Sum((root, num(1))), Sum((Power(root, num(2)), num(-1)))))),
        Product((one, tree)),
        negative(Product((IMAGINARY, IMAGINARY, tree))),
    )
    return rng.choice(ways)


def _step(tree: Tree, rng: Random) -> Tree:
    """One rewriting at the top."""
    match tree:
        case Sum(terms):
            return Sum(tuple(rng.sample(terms, len(terms))))
        case Product((one, Sum(terms))):
            return Sum(tuple(Product((one, term)) for term in terms))
        case Product(factors):
            return Product(tuple(rng.sample(factors, len(factors))))
        case Power(base, exponent) if exponent == num(2):
            return Product((base, base))
        case Power(base, exponent) if base == E:
            return Product((Power(E, Sum((exponent, num(-1)))), E))
        case Call():
            return _CALLED[tree.name](tree, rng)
    return tree


def rewritten(tree: Tree, rng: Random) -> Tree:
    """The same value in another writing."""
    match tree:
        case Sum(terms):
            tree = Sum(tuple(rewritten(term, rng) for term in terms))
        case Product(factors):
            tree = Product(tuple(rewritten(factor, rng) for factor in factors))
        case Power(base, exponent):
            tree = Power(rewritten(base, rng), exponent)
        case Call("root" | "abs" | "floor" | "conj" as name, (first, *rest)):
            tree = Call(name, (rewritten(first, rng), *rest))
    if rng.random() < 0.5:
        tree = _step(tree, rng)
    return _anything(tree, rng) if rng.random() < 0.12 else tree


def perturbed(tree: Tree, rng: Random) -> Tree:
    """One of its numbers or functions changed, or a trifle added; the value may happen to stay the same."""
    match tree:
        case Number(value):
            return num(value + rng.choice((1, -1, Fraction(1, 10), Fraction(1, 10**9), Fraction(-1, 10**30))))
        case Call("sin", arguments):
            return Call("cos", arguments)
        case Sum(terms) if rng.random() < 0.8:
            place = rng.randrange(len(terms))
            return Sum((*terms[:place], perturbed(terms[place], rng), *terms[place + 1 :]))
        case Product(factors) if rng.random() < 0.8:
            place = rng.randrange(len(factors))
            return Product((*factors[:place], perturbed(factors[place], rng), *factors[place + 1 :]))
        case Power(base, exponent) if rng.random() < 0.8:
            return Power(perturbed(base, rng), exponent)
        case Call("root" | "abs" | "conj" | "ln" | "arctan" as name, (first, *rest)):
            return Call(name, (perturbed(first, rng), *rest))
    return rng.choice((negative(tree), Sum((tree, num(Fraction(1, 10**20)))), Product((tree, num(2)))))


class Unclear(Exception):
    """mpmath has no value here, or not enough digits to tell."""


def value(tree: Tree) -> mpmath.mpc:
    """The value to ``DIGITS`` digits; raises Unclear at and near poles, cuts and jumps."""
    with mpmath.workdps(DIGITS + 40):
        return _value(tree)


def _value(tree: Tree) -> mpmath.mpc:
    match tree:
        case Number(fraction):
            return mpmath.mpc(mpmath.mpf(fraction.numerator) / fraction.denominator)
        case Constant(name):
            return mpmath.mpc({"pi": mpmath.pi, "e": mpmath.e, "i": 1j}[name])
        case Sum(terms):
            return mpmath.fsum(map(_value, terms))
        case Product(factors):
            return reduce(operator.mul, map(_value, factors))
        case Power(base, exponent):
            return _power(_value(base), _value(exponent))
        case Call(name, arguments):
            return _FUNCTIONS[name](*map(_value, arguments))
    raise Unclear


def _off_cut(x: mpmath.mpc) -> mpmath.mpc:
    """x, where it is not so near to the negative axis or to zero that its side cannot be told."""
    near = mpmath.mpf(10) ** -DIGITS
    if abs(x) < near or (x.real < 0 and 0 < abs(x.imag) < near):
        raise Unclear
    return x


def _power(base: mpmath.mpc, exponent: mpmath.mpc) -> mpmath.mpc:
    if abs(exponent) > 10_000 or abs(base) > mpmath.mpf(10) ** 200:
        raise Unclear
    if exponent.imag == 0 and exponent.real == int(exponent.real) and (base != 0 or exponent.real > 0):
        return (
            mpmath.mpc(base ** int(exponent.real)) if exponent.real > 0 else 1 / _off_cut(base) ** -int(exponent.real)
        )
    return mpmath.exp(exponent * mpmath.log(_off_cut(base)))


def _rooted(x: mpmath.mpc, degree: mpmath.mpc) -> mpmath.mpc:
    n = int(degree.real)
    if x == 0:
        return x
    if n % 2 and x.imag == 0 and x.real < 0:
        return -mpmath.mpc(mpmath.root(-x.real, n))
    if n % 2 and x.real < 0 and abs(x.imag) < abs(x) * mpmath.mpf(10) ** -DIGITS:
        raise Unclear
    return mpmath.exp(mpmath.log(_off_cut(x)) / n)


def _floored(x: mpmath.mpc) -> mpmath.mpc:
    nearest = mpmath.nint(x.real)
    if x.imag != 0 or (x.real != nearest and abs(x.real - nearest) < mpmath.mpf(10) ** -DIGITS):
        raise Unclear
    return mpmath.mpc(mpmath.floor(x.real))


_FUNCTIONS: dict[str, Callable[..., mpmath.mpc]] = {
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "ln": lambda x: mpmath.log(_off_cut(x)),
    "log": lambda x, b: mpmath.log(x) / mpmath.log(b),
    "arctan": mpmath.atan,
    "degrees": lambda x: x * mpmath.pi / 180,
    "factorial": mpmath.factorial,
    "binomial": mpmath.binomial,
    "root": _rooted,
    "abs": lambda x: mpmath.mpc(abs(x)),
    "floor": _floored,
    "conj": mpmath.conj,
}


def are_equal(a: Tree, b: Tree) -> bool:
    """Whether two formulas agree to ``DIGITS`` digits.  Raises Unclear between that and a clear difference."""
    x, y = value(a), value(b)
    gap = abs(x - y) / (1 + max(abs(x), abs(y)))
    # A trifle of 10⁻³⁰ to the third power is a difference, and no digit of a value is lost that far down.
    if mpmath.mpf(10) ** -(DIGITS + 25) < gap < mpmath.mpf(10) ** -(DIGITS - 15):
        raise Unclear
    return bool(gap < mpmath.mpf(10) ** -DIGITS)

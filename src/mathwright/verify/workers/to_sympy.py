"""Our trees as sympy expressions; no text of an answer is ever parsed by sympy.

Nothing is built that would be too large to hold: powers and factorials are measured before they are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from sympy import Expr

from mathwright.verify.reading.tree import (
    Call,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Tree,
    children,
    symbols_of,
)

MAX_BITS = 100_000
"""Of a power of rationals."""
MAX_FACTORIAL = 2_000
MAX_TERMS = 2_000
"""Of a sum or product over a numeric range."""


class NotConvertible(ValueError):
    """A tree has no sympy expression, or one too large; the message is the reason, short and fixed."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is assumed of variables; those of neither set are real."""

    natural: frozenset[str] = frozenset()
    """They stand for 0, 1, 2, …: n of n!, of (-1)^n, of a sum up to n."""
    bound: frozenset[str] = frozenset()
    """They run over integers: k of a sum over k."""


def to_sympy(tree: Tree, log_base: Expr, names: Names) -> Expr:
    """The expression, sums, limits and integrals unevaluated.  Raises NotConvertible.

    log_base: what a logarithm without a stated base is taken to.
    """
    return _Builder(log_base, names).build(tree)


def names_in(*trees: Tree) -> Names:
    """What the trees' own forms say of their variables."""
    natural: set[str] = set()
    bound: set[str] = set()
    for tree in trees:
        _note_names(tree, natural, bound)
    return Names(frozenset(natural - bound), frozenset(bound))


_OF_INTEGERS = ("factorial", "double_factorial", "binomial", "permutations")


def _note_names(tree: Tree, natural: set[str], bound: set[str]) -> None:
    match tree:
        case Power(base=Number(value=value), exponent=exponent) if value < 0:
            natural |= symbols_of(exponent)
        case Call(name=name, arguments=arguments) if name in _OF_INTEGERS:
            natural |= frozenset().union(*map(symbols_of, arguments))
        case Call(name="sum_over" | "product_over", arguments=(_, variable, low, high)):
            natural |= symbols_of(low) | symbols_of(high)
            bound |= symbols_of(variable)
    for child in children(tree):
        _note_names(child, natural, bound)


class _Builder:
    def __init__(self, log_base: Expr, names: Names) -> None:
        self._log_base = log_base
        self._names = names

    def build(self, tree: Tree) -> Expr:
        match tree:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Constant(name):
                return _CONSTANTS[name]
            case Symbol(name):
                return self._symbol(name)
            case Sum(terms):
                return sympy.Add(*map(self.build, terms))
            case Product(factors):
                return sympy.Mul(*map(self.build, factors))
            case Power(base, exponent):
                return _power(self.build(base), self.build(exponent))
            case Call(name, arguments):
                return self._call(name, [self.build(argument) for argument in arguments])
        raise NotConvertible("not an expression")

    def _symbol(self, name: str) -> Expr:
        if name in self._names.bound:
            return sympy.Symbol(name, integer=True)
        if name in self._names.natural:
            return sympy.Symbol(name, integer=True, nonnegative=True)
        return sympy.Symbol(name, real=True)

    def _call(self, name: str, arguments: list[Expr]) -> Expr:
        if name == "log":
            return sympy.log(arguments[0], arguments[1] if len(arguments) == 2 else self._log_base)
        if name.startswith("?"):
            return sympy.Function(name[1:])(*arguments)
        make = _FUNCTIONS.get(name)
        if make is None:
            raise NotConvertible("no function of sympy's")
        return make(*arguments)


def _power(base: Expr, exponent: Expr) -> Expr:
    if base.is_Rational and exponent.is_Rational:
        bits = max(abs(base.p), base.q).bit_length() * abs(exponent)
        if bits > MAX_BITS:
            raise NotConvertible("too large to compute")
    elif exponent.is_Integer and abs(exponent) > MAX_BITS:
        raise NotConvertible("too large to compute")
    return sympy.Pow(base, exponent)


def _root(radicand: Expr, degree: Expr) -> Expr:
    """The real root: of a negative number too where the degree is odd."""
    if degree.is_Integer and degree.p % 2 and not radicand.is_nonnegative and radicand.is_extended_real:
        return sympy.sign(radicand) * sympy.Pow(sympy.Abs(radicand), 1 / degree)
    return _power(radicand, 1 / degree)


def _bounded(make: Callable[..., Expr], most: int) -> Callable[..., Expr]:
    """``make``, refusing numbers above ``most``."""

    def made(*arguments: Expr) -> Expr:
        if any(argument.is_number and not _within(argument, most) for argument in arguments):
            raise NotConvertible("too large to compute")
        return make(*arguments)

    return made


def _within(number: Expr, most: int) -> bool:
    return bool(number.is_Rational and abs(number) <= most)


def _of_integers(make: Callable[..., Expr]) -> Callable[..., Expr]:
    """``make`` for numbers only: sympy takes gcd(n, 4) for one of polynomials, which is 1."""

    def made(*arguments: Expr) -> Expr:
        if not all(argument.is_Rational for argument in arguments):
            raise NotConvertible("a divisor of unknown numbers")
        return make(*arguments)

    return made


def _over(make: type[Expr]) -> Callable[..., Expr]:
    """A sum or product over a range, refusing long numeric ones."""

    def made(body: Expr, variable: Expr, low: Expr, high: Expr) -> Expr:
        length = high - low
        if length.is_Rational and length > MAX_TERMS and make is sympy.Product:
            raise NotConvertible("too large to compute")
        return make(body, (_bound(variable), low, high))

    return made


def _bound(variable: Expr) -> Expr:
    if not variable.is_Symbol:
        raise NotConvertible("no bound variable")
    return variable


def _integral(body: Expr, variable: Expr, *ends: Expr) -> Expr:
    if len(ends) != 2:
        raise NotConvertible("an integral's free constant")
    return sympy.Integral(body, (_bound(variable), *ends))


def _limit(body: Expr, variable: Expr, to: Expr) -> Expr:
    return sympy.Limit(body, _bound(variable), to, "+-" if to.is_finite else "-")


_CONSTANTS: dict[str, Expr] = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "infinity": sympy.oo}
_FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "root": _root,
    "abs": sympy.Abs,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "exp": sympy.exp,
    "ln": sympy.log,
    **{
        name: getattr(sympy, name)
        for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")
    },
    # No arccot: of negative numbers books and sympy disagree.
    **{f"arc{name}": getattr(sympy, f"a{name}") for name in ("sin", "cos", "tan", "sec", "csc")},
    "arsinh": sympy.asinh,
    "arcosh": sympy.acosh,
    "artanh": sympy.atanh,
    "factorial": _bounded(sympy.factorial, MAX_FACTORIAL),
    "double_factorial": _bounded(sympy.factorial2, MAX_FACTORIAL),
    "binomial": _bounded(sympy.binomial, MAX_FACTORIAL),
    "permutations": _bounded(sympy.ff, MAX_FACTORIAL),
    "gcd": _of_integers(sympy.gcd),
    "lcm": _of_integers(sympy.lcm),
    "min": sympy.Min,
    "max": sympy.Max,
    "mod": sympy.Mod,
    "re": sympy.re,
    "im": sympy.im,
    "conj": sympy.conjugate,
    "arg": sympy.arg,
    "sum_over": _over(sympy.Sum),
    "product_over": _over(sympy.Product),
    "integral": _integral,
    "limit": _limit,
    "derivative": lambda body, variable: sympy.Derivative(body, _bound(variable)),
    "degrees": lambda angle: angle * sympy.pi / 180,
}

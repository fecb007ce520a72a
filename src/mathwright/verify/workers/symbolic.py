"""Two expressions compared by sympy, for what exact arithmetic does not evaluate: sums, limits, integrals,
derivatives, identities that need a rewriting."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from mpmath.libmp import NoConvergence  # type: ignore[import-untyped]
from sympy import Expr
from sympy.core.cache import clear_cache
from sympy.core.evalf import PrecisionExhausted
from sympy.core.function import PoleError
from sympy.integrals.risch import NonElementaryIntegralException
from sympy.polys.polyerrors import BasePolynomialError

from mathwright.verify.exact.compare import compare_values
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.tree import Call, Tree, children
from mathwright.verify.workers.from_sympy import from_sympy
from mathwright.verify.workers.to_sympy import Names, NotConvertible, names_in, to_sympy

BY_SYMPY = equal("sympy")
NOT_BY_SYMPY = different("sympy")
OPEN = undecided("not settled by sympy")
NO_BASE = undecided("logarithm without a base")

DIGITS = 30
"""Of the numeric value that tells two numbers apart."""
APART = sympy.Rational(1, 10**15)
"""A difference of two numbers that sympy evaluates to DIGITS places and that is larger than this is one."""

# What sympy raises where it cannot go on; anything else ends the worker, and the pair is undecided too.
SYMPY_FAILS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BasePolynomialError,
    LookupError,
    NoConvergence,
    NonElementaryIntegralException,
    NotImplementedError,
    PoleError,
    PrecisionExhausted,
    RuntimeError,
    TypeError,
    ValueError,
)


def compare_trees(a: Tree, b: Tree) -> Finding:
    """Whether two expressions are equal.  Exact arithmetic is asked first, and again of what sympy made of them.

    Variables are real, or natural where the form says so; "equal" is then for all their values.
    """
    exactly = compare_values(a, b)
    if exactly.decided:
        return exactly
    names = names_in(a, b)
    findings = {_compared(a, b, base, names) for base in _bases(a, b)}
    return findings.pop() if len(findings) == 1 else NO_BASE


def is_constant_ratio(a: Tree, b: Tree) -> bool:
    """Whether one expression is proved to be a non-zero number times the other."""
    return all(_has_constant_ratio(a, b, base) for base in _bases(a, b))


def _has_constant_ratio(a: Tree, b: Tree, log_base: Expr) -> bool:
    names = names_in(a, b)
    try:
        x, y = to_sympy(a, log_base, names), to_sympy(b, log_base, names)
        ratio = sympy.cancel(sympy.expand(_evaluated(x)) / sympy.expand(_evaluated(y)))
    except SYMPY_FAILS:
        return False
    return bool(ratio.is_number and ratio.is_finite and ratio.is_nonzero and x.free_symbols)


def _bases(*trees: Tree) -> tuple[Expr, ...]:
    """What a logarithm without a stated base may be to; only what holds for each is decided."""
    return (sympy.E, sympy.Integer(10)) if any(map(_has_bare_logarithm, trees)) else (sympy.E,)


def _has_bare_logarithm(tree: Tree) -> bool:
    if isinstance(tree, Call) and tree.name == "log" and len(tree.arguments) == 1:
        return True
    return any(map(_has_bare_logarithm, children(tree)))


def forget() -> None:
    """Empty sympy's caches."""
    clear_cache()


def _compared(a: Tree, b: Tree, log_base: Expr, names: Names) -> Finding:
    try:
        x, y = to_sympy(a, log_base, names), to_sympy(b, log_base, names)
        return _compare(_evaluated(x), _evaluated(y))
    except NotConvertible as error:
        return undecided(str(error))
    except SYMPY_FAILS:
        return OPEN


def _evaluated(expression: Expr) -> Expr:
    """With sums, limits, integrals and derivatives worked out, where sympy can."""
    return expression.doit() if expression.has(*_UNEVALUATED) else expression


_UNEVALUATED = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Limit, sympy.Derivative)


def _compare(x: Expr, y: Expr) -> Finding:
    if x.has(sympy.nan, sympy.zoo) or y.has(sympy.nan, sympy.zoo):
        return undecided("not a number")
    if x.is_infinite or y.is_infinite:
        return _compare_infinite(x, y)
    exactly = _exactly(x, y)
    if exactly.decided:
        return BY_SYMPY if exactly.state == "equal" else NOT_BY_SYMPY
    difference = x - y
    if difference.is_number and not difference.has(*_UNEVALUATED) and _is_apart(difference):
        return NOT_BY_SYMPY
    return BY_SYMPY if _is_zero(difference) else OPEN


def _compare_infinite(x: Expr, y: Expr) -> Finding:
    if x == y:
        return BY_SYMPY
    if x.is_extended_real and y.is_extended_real and x.is_number and y.is_number:
        return NOT_BY_SYMPY
    return OPEN


def _exactly(x: Expr, y: Expr) -> Finding:
    """What exact arithmetic says of the evaluated forms."""
    a, b = from_sympy(x), from_sympy(y)
    return OPEN if a is None or b is None else compare_values(a, b)


def _is_apart(number: Expr) -> bool:
    try:
        value = number.evalf(DIGITS, maxn=200, strict=True)
    except SYMPY_FAILS:
        return False
    return bool(value.is_Number and abs(value) > APART)


def _is_zero(difference: Expr) -> bool:
    """Whether some rewriting makes it 0; the cheap ones first."""
    if difference.is_zero:
        return True
    if difference.is_number and difference.has(*_ARCS) and _is_zero_angle(difference):
        return True
    return any(_rewrites_to_zero(rewriting, difference) for rewriting in _REWRITINGS)


def _is_zero_angle(number: Expr) -> bool:
    """Whether it is 0 because its sine is, and it is nearer to 0 than to any other multiple of π."""
    try:
        sine = sympy.expand(sympy.sin(number), trig=True)
        return bool(_exactly(sine, sympy.S.Zero).state == "equal" and abs(number.evalf(DIGITS)) < 1)
    except SYMPY_FAILS:
        return False


_ARCS = (sympy.asin, sympy.acos, sympy.atan, sympy.asec, sympy.acsc)


def _rewrites_to_zero(rewriting: Callable[[Expr], Expr], difference: Expr) -> bool:
    try:
        return bool(rewriting(difference) == 0)
    except SYMPY_FAILS:
        return False


_REWRITINGS: tuple[Callable[[Expr], Expr], ...] = (
    sympy.expand,
    lambda expression: sympy.expand(expression.rewrite(sympy.exp)),
    lambda expression: sympy.expand(sympy.expand_log(expression), trig=True),
    sympy.cancel,
    sympy.radsimp,
    sympy.trigsimp,
    sympy.gammasimp,
    sympy.simplify,
)

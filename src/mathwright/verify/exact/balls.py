"""Values as balls: a midpoint and a proved radius, at any precision, with variables at given points.

The precision is one setting for the whole process in flint, so every evaluation holds one lock; nothing else in the
house may set it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction

from flint import acb, arb, ctx, fmpq, fmpz  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.plain import MAX_BITS, MAX_TERMS, NOT_HERE, TOO_LARGE, UNDEFINED, E, NotComputed
from mathwright.verify.exact.whole_numbers import WHOLE_FUNCTIONS
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Symbol, Tree

_LOCK = threading.RLock()
MAX_EXPONENT = 1 << 62
"""Larger arguments of exp are not computed: the result would have as many digits."""
MAX_STEPS = 20_000
"""Nodes visited in one evaluation, repeated ones of a sum counted again."""
GAMMA_STEPS = 15
"""What a factorial costs, in nodes."""
_LARGEST = arb(2) ** MAX_BITS
"""Exact, as a power of 2 at any precision."""
Point = Mapping[str, acb]


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Run the block with balls of that many bits; one thread at a time."""
    with _LOCK:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before


class Evaluation:
    """Evaluates plain trees inside ``precision``; raises NotComputed where there is no finite value.

    ``real``: variables are real, and a formula has a value only where every part of it is real.
    """

    def __init__(self, point: Point | None = None, real: bool = False) -> None:
        self.point: dict[str, acb] = dict(point or {})
        self.real = real
        self.steps = 0

    def value(self, tree: Tree) -> acb:
        """The ball of a tree; always finite."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise NotComputed(TOO_LARGE)
        result = _BY_TYPE[type(tree)](self, tree)
        if not result.is_finite():
            raise NotComputed(UNDEFINED)
        return result

    def _number(self, tree: Number) -> acb:
        return acb(fmpq(tree.value.numerator, tree.value.denominator))

    def _constant(self, tree: Constant) -> acb:
        if tree.name == "infinity":
            raise NotComputed("infinity")
        return acb.pi() if tree.name == "pi" else acb(1).exp() if tree.name == "e" else acb(0, 1)

    def _symbol(self, tree: Symbol) -> acb:
        if tree.name not in self.point:
            raise NotComputed(NOT_HERE)
        return self.point[tree.name]

    def _sum(self, tree: Sum) -> acb:
        total = self.value(tree.terms[0])
        for term in tree.terms[1:]:
            total += self.value(term)
        return total

    def _product(self, tree: Product) -> acb:
        total = self.value(tree.factors[0])
        for factor in tree.factors[1:]:
            total *= self.value(factor)
        return total

    def _power(self, tree: Power) -> acb:
        if tree.base == E:
            return self._exponential(self.value(tree.exponent))
        base = self.value(tree.base)
        if isinstance(tree.exponent, Number):
            return self._rational_power(base, tree.exponent.value)
        exponent = self.value(tree.exponent)
        if exponent.imag.is_zero() and exponent.real.is_exact():
            whole = whole_number(exponent.real)
            if whole is not None:
                return self._whole_power(base, whole)
        if base.is_zero():
            if exponent.imag.is_zero() and exponent.real > 0:
                return base
            raise NotComputed(UNDEFINED)
        return self._exponential(exponent * self._logarithm(base))

    def _rational_power(self, base: acb, exponent: Fraction) -> acb:
        if exponent.denominator == 1:
            return self._whole_power(base, exponent.numerator)
        if exponent.denominator == 2:
            return self._whole_power(self._square_root(base), exponent.numerator)
        if base.is_zero() and exponent > 0:
            return base
        if exponent.denominator % 2 and not (base.imag.is_zero() and base.real > 0) and not base.imag != 0:
            raise NotComputed("the real or the principal root")
        return self._exponential(self._logarithm(base) * acb(fmpq(exponent.numerator, exponent.denominator)))

    def _whole_power(self, base: acb, exponent: int) -> acb:
        if abs(exponent) <= 1 << 20:
            if exponent <= 0 and base.is_zero():
                raise NotComputed(UNDEFINED)
            return base**exponent
        if base.imag.is_zero() and base.real < 0:
            power = self._exponential((-base).log() * fmpz(exponent))
            return -power if exponent & 1 else power
        if base in (0, 1):
            return base
        return self._exponential(base.log() * fmpz(exponent))

    def _square_root(self, base: acb) -> acb:
        if self.real and not base.real >= 0:
            raise NotComputed(UNDEFINED)
        return base.sqrt()

    def _exponential(self, x: acb) -> acb:
        if not x.real.abs_upper() < MAX_EXPONENT:
            raise NotComputed(TOO_LARGE)
        return x.exp()

    def _logarithm(self, x: acb) -> acb:
        if self.real and not x.real > 0:
            raise NotComputed(UNDEFINED)
        if x.is_zero():
            raise NotComputed(UNDEFINED)
        return x.log()

    def _call(self, tree: Call) -> acb:
        special = _SPECIAL.get(tree.name)
        if special is not None:
            return special(self, tree)
        arguments = [self.value(argument) for argument in tree.arguments]
        function = _ANALYTIC.get(tree.name)
        if function is not None:
            return function(arguments[0])
        if tree.name in WHOLE_FUNCTIONS:
            return self._of_whole_numbers(tree.name, arguments)
        raise NotComputed(NOT_HERE)

    def _root(self, tree: Call) -> acb:
        degree = tree.arguments[1]
        base = self.value(tree.arguments[0])
        if not isinstance(degree, Number) or degree.value.denominator != 1 or degree.value < 1:
            exponent = 1 / self.value(degree)
            return self._exponential(exponent * self._logarithm(base))
        n = degree.value.numerator
        if n == 2:
            return self._square_root(base)
        if n == 1 or base.is_zero():
            return base
        if n % 2 and base.imag.is_zero():
            return _real_odd_root(base.real, n)
        if self.real and not base.real >= 0:
            raise NotComputed(UNDEFINED)
        return self._exponential(self._logarithm(base) / n)

    def _within_one(self, tree: Call) -> acb:
        """arcsin, arccos, artanh of [-1, 1], or of any number where complex ones are meant."""
        x = self.value(tree.arguments[0])
        if self.real and not abs(x.real) <= 1:
            raise NotComputed(UNDEFINED)
        if x.imag.is_zero() and abs(x.real) > 1:
            raise NotComputed(NOT_HERE)  # on the cut, where conventions part
        return {"arcsin": acb.asin, "arccos": acb.acos, "artanh": acb.atanh}[tree.name](x)

    def _arcosh(self, tree: Call) -> acb:
        x = self.value(tree.arguments[0])
        if not (x.imag.is_zero() and x.real >= 1):
            raise NotComputed(UNDEFINED)
        return x.acosh()

    def _arccot(self, tree: Call) -> acb:
        """arccot of a positive number; for others conventions part."""
        x = self.value(tree.arguments[0])
        if not (x.imag.is_zero() and x.real > 0):
            raise NotComputed(NOT_HERE)
        return (1 / x).atan()

    def _natural_log(self, tree: Call) -> acb:
        return self._logarithm(self.value(tree.arguments[0]))

    def _factorial(self, tree: Call) -> acb:
        self.steps += GAMMA_STEPS
        return acb((_natural(self.value(tree.arguments[0])) + 1).gamma())

    def _binomial(self, tree: Call) -> acb:
        self.steps += 3 * GAMMA_STEPS
        of, chosen = (_natural(self.value(argument)) for argument in tree.arguments)
        if of < chosen:
            return acb(0)
        ways = (of + 1).gamma() / (of - chosen + 1).gamma()
        return acb(ways if tree.name == "permutations" else ways / (chosen + 1).gamma())

    def _extreme(self, tree: Call) -> acb:
        values = [self.value(argument) for argument in tree.arguments]
        if not all(value.imag.is_zero() for value in values):
            raise NotComputed(UNDEFINED)
        result = values[0].real
        for value in values[1:]:
            result = result.min(value.real) if tree.name == "min" else result.max(value.real)
        return acb(result)

    def _rounded_down(self, tree: Call) -> acb:
        x = self.value(tree.arguments[0])
        whole = whole_number(x.real.floor() if tree.name == "floor" else x.real.ceil())
        if not x.imag.is_zero() or whole is None:
            raise NotComputed(NOT_HERE)
        return acb(whole)

    def _part(self, tree: Call) -> acb:
        x = self.value(tree.arguments[0])
        if tree.name == "abs":
            return acb(abs(x))
        if tree.name == "re":
            return acb(x.real)
        return acb(x.imag) if tree.name == "im" else x.conjugate()

    def _argument(self, tree: Call) -> acb:
        x = self.value(tree.arguments[0])
        if x.contains(acb(0)):
            raise NotComputed(UNDEFINED)
        return acb(x.arg())

    def _of_whole_numbers(self, name: str, arguments: list[acb]) -> acb:
        """Functions of rationals at exact arguments; a point's coordinates are exact."""
        exact = []
        for x in arguments:
            if not (x.imag.is_zero() and x.real.is_exact()):
                raise NotComputed(NOT_HERE)
            if x.real != 0 and not (1 / x.real).abs_upper() < _LARGEST:
                raise NotComputed(TOO_LARGE)
            whole_number(x.real)
            exact.append(x.real.fmpq())
        return acb(WHOLE_FUNCTIONS[name](*exact))

    def _over_range(self, tree: Call) -> acb:
        body, symbol, low, high = tree.arguments
        if not isinstance(symbol, Symbol) or high == Constant("infinity"):
            raise NotComputed(NOT_HERE)
        first, last = (whole_number(self.value(end).real) for end in (low, high))
        if first is None or last is None or last - first > MAX_TERMS:
            raise NotComputed(NOT_HERE)
        outer = self.point.get(symbol.name)
        adds = tree.name == "sum_over"
        total = acb(0 if adds else 1)
        for k in range(first, last + 1):
            self.point[symbol.name] = acb(k)
            total = total + self.value(body) if adds else total * self.value(body)
        if outer is not None:
            self.point[symbol.name] = outer
        return total


def whole_number(x: arb) -> int | None:
    """The only whole number in the ball, if there is just one; refused where it is too long to write down."""
    if not x.abs_upper() < _LARGEST:
        raise NotComputed(TOO_LARGE)
    whole = x.unique_fmpz()
    return None if whole is None else int(whole)


def _natural(x: acb) -> arb:
    """A whole number from 0, exactly known."""
    if not x.imag.is_zero() or not x.real.is_exact():
        raise NotComputed(NOT_HERE)
    if x.real > MAX_EXPONENT:
        raise NotComputed(TOO_LARGE)
    whole = whole_number(x.real)
    if whole is None or whole < 0:
        raise NotComputed(NOT_HERE)
    return x.real


def _real_odd_root(base: arb, n: int) -> acb:
    if base > 0:
        return acb(base.root(n))
    if base < 0:
        return acb(-((-base).root(n)))
    raise NotComputed(UNDEFINED)  # not known on which side of zero


_ANALYTIC: dict[str, Callable[[acb], acb]] = {
    "sin": acb.sin,
    "cos": acb.cos,
    "tan": acb.tan,
    "cot": acb.cot,
    "arctan": acb.atan,
    "sinh": acb.sinh,
    "cosh": acb.cosh,
    "tanh": acb.tanh,
    "arsinh": acb.asinh,
}
_SPECIAL: dict[str, Callable[[Evaluation, Call], acb]] = {
    "root": Evaluation._root,
    "ln": Evaluation._natural_log,
    "arcsin": Evaluation._within_one,
    "arccos": Evaluation._within_one,
    "artanh": Evaluation._within_one,
    "arcosh": Evaluation._arcosh,
    "arccot": Evaluation._arccot,
    "factorial": Evaluation._factorial,
    "binomial": Evaluation._binomial,
    "permutations": Evaluation._binomial,
    "min": Evaluation._extreme,
    "max": Evaluation._extreme,
    "floor": Evaluation._rounded_down,
    "ceil": Evaluation._rounded_down,
    "abs": Evaluation._part,
    "re": Evaluation._part,
    "im": Evaluation._part,
    "conj": Evaluation._part,
    "arg": Evaluation._argument,
    "sum_over": Evaluation._over_range,
    "product_over": Evaluation._over_range,
}
_BY_TYPE: dict[type, Callable[..., acb]] = {
    Number: Evaluation._number,
    Constant: Evaluation._constant,
    Symbol: Evaluation._symbol,
    Sum: Evaluation._sum,
    Product: Evaluation._product,
    Power: Evaluation._power,
    Call: Evaluation._call,
}

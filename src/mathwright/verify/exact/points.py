"""Formulas with variables, compared at random points.

A point where both have a value and the balls of the values do not meet proves a difference.  Eight points at which
the values agree to 250 bits are taken for an identity.  The chance that this errs: two different quotients of
polynomials of total degree d agree at a random point of a grid of N values a variable with probability at most 2d/N
(J. T. Schwartz 1980, R. Zippel 1979); with N = 2^22 and d = 100 that is (2^-14)^8 = 2^-112.  For other functions no
such bound is known; an analytic difference vanishes at random points only by accident.  Points that must be whole
numbers come from a small range, and more of them are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from random import Random

from flint import acb, fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.balls import Evaluation, precision
from mathwright.verify.exact.plain import NotComputed
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Symbol, Tree, children

BITS = 320
AGREED_BITS = 250
ENOUGH = 8
ENOUGH_WHOLE = 12
TRIES = 48
HOPELESS = 20
"""Tries without one common value after which none is looked for."""

UNKNOWN_FUNCTION = undecided("unknown function")
"""Of f(x) and f(-x) nothing can be said that holds for every f, nor for none."""

_BINDING = frozenset(("sum_over", "product_over", "integral", "limit", "derivative"))
_WHOLE = frozenset(("factorial", "double_factorial", "binomial", "permutations", "gcd", "lcm"))
_TURNING = frozenset(("sin", "cos", "tan", "cot"))
_COUNTERS = frozenset("nkm")
_COMPLEX = frozenset(("re", "im", "conj", "arg"))

Coordinates = tuple[Fraction, ...]


class Variables:
    """What must be known of the variables of formulas to choose points for them."""

    def __init__(self, *trees: Tree) -> None:
        self.names: set[str] = set()
        """The free variables."""
        self.whole: set[str] = set()
        """Those that must be whole numbers: under a factorial, as exponent of a negative number, n in sin(n pi)."""
        self.complex = False
        """Whether a real or imaginary part is taken of something, so that real points would show too little."""
        self.imaginary = False
        """Whether i occurs, so that intermediate values need not be real."""
        self.unknown = False
        """Whether an unknown function occurs."""
        for tree in trees:
            self._look(tree, frozenset(), whole=False, turning=False)

    def _look(self, tree: Tree, bound: frozenset[str], whole: bool, turning: bool) -> None:
        if isinstance(tree, Symbol):
            if tree.name not in bound:
                self.names.add(tree.name)
                if whole or (turning and tree.name in _COUNTERS):
                    self.whole.add(tree.name)
        elif isinstance(tree, Constant):
            self.imaginary = self.imaginary or tree.name == "i"
        elif isinstance(tree, Power):
            self._look(tree.base, bound, whole, turning)
            base = tree.base
            needs = (isinstance(base, Number) and base.value < 0) or base == Constant("i")
            self._look(tree.exponent, bound, whole or needs, turning or base == Constant("e"))
        elif isinstance(tree, Call):
            self._look_call(tree, bound, whole, turning)
        else:
            for child in children(tree):
                self._look(child, bound, whole, turning)

    def _look_call(self, tree: Call, bound: frozenset[str], whole: bool, turning: bool) -> None:
        self.complex = self.complex or tree.name in _COMPLEX
        self.unknown = self.unknown or tree.name[0] == "?"
        arguments = tree.arguments
        if tree.name in _BINDING and isinstance(arguments[1], Symbol):
            self._look(arguments[0], bound | {arguments[1].name}, whole, turning)
            for end in arguments[2:]:
                self._look(end, bound, whole or tree.name in ("sum_over", "product_over"), turning)
            return
        for argument in arguments:
            self._look(argument, bound, whole or tree.name in _WHOLE, turning or tree.name in _TURNING)


@lru_cache(maxsize=512)
def coordinates(names: tuple[str, ...], whole: tuple[str, ...]) -> tuple[Coordinates, ...]:
    """``TRIES`` points for these variables, the same in every process."""
    rng = Random(f"{','.join(names)}|{','.join(whole)}")
    return tuple(tuple(_whole(rng, n) if name in whole else _real(rng, n) for name in names) for n in range(TRIES))


_RANGES = ((-4, 4), (0, 4), (0, 1), (-1, 1), (1, 9), (0, 4), (-9, -1), (0, 1))


def _real(rng: Random, n: int) -> Fraction:
    low, high = _RANGES[n % len(_RANGES)]
    return low + (high - low) * Fraction(rng.randrange(1, 1 << 22, 2), 1 << 22)


def _whole(rng: Random, n: int) -> Fraction:
    return Fraction(rng.randint(1, 12 + n))


def values_at_points(a: Tree, b: Tree, variables: Variables) -> Iterator[tuple[acb, acb] | None]:
    """The values of both at one point after another, inside ``precision``; None where one has no value."""
    names = tuple(sorted(variables.names))
    real = not (variables.complex or variables.imaginary)
    for point in coordinates(names, tuple(sorted(variables.whole))):
        place = {name: acb(fmpq(x.numerator, x.denominator)) for name, x in zip(names, point, strict=True)}
        if variables.complex:
            place = {name: x if name in variables.whole else x + acb(0, 1) * (x * 3 - 1) for name, x in place.items()}
        try:
            yield Evaluation(place, real).value(a), Evaluation(place, real).value(b)
        except NotComputed:
            yield None


def compare_at_points(a: Tree, b: Tree, variables: Variables) -> Finding:
    """Whether two plain trees with variables agree wherever both have a value."""
    enough = ENOUGH_WHOLE if variables.whole else ENOUGH
    agreed = 0
    with precision(BITS):
        for tried, values in enumerate(values_at_points(a, b, variables)):
            if values is None:
                if not agreed and tried >= HOPELESS:
                    break
                continue
            state = meet(*values)
            if state is False:
                return different("different at a point")
            agreed += state is True
            if agreed >= enough:
                return equal("identity at random points")
    return undecided("no common points")


def meet(x: acb, y: acb) -> bool | None:
    """False where two values surely differ, True where they agree to ``AGREED_BITS``, else None."""
    gap = x - y
    if not gap.contains(0):
        return False
    size = max(x.abs_lower(), y.abs_lower())
    if not size > 0:
        size = max(size, acb(1).abs_lower())
    return True if gap.abs_upper() * 2**AGREED_BITS < size else None


def is_constant_ratio(a: Tree, b: Tree, variables: Variables) -> tuple[Finding, int | None]:
    """Whether a = c · b with one number c other than zero, and the sign of c where it is real."""
    enough = ENOUGH_WHOLE if variables.whole else ENOUGH
    first: tuple[acb, acb] | None = None
    agreed = 0
    with precision(BITS):
        for values in values_at_points(a, b, variables):
            if values is None:
                continue
            x, y = values
            if x.contains(0) != y.contains(0) and (x.is_zero() or y.is_zero()):
                return different("different at a point"), None
            if x.contains(0) or y.contains(0):
                continue
            if first is None:
                first = values
                continue
            state = meet(x * first[1], y * first[0])
            if state is False:
                return different("different at a point"), None
            agreed += state is True
            if agreed >= enough:
                return equal("identity at random points"), _sign(x / y)
    return undecided("no common points"), None


def _sign(ratio: acb) -> int | None:
    if not ratio.imag.contains(0):
        return None
    return 1 if ratio.real > 0 else -1 if ratio.real < 0 else None

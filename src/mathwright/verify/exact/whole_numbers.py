"""Functions of whole and rational numbers, exactly and within bounds: factorials, binomials, floors, gcd."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.plain import NOT_HERE, TOO_LARGE, UNDEFINED, NotComputed

MAX_FACTORIAL = 6_000
"""6000! has 20,066 digits."""
MAX_CHOSEN_BITS = 80_000
"""k times the bits of n, above which a binomial or the number of permutations is not computed exactly."""


def _whole(x: fmpq) -> int:
    if x.q != 1:
        raise NotComputed(NOT_HERE)
    return int(x.p)


def _natural(x: fmpq, most: int) -> int:
    value = _whole(x)
    if value < 0:
        raise NotComputed(UNDEFINED)
    if value > most:
        raise NotComputed(TOO_LARGE)
    return value


def _factorial(x: fmpq) -> fmpq:
    return fmpq(math.factorial(_natural(x, MAX_FACTORIAL)))


def _double_factorial(x: fmpq) -> fmpq:
    return fmpq(math.prod(range(_natural(x, MAX_FACTORIAL), 0, -2)))


def _binomial(n: fmpq, k: fmpq) -> fmpq:
    chosen, of = _whole(k), _whole(n)
    if chosen < 0 or of < 0:
        raise NotComputed(NOT_HERE)
    if chosen > of:
        return fmpq(0)
    chosen = min(chosen, of - chosen)
    if chosen * of.bit_length() > MAX_CHOSEN_BITS:
        raise NotComputed(TOO_LARGE)
    return fmpq(math.comb(of, chosen))


def _permutations(n: fmpq, k: fmpq) -> fmpq:
    chosen, of = _whole(k), _whole(n)
    if chosen < 0 or of < 0:
        raise NotComputed(NOT_HERE)
    if chosen > of:
        return fmpq(0)
    if chosen * of.bit_length() > MAX_CHOSEN_BITS:
        raise NotComputed(TOO_LARGE)
    return fmpq(math.perm(of, chosen))


def _gcd(*numbers: fmpq) -> fmpq:
    return fmpq(reduce(math.gcd, (_whole(x) for x in numbers)))


def _lcm(*numbers: fmpq) -> fmpq:
    if sum(x.height_bits() for x in numbers) > 60_000:
        raise NotComputed(TOO_LARGE)
    return fmpq(math.lcm(*(_whole(x) for x in numbers)))


def _mod(x: fmpq, y: fmpq) -> fmpq:
    if y <= 0:
        raise NotComputed(NOT_HERE)
    return x - y * fmpq((x / y).floor())


WHOLE_FUNCTIONS: dict[str, Callable[..., fmpq]] = {
    "factorial": _factorial,
    "double_factorial": _double_factorial,
    "binomial": _binomial,
    "permutations": _permutations,
    "gcd": _gcd,
    "lcm": _lcm,
    "mod": _mod,
    "floor": lambda x: fmpq(x.floor()),
    "ceil": lambda x: fmpq(x.ceil()),
    "min": lambda *xs: min(xs),
    "max": lambda *xs: max(xs),
}
"""Each takes rationals and raises NotComputed where it has no value, or one too large."""

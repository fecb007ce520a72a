"""The normal form of a formula: a quotient of polynomials over atoms, or a rational.

Two formulas whose forms agree are equal wherever both have a value; forms that disagree prove a difference only where
the atoms are independent.  Roots of positive numbers, powers of e, logarithms of whole numbers and the sine and
cosine of simple parts of pi are brought to one writing; other functions are atoms with a canonical argument.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from flint import fmpq, fmpz  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.plain import PI, TOO_LARGE, UNDEFINED, E, NotComputed
from mathwright.verify.exact.polynomials import (
    ONE,
    Exponent,
    Monomial,
    Poly,
    Work,
    constant,
    key_of,
    leading,
    plus,
    rational_power,
    scaled,
    times,
    to_power,
    whole,
    within_bits,
)
from mathwright.verify.reading.tree import Constant, Number, Power, Product, Sum, Tree


class Form(NamedTuple):
    """top / bottom, where bottom is ``ONE`` or has two terms or more, not two square roots alone."""

    top: Poly
    bottom: Poly


Value = fmpq | Form
"""A rational stands for itself."""

I_FORM = Form({(("i", 1),): fmpq(1)}, ONE)
PI_FORM = Form({(("$pi", 1),): fmpq(1)}, ONE)
CONSTANTS: dict[str, Value] = {"pi": PI_FORM, "e": Form({(("$e", 1),): fmpq(1)}, ONE), "i": I_FORM}
_NAMED: dict[str, Tree] = {"$pi": PI, "$e": E, "i": Constant("i")}
MAX_FACTORED = 1 << 64
"""A larger whole number is searched for small prime factors only."""
MAX_DIVIDED = 2_000
"""Bits of a whole number that is searched for prime factors at all."""
MAX_NAME = 10_000
"""Characters of an atom's name; tan of tan of tan doubles it at each step."""
_HALF = Fraction(1, 2)
SMALL_PRIMES = tuple(n for n in range(2, 1000) if all(n % d for d in range(2, int(n**0.5) + 1)))


def from_fraction(value: Fraction) -> fmpq:
    """The same number as flint's rational."""
    return fmpq(value.numerator, value.denominator)


def to_fraction(value: fmpq) -> Fraction:
    """The same number as Python's rational."""
    return Fraction(int(value.p), int(value.q))


class Field:
    """Arithmetic with values; one Field for all formulas that are compared, as it names their atoms."""

    def __init__(self, work: Work | None = None) -> None:
        self.work = work or Work()
        self.atoms: dict[str, Tree] = {}
        """What opaque atoms and polynomials under a root stand for."""

    def poly(self, value: Value) -> tuple[Poly, Poly]:
        """Top and bottom of any value."""
        return (value.top, value.bottom) if isinstance(value, Form) else (constant(value), ONE)

    def made(self, top: Poly, bottom: Poly = ONE) -> Value:
        """The value top / bottom; raises NotComputed for a bottom of zero."""
        if not bottom:
            raise NotComputed(UNDEFINED)
        if not top:
            return fmpq(0)
        if bottom is not ONE and len(bottom) == 1:
            top, bottom = self._without_bottom(top, bottom)
        elif len(bottom) == 2 and all(map(_is_square_root, bottom)):
            top, bottom = self._rationalised(top, bottom)
        if bottom is ONE and len(top) == 1 and () in top:
            return top[()]
        if bottom is not ONE and top.keys() == bottom.keys():
            ratios = {top[monomial] / coefficient for monomial, coefficient in bottom.items()}
            if len(ratios) == 1:
                return ratios.pop()
        return Form(top, bottom)

    def _without_bottom(self, top: Poly, bottom: Poly) -> tuple[Poly, Poly]:
        """top / bottom for a bottom of one term, whose inverse is a term again."""
        ((monomial, coefficient),) = bottom.items()
        inverse: Poly = {(): 1 / coefficient}
        rest = ONE
        for atom, exponent in monomial:
            if atom[0] == "#":
                factor: Poly = {((atom, whole(1 - exponent)),): fmpq(1, int(atom[1:]))}
            elif atom[0] == "(":
                factor = {((atom, whole(1 - exponent)),): fmpq(1)}
                rest = times(rest, self.work.under_root[atom], self.work)
            else:
                factor = {((atom, exponent if atom == "i" else -exponent),): fmpq(-1 if atom == "i" else 1)}
            inverse = times(inverse, factor, self.work)
        if rest is not ONE and len(rest) == 1:
            top, rest = self._without_bottom(top, rest)
        return times(top, inverse, self.work), rest

    def _rationalised(self, top: Poly, bottom: Poly) -> tuple[Poly, Poly]:
        """top / (u + v) as top · (u - v) / (u² - v²), for square roots u and v, which are not ± each other."""
        (first, u), (second, v) = bottom.items()
        other: Poly = {first: u, second: -v}
        norm = times(bottom, other, self.work)[()]
        return scaled(times(top, other, self.work), 1 / norm), ONE

    def add(self, a: Value, b: Value) -> Value:
        """a + b."""
        if not isinstance(a, Form) and not isinstance(b, Form):
            return within_bits(a + b)
        p, q = self.poly(a)
        r, s = self.poly(b)
        if q is s or q == s:
            return self.made(plus(p, r), q)
        return self.made(plus(times(p, s, self.work), times(r, q, self.work)), times(q, s, self.work))

    def multiply(self, a: Value, b: Value) -> Value:
        """a · b."""
        if not isinstance(a, Form) and not isinstance(b, Form):
            return within_bits(a * b)
        p, q = self.poly(a)
        r, s = self.poly(b)
        if p == s:
            return self.made(r, q)
        if q == r:
            return self.made(p, s)
        return self.made(times(p, r, self.work), times(q, s, self.work))

    def inverse(self, a: Value) -> Value:
        """1 / a."""
        if not isinstance(a, Form):
            if not a:
                raise NotComputed(UNDEFINED)
            return 1 / a
        return self.made(a.bottom, a.top)

    def difference(self, a: Value, b: Value) -> Poly:
        """A polynomial that is zero exactly where a = b (both having a value)."""
        p, q = self.poly(a)
        r, s = self.poly(b)
        if q is s or q == s:
            return plus(p, r, -1)
        return plus(times(p, s, self.work), times(r, q, self.work), -1)

    def key(self, value: Value) -> str:
        """A text that is equal for values written alike in normal form."""
        if not isinstance(value, Form):
            return str(value)
        if value.bottom is ONE:
            return key_of(value.top)
        unit = 1 / leading(value.bottom)
        return f"{key_of(scaled(value.top, unit))}/{key_of(scaled(value.bottom, unit))}"

    def atom(self, name: str, tree: Tree, exponent: Exponent = 1) -> Value:
        """An opaque atom, to a power; ``tree`` is what it stands for."""
        if len(name) > MAX_NAME:
            raise NotComputed(TOO_LARGE)
        self.atoms.setdefault(name, tree)
        return Form({((name, exponent),): fmpq(1)}, ONE)

    def whole_power(self, a: Value, n: int) -> Value:
        """a to a whole power."""
        if not isinstance(a, Form):
            if not a and n <= 0:
                raise NotComputed(UNDEFINED)
            return rational_power(a, n)
        if n < 0:
            return self.whole_power(self.inverse(a), -n)
        if n == 0:
            return fmpq(1)
        if len(a.top) == 1 and a.bottom is ONE and n > 64:
            return self._monomial_power(a.top, n)
        return self.made(to_power(a.top, n, self.work), to_power(a.bottom, n, self.work))

    def _monomial_power(self, p: Poly, n: int) -> Value:
        ((monomial, coefficient),) = p.items()
        result: Value = rational_power(coefficient, n)
        for atom, exponent in monomial:
            if atom[0] == "#":
                factor = self.prime_power(int(atom[1:]), Fraction(exponent) * n)
            elif atom == "i":
                factor = (fmpq(1), I_FORM, fmpq(-1), Form({(("i", 1),): fmpq(-1)}, ONE))[n % 4]
            elif atom[0] == "(":
                raise NotComputed(TOO_LARGE)
            else:
                factor = Form({((atom, whole(exponent * n)),): fmpq(1)}, ONE)
            result = self.multiply(result, factor)
        return result

    def prime_power(self, prime: int, exponent: Fraction) -> Value:
        """A positive prime to a rational power."""
        steps = exponent.numerator // exponent.denominator
        rest = exponent - steps
        outside = rational_power(fmpq(prime), steps)
        return Form({((f"#{prime}", rest),): outside}, ONE) if rest else outside

    def positive_power(self, base: fmpq, exponent: Fraction) -> Value:
        """A positive rational to a rational power."""
        top, bottom = int(base.p), int(base.q)
        if max(top, bottom) < MAX_FACTORED:
            outside, monomial = _surd(top, bottom, exponent)
            return Form({monomial: outside}, ONE) if monomial else outside
        result: Value = fmpq(1)
        for part, power in ((top, exponent), (bottom, -exponent)):
            for factor, often, proved in prime_factors(part):
                value = (
                    self.prime_power(factor, power * often)
                    if proved
                    else self.root_of_poly({(): fmpq(factor)}, power * often)
                )
                result = self.multiply(result, value)
        return result

    def root_of_poly(self, p: Poly, exponent: Fraction) -> Value:
        """A polynomial to a rational power, as an atom of its own."""
        name = f"({key_of(p)})"
        if name not in self.work.under_root:
            self.work.under_root[name] = p
        steps = exponent.numerator // exponent.denominator
        rest: Value = Form({((name, whole(exponent - steps)),): fmpq(1)}, ONE)
        return self.multiply(rest, self.whole_power(self.made(p), steps)) if steps else rest

    def tree_of(self, value: Value) -> Tree:
        """A tree with this value."""
        if not isinstance(value, Form):
            return Number(to_fraction(value))
        top = self.tree_of_poly(value.top)
        return (
            top if value.bottom is ONE else Product((top, Power(self.tree_of_poly(value.bottom), Number(Fraction(-1)))))
        )

    def tree_of_poly(self, p: Poly) -> Tree:
        """A tree with this polynomial's value."""
        terms = tuple(self.tree_of_term(monomial, coefficient) for monomial, coefficient in p.items())
        return terms[0] if len(terms) == 1 else Sum(terms) if terms else Number(Fraction(0))

    def tree_of_term(self, monomial: Monomial, coefficient: fmpq) -> Tree:
        """A tree with this term's value."""
        factors: list[Tree] = [] if coefficient == 1 and monomial else [Number(to_fraction(coefficient))]
        for atom, exponent in monomial:
            tree = self.tree_of_atom(atom)
            factors.append(tree if exponent == 1 else Power(tree, Number(Fraction(exponent))))
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def tree_of_atom(self, atom: str) -> Tree:
        """What an atom stands for."""
        if atom[0] == "#":
            return Number(Fraction(int(atom[1:])))
        if atom[0] == "(":
            return self.tree_of_poly(self.work.under_root[atom])
        return _NAMED[atom] if atom in _NAMED else self.atoms[atom]


def _is_square_root(monomial: Monomial) -> bool:
    """Whether the square of a term is rational: that of 2√3 and of i√5 is."""
    return all(exponent == _HALF if atom[0] == "#" else atom == "i" for atom, exponent in monomial)


@lru_cache(maxsize=4_096)
def _surd(top: int, bottom: int, exponent: Fraction) -> tuple[fmpq, Monomial]:
    """(top / bottom) ** exponent as a rational times roots of primes."""
    outside = fmpq(1)
    roots = []
    for part, power in ((top, exponent), (bottom, -exponent)):
        for prime, often, _ in prime_factors(part):
            total = power * often
            steps = total.numerator // total.denominator
            outside = within_bits(outside * rational_power(fmpq(prime), steps))
            if total.denominator != 1:
                roots.append((f"#{prime}", total - steps))
    return outside, tuple(sorted(roots))


def prime_factors(number: int) -> list[tuple[int, int, bool]]:
    """(factor, how often, whether it is known to be prime) of a whole number above 0."""
    if number < MAX_FACTORED:
        return [(int(p), int(k), True) for p, k in fmpz(number).factor()] if number > 1 else []
    if number.bit_length() > MAX_DIVIDED:
        return [(number, 1, False)]
    found = []
    for prime in SMALL_PRIMES:
        often = 0
        while number % prime == 0:
            number //= prime
            often += 1
        if often:
            found.append((prime, often, True))
    if number < MAX_FACTORED:
        return found + prime_factors(number)
    return [*found, (number, 1, False)]

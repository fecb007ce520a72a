"""Polynomials over named atoms with rational coefficients: the arithmetic below the normal form.

An atom is a text whose first characters say what it is:

    @x      a variable                       any rational exponent
    #7      a prime, as a positive real      exponent in (0, 1): whole parts go into the coefficient
    i       the imaginary unit               exponent 1
    (...    a polynomial under a root        exponent in (0, 1): whole parts are multiplied out
    $pi $e  the constants                    any rational exponent
    others  a function of something, opaque  any rational exponent
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpz  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.plain import MAX_BITS, TOO_LARGE, NotComputed

Exponent = int | Fraction
Monomial = tuple[tuple[str, Exponent], ...]
Poly = dict[Monomial, fmpq]

ONE: Poly = {(): fmpq(1)}
UNIT = fmpq(1)
MAX_TERMS_OF_A_POLYNOMIAL = 2_000


class Work:
    """A budget of products of monomials, each about a microsecond, and what the atoms ``(...`` stand for."""

    def __init__(self, left: int = 4_000) -> None:
        self.left = left
        self.under_root: dict[str, Poly] = {}
        """Atom ``(...`` to its polynomial."""

    def spend(self, products: int) -> None:
        """Raises NotComputed when the budget is gone."""
        self.left -= products
        if self.left < 0:
            raise NotComputed(TOO_LARGE)


def constant(value: fmpq) -> Poly:
    """The polynomial of a rational; zero has no terms."""
    return {(): value} if value else {}


def within_bits(value: fmpq) -> fmpq:
    """The rational itself; raises NotComputed where it has more than ``MAX_BITS`` bits."""
    if value.height_bits() > MAX_BITS:
        raise NotComputed(TOO_LARGE)
    return value


def plus(p: Poly, q: Poly, sign: int = 1) -> Poly:
    """p + q, or p - q with sign -1."""
    result = dict(p)
    add_to(result, q, sign)
    return result


def add_to(p: Poly, q: Poly, sign: int = 1) -> None:
    """p += q, or p -= q with sign -1, in place."""
    for monomial, coefficient in q.items():
        if sign < 0:
            coefficient = -coefficient
        total = p[monomial] + coefficient if monomial in p else coefficient
        if total:
            p[monomial] = total
        else:
            del p[monomial]


def scaled(p: Poly, factor: fmpq) -> Poly:
    """p times a rational other than zero."""
    return {monomial: coefficient * factor for monomial, coefficient in p.items()}


def times(p: Poly, q: Poly, work: Work) -> Poly:
    """p · q, with the relations of primes, of i and of polynomials under a root applied."""
    if p is ONE or q is ONE:
        return q if p is ONE else p
    work.spend(len(p) * len(q))
    result: Poly = {}
    late: list[tuple[Poly, tuple[str, ...]]] = []
    for m, c in p.items():
        for n, d in q.items():
            value = c * d
            key, factor, roots = _join(m, n) if m and n else (m or n, UNIT, ())
            if factor is not UNIT:
                value *= factor
            if roots:
                late.append(({key: value}, roots))
                continue
            result[key] = result[key] + value if key in result else value
    result = {key: value for key, value in result.items() if value}
    for rest, roots in late:
        for root in roots:
            rest = times(rest, work.under_root[root], work)
        result = plus(result, rest)
    _check_size(result)
    return result


def _check_size(p: Poly) -> None:
    if len(p) > MAX_TERMS_OF_A_POLYNOMIAL or any(c.height_bits() > MAX_BITS for c in p.values()):
        raise NotComputed(TOO_LARGE)


def _join(m: Monomial, n: Monomial) -> tuple[Monomial, fmpq, tuple[str, ...]]:
    """The product's monomial, a factor, and the atoms ``(...`` that are still to be multiplied in, once each."""
    exponents = dict(m)
    factor = UNIT
    roots: tuple[str, ...] = ()
    for atom, exponent in n:
        total = exponents.get(atom, 0) + exponent
        if total >= 1 and atom[0] in "#i(":
            if atom[0] == "#":
                factor, total = factor * int(atom[1:]), total - 1
            elif atom[0] == "(":
                roots, total = (*roots, atom), total - 1
            elif total == 2:
                factor, total = -factor, 0
        exponents[atom] = whole(total)
        if not total:
            del exponents[atom]
    return tuple(sorted(exponents.items())), factor, roots


def whole(exponent: Exponent) -> Exponent:
    """An int where the value is one, so that equal exponents are written alike."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return exponent.numerator
    return exponent


def to_power(p: Poly, n: int, work: Work) -> Poly:
    """p to a whole power n >= 0, by squaring."""
    if len(p) == 1:
        ((monomial, coefficient),) = p.items()
        if not monomial:
            return {(): rational_power(coefficient, n)}
    result = ONE
    while n:
        if n & 1:
            result = times(result, p, work)
        n >>= 1
        if n:
            p = times(p, p, work)
    return result


def rational_power(base: fmpq, n: int) -> fmpq:
    """base ** n, refused before it grows beyond ``MAX_BITS``."""
    if abs(n) > 1 and base not in (0, 1, -1) and (base.height_bits() - 1) * abs(n) > MAX_BITS:
        raise NotComputed(TOO_LARGE)
    if base in (1, -1):
        return base if n & 1 else UNIT
    return base**n


def key_of(p: Poly) -> str:
    """A text that is equal for equal polynomials."""
    return "+".join(f"{c}" + "".join(f"*{atom}^{e}" for atom, e in m) for m, c in sorted(p.items(), key=_order))


def _order(item: tuple[Monomial, fmpq]) -> list[tuple[str, Fraction]]:
    return [(atom, Fraction(e)) for atom, e in item[0]]


def leading(p: Poly) -> fmpq:
    """The coefficient of the first term in a fixed order."""
    return min(p.items(), key=_order)[1]


def content(p: Poly) -> fmpq:
    """The positive rational that, taken out, leaves whole coefficients without a common factor."""
    top, bottom = fmpz(0), fmpz(1)
    for coefficient in p.values():
        top = top.gcd(coefficient.p)
        bottom = bottom.lcm(coefficient.q)
    return fmpq(top, bottom)


def independent(p: Poly) -> bool:
    """Whether no relation between the atoms is possible, so that a polynomial with terms is not zero.

    Products of distinct real roots of primes are linearly independent over the rationals (A. S. Besicovitch, On the
    linear independence of fractional powers of integers, 1940), pi is transcendental, and so is e; nothing is known
    of both together.
    """
    atoms = {atom for monomial in p for atom, _ in monomial}
    return all(atom[0] in "@#$i" for atom in atoms) and not {"$pi", "$e"} <= atoms

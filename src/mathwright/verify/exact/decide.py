"""Whether two formulas have one value: normal form, then balls and root bounds, or random points for variables."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from flint import acb, arb, fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.balls import Evaluation, precision
from mathwright.verify.exact.forms import Form, Value
from mathwright.verify.exact.normal_form import Former
from mathwright.verify.exact.plain import (
    NOT_HERE,
    TEN,
    TOO_LARGE,
    UNDEFINED,
    E,
    NotComputed,
    bare_log_in,
    plain,
    same_tree,
)
from mathwright.verify.exact.points import UNKNOWN_FUNCTION, Variables, compare_at_points
from mathwright.verify.exact.polynomials import independent
from mathwright.verify.exact.separation import bits_apart
from mathwright.verify.exact.towers import compare_towers
from mathwright.verify.exact.turns import product_for_sum
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.tree import INFINITY, MINUS_ONE, Number, Power, Product, Sum, Tree, negative

FIRST_BITS = (64, 256)
LATER_BITS = (1_024, 4_096)
MAX_PROOF_BITS = 30_000
"""Precision up to which the equality of algebraic numbers is proved."""
SHORT = 12
"""Terms or factors of what counts as a short formula."""


def compare_values(a: Tree, b: Tree) -> Finding:
    """Whether two formulas are equal wherever both have a value; never raises.

    A log without a stated base must give the same verdict for 10 and for e.  Symmetric, and the same in every process.
    """
    if isinstance(a, Number) and isinstance(b, Number):
        return equal("rational") if a.value == b.value else different("rational")
    if same_tree(a, b):
        return equal("identical")
    x, y = short_rational(a), short_rational(b)
    if x is not None and y is not None:
        return equal("rational") if x == y else different("rational")
    infinite = infinite_sign(a), infinite_sign(b)
    if infinite != (0, 0):
        return _compare_infinite(infinite, a, b)
    if bare_log_in(a) or bare_log_in(b):
        common, natural = _compare(a, b, TEN), _compare(a, b, E)
        return natural if common.state == natural.state else undecided("logarithm without a base")
    return _compare(a, b, TEN)


def short_rational(tree: Tree, depth: int = 3) -> fmpq | None:
    """The value of a short formula of rationals such as 2 + 3 · 5⁻¹; None for all else.

    The normal form finds the same, ten times slower.
    """
    if isinstance(tree, Number):
        value = tree.value
        return fmpq(value.numerator, value.denominator)
    if isinstance(tree, Power):
        base = short_rational(tree.base, 0)
        return 1 / base if base and tree.exponent == MINUS_ONE else None
    if not depth or not isinstance(tree, Sum | Product):
        return None
    parts = tree.terms if isinstance(tree, Sum) else tree.factors
    if len(parts) > SHORT:
        return None
    values = [short_rational(part, depth - 1) for part in parts]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return sum(known[1:], known[0]) if isinstance(tree, Sum) else prod(known[1:], start=known[0])


def infinite_sign(tree: Tree) -> int:
    """1 for infinity, -1 for minus infinity, else 0."""
    if tree == INFINITY:
        return 1
    return -1 if same_tree(tree, negative(INFINITY)) else 0


def _compare_infinite(infinite: tuple[int, int], a: Tree, b: Tree) -> Finding:
    if all(infinite):
        return equal("infinity") if infinite[0] == infinite[1] else different("infinity")
    finite = b if infinite[0] else a
    if isinstance(finite, Number) or value_known(finite):
        return different("infinity")
    return undecided("infinity")


def value_known(tree: Tree) -> bool:
    """Whether a formula without variables surely has a finite value."""
    try:
        with precision(FIRST_BITS[0]):
            Evaluation().value(plain(tree, TEN))
    except NotComputed:
        return False
    return True


def _compare(a: Tree, b: Tree, log_base: Tree) -> Finding:
    try:
        return _compare_plain(plain(a, log_base), plain(b, log_base))
    except NotComputed as stop:
        return undecided(stop.reason)
    except RecursionError:  # called from deep inside another recursion
        return undecided(TOO_LARGE)


def _compare_plain(a: Tree, b: Tree) -> Finding:
    former = Former()
    finding = _by_form(a, b, former)
    if finding.decided:
        return finding
    variables = Variables(a, b)
    if variables.unknown:
        return UNKNOWN_FUNCTION
    if variables.names:
        return compare_at_points(a, b, variables)
    return _by_balls(a, b, former)


def _by_form(a: Tree, b: Tree, former: Former) -> Finding:
    try:
        x, y = former.form(a), former.form(b)
        gap = former.field.difference(x, y)
    except NotComputed as stop:
        return undecided(stop.reason)
    rule = _rule(x, y, former)
    if not gap:
        return equal(rule)
    return different(rule) if independent(gap) else undecided(NOT_HERE)


def _rule(x: Value, y: Value, former: Former) -> str:
    if not isinstance(x, Form) and not isinstance(y, Form):
        return "rational"
    return "polynomial identity" if any(atom[0] == "@" for atom in former.field.atoms) else "surds"


def _by_balls(a: Tree, b: Tree, former: Former) -> Finding:
    reason = NOT_HERE
    for bits in FIRST_BITS:
        gap, reason = gap_at(bits, a, b)
        if gap is not None and not gap.contains(0):
            return different("interval")
        if gap is not None and gap.is_zero():
            return equal("interval")
        if reason == TOO_LARGE:
            return compare_towers(a, b, compare_values)
    finding = _prove(a, b, former)
    if finding.decided:
        return finding
    for bits in LATER_BITS:
        gap, reason = gap_at(bits, a, b)
        if gap is not None and not gap.contains(0):
            return different("interval")
    return undecided(reason or finding.rule)


def gap_at(bits: int, a: Tree, b: Tree) -> tuple[acb | None, str]:
    """The ball of a - b at a precision, or None and the reason why there is none."""
    with precision(bits):
        try:
            evaluation = Evaluation()
            return evaluation.value(a) - evaluation.value(b), ""
        except NotComputed as stop:
            return None, stop.reason


def _prove(a: Tree, b: Tree, former: Former) -> Finding:
    """Equality of algebraic numbers, and of sums of angles or logarithms of such."""
    finding = _prove_algebraic(a, b, former)
    if finding.decided:
        return finding
    try:
        found = product_for_sum(former.form(Sum((a, negative(b)))), former)
    except NotComputed as stop:
        return undecided(stop.reason)
    gap = gap_at(FIRST_BITS[0], a, b)[0]
    if found is None or gap is None or not gap.imag.is_zero() or not abs(gap.real) * found[1] < 1:
        return finding
    one = Number(Fraction(1))
    finding = _prove_algebraic(found[0], one, former)
    return equal("angles or logarithms") if finding.state == "equal" else finding


def _prove_algebraic(a: Tree, b: Tree, former: Former) -> Finding:
    """Equality of algebraic numbers: closer than different ones can be."""
    try:
        apart = bits_apart(Sum((a, negative(b))), former)
    except NotComputed as stop:
        return undecided(stop.reason)
    if apart > MAX_PROOF_BITS:
        return undecided("too many bits to prove")
    for bits in (apart + 128, 2 * apart + 1_024):
        gap, reason = gap_at(bits, a, b)
        if gap is None:
            if reason not in (UNDEFINED, NOT_HERE):
                break
            continue
        if not gap.contains(0):
            return different("interval")
        with precision(64):
            if gap.abs_upper() < arb(2) ** -apart:
                return equal("algebraic number")
    return undecided("not proved")

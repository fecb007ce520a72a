"""Plain computations with fractions, to see whether a chain of equal signs is true."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from mathwright.verify.reading.tree import MINUS_ONE, Number, Power, Product, Sum, Tree, children

_MAX_EXPONENT = 20
_MAX_BITS = 400


def are_plainly_unequal(trees: Sequence[Tree]) -> bool:
    """Whether two of the formulas are fractions, and not the same; others are not computed."""
    return len({value for tree in trees if (value := _value(tree)) is not None}) > 1


def holds_number(tree: Tree) -> bool:
    """Whether a number stands anywhere in a formula, but for the -1 of a difference or quotient."""
    return (isinstance(tree, Number) and tree != MINUS_ONE) or any(map(holds_number, children(tree)))


def _value(tree: Tree) -> Fraction | None:
    """The value of a formula of whole numbers and the four operations, with small powers; None for any other."""
    match tree:
        case Number(value):
            return value if _is_small(value) else None
        case Sum(terms):
            return _all(terms, product=False)
        case Product(factors):
            return _all(factors, product=True)
        case Power(base, Number(exponent)):
            return _power(_value(base), exponent)
    return None


def _all(parts: tuple[Tree, ...], *, product: bool) -> Fraction | None:
    values = [value for part in parts if (value := _value(part)) is not None]
    if len(values) != len(parts):
        return None
    result = Fraction(prod(values) if product else sum(values))
    return result if _is_small(result) else None


def _power(base: Fraction | None, exponent: Fraction) -> Fraction | None:
    if base is None or exponent.denominator != 1 or abs(exponent) > _MAX_EXPONENT or (base == 0 and exponent <= 0):
        return None
    result = Fraction(base ** int(exponent))
    return result if _is_small(result) else None


def _is_small(value: Fraction) -> bool:
    return value.numerator.bit_length() + value.denominator.bit_length() <= _MAX_BITS

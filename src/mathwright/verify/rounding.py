"""Rounded answers: whether one value is the other, rounded as the question or the gold says."""

from __future__ import annotations

from fractions import Fraction

from mathwright.verify.exact.compare import rounded, sign_of, value_of
from mathwright.verify.finding import Finding, different, equal
from mathwright.verify.question import Rounding
from mathwright.verify.reading.answer import Expression
from mathwright.verify.reading.tree import Number, Product, Sum, Tree, negative

MAX_PLACES = 30
"""Decimals, either side of the point, to which values are rounded."""
ROUNDED = equal("rounded as asked")


def agrees_rounded(gold: Expression, reply: Expression, rounding: Rounding) -> bool:
    """Whether the reply rounds to the gold, or the gold to the reply.

    A gold with more decimals than asked for is not rounded further to meet a reply that is no rounding of it.
    """
    places = _places(gold.tree, rounding)
    if places is None:
        return False
    value = value_of(gold.tree)
    on_grid = value is not None and (value * Fraction(10) ** places).denominator == 1
    finer = places if on_grid else max(places, gold.decimals or 0)
    return _rounds_to(reply.tree, gold.tree, finer) or _rounds_to(gold.tree, reply.tree, places)


def own_precision(gold: Expression) -> Rounding | None:
    """The precision at which a plain decimal is written; None of anything else."""
    if gold.decimals is not None:
        return Rounding(decimals=gold.decimals)
    value = value_of(gold.tree)
    return Rounding(decimals=0) if value is not None and value.denominator == 1 else None


def within(gold: Tree, reply: Tree, tolerance: Fraction) -> Finding | None:
    """Whether two values are at most the tolerance apart; None where that is not settled."""
    distance = Sum((gold, negative(reply)))
    above = sign_of(Sum((Number(tolerance), negative(distance))))
    below = sign_of(Sum((Number(tolerance), distance)))
    if above is None or below is None:
        return None
    return equal("within tolerance") if above >= 0 and below >= 0 else different("beyond tolerance")


def _places(gold: Tree, rounding: Rounding) -> int | None:
    places = rounding.decimals
    if places is None and rounding.figures is not None:
        places = _places_of_figures(gold, rounding.figures)
    return places if places is not None and abs(places) <= MAX_PLACES else None


def _places_of_figures(gold: Tree, figures: int) -> int | None:
    nearest = rounded(gold, MAX_PLACES)
    value = abs(max(nearest)) if nearest else Fraction(0)
    if not value:
        return None
    leading = 0
    while value * 10**leading < 1:
        leading += 1
    return figures + leading - len(str(int(value * 10**leading)))


def _rounds_to(exact: Tree, target: Tree, places: int) -> bool:
    value = value_of(target)
    if value is None:
        return False
    if places >= 0:
        return value in (rounded(exact, places) or ())
    scale = Fraction(10) ** -places
    return value / scale in (rounded(Product((exact, Number(1 / scale))), 0) or ())

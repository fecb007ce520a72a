"""A quotient and its remainder: ``5 R 3``, ``5 remainder 3``, ``5……3``, ``商5余3``."""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.verify.reading.answer import Definition, Expression, System
from mathwright.verify.reading.tree import Number

_NUMBER = r"([0-9]{1,15})"
_REMAINDER = re.compile(
    rf"(?:(?:the\s)?quotient\s?(?:is\s|of\s|[:=]\s?)?|商\s?[是为]?\s?)?{_NUMBER}"
    r"(?:\s?[Rr]\.?\s?|[\s,]{0,2}(?:and\s)?(?:with\s)?(?:the\s|an?\s)?remainder\s?(?:is\s|of\s|[:=]\s?)?"
    rf"|\s?[,，]?\s?余数?\s?[是为]?\s?|\s?(?:\.{{6}}|……|\\[lc]dots\s?\\[lc]dots)\s?){_NUMBER}",
    re.IGNORECASE,
)
_MAX_LENGTH = 60


def read_remainder(text: str) -> System | None:
    """The quotient and the remainder that the whole text names, or None."""
    match = _REMAINDER.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return None
    quotient, remainder = (Expression(Number(Fraction(digits))) for digits in match.groups())
    return System((Definition("quotient", quotient), Definition("remainder", remainder)))

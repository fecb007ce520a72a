r"""math-verify's opinion of a pair that our reading leaves open: it may say "equal", under conditions, and no more.

Its known false equals come from reading only a part of a text (``4`` for ``4\sqrt2``), from rounding, and from
taking one kind of answer for another.  So it is asked only where ``conditions.may_be_asked`` allows it, must have
read one formula that holds all letters, and must say so in both directions.
"""

from __future__ import annotations

import re

from math_verify import LatexExtractionConfig, parse, verify

from mathwright.verify.clean import cleaned
from mathwright.verify.finding import Finding, equal

BY_MATH_VERIFY = equal("math-verify")
DIGITS = 50
"""To which numbers are rounded and evaluated: far beyond what an answer's tiny values need."""

_LETTER = re.compile(r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])")
_CONSTANT_LETTERS = frozenset("eid")
_LATEX = (LatexExtractionConfig(),)


def math_verify_agrees(a: str, b: str) -> Finding | None:
    """Equal if it says so of both (a, b) and (b, a); else None."""
    x, y = _parsed(cleaned(a)), _parsed(cleaned(b))
    if x is None or y is None:
        return None
    both = _verified(x, y) and _verified(y, x)
    return BY_MATH_VERIFY if both else None


def _parsed(text: str) -> list[object] | None:
    """What it reads; None unless that is one formula that holds every letter of the text."""
    # Only its LaTeX reader: the other one evaluates Python.  Its alarms are off, as the process is killable.
    found: list[object] = parse(
        f"${text}$", extraction_config=_LATEX, fallback_mode="no_fallback", parsing_timeout=None
    )
    if not found:
        return None
    names = {str(symbol) for symbol in getattr(found[0], "free_symbols", ())}
    letters = set(_LETTER.findall(text)) - _CONSTANT_LETTERS
    return found[:1] if letters <= names else None


def _verified(x: list[object], y: list[object]) -> bool:
    return bool(verify(x, y, float_rounding=DIGITS, numeric_precision=DIGITS, strict=True, timeout_seconds=None))

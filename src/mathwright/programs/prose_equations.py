"""Equations that a worked text prints without an annotation, computed again: ``4+4+6 = 18`` is false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from mathwright.programs.evaluating import Number, evaluate
from mathwright.programs.printed import tail_expression

_ANNOTATION = re.compile(r"<<[^<>]*>>")
_RESULT = re.compile(r"\s*[$€£¥]?\s*(-?)[$€£¥]?(\d{1,3}(?:,\d{3})+(?!\d)|\d{1,15})?(\.\d{1,9})?(?:\s?(%|¢|cents?\b))?")
# What stands behind the result and makes it part of something longer, or of another number.
_GOES_ON = re.compile(r"[A-Za-z]|\s*(?:[-+*/×·÷^(–−:~]|\d|[xX]\s*\d)|\s+(?:hundred|thousand|million|billion)\b")
# "3x + 4 = 28", "(x", "X = 5": a letter is an unknown here, not a sign; "1 and 1/4" and "0900" are no arithmetic.
_UNKNOWN = re.compile(
    r"[\d)]\s?[xX]\s*(?:[-+=–−)/]|\Z)|[-+=(*]\s*[xX]\b(?!\s*\d)|\A\s*[xX]\b|\d and \d+/\d+\s*\Z|(?<![\d.])0\d{3}"
)
_TIGHT = re.compile(r"(?<![\d./)])(\d+/\d+)(?![\d./])")
# Between two equals signs of one line, whatever ends a line.
_ANNOTATED = re.compile(r"<<[^<>\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*>>")
_STATED = re.compile(r"\s*[$€£¥]?\s*-?[$€£¥]?\.?\d")
# Arithmetic ends in one of these; of "So N = 7." there is none before the sign.
_STATES = re.compile(rf"[0-9)%][ \0]*={_STATED.pattern}")
_LONGEST = 400
"""Characters of one side that are looked at."""


def states_results(text: str) -> bool:
    """Whether an equation may stand in a text: arithmetic, and behind its sign a number with no annotation between."""
    return _STATES.search(_ANNOTATED.sub("\0", text)) is not None


def false_equations(line: str) -> Iterator[str]:
    """The equations of one line, as printed, whose left side is arithmetic and whose right side is another value.

    A result may be rounded to its last printed place, either way.  Equations with an annotation are not looked at:
    those are ``replay``'s.
    """
    told = _ANNOTATION.sub("\0", line) if "=" in line else ""
    if not _STATES.search(told):
        return
    sides = told.split("=")
    for left, right in pairwise(sides):
        if not _STATED.match(right):
            continue
        expression = tail_expression(left[-_LONGEST:].replace("\0", ""))
        result = None if expression is None else _result(right[:_LONGEST])
        if expression is None or result is None or _UNKNOWN.search(left):
            continue
        value, place = result
        readings = list(_readings(expression))
        if readings and not any(_rounds_to(reading, value, place) for reading in readings):
            yield f"{expression} ={right[: _RESULT.match(right).end()]}"  # type: ignore[union-attr]


def _result(right: str) -> tuple[Fraction, Fraction] | None:
    """The printed number and the value of one in its last place; None where it is annotated or part of more."""
    found = _RESULT.match(right)
    if found is None or not (found[2] or found[3]) or found[4]:
        return None
    if _GOES_ON.match(right, found.end()):
        return None
    value = Fraction((found[2] or "0").replace(",", "") + (found[3] or ""))
    return (-value if found[1] else value), Fraction(1, 10 ** max(len(found[3] or ".") - 1, 0))


def _readings(expression: str) -> Iterator[Number]:
    """Its values: as printed, and with ``3/4`` in it as one number."""
    for one in (expression, _TIGHT.sub(r"(\1)", expression)):
        try:
            value = evaluate(one)
        except ZeroDivisionError:
            continue
        if value is not None:
            yield value
            if "%" in one:
                yield 100 * value
                yield value / 100 if isinstance(value, Fraction) else Fraction(value, 100)


def _rounds_to(value: Number, printed: Fraction, place: Fraction) -> bool:
    return value == printed or (
        Fraction(value) / place != int(Fraction(value) / place) and abs(value - printed) < place
    )

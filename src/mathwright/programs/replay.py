"""The second route: re-execution of a printed solution of GSM8K's form, from its text alone.

It reads nothing but what is printed, with an evaluator of its own: no error of the makers repeats itself here.

    Tom has 48/2 = <<48/2=24>>24 clips.      lhs ``48/2``, result 24, printed number 24
    #### 24                                  final answer
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from mathwright.programs.evaluating import (
    MAX_DIGITS,
    MAX_EXPRESSION,
    PLAIN,
    SYMBOLS,
    TOKEN,
    Number,
    apply,
    close_to,
    evaluate,
    plain_number,
    read_number,
)
from mathwright.programs.printed import GOES_ON, printed_expression_agrees

_REACH = 300  # characters before an annotation in which its printed expression is looked for

ANNOTATION_FALSE = "annotation false"
ANNOTATION_UNREADABLE = "annotation unreadable"
DIVISION_BY_ZERO = "division by zero"
NUMBER_DIFFERS = "printed number differs from annotation"
NUMBER_MISSING = "no number printed after annotation"
EXPRESSION_DIFFERS = "printed expression differs from annotation"
NO_ANNOTATION = "no annotation"
NO_FINAL_ANSWER = "no final answer"
FINAL_NOT_ANNOTATED = "final answer is no annotated result"
FINAL_NOT_LAST = "final answer is not the last annotated result"

FAULTS = (
    ANNOTATION_FALSE, ANNOTATION_UNREADABLE, DIVISION_BY_ZERO, NUMBER_DIFFERS, NUMBER_MISSING, EXPRESSION_DIFFERS,
    NO_ANNOTATION, NO_FINAL_ANSWER, FINAL_NOT_ANNOTATED, FINAL_NOT_LAST,
)  # fmt: skip
"""Every fault that ``replay`` names."""

# Most of GSM8K's annotations; read without the machine, which they would keep busy for most of the time.
_SMALL = r"([0-9]{1,15}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
_TWO_NUMBERS = re.compile(rf"{_SMALL}([-+*/]){_SMALL}={_SMALL}")
_ANNOTATION = re.compile(r"<<([^<>]*)>>")
_CURRENCY = " \t\u00a0$€£¥¢"
_SCALE = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_PRINTED = re.compile(
    rf"[ \t]*(-?)[ \t]*[$€£¥]?[ \t]*(-?)({PLAIN})"
    r"(?:/([0-9]+)|[ ]([0-9]+)/([0-9]+))?[ ]?(%|(?:hundred|thousand|million|billion)\b)?"
)


class Replay(NamedTuple):
    """What the printed text of a solution says when it is computed again."""

    answer: Number | None
    """The number after the last ``####``; None where there is none."""
    equations: tuple[tuple[str, Number], ...]
    """Left side as printed and stated result of each readable annotation, in order."""
    faults: tuple[str, ...]
    """Members of ``FAULTS``, one per finding, in order of appearance; empty for a solution that holds."""


def replay(solution: str, tolerance: Number = 0) -> Replay:
    """The solution's final answer, its equations, and every fault found in them.

    tolerance: greatest absolute difference that still counts as equal; 0 for made solutions, ``Fraction(1, 1000)``
    for originals that round.  Never raises, whatever the text.
    """
    return _replayed(solution, tolerance)


@lru_cache(maxsize=32)
def _replayed(solution: str, tolerance: Number) -> Replay:
    """Kept for the last texts, since an attempt and a check look at the same one in a row.

    Apart from ``replay``: a default that is given and one that is left out would be two texts to the cache.
    """
    body, answer = _final(solution)
    equations: list[tuple[str, Number]] = []
    faults: list[str] = []
    parts = _ANNOTATION.split(body)
    for place in range(1, len(parts), 2):
        read = _equation(parts[place], tolerance)
        if isinstance(read, str):
            faults.append(read)
            continue
        equations.append((read.lhs, read.stated))
        faults += _step_faults(parts[place - 1], read, parts[place + 1], tolerance)
    opened = body.count("<<") - len(parts) // 2
    faults.extend([ANNOTATION_UNREADABLE] * opened)
    faults.extend(_final_faults(answer, equations, tolerance))
    return Replay(answer, tuple(equations), tuple(faults))


def _step_faults(before: str, read: _Equation, after: str, tolerance: Number) -> list[str]:
    """The faults of one annotation, with the text up to it and from it on to the next."""
    faults = [] if read.holds else [ANNOTATION_FALSE]
    if not _follows(after, read.printed):
        faults += _number_faults(_PRINTED.match(after), read.stated, tolerance)
    before = before[-_REACH:].rstrip(_CURRENCY)
    if before and before[-1] == "=":
        printed = before[max(before.rfind("\n"), before.rfind("=", 0, -1)) + 1 : -1]
        if not printed_expression_agrees(printed, read.lhs, read.stated, tolerance):
            faults.append(EXPRESSION_DIFFERS)
    return faults


def equation_sequence(solution: str) -> tuple[str, ...]:
    """The left sides of the annotations, in order, in one spelling: ``"4 x .50"`` comes back as ``"4*0.5"``.

    Two solutions of one question with the same sequence are the same path.  Source: arXiv:2310.05506.
    """
    return tuple(_spelled(match[1].partition("=")[0]) for match in _ANNOTATION.finditer(solution))


def _spelled(lhs: str) -> str:
    return "".join(plain_number(token) for token in TOKEN.findall(lhs[:MAX_EXPRESSION].translate(SYMBOLS)))


# --- annotations and the prose around them --------------------------------------------------------


class _Equation(NamedTuple):
    """An annotation that can be read."""

    lhs: str
    stated: Number
    holds: bool
    printed: str
    """The stated result as it stands."""


@lru_cache(maxsize=16_384)
def _equation(inside: str, tolerance: Number) -> _Equation | str:
    """The annotation with this inside, or the fault that keeps it from being read.

    Kept, since most annotations of small numbers come back in other problems.
    """
    if simple := _TWO_NUMBERS.fullmatch(inside):
        return _simple_equation(simple[1], simple[2], simple[3], simple[4], tolerance)
    lhs, _, rhs = inside.rpartition("=")
    if not lhs or len(inside) > MAX_EXPRESSION:
        return ANNOTATION_UNREADABLE
    try:
        sides = [evaluate(side) for side in lhs.split("=")] if "=" in lhs else [evaluate(lhs)]
        stated = int(rhs) if len(rhs) < 16 and rhs.isascii() and rhs.isdigit() else evaluate(rhs)
    except ZeroDivisionError:
        return DIVISION_BY_ZERO
    if stated is None:
        return ANNOTATION_UNREADABLE
    holds = True
    for side in sides:
        if side is None:
            return ANNOTATION_UNREADABLE
        holds = holds and close_to(side, stated, tolerance)
    return _Equation(lhs.partition("=")[0].strip(), stated, holds, rhs)


def _simple_equation(left: str, operator: str, right: str, printed: str, tolerance: Number) -> _Equation | str:
    try:
        value = apply(operator, read_number(left), read_number(right))
    except ZeroDivisionError:
        return DIVISION_BY_ZERO
    stated = read_number(printed)
    return _Equation(left + operator + right, stated, close_to(value, stated, tolerance), printed)


def _follows(after: str, printed: str) -> bool:
    """Whether the stated result is printed letter by letter after the annotation (the common case)."""
    if not after.startswith(printed):
        return False
    goes_on = after[len(printed) : len(printed) + 2]
    return not goes_on or goes_on[0] not in GOES_ON or (goes_on[0] in ".," and not goes_on[1:].isdigit())


def _number_faults(printed: re.Match[str] | None, rhs: Number, tolerance: Number) -> Iterator[str]:
    if printed is None:
        yield NUMBER_MISSING
    elif not any(close_to(value, rhs, tolerance) for value in _printed_values(printed)):
        yield NUMBER_DIFFERS


def _printed_values(printed: re.Match[str]) -> Iterator[Number]:
    """Every value that a printed number may have been meant to be: ``3/4`` also stands for a 3 before ``/4 of it``."""
    if len(printed[3]) > MAX_DIGITS or len(printed[0]) > 4 * MAX_DIGITS:
        return
    sign = -1 if printed[1] or printed[2] else 1
    value = sign * read_number(printed[3])
    yield value
    over, numerator, under, scale = printed[4], printed[5], printed[6], printed[7]
    if over and int(over):
        yield Fraction(value) / int(over)
    if under and int(under):
        yield value + sign * Fraction(int(numerator), int(under))
    if scale:
        yield Fraction(value) / 100 if scale == "%" else value * _SCALE[scale]


# --- the final answer -----------------------------------------------------------------------------


def _final(solution: str) -> tuple[str, Number | None]:
    """The text before the last ``####``, and the number after it."""
    body, mark, final = solution.rpartition("####")
    if not mark:
        return solution, None
    final = final.strip()
    if len(final) <= MAX_DIGITS and final.isascii() and final.isdigit():
        return body, int(final)
    match = _PRINTED.match(final[: 4 * MAX_DIGITS])
    values = list(_printed_values(match)) if match else []
    if not values or not match:
        return body, None
    # "20%" is the answer 20: GSM8K's finals carry no unit.
    return body, values[0] if match[7] == "%" else values[-1]


def _final_faults(answer: Number | None, equations: list[tuple[str, Number]], tolerance: Number) -> Iterator[str]:
    if not equations:
        yield NO_ANNOTATION
    if answer is None:
        yield NO_FINAL_ANSWER
    elif equations and not close_to(equations[-1][1], answer, tolerance):
        anywhere = any(close_to(rhs, answer, tolerance) for _, rhs in equations)
        yield FINAL_NOT_LAST if anywhere else FINAL_NOT_ANNOTATED

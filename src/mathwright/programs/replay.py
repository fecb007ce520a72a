"""The second route: re-execution of a printed solution of GSM8K's form, from its text alone.

It reads nothing but what is printed, with an evaluator of its own: no error of the makers repeats itself here.

    Tom has 48/2 = <<48/2=24>>24 clips.      lhs ``48/2``, result 24, printed number 24
    #### 24                                  final answer
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

MAX_EXPRESSION = 2_000
"""Characters of one annotation; a longer one is unreadable."""
MAX_DEPTH = 100
"""Parentheses open at once."""
MAX_DIGITS = 60
"""Characters of one printed number."""
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

Number = int | Fraction

_PLAIN = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(_PLAIN)
_TOKEN = re.compile(rf"{_PLAIN}|\S")
# Most of GSM8K's annotations; read without the machine, which they would keep busy for most of the time.
_SMALL = r"([0-9]{1,15}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
_TWO_NUMBERS = re.compile(rf"{_SMALL}([-+*/]){_SMALL}={_SMALL}")
_ANNOTATION = re.compile(r"<<([^<>]*)>>")
_SYMBOLS: dict[int, str | None] = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "∙": "*", "x": "*", "X": "*", "÷": "/", "−": "-", "–": "-"}
    | dict.fromkeys("$€£¥", None)
)
_COMPACT = dict(_SYMBOLS) | dict.fromkeys(map(ord, " ,"), None)
# "3 large stickers + 42 stickers" becomes "3+42"; numbers that run together this way are counted before and after.
_WORDLESS = dict.fromkeys(map(ord, string.ascii_letters + " $,"), None)
_CURRENCY = " \t\u00a0$€£¥¢"
# An expression or number that stands after (before) one of these is part of a longer one.
_GOES_ON = frozenset("0123456789.,+-*/(%×÷·−–")
_ENDS = frozenset("0123456789)%")
_RANK = {"(": 0, "+": 1, "-": 1, "*": 2, "/": 2, "~": 3}
_SCALE = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_PRINTED = re.compile(
    rf"[ \t]*(-?)[ \t]*[$€£¥]?[ \t]*(-?)({_PLAIN})"
    r"(?:/([0-9]+)|[ ]([0-9]+)/([0-9]+))?[ ]?(%|(?:hundred|thousand|million|billion)\b)?"
)
_PERCENT = re.compile(r"(?<![0-9.])([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?:%|\*\s*0?\.01(?![0-9])|/\s*100(?![0-9.]))")
_TAIL = re.compile(r"(?:[-0-9.,$€£¥ +*/×·÷()%−–]|(?<![A-Za-z])[xX](?![A-Za-z]))*\Z")
# A sign inside a gap of words: a hyphen counts only where no letter touches it.
_SIGN = re.compile(r"[+*/×·÷−–]|(?<![A-Za-z])-(?![A-Za-z])|(?<![A-Za-z])[xX](?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Replay:
    """What the printed text of a solution says when it is computed again."""

    answer: Fraction | None
    """The number after the last ``####``; None where there is none."""
    equations: tuple[tuple[str, Fraction], ...]
    """Left side as printed and stated result of each readable annotation, in order."""
    faults: tuple[str, ...]
    """Members of ``FAULTS``, one per finding, in order of appearance; empty for a solution that holds."""


def replay(solution: str, tolerance: Number = 0) -> Replay:
    """The solution's final answer, its equations, and every fault found in them.

    tolerance: greatest absolute difference that still counts as equal; 0 for made solutions, ``Fraction(1, 1000)``
    for originals that round.  Never raises, whatever the text.
    """
    body, answer = _final(solution)
    equations: list[tuple[str, Fraction]] = []
    faults: list[str] = []
    end = 0
    opened = body.count("<<")
    for match in _ANNOTATION.finditer(body):
        opened -= 1
        before, end = body[end : match.start()][-_REACH:], match.end()
        inside = match[1]
        read = _equation(inside, tolerance)
        if isinstance(read, str):
            faults.append(read)
            continue
        lhs, rhs, holds = read
        equations.append((lhs, Fraction(rhs)))
        if not holds:
            faults.append(ANNOTATION_FALSE)
        if not _follows(body, end, inside[inside.rfind("=") + 1 :]):
            faults.extend(_number_faults(_PRINTED.match(body, end), rhs, tolerance))
        before = before.rstrip(_CURRENCY)
        if before and before[-1] == "=":
            printed = before[max(before.rfind("\n"), before.rfind("=", 0, -1)) + 1 : -1]
            if not _printed_expression_agrees(printed, lhs, rhs, tolerance):
                faults.append(EXPRESSION_DIFFERS)
    faults.extend([ANNOTATION_UNREADABLE] * opened)
    faults.extend(_final_faults(answer, equations, tolerance))
    return Replay(None if answer is None else Fraction(answer), tuple(equations), tuple(faults))


def equation_sequence(solution: str) -> tuple[str, ...]:
    """The left sides of the annotations, in order, in one spelling: ``"4 x .50"`` comes back as ``"4*0.5"``.

    Two solutions of one question with the same sequence are the same path.  Source: arXiv:2310.05506.
    """
    return tuple(_spelled(match[1].partition("=")[0]) for match in _ANNOTATION.finditer(solution))


def _spelled(lhs: str) -> str:
    return "".join(_plain_number(token) for token in _TOKEN.findall(lhs[:MAX_EXPRESSION].translate(_SYMBOLS)))


def _plain_number(token: str) -> str:
    if token[-1] not in "0123456789":
        return token
    digits = token.replace(",", "").lstrip("0")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" + digits if not digits or digits[0] == "." else digits


# --- the evaluator --------------------------------------------------------------------------------


def evaluate(expression: str) -> Number | None:
    """The exact value of an expression over numbers, ``+ - * / ( ) %`` and their printed forms; None if unreadable.

    Raises ZeroDivisionError.  No recursion; bounded by MAX_EXPRESSION, MAX_DEPTH and MAX_DIGITS.
    """
    if len(expression) > MAX_EXPRESSION:
        return None
    machine = _Machine()
    for token in _TOKEN.findall(expression.translate(_SYMBOLS)):
        if not machine.take(token):
            return None
    return machine.result()


class _Machine:
    """Dijkstra's two stacks: values, and the operators that wait for them."""

    __slots__ = ("depth", "operand_due", "operators", "values")

    def __init__(self) -> None:
        self.values: list[Number] = []
        self.operators: list[str] = []
        self.operand_due = True
        self.depth = 0

    def take(self, token: str) -> bool:
        """Whether the token may stand here; if so it is worked in."""
        if self.operand_due:
            return self._take_operand(token)
        if token == "%":
            self.values[-1] = Fraction(self.values[-1]) / 100
        elif token == ")":
            return self._close()
        elif _RANK.get(token, 0) > 0:
            self._reduce(_RANK[token])
            self.operators.append(token)
            self.operand_due = True
        else:
            return False
        return True

    def _take_operand(self, token: str) -> bool:
        if token[-1] in "0123456789":
            if len(token) > MAX_DIGITS:
                return False
            self.values.append(_read_number(token))
            self.operand_due = False
        elif token == "(":
            self.depth += 1
            self.operators.append(token)
            return self.depth <= MAX_DEPTH
        elif token == "-":
            self.operators.append("~")
        else:
            return token == "+"
        return True

    def _close(self) -> bool:
        self._reduce(1)
        if not self.operators:
            return False
        self.operators.pop()
        self.depth -= 1
        return True

    def _reduce(self, rank: int) -> None:
        values, operators = self.values, self.operators
        while operators and _RANK[operators[-1]] >= rank:
            operator, right = operators.pop(), values.pop()
            values.append(-right if operator == "~" else _apply(operator, values.pop(), right))

    def result(self) -> Number | None:
        if self.operand_due:
            return None
        self._reduce(1)
        return None if self.operators else self.values[0]


def _apply(operator: str, left: Number, right: Number) -> Number:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if isinstance(left, int) and isinstance(right, int):
        return left // right if left % right == 0 else Fraction(left, right)
    return Fraction(left) / right


def _read_number(token: str) -> Number:
    if token.isdigit():
        return int(token)
    whole, _, decimals = token.replace(",", "").partition(".")
    value, unit = int(whole + decimals), int("1" + "0" * len(decimals))
    return Fraction(value, unit) if value % unit else value // unit


# --- annotations and the prose around them --------------------------------------------------------


def _equation(inside: str, tolerance: Number) -> tuple[str, Number, bool] | str:
    """Left side, stated result and whether they agree; or the fault that keeps it from being read."""
    if simple := _TWO_NUMBERS.fullmatch(inside):
        return _simple_equation(simple[1], simple[2], simple[3], _read_number(simple[4]), tolerance)
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
        holds = holds and _close_to(side, stated, tolerance)
    return lhs.partition("=")[0].strip(), stated, holds


def _simple_equation(
    left: str, operator: str, right: str, stated: Number, tolerance: Number
) -> tuple[str, Number, bool] | str:
    try:
        value = _apply(operator, _read_number(left), _read_number(right))
    except ZeroDivisionError:
        return DIVISION_BY_ZERO
    return left + operator + right, stated, _close_to(value, stated, tolerance)


def _close_to(left: Number, right: Number, tolerance: Number) -> bool:
    return left == right or -tolerance <= left - right <= tolerance


def _follows(body: str, end: int, rhs: str) -> bool:
    """Whether the stated result is printed letter by letter after the annotation (the common case)."""
    if not body.startswith(rhs, end):
        return False
    after = body[end + len(rhs) : end + len(rhs) + 2]
    return not after or after[0] not in _GOES_ON or (after[0] in ".," and not after[1:].isdigit())


def _number_faults(printed: re.Match[str] | None, rhs: Number, tolerance: Number) -> Iterator[str]:
    if printed is None:
        yield NUMBER_MISSING
    elif not any(_close_to(value, rhs, tolerance) for value in _printed_values(printed)):
        yield NUMBER_DIFFERS


def _printed_values(printed: re.Match[str]) -> Iterator[Number]:
    """Every value that a printed number may have been meant to be: ``3/4`` also stands for a 3 before ``/4 of it``."""
    if len(printed[3]) > MAX_DIGITS or len(printed[0]) > 4 * MAX_DIGITS:
        return
    sign = -1 if printed[1] or printed[2] else 1
    value = sign * _read_number(printed[3])
    yield value
    over, numerator, under, scale = printed[4], printed[5], printed[6], printed[7]
    if over and int(over):
        yield Fraction(value) / int(over)
    if under and int(under):
        yield value + sign * Fraction(int(numerator), int(under))
    if scale:
        yield Fraction(value) / 100 if scale == "%" else value * _SCALE[scale]


def _printed_expression_agrees(printed: str, lhs: str, rhs: Number, tolerance: Number) -> bool:
    """Whether the expression before ``= <<`` says what the annotation says; True where none is printed."""
    if _ends_with(printed.replace(" ", "").replace("$", ""), lhs):
        return True
    if _ends_with(printed.translate(_COMPACT), lhs.translate(_COMPACT)):
        return True
    bare = printed.translate(_WORDLESS)
    if _ends_with(bare, lhs) and len(_NUMBER.findall(bare)) == len(_NUMBER.findall(printed)):
        return True
    value = _tail_value(printed)
    if value is not None:
        return _close_to(value, rhs, tolerance)
    return _same_numbers(printed, lhs)


def _ends_with(printed: str, wanted: str) -> bool:
    """Whether the wanted expression ends the printed one and is the whole of it, or follows a word."""
    if not printed.endswith(wanted):
        return False
    place = len(printed) - len(wanted)
    return place == 0 or printed[place - 1] not in _GOES_ON


def _tail_value(printed: str) -> Number | None:
    """The value of a bare expression at the end of a line of prose; None where words stand inside it."""
    printed = printed.rstrip(" ")
    match = _TAIL.search(printed) if printed[-1:] in _ENDS else None
    tail = match[0].strip(" ,.$€£¥") if match else ""
    if len(_NUMBER.findall(tail)) < 2 or (tail[0] not in "(.0123456789" and tail != printed.strip()):
        return None
    try:
        return evaluate(tail)
    except ZeroDivisionError:
        return None


def _same_numbers(printed: str, lhs: str) -> bool:
    """Whether the numbers of ``7 stickers/page * 6 pages`` are those of ``7*6``, joined by the same signs."""
    lhs, printed = _PERCENT.sub(_as_decimal, lhs), _PERCENT.sub(_as_decimal, printed)
    wanted = list(_NUMBER.finditer(lhs))
    found = list(_NUMBER.finditer(printed))
    gaps = [_signs(printed[a.end() : b.start()]) for a, b in pairwise(found)]
    if len(wanted) < 2 or not gaps or not gaps[-1]:
        return True
    count = len(wanted)
    if [_plain_number(m[0]) for m in found[-count:]] != [_plain_number(m[0]) for m in wanted]:
        return False
    if len(found) > count and gaps[-count]:
        return False
    expected = [_signs(lhs[a.end() : b.start()]) for a, b in pairwise(wanted)]
    return all(not have or want & have for want, have in zip(expected, gaps[1 - count :], strict=True))


def _as_decimal(percent: re.Match[str]) -> str:
    """``20%``, ``20*.01`` and ``20/100`` in one spelling."""
    whole, _, decimals = percent[1].partition(".")
    return f"{whole[:-2]}.{whole[-2:].rjust(2, '0')}{decimals}"


def _signs(gap: str) -> set[str]:
    return {sign.translate(_SYMBOLS) for sign in _SIGN.findall(gap)}


# --- the final answer -----------------------------------------------------------------------------


def _final(solution: str) -> tuple[str, Number | None]:
    """The text before the last ``####``, and the number after it."""
    body, mark, final = solution.rpartition("####")
    if not mark:
        return solution, None
    match = _PRINTED.match(final.strip()[: 4 * MAX_DIGITS])
    values = list(_printed_values(match)) if match else []
    if not values or not match:
        return body, None
    # "20%" is the answer 20: GSM8K's finals carry no unit.
    return body, values[0] if match[7] == "%" else values[-1]


def _final_faults(answer: Number | None, equations: list[tuple[str, Fraction]], tolerance: Number) -> Iterator[str]:
    if not equations:
        yield NO_ANNOTATION
    if answer is None:
        yield NO_FINAL_ANSWER
    elif equations and not _close_to(equations[-1][1], answer, tolerance):
        anywhere = any(_close_to(rhs, answer, tolerance) for _, rhs in equations)
        yield FINAL_NOT_LAST if anywhere else FINAL_NOT_ANNOTATED

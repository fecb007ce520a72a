"""Exact values of printed expressions: the evaluator of the second route, which shares nothing with the makers."""

from __future__ import annotations

import re
from fractions import Fraction

MAX_EXPRESSION = 2_000
"""Characters of one annotation; a longer one is unreadable."""
MAX_DEPTH = 100
"""Parentheses open at once."""
MAX_DIGITS = 60
"""Characters of one printed number."""

Number = int | Fraction
"""What values are computed in; never a float."""

PLAIN = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
NUMBER = re.compile(PLAIN)
TOKEN = re.compile(rf"{PLAIN}|\S")
SYMBOLS: dict[int, str | None] = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "∙": "*", "x": "*", "X": "*", "÷": "/", "−": "-", "–": "-"}
    | dict.fromkeys("$€£¥", None)
)
_RANK = {"(": 0, "+": 1, "-": 1, "*": 2, "/": 2, "~": 3}


def evaluate(expression: str) -> Number | None:
    """The exact value of an expression over numbers, ``+ - * / ( ) %`` and their printed forms; None if unreadable.

    Raises ZeroDivisionError.  No recursion; bounded by MAX_EXPRESSION, MAX_DEPTH and MAX_DIGITS.
    """
    if len(expression) > MAX_EXPRESSION:
        return None
    machine = _Machine()
    for token in TOKEN.findall(expression.translate(SYMBOLS)):
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
            self.values.append(read_number(token))
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
            values.append(-right if operator == "~" else apply(operator, values.pop(), right))

    def result(self) -> Number | None:
        if self.operand_due:
            return None
        self._reduce(1)
        return None if self.operators else self.values[0]


def apply(operator: str, left: Number, right: Number) -> Number:
    """What one of ``+ - * /`` makes of two values.  Raises ZeroDivisionError."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if isinstance(left, int) and isinstance(right, int):
        return left // right if left % right == 0 else Fraction(left, right)
    return Fraction(left) / right


def read_number(token: str) -> Number:
    """The value of digits with grouping commas and decimals."""
    if token.isdigit():
        return int(token)
    whole, _, decimals = token.replace(",", "").partition(".")
    value, unit = int(whole + decimals), int("1" + "0" * len(decimals))
    return Fraction(value, unit) if value % unit else value // unit


def plain_number(token: str) -> str:
    """A number in one spelling, ``.50`` as ``0.5``; any other token as it is."""
    if token[-1] not in "0123456789":
        return token
    digits = token.replace(",", "").lstrip("0")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" + digits if not digits or digits[0] == "." else digits


def close_to(left: Number, right: Number, tolerance: Number) -> bool:
    """Whether two values differ by no more than ``tolerance``."""
    return left == right or -tolerance <= left - right <= tolerance

"""The expressions of a Program's steps as trees, and trees as text with as few parentheses as needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.numbers import decimal_text
from mathwright.records import Program

_TOKEN = re.compile(r"\s*([gs]\d+|\d+(?:\.\d+)?|[-+*/()])")
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Number:
    """A given or a constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """The value of an earlier step."""

    step: int


@dataclass(frozen=True, slots=True)
class Compute:
    """An operation."""

    op: str
    left: Expression
    right: Expression


Expression = Number | Result | Compute


def parse_step(text: str, program: Program) -> Expression:
    """The tree of one step's expression.  Raises Unreadable where it is none."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text.replace(" ", ""):
        raise Unreadable("expression unreadable")
    reader = _Reader(tokens, program)
    tree = reader.sum()
    if reader.at != len(tokens):
        raise Unreadable("expression unreadable")
    return tree


class _Reader:
    def __init__(self, tokens: Sequence[str], program: Program) -> None:
        self.tokens, self.program, self.at = tokens, program, 0

    def _next(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self.at += 1
        return token

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def sum(self) -> Expression:
        tree = self.product()
        while self._peek() in ("+", "-"):
            tree = Compute(self._next(), tree, self.product())
        return tree

    def product(self) -> Expression:
        tree = self.factor()
        while self._peek() in ("*", "/"):
            tree = Compute(self._next(), tree, self.factor())
        return tree

    def factor(self) -> Expression:
        token = self._next()
        if token == "(":
            tree = self.sum()
            if self._next() != ")":
                raise Unreadable("parenthesis not closed")
            return tree
        if token.startswith("g") and int(token[1:]) < len(self.program.givens):
            return Number(Fraction(self.program.givens[int(token[1:])].value))
        if token.startswith("s") and int(token[1:]) < len(self.program.steps):
            return Result(int(token[1:]))
        if token[:1].isdigit():
            return Number(Fraction(token))
        raise Unreadable("expression unreadable")


def value_of(tree: Expression, values: Sequence[Fraction]) -> Fraction:
    """The exact value, with the values of the steps.  Raises Unreadable on a division by zero."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Result):
        return values[tree.step]
    left, right = value_of(tree.left, values), value_of(tree.right, values)
    if tree.op == "+":
        return left + right
    if tree.op == "-":
        return left - right
    if tree.op == "*":
        return left * right
    if right == 0:
        raise Unreadable("division by zero")
    return left / right


def write_tree(tree: Expression, values: Sequence[Fraction]) -> str | None:
    """``3 * (10 - 4)``, or None where a number has no finite decimals."""
    return _write(tree, values, 0, False)


def _write(tree: Expression, values: Sequence[Fraction], rank: int, right: bool) -> str | None:
    if not isinstance(tree, Compute):
        value = tree.value if isinstance(tree, Number) else values[tree.step]
        if value < 0:
            return None
        text = decimal_text(value, 4)
        if text is None and isinstance(tree, Number):
            text = (
                f"({value.numerator} / {value.denominator})"
                if rank == 2
                else f"{value.numerator} / {value.denominator}"
            )
        return text
    here = _RANK[tree.op]
    strict = tree.op in "-/"
    left, other = _write(tree.left, values, here, False), _write(tree.right, values, here, strict)
    if left is None or other is None:
        return None
    text = f"{left} {tree.op} {other}"
    return f"({text})" if here < rank or (here == rank and right) else text

"""Annotated expressions: from ``48/2+3*(10-4)`` to a small tree over its operands, exactly.

The grammar is that of GSM8K's calculator annotations: ``+ - * x × / ÷``, parentheses, unary minus,
percent signs, currency signs, thousands separators and multiplication by juxtaposition before a parenthesis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

MAX_LENGTH = 300
"""Longest expression that is read, in characters."""
MAX_DEPTH = 40
"""Deepest nesting of parentheses that is read."""
MAX_DIGITS = 30
"""Longest operand that is read, in characters."""

_TOKEN = re.compile(r"\s*(?:\$?(\d[\d,]*\.?\d*|\.\d+)(\s?%)?|([-+*/()xX×·÷−–]))")
_OPERATORS = {"x": "*", "X": "*", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"}


class Unreadable(Exception):
    """The text is no expression of the grammar; the message is a countable reason."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An operand: its place in the text, and its exact value (``20%`` has the value 1/5)."""

    index: int
    start: int
    end: int
    value: Fraction
    percent: bool


@dataclass(frozen=True, slots=True)
class Node:
    """An operation on two operands; a negation is written ``0 - right`` with ``left`` None."""

    op: str
    left: Tree | None
    right: Tree


Tree = Leaf | Node


def parse_expression(text: str) -> tuple[Tree, tuple[Leaf, ...]]:
    """The tree of an expression and its operands in order of appearance.  Raises Unreadable."""
    if len(text) > MAX_LENGTH:
        raise Unreadable("expression too long")
    parser = _Parser(text)
    tree = parser.sum(0)
    if parser.at < len(parser.tokens):
        raise Unreadable("expression unreadable")
    return tree, tuple(parser.leaves)


def number(text: str) -> Fraction:
    """The exact value of digits with thousands separators and a decimal point.  Raises Unreadable."""
    digits = text.replace(",", "").rstrip(".")
    if len(digits) > MAX_DIGITS:
        raise Unreadable("number too long")
    try:
        return Fraction(digits)
    except (ValueError, ZeroDivisionError):
        raise Unreadable("number unreadable") from None


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[str | Leaf] = []
        self.leaves: list[Leaf] = []
        self.at = 0
        self._scan(text.rstrip())

    def _scan(self, text: str) -> None:
        place = 0
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise Unreadable("expression unreadable")
            digits, percent, sign = match.groups()
            if digits is not None:
                value = number(digits) / (100 if percent else 1)
                end = match.end(1)
                leaf = Leaf(len(self.leaves), end - len(digits), end, value, bool(percent))
                self.leaves.append(leaf)
                self.tokens.append(leaf)
            else:
                self.tokens.append(_OPERATORS.get(sign, sign))
            place = match.end()

    def _peek(self) -> str | Leaf | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def sum(self, depth: int) -> Tree:
        tree = self.product(depth)
        while (token := self._peek()) in ("+", "-"):
            self.at += 1
            tree = Node(str(token), tree, self.product(depth))
        return tree

    def product(self, depth: int) -> Tree:
        tree = self.factor(depth)
        while True:
            token = self._peek()
            if token in ("*", "/"):
                self.at += 1
                tree = Node(str(token), tree, self.factor(depth))
            elif token == "(":
                tree = Node("*", tree, self.factor(depth))
            else:
                return tree

    def factor(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise Unreadable("expression nested too deep")
        token = self._peek()
        self.at += 1
        if isinstance(token, Leaf):
            return token
        if token == "-":
            return Node("-", None, self.factor(depth + 1))
        if token == "+":
            return self.factor(depth + 1)
        if token == "(":
            tree = self.sum(depth + 1)
            if self._peek() != ")":
                raise Unreadable("parenthesis not closed")
            self.at += 1
            return tree
        raise Unreadable("expression unreadable")


def evaluate(tree: Tree) -> Fraction:
    """The exact value.  Raises Unreadable on a division by zero."""
    if isinstance(tree, Leaf):
        return tree.value
    right = evaluate(tree.right)
    if tree.left is None:
        return -right
    return apply(tree.op, evaluate(tree.left), right)


def apply(op: str, left: Fraction, right: Fraction) -> Fraction:
    """``left op right``.  Raises Unreadable on a division by zero."""
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if right == 0:
        raise Unreadable("division by zero")
    return left / right

"""A place in a run of tokens: what the rules of the grammar step along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

from mathwright.verify.reading.numerals import NotRead
from mathwright.verify.reading.tokens import END, MAX_NESTING, Token, Tokens
from mathwright.verify.reading.tree import Tree


class Cursor:
    """A place in a run of tokens, and what was met on the way."""

    __slots__ = (
        "ambiguous",
        "bars",
        "depth",
        "end",
        "integrals",
        "items",
        "partner",
        "place",
        "rules",
        "second",
        "signed",
    )

    def __init__(self, tokens: Tokens, start: int, end: int, rules: Rules, second: bool) -> None:
        """Begin at a place; ``second`` takes the other reading of what can be read in two ways."""
        self.items = tokens.items
        self.partner = tokens.partner
        self.place = start
        self.end = end
        self.rules = rules
        self.second = second
        self.ambiguous = False
        self.signed = False
        self.bars = 0
        self.integrals = 0
        self.depth = 0

    def peek(self) -> Token:
        """The next token; of kind ``end`` behind the last."""
        return self.items[self.place] if self.place < self.end else END

    def text(self) -> str:
        """The next token's text; empty behind the last."""
        return self.items[self.place].text if self.place < self.end else ""

    def take(self, text: str) -> bool:
        """Step over the next token if it is this."""
        if self.place < self.end and self.items[self.place].text == text:
            self.place += 1
            return True
        return False

    def need(self, text: str) -> None:
        """Step over the next token, which must be this."""
        if not self.take(text):
            fail("not a formula")

    def choose(self, first: bool) -> bool:
        """Whether to read in the usual way, noting that there is another."""
        self.ambiguous = True
        return first != self.second

    def inside(self, read: Callable[[Cursor], Tree]) -> Tree:
        """Read all that a bracket at this place holds, and step behind it."""
        close = self.partner.get(self.place)
        if close is None or close >= self.end:
            fail("brackets do not match")
        saved = (self.end, self.bars, self.integrals)
        self.place, self.end, self.bars, self.integrals = self.place + 1, close, 0, 0
        tree = read(self)
        if self.place != close:
            fail("not a formula")
        self.end, self.bars, self.integrals = saved
        self.place = close + 1
        return tree

    def deeper(self, read: Callable[[Cursor], Tree]) -> Tree:
        """Read one level down, counted."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            fail("nested too deeply")
        tree = read(self)
        self.depth -= 1
        return tree


def fail(reason: str) -> NoReturn:
    """Stop reading, for a reason."""
    raise NotRead(reason)


Rule = Callable[[Cursor, str], Tree]
Rules = Mapping[str, Rule]
"""What reads a command, by its text, from the place behind it; "function" and "letter" any of these."""

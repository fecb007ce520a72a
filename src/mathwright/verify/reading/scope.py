"""One text being read: its tokens, which of two readings is asked for, and how whole answers are read inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mathwright.verify.reading.answer import Answer, Collection, Expression
from mathwright.verify.reading.cursor import Cursor, fail
from mathwright.verify.reading.expressions import expression
from mathwright.verify.reading.functions import RULES
from mathwright.verify.reading.numerals import decimals_of, whole
from mathwright.verify.reading.signs import with_sign
from mathwright.verify.reading.tokens import Tokens
from mathwright.verify.reading.tree import Tree, quotient

MARKS = frozenset(
    (
        ",",
        ";",
        "=",
        "<",
        "<=",
        ">",
        ">=",
        "!=",
        "~",
        "===",
        "in",
        "notin",
        "cup",
        "cap",
        "minus",
        ":",
        "or",
        "and",
        "to",
    )
)
"""Signs that separate answers or parts of one, where no bracket holds them."""


class Mark(NamedTuple):
    """A separating sign outside all brackets."""

    place: int
    text: str


@dataclass(slots=True)
class Scope:
    """The text, shared by all who read parts of it."""

    tokens: Tokens
    second: bool
    """Whether the other reading of what is ambiguous is wanted."""
    read: Callable[[Scope, int, int], Answer]
    """Reads the tokens from a place up to another as an answer of any kind."""
    ambiguous: bool = False
    """Whether something ambiguous was met."""
    depth: int = 0
    """Answers being read, one inside another."""

    def text(self, place: int) -> str:
        """The token's text."""
        return self.tokens.items[place].text

    def marks(self, start: int, end: int) -> list[Mark]:
        """The separating signs outside brackets."""
        return list(self._marks(start, end))

    def _marks(self, start: int, end: int) -> Iterator[Mark]:
        items, partner = self.tokens.items, self.tokens.partner
        place = start
        while place < end:
            text = items[place].text
            if text in MARKS:
                yield Mark(place, text)
            elif place in partner:
                place = partner[place]
            place += 1

    def outside(self, start: int, end: int) -> list[int]:
        """The places that no bracket in the range holds; of a pair only the opening one."""
        places = []
        place = start
        while place < end:
            places.append(place)
            place = self.tokens.partner.get(place, place) + 1
        return places

    def pieces(self, start: int, end: int, *separators: str) -> list[tuple[int, int]]:
        """The ranges between the separators."""
        places = [mark.place for mark in self.marks(start, end) if mark.text in separators]
        return list(zip([start, *(place + 1 for place in places)], [*places, end], strict=True))

    def tree(self, start: int, end: int) -> Tree:
        """The formula that these tokens are, all of them; ± stays in it."""
        return self._formula(start, end)[0]

    def _formula(self, start: int, end: int) -> tuple[Tree, bool]:
        cursor = Cursor(self.tokens, start, end, RULES, self.second)
        tree = expression(cursor)
        if cursor.place != end:
            fail("not a formula")
        self.ambiguous = self.ambiguous or cursor.ambiguous
        return tree, cursor.signed

    def formula(self, start: int, end: int) -> Answer:
        """The Expression that these tokens are; the set of both where there is a ±."""
        percent = self.text(end - 1) == "%"
        if percent and self._one_percent(start, end):
            tree, signed = self._formula(start, end - 1)
            tree = quotient(tree, whole(100))
        else:
            tree, signed = self._formula(start, end)
        if signed:
            if self._two_signs(start, end):
                fail("signs that may go together or not")
            both = (Expression(with_sign(tree, 1), percent), Expression(with_sign(tree, -1), percent))
            return Collection("set", both)
        decimals = None
        if end - start <= 2 and self.tokens.items[end - 1].kind == "number":
            decimals = decimals_of(self.text(end - 1))
        return Expression(tree, percent, decimals=decimals)

    def _two_signs(self, start: int, end: int) -> bool:
        r"""Whether ± stands twice, as in ``\pm a \pm b``; a ∓ says that the signs go together."""
        texts = [token.text for token in self.tokens.items[start:end]]
        return texts.count("pm") > 1 and "mp" not in texts

    def _one_percent(self, start: int, end: int) -> bool:
        texts = [token.text for token in self.tokens.items[start : end - 1]]
        return "%" not in texts and not {"+", "-"} & set(texts[1:])

r"""Things in their order: ``C → A → B``, ``red, then blue``, ``1/3 < 1/2 < 2/3``."""

from __future__ import annotations

import re
from collections.abc import Callable

from mathwright.verify.reading.answer import (
    Answer,
    Choice,
    Collection,
    Expression,
    Prose,
    Readings,
    Relation,
    Word,
)
from mathwright.verify.reading.tree import Symbol, symbols_of

MAX_ITEMS = 20
"""Things of one order."""
MAX_LENGTH = 300
"""Characters of a text that is taken for an order."""
_ARROW = re.compile(r"\s*(?:→|⟶|->|\\(?:to|rightarrow|longrightarrow)(?![A-Za-z]))\s*")
_THEN = re.compile(
    r"\s*(?:,\s*(?:and\s+)?(?:then|followed\s+by)|(?<!if)\s(?:and\s+)?then)\s+(?:the\s+)?", re.IGNORECASE
)
_FIRST = re.compile(r"\A(?:first\s|start\s+with\s)?,?\s*")


def read_order(text: str, read: Callable[[str], Readings]) -> Collection | None:
    """The things in the order that arrows or "then" between them say, each read by ``read``; or None.

    One arrow alone is no order: 2 → 3 is a change, or a limit.
    """
    if len(text) > MAX_LENGTH or not ("→" in text or "->" in text or "\\" in text or "then" in text or "⟶" in text):
        return None
    parts = _ARROW.split(text)
    if len(parts) < 3:
        parts = _after_one_another(text)
    if not 2 <= len(parts) <= MAX_ITEMS or not all(parts):
        return None
    items = tuple(_thing(read(part)) for part in parts)
    if not all(isinstance(item, Expression | Word | Choice | Prose) and _is_short(item) for item in items):
        return None
    return Collection("tuple", items)


def _after_one_another(text: str) -> list[str]:
    parts = _THEN.split(_FIRST.sub("", text, count=1))
    if len(parts) == 1:
        return []
    if len(parts) == 2 and "," in parts[0]:
        parts = [*(part.strip() for part in parts[0].split(",")), parts[1]]
    return [part.strip().removesuffix(",") for part in parts]


def _thing(readings: Readings) -> Answer:
    """A letter as a name rather than as a choice."""
    return next((one for one in readings if isinstance(one, Expression)), readings[0])


def _is_short(item: Answer) -> bool:
    return not isinstance(item, Prose) or item.text.count(" ") <= 2


def in_order(relation: Relation) -> Collection | None:
    """The terms of ``1/3 < 1/2 < 2/3``, or of ``b > a > c``, as a tuple; None for any other relation."""
    if len(relation.terms) < 3 or len(set(relation.operators)) != 1 or relation.operators[0] not in ("<", ">"):
        return None
    names = [term for term in relation.terms if isinstance(term, Symbol)]
    if len(names) != len(relation.terms) and any(symbols_of(term) for term in relation.terms):
        return None
    return Collection("tuple", tuple(Expression(term) for term in relation.terms))

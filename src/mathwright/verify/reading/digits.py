r"""A number and what only a number can have behind it: the rest of ``2\frac{3}{4}``, a stated base, ``5C2``."""

from __future__ import annotations

from mathwright.verify.reading.cursor import Cursor, fail
from mathwright.verify.reading.expressions import piece
from mathwright.verify.reading.numerals import in_base, number
from mathwright.verify.reading.tree import Call, Number, Tree, quotient


def numeral(cursor: Cursor, text: str) -> Tree:
    """A number with what only a number can have: the rest of a mixed number, a base, ``5C2``."""
    tree = number(text)
    kind, after, spaced = cursor.peek()
    if kind == "end" or not isinstance(tree, Number):
        return tree
    if text.isdigit():
        if after == "\\frac":
            return _mixed_latex(cursor, tree)
        if kind == "number" and spaced:
            return _mixed_slash(cursor, tree)
    if after == "_":
        return _in_stated_base(cursor, text)
    if after in ("C", "P") and not spaced and cursor.items[cursor.place + 1].kind == "number":
        cursor.place += 2
        name = "binomial" if after == "C" else "permutations"
        return Call(name, (tree, number(cursor.items[cursor.place - 1].text)))
    if kind == "number":
        fail("two numbers side by side")
    return tree


def _mixed_latex(cursor: Cursor, units: Number) -> Tree:
    r"""``2\frac{3}{4}``; only a fraction of digits is tried, as reading twice would double the work at each level."""
    texts = [token.text for token in cursor.items[cursor.place + 1 : cursor.place + 7]]
    shape = "".join("0" if text.isdigit() else text for text in texts)
    if not shape.startswith(("{0}{0}", "{0}0", "0{0}")) and not (shape[:1] == "0" and len(texts[0]) == 2):
        return units
    start = cursor.place
    cursor.place += 1
    part = cursor.rules["\\frac"](cursor, "\\frac")
    if isinstance(part, Number) and 0 < part.value < 1 and units.value:
        return Number(units.value + part.value)
    cursor.place = start
    return units


def _mixed_slash(cursor: Cursor, units: Number) -> Tree:
    top, slash, bottom = (cursor.items[min(cursor.place + step, cursor.end)] for step in range(3))
    if slash.text != "/" or bottom.kind != "number" or not (top.text.isdigit() and bottom.text.isdigit()):
        fail("two numbers side by side")
    part = quotient(number(top.text), number(bottom.text))
    # "1 234/567" may be 1234/567.
    if not isinstance(part, Number) or not 0 < part.value < 1 or len(top.text) == 3:
        fail("two numbers side by side")
    cursor.place += 3
    return Number(units.value + part.value)


def _in_stated_base(cursor: Cursor, text: str) -> Tree:
    cursor.place += 1
    base = piece(cursor)
    value = in_base(text, int(base.value)) if isinstance(base, Number) and base.value.denominator == 1 else None
    if value is None:
        fail("numeral in an unknown base")
    return Number(value)

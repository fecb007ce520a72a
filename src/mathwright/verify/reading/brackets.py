r"""Brackets inside formulas: ``(…)``, ``{…}``, ``|x|``, floor and ceiling; and the sign of infinity."""

from __future__ import annotations

from mathwright.verify.reading.cursor import Cursor, Rules, fail
from mathwright.verify.reading.expressions import expression
from mathwright.verify.reading.tree import Call, Constant, Tree


def _round(cursor: Cursor, _: str) -> Tree:
    close = cursor.items[cursor.partner[cursor.place]].text
    if (cursor.text(), close) not in (("(", ")"), ("[", "]")):
        fail("brackets do not match")
    return cursor.inside(expression)


def _rounded_down_or_up(cursor: Cursor, text: str) -> Tree:
    return Call("floor" if text == "\\lfloor" else "ceil", (cursor.inside(expression),))


def _infinity(cursor: Cursor, _: str) -> Tree:
    cursor.place += 1
    return Constant("infinity")


def _braces(cursor: Cursor, _: str) -> Tree:
    """``{…}``; an empty one stands before the index of ``_5C_2``."""
    if cursor.partner[cursor.place] == cursor.place + 1:
        cursor.place += 2
        text = cursor.text()
        return cursor.rules[text](cursor, text) if text in ("^", "_") else fail("not a formula")
    return cursor.inside(expression)


def _absolute(cursor: Cursor, _: str) -> Tree:
    cursor.place += 1
    saved, cursor.bars = cursor.bars, 1
    tree = cursor.deeper(expression)
    cursor.need("|")
    cursor.bars = saved
    return Call("abs", (tree,))


BRACKETS: Rules = {
    "(": _round,
    "[": _round,
    "{": _braces,
    "|": _absolute,
    "\\lfloor": _rounded_down_or_up,
    "\\lceil": _rounded_down_or_up,
    "inf": _infinity,
}
"""What reads each opening bracket, bar, and infinity, from its own place."""

"""What stands behind or before a letter: ``f(x)``, ``C(5, 2)``, ``C_5^2``, ``^5C_2``."""

from __future__ import annotations

from mathwright.verify.reading.cursor import Cursor, fail
from mathwright.verify.reading.expressions import expression, piece, suffix, symbol
from mathwright.verify.reading.tree import Call, Number, Tree

_APPLIED = frozenset("fgh")
_OFTEN_APPLIED = frozenset("yuvspq")


def letter(cursor: Cursor, text: str) -> Tree:
    """A letter with its index and primes, applied where it is a function's."""
    if cursor.text() == "_" and text in ("C", "P", "A"):
        chosen = _chosen(cursor, text)
        if chosen is not None:
            return chosen
    name = text + suffix(cursor)
    return _applied(cursor, text, name) or symbol(name)


def _applied(cursor: Cursor, letter: str, name: str) -> Tree | None:
    """``f(x)``, ``f^{-1}(x)``, ``C(5, 2)``; None where the letter is a variable."""
    start = cursor.place
    if letter in _APPLIED and cursor.text() == "^":
        texts = [token.text for token in cursor.items[start + 1 : start + 6]]
        if texts == ["{", "-", "1", "}", "("]:
            cursor.place += 5
            name += "^{-1}"
    if cursor.text() != "(":
        cursor.place = start
        return None
    if letter in _APPLIED:
        return Call(f"?{name}", arguments(cursor))
    if cursor.peek().spaced:
        return None
    if name in ("C", "P"):
        values = _two_arguments(cursor)
        if values:
            return Call("binomial" if name == "C" else "permutations", values)
    return Call(f"?{name}", arguments(cursor)) if _is_function(cursor, letter, name) else None


def _is_function(cursor: Cursor, letter: str, name: str) -> bool:
    """Whether a letter before one number or letter in brackets is a function's: ``N(2)``, ``P(A)``, ``y'(0)``.

    ``x(2)`` and ``N(N + 1)`` are products; ``y(2)`` may be either, and is a function's value in ``y(2) = 3``.
    """
    close = cursor.partner[cursor.place]
    inside = cursor.items[cursor.place + 1 : close]
    if len(inside) == 2 and inside[0].text == "-":
        inside = inside[1:]
    if len(inside) != 1 or inside[0].kind not in ("number", "letter"):
        return False
    if (len(letter) == 1 and letter.isupper()) or name.endswith("'"):
        return inside[0].text != letter
    if letter not in _OFTEN_APPLIED or inside[0].kind != "number":
        return False
    return cursor.items[close + 1].text == "=" or not cursor.choose(True)


def _two_arguments(cursor: Cursor) -> tuple[Tree, ...] | None:
    """Two arguments in brackets; None, and no step, for another number of them."""
    close = cursor.partner[cursor.place]
    depth = commas = 0
    for token in cursor.items[cursor.place : close]:
        depth += (token.text in "([{") - (token.text in ")]}")
        commas += token.text == "," and depth == 1
    return arguments(cursor) if commas == 1 else None


def _chosen(cursor: Cursor, letter: str) -> Tree | None:
    r"""``C_5^2`` and ``A_5^2``; None, and no step, for an index without an exponent."""
    start = cursor.place
    behind = cursor.partner.get(start + 1, start + 1) + 1
    if cursor.items[behind].text != "^" or behind >= cursor.end:
        return None
    cursor.place += 1
    low = piece(cursor)
    if not cursor.take("^") or (letter != "C" and not isinstance(low, Number)):
        cursor.place = start
        return None
    high = piece(cursor)
    if isinstance(high, Number) and isinstance(low, Number) and high.value > low.value:
        low, high = high, low
    return Call("binomial" if letter == "C" else "permutations", (low, high))


def chosen_in_front(cursor: Cursor, _: str) -> Tree:
    """``^5C_2``, ``_5C_2``, ``_5P_2``."""
    cursor.place += 1
    top = piece(cursor)
    letter = cursor.text()
    if letter not in ("C", "P"):
        fail("not a formula")
    cursor.place += 1
    cursor.need("_")
    bottom = piece(cursor)
    return Call("binomial" if letter == "C" else "permutations", (top, bottom))


def arguments(cursor: Cursor) -> tuple[Tree, ...]:
    """All that a bracket holds, separated by commas."""
    found: list[Tree] = []

    def read(inner: Cursor) -> Tree:
        found.append(inner.deeper(expression))
        while inner.take(",") or inner.take(";"):
            found.append(inner.deeper(expression))
        return found[0]

    cursor.inside(read)
    return tuple(found)

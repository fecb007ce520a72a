r"""What a function or command takes, and the tree it makes: ``\frac``, ``sin``, ``\log_2``, ``\sum``, ``\int``."""

from __future__ import annotations

from mathwright.verify.reading.brackets import BRACKETS
from mathwright.verify.reading.cursor import Cursor, Rules, fail
from mathwright.verify.reading.digits import numeral
from mathwright.verify.reading.expressions import (
    divided,
    exponent,
    expression,
    factor,
    piece,
    product,
    starts_factor,
    suffix,
    takes_degrees,
    term,
)
from mathwright.verify.reading.letters import arguments, chosen_in_front, letter
from mathwright.verify.reading.names import INVERSES, NUMBER_SETS, POWERED
from mathwright.verify.reading.numerals import number, whole
from mathwright.verify.reading.tree import FUNCTIONS, MINUS_ONE, Call, Constant, Number, Power, Symbol, Tree

_NUMBER_FUNCTIONS = frozenset(("gcd", "lcm", "min", "max", "binomial", "permutations"))
_ROOTS = frozenset(("\\sqrt", "√"))
_TWO = whole(2)


def _piece(cursor: Cursor) -> Tree:
    r"""An argument as TeX takes it: a group, or one sign; of a run of digits only the first."""
    token = cursor.peek()
    if token.kind == "number" and len(token.text) > 1:
        return _first_digit(cursor)
    return piece(cursor)


def _first_digit(cursor: Cursor) -> Tree:
    token = cursor.peek()
    if not token.text.isdigit():
        fail("which digits belong to the command")
    cursor.items = [*cursor.items]
    cursor.items[cursor.place] = token._replace(text=token.text[1:], spaced=False)
    return number(token.text[0])


def _fraction(cursor: Cursor, _: str) -> Tree:
    derivative = _derivative(cursor)
    if derivative is not None:
        return derivative
    top = _piece(cursor)
    return divided(top, _piece(cursor))


def _derivative(cursor: Cursor) -> Tree | None:
    r"""``\frac{d}{dx}`` before its body, ``\frac{dy}{dx}`` as a name; None, and no step, for a fraction."""
    texts = [token.text for token in cursor.items[cursor.place : cursor.place + 9]]
    if texts[:6] == ["{", "d", "}", "{", "d", *texts[5:6]] and texts[6:7] == ["}"]:
        cursor.place += 7
        return Call("derivative", (cursor.deeper(term), Symbol(texts[5])))
    if texts[:2] == ["{", "d"] and texts[3:6] == ["}", "{", "d"] and texts[7:8] == ["}"] and texts[2].isalpha():
        cursor.place += 8
        return Symbol(f"d{texts[2]}/d{texts[6]}")
    return None


def _root(cursor: Cursor, text: str) -> Tree:
    degree: Tree = _TWO
    if cursor.text() == "[" and text == "\\sqrt":
        degree = cursor.inside(expression)
    token = cursor.peek()
    if token.kind == "number":
        # TeX would take one digit of \sqrt12, but whoever writes it means both.
        cursor.place += 1
        return Call("root", (number(token.text), degree))
    if token.text in ("-", "+"):
        fail("not a formula")
    return Call("root", (piece(cursor), degree))


def _cube_root(cursor: Cursor, _: str) -> Tree:
    return Call("root", (piece(cursor), whole(3)))


def _choose(cursor: Cursor, _: str) -> Tree:
    top = _piece(cursor)
    return Call("binomial", (top, _piece(cursor)))


def _over(cursor: Cursor, text: str) -> Tree:
    r"""``\overline{z}``: a segment for capitals, digits for letters and digits, else the conjugate."""
    if text == "\\hat":
        return _named(cursor, text)
    start = cursor.place
    close = cursor.partner.get(start, start)
    inside = cursor.items[start + 1 : close] if close > start else [cursor.peek()]
    name = "".join(token.text for token in inside)
    if len(name) > 1 and all(token.kind == "letter" and token.text.isupper() for token in inside):
        cursor.place = close + 1
        return Symbol(name)
    if len(inside) > 1 and all(token.kind in ("letter", "number") for token in inside):
        return _named(cursor, text)
    return Call("conj", (_piece(cursor),))


def _named(cursor: Cursor, text: str) -> Tree:
    r"""A name out of a command and its argument: ``\vec{a}``, ``\angle ABC``."""
    if cursor.text() == "{":
        close = cursor.partner[cursor.place]
        inside = cursor.items[cursor.place + 1 : close]
        cursor.place = close + 1
    else:
        start = cursor.place
        cursor.place += 1
        while cursor.peek().kind == "letter" and not cursor.peek().spaced and text in ("\\angle", "\\triangle"):
            cursor.place += 1
        inside = cursor.items[start : cursor.place]
    if not inside or any(token.kind not in ("letter", "number", "sign") for token in inside):
        fail("not a formula")
    return Symbol(f"{text[1:]} {''.join(token.text for token in inside)}{suffix(cursor)}")


def _number_set(cursor: Cursor, _: str) -> Tree:
    braced = cursor.take("{")
    letter = cursor.text()
    cursor.place += 1
    if braced:
        cursor.need("}")
    if letter not in NUMBER_SETS:
        fail("unknown set")
    after = suffix(cursor)
    if cursor.text() == "^":
        fail("unknown set")
    return Symbol(f"set {letter}{after}")


def _function(cursor: Cursor, name: str) -> Tree:
    """A function of ``names.FUNCTION_NAMES``, its name read already."""
    if name in ("sqrt", "cbrt"):
        return _root(cursor, name) if name == "sqrt" else _cube_root(cursor, name)
    base = _index(cursor) if name in ("log", "lg") else None
    raised: Tree | None = None
    if cursor.text() == "^" and name in POWERED:
        cursor.place += 1
        raised = cursor.deeper(_power_of_function)
        if raised == MINUS_ONE:
            name, raised = INVERSES.get(name, ""), None
    if base is None and name == "log":
        base = _index(cursor)
    call = _called(name, _taken(cursor, name), base)
    return call if raised is None else Power(call, raised)


def _power_of_function(cursor: Cursor) -> Tree:
    return cursor.inside(expression) if cursor.text() == "{" else exponent(cursor)


def _index(cursor: Cursor) -> Tree | None:
    r"""The base behind ``\log_``; TeX takes one digit of ``\log_28``, but 10 is 10."""
    token = cursor.peek()
    after = cursor.items[cursor.place + 1]
    if token.text in ("2", "10") and not token.spaced and after.text == "(" and not after.spaced:
        cursor.place += 1  # log10(x)
        return number(token.text)
    if not cursor.take("_"):
        return None
    token = cursor.peek()
    after = cursor.items[cursor.place + 1]
    if token.kind == "number" and (token.text == "10" or after.text in ("(", "{") or after.spaced):
        cursor.place += 1
        return number(token.text)
    return _piece(cursor)


def _called(name: str, found: tuple[Tree, ...], base: Tree | None) -> Tree:
    if name == "lg":
        name, base = "log", whole(10)
    if base is not None:
        found = (*found, base)
    if name == "log" and len(found) == 2 and found[1] == Constant("e"):
        name, found = "ln", found[:1]
    fewest, most = FUNCTIONS.get(name, (1, 0))
    if not fewest <= len(found) <= most:
        fail("wrong number of arguments")
    return Call(name, found)


def _taken(cursor: Cursor, name: str) -> tuple[Tree, ...]:
    r"""A function's arguments: what its brackets hold, or the product of plain factors that follows."""
    text = cursor.text()
    if text == "(":
        found = arguments(cursor)
        return (Call("degrees", found),) if len(found) == 1 and takes_degrees(cursor) else found
    if text == "{" and name in _NUMBER_FUNCTIONS and cursor.items[cursor.place + 1].text == "(":
        fail("not a formula")
    if text in ("{", "[") or name in ("floor", "ceil", "abs"):
        return arguments(cursor)
    return (cursor.deeper(_bare_argument),)


def _bare_argument(cursor: Cursor) -> Tree:
    r"""``2x`` of sin 2x: numbers, letters and their powers; \pi/6 of sin \pi/6, where /6 may also divide the sine."""
    if cursor.text() == "-":
        cursor.place += 1
        tree = cursor.deeper(_bare_argument)
        return product([MINUS_ONE, tree])
    if not starts_factor(cursor) and cursor.peek().kind != "number":
        fail("something is missing")
    factors = [factor(cursor)]
    if isinstance(factors[0], Number) and _multiplies(cursor) and cursor.choose(True):
        factors.append(factor(cursor))
    while cursor.peek().kind == "letter" and starts_factor(cursor):
        factors.append(factor(cursor))
    if cursor.text() == "/" and cursor.items[cursor.place + 1].kind == "number" and cursor.choose(True):
        cursor.place += 1
        return divided(product(factors), factor(cursor))
    return product(factors)


def _multiplies(cursor: Cursor) -> bool:
    r"""Whether a root follows, or a bracket that holds a variable: \sin 2(x + 1) is the sine of all of it."""
    if cursor.text() != "(":
        return cursor.text() in _ROOTS
    inside = cursor.items[cursor.place : cursor.partner.get(cursor.place, cursor.place)]
    return any(token.kind == "letter" for token in inside)


def _sum(cursor: Cursor, text: str) -> Tree:
    cursor.need("_")
    cursor.need("{")
    name = cursor.peek()
    cursor.place += 1
    cursor.need("=")
    low = cursor.deeper(expression)
    cursor.need("}")
    cursor.need("^")
    high = piece(cursor)
    body = cursor.deeper(term)
    if name.kind != "letter":
        fail("not a formula")
    return Call("sum_over" if text == "\\sum" else "product_over", (body, Symbol(name.text), low, high))


def _integral(cursor: Cursor, _: str) -> Tree:
    ends: tuple[Tree, ...] = ()
    if cursor.take("_"):
        low = piece(cursor)
        cursor.need("^")
        ends = (low, piece(cursor))
    cursor.integrals += 1
    body = cursor.deeper(expression) if cursor.text() != "d" else whole(1)
    cursor.integrals -= 1
    cursor.need("d")
    name = cursor.peek()
    if name.kind != "letter":
        fail("not a formula")
    cursor.place += 1
    return Call("integral", (body, Symbol(name.text), *ends))


def _limit(cursor: Cursor, _: str) -> Tree:
    cursor.need("_")
    cursor.need("{")
    name = cursor.peek()
    cursor.place += 1
    cursor.need("to")
    to = cursor.deeper(expression)
    cursor.need("}")
    if name.kind != "letter":
        fail("not a formula")
    return Call("limit", (cursor.deeper(term), Symbol(name.text), to))


RULES: Rules = {
    "function": _function,
    "letter": letter,
    "number": numeral,
    "^": chosen_in_front,
    "_": chosen_in_front,
    **BRACKETS,
    "\\frac": _fraction,
    "\\sqrt": _root,
    "√": _root,
    "∛": _cube_root,
    "\\binom": _choose,
    "\\overline": _over,
    "\\bar": _over,
    "\\hat": _over,
    **dict.fromkeys(("\\vec", "\\overrightarrow", "\\widehat", "\\angle", "\\triangle", "\\mathcal"), _named),
    "\\mathbb": _number_set,
    "\\sum": _sum,
    "\\prod": _sum,
    "\\int": _integral,
    "\\lim": _limit,
}
"""What reads each command and bracket, any function, a number and a letter with something behind them, and an index
before a letter."""

"""Formulas to trees: a recursive descent over tokens, bounded in depth, that never computes."""

from __future__ import annotations

from collections.abc import Callable

from mathwright.verify.reading.cursor import Cursor, fail
from mathwright.verify.reading.numerals import in_base, number, whole
from mathwright.verify.reading.tokens import END, MAX_NESTING
from mathwright.verify.reading.tree import (
    MINUS_ONE,
    Call,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Tree,
    negative,
    quotient,
)

_CONSTANTS: dict[str, Tree] = {"pi": Constant("pi"), "e": Constant("e"), "i": Constant("i")}
_LETTERS: dict[str, Tree] = {chr(code): Symbol(chr(code)) for code in (*range(65, 91), *range(97, 123))} | _CONSTANTS
_FACTOR_SIGNS = frozenset(("(", "[", "{", "\\lfloor", "\\lceil", "inf"))
_PLUS = frozenset(("+", "-", "pm", "mp"))
_BEHIND = frozenset(("^", "!", "deg", "%", "choose"))
_COUNTING = frozenset(("factorial", "double_factorial", "binomial", "permutations"))
_BEHIND_LETTERS = frozenset(("_", "'", "(", "^"))
_SIGNED = {"pm": "plusminus", "mp": "minusplus"}


def expression(cursor: Cursor) -> Tree:
    """A sum of terms, up to the first token that continues none."""
    terms = [_signed_term(cursor)]
    while cursor.text() in _PLUS:
        terms.append(_signed_term(cursor))
    tree = terms[0] if len(terms) == 1 else Sum(tuple(terms))
    if cursor.text() == "\\choose":
        cursor.place += 1
        return Call("binomial", (tree, cursor.deeper(expression)))
    if cursor.text() == "\\over":
        cursor.place += 1
        return quotient(tree, cursor.deeper(expression))
    return tree


def _signed_term(cursor: Cursor) -> Tree:
    sign = ""
    while cursor.text() in _PLUS:
        if sign in _SIGNED:
            fail("not a formula")
        sign = _product_of_signs(sign, cursor.text())
        cursor.place += 1
    tree = term(cursor)
    if sign == "-":
        return _negative(tree)
    if sign in _SIGNED:
        cursor.signed = True
        return Call(_SIGNED[sign], (tree,))
    return tree


def _product_of_signs(before: str, sign: str) -> str:
    if sign in _SIGNED:
        if before == "-":
            return "mp" if sign == "pm" else "pm"
        return sign
    return "-" if (before == "-") != (sign == "-") else ""


def _negative(tree: Tree) -> Tree:
    if isinstance(tree, Product):
        first = tree.factors[0]
        if isinstance(first, Number):
            return Product((negative(first), *tree.factors[1:]))
        return Product((MINUS_ONE, *tree.factors))
    return negative(tree)


def term(cursor: Cursor) -> Tree:
    """A product: factors with or without a sign between them."""
    factors = [factor(cursor)]
    while True:
        text = cursor.text()
        if text == "*":
            cursor.place += 1
            factors.append(_signed_factor(cursor))
        elif text == "/":
            cursor.place += 1
            _divide(cursor, factors)
        elif starts_factor(cursor) or _number_multiplies(cursor, factors[-1]):
            factors.append(factor(cursor))
        elif text == "\\bmod":
            cursor.place += 1
            return Call("mod", (product(factors), cursor.deeper(term)))
        else:
            return factors[0] if len(factors) == 1 else product(factors)


def _signed_factor(cursor: Cursor) -> Tree:
    if cursor.text() in ("-", "+"):
        minus = cursor.text() == "-"
        cursor.place += 1
        tree = cursor.deeper(_signed_factor)
        return _negative(tree) if minus else tree
    return factor(cursor)


def _divide(cursor: Cursor, factors: list[Tree]) -> None:
    """Take the divisor: in 1/2x it is 2, or 2x in the other reading; in 1/xy it is xy, or x."""
    bottom = _signed_factor(cursor)
    if starts_factor(cursor) and not cursor.peek().spaced and cursor.choose(not isinstance(bottom, Number)):
        more = [bottom]
        while starts_factor(cursor) and not cursor.peek().spaced:
            more.append(factor(cursor))
        bottom = product(more)
    factors[:] = [divided(product(factors), bottom)]


def divided(top: Tree, bottom: Tree) -> Tree:
    """The quotient, in one level with the factors of the top."""
    tree = quotient(top, bottom)
    return product([top, tree.factors[1]]) if isinstance(tree, Product) else tree


def product(factors: list[Tree]) -> Tree:
    """The product of one or more, in one level."""
    if len(factors) == 1:
        return factors[0]
    flat: list[Tree] = []
    for one in factors:
        if isinstance(one, Product):
            flat.extend(one.factors)
        else:
            flat.append(one)
    return Product(tuple(flat))


def starts_factor(cursor: Cursor) -> bool:
    """Whether a factor without a sign before it follows."""
    kind, text, _ = cursor.peek()
    if kind == "letter":
        return not (cursor.integrals and text == "d" and _differential(cursor))
    if kind == "function":
        return True
    if kind == "command":
        return text in cursor.rules
    return text in _FACTOR_SIGNS or (text == "|" and not cursor.bars)


def _number_multiplies(cursor: Cursor, before: Tree) -> bool:
    r"""Whether a number follows as a factor: ``5!3``, ``\binom{n}{2}2``; behind a power only ``2^{3}3^{2}``."""
    if cursor.peek().kind != "number":
        return False
    if isinstance(before, Power):
        return cursor.items[cursor.place + 1].text == "^"
    return isinstance(before, Call) and before.name in _COUNTING


def _differential(cursor: Cursor) -> bool:
    after = cursor.items[cursor.place + 1] if cursor.place + 1 < cursor.end else END
    return after.kind == "letter"


def factor(cursor: Cursor) -> Tree:
    """A primary with what stands behind it: exponent, factorial, degrees, percent."""
    tree = cursor.deeper(primary)
    marks = 0
    while (text := cursor.text()) in _BEHIND:
        tree = _raised(cursor, tree) if text == "^" else _marked(cursor, text, tree)
        marks += 1
        if marks > MAX_NESTING:
            fail("nested too deeply")
    return tree


def _marked(cursor: Cursor, text: str, tree: Tree) -> Tree:
    """With a factorial, a degree sign, a percent sign, or the rest of ``10 choose 5``."""
    cursor.place += 1
    if text == "choose":
        return Call("binomial", (tree, cursor.deeper(_plain)))
    if text == "%":
        return quotient(tree, whole(100))
    if text == "deg":
        return Call("degrees", (tree,))
    return Call("double_factorial" if cursor.take("!") else "factorial", (tree,))


def takes_degrees(cursor: Cursor) -> bool:
    r"""Whether a degree sign follows, as ``^\circ`` or ``^{\circ}``; it is stepped over."""
    texts = [token.text for token in cursor.items[cursor.place : cursor.place + 4]]
    steps = 2 if texts[:2] == ["^", "deg"] else 4 if texts == ["^", "{", "deg", "}"] else 0
    cursor.place += steps
    return steps > 0


def _raised(cursor: Cursor, tree: Tree) -> Tree:
    if takes_degrees(cursor):
        return Call("degrees", (tree,))
    cursor.place += 1
    return Power(tree, cursor.deeper(exponent))


def exponent(cursor: Cursor) -> Tree:
    """What stands behind ^: a group, or one piece with its own sign and exponent."""
    if cursor.text() in ("-", "+"):
        minus = cursor.text() == "-"
        cursor.place += 1
        tree = cursor.deeper(exponent)
        return _negative(tree) if minus else tree
    tree = primary(cursor, plain=True)
    if cursor.take("^"):
        return Power(tree, cursor.deeper(exponent))
    return tree


def primary(cursor: Cursor, plain: bool = False) -> Tree:
    """One number, letter, bracket, function or command; ``plain`` takes no mixed number and no argument list."""
    kind, text, _ = cursor.peek()
    if kind == "number":
        cursor.place += 1
        return number(text) if plain else _numeral(cursor, text)
    if kind == "letter":
        return _letter(cursor, text, plain)
    if kind == "sign":
        return _bracketed(cursor, text)
    rule = cursor.rules.get("function" if kind == "function" else text)
    if rule is None:
        fail("not a formula")
    cursor.place += 1
    return rule(cursor, text)


def piece(cursor: Cursor) -> Tree:
    """A group in braces, or one number, letter or bracket."""
    return cursor.inside(expression) if cursor.text() == "{" else cursor.deeper(_plain)


def _plain(cursor: Cursor) -> Tree:
    return primary(cursor, plain=True)


def _numeral(cursor: Cursor, text: str) -> Tree:
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


def _letter(cursor: Cursor, text: str, plain: bool) -> Tree:
    cursor.place += 1
    after = cursor.text()
    if after not in _BEHIND_LETTERS:
        return symbol(text)
    return symbol(text + suffix(cursor)) if plain else cursor.rules["letter"](cursor, text)


def symbol(name: str) -> Tree:
    """The constant or the variable of a name."""
    return _LETTERS.get(name) or Symbol(name)


def suffix(cursor: Cursor) -> str:
    """The index and primes behind a letter, as they stand in a Symbol's name."""
    written = ""
    if cursor.take("_"):
        if cursor.text() == "{":
            close = cursor.partner[cursor.place]
            inside = cursor.items[cursor.place + 1 : close]
            cursor.place = close + 1
        else:
            inside = [cursor.peek()]
            cursor.place += 1
        if any(token.kind == "end" for token in inside):
            fail("not a formula")
        written = "_{" + "".join(token.text for token in inside) + "}"
    while True:
        if cursor.take("'"):
            written += "'"
        elif cursor.text() == "^" and _is_prime(cursor):
            cursor.place = cursor.partner.get(cursor.place + 1, cursor.place + 1) + 1
            written += "'"
        else:
            return written


def _is_prime(cursor: Cursor) -> bool:
    after, second = cursor.items[cursor.place + 1], cursor.items[min(cursor.place + 2, cursor.end)]
    return after.text == "'" or (after.text == "{" and second.text == "'")


def _bracketed(cursor: Cursor, text: str) -> Tree:
    rule = _BRACKETS.get(text)
    if rule is None:
        fail("not a formula" if text else "something is missing")
    return rule(cursor)


def _round(cursor: Cursor) -> Tree:
    close = cursor.items[cursor.partner[cursor.place]].text
    if (cursor.text(), close) not in (("(", ")"), ("[", "]")):
        fail("brackets do not match")
    return cursor.inside(expression)


def _rounded_down_or_up(cursor: Cursor) -> Tree:
    return Call("floor" if cursor.text() == "\\lfloor" else "ceil", (cursor.inside(expression),))


def _infinity(cursor: Cursor) -> Tree:
    cursor.place += 1
    return Constant("infinity")


def _braces(cursor: Cursor) -> Tree:
    """``{…}``; an empty one stands before the index of ``_5C_2``."""
    if cursor.partner[cursor.place] == cursor.place + 1:
        cursor.place += 2
        return _in_front(cursor)
    return cursor.inside(expression)


def _in_front(cursor: Cursor) -> Tree:
    text = cursor.text()
    return cursor.rules["^"](cursor, text) if text in ("^", "_") else fail("not a formula")


def _absolute(cursor: Cursor) -> Tree:
    cursor.place += 1
    saved, cursor.bars = cursor.bars, 1
    tree = cursor.deeper(expression)
    cursor.need("|")
    cursor.bars = saved
    return Call("abs", (tree,))


_BRACKETS: dict[str, Callable[[Cursor], Tree]] = {
    "(": _round,
    "[": _round,
    "{": _braces,
    "|": _absolute,
    "\\lfloor": _rounded_down_or_up,
    "\\lceil": _rounded_down_or_up,
    "inf": _infinity,
    "^": _in_front,
    "_": _in_front,
}

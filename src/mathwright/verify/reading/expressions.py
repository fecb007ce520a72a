"""Formulas to trees: a recursive descent over tokens, bounded in depth, that never computes."""

from __future__ import annotations

from mathwright.verify.reading.cursor import Cursor, fail
from mathwright.verify.reading.numerals import number, whole
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
        return number(text) if plain else cursor.rules["number"](cursor, text)
    if kind == "letter":
        return _letter(cursor, text, plain)
    rule = cursor.rules.get("function" if kind == "function" else text)
    if rule is None:
        fail("not a formula")
    if kind != "sign":
        cursor.place += 1
    return rule(cursor, text)


def piece(cursor: Cursor) -> Tree:
    """A group in braces, or one number, letter or bracket."""
    return cursor.inside(expression) if cursor.text() == "{" else cursor.deeper(_plain)


def _plain(cursor: Cursor) -> Tree:
    return primary(cursor, plain=True)


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

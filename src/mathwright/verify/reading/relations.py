"""Equations, definitions, inequalities, congruences, membership."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from mathwright.verify.reading.answer import (
    Answer,
    Collection,
    Definition,
    Expression,
    Operator,
    Region,
    Relation,
    Span,
    System,
)
from mathwright.verify.reading.computed import are_plainly_unequal
from mathwright.verify.reading.cursor import fail
from mathwright.verify.reading.numerals import NotRead
from mathwright.verify.reading.scope import Mark, Scope
from mathwright.verify.reading.signs import with_sign
from mathwright.verify.reading.spans import ALL_REALS, interval, span
from mathwright.verify.reading.tree import INFINITY, MINUS_INFINITY, Symbol, Tree, symbols_of

OPERATORS = frozenset(("=", "<", "<=", ">", ">=", "!=", "~", "===", "in"))
"""Signs of a relation; ``===`` is read as = (it may have a modulus), ~ is "about equal"."""
_TURNED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}
_MAX_NAME = 40
_INVERSE = ["^", "{", "-", "1", "}"]


def related(scope: Scope, start: int, end: int, marks: list[Mark]) -> Answer:
    """The answer that a text with relation signs outside its brackets is."""
    first = marks[0]
    if first.place == start:
        if len(marks) > 1 and marks[1].place == start + 1:
            fail("not a formula")
        return _without_left_side(scope, first, end)
    modulus_at = _modulus_at(scope, start, end)
    if modulus_at is not None:
        return _congruence(scope, start, end, modulus_at)
    signs = [_operator(mark.text) for mark in marks]
    pieces = scope.pieces(start, end, *OPERATORS)
    if signs == ["="]:
        return _equation(scope, pieces[0], pieces[1])
    if signs == ["~"]:
        return _about(scope, pieces)
    if signs == ["in"]:
        return _member(scope, pieces[0], pieces[1])
    chain = _computed(scope, pieces) if set(signs) == {"="} else None
    if chain:
        return chain
    terms = tuple(_side(scope, *piece) for piece in pieces)
    return _region(terms, signs) or Relation(terms, tuple(signs))


def _computed(scope: Scope, pieces: list[tuple[int, int]]) -> Definition | None:
    r"""``A = \pi r^2 = 25\pi``: the name's value is the last; None where a second name stands in the chain."""
    name, parameters = _defined(scope, *pieces[0])
    if not name or any(_defined(scope, *piece)[0] for piece in pieces[1:]):
        return None
    steps = [_side(scope, *piece) for piece in pieces[1:-1]]
    value = scope.read(scope, *pieces[-1])
    if any(name in symbols_of(step) for step in steps):
        return None
    if _runs_on(scope, pieces):
        fail("equations without a sign between them")
    if isinstance(value, Expression) and are_plainly_unequal([*steps, value.tree]):
        return None
    return Definition(name, value, parameters)


def _runs_on(scope: Scope, pieces: list[tuple[int, int]]) -> bool:
    """Whether ``a = 5 b = 6`` may be two equations without a sign between them."""
    items = scope.tokens.items
    steps = [items[start:end] for start, end in pieces[1:-1]]
    return any(len(step) > 1 and step[-1].kind == "letter" and step[-1].spaced for step in steps)


def _operator(text: str) -> Operator:
    return "=" if text == "===" else cast(Operator, text)


def _without_left_side(scope: Scope, sign: Mark, end: int) -> Answer:
    """``= 5`` is 5, ``≈ 3.14`` is about 3.14."""
    if sign.text not in ("=", "~"):
        fail("something is missing")
    value = scope.read(scope, sign.place + 1, end)
    if sign.text == "~" and isinstance(value, Expression):
        return Expression(value.tree, value.percent, True, value.decimals)
    return value


def _side(scope: Scope, start: int, end: int) -> Tree:
    if start == end:
        fail("something is missing")
    return scope.tree(start, end)


def _equation(scope: Scope, left: tuple[int, int], right: tuple[int, int]) -> Answer:
    name, parameters = _defined(scope, *left)
    if name:
        value = scope.read(scope, *right)
        if not (isinstance(value, Expression) and name in symbols_of(value.tree)):
            return Definition(name, value, parameters)
    try:
        left_tree = _side(scope, *left)
    except NotRead:
        return _named_by_text(scope, left, right)
    turned, parameters = _defined(scope, *right)
    if turned and turned not in symbols_of(left_tree):
        return Definition(turned, scope.read(scope, *left), parameters)
    if any(scope.text(place).startswith("\\begin:") for place in range(*right)):
        # A^{-1} = a matrix
        return Definition(_written(scope, left), scope.read(scope, *right))
    return _with_both_signs(Relation((left_tree, _side(scope, *right)), ("=",)))


def _with_both_signs(relation: Relation) -> Relation | System:
    """``3x + 4y = 0`` or ``3x - 4y = 0`` for an equation with ±."""
    plus, minus = (tuple(with_sign(term, sign) for term in relation.terms) for sign in (1, -1))
    if plus == minus:
        return relation
    return System((replace(relation, terms=plus), replace(relation, terms=minus)), "or")


def _written(scope: Scope, piece: tuple[int, int]) -> str:
    return "".join(scope.text(place) for place in range(*piece))


def _point(scope: Scope, left: tuple[int, int], value: Answer) -> System | None:
    """``(x, y) = (1, 2)`` as x = 1 and y = 2; None for anything else."""
    start, end = left
    names = [item.text for item in scope.tokens.items[start + 1 : end - 1 : 2]]
    if scope.text(start) != "(" or not isinstance(value, Collection) or value.kind != "tuple":
        return None
    if len(names) != len(value.items) or not all(name.isalpha() for name in names):
        return None
    return System(tuple(Definition(name, item) for name, item in zip(names, value.items, strict=True)))


def _named_by_text(scope: Scope, left: tuple[int, int], right: tuple[int, int]) -> Answer:
    """``P(X = 2) = 0.3``: what is no formula names the value."""
    name = _written(scope, left)
    if len(name) > _MAX_NAME or left[0] == left[1] or not any(char.isalpha() for char in name):
        fail("not a formula")
    value = scope.read(scope, *right)
    return _point(scope, left, value) or Definition(name, value)


def _defined(scope: Scope, start: int, end: int) -> tuple[str, tuple[str, ...]]:
    """The name and parameters that a left side consists of; an empty name for a formula."""
    items = scope.tokens.items[start:end]
    if not items or len(items) > _MAX_NAME:
        return "", ()
    if len(items) > 1 and all(item.kind == "letter" and item.text.isupper() for item in items):
        return "".join(item.text for item in items), ()
    parameters = _parameters(scope, start, end)
    if len(parameters) == 1 and parameters[0].isupper() and len(items) == 4:
        # P(A) is the value at A, not P for any A.
        return f"{items[0].text}({parameters[0]})", ()
    if parameters:
        end -= 2 * len(parameters) + 1
    if parameters and [item.text for item in items[1 : end - start]] == _INVERSE:
        return f"{items[0].text}^{{-1}}", parameters
    if items[0].kind == "number" or items[0].text in ("(", "\\{", "[", "-", "|"):
        return "", ()
    try:
        tree = scope.tree(start, end)
    except NotRead:
        return "", ()
    return (tree.name, parameters) if isinstance(tree, Symbol) else ("", ())


def _parameters(scope: Scope, start: int, end: int) -> tuple[str, ...]:
    """The letters in the brackets at the end of ``f(x, y)``."""
    opening = next((place for place in range(start + 1, end) if scope.text(place) == "("), end)
    inside = scope.tokens.items[opening + 1 : end - 1]
    if opening >= end - 2 or scope.tokens.partner.get(opening) != end - 1:
        return ()
    letters, commas = inside[::2], inside[1::2]
    if any(item.kind != "letter" for item in letters) or any(item.text != "," for item in commas):
        return ()
    if len(inside) % 2 == 0:
        return ()
    return tuple(item.text for item in letters)


def _about(scope: Scope, pieces: list[tuple[int, int]]) -> Answer:
    name, parameters = _defined(scope, *pieces[0])
    value = scope.read(scope, *pieces[1])
    if name and isinstance(value, Expression):
        return Definition(name, Expression(value.tree, value.percent, True, value.decimals), parameters)
    return Relation((_side(scope, *pieces[0]), _side(scope, *pieces[1])), ("~",))


def _member(scope: Scope, left: tuple[int, int], right: tuple[int, int]) -> Answer:
    r"""``x \in [1, 2]`` is a region, ``x \in \{1, 2\}`` a definition, ``k \in \mathbb{Z}`` a relation."""
    member = scope.tree(*left)
    where = scope.read(scope, *right)
    if isinstance(where, Collection) and where.kind == "tuple":
        where = interval("(", ")", list(where.items)) or where
    if isinstance(member, Symbol) and isinstance(where, Region):
        return Region(where.spans, where.points, where.without, member.name)
    if isinstance(member, Symbol) and isinstance(where, Collection):
        return Definition(member.name, where)
    if not isinstance(where, Expression):
        fail("not a set")
    return Relation((member, where.tree), ("in",))


def _region(terms: tuple[Tree, ...], signs: list[Operator]) -> Region | None:
    """The region of one variable that stands alone between or beside numbers; None for any other relation."""
    if all(sign in (">", ">=") for sign in signs):
        terms, signs = terms[::-1], [_TURNED[sign] for sign in reversed(signs)]
    if any(sign not in ("<", "<=", "!=") for sign in signs) or len(terms) > 3:
        return None
    places = [place for place, one in enumerate(terms) if isinstance(one, Symbol)]
    if len(places) != 1 or any(symbols_of(one) for place, one in enumerate(terms) if place != places[0]):
        return None
    variable = terms[places[0]]
    assert isinstance(variable, Symbol)
    if len(terms) == 2:
        return _half_line(terms[1 - places[0]], signs[0], places[0] == 0, variable.name)
    if places[0] != 1 or "!=" in signs:
        return None
    return Region((span(terms[0], terms[2], signs[0] == "<=", signs[1] == "<="),), symbol=variable.name)


def _half_line(end: Tree, sign: Operator, below: bool, name: str) -> Region:
    if sign == "!=":
        return Region((ALL_REALS,), without=(end,), symbol=name)
    closed = sign == "<="
    one: Span = span(MINUS_INFINITY, end, False, closed) if below else span(end, INFINITY, closed, False)
    return Region((one,), symbol=name)


def residue(scope: Scope, end: int) -> Relation | None:
    r"""``2 \pmod 7``, ``3 mod 5``: a congruence without its left side; None where it has one, or is none."""
    place = next((at for at in range(end) if scope.text(at) in ("\\pmod", "\\bmod")), None)
    if not place or scope.marks(0, end):
        return None
    if scope.text(place - 1) == "(":
        return _lone(scope, place - 1, place + 1, end - 1) if scope.tokens.partner.get(place - 1) == end - 1 else None
    return _lone(scope, place, place + 1, end)


def _lone(scope: Scope, behind: int, modulus_at: int, end: int) -> Relation | None:
    return Relation((scope.tree(0, behind),), (), scope.tree(modulus_at, end)) if behind else None


def _modulus_at(scope: Scope, start: int, end: int) -> int | None:
    for place in range(start, end):
        text = scope.text(place)
        if text == "\\pmod" or (text == "\\bmod" and scope.text(place - 1) == "("):
            return place
    return None


def _congruence(scope: Scope, start: int, end: int, place: int) -> Answer:
    if scope.text(place) == "\\pmod":
        behind, modulus = place, scope.tree(place + 1, end)
    else:
        behind = place - 1
        if scope.tokens.partner.get(behind) != end - 1:
            fail("not a congruence")
        modulus = scope.tree(place + 1, end - 1)
    if behind > start and scope.text(behind - 1) == ",":
        behind -= 1
    marks = [mark for mark in scope.marks(start, behind) if mark.text in OPERATORS]
    if any(mark.text not in ("=", "===") for mark in marks):
        fail("not a congruence")
    terms = tuple(scope.tree(*piece) for piece in scope.pieces(start, behind, "=", "==="))
    equals: list[Operator] = ["="] * (len(terms) - 1)
    return Relation(terms, tuple(equals), modulus)

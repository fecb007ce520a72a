r"""A cleaned formula to what it can mean: the bounded grammar of answers in mathematical notation."""

from __future__ import annotations

import re
from collections.abc import Callable

from mathwright.verify.reading.answer import Answer, Collection, Expression, Matrix, Readings, Region, System, Unread
from mathwright.verify.reading.cursor import fail
from mathwright.verify.reading.families import with_parameter
from mathwright.verify.reading.matrices import environment_at, with_environment
from mathwright.verify.reading.numerals import WHOLE_SCIENTIFIC, NotRead, based, scientific
from mathwright.verify.reading.relations import OPERATORS, related, residue
from mathwright.verify.reading.scope import Mark, Scope
from mathwright.verify.reading.set_algebra import complement
from mathwright.verify.reading.spans import ALL_REALS
from mathwright.verify.reading.structures import (
    alternatives,
    as_set,
    braced,
    bracketed,
    combined,
    items_of,
    listed,
    other_meanings,
    ratio,
)
from mathwright.verify.reading.tokens import MAX_LENGTH, MAX_NESTING, tokens_of
from mathwright.verify.reading.tree import Symbol, negative
from mathwright.verify.reading.vectors import as_vector, in_plain_letters

MAX_READINGS = 4
"""Meanings that are given, the likeliest first."""
_INEQUALITIES = frozenset(("<", "<=", ">", ">=", "!="))
# (100,200) is a point, and (1,000) a number.
_POINT = re.compile(r"(?:[(\[]|\\?\{).*?[0-9],[1-9][0-9]{2}(?![0-9])")
_LOGIC = re.compile(r"\\(?:land|lor|wedge|vee)(?![A-Za-z])|[∧∨]")
_TRANSPOSED = re.compile(r"([(\[][^()\[\]]*,[^()\[\]]*[)\]]) ?\^ ?\{? ?(?:T|\\top|\\intercal|⊤) ?\}?")
_GROUPED_ZEROS = re.compile(r",0[0-9]{2}(?![0-9])")


def read_formula(text: str) -> Readings:
    """What a text cleaned by ``cleaned`` can mean, likeliest first; never raises.

    One Unread, with the reason, where the bounded grammar does not read it.
    """
    if len(text) > MAX_LENGTH:
        return (Unread("formula too long"),)
    if "," in text and _POINT.match(text) and not _GROUPED_ZEROS.search(text):
        return _distinct([*_or_reason(_meanings, text.replace(",", ", ")), *_or_reason(_meanings, text)])
    return _or_reason(_readings, text)


def _or_reason(read_text: Callable[[str], Readings], text: str) -> Readings:
    try:
        return read_text(text)
    except NotRead as reason:
        return (Unread(str(reason)),)


def _readings(text: str) -> Readings:
    number = WHOLE_SCIENTIFIC.fullmatch(text)
    if number:
        tree = scientific(number[2])
        return (Expression(negative(tree) if number[1] == "-" else tree),)
    numeral = based(text) if "_" in text or text.startswith("0x") or not text.isascii() else None
    if numeral:
        return (numeral,)
    transposed = _TRANSPOSED.fullmatch(text) if "^" in text[-12:] else None
    column = _column(_meanings(transposed[1])) if transposed else None
    return (column,) if column else _meanings(text)


def _column(readings: Readings) -> Matrix | None:
    """A row in brackets as a column of its entries; None of anything else."""
    rows = [one.items for one in readings if isinstance(one, Collection) and one.kind == "tuple"]
    entries = [item.tree for item in rows[0] if isinstance(item, Expression)] if rows else []
    return Matrix(tuple((entry,) for entry in entries)) if entries and len(entries) == len(rows[0]) else None


def _meanings(text: str) -> Readings:
    tokens = tokens_of(text)
    end = len(tokens.items) - 3
    scope = Scope(tokens, False, read)
    if "mod" in text and (congruence := residue(scope, end)):
        return _distinct([*_or_reason(_without_residue, text), congruence])
    return _of_tokens(text, scope, end)


def _without_residue(text: str) -> Readings:
    tokens = tokens_of(text)
    return _of_tokens(text, Scope(tokens, False, read), len(tokens.items) - 3)


def _of_tokens(text: str, scope: Scope, end: int) -> Readings:
    first = read(scope, 0, end)
    if isinstance(first, Collection) and first.kind == "list" and _LOGIC.search(text):
        fail("statements joined by signs")
    if "\\hat" in text and (plain := in_plain_letters(first)):
        return _distinct([as_vector(first), plain])
    others = other_meanings(first) if "(" in text or "[" in text else []
    if others and text.startswith("]"):
        return (others[0],)
    if not scope.ambiguous and not others:
        return (first,)
    if scope.ambiguous:
        others.append(_other_reading(scope, end))
    return _distinct([first, *others])


def _other_reading(scope: Scope, end: int) -> Answer:
    try:
        return read(Scope(scope.tokens, True, read), 0, end)
    except NotRead as reason:
        return Unread(str(reason))


def _distinct(readings: list[Answer]) -> Readings:
    found = list(dict.fromkeys(one for one in readings if not isinstance(one, Unread)))
    return tuple(found[:MAX_READINGS] or readings[:1])


def read(scope: Scope, start: int, end: int) -> Answer:
    """The answer that the tokens from a place up to another are.

    Raises NotRead.
    """
    while end > start and scope.text(end - 1) in (".", ",", ";"):
        end -= 1
    if start >= end:
        fail("something is missing")
    scope.depth += 1
    if scope.depth > 2 * MAX_NESTING:
        fail("nested too deeply")
    marks = scope.marks(start, end)
    answer = _several(scope, start, end, marks) if marks else _single(scope, start, end)
    scope.depth -= 1
    return answer


def _several(scope: Scope, start: int, end: int, marks: list[Mark]) -> Answer:
    """Parts with separating or relation signs between them, the loosest first."""
    texts = {mark.text for mark in marks}
    if texts & {"or", "and"}:
        return alternatives(scope, start, end, "or" if "or" in texts else "and")
    if ";" in texts or ("," in texts and not _is_congruence(scope, start, end)):
        return listed(scope, start, end)
    if "cup" in texts and texts & _INEQUALITIES:
        return alternatives(scope, start, end, "or")
    if "notin" in texts:
        return _outside(scope, start, end)
    relations = [mark for mark in marks if mark.text in OPERATORS]
    if relations:
        return related(scope, start, end, relations)
    if texts <= {"cup", "cap", "minus"}:
        return combined(scope, start, end)
    return ratio(scope, start, end) if texts == {":"} else fail("not a formula")


def _outside(scope: Scope, start: int, end: int) -> Region:
    r"""``x \notin [1, 2]``."""
    left, right = scope.pieces(start, end, "notin")[:2]
    member = scope.tree(*left)
    where = as_set(scope.read(scope, *right))
    return complement(where, member.name) if isinstance(member, Symbol) else fail("not a formula")


def _angled(scope: Scope, start: int, end: int) -> Answer:
    items, ellipsis_at = items_of(scope, start + 1, end - 1, ",", ordered=True)
    return Collection("tuple", tuple(items), ellipsis_at)


def _is_congruence(scope: Scope, start: int, end: int) -> bool:
    """Whether the comma stands before its modulus."""
    places = [mark.place for mark in scope.marks(start, end) if mark.text == ","]
    return len(places) == 1 and scope.text(places[0] + 1) == "\\pmod"


def _single(scope: Scope, start: int, end: int) -> Answer:
    """One formula, or one pair of brackets around all."""
    opener = scope.text(start)
    condition = _condition_at(scope, start, end) if scope.text(end - 1) == ")" else None
    if condition:
        members = [scope.read(scope, start, condition), scope.read(scope, condition + 1, end - 1)]
        return with_parameter(members) or System(tuple(members))
    if scope.tokens.partner.get(start) == end - 1 and opener in _AROUND:
        return _AROUND[opener](scope, start, end)
    if end - start == 1 and opener == "empty":
        return Collection("set", ())
    if environment_at(scope, start, end) is not None:
        return with_environment(scope, start, end)
    answer = scope.formula(start, end)
    if isinstance(answer, Expression) and answer.tree == Symbol("set R"):
        return Region((ALL_REALS,))
    return answer


def _condition_at(scope: Scope, start: int, end: int) -> int | None:
    """Where the bracket with a condition begins, as in ``2^x - 1 (x > 0)``; None where there is none."""
    items = scope.tokens.items
    opening = next((place for place in scope.outside(start, end) if scope.tokens.partner.get(place) == end - 1), start)
    if opening == start or (items[opening - 1].kind in ("letter", "function") and not items[opening].spaced):
        return None
    signs = {mark.text for mark in scope.marks(opening + 1, end - 1)}
    return opening if signs & {*_INEQUALITIES, "in"} else None


def _grouped(scope: Scope, start: int, end: int) -> Answer:
    """Braces of TeX around all; or of a set, written without backslashes."""
    if any(scope.text(place) in (",", "|", ":") for place in scope.outside(start + 1, end - 1)):
        return braced(scope, start, end)
    return scope.read(scope, start + 1, end - 1)


_AROUND: dict[str, Callable[[Scope, int, int], Answer]] = {
    "{": _grouped,
    "\\{": braced,
    "\\langle": _angled,
    "(": bracketed,
    "[": bracketed,
}

r"""``\begin{pmatrix} … \end{pmatrix}``: matrices and column vectors, their sums and multiples, systems in ``cases``."""

from __future__ import annotations

from fractions import Fraction

from mathwright.verify.reading.answer import Answer, Definition, Expression, Matrix, Piecewise, Region, Relation, System
from mathwright.verify.reading.cursor import fail
from mathwright.verify.reading.expressions import product
from mathwright.verify.reading.scope import Scope
from mathwright.verify.reading.tokens import END, Tokens
from mathwright.verify.reading.tree import MINUS_ONE, Number, Sum, Tree, negative

_SYSTEMS = frozenset(("cases", "aligned", "align", "gathered", "split", "array"))
_CASES = frozenset(("cases", "array"))

Entries = tuple[tuple[Tree, ...], ...]


def environment_at(scope: Scope, start: int, end: int) -> int | None:
    r"""Place of the first ``\begin`` in the range, which no bracket but a group around all may hold."""
    for place in range(start, end):
        if scope.text(place).startswith("\\begin:"):
            return place
    return None


def with_environment(scope: Scope, start: int, end: int) -> Answer:
    """A matrix, a sum of multiples of matrices, or a system of equations."""
    inner = start + 1
    if scope.text(start) == scope.text(end - 1) == "|" and scope.tokens.partner.get(inner) == end - 2:
        return Matrix(_entries(scope, inner, end - 1), determinant=True)
    name = scope.text(start).partition(":")[2] if scope.text(start).startswith("\\begin:") else ""
    if name in _SYSTEMS and scope.tokens.partner[start] == end - 1:
        system = _system(scope, start, end, name)
        if system:
            return system
    if name == "vmatrix" and scope.tokens.partner[start] == end - 1:
        return Matrix(_entries(scope, start, end), determinant=True)
    return Matrix(_total([_scaled(scope, *piece) for piece in _summands(scope, start, end)]))


def _rows(scope: Scope, start: int, end: int) -> list[list[tuple[int, int]]]:
    r"""The ranges of the entries between ``\begin`` and ``\end``, by row; empty rows are left out."""
    rows: list[list[tuple[int, int]]] = [[]]
    place = first = start + 1
    while place < end:
        text = scope.text(place)
        if text in ("&", "\\\\") or place == end - 1:
            rows[-1].append((first, place))
            first = place + 1
            if text == "\\\\":
                rows.append([])
        place = scope.tokens.partner.get(place, place) + 1
    return [row for row in rows if any(last > begin for begin, last in row)]


def _entries(scope: Scope, start: int, end: int) -> Entries:
    rows = tuple(tuple(scope.tree(*cell) for cell in row) for row in _rows(scope, start, end))
    if not rows or len({len(row) for row in rows}) != 1:
        fail("rows of different length")
    return rows


def _by_cases(scope: Scope, start: int, end: int) -> Piecewise | None:
    """The function that rows of a formula and its condition are; None for a system."""
    pieces: list[tuple[Tree, Region]] = []
    otherwise: Tree | None = None
    rows = _rows(scope, start, end)
    for place, row in enumerate(rows):
        found = _piece(scope, row)
        if found is None or (found[1] is None and place + 1 < len(rows)):
            return None
        value, region = found
        if region is None:
            otherwise = value
        else:
            pieces.append((value, region))
    return Piecewise(tuple(pieces), otherwise) if pieces else None


def _piece(scope: Scope, row: list[tuple[int, int]]) -> tuple[Tree, Region | None] | None:
    """A formula and where it holds, None for "otherwise"; None for any other row."""
    if len(row) != 2 or row[1][0] == row[1][1]:
        return None
    value = scope.read(scope, *row[0])
    if not isinstance(value, Expression):
        return None
    if scope.text(row[1][0]) == "otherwise":
        return value.tree, None
    condition = scope.read(scope, *row[1])
    if isinstance(condition, Definition) and isinstance(condition.value, Expression):
        condition = Region((), (condition.value.tree,), symbol=condition.name)
    return (value.tree, condition) if isinstance(condition, Region) and condition.symbol else None


def _system(scope: Scope, start: int, end: int, name: str) -> System | Piecewise | None:
    """The relations of the rows, or a function by cases; None for an array of plain entries."""
    if name == "array" and not all(_is_related(scope, row) for row in _rows(scope, start, end)):
        return None
    function = _by_cases(scope, start, end) if name in _CASES else None
    if function:
        return function
    members = []
    for row in _rows(scope, start, end):
        if name == "cases" and len(row) > 1 and row[-1][1] > row[-1][0]:
            fail("a function by cases")
        first, last = row[0][0], row[-1][1]
        while last > first and scope.text(last - 1) in (",", ";", "."):
            last -= 1
        member = scope.read(*_without_ampersands(scope, first, last))
        if not isinstance(member, (Relation, Definition, Region, System)):
            return None if name == "array" else fail("a function by cases")
        members.append(member)
    return System(tuple(members)) if members else fail("something is missing")


def _is_related(scope: Scope, row: list[tuple[int, int]]) -> bool:
    """Whether a row holds a sign of a relation, or a condition, and no plain entries."""
    first, last = row[0][0], row[-1][1]
    return scope.text(row[-1][0]) == "otherwise" or bool(
        {mark.text for mark in scope.marks(first, last)} - {",", ":", "cup", "cap", "minus"}
    )


def _without_ampersands(scope: Scope, start: int, end: int) -> tuple[Scope, int, int]:
    """The row as a text of its own: ``x &= 2``."""
    items, partner = scope.tokens.items, scope.tokens.partner
    kept = [place for place in range(start, end) if items[place].text != "&"]
    moved = {place: number for number, place in enumerate(kept)}
    inner = {moved[place]: moved[partner[place]] for place in kept if place in partner}
    row = Tokens([*(items[place] for place in kept), END, END, END], inner)
    return Scope(row, scope.second, scope.read), 0, len(kept)


def _summands(scope: Scope, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges between the signs + and - outside brackets, each with its sign."""
    pieces = []
    place = first = start
    while place < end:
        if scope.text(place) in ("+", "-") and place > first:
            pieces.append((first, place))
            first = place
        place = scope.tokens.partner.get(place, place) + 1
    return [*pieces, (first, end)]


def _scaled(scope: Scope, start: int, end: int) -> Entries:
    """A matrix with what multiplies it, before it."""
    minus = scope.text(start) == "-"
    if scope.text(start) in ("+", "-"):
        start += 1
    begin = environment_at(scope, start, end)
    if begin is None:
        fail("a sum of matrix and number")
    close, last = scope.tokens.partner[begin] + 1, end
    before = begin
    if before > start and scope.text(before - 1) in ("(", "[") and scope.tokens.partner.get(before - 1) == close:
        before, close = before - 1, close + 1
    entries = _entries(scope, begin, scope.tokens.partner[begin] + 1)
    if close < last:
        entries = _transposed(scope, close, last, entries)
    if before > start and scope.text(before - 1) == "*":
        before -= 1
    scalar = scope.tree(start, before) if before > start else None
    if minus:
        scalar = negative(scalar) if scalar is not None else MINUS_ONE
    return entries if scalar is None else tuple(tuple(_times(scalar, one) for one in row) for row in entries)


def _times(scalar: Tree, entry: Tree) -> Tree:
    if isinstance(scalar, Number) and isinstance(entry, Number):
        return Number(scalar.value * entry.value)
    return product([scalar, entry])


def _transposed(scope: Scope, start: int, end: int, entries: Entries) -> Entries:
    texts = [scope.text(place) for place in range(start, end) if scope.text(place) not in ("{", "}")]
    if texts != ["^", "T"]:
        fail("what stands behind a matrix")
    return tuple(zip(*entries, strict=True))


def _total(summands: list[Entries]) -> Entries:
    if len(summands) == 1:
        return summands[0]
    shapes = {(len(entries), len(entries[0])) for entries in summands}
    if len(shapes) != 1:
        fail("matrices of different shape")
    rows, columns = shapes.pop()
    return tuple(
        tuple(_added([entries[row][column] for entries in summands]) for column in range(columns))
        for row in range(rows)
    )


def _added(parts: list[Tree]) -> Tree:
    if all(isinstance(part, Number) for part in parts):
        return Number(sum((part.value for part in parts if isinstance(part, Number)), start=Fraction(0)))
    return Sum(tuple(parts))

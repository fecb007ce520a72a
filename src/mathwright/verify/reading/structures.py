"""What stands around formulas: lists, tuples, sets, intervals and their unions, ratios."""

from __future__ import annotations

from mathwright.verify.reading.answer import (
    Answer,
    Collection,
    Definition,
    Expression,
    Family,
    Matrix,
    Ratio,
    Region,
    Relation,
    Span,
    System,
)
from mathwright.verify.reading.conditions import system, unlike, values_joined, with_integers
from mathwright.verify.reading.cursor import fail
from mathwright.verify.reading.families import completed, with_parameter
from mathwright.verify.reading.scope import Scope
from mathwright.verify.reading.set_algebra import difference, intersection, points_of
from mathwright.verify.reading.spans import ALL_REALS, has_infinite_end, interval, united
from mathwright.verify.reading.tree import Symbol

_EMPTY = Collection("set", ())


def listed(scope: Scope, start: int, end: int) -> Answer:
    """``1, 2, 3``; ``x = 1, y = 2``; ``x = 1, 2``; with semicolons, lists of lists."""
    separator = ";" if any(mark.text == ";" for mark in scope.marks(start, end)) else ","
    items, ellipsis_at = items_of(scope, start, end, separator)
    if ellipsis_at is None:
        items = values_joined(items)
        if len(items) == 1:
            return items[0]
        if any(
            isinstance(item, (Definition, Relation)) or (isinstance(item, Region) and item.symbol) for item in items
        ):
            return system(items)
    return Collection("list", tuple(items), ellipsis_at)


def items_of(
    scope: Scope, start: int, end: int, separator: str, ordered: bool = False
) -> tuple[list[Answer], int | None]:
    """The answers between separators, and before which of them dots stand; without order, both values of a ±."""
    items: list[Answer] = []
    ellipsis_at: int | None = None
    for first, last in scope.pieces(start, end, separator):
        if first == last and last == end and items:
            break  # a final comma
        if last - first == 1 and scope.text(first) == "dots":
            if ellipsis_at is not None:
                fail("dots in two places")
            ellipsis_at = len(items)
            continue
        item = scope.read(scope, first, last)
        if item == _EMPTY and last - first == 1:
            fail("the empty set as a member")
        if not ordered and isinstance(item, Collection) and item.kind == "set" and scope.text(first) != "\\{":
            items.extend(item.items)
        else:
            items.append(item)
    return items, ellipsis_at


def bracketed(scope: Scope, start: int, end: int) -> Answer:
    """A pair of brackets around all: a tuple, an interval, or what stands inside."""
    opener, closer = scope.text(start), scope.text(end - 1)
    texts = {mark.text for mark in scope.marks(start + 1, end - 1)}
    if not texts & {",", ";"}:
        if (opener, closer) in (("(", ")"), ("[", "]")):
            return scope.read(scope, start + 1, end - 1)
        fail("brackets do not match")
    if opener == "[" and scope.text(start + 1) == "[" and (matrix := _rows(scope, start + 1, end - 1)):
        return matrix
    items, ellipsis_at = items_of(scope, start + 1, end - 1, "," if "," in texts else ";", ordered=True)
    region = interval(opener, closer, items)
    if (opener, closer) in (("(", ")"), ("[", "]")):
        if region and (opener == "[" or has_infinite_end(region)):
            return region
        return Collection("tuple", tuple(items), ellipsis_at)
    return region or fail("brackets do not match")


def _rows(scope: Scope, start: int, end: int) -> Matrix | None:
    """``[1, 2], [3, 4]`` as the rows of a matrix; None for anything else."""
    rows = []
    for first, last in scope.pieces(start, end, ","):
        if scope.text(first) != "[" or scope.tokens.partner.get(first) != last - 1 or scope.text(last - 1) != "]":
            return None
        rows.append(tuple(scope.tree(*cell) for cell in scope.pieces(first + 1, last - 1, ",")))
    return Matrix(tuple(rows)) if len(rows) > 1 and len({len(row) for row in rows}) == 1 else None


def other_meanings(answer: Answer) -> list[Answer]:
    """What else a tuple, an interval or a list of intervals may mean."""
    match answer:
        case Collection("tuple", (Expression(), Expression()) as items, None):
            region = interval("(", ")", list(items))
            return [region] if region else []
        case Region((Span() as one,), (), (), None) if one.low_closed and one.high_closed:
            return [Collection("tuple", (Expression(one.low), Expression(one.high)))]
        case Collection("list", items) if all(isinstance(item, Region) for item in items):
            return [united([item for item in items if isinstance(item, Region)], None)]
        case Definition(name, value, parameters):
            return [Definition(name, other, parameters) for other in other_meanings(value)]
    return []


def braced(scope: Scope, start: int, end: int) -> Answer:
    r"""``\{1, 2\}``, ``\{x | x > 2\}``, ``\{x : x > 2\}``."""
    bar = next((place for place in scope.outside(start + 1, end - 1) if scope.text(place) in ("|", ":")), None)
    if bar is not None and _is_builder(scope, start + 1, bar, end - 1):
        return _described(scope, start + 1, bar, end - 1)
    if end - start == 2:
        return Collection("set", ())
    items, ellipsis_at = items_of(scope, start + 1, end - 1, ",")
    return Collection("set", tuple(items), ellipsis_at)


def _is_builder(scope: Scope, start: int, bar: int, end: int) -> bool:
    """Whether a bar separates members from their condition: there is a relation behind it."""
    return bar > start and any(mark.text not in (",", ";", ":") for mark in scope.marks(bar + 1, end))


def _described(scope: Scope, start: int, bar: int, end: int) -> Answer:
    member = scope.read(scope, start, bar)
    condition = scope.read(scope, bar + 1, end)
    name = member.tree.name if isinstance(member, Expression) and isinstance(member.tree, Symbol) else None
    if isinstance(member, Relation) and isinstance(member.terms[0], Symbol) and member.terms[1] == Symbol("R"):
        name = member.terms[0].name
    elif isinstance(member, Relation) and isinstance(condition, Region):
        return with_integers(member, condition) or System((member, condition))
    if isinstance(member, Region) and member.symbol and member.spans == (ALL_REALS,):
        name = member.symbol
    if name is None:
        return with_parameter([member, condition]) or System((member, condition))
    if isinstance(condition, Definition) and condition.name == name and isinstance(condition.value, Family):
        return condition.value
    if isinstance(condition, Region) and condition.symbol == name:
        return Region(condition.spans, condition.points, condition.without)
    return condition


def combined(scope: Scope, start: int, end: int) -> Answer:
    r"""Unions of intervals and sets, ``\mathbb{R} \setminus \{2\}``."""
    marks = [mark for mark in scope.marks(start, end) if mark.text in ("cup", "cap", "minus")]
    if {mark.text for mark in marks} >= {"cup", "cap"}:
        fail("unions and intersections without brackets")
    pieces = scope.pieces(start, end, "cup", "cap", "minus")
    parts = [as_set(scope.read(scope, *piece)) for piece in pieces]
    result = parts[0]
    for mark, part in zip(marks, parts[1:], strict=True):
        if mark.text == "cup":
            result = _union(result, part)
        elif mark.text == "minus":
            result = difference(result, part)
        else:
            result = intersection(result, part)
    return result


def as_set(answer: Answer) -> Region | Collection:
    """An answer that is a set of numbers as such.

    Raises NotRead.
    """
    if isinstance(answer, Collection) and answer.kind == "tuple":
        answer = interval("(", ")", list(answer.items)) or answer
    if isinstance(answer, Expression) and answer.tree == Symbol("R"):
        return Region((ALL_REALS,))
    if not (isinstance(answer, Region) or (isinstance(answer, Collection) and answer.kind == "set")):
        fail("not a set")
    return answer


def _union(left: Region | Collection, right: Region | Collection) -> Region | Collection:
    if isinstance(left, Collection) and isinstance(right, Collection):
        if left.ellipsis_at is not None or right.ellipsis_at is not None:
            fail("dots in a union")
        return Collection("set", left.items + right.items)
    both = [Region((), points_of(one)) if isinstance(one, Collection) else one for one in (left, right)]
    return united(both, None)


def alternatives(scope: Scope, start: int, end: int, word: str) -> Answer:
    """Parts joined by "or", "and", or a union sign between inequalities."""
    separators = (word, "cup") if word == "or" else (word,)
    parts = [part for piece in scope.pieces(start, end, *separators) for part in _listed_part(scope, *piece)]
    regions = [part for part in parts if isinstance(part, Region)]
    if word == "or" and len(regions) == len(parts) and len({one.symbol for one in regions}) == 1:
        return united(regions, regions[0].symbol)
    family = completed(parts)
    if family:
        return family
    parts = values_joined(unlike(parts) if word == "or" else parts)
    if len(parts) == 1:
        return parts[0]
    if all(isinstance(part, (Definition, Relation, Region, System)) for part in parts):
        return system(parts) if word == "and" else System(tuple(parts), "or")
    return Collection("list", tuple(parts))


def _listed_part(scope: Scope, start: int, end: int) -> tuple[Answer, ...]:
    """A part, or the parts of ``1, 2`` before "and 3"."""
    part = scope.read(scope, start, end)
    bare = isinstance(part, Collection) and part.kind == "list" and part.ellipsis_at is None
    return part.items if bare and isinstance(part, Collection) else (part,)


def ratio(scope: Scope, start: int, end: int) -> Answer:
    """``3:4:5``."""
    return Ratio(tuple(scope.tree(*piece) for piece in scope.pieces(start, end, ":")))

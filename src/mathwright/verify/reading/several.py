r"""Several answers in one text: ``2 and 3``, ``x = 1 or x = 2``, ``$5, $10``, ``{red, blue}``, ``3 cm, 4 cm``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from mathwright.verify.reading.answer import (
    Answer,
    Choice,
    Collection,
    Definition,
    Expression,
    Prose,
    Readings,
    Region,
    Relation,
    System,
    Unread,
    Word,
)
from mathwright.verify.reading.conditions import system
from mathwright.verify.reading.families import with_parameter

MAX_ITEMS = 50
"""Answers of one text."""
MAX_NAME_LENGTH = 24
"""Characters of an item that is but a name, in a list without braces."""

_JOINT = re.compile(
    r"\s*[,;]\s*(?:and|or)\s+|\s+(?:and|or|&)\s+|\s*(?:和|或者?|以及|、|;)\s*"
    r"|\s*,(?![0-9]{3}(?![0-9]))\s*"
)
_NUMBERED = re.compile(r"\(([1-9])\)\s?[.:]?\s?(\S.*)", re.DOTALL)
_OPENING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}"}
_KINDS: dict[str, Literal["set", "tuple"]] = {"(": "tuple", "[": "tuple", "{": "set", "\\{": "set"}
_SENTENCE = re.compile(r"\b(?:is|are|was|were|has|have|will|not|if|because|that|the|of|for|to|than)\b", re.IGNORECASE)


def read_several(text: str, read: Callable[[str], Readings]) -> Answer | None:
    """The answers that the text lists, each read by ``read``; None where it is no list of readable parts."""
    enclosed = _enclosed(text)
    inside = enclosed[1] if enclosed else text
    pieces = _pieces(inside)
    if pieces is None:
        return None
    parts, joint = pieces
    if len(parts) < 2 and not enclosed:
        return None
    numbered = _without_numbers(parts)
    items = tuple(read(part)[0] for part in numbered or parts)
    if any(isinstance(item, Unread) for item in items):
        return None
    if enclosed and any(isinstance(item, Word) and item.closed_set == "no_solution" for item in items):
        # The set of the empty set has a member.
        return None
    if enclosed and enclosed[0] == "tuple" and len(items) == 1:
        return items[0]
    if enclosed or numbered:
        return Collection(enclosed[0] if enclosed else "tuple", items)
    if any(isinstance(item, Prose) for item in items) and not all(map(_is_name, parts, items)):
        return None
    return _joined(items, joint)


def _joined(items: tuple[Answer, ...], joint: str) -> Answer | None:
    first = items[0]
    family = with_parameter(list(items))
    if family:
        return family
    if isinstance(first, Definition) and not any(isinstance(item, Region | Relation) for item in items):
        # "x = 3 or 4" names x once.
        return _definitions([item if isinstance(item, Definition) else replace(first, value=item) for item in items])
    if all(isinstance(item, Region) for item in items) and joint == "or":
        return _union(tuple(item for item in items if isinstance(item, Region)))
    if all(isinstance(item, Region | Relation | Definition) for item in items):
        return System(items, "or") if joint == "or" else system(list(items))
    if joint == "or" and len({item.tree if isinstance(item, Expression) else item for item in items}) == 1:
        # "0.5 or 1/2" says one number twice.
        return first
    if all(isinstance(item, Choice) and item.content is None for item in items):
        return Choice(frozenset().union(*(item.letters for item in items if isinstance(item, Choice))))
    return Collection("list", items)


def _definitions(items: list[Definition]) -> Answer:
    """Several values of one name are its list; several names are a system."""
    names = {(item.name, item.parameters) for item in items}
    if len(names) == 1:
        return Definition(items[0].name, Collection("list", tuple(item.value for item in items)), items[0].parameters)
    return System(tuple(items))


def _union(items: tuple[Region, ...]) -> Answer:
    symbols = {item.symbol for item in items if item.symbol}
    if len(symbols) > 1 or any(item.without for item in items):
        return System(items, "or")
    spans = tuple(span for item in items for span in item.spans)
    points = tuple(point for item in items for point in item.points)
    return Region(spans, points, symbol=next(iter(symbols), None))


def _enclosed(text: str) -> tuple[Literal["set", "tuple"], str] | None:
    """The kind of brackets around the whole text, and what they hold."""
    opening = text[:2] if text.startswith("\\{") else text[:1]
    closing = _OPENING.get(opening)
    if closing is None or not text.endswith(closing) or len(text) <= len(opening) + len(closing):
        return None
    inside = text[len(opening) : len(text) - len(closing)]
    depth = 0
    for character in inside:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return None
    return _KINDS[opening], inside


def _pieces(text: str) -> tuple[list[str], str] | None:
    """The parts between joints outside brackets, and the joint's word; None for too many or an empty one."""
    parts, start, joint = [], 0, ","
    depth, seen = 0, 0
    for match in _JOINT.finditer(text):
        for character in text[seen : match.start()]:
            depth += (character in "([{") - (character in ")]}")
        seen = match.start()
        if depth:
            continue
        parts.append(text[start : match.start()].strip())
        start = match.end()
        joint = "or" if "or" in match[0] or "或" in match[0] else "and" if joint != "or" else joint
        if len(parts) >= MAX_ITEMS:
            return None
    parts.append(text[start:].strip())
    return (parts, joint) if all(parts) else None


def _without_numbers(parts: list[str]) -> list[str] | None:
    """``(1) 5; (2) 7`` without the numbers of its parts; None where they are not numbered so."""
    matches = [_NUMBERED.fullmatch(part) for part in parts]
    if [match[1] for match in matches if match] != [str(place + 1) for place in range(len(parts))]:
        return None
    return [match[2] for match in matches if match]


def _is_name(part: str, item: Answer) -> bool:
    return (
        isinstance(item, Prose | Word | Choice)
        and len(part) <= MAX_NAME_LENGTH
        and part.count(" ") <= 2
        and not _SENTENCE.search(part)
    )

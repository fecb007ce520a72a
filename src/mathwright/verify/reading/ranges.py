"""Ranges in words: ``at least 5``, ``x is greater than 3``, ``all real numbers except 2``."""

from __future__ import annotations

import re

from mathwright.verify.reading.answer import Expression, Readings, Region, Span
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.tree import Constant, Tree, negative

_INFINITY = Constant("infinity")
_COMPARED = re.compile(
    r"(?:(?P<name>[A-Za-z])\s+)?(?:(?:is|are|must be|should be|can be|be)\s+)?"
    r"(?P<side>at least|at most|no less than|no fewer than|not less than|no more than|no greater than|not more than"
    r"|(?:strictly )?(?:greater|more|larger|bigger|less|fewer|smaller)(?: than)?(?: or equal(?: to| than)?)?)"
    r"\s+(?P<number>[^A-Za-z].{0,60})",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"(?P<number>.{1,40}?)\s+or\s+(?P<side>more|greater|larger|higher|above|less|fewer|lower|smaller|below)"
)
_BETWEEN = re.compile(
    r"(?:(?P<name>[A-Za-z])\s+is\s+)?(?:(?P<strictly>strictly)\s+)?between\s+(?P<low>.{1,40}?)\s+and\s+(?P<high>.{1,40}?)"
    r"(?:,?\s*\(?(?P<ends>inclusive|exclusive|both included|not included|excluded)\)?)?",
    re.IGNORECASE,
)
_CLOSING = frozenset(("inclusive", "both included"))
_REALS = re.compile(
    r"(?:(?P<name>[a-z]) (?:is|can be|may be) )?(?:(?:the )?set of )?(?:all|any|every)?\s?(?:the )?"
    r"reals?(?: numbers?| values?)?"
    r"(?: of (?P<of>[a-z]))?(?:,?\s?(?:except|excluding|but|other than|not equal to|besides)(?: for)? "
    r"(?P<without>.{1,60}))?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+")
_WORDS = ("real", "least", "most", "than", " or ", "between")
_CLOSED = ("at ", "no ", "not ")


def read_range(text: str) -> Region | None:
    """The region that the whole text describes, or None."""
    if len(text) > 120 or not any(word in text.casefold() for word in _WORDS):
        return None
    match = _REALS.fullmatch(text)
    if match and text.casefold() not in ("real", "reals"):
        return _reals(match)
    match = _BETWEEN.fullmatch(text)
    if match:
        return _between(match)
    match = _COMPARED.fullmatch(text) or _OR_MORE.fullmatch(text)
    end = _number(match["number"]) if match else None
    if match is None or end is None:
        return None
    side = match["side"].casefold()
    closed = side.startswith(_CLOSED) or "equal" in side or "than" not in side
    name = match.groupdict().get("name")
    if _is_lower_bound(side):
        return Region((Span(end, _INFINITY, closed, high_closed=False),), symbol=name)
    return Region((Span(negative(_INFINITY), end, low_closed=False, high_closed=closed),), symbol=name)


def _between(match: re.Match[str]) -> Region | None:
    """The interval of "between 3 and 5"; None where it does not say whether its ends belong to it."""
    ends = (match["ends"] or "").casefold()
    low, high = _number(match["low"]), _number(match["high"])
    if not (ends or match["strictly"]) or low is None or high is None:
        return None
    closed = ends in _CLOSING
    return Region((Span(low, high, closed, closed),), symbol=match["name"])


def _is_lower_bound(side: str) -> bool:
    grows = any(word in side for word in ("least", "greater", "more", "larger", "bigger", "higher", "above"))
    return grows != side.startswith(("no ", "not "))


def _reals(match: re.Match[str]) -> Region | None:
    whole = Span(negative(_INFINITY), _INFINITY, low_closed=False, high_closed=False)
    points: list[Tree] = []
    for part in _SEPARATOR.split(match["without"]) if match["without"] else []:
        point = _number(part.partition("=")[2] or part)
        if point is None:
            return None
        points.append(point)
    return Region((whole,), without=tuple(points), symbol=match["name"] or match["of"])


def _number(text: str) -> Tree | None:
    # A dollar sign may be left out on either side; another currency's may not be taken for it.
    text = text.strip().removeprefix("$")
    first: Readings = read_formula(text) if text else ()
    return first[0].tree if first and isinstance(first[0], Expression) else None

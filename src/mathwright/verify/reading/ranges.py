"""Ranges in words: ``at least 5``, ``x is greater than 3``, ``all real numbers except 2``."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from mathwright.verify.reading.answer import Expression, Readings, Region, Span
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.tree import INFINITY, Number, Tree, negative

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
    r"reals?(?: numbers?| values?)?(?: (?P<such>[a-z])(?= (?:except|excluding|but|other|not|besides)))?"
    r"(?: of (?P<of>[a-z]))?(?:,?\s?(?:except|excluding|but|other than|not equal to|besides)(?: for)? "
    r"(?P<without>.{1,60}))?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:(?:the )?(?:set|interval) of )?(?:all|any|every)?\s?(?:the )?"
    r"(?:real numbers?|numbers?|reals?|real values?|values?|real(?= [a-z]\b)|(?<=all\s)(?=[a-z] ))"
    r"(?: of (?P<of>[a-z]))?(?: (?P<such>[a-z])(?![a-z]))?"
    r"(?P<joint>,? ?(?:that are|which are|that is|such that|where|with|satisfying|for which))?\s+",
    re.IGNORECASE,
)
_ALL_OF = re.compile(r"(?:all|any|every) (?=[a-z]\s?[<>≤≥≠!\\])", re.IGNORECASE)
_FROM_TO = re.compile(
    r"(?:(?P<name>[A-Za-z])\s+is\s+)?from\s+(?P<low>.{1,40}?)\s+to\s+(?P<high>.{1,40}?)"
    r"(?:,?\s*\(?(?P<ends>inclusive|exclusive|both included|not included|excluded)\)?)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:the )?(?:set of )?(?:all |any |every )(?:the )?"
    r"(?P<sign>positive|negative|non-?negative|non-?positive|non-?zero) (?:real numbers?|reals|numbers?|real values?)",
    re.IGNORECASE,
)
_TILDE = re.compile(
    r"\$?\s*(-?[0-9]+(?:[.,/][0-9]+)*%?)\s*(?:\\sim(?![A-Za-z])|[~～∼〜])\s*\$?(-?[0-9]+(?:[.,/][0-9]+)*%?)\s*\$?((?:\s*[^\W\d_]{1,12}){0,2})\s*\$?[.。]?"
)
_SEPARATOR = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+")
_WORDS = ("real", "least", "most", "than", " or ", "between", "number", "value", "all ", "from ")
_SIGNS = ("<", ">", "≤", "≥", "≠", "\\le", "\\ge", "\\ne", "!=", "\\lt", "\\gt")
_CLOSED = ("at ", "no ", "not ")


def tilde_range(text: str) -> str | None:
    r"""``2550~2560`` for ``2550\sim 2560``: whether the ends belong to it is not said; None for other texts."""
    if len(text) > 60 or ("\\sim" not in text and not any(sign in text for sign in "~～∼〜")):
        return None
    match = _TILDE.fullmatch(text)
    # 10~000 is one number in LaTeX, whose ~ is a space.
    return None if match is None or match[2].startswith("0") else f"{match[1]}~{match[2]}{match[3]}"


def read_range(text: str) -> Region | None:
    """The region that the whole text describes, or None."""
    if len(text) > 120 or not any(word in text.casefold() for word in _WORDS):
        return None
    match = _REALS.fullmatch(text)
    if match and text.casefold() not in ("real", "reals"):
        return _reals(match)
    bare = _ALL_OF.match(text)
    if bare and any(sign in text for sign in _SIGNS):
        first = read_formula(text[bare.end() :])[0]
        return first if isinstance(first, Region) else None
    match = _SIGNED.fullmatch(text)
    if match:
        return _of_sign(match["sign"].casefold().replace("-", ""))
    subject = _SUBJECT.match(text)
    if subject and len(subject[0]) < len(text):
        return _of_subject(subject, text[subject.end() :])
    return _compared(text)


def _of_subject(subject: re.Match[str], rest: str) -> Region | None:
    """What ``all real numbers x such that`` are said to be, in words or as an inequality."""
    name = subject["such"] or subject["of"]
    region = _compared(rest)
    if region is None:
        # "all x > 3" keeps its x for the inequality.
        formula = f"{name} {rest}" if name and rest[:1] in "<>≤≥≠\\" else rest
        first = read_formula(formula)[0] if any(sign in formula for sign in _SIGNS) else None
        region = first if isinstance(first, Region) else None
    if region is None or (name and region.symbol and region.symbol != name):
        return None
    return replace(region, symbol=region.symbol or name)


def _of_sign(sign: str) -> Region:
    zero, all_reals = Number(Fraction(0)), Span(negative(INFINITY), INFINITY, low_closed=False, high_closed=False)
    if sign == "nonzero":
        return Region((all_reals,), without=(zero,))
    if sign in ("positive", "nonnegative"):
        return Region((replace(all_reals, low=zero, low_closed=sign == "nonnegative"),))
    return Region((replace(all_reals, high=zero, high_closed=sign == "nonpositive"),))


def _compared(text: str) -> Region | None:
    match = _BETWEEN.fullmatch(text) or _FROM_TO.fullmatch(text)
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
        return Region((Span(end, INFINITY, closed, high_closed=False),), symbol=name)
    return Region((Span(negative(INFINITY), end, low_closed=False, high_closed=closed),), symbol=name)


def _between(match: re.Match[str]) -> Region | None:
    """The interval of "between 3 and 5"; None where it does not say whether its ends belong to it."""
    ends = (match["ends"] or "").casefold()
    low, high = _number(match["low"]), _number(match["high"])
    if not (ends or match.groupdict().get("strictly")) or low is None or high is None:
        return None
    closed = ends in _CLOSING
    return Region((Span(low, high, closed, closed),), symbol=match["name"])


def _is_lower_bound(side: str) -> bool:
    grows = any(word in side for word in ("least", "greater", "more", "larger", "bigger", "higher", "above"))
    return grows != side.startswith(("no ", "not "))


def _reals(match: re.Match[str]) -> Region | None:
    whole = Span(negative(INFINITY), INFINITY, low_closed=False, high_closed=False)
    points: list[Tree] = []
    for part in _SEPARATOR.split(match["without"]) if match["without"] else []:
        point = _number(part.partition("=")[2] or part)
        if point is None:
            return None
        points.append(point)
    return Region((whole,), without=tuple(points), symbol=match["name"] or match["of"] or match["such"])


def _number(text: str) -> Tree | None:
    # A dollar sign may be left out on either side; another currency's may not be taken for it.
    text = text.strip().removeprefix("$")
    first: Readings = read_formula(text) if text else ()
    return first[0].tree if first and isinstance(first[0], Expression) else None

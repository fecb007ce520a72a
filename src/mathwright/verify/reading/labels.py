"""Nouns and sentences in front of an answer: ``the point (2, 3)``, ``P(2, 3)``, ``year 1987``, ``It will be …``."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LENGTH = 200
"""Characters of a text whose label is looked at."""
# Nouns that a measure follows with "of": the sum of 3 and 5 is no list of 3 and 5, and stands in none of the lists.
_MEASURES = """angle|length|area|volume|ratio|probability|height|width|depth|distance|perimeter|circumference|radius
|diameter|speed|velocity|cost|price|temperature|slope|gradient|weight|mass|value|total|score|age|time|rate|discount
|profit|percentage|measure|balance|capacity"""
_NOUNS = """points?|lines?|circle|ellipse|parabola|hyperbola|curve|plane|set|interval|vertex|vertices|cent(?:er|re)
|focus|foci|origin|vector|matrix|(?:ordered\\s)?(?:pairs?|triples?)|coordinates?|equations?|functions?|polynomial
|expression|fraction|number|integer|decimal|prime(?:\\snumber)?|year|page|room|day|week|month|hour|grade|question
|problem|base|case|formula|roots?|solutions?|domain|range|inequality|(?:horizontal|vertical|oblique|slant)\\sasymptotes?
|asymptotes?|axis|directrix|answer|result|minimum|maximum|mean|median|mode|average|digit|term|remainder|quotient"""
_LABEL = re.compile(
    rf"(?:in\s|on\s|at\s)?(?:the\s|a\s|an\s|its\s)?(?:(?P<measure>{''.join(_MEASURES.split())})\s(?P<of>of\s)?"
    rf"|(?P<noun>{''.join(_NOUNS.split())})(?:\s(?:number|is|at|are|with\s(?:equation|coordinates)))?\s)(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_YEAR = re.compile(r"in\s([12][0-9]{3})")
_VALUE = re.compile(
    r"[-+]?\s?(?:[0-9([{$€£√∞±]|\\(?!text)|[A-Z]\s?\()|[-+]?[A-Za-z](?:\([a-z]\))?\s?[-+=<>≤≥^]|[0-9.]*[a-z]\^"
)
_NAMED_POINT = re.compile(
    r"(?P<name>[A-Z]'?(?:_\{?[0-9]\}?)?)\s?(?P<point>\([^()]{0,60}(?:\([^()]{0,20}\)[^()]{0,60}){0,4}\))"
)
_STATED = re.compile(
    r"(?:the\s|a\s|an\s|it\b|he\b|she\b|they\b|we\b|there\b|this\b|that\b|each\b|every\b|all\b|[A-Z][a-z']+\b)?"
    r"\s?(?P<subject>(?:[A-Za-z'’-]+\s|[0-9]{1,4}(?:st|nd|rd|th)\s){0,8}?)"
    r"(?:will\s(?:be|have|need|take|cost|get|arrive\sat|end\sat|start\sat)|would\s(?:be|have)|should\sbe|must\sbe"
    r"|(?:arrives?|arrived|leaves?|left|starts?|started|ends?|ended|begins?|began|finishes|finished)\sat"
    r"|is|was|are|were|equals?|costs?|weighs?|measures?|earns?|earned|pays?|paid|spends?|spent|has|had|gets?|got"
    r"|needs?|takes?|took|makes?|made|saves?|saved|falls?\son|fell\son|remains?)\s"
    r"(?:an?\s(?=[A-Z])|exactly\s|only\s|equal\sto\s|on\sa\s)?(?P<rest>\S.{0,80})",
    re.DOTALL,
)
# Words that turn what is said of the value behind them.
_TURNING = re.compile(
    r"\b(?:not|no|never|if|when|until|unless|more|less|fewer|greater|smaller|larger|than|least|most|half|twice|double"
    r"|triple|times|between|before|after|either|neither|nor|except|without|divided|multiplied|plus|minus|because|since"
    r"|already|almost|nearly|over|under|above|below|least|which|whether|suppose|assume|let)\b",
    re.IGNORECASE,
)


class Labelled(NamedTuple):
    """``the point (2, 3)``: a noun and what it stands before."""

    label: str
    rest: str


class NamedPoint(NamedTuple):
    """``P(2, 3)``: a point under its name."""

    name: str
    point: str
    """The coordinates in their brackets."""


def without_label(text: str) -> Labelled | None:
    """A noun of a bounded list and what it stands before (``(2, 3)`` of "the point (2, 3)"); None for other texts."""
    if len(text) > MAX_LENGTH:
        return None
    year = _YEAR.fullmatch(text)
    if year:
        return Labelled("year", year[1])
    match = _LABEL.fullmatch(text)
    if match is None or not _VALUE.match(match["rest"]):
        return None
    return Labelled(match["measure"] or match["noun"], match["rest"])


def named_point(text: str) -> NamedPoint | None:
    """The point and its name that the whole text is; None for other texts, a single coordinate among them."""
    match = _NAMED_POINT.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if match is None or not ("," in match["point"] or ";" in match["point"]):
        return None
    return NamedPoint(match["name"], match["point"])


def stated_value(text: str) -> str | None:
    """What a short sentence says its subject is, has, costs, or the like: ``$40`` of "She earned $40"; or None."""
    if len(text) > MAX_LENGTH or text[:1] in "0123456789\\$-(+[{" or "=" in text:
        return None
    match = _STATED.fullmatch(text)
    if match is None or _TURNING.search(text[: match.start("rest")]) or _TURNING.search(match["rest"]):
        return None
    return match["rest"]

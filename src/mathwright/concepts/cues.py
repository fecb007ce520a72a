"""What the words around a number of a question say of it: a percent, a share, a multiple, a rate, and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Literal

from mathwright.programs.contexts import Context
from mathwright.programs.numbers import Mention

Cue = Literal["percent", "share", "scale", "multiple", "comparison", "rate", "each", "ratio"]
"""``share``: a fraction of something; ``scale``: one that compares two things, *half as many as*."""

_I = re.IGNORECASE
_TIMES = re.compile(
    r"[\s-]*(?:times|fold)\b(?!\s+(?:an?|per|each|every|in|during|this|last|on|for every|one)\b)"
    r"\s*(?:as\b|more|the\b|that\b|this|his|her\b|its|their|what|larger|great|bigger|long|old|heav|fast|high|tall|"
    r"fewer|less|wide|deep|small|thick|expensive|[A-Z])"
)
_MULTIPLES = re.compile(r"doubl|tripl|quadrupl", _I)
_TWICE = re.compile(r"\s+(?:as|the|that|this|his|her|its|their|my|your|what|more|\w+'s|larg|great|bigger)\b|\s+[A-Z]")
_SCALE = re.compile(
    r"\s*(?:as\b|times\b|(?:of )?(?:the|his|her|its|their|that|this|\w+'s) (?:\w+ )?"
    r"(?:size|age|length|height|weight|price|cost|speed|rate|distance|time|number|amount)|(?:that|this)\b)",
    _I,
)
_OF = re.compile(r"\s*(?:of|as|the|that|this|his|her|its|their|less|more|full|remaining|were|was|are|is)\b", _I)
_ORDINALS = frozenset("third fourth fifth sixth seventh eighth ninth tenth quarter quarters".split())
_COUNTED = re.compile(r"(?:\ban?|\bone|\btwo|\bthree|\d|-)[\s-]*$", _I)
_UNIT = (
    r"(?:hour|minute|mile|pound|cup|gallon|inch|feet|foot|ounce|year|teaspoon|tablespoon|yard|meter|kilogram|kg|liter|ton|"
    r"acre|quart|kilometer)s?\b"
)
_MEASURED = re.compile(rf"[\s-]*(?:an?\s|dozen|{_UNIT})", _I)
_OF_A_UNIT = re.compile(rf"\s*of an? {_UNIT}", _I)
_COMPARED = (
    r"(?:more|fewer|less|older|younger|taller|shorter|longer|heavier|lighter|higher|lower|faster|slower|cheaper|bigger|"
    r"larger|smaller|farther|further|earlier|later|wider|narrower|deeper|thicker|greater|above|below|ahead|better|worse)"
)
_COMPARISON = re.compile(
    rf"(?:%|\s|-)*(?:[a-z'-]+\s+){{0,3}}?{_COMPARED}\b(?:(?:\s+[\w'$-]+){{0,5}}?\s+than\b|\s+of\b)|\s+fewer\b"
    rf"|[\s-]*(?:years?|inches|inch|feet|pounds|minutes|hours|days|meters|centimeters|kilograms|points)\s+{_COMPARED}\b",
    _I,
)
_OUTNUMBERS = re.compile(r"\b(?:exceeds?|outnumber\w*|beat|surpass\w*|ahead)\b[^.?!]{0,40}\bby\s+\$?$", _I)
_PERIOD = r"(?:second|minute|hour|day|night|morning|evening|week|weekend|month|quarter|year|semester)"
_RATE = re.compile(
    rf"[^.,;?!]{{0,45}}?(?:\b(?:per|an?|each|every|one|1|for each)\s+(?:\w+\s+)?{_PERIOD}\b|/\s*{_PERIOD}"
    rf"|\b(?:daily|weekly|monthly|hourly|yearly|annually|nightly)\b)",
    _I,
)
_RATE_BEFORE = re.compile(
    rf"\b(?:each|every|per)\s+(?:\w+\s+)?{_PERIOD}\b[^.?!]{{0,60}}$|\b(?:daily|weekly|monthly|hourly|yearly)\b[^.?!]{{0,40}}$",
    _I,
)
_EACH = re.compile(r"[^.,;?!]{0,40}?\b(?:each|apiece|a ?piece|per\s+\w+|every\s+\w+)\b", _I)
_EACH_BEFORE = re.compile(r"\b(?:each|every|per)\b[^.?!]{0,50}$", _I)
_RATIO_AFTER = re.compile(
    r"\s*(?::\s*\d|to\s+(?:\d|one\b|two\b|three\b)|[^.?!]{0,45}\bfor every \$?(?:\d|two|three|four|five|six|ten))", _I
)
_RATIO_BEFORE = re.compile(
    r"(?:\bratio\b[^.?!]{0,50}|\d\s*(?::|\bto)\s*|\bfor every\s+\$?|\bfor every \$?(?:\d+|\w+) [^.?!]{0,40})$", _I
)

_AROUND: tuple[tuple[Cue, re.Pattern[str], re.Pattern[str]], ...] = (
    ("comparison", _COMPARISON, _OUTNUMBERS),
    ("rate", _RATE, _RATE_BEFORE),
    ("each", _EACH, _EACH_BEFORE),
    ("ratio", _RATIO_AFTER, _RATIO_BEFORE),
)
"""Cues with what follows the number and what stands before it."""
_KINDS = (
    (
        "speed",
        re.compile(
            r"\s*(?:mph|km/?h|kph|(?:miles|kilometers|km|meters|feet|yards)\s*(?:per|an|a|/)\s*(?:hour|min|sec))", _I
        ),
    ),
    ("area", re.compile(r"\s*(?:square|sq)\b", _I)),
    ("capacity", re.compile(r"\s*cubic\b", _I)),
)
"""Kinds of what a number measures that more than one word tells."""


@dataclass(frozen=True, slots=True)
class Named:
    """A number of the question, with what the words around it say."""

    value: Fraction
    unit: str
    """Kind of what it measures: ``money``, ``time``, ``length``, ``area``, ``speed``, … or ``count``."""
    word: str
    """The singular of the word after it."""
    cues: frozenset[Cue]


@lru_cache(maxsize=1)
def unit_table() -> dict[str, dict[str, Any]]:
    """``words/units.toml``: what units measure, by how many they convert, how they are spelled."""
    return loads(files("mathwright.concepts").joinpath("words", "units.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _unit_kinds() -> dict[str, str]:
    """Singular unit to what it measures: ``hour`` to ``time``."""
    return {word: kind for kind, words in unit_table()["kinds"].items() for word in str(words).split()}


def named_number(question: str, mention: Mention, here: Context) -> Named:
    """The number of a question with what the words around it say."""
    before, after = question[max(0, mention.start - 70) : mention.start], question[mention.end : mention.end + 90]
    cues = frozenset([*_own_cues(mention, before, after), *_cues_around(before, after)])
    return Named(mention.value, _kind(mention, here, after), here.unit, cues)


def _kind(mention: Mention, here: Context, after: str) -> str:
    if mention.money:
        return "money"
    kind = next((kind for kind, pattern in _KINDS if pattern.match(after)), None)
    return kind or _unit_kinds().get(here.unit, "count")


def _own_cues(mention: Mention, before: str, after: str) -> Iterator[Cue]:
    """What the number's own form says: a percent, a share, a multiple."""
    if mention.percent:
        yield "percent"
    elif mention.form in ("fraction", "share") and mention.value < 1 and _is_share(mention, before, after):
        yield "share"
        if _SCALE.match(after):
            yield "scale"
    twice = mention.text.lower() in ("twice", "thrice") and _TWICE.match(after)
    if twice or (mention.form == "share" and _MULTIPLES.match(mention.text)) or _TIMES.match(after):
        yield "multiple"


def _cues_around(before: str, after: str) -> Iterator[Cue]:
    for cue, following, preceding in _AROUND:
        if following.match(after) or preceding.search(before):
            yield cue


def _is_share(mention: Mention, before: str, after: str) -> bool:
    """Whether a fraction is a part of something: no *third week*, no *quarters* to pay with, no *half an hour*."""
    if _OF.match(after):
        return _OF_A_UNIT.match(after) is None
    word = mention.text.lower()
    if word in _ORDINALS:
        return word != "quarters" and _COUNTED.search(before) is not None
    return _MEASURED.match(after) is None

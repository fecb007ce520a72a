"""Which numbers of a story may change, and within what bounds.

A number that names something (a year, a clock time, *Room 12*, *24-hour*), states a fact (7 days in a week),
counts what the story lists by name, or belongs to a body or a game is left alone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from mathwright.programs.graph import Value, plain
from mathwright.programs.numbers import Mention

MOST_VALUES = 40
"""Most values that a number may take, spread over its span."""

_I = re.IGNORECASE
_CLOCK_AFTER = re.compile(
    r"\s*(?:[ap]\.?m\b|o'?clock|:\d|st\b|nd\b|rd\b|th\b)|\s*(?:in the (?:morning|evening|afternoon))", _I
)
_HYPHEN_AFTER = re.compile(r"-\s?([a-z]+)", _I)
_HYPHEN_UNITS = frozenset(
    "gallon mile pound page foot inch meter kilometer ounce liter acre piece slice yard dollar ton gram ml lb oz cent "
    "kg km minute question word centimeter cup litre lesson stamp".split()
)
_NAMED_BEFORE = re.compile(
    r"\b(?:day|week|month|year|grade|level|chapter|page|room|class|group|team|stage|round|question|step|number|model|bus|"
    r"route|size|type|box|jar|bag|bin|section|floor|lap|part|test|game|season|quiz|period|phase|street|highway|exit|"
    r"no\.|unit|lesson|volume|book|version|apartment|gate|terminal|platform|track|lane|store|company|train|car|boat|"
    r"line|row|tank|pond|container|machine|store|episode|act|set|zone|plan|tier|factor|age|aged|turned|turning|turns)\s*#?\s*$",
    _I,
)
_CAPITAL_BEFORE = re.compile(r"[a-z,;]\s+[A-Z][A-Za-z]+\s+$")
_RANGE = re.compile(r"\s*(?:-|–|—|to|and|or)\s*\$?\d", _I)
_RANGE_BEFORE = re.compile(r"(?:\d|\b(?:from|between))[^.?!]{0,25}?\s*(?:-|–|—|\bto\b|\band\b|\bor\b)\s*\$?$", _I)
_BETWEEN_BEFORE = re.compile(r"\b(?:between|from|ages?|aged|ratio(?: of)?|top|first of|odds of|score of)\s+\$?$", _I)
_OUT_OF = re.compile(r"(?:\s+\w+){0,3}?\s+out of\b|\s+in (?:every )?\d", _I)
_OUT_OF_BEFORE = re.compile(
    r"\b(?:out of(?: every| the)?|one of(?: the| his| her)?|every|each of the|all(?: of)?(?: the)?|another of the)\s+$",
    _I,
)
_POINTING_BEFORE = re.compile(
    r"\b(?:the|these|those|all|both|other|last|first|next|same|remaining|their|his|her|its|our|my|your|any|"
    r"only|final|previous|past|of)\s+$",
    _I,
)
_PEOPLE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:friends?|brothers?|sisters?|kids?|child|children|sons?|daughters?|siblings?|boys|girls|men|women|"
    r"cousins?|people|persons?|students?|roommates?|coworkers?|grandchildren|grandkids|nieces|nephews|neighbors|"
    r"parents|players|members|families|couples|pets|dogs|cats|horses|teachers|classmates|employees|workers|guests|"
    r"others|partners|teammates|colleagues|adults)\b",
    _I,
)
_LISTED = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:types?|kinds?|different|sets?|groups?|parts?|ways?|jobs?|stores?|options?|classes|sections?|teams?|rooms?|"
    r"shifts?|items?|categories|colors?|flavors?|sizes|varieties|stages?|rounds?|stops?|places?|things?|subjects|"
    r"activities|events|companies|buildings|floors|paths?|routes?|directions?|trips|phases|periods|containers?|"
    r"piles|equal|locations?|restaurants?|candidates?|tanks?|sources?|towns?|cities|schools?|trucks?|cars?|machines?)\b",
    _I,
)
_BODY = re.compile(
    r"[\s-]*(?:\w+\s+)?(?:legs?|eyes?|arms?|hands?|wheels?|tires?|sides?|sided|corners?|wings?|fingers?|toes?|ears?|"
    r"tentacles?|quarters?|halves|innings?|strings?|faces?|-?pack|leaf|leaves clover|seasons?|semesters?|trimesters?|"
    r"weekends?|weekdays?|school days|workdays?|working days|business days|parents|grandparents|holes|suits|aces|"
    r"dimensions?|degrees?|angles?|quarters|periods|letters|continents|planets|states|players on|digits?|"
    r"months? old|humps?|paws?|feet on|points?|times as (?:old|tall|long|high)|-?pointers?|percentage points?)\b",
    _I,
)
_CONVERSION = re.compile(
    r"\s*(?:[a-z]+\s+)?(?:days|months|weeks|hours|minutes|seconds|ounces|cups|pints|quarts|inches|feet|yards|cents|pennies|"
    r"nickels|dimes|quarters|grams|kilograms|pounds|meters|centimeters|millimeters|milliliters|liters|teaspoons|"
    r"tablespoons|ml|cm|kg|oz|lbs?|miles|km|kilometers|sheets)\s+"
    r"(?:in|per|to|make|makes|equals?|are in|is|=)\s+(?:an?|one|1|each|every|the|that)?\s*"
    r"(?:pound|gallon|quart|pint|cup|yard|foot|mile|hour|minute|day|week|month|year|dollar|kilogram|kg|meter|liter|"
    r"tablespoon|ton|ream|dozen|regular year|leap year)\b",
    _I,
)
_FACTS = (
    (7, re.compile(r"\s*days?\b", _I)),
    (12, re.compile(r"\s*months?\b|\s*inch", _I)),
    (24, re.compile(r"\s*hours?\b", _I)),
    (60, re.compile(r"\s*(?:minutes?|seconds?)\b", _I)),
    (365, re.compile(r"\s*days?\b", _I)),
    (52, re.compile(r"\s*weeks?\b", _I)),
    (30, re.compile(r"\s*days?\b", _I)),
    (31, re.compile(r"\s*days?\b", _I)),
    (28, re.compile(r"\s*days?\b", _I)),
    (4, re.compile(r"\s*(?:weeks?|quarters?|seasons?)\b", _I)),
    (100, re.compile(r"\s*(?:cents|pennies|%|percent)", _I)),
    (5, re.compile(r"\s*(?:days?|weekdays?)\b", _I)),
    (2, re.compile(r"\s*days?\b", _I)),
    (3, re.compile(r"\s*meals\b", _I)),
    (16, re.compile(r"\s*(?:ounces|oz)\b", _I)),
    (3, re.compile(r"\s*feet\b", _I)),
    (1000, re.compile(r"\s*(?:grams|meters|ml|g)\b", _I)),
)
_CAPS = (
    (
        7,
        re.compile(
            r"\s*(?:days|times|nights|evenings|mornings|shifts)\s+(?:a|per|each|every|in a|of the|this) week",
            _I,
        ),
    ),
    (5, re.compile(r"\s*(?:school|week|working|work)[ -]?days", _I)),
    (
        12,
        re.compile(
            r"\s*(?:\w+\s+)?hours?\s+(?:a|per|each|every|in a|of|this|on|one|last|from|straight|shift|today|daily)\b",
            _I,
        ),
    ),
    (24, re.compile(r"\s*(?:\w+\s+)?hours?\s+(?:\w+\s+){0,3}?(?:a|per|each|every|in a) (?:day|night)", _I)),
    (59, re.compile(r"\s*minutes?\s+(?:a|per|an|each|every|of each|of the) hour", _I)),
    (12, re.compile(r"\s*months?\s+(?:a|per|each|of the|out of the|in a) year", _I)),
    (31, re.compile(r"\s*days?\s+(?:a|per|each|of the|in the|in) month", _I)),
)
_AGE = re.compile(r"[\s-]*(?:years?|yrs?)[\s-]*(?:old|older|younger|of age)|\s+years? (?:ago|from now|later|time)", _I)
_MEASURES = (
    r"(?:cubic|square)? ?(?:feet|foot|inch(?:es)?|yards?|miles?|gallons?|quarts?|pints?|cups?|ounces?|pounds?|lbs?|oz|"
    r"tons?|"
    r"liters?|milliliters?|ml|grams?|kilograms?|kg|kilometers?|km|meters?|centimeters?|cm|tablespoons?|teaspoons?|hours?|"
    r"minutes?|seconds?|days?|weeks?|months?|years?|dozens?|cents?|dollars?)"
)
_MEASURE_BEFORE = re.compile(
    rf"\b(?:an?|one|1|each|every|per) {_MEASURES}(?: of \w+)? (?:is|has|holds?|equals?|contains?|makes?|weighs?|=)"
    r"(?: about| equal to| exactly)? $",
    _I,
)
_MEASURE = re.compile(rf"\s*{_MEASURES}\b", _I)
_BILL = re.compile(r"[\s-](?:dollar )?(?:bills?|notes?|coins?|gift cards?|raise)\b", _I)
_FACE = re.compile(
    r"[\s-](?:dollars?|cents?|pence|euros?|pounds?)[\s-](?:bills?|notes?|coins?|pieces?|stamps?)\b|¢ coins?\b", _I
)
"""Bills and coins are issued in a few values only: 1, 5, 10, 20, 50 and 100 dollars."""
_WAS_OLD = re.compile(r"\bWhen \w+ was (?:\d+, [\w ]+ was )?$")
"""*When Ann was 8, her aunt was 40.*"""
_LEGAL_AGE = re.compile(r"\b(?:minimum|legal|driving|voting|retirement) age\b", _I)
_SPEED = re.compile(r"\s*(?:mph|miles (?:per|an) hour|km/?h|kilometers (?:per|an) hour|kph)", _I)
_ORDINALS = re.compile(
    r"\b(?:first|second|third|fourth|another|the other|one of (?:them|the)|each other|former|latter|last)\b",
    _I,
)
_WEEKDAYS = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_TIME_NOUN = re.compile(
    r"\s*(?:\w+\s+)?(?:days?|weeks?|months?|years?|hours?|nights?|times|minutes?|mornings|trips?|games?|tests?|books?|boxes|bags)\b",
    _I,
)
_NOUN = re.compile(
    r"[\s-]*(?:more |fewer |less |additional |extra |other |new |of (?:the|his|her|their|its) )?([a-z]+)", _I
)
_LISTS_BY_COLON = re.compile(r"[^.?!]{0,60}:")


_AMONG = re.compile(r"\bamong (?:the |his |her |their |its |all )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What a story allows for one of its numbers."""

    free: bool
    """Whether the number may change at all."""
    cap: int | None
    """Largest sensible value, or None."""
    narrow: bool
    """An age or a speed: changes by at most a third."""
    unit: str
    """What it counts, for comparisons: ``$``, ``%``, or the singular of the word after it."""
    least: int = 1
    """Smallest sensible value: things are shared *among* three or more."""


def context(question: str, mention: Mention) -> Context:
    """What the story allows for this number."""
    before, after = question[max(0, mention.start - 60) : mention.start], question[mention.end : mention.end + 80]
    if mention.money:
        before = before.rstrip("$£€ ") + " "
    free = not (_fixed_form(mention) or _names(mention, before, after) or _listed(question, mention, before, after))
    free = free and not (_fact(question, mention, before, after) or _BODY.match(after))
    cap = next((limit for limit, pattern in _CAPS if pattern.match(after)), None)
    if cap is not None and mention.value > cap:
        cap, free = None, False
    if mention.percent:
        cap = 95
        free = free and mention.value < 96
    free = free and not _LEGAL_AGE.search(before)
    narrow = bool(_AGE.match(after) or _SPEED.match(after) or _WAS_OLD.search(before))
    return Context(free, cap, narrow, _unit(mention, after), 3 if _AMONG.search(before) else 1)


def _fixed_form(mention: Mention) -> bool:
    if mention.form not in ("digits", "word") or mention.value in (0, 1):
        return True
    return mention.form == "word" and (mention.value > 20 or mention.value.denominator != 1)


def _names(mention: Mention, before: str, after: str) -> bool:
    """Whether the number is part of a name, a clock time, a date, a range, a ratio or a compound word."""
    hyphen = _HYPHEN_AFTER.match(after)
    if hyphen is not None and hyphen.group(1).lower().rstrip("s") not in _HYPHEN_UNITS and not _AGE.match(after):
        return True
    if _is_year(mention, before, after) or _CLOCK_AFTER.match(after) or before.endswith((":", "/", "-", "#")):
        return True
    if after[:1] in (":", "/") or (after[:1].isalpha()) or _RANGE.match(after) or _RANGE_BEFORE.search(before):
        return True
    if _BETWEEN_BEFORE.search(before) or _OUT_OF.match(after) or _OUT_OF_BEFORE.search(before):
        return True
    if mention.money:
        return bool(_BILL.match(after) or _FACE.match(after))
    if _FACE.match(after):
        return True
    return bool(_NAMED_BEFORE.search(before) or _CAPITAL_BEFORE.search(before))


def _is_year(mention: Mention, before: str, after: str) -> bool:
    if mention.money or mention.form != "digits" or "," in mention.text or mention.value.denominator != 1:
        return False
    if not 1000 <= mention.value <= 2200:
        return False
    return 1900 <= mention.value <= 2100 or bool(re.search(r"\b(?:in|since|year|until|by|of)\s+$", before, _I))


def _listed(question: str, mention: Mention, before: str, after: str) -> bool:
    """Whether the number counts things that the story names or points at one by one."""
    if mention.value > 6 or mention.money or mention.percent or mention.value.denominator != 1:
        return False
    if _POINTING_BEFORE.search(before) or _LISTS_BY_COLON.match(after):
        return True
    if _PEOPLE.match(after) or _LISTED.match(after):
        return True
    if _TIME_NOUN.match(after) and (_ORDINALS.search(question) or _WEEKDAYS.search(question)):
        return True
    return mention.value <= 3 and bool(
        re.search(r"\b(?:the other|another|the first|the second|one is|one of)\b", question, _I)
    )


def _fact(question: str, mention: Mention, before: str, after: str) -> bool:
    if any(mention.value == value and pattern.match(after) for value, pattern in _FACTS):
        return True
    if mention.value == 2 and re.search(r"\b(?:both|pairs?|couples?|either|neither|twins|each other)\b", question, _I):
        return True
    return bool(_CONVERSION.match(after) or (_MEASURE_BEFORE.search(before) and _MEASURE.match(after)))


def _unit(mention: Mention, after: str) -> str:
    if mention.money:
        return "$"
    if mention.percent:
        return "%"
    noun = _NOUN.match(after)
    word = noun.group(1).lower() if noun else ""
    return {"feet": "foot", "inches": "inch"}.get(word, word[:-1] if word.endswith("s") and len(word) > 3 else word)


def proposals(mention: Mention, here: Context) -> tuple[Value, ...]:
    """The values a free number may take: the same roundness, the same places, a similar size, never its own."""
    step = _step(mention)
    count = mention.value / step
    first, last = _span(mention, here, count)
    if here.cap is not None:
        last = min(last, int(here.cap / step))
    first = max(first, math.ceil(here.least / step))
    whole = step.denominator == 1
    chosen = [
        n
        for n in range(max(first, 1), last + 1)
        if n != count
        and (not whole or n * step.numerator != 1)
        and (whole or ((n * step).denominator == 1) == (mention.value.denominator == 1))
    ]
    kept = (
        chosen if len(chosen) <= MOST_VALUES else [chosen[(n * len(chosen)) // MOST_VALUES] for n in range(MOST_VALUES)]
    )
    return tuple(plain(step * n) for n in kept) if not whole else tuple(step.numerator * n for n in kept)


def _span(mention: Mention, here: Context, count: Fraction) -> tuple[int, int]:
    """The first and the last multiple of the step that is of a similar size."""
    value = mention.value
    if here.narrow:
        return math.ceil(count * Fraction(2, 3)), int(count * Fraction(4, 3))
    if value <= 12 and value == count:
        last = int(value) + max(3, int(value) * 2 // 3)
        return max(2, int(value) // 2), min(last, 20) if mention.form == "word" else last
    last = int(count * Fraction(9, 5))
    return math.ceil(count / 2), min(last, 20) if mention.form == "word" else last


def _step(mention: Mention) -> Fraction:
    value = mention.value
    if value.denominator != 1:
        return _decimal_step(mention)
    if value < 15 or mention.form == "word":
        return Fraction(1)
    for step, least in ((1000, 8000), (500, 5000), (100, 600), (50, 300), (25, 200), (10, 40), (5, 15), (2, 30)):
        if value % step == 0 and value >= least:
            return Fraction(step)
    return Fraction(1)


def _decimal_step(mention: Mention) -> Fraction:
    unit = Fraction(1, 10**mention.decimals)
    for factor in (50, 25, 10, 5):
        if (mention.value / unit) % factor == 0 and mention.value / unit >= 3 * factor:
            return unit * factor
    return unit

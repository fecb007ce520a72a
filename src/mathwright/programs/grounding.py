"""Where each operand of a program comes from: a number of the question, an earlier result, or a constant.

A number of the question is matched by occurrence, in digits or words; ``20%`` also as 0.2, 0.8 or 80.
Constants are the few that everybody knows (days of a week, cents of a dollar), and only where the text
speaks of them; shares such as *half* and *twice* are numbers of the question that never change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from mathwright.programs.numbers import Mention
from mathwright.programs.people import known_names, names_in
from mathwright.programs.reading import Equation

RefKind = Literal["given", "result", "constant"]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A source of an operand: given ``index`` (seen through ``view``), result ``index``, or a constant."""

    kind: RefKind
    index: int
    view: str = ""
    """How a given is read: ``""`` as it stands, ``/100`` a percent as a share, ``100-`` and ``1-/100`` the
    rest of a percent, ``1+/100`` and ``100+`` a percent on top, ``1/`` a share as a divisor, ``1-`` and
    ``den``, ``num``, ``den-num`` a fraction's rest and its parts."""


CONSTANTS: tuple[tuple[int | str, str], ...] = (
    (2, r"half|twice|double|both|pair|couple|twins|either|weekend|average|mean|each way|round trip|back|halves|again"),
    ("1/2", r"half|halves|halv"),
    (3, r"third|triple|triplets|yard|feet|foot|tripl|thrice|trio|quarter|three"),
    (4, r"quarter|fourth|month|square|seasons|gallon|weeks|four|quart|sides|year"),
    (5, r"nickel|weekday|work|school|week|fifth|monday|friday"),
    (6, r"half a dozen|half-dozen|half dozen|six|months"),
    (7, r"week|daily|day|every day"),
    (8, r"gallon|octop|spider|work|eighth|pint|cups"),
    (9, r"yard|square feet"),
    (10, r"dime|decade|tenth|millimeter|centimeter"),
    (12, r"dozen|month|(?<!end-of-)year|annual|feet|foot|inch|noon|midnight|clock"),
    (14, r"two weeks|fortnight|days"),
    (15, r"quarter"),
    (16, r"ounce|pound|oz|lb|pint|gallon|cup"),
    (18, r"month"),
    (20, r"score|nickel"),
    (24, r"day|hour|dozen"),
    (25, r"quarter|cent"),
    (28, r"february|week"),
    (30, r"month|half an hour|half-hour|half hour|april|june|september|november|minute|hour"),
    (31, r"month|january|march|may|july|august|october|december"),
    (36, r"yard|inch|dozen"),
    (45, r"quarter"),
    (48, r"two days|hours"),
    (52, r"year|week|annual|cards"),
    (60, r"hour|minute|second|per hour|mph"),
    (90, r"degree|right|angle|hour|minute"),
    (180, r"triangle|angle|degree"),
    (360, r"circle|degree|angle"),
    (365, r"year|annual|day"),
    (1000, r"kilo|km|kg|meter|gram|liter|thousand|ml"),
    (1760, r"mile"),
    (2000, r"ton"),
    (3600, r"hour|second"),
    (5280, r"mile"),
)  # fmt: skip
ALWAYS = frozenset({Fraction(0), Fraction(1), Fraction(100), Fraction(1, 100)})
"""Constants that any text may use."""
_SMALL = frozenset(map(Fraction, (2, 3, 4, 6, 8)))
_TRIGGERS = {Fraction(value): re.compile(pattern, re.IGNORECASE) for value, pattern in CONSTANTS}
_ANIMALS = re.compile(
    r"\b(legs?|eyes|wheels?|tires?|wings?|feet|hands|fingers|toes|ears|sides?|tricycle|bicycle|bike|cars?|"
    r"dogs?|cats?|cows?|chickens?|birds?|octopus|spiders?|parents|children|siblings|quarters|innings|"
    r"rectang\w+|square|cube|triangle|hexagon|pentagon|parking)\b",
    re.IGNORECASE,
)


_SUM = frozenset("0123456789+.,$ ")
Key = tuple[int, int]
GivenIndex = dict[Key, tuple[Ref, ...]]
"""The readings of a question's numbers by value (numerator, denominator)."""


def index_givens(givens: Sequence[Mention]) -> GivenIndex:
    """Every value under which a number of the question may be used."""
    found: dict[Key, list[Ref]] = {}
    for place, mention in enumerate(givens):
        for view, seen in views(mention):
            found.setdefault((seen.numerator, seen.denominator), []).append(Ref("given", place, view))
    return {key: tuple(refs) for key, refs in found.items()}


def sources(value: Fraction, text: str, givens: GivenIndex, results: Sequence[Equation]) -> tuple[Ref, ...]:
    """Every place an operand of this value may come from, in order of appearance; empty where none.

    value: the operand's exact value.  text: question and worked text, for the constants' trigger words.
    results: the equations before this one.
    """
    key = (value.numerator, value.denominator)
    found = list(givens.get(key, ()))
    for place, equation in enumerate(results):
        result = equation.value
        if (result.numerator, result.denominator) == key:
            found.append(Ref("result", place))
        elif value.denominator != 1 and "%" in text and result > 1:
            share = result / 100
            if value in (share, 1 - share):
                found.append(Ref("result", place, "/100" if value == share else "1-/100"))
    if is_constant(value, text):
        found.append(Ref("constant", 0))
    return tuple(found)


def listed_counts(question: str, equations: Sequence[Equation]) -> set[Fraction]:
    """Numbers that count what a story lists: the people it names (with one more), and the terms of its sums."""
    people = len(names_in(question) & (known_names().women | known_names().men))
    counts = {Fraction(people), Fraction(people + 1)} - {Fraction(0), Fraction(1)}
    sums = [equation for equation in equations if set(equation.left) <= _SUM]
    return counts | {Fraction(len(e.leaves)) for e in sums if e.left.count("+") + 1 == len(e.leaves) > 1}


@lru_cache(maxsize=64)
def is_constant(value: Fraction, text: str) -> bool:
    """Whether the value is a common constant that this text may use without stating it."""
    if value in ALWAYS:
        return True
    trigger = _TRIGGERS.get(value)
    if trigger is not None and trigger.search(text):
        return True
    return value in _SMALL and bool(_ANIMALS.search(text))


def views(mention: Mention) -> list[tuple[str, Fraction]]:
    """The values under which a number of the question may be used, each with the name of the view."""
    value = mention.value
    seen = [("", value)]
    if mention.percent and mention.form in ("digits", "word"):
        share = value / 100
        seen += [("/100", share), ("100-", 100 - value), ("1-/100", 1 - share)]
        seen += [("100+", 100 + value), ("1+/100", 1 + share)]
    elif mention.form in ("fraction", "share") and value:
        seen += [("1/", 1 / value), ("1-", 1 - value), ("1+", 1 + value), ("100*", 100 * value)]
        seen += [("num", Fraction(value.numerator)), ("den", Fraction(value.denominator))]
        seen += [("den-num", Fraction(value.denominator - value.numerator))]
    elif mention.money:
        seen += [("100*", value * 100)]
    elif mention.form == "digits":
        seen += [("/100", value / 100)] if re.search(r"\.\d|^\d{2}$", mention.text) else []
    return seen

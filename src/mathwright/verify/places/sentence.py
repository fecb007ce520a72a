"""The value that a sentence gives: its only number or formula, else the one after "=", else the first after a verb."""

from __future__ import annotations

import re

from mathwright.verify.places.clause import value_of
from mathwright.verify.places.found import Found, Place

_ANNOTATION = re.compile(r"<<[^<>\n]*>>")
_FORMULA = re.compile(r"\$((?:[^$\n]|\\\$)+?)\$|\\\(((?:[^\\\n]|\\(?!\)))+)\\\)")
_NUMBER = (
    r"[-−]?[$€£¥]?\s?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+|(?<=[0-9]))"
    r"(?:\s?/\s?[0-9]+|\s[0-9]+/[0-9]+)?\s?(?:%|°)?"
)
_UNIT = (
    r"(?:square |cubic |sq\.? )?(?:percent|degrees?|dollars?|cents?|euros?|pounds?|lbs?|ounces?|oz|tons?|kg|mg|grams?|g"
    r"|km/h|mph|m/s|miles(?: per hour)?|kilomet(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|met(?:er|re)s?"
    r"|km|cm|mm|m|inch(?:es)?|in|feet|foot|ft|yards?|hours?|minutes?|seconds?|days?|weeks?|months?|years?"
    r"|lit(?:er|re)s?|ml|gallons?|dozens?|million|billion)(?:\^?\{?[23²³]\}?)?(?![A-Za-z])"
)
_VALUE = re.compile(
    r"(?<![\w.,/^:])(?:[0-9]+:[0-9]+(?::[0-9]+)?(?:\s?[ap]\.?m\.?|\s?[AP]M)?(?![\w:])"
    rf"|{_NUMBER}(?![\w/]|[.,:][0-9])(?:\s?{_UNIT}(?:,?\s(?:and\s)?[0-9]+\s{_UNIT})*|\s?[ap]\.m\.|\s?[AP]M\b)?)",
    re.ASCII,  # a number may stand between Chinese characters
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|equals?|be|has|have|had|gets?|makes?|made|takes?|took|costs?|needs?|earns?|earned|pays?|paid"
    r"|spends?|spent|gives?|total(?:s|ing)?|left with)\b|[是为有共]|等于"
)
_TELLS = re.compile(
    r"\b(?:is|are|was|were|equals|has|have|had|will|would|takes|costs|needs|earns|there|gets|makes|made|can|must|pays"
    r"|spends|sells|left)\s|^(?:so|therefore|thus|hence|then|in total|finally|we get)\b|^(?:因此|所以|故|答)",
    re.IGNORECASE,
)


def tells_a_value(line: str) -> bool:
    """Whether a line is a sentence about a value, and not the value itself."""
    return (line.count(" ") >= 2 or not line.isascii()) and _TELLS.search(line) is not None


def in_sentence(sentence: str, offset: int, place: Place) -> Found | None:
    """The value that a sentence gives, where it gives one; ``offset``: where it stands in the text."""
    plain = _ANNOTATION.sub("", sentence)
    values = [(m.start(), value) for m in _FORMULA.finditer(plain) if (value := value_of((m[1] or m[2]).strip()))]
    values = [(start, value) for start, value in values if len(value) > 1 or not value.isalpha()]
    if not values:
        values = [(match.start(), match[0].strip()) for match in _VALUE.finditer(plain) if match[0].strip()]
    if not values:
        return None
    start, answer = _given(plain, values)
    at = sentence.find(answer)
    return Found(answer, offset + (at if at >= 0 else min(start, len(sentence))), place)


def _given(plain: str, values: list[tuple[int, str]]) -> tuple[int, str]:
    if len(values) == 1:
        return values[0]
    equals = plain.rfind("=")
    after = [value for value in values if value[0] > equals] if equals >= 0 else []
    if after:
        return after[0]
    verbs = [match.end() for match in _VERB.finditer(plain) if match.end() <= values[-1][0]]
    return next((value for value in values if verbs and value[0] >= verbs[-1]), values[-1])

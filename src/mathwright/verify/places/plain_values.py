"""Numbers, with their unit, and formulas that a sentence gives without dollar signs."""

from __future__ import annotations

import re

from mathwright.verify.places.clause import value_of

_NUMBER = (
    r"[-−]?[$€£¥]?\s?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+|(?<=[0-9]))"
    r"(?:\s?/\s?[0-9]+|\s[0-9]+/[0-9]+|\s?[¼-¾⅐-⅞])?[₀-₉]*\s?(?:%|°)?"
)
_UNIT = (
    r"(?:square |cubic |sq\.? )?(?:percent|degrees?|dollars?|cents?|euros?|pounds?|lbs?|ounces?|oz|tons?|kg|mg|grams?|g"
    r"|km/h|mph|m/s|miles(?: per hour)?|kilomet(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|met(?:er|re)s?"
    r"|km|cm|mm|m|inch(?:es)?|in(?=[.,;]?(?:\s[^a-z]|\s?\Z))|feet|foot|ft|yards?|hours?|minutes?|seconds?|days?|weeks?|months?|years?|units?"
    r"|lit(?:er|re)s?|ml|gallons?|dozens?|million|billion)(?:\^?\{?[23²³]\}?)?(?![A-Za-z])"
)
_VALUE = re.compile(
    r"(?<![\w.,/^:])(?:[0-9]+:[0-9]+(?::[0-9]+)?(?:\s?[ap]\.?m\.?|\s?[AP]M)?(?![\w:])"
    rf"|{_NUMBER}(?![\w/]|[.,:][0-9])(?:\s?{_UNIT}(?:,?\s(?:and\s)?[0-9]+\s{_UNIT})*|\s?[ap]\.m\.|\s?[AP]M\b)?)",
    re.ASCII,  # a number may stand between Chinese characters
)
_UNIT_AFTER = re.compile(rf"\s?{_UNIT}")
# Letters that stand alone, numbers, roots, and brackets without words: what formulas are made of.
_LONE = r"(?:sqrt|sin|cos|tan|log|ln|pi)(?![A-Za-z])|(?<![A-Za-z'’])[A-Za-z](?![A-Za-z'’])"
_BRACKET = r"[(\[{](?:(?![A-Za-z]{2})[^()\[\]{}\n]|\((?:(?![A-Za-z]{2})[^()\[\]{}\n]){0,40}\)){1,80}[)\]}]"
_ITEM = rf"(?:[0-9]+(?:[.,][0-9]+)*|{_LONE}|[α-ωπ√∞ℝℤ∅²³⁴°₀-₉¼-¾⅐-⅞]|[!'](?!\s*\Z)|\^\{{?|_|{_BRACKET}|\|)"
_SIGN = r"\s?(?:[-+−–×·÷*/=<>≤≥≠≈±∈∪∩]|<=|>=)\s?"
_RUN = re.compile(rf"(?<![A-Za-z0-9.,$])(?>[-−±]\s?)?(?>{_ITEM})(?>(?>{_SIGN})*+(?>{_ITEM}))*+")
_FORMULA_LIKE = re.compile(
    r"[=<>≤≥≠≈∈√π∞^²³!±∪∅]|[0-9)][A-Za-z]|[A-Za-z]\s?[-+−*/]\s?[0-9A-Za-z]|[-+−*/]\s?[0-9]*[A-Za-z]|[(\[{][^,]*,"
)
_SUBSTANCE = re.compile(r"[0-9√π∞=<>≤≥≠∈]")


def plain_values(plain: str) -> list[tuple[int, int, str]]:
    """Where each value begins and ends, and the value: ``8`` of ``5 + 3 = 8``, ``20 miles``, ``(3, -4)``."""
    runs = []
    for match in _RUN.finditer(plain):
        written = match[0]
        if not _FORMULA_LIKE.search(written) or not _SUBSTANCE.search(written):
            continue
        value = value_of(written)
        unit = _UNIT_AFTER.match(plain, match.end())
        end = unit.end() if unit else match.end()
        if value:
            runs.append((match.start(), end, value + plain[match.end() : end]))
    numbers = [
        (match.start(), match.end(), match[0].strip())
        for match in _VALUE.finditer(plain)
        if match[0].strip() and not any(start < match.end() and match.start() < end for start, end, _ in runs)
    ]
    return sorted(runs + numbers)

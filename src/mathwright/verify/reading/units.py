"""The text of a unit read: ``cm``, ``square feet``, ``m/s^2``, ``dollars per hour``, ``立方米``."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from mathwright.verify.reading.answer import Unit
from mathwright.verify.reading.tree import Constant, Number, Product
from mathwright.verify.reading.unit_table import CHINESE_UNITS, PREFIXES, UNIT_ROWS, UnitRow

MAX_UNIT_LENGTH = 60
"""Characters of a unit's text."""
_MAX_POWER = 9
_SPELLED = (
    (re.compile(r"\^?\{?\s*(?:\\circ|\\degree|°)\s*\}?"), "°"),
    (re.compile(r"\\(?:cdot|times)(?![A-Za-z])|[×·⋅*]"), "·"),
    (re.compile(r"\\mu(?![A-Za-z])|μ"), "µ"),
    (re.compile(r"\\Omega(?![A-Za-z])|Ω"), "Ω"),
    (re.compile(r"\\(?:pounds|textsterling)(?![A-Za-z])"), "£"),
    (re.compile(r"\\euro(?![A-Za-z])"), "€"),
    (re.compile(r"\\q?quad(?![A-Za-z])|\\[,;!:]|\\(?=\s)"), " "),
    (re.compile(r"\s*\^\s*\{?\s*(-?\d)\s*\}?"), r"^\1"),
    (re.compile(r"\b([kcdm]?m|in|ft|yd|mi|s)([23])\b"), r"\1^\2"),
    (re.compile(r"\s?每\s?"), "/"),
    (re.compile(r"⁻¹"), "^-1"),
    (re.compile(r"⁻²"), "^-2"),
    (re.compile(r"²"), "^2"),
    (re.compile(r"³"), "^3"),
)
_NEEDS_SPELLING = re.compile(r"[23每\\^×·⋅*μΩ²³⁻¹°]")
_TOKEN = re.compile(r"\s*(\^-?\d|[/·()-]|[^\W\d_]+\.?\$?|[°℃℉][CF]?|[$€£¥₹₩₽¢])")
_LEADING_POWERS = {"square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3, "cu.": 3}
_TRAILING_POWERS = {"squared": 2, "square": 2, "sq": 2, "sq.": 2, "cubed": 3, "cube": 3}
_FILLERS = frozenset({"a", "an", "each", "the"})


class Measure(NamedTuple):
    """A unit while it is computed with."""

    dimension: dict[str, Fraction]
    factor: Fraction
    pi_power: int = 0
    """How often pi is a factor besides."""
    offset: Fraction = Fraction(0)


@lru_cache(maxsize=4096)
def read_unit(text: str) -> Unit | None:
    """The unit of measure or currency that the whole text names, or None; counted nouns are none."""
    if not text or len(text) > MAX_UNIT_LENGTH:
        return None
    text = spelled(text)
    measure = _by_name(text) or _compound(text)
    return _unit(measure) if measure else None


def spelled(text: str) -> str:
    r"""A unit's text in one spelling: ``cm^{2}`` and ``cm²`` as ``cm^2``, ``^{\circ}`` as ``°``."""
    if _NEEDS_SPELLING.search(text):
        for pattern, replacement in _SPELLED:
            text = pattern.sub(replacement, text)
    return " ".join(text.split())


def is_money(unit: Unit) -> bool:
    """Whether it is a plain currency, such as dollars or cents."""
    return len(unit.dimension) == 1 and unit.dimension[0][0].startswith("money:")


def _unit(measure: Measure) -> Unit:
    dimension = tuple(sorted((name, power) for name, power in measure.dimension.items() if power))
    number = Number(measure.factor)
    if measure.pi_power == 0:
        return Unit(dimension, number, measure.offset)
    # Only degrees and turns bring pi, and no table entry brings it in a denominator.
    return Unit(dimension, Product((number, *[Constant("pi")] * measure.pi_power)), measure.offset)


def _by_name(name: str) -> Measure | None:
    table = _symbols().get(name)
    if table:
        return table
    lowered = name.lower()
    words = _words()
    found = words.get(lowered) or (words.get(lowered[:-1]) if lowered.endswith("s") and len(lowered) > 3 else None)
    if found:
        return found
    if len(name) > 2 and lowered in _symbols():
        return _symbols()[lowered]
    chinese = CHINESE_UNITS.get(name)
    return _by_name(chinese) or _compound(chinese) if chinese else None


def _compound(text: str) -> Measure | None:
    """A product and quotient of units: each slash or "per" divides by all up to the next one."""
    tokens = _tokens(text)
    if not tokens or tokens[-1] in ("/", "per"):
        return None
    total = Measure({}, Fraction(1))
    sign, place = 1, 0
    while place < len(tokens):
        token = tokens[place]
        if token in ("/", "per", "每"):
            sign = -1
            place += 1
        elif token in ("·", "-", "(", ")") or (sign == -1 and token in _FILLERS):
            place += 1
        else:
            found = _factor(tokens, place)
            if found is None:
                return None
            measure, power, place = found
            total = _times(total, measure, sign * power)
    return total if any(total.dimension.values()) and abs(total.pi_power) <= 1 and total.pi_power >= 0 else None


def _tokens(text: str) -> list[str] | None:
    tokens: list[str] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match:
            return None
        tokens.append(match[1])
        place = match.end()
    return tokens


def _factor(tokens: list[str], place: int) -> tuple[Measure, int, int] | None:
    """One unit with its power, and the place after it."""
    power = _LEADING_POWERS.get(tokens[place].lower(), 1)
    place += power > 1
    for width in (3, 2, 1):
        name = " ".join(tokens[place : place + width])
        measure = _by_name(name) if place + width <= len(tokens) and name else None
        if measure:
            place += width
            break
    else:
        return None
    following = tokens[place].lower() if place < len(tokens) else ""
    if following.startswith("^"):
        return measure, power * int(following[1:]), place + 1
    if following in _TRAILING_POWERS:
        return measure, power * _TRAILING_POWERS[following], place + 1
    return measure, power, place


def _times(total: Measure, measure: Measure, power: int) -> Measure:
    dimension = dict(total.dimension)
    for name, exponent in measure.dimension.items():
        dimension[name] = dimension.get(name, Fraction(0)) + exponent * power
    bounded = max(-_MAX_POWER, min(_MAX_POWER, power))
    return Measure(dimension, total.factor * measure.factor**bounded, total.pi_power + measure.pi_power * power)


@lru_cache(maxsize=1)
def _symbols() -> dict[str, Measure]:
    table: dict[str, Measure] = {}
    for row in UNIT_ROWS:
        measure = _measure(row)
        for symbol in row.symbols.split():
            name = symbol.lstrip("+").replace("_", " ")
            if symbol.startswith("+"):
                for prefix, _, power in PREFIXES:
                    table.setdefault(prefix + name, _scaled(measure, power))
    for row in UNIT_ROWS:
        # A unit's own symbol beats a prefix before another: min is a minute, no milli-inch.
        table |= {symbol.lstrip("+").replace("_", " "): _measure(row) for symbol in row.symbols.split()}
    return table


@lru_cache(maxsize=1)
def _words() -> dict[str, Measure]:
    table: dict[str, Measure] = {}
    for row in UNIT_ROWS:
        measure = _measure(row)
        for word in row.words.split():
            name = word.lstrip("+").replace("_", " ")
            table[name] = measure
            if word.startswith("+"):
                table |= {prefix + name: _scaled(measure, power) for _, prefix, power in PREFIXES}
    return table


def _scaled(measure: Measure, power: int) -> Measure:
    return measure._replace(factor=measure.factor * Fraction(10) ** power)


def _measure(row: UnitRow) -> Measure:
    dimension: dict[str, Fraction] = {}
    for part in row.dimension.split():
        name = part.rstrip("-0123456789")
        dimension[name] = Fraction(part[len(name) :] or 1)
    with_pi = row.factor.startswith("pi")
    factor = row.factor.removeprefix("pi") if with_pi else row.factor
    return Measure(
        dimension, Fraction(f"1{factor}" if factor.startswith("/") else factor or 1), int(with_pi), Fraction(row.offset)
    )

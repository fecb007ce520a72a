"""What operations do with measures: prices times numbers, lengths times lengths, units that convert."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from mathwright.concepts.cues import unit_table
from mathwright.concepts.quantities import Quantities, is_plain, value_of
from mathwright.programs.graph import Operation

_WORD = re.compile(r"[a-z$]+")


def measures(found: Quantities, operation: Operation) -> Iterator[str]:
    """The shapes that tell what an operation does to money, times, lengths and the like."""
    if operation.op in "+-":
        yield from _measured_sum(found, operation)
    elif operation.op == "*":
        yield from _measured_product(found, operation, found.units[operation.out])
    else:
        yield from _measured_quotient(found, operation)


def _measured_sum(found: Quantities, operation: Operation) -> Iterator[str]:
    unit = found.units[operation.left]
    if unit not in ("", "count") and unit == found.units[operation.right] and is_plain(found, operation):
        yield f"{unit}_{'sum' if operation.op == '+' else 'minus'}"


def _measured_quotient(found: Quantities, operation: Operation) -> Iterator[str]:
    left, right = found.units[operation.left], found.units[operation.right]
    if (left, right) in _OF_UNITS:
        yield _OF_UNITS[left, right]
    elif left and left == right:
        yield "how_many_fit"
    elif left == "money":
        if is_plain(found, operation):
            yield "money_over_count"
    elif left in ("length", "mass", "volume", "time", "area"):
        yield f"{left}_over_count"


_OF_UNITS = {
    ("money", "money"): "money_over_money",
    ("count", "count"): "count_over_count",
    ("length", "speed"): "time_from_speed",
    ("length", "time"): "speed_found",
    ("area", "length"): "side_from_area",
    ("capacity", "length"): "side_from_area",
    ("capacity", "area"): "side_from_area",
}


def _measured_product(found: Quantities, operation: Operation, out: str) -> Iterator[str]:
    sides = (operation.left, operation.right)
    units = {found.units[side] for side in sides}
    if out in ("area", "capacity") and units <= {"length", "area"}:
        yield "area" if out == "area" else "solid"
    elif {"speed", "time"} == units:
        yield "distance_from_speed"
    elif is_plain(found, operation) and out in ("money", "time", "length", "mass", "volume"):
        yield f"{out}_product"
    for side, other in (sides, sides[::-1]):
        named = found.named.get(side)
        if named is not None and "rate" in named.cues and _is_period(found, other):
            yield "per_period"


def _is_period(found: Quantities, register: int) -> bool:
    """Whether the register is a stretch of time, or the number of days of a week and the like."""
    if found.units[register] == "time":
        return True
    return found.roles[register] == "constant" and value_of(found, register) in _PERIODS


_PERIODS = frozenset(map(Fraction, (2, 4, 5, 7, 12, 24, 30, 31, 52, 60, 365)))


# --- units that convert ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Size:
    """How many of a smaller unit a larger one holds."""

    kind: str
    large: str
    small: str
    stated: re.Pattern[str]
    """A question that states it: *a yard is 3 feet*, *12 inches in a foot*."""
    plain: bool
    """Whether so large a factor beside the larger unit converts even where the smaller unit is not named."""


@lru_cache(maxsize=1)
def _sizes() -> dict[Fraction, list[_Size]]:
    sizes: dict[Fraction, list[_Size]] = {}
    for kind, pairs in unit_table()["convert"].items():
        for large, small, size in pairs:
            one, many = (rf"(?:{'|'.join(map(re.escape, _forms(unit)))})" for unit in (large, small))
            single = rf"(?:an?|one|1|each|every|per) {one}\b"
            stated = re.compile(rf"\b{single}[^.?!]{{0,40}}\b{many}\b|\b{many}\b[^.?!]{{0,20}} {single}")
            sizes.setdefault(Fraction(size), []).append(_Size(kind, large, small, stated, size >= 12))
    return sizes


def _forms(unit: str) -> list[str]:
    return [unit, *unit_table()["spellings"].get(unit, "").split()]


@lru_cache(maxsize=1)
def _unit_names() -> dict[str, str]:
    return {form: name for name, forms in unit_table()["spellings"].items() for form in forms.split()}


def _units_said(question: str) -> frozenset[str]:
    return frozenset(_unit_names().get(word, word) for word in _WORD.findall(question))


def conversions(found: Quantities, operation: Operation, question: str) -> Iterator[str]:
    """The shapes of multiplications and divisions by the size of a unit; ``question`` is in lower case."""
    if operation.op not in "*/":
        return
    for one, other in ((operation.left, operation.right), (operation.right, operation.left)):
        if one not in found.made and (one == operation.right or operation.op == "*"):
            yield from _converted(found, one, other, question)


def _converted(found: Quantities, size: int, other: int, question: str) -> Iterator[str]:
    """The conversions that a multiplication or division of ``other`` by the register ``size`` may be."""
    for unit in _sizes().get(value_of(found, size), ()):
        said = {unit.large, unit.small} & _units_said(question)
        if size in found.named and unit.kind != "dozen":
            known = found.named[size].word == unit.small and unit.stated.search(question) is not None
        elif unit.kind in ("calendar", "dozen"):
            known = bool(said) and found.units[other] in _COUNTED
        else:
            known = len(said) == 2 or (other in found.named and found.named[other].word == unit.large and unit.plain)
        if known:
            yield "dozens" if unit.kind == "dozen" else f"convert_{unit.kind}"


_COUNTED = frozenset(["", "time", "count", "money"])
"""What weekly and monthly totals are made of."""

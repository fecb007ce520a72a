"""New values for the numbers of a template: drawn, executed, and kept only if every result still makes sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from mathwright.programs.graph import Value, plain
from mathwright.programs.template import Sense, Template

TRIES = 48
"""Draws of one call before it gives up."""


def draw(
    template: Template, rng: Random, fixed: Mapping[int, Value] | None = None, anew: bool = False, tries: int = TRIES
) -> list[Value] | None:
    """New values of all registers, or None where none was found in ``tries`` draws.

    Every free number changes, unless ``fixed`` (register to value) says what it is; with ``fixed`` the other
    numbers may keep their value, unless all are to be drawn ``anew``.
    """
    if not template.choices and fixed is None:
        return None
    for attempt in range(tries if template.choices else 1):
        values = list(template.values)
        if fixed is None or attempt or anew:
            _choose(template, values, rng)
        for register, value in (fixed or {}).items():
            values[register] = value
        if _holds(template, values) and execute(template.senses, values):
            return values
    return None


def _choose(template: Template, values: list[Value], rng: Random) -> None:
    for choice in template.choices:
        value = choice.values[int(rng.random() * len(choice.values))]
        for register in choice.registers:
            values[register] = value


def _holds(template: Template, values: Sequence[Value]) -> bool:
    for left, right, sign in template.orders:
        difference = values[left] - values[right]
        if (difference > 0) - (difference < 0) != sign:
            return False
    return all(takes_an(values[register]) == an for register, an in template.articles)


def takes_an(value: Value) -> bool:
    """Whether the article before the number is *an*: 8, 11, 18, 80 to 89, 8,000, …"""
    whole = str(int(value))
    if value in (11, 18):
        return True
    return whole.startswith("8") or (len(whole) % 3 == 2 and whole[:2] in ("11", "18"))


def execute(senses: Sequence[Sense], values: list[Value]) -> bool:
    """Run the operations in place; False as soon as a result makes no sense."""
    for sense in senses:
        operation = sense.operation
        left, right = values[operation.left], values[operation.right]
        if operation.op == "/":
            if right == 0 or (left > right) - (left < right) != sense.order:
                return False
            # Most numbers drawn fail here: no fraction is made of what must be whole.
            if sense.whole and type(left) is int and type(right) is int and left % right:
                return False
        value = result(operation.op, left, right)
        if not _sensible(value, sense):
            return False
        values[operation.out] = value
    return True


def result(op: str, left: Value, right: Value) -> Value:
    """``left op right``, whole numbers without a detour over fractions; no division by 0 is asked for."""
    if op == "*":
        value: Value = left * right
    elif op == "+":
        value = left + right
    elif op == "-":
        value = left - right
    else:
        return _divided(left, right)
    return value if type(value) is int else plain(value)


def _sensible(value: Value, sense: Sense) -> bool:
    """Whole where it was whole, with no more decimals, of the same sign and of a similar size, one only if it was."""
    if type(value) is not int and (sense.whole or (sense.unit and sense.unit % value.denominator)):
        return False
    if (value > 0) - (value < 0) != sense.sign or (value == 1) != sense.one:
        return False
    return sense.low <= value <= sense.high


def _divided(left: Value, right: Value) -> Value:
    if type(left) is int and type(right) is int:
        return left // right if left % right == 0 else Fraction(left, right)
    return plain(Fraction(left) / right)

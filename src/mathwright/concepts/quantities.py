"""What the registers of a program stand for: percents, shares, multiples and units.

A computation graph knows numbers only.  Whether a number is *20 % of*, *3 times as many as* or *5 more than* stands
in the words around it, and what the result of an operation measures follows from what its operands measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from mathwright.concepts.cues import Named, named_number
from mathwright.programs.graph import Operation, Value
from mathwright.programs.template import Template

Role = Literal["quantity", "percent", "rest_percent", "over_percent", "constant"]
"""``rest_percent`` is what a percent leaves of the whole, ``over_percent`` the whole with the percent on top."""
PERCENTS = frozenset(["percent", "rest_percent", "over_percent"])
_NEUTRAL = {"+": 0, "-": 0, "*": 1, "/": 1}
"""The right operand with which an operation changes nothing."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """The part of a program that the answer needs, with what each register stands for."""

    values: Sequence[Value]
    operations: tuple[Operation, ...]
    """Those that the answer depends on, in order."""
    made: dict[int, Operation]
    """The operation that fills a register, by register."""
    answer: int
    named: dict[int, Named]
    """The question's numbers by register, those that the operations use."""
    shares: frozenset[Fraction]
    """Fractions that the question states, percents left out."""
    scales: frozenset[Fraction]
    """Those of them that compare two things: *half as many as*, *a third of the price*."""
    multiples: frozenset[Fraction]
    """Factors that the question states: twice, three times as many."""
    doubtful: frozenset[Fraction]
    """Values that stand in the question both as a percent and as something else."""
    loose: frozenset[Fraction]
    """Values that a share or multiple stands for though the linker took another number of the question."""
    roles: dict[int, Role] = field(default_factory=dict)
    """Filled in the order of the operations, as are the two below."""
    units: dict[int, str] = field(default_factory=dict)
    """Kind of what a register measures, as in ``Named.unit``; empty where that is not known."""
    parts: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Results that are a percent or a share of something: ``percent`` or ``share``, and the register of the whole."""


def quantities(template: Template) -> Quantities:
    """What the registers of the template's program stand for, as far as its answer needs them."""
    operations, answer = _needed(template)
    named = [named_number(template.text, m, c) for m, c in zip(template.givens, template.contexts, strict=True)]
    read = {register for operation in operations for register in (operation.left, operation.right)}
    shares = frozenset(number.value for number in named if "share" in number.cues)
    found = Quantities(
        values=template.values,
        operations=operations,
        made={operation.out: operation for operation in operations},
        answer=answer,
        named=_by_register(template, named, read),
        shares=shares,
        scales=shares - {number.value for number in named if "share" in number.cues and "scale" not in number.cues},
        multiples=frozenset(number.value for number in named if "multiple" in number.cues),
        doubtful=frozenset(n.value for n in named if "percent" in n.cues)
        & frozenset(n.value for n in named if "percent" not in n.cues),
        loose=_loose(template, named, read),
    )
    for register in read | {answer}:
        found.roles[register], found.units[register] = _start(found, register)
    for operation in operations:
        found.roles[operation.out] = _role(found, operation)
        found.units[operation.out] = _unit(found, operation)
        part = _part(found, operation)
        if part is not None:
            found.parts[operation.out] = part
    return found


def _needed(template: Template) -> tuple[tuple[Operation, ...], int]:
    """The operations the answer depends on, without those that add nothing or multiply by one; and its register."""
    filled = {sense.operation.out for sense in template.senses}.union(template.given_registers)
    same: dict[int, int] = {}
    plain: list[Operation] = []
    for sense in template.senses:
        operation = sense.operation
        left, right = (same.get(r, r) for r in (operation.left, operation.right))
        if right not in filled and template.values[right] == _NEUTRAL[operation.op]:
            same[operation.out] = left
        else:
            plain.append(Operation(operation.op, left, right, operation.out))
    answer = same.get(template.answer, template.answer)
    wanted = {answer}
    kept = []
    for operation in reversed(plain):
        if operation.out in wanted:
            wanted |= {operation.left, operation.right}
            kept.append(operation)
    return tuple(reversed(kept)), answer


def _by_register(template: Template, named: Sequence[Named], read: set[int]) -> dict[int, Named]:
    """The numbers that are used; those of one value have the cues of each other.

    Where a value stands twice in a question, which of the two an operation means is the linker's guess.  A cue that
    tells what kind of quantity a number is goes only to those that measure the same.
    """
    found = {}
    for register, number in zip(template.given_registers, named, strict=True):
        if register in read:
            twins = [other for other in named if other.value == number.value]
            cues = set(number.cues)
            for twin in twins:
                cues |= twin.cues if twin.unit == number.unit else twin.cues & _RELATING
            found[register] = Named(number.value, number.unit, number.word, frozenset(cues))
    return found


_RELATING = frozenset(["multiple", "comparison"])


def _loose(template: Template, mentioned: Sequence[Named], read: set[int]) -> frozenset[Fraction]:
    """Values that shares and multiples of the question stand for where the linker took another number for them."""
    filled = {sense.operation.out for sense in template.senses}.union(template.given_registers)
    constants = {Fraction(template.values[register]) for register in read - filled}
    loose: set[Fraction] = set()
    for register, named in zip(template.given_registers, mentioned, strict=True):
        if register not in read and named.value and named.cues & {"share", "multiple"}:
            seen = {named.value, 1 / named.value, Fraction(named.value.denominator)}
            # One that a constant stands for, such as 3 for a third, is in its place.
            loose |= set() if seen & constants else {named.value, 1 / named.value}
    return frozenset(loose)


# --- registers ------------------------------------------------------------------------------------

_HUNDREDTHS = frozenset([Fraction(1, 100), Fraction(100), Fraction(1)])
_WHOLES = frozenset([Fraction(100), Fraction(1)])


def _start(found: Quantities, register: int) -> tuple[Role, str]:
    """Role and unit of a register that no operation fills."""
    named = found.named.get(register)
    if named is None:
        return ("quantity", "") if register in found.made else ("constant", "")
    if "percent" in named.cues and named.value not in found.doubtful:
        return "percent", "percent"
    return "quantity", named.unit


def _role(found: Quantities, operation: Operation) -> Role:
    left, right = found.roles[operation.left], found.roles[operation.right]
    if left == right and left in ("constant", "percent"):
        return left
    if operation.op == "/" and found.values[operation.right] == 100 and _may_be_percent(found, operation.left):
        return left if left in PERCENTS else "percent"
    if "constant" in (left, right) and {left, right} & PERCENTS:
        return _scaled_percent(found, operation)
    return "quantity"


def _may_be_percent(found: Quantities, register: int) -> bool:
    """Whether the register is a percent, or a number that also stands in the question as one."""
    doubtful = register in found.named and value_of(found, register) in found.doubtful
    return doubtful or found.roles[register] in PERCENTS


def _scaled_percent(found: Quantities, operation: Operation) -> Role:
    """What a percent and a constant make: the same percent as a share, what it leaves, or the whole with it on top."""
    constant_first = found.roles[operation.left] == "constant"
    percent = found.roles[operation.right if constant_first else operation.left]
    scale = value_of(found, operation.left if constant_first else operation.right)
    if operation.op in "*/":
        return percent if scale in _HUNDREDTHS else "quantity"
    if scale not in _WHOLES or not (operation.op == "+" or constant_first):
        return "quantity"
    return "over_percent" if operation.op == "+" else "rest_percent"


def _unit(found: Quantities, operation: Operation) -> str:
    left, right = found.units[operation.left], found.units[operation.right]
    if found.roles[operation.out] in PERCENTS:
        return "percent"
    if operation.op in "+-":
        return left if left not in ("", "count", "percent") else right or left
    return _product(found, operation, left, right) if operation.op == "*" else _quotient(left, right)


_AREAS = {frozenset(["length"]): "area", frozenset(["length", "area"]): "capacity"}


def _product(found: Quantities, operation: Operation, left: str, right: str) -> str:
    pair = frozenset([left, right]) - {"", "percent"}
    if "money" in pair:
        return "money"
    if left and right and pair in _AREAS:
        return _AREAS[pair]
    if pair == {"speed", "time"}:
        return "length"
    if "time" in pair and len(pair) == 2:
        return _timed(found, operation, left, right)
    return next(iter(sorted(pair - {"count"})), "count" if pair else "")


def _timed(found: Quantities, operation: Operation, left: str, right: str) -> str:
    """What a time multiplied by something else measures: *3 miles a day for 5 days* are miles."""
    other = operation.right if left == "time" else operation.left
    named = found.named.get(other)
    time = found.named.get(operation.left if left == "time" else operation.right)
    if time is not None and "each" in time.cues and (named is None or "rate" not in named.cues):
        return "time"
    if named is not None and "rate" in named.cues:
        return named.unit
    return next(unit for unit in (left, right) if unit != "time")


def _quotient(left: str, right: str) -> str:
    if right in ("", "percent", "count"):
        return left
    if left == right:
        return "count"
    if (left, right) == ("length", "time"):
        return "speed"
    if (left, right) == ("length", "speed"):
        return "time"
    if (left, right) in (("area", "length"), ("capacity", "area")):
        return "length"
    return left


def _part(found: Quantities, operation: Operation) -> tuple[str, int] | None:
    """Of what the operation takes a percent or a share, or None."""
    left, right = operation.left, operation.right
    if operation.op == "*" and {found.roles[left], found.roles[right]} == {"percent", "quantity"}:
        return "percent", left if found.roles[right] == "percent" else right
    whole = whole_of_share(found, operation)
    if whole is not None:
        return "share", whole
    return found.parts.get(left) if operation.op in "*/" and found.roles[right] == "constant" else None


def whole_of_share(found: Quantities, operation: Operation) -> int | None:
    """The register that a stated share is taken of, or None."""
    for share, whole in ((operation.right, operation.left), (operation.left, operation.right)):
        value = value_of(found, share)
        if found.roles[whole] != "quantity" or not is_fixed(found, share) or not value:
            continue
        if operation.op == "*" and value in found.shares:
            return whole
        if operation.op == "/" and share == operation.right and _divides(found, value):
            return whole
    return None


def _divides(found: Quantities, value: Fraction) -> bool:
    return 1 / value in found.shares or any(share.denominator == value != 2 for share in found.shares)


def value_of(found: Quantities, register: int) -> Fraction:
    """The original value of a register."""
    return Fraction(found.values[register])


def is_fixed(found: Quantities, register: int, loose: bool = True) -> bool:
    """Whether the register is a constant, or a number that states a share or a multiple.

    loose: whether a number that only has the value of a share or multiple counts as well.
    """
    operation = found.made.get(register)
    if operation is not None:
        # A worked text that writes 1/5 as a division of its own.
        fraction = operation.op == "/" and found.roles[operation.left] == "constant"
        return fraction and value_of(found, register) in found.shares
    named = found.named.get(register)
    if named is None or named.cues & {"share", "multiple"}:
        return True
    return loose and value_of(found, register) in found.loose


def part_of(found: Quantities, operation: Operation) -> str | None:
    """``percent`` or ``share`` where the operation adds a part of a thing to it, or takes it off; else None."""
    for whole, part in ((operation.left, operation.right), (operation.right, operation.left)):
        if (
            part in found.parts
            and value_of(found, found.parts[part][1]) == value_of(found, whole)
            and found.roles[whole] == "quantity"
        ):
            return found.parts[part][0]
    return None


def is_plain(found: Quantities, operation: Operation) -> bool:
    """Whether the operation joins quantities, and no percent, share or multiple is in it."""
    roles = {found.roles[operation.left], found.roles[operation.right]}
    if roles & PERCENTS or roles == {"constant"}:
        return False
    if operation.op in "+-":
        return part_of(found, operation) is None
    if is_fixed(found, operation.out):
        return False
    return not any(_scales(found, operation.op, register) for register in (operation.left, operation.right))


def _scales(found: Quantities, sign: str, register: int) -> bool:
    """Whether multiplying or dividing by the register means a stated share or multiple."""
    if not is_fixed(found, register):
        return False
    value = value_of(found, register)
    if value in found.multiples or value in found.shares:
        return True
    return value != 0 and 1 / value in found.shares and (sign == "/" or is_fixed(found, register, loose=False))

"""The shapes of a program: short names for what its operations do, such as ``percent_off`` or ``sum_then_divide``.

A shape stands for work that the answer needs: operations that the answer does not depend on are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from tomllib import loads

from mathwright.concepts.measures import conversions, measures
from mathwright.concepts.quantities import (
    PERCENTS,
    Quantities,
    is_fixed,
    is_plain,
    part_of,
    quantities,
    value_of,
    whole_of_share,
)
from mathwright.programs.graph import Operation
from mathwright.programs.template import Template


@lru_cache(maxsize=1)
def shape_phrases() -> dict[str, str]:
    """Every shape, with what it is called in a sentence that begins "The program"."""
    table = loads(files("mathwright.concepts").joinpath("words", "shapes.toml").read_text("utf-8"))
    return {name: str(phrase) for part in table.values() for name, phrase in part.items()}


def shapes_of(template: Template) -> frozenset[str]:
    """The names of all shapes that the program has; each is a key of ``shape_phrases``."""
    found = quantities(template)
    question = template.text.lower()
    names = {*_series(found), *_last(found)}
    for operation in found.operations:
        converted = set(conversions(found, operation, question))
        names |= converted
        for kind in (_percents, _shares, _relations, _ratios, measures):
            names.update(kind(found, operation))
        if converted <= _COUNTING:
            names.update(_arithmetic(found, operation))
    return frozenset(names)


_COUNTING = frozenset(["convert_calendar", "dozens"])
"""Conversions that count like any other multiplication: seven days, twelve eggs."""


# --- parts of an operation ------------------------------------------------------------------------


def _is(found: Quantities, register: int, sign: str) -> bool:
    """Whether the register is the result of this operation on quantities, no percent, share or multiple in it."""
    operation = found.made.get(register)
    return operation is not None and operation.op == sign and is_plain(found, operation)


def _compared(found: Quantities, register: int) -> bool:
    named = found.named.get(register)
    return named is not None and "comparison" in named.cues


def _relates(found: Quantities, operation: Operation) -> bool:
    """Whether an addition makes one quantity out of another: five more than it, or a tenth on top of it."""
    sides = (operation.left, operation.right)
    return any(_compared(found, side) for side in sides) or part_of(found, operation) is not None


def terms(found: Quantities, register: int) -> list[int]:
    """The registers that a sum adds up, sums of sums opened; [register] where it is no sum."""
    operation = found.made.get(register)
    if operation is None or operation.op != "+" or _relates(found, operation):
        return [register]
    return [*terms(found, operation.left), *terms(found, operation.right)]


# --- percents and shares --------------------------------------------------------------------------


def _percents(found: Quantities, operation: Operation) -> Iterator[str]:
    if operation.op in "+-":
        if part_of(found, operation) == "percent":
            yield "percent_off" if operation.op == "-" else "percent_on"
        elif found.roles[operation.out] == "rest_percent":
            yield "percent_rest"
    elif operation.op == "/" and found.roles[operation.left] == "quantity" and found.roles[operation.right] in PERCENTS:
        yield "whole_from_percent"
    elif operation.op == "*":
        yield from _percent_products(found, operation)
    if found.roles[operation.left] == found.roles[operation.right] == "percent":
        yield "percents_joined"


def _percent_products(found: Quantities, operation: Operation) -> Iterator[str]:
    sides = (operation.left, operation.right)
    percents = [found.roles[side] for side in sides if found.roles[side] in PERCENTS]
    if len(percents) == 1 and "quantity" in (found.roles[side] for side in sides):
        yield _TAKEN[percents[0]]
        if any(side in found.parts or _is_rest(found, side) for side in sides):
            yield "percent_chain"
    if any(value_of(found, side) == 100 for side in sides) and any(_is(found, side, "/") for side in sides):
        yield "percent_found"


_TAKEN = {"percent": "percent_of", "rest_percent": "percent_off", "over_percent": "percent_on"}


def _is_rest(found: Quantities, register: int) -> bool:
    operation = found.made.get(register)
    return operation is not None and operation.op in "+-" and part_of(found, operation) is not None


def _shares(found: Quantities, operation: Operation) -> Iterator[str]:
    whole = whole_of_share(found, operation)
    if whole is not None:
        yield "scaled_down" if found.shares <= found.scales else "share_of"
        if whole in found.parts:
            yield "share_chain"
        if _is_rest(found, whole) or _is(found, whole, "-"):
            yield "share_of_rest"
    elif operation.op in "*/":
        yield from _whole_found(found, operation)
    if operation.op in "+-" and part_of(found, operation) == "share":
        yield "share_left" if operation.op == "-" else "share_added"


def _whole_found(found: Quantities, operation: Operation) -> Iterator[str]:
    left, right = operation.left, operation.right
    rests = {1 - share for share in found.shares}
    if not is_fixed(found, right, loose=False) or found.roles[left] != "quantity":
        left, right = right, left
    if not is_fixed(found, right, loose=False) or found.roles[left] != "quantity":
        return
    value = value_of(found, right)
    if operation.op == "*" and value in rests:
        yield "share_left"
    elif operation.op == "/" and right == operation.right and value in found.shares | rests:
        yield "whole_from_share"
    elif operation.op == "*" and value > 1 and value not in found.multiples and _undoes(found, left, value):
        yield "times_inverse" if found.shares <= found.scales else "whole_from_share"


def _undoes(found: Quantities, register: int, value: Fraction) -> bool:
    """Whether a multiplication by this value goes back from a share to the whole: *4*, or */3* and then *4*."""
    if register in found.parts:
        return False
    if 1 / value in found.shares or 1 - 1 / value in found.shares:
        return True
    made = found.made.get(register)
    if made is None or made.op != "/":
        return False
    return value_of(found, made.right) / value in found.shares | {1 - share for share in found.shares}


def _relations(found: Quantities, operation: Operation) -> Iterator[str]:
    """*Times as many as* and *more than*."""
    sides = (operation.left, operation.right)
    if operation.op in "+-":
        if any(_compared(found, side) and found.roles[side] == "quantity" for side in sides):
            yield "more_than"
    elif any(side not in found.made and _is_multiple(found, side) for side in sides[operation.op == "/" :]):
        yield "times_as_many" if operation.op == "*" else "times_inverse"
    if _relation(found, operation.out) and any(_relation(found, side) for side in sides):
        yield "related_again"
    if operation.op == "/":
        yield from _splits(found, operation)


def _is_multiple(found: Quantities, register: int) -> bool:
    return is_fixed(found, register) and value_of(found, register) in found.multiples


def _splits(found: Quantities, operation: Operation) -> Iterator[str]:
    """Divisions of a total into parts of which a relation is stated."""
    if _one_more(found, operation.right):
        yield "split_by_multiple"
    if value_of(found, operation.right) == 2 and _differs(found, operation.left):
        yield "split_by_difference"


def _relation(found: Quantities, register: int) -> bool:
    """Whether the register is made from another quantity by a stated multiple, share or difference."""
    operation = found.made.get(register)
    if operation is None:
        return False
    sides = (operation.left, operation.right)
    if operation.op in "+-":
        return any(_compared(found, side) for side in sides)
    if operation.op == "*":
        return any(is_fixed(found, side) and value_of(found, side) in found.multiples | found.scales for side in sides)
    divisor = value_of(found, operation.right)
    return is_fixed(found, operation.right) and (divisor in found.multiples or 1 / divisor in found.scales)


def _differs(found: Quantities, register: int) -> bool:
    """Whether the register is a total with a stated difference taken off or added."""
    operation = found.made.get(register)
    return operation is not None and operation.op in "+-" and _compared(found, operation.right)


def _one_more(found: Quantities, register: int) -> bool:
    """Whether the register holds a stated multiple and one: what a total is divided by to have the smaller part."""
    made = found.made.get(register)
    if made is not None and (made.op != "+" or found.roles[made.right] != "constant"):
        return False
    return register not in found.named and value_of(found, register) - 1 in found.multiples


# --- what operations follow which -----------------------------------------------------------------


def _arithmetic(found: Quantities, operation: Operation) -> Iterator[str]:
    if not is_plain(found, operation):
        return
    yield {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}[operation.op]
    yield from {"+": _sums, "-": _differences, "*": _products, "/": _quotients}[operation.op](found, operation)


def _sums(found: Quantities, operation: Operation) -> Iterator[str]:
    parts = terms(found, operation.out)
    products = sum(_is(found, part, "*") for part in parts)
    if products:
        yield "sum_of_products" if products > 1 else "product_in_sum"
    if len(parts) > 2:
        yield "sum_of_three"
    if sum(_is(found, part, "/") for part in parts) > 1:
        yield "sum_of_quotients"
    if sum(_is(found, part, "-") for part in parts) == 1:
        yield "add_after_subtract"
    if len(set(parts)) < len(parts):
        yield "sum_of_equals"


def _differences(found: Quantities, operation: Operation) -> Iterator[str]:
    left, right = operation.left, operation.right
    for sign, both, first, second in _OF_RESULTS:
        from_first, from_second = _is(found, left, sign), _is(found, right, sign)
        yield from (name for name, has in ((first, from_first), (second, from_second)) if name and has)
        if both and from_first and from_second:
            yield both
    if len(terms(found, right)) > 1:
        yield "minus_sum"
    if len(terms(found, left)) > 1:
        yield "subtract_after_add"
    if left in found.named:
        yield "given_minus"


_OF_RESULTS = (
    ("*", "difference_of_products", "product_minus", "minus_product"),
    ("/", "difference_of_quotients", None, None),
    ("-", None, "subtract_again", None),
)
"""Of which results a difference is made: the sign of the operation; names where both sides, the left, the right are."""


def _products(found: Quantities, operation: Operation) -> Iterator[str]:
    sides = (operation.left, operation.right)
    if all(found.roles[side] == "quantity" for side in sides):
        yield "product"
    for side in sides:
        if _is(found, side, "*"):
            yield "product_chain"
        if len(terms(found, side)) > 1:
            yield "sum_times"
        if _is(found, side, "-"):
            yield "difference_times"
        if _is(found, side, "/"):
            yield "divide_then_multiply"


def _quotients(found: Quantities, operation: Operation) -> Iterator[str]:
    left, right = operation.left, operation.right
    if found.roles[right] == "quantity" and found.roles[left] == "quantity":
        yield "quotient"
    if len(terms(found, left)) > 1:
        yield "sum_then_divide"
    if len(terms(found, right)) > 1:
        yield "divide_by_sum"
    for sign, name in (("-", "difference_then_divide"), ("*", "product_then_divide"), ("/", "divide_again")):
        if _is(found, left, sign):
            yield name
    for sign, name in (("-", "divide_by_difference"), ("*", "divide_by_product"), ("/", "divide_by_quotient")):
        if _is(found, right, sign):
            yield name


def _ratios(found: Quantities, operation: Operation) -> Iterator[str]:
    cued = [r for r in (operation.left, operation.right) if r in found.named and "ratio" in found.named[r].cues]
    if operation.op in "+-" and len(cued) == 2:
        yield "ratio_parts"
    elif operation.op in "*/" and cued:
        yield "ratio_step"


# --- the program as a whole -----------------------------------------------------------------------


def _series(found: Quantities) -> Iterator[str]:
    """Steps that repeat: the same factor, or the same addend, three times on end."""
    for sign, name in (("*", "repeated_factor"), ("+", "repeated_addend"), ("/", "repeated_divisor")):
        run: dict[tuple[int, Fraction], int] = {}
        longest = 0
        for operation in found.operations:
            if operation.op == sign and operation.right not in found.made:
                length = run.get((operation.left, value_of(found, operation.right)), 0) + 1
                run[operation.out, value_of(found, operation.right)] = length
                longest = max(longest, length)
        if longest > 2:
            yield name


def _last(found: Quantities) -> Iterator[str]:
    operation = found.made.get(found.answer)
    if operation is None:
        return
    yield {"+": "ends_adding", "-": "ends_subtracting", "*": "ends_multiplying", "/": "ends_dividing"}[operation.op]
    unit = found.units[found.answer]
    if unit:
        yield f"answer_{unit}"

"""Several reasoning paths of one problem: other valid orders and groupings of the same graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.expressions import Compute, Expression, Number, Result, parse_step, value_of, write_tree
from mathwright.programs.numbers import decimal_text
from mathwright.records import Program

LONGEST = 6
"""Most operands of one written expression."""
TRIES = 8
_OPENERS = ("First, ", "To begin, ", "Start with ")
_MIDDLES = ("Next, ", "Then, ", "After that, ", "Now ")
_LAST = ("Finally, ", "So ", "Therefore, ", "In the end, ")


def paths(program: Program, rng: Random) -> Iterator[tuple[str, ...]]:
    """Worked lines of other valid orders, all different from each other and from ``program.lines``.

    Each line is one equation with its annotation.  Nothing comes where the steps cannot be read or written.
    """
    try:
        trees = [_simple(parse_step(step.expression, program)) for step in program.steps]
    except Unreadable:
        return
    values = [Fraction(step.value) for step in program.steps]
    seen = {_equations(program.lines)}
    for _ in range(TRIES):
        lines = _tell(_variant(trees, values, program.answer, rng), rng)
        if lines is not None and _equations(lines) not in seen:
            seen.add(_equations(lines))
            yield lines


def _equations(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(found for line in lines for found in re.findall(r"<<([^=>]*)=", line))


def _simple(tree: Expression) -> Expression:
    """Without additions of zero and multiplications by one."""
    if not isinstance(tree, Compute):
        return tree
    left, right = _simple(tree.left), _simple(tree.right)
    neutral = {"+": 0, "-": 0, "*": 1, "/": 1}[tree.op]
    if isinstance(right, Number) and right.value == neutral:
        return left
    if isinstance(left, Number) and left.value == neutral and tree.op in ("+", "*"):
        return right
    return Compute(tree.op, left, right)


class _Variant:
    """A working copy of the graph: named results, each a tree over numbers and other results."""

    def __init__(self, trees: Sequence[Expression], values: Sequence[Fraction]) -> None:
        self.trees, self.values = list(trees), list(values)

    def uses(self, step: int) -> list[int]:
        return [place for place, tree in enumerate(self.trees) if step in _results(tree)]


def _variant(
    trees: Sequence[Expression], values: Sequence[Fraction], answer: int, rng: Random
) -> list[tuple[Expression, _Variant, int]]:
    """The lines of one variant as (tree, variant, step), in an order that respects what needs what."""
    variant = _Variant(trees, values)
    _skip_copies(variant)
    mode = rng.random()
    if mode < 0.4:
        _split(variant)
    else:
        _merge(variant, answer, rng, 1.0 if mode > 0.8 else 0.6)
    _commute(variant, rng)
    order = _order(variant, answer, rng)
    return [(variant.trees[step], variant, step) for step in order]


def _results(tree: Expression) -> set[int]:
    if isinstance(tree, Result):
        return {tree.step}
    if isinstance(tree, Compute):
        return _results(tree.left) | _results(tree.right)
    return set()


def _size(tree: Expression) -> int:
    return _size(tree.left) + _size(tree.right) if isinstance(tree, Compute) else 1


def _substitute(tree: Expression, step: int, other: Expression) -> Expression:
    if isinstance(tree, Result) and tree.step == step:
        return other
    if isinstance(tree, Compute):
        return Compute(tree.op, _substitute(tree.left, step, other), _substitute(tree.right, step, other))
    return tree


def _skip_copies(variant: _Variant) -> None:
    """A step that only repeats a number or an earlier result is replaced by it."""
    for step, tree in enumerate(variant.trees):
        if not isinstance(tree, Compute):
            for place in variant.uses(step):
                variant.trees[place] = _substitute(variant.trees[place], step, tree)


def _split(variant: _Variant) -> None:
    """Every operation on a line of its own."""
    for step in range(len(variant.trees)):
        tree = variant.trees[step]
        if isinstance(tree, Compute):
            variant.trees[step] = Compute(tree.op, _own_line(variant, tree.left), _own_line(variant, tree.right))


def _own_line(variant: _Variant, tree: Expression) -> Expression:
    if not isinstance(tree, Compute):
        return tree
    whole = Compute(tree.op, _own_line(variant, tree.left), _own_line(variant, tree.right))
    variant.trees.append(whole)
    variant.values.append(value_of(whole, variant.values))
    return Result(len(variant.trees) - 1)


def _merge(variant: _Variant, answer: int, rng: Random, chance: float) -> None:
    """Results that are used once move into the line that uses them."""
    for step in range(len(variant.trees)):
        users = variant.uses(step)
        tree = variant.trees[step]
        if step == answer or len(users) != 1 or rng.random() > chance:
            continue
        target = users[0]
        merged = _substitute(variant.trees[target], step, tree)
        if _size(merged) <= LONGEST and _size(merged) == _size(variant.trees[target]) + _size(tree) - 1:
            variant.trees[target] = merged


def _commute(variant: _Variant, rng: Random) -> None:
    variant.trees = [_swapped(tree, rng) for tree in variant.trees]


def _swapped(tree: Expression, rng: Random) -> Expression:
    if not isinstance(tree, Compute):
        return tree
    left, right = _swapped(tree.left, rng), _swapped(tree.right, rng)
    if tree.op in ("+", "*") and rng.random() < 0.5 and not isinstance(right, Compute):
        left, right = right, left
    return Compute(tree.op, left, right)


def _order(variant: _Variant, answer: int, rng: Random) -> list[int]:
    """The steps the answer needs, each after what it needs, otherwise shuffled."""
    needed: dict[int, set[int]] = {}
    waiting = [answer]
    while waiting:
        step = waiting.pop()
        if step not in needed:
            needed[step] = _results(variant.trees[step])
            waiting += sorted(needed[step])
    order: list[int] = []
    while len(order) < len(needed):
        ready = sorted(step for step, needs in needed.items() if step not in order and needs <= set(order))
        if not ready:
            return []
        order.append(ready[int(rng.random() * len(ready))])
    return order


def _tell(steps: Sequence[tuple[Expression, _Variant, int]], rng: Random) -> tuple[str, ...] | None:
    lines: list[str] = []
    if not steps:
        return None
    framed = rng.random() < 0.6 and len(steps) > 1
    openers = [_OPENERS[int(rng.random() * 3)], _LAST[int(rng.random() * 4)]]
    for place, (tree, variant, step) in enumerate(steps):
        shown, value = write_tree(tree, variant.values), decimal_text(variant.values[step], 4)
        if shown is None or value is None or not isinstance(tree, Compute) or variant.values[step] < 0:
            return None
        equation = f"{shown} = <<{shown.replace(' ', '')}={value}>>{value}."
        if framed:
            middle = _MIDDLES[int(rng.random() * len(_MIDDLES))] if place % 2 else "Then, "
            start = openers[0] if place == 0 else openers[1] if place == len(steps) - 1 else middle
            equation = start + equation
        lines.append(equation)
    return tuple(lines)

"""Whether the answer of a combined problem needs every seed problem that went into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mathwright.programs.kept import Latest
from mathwright.records import Part, Program

_OPERAND = re.compile(r"\b([gs])(\d+)\b")


def unneeded(program: Program, parts: Sequence[Part]) -> tuple[str, ...]:
    """The parents of the parts without whose numbers the answer can still be computed, in the order of the parts.

    A step can be computed where all its operands are known; literals always are.
    """
    return _unneeded(program, tuple(parts))


def _without_whose(program: Program, parts: tuple[Part, ...]) -> tuple[str, ...]:
    expressions = tuple(step.expression for step in program.steps)
    return tuple(part.parent for part in parts if _is_reached(expressions, program.answer, part.givens))


_unneeded: Latest[Program, tuple[Part, ...], tuple[str, ...]] = Latest(_without_whose)
"""Kept, since maker, judge and solver ask it of one problem in a row."""


@lru_cache(maxsize=4096)
def _is_reached(expressions: tuple[str, ...], answer: int, hidden: tuple[int, ...]) -> bool:
    """Kept, since the problems drawn of one composition have the same steps and other numbers."""
    known: list[bool] = []
    for expression in expressions:
        operands = _OPERAND.findall(expression)
        known.append(
            all(int(index) not in hidden if kind == "g" else known[int(index)] for kind, index in operands),
        )
    return known[answer]


def unused_givens(program: Program, parts: Sequence[Part]) -> tuple[int, ...]:
    """The indices of the parts' givens that the answer does not depend on, in ascending order."""
    used = givens_behind([step.expression for step in program.steps], program.answer)
    return tuple(sorted({given for part in parts for given in part.givens} - used))


def givens_behind(expressions: Sequence[str], answer: int) -> frozenset[int]:
    """The indices of the numbers of the question that a step depends on.

    expressions: of all steps, as ``Step`` has them.  answer: index of the step.
    """
    return _behind(tuple(expressions), answer)


@lru_cache(maxsize=4096)
def _behind(expressions: tuple[str, ...], answer: int) -> frozenset[int]:
    used: set[int] = set()
    waiting, seen = [answer], {answer}
    while waiting:
        for kind, text in _OPERAND.findall(expressions[waiting.pop()]):
            index = int(text)
            if kind == "g":
                used.add(index)
            elif index not in seen:
                seen.add(index)
                waiting.append(index)
    return frozenset(used)

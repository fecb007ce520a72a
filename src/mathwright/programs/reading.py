"""From a worked text with calculator annotations to the steps of its program.

``48/2 = <<48/2=24>>24`` is one equation: an expression over operands and the value it prints.  Reading
checks every equation exactly and says, in one countable reason, why a text has no program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from mathwright.programs.arithmetic import Leaf, Tree, Unreadable, evaluate, number, parse_expression

MAX_EQUATIONS = 40
"""Longest worked text that is read, in equations."""
ROUNDING = Fraction(1, 200)
"""Largest difference, in units of the printed last place or relative, by which an original may round."""

ANNOTATION = re.compile(r"<<([^<>]*)>>")
_OPERAND = r"\$?(?:\d[\d,]*\.?\d*|\.\d+)%?"
_PROSE = re.compile(
    rf"(?<![\w.,/*+=<-])((?:\(\s*)*{_OPERAND}(?:\s*[-+*/x×÷−–]\s*(?:\(\s*)*{_OPERAND}(?:\s*\))*)+)"
    r"\s*=\s*\$?(\d[\d,]*(?:\.\d+)?)(?!\d|\.\d|[%/*+]|\s*[-+*/x×÷=<(])"
)
_FINAL = re.compile(r"####[ \t]*(.+?)\s*$", re.MULTILINE)
_ANSWER = re.compile(r"[$£€]?\s*(-?(?:\d[\d,]*\.?\d*|\.\d+))\s*(?:%|[a-zA-Z .]*)?")


@dataclass(frozen=True, slots=True)
class Equation:
    """One annotation of a worked text."""

    line: int
    start: int
    """Offset of ``<<`` in its line."""
    end: int
    """Offset after ``>>``."""
    left: str
    tree: Tree
    leaves: tuple[Leaf, ...]
    value: Fraction
    """What the right-hand side prints."""
    annotated: bool
    """False for an equation that the prose prints without an annotation (``4+6 = 10``)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A worked text as equations; ``refused`` names the reason why it is no program, or is None."""

    lines: tuple[str, ...]
    equations: tuple[Equation, ...]
    answer: Fraction | None
    answer_equation: int
    """Index of the equation that gives the answer; -1 where none does."""
    refused: str | None


def read(solution: str) -> Reading:
    """The equations of an annotated worked text, checked; never raises."""
    lines = tuple(line for line in solution.splitlines() if line.strip() and not line.startswith("####"))
    answer = _final_answer(solution)
    equations: list[Equation] = []
    refused = None if answer is not None else "no final answer"
    try:
        for place, line in enumerate(lines):
            found = _equations(place, line) + _prose_equations(place, line)
            equations.extend(sorted(found, key=lambda equation: equation.start))
        if len(equations) > MAX_EQUATIONS:
            raise Unreadable("too many equations")
        if not any(equation.annotated for equation in equations):
            raise Unreadable("no annotations")
        for equation in equations:
            _check(equation)
    except Unreadable as error:
        return Reading(lines, tuple(equations), answer, -1, str(error))
    where = _answer_place(equations, answer)
    if refused is None and where < 0:
        refused = "answer is no annotated result"
    return Reading(lines, tuple(equations), answer, where, refused)


def _final_answer(solution: str) -> Fraction | None:
    match = _FINAL.search(solution)
    if match is None:
        return None
    shown = _ANSWER.fullmatch(match.group(1).strip())
    try:
        return number(shown.group(1)) if shown else None
    except Unreadable:
        return None


def _equations(place: int, line: str) -> list[Equation]:
    if line.count("<<") != len(ANNOTATION.findall(line)):
        raise Unreadable("annotation not closed")
    found = []
    for match in ANNOTATION.finditer(line):
        left, sign, right = match.group(1).rpartition("=")
        if not sign or "=" in left:
            raise Unreadable("annotation is no equation")
        tree, leaves = parse_expression(left)
        evaluate(tree)
        value = evaluate(parse_expression(right)[0])
        found.append(Equation(place, match.start(), match.end(), left, tree, leaves, value, True))
    return found


def _prose_equations(place: int, line: str) -> list[Equation]:
    """Equations printed without annotations; one that is false or unreadable is prose like any other."""
    found = []
    for match in _PROSE.finditer(line):
        try:
            tree, leaves = parse_expression(match.group(1))
            value = number(match.group(2))
            if evaluate(tree) == value:
                found.append(Equation(place, match.start(), match.end(), match.group(1), tree, leaves, value, False))
        except Unreadable:
            continue
    return found


def _check(equation: Equation) -> None:
    exact = evaluate(equation.tree)
    if exact == equation.value:
        return
    slack = max(ROUNDING, abs(exact) * ROUNDING)
    raise Unreadable("annotation rounds" if abs(exact - equation.value) <= slack else "annotation false")


def _answer_place(equations: list[Equation], answer: Fraction | None) -> int:
    for place in range(len(equations) - 1, -1, -1):
        if equations[place].value == answer:
            return place
    return -1

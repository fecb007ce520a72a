"""How hard a problem is: how often solvers reach its answer, how many steps it takes, how deep its computation is.

What is known best decides the level: draws of solvers, then the source's own label, then the shape of the solution.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from mathwright.curate.difficulty_rates import LEAST_DRAWS, SolveRate, solve_rate_of
from mathwright.records import Problem, Program

LEVELS = ("1", "2", "3", "4", "5")
"""Levels of difficulty, easiest first."""
NOT_KNOWN = "not known"
"""The level of a problem that shows nothing to go by."""
SHAPES = (4, 6, 8, 10)
"""Greatest sum of steps and depth of the levels 1 to 4.

On GSM8K test the levels hold 33, 30, 23, 9 and 4 % of the problems; four models solved .53, .42, .26, .16, .11.
"""

_RESULT = re.compile(r"\bs(\d+)")
_ANNOTATION = re.compile(r"<<([^<>=]*)=([^<>]*)>>")
_OPERAND = re.compile(r"\d[\d,]*\.?\d*|\.\d+")
# A bare digit is of a scale that nobody names: from 0 to 4 in TAL-SCQ5K, from 1 to 10 elsewhere.
_OWN_LABEL = re.compile(r"Level ([1-5])")


class ShapedProblem(Problem):
    """A problem whose program was read for its shape alone; ``program`` is None."""

    shape: tuple[int | None, int | None]
    """Steps and depth as ``shape_of`` tells them of the whole problem."""


class Difficulty(NamedTuple):
    """What is known of the difficulty of one problem."""

    level: str
    """One of LEVELS, or NOT_KNOWN."""
    steps: int | None
    """Operations of the program, else annotations of the first worked text; None where neither is known."""
    depth: int | None
    """Steps on the longest way from a number of the question to the answer; None as for ``steps``."""
    solved: SolveRate | None
    """How the draws of its solvers ended; None where nobody drew any."""


def difficulty(problem: Problem, solved: SolveRate | None = None) -> Difficulty:
    """What is known of the difficulty of a problem.

    solved: draws that were measured; None: those of its own evidence, if it was voted on.
    """
    solved = solve_rate_of(problem.evidence) if solved is None else solved
    steps, depth = shape_of(problem)
    return Difficulty(level_of(problem.difficulty, steps, depth, solved), steps, depth, solved)


def difficulty_of(problem: Problem) -> str:
    """The level of a problem: one of LEVELS, or NOT_KNOWN."""
    return difficulty(problem).level


def level_of(label: str | None, steps: int | None, depth: int | None, solved: SolveRate | None) -> str:
    """The level by what is known best; a solve rate counts from LEAST_DRAWS draws on.

    label: the source's own, ``Level 1`` to ``Level 5``; another, such as a bare ``4``, says nothing.
    """
    rate = None if solved is None or solved.complete < LEAST_DRAWS else solved.rate
    if rate is not None:
        # to the nearest quarter of draws that fail; halves count as harder
        return LEVELS[int(4 * (1 - rate) + 0.5)]
    own = _OWN_LABEL.fullmatch(label) if label else None
    if own is not None:
        return own[1]
    if steps is None or depth is None:
        return NOT_KNOWN
    return LEVELS[bisect_left(SHAPES, steps + depth)]


def shape_of(problem: Problem) -> tuple[int | None, int | None]:
    """Steps and depth of the program, else of the first worked text's annotations; None twice without either."""
    if isinstance(problem, ShapedProblem):
        return problem.shape
    if problem.program is not None:
        return len(problem.program.steps), program_depth(problem.program)
    if not problem.solutions:
        return None, None
    return solution_shape(problem.solutions[0])


def solution_shape(solution: str) -> tuple[int | None, int | None]:
    """Steps and depth of a worked text by its calculator annotations; None twice where it has none.

    An operand is taken for the latest earlier result of the same value, which a number of the question may equal by
    chance: of 842 problems made of GSM8K's the depth is that of the program in 93 %.
    """
    found = _ANNOTATION.findall(solution)
    if not found:
        return None, None
    depths: dict[str, int] = {}
    depth = 0
    for left, right in found:
        depth = 1 + max((depths.get(_plain(one), 0) for one in _OPERAND.findall(left)), default=0)
        value = _OPERAND.search(right)
        if value is not None:
            depths[_plain(value[0])] = depth
    return len(found), depth


def _plain(number: str) -> str:
    """A printed number without separators and zeros that say nothing."""
    number = number.replace(",", "")
    return (number.rstrip("0").rstrip(".") if "." in number else number).lstrip("0")


def program_depth(program: Program) -> int:
    """Steps on the longest way from a number of the question to the answer, the answer's own step included."""
    return depth_of([step.expression for step in program.steps], program.answer)


def depth_of(expressions: Iterable[str], answer: int) -> int:
    """As ``program_depth``, of the expressions of a program's steps, and the place of the one that is the answer."""
    depths: list[int] = []
    for expression in expressions:
        deepest = 0
        for place in _needed(expression):
            if depths[place] > deepest:
                deepest = depths[place]
        depths.append(deepest + 1)
    return depths[answer]


@lru_cache(maxsize=1 << 14)
def _needed(expression: str) -> tuple[int, ...]:
    """The results that an expression needs; kept, since few expressions are told apart by their numbers."""
    return tuple(int(place) for place in _RESULT.findall(expression))

"""What the stored solution of a seed problem comes to when it is computed again: the solver that needs no model.

It is one solver, and by the hand that stored the answer: where it agrees, that is no news.  Where it does not, the
stored answer contradicts its own working.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, NamedTuple

from mathwright.programs.evaluating import NUMBER, Number, evaluate, read_number
from mathwright.programs.replay import Replay, replay
from mathwright.records import Problem
from mathwright.verify.equality import same
from mathwright.verify.extract import extract
from mathwright.verify.policy import check
from mathwright.verify.solution import check_solution

RecomputedState = Literal["agrees", "steps missing", "wrong steps", "differs", "cannot tell"]
MAX_DECIMALS = 9
"""Decimals of a stated result that may be rounded."""


class Recomputed(NamedTuple):
    """One stored solution, computed again."""

    state: RecomputedState
    """``agrees``: every step holds; ``steps missing``: what is printed holds, but does not show the whole way;
    ``wrong steps``: something printed is false, and the answer does not follow from it; ``differs``: it comes to
    another answer; ``cannot tell``: there is nothing to compute."""
    answer: str | None
    """What it comes to where it differs, else None."""
    text: str
    """The solution."""
    why: str = ""
    """Of ``differs``: in what way; of ``wrong steps`` and ``cannot tell``: the first fault."""


def recomputed(problem: Problem) -> Recomputed:
    """The first solution of the problem, computed again and compared with the stored answer."""
    if not problem.solutions:
        return Recomputed("cannot tell", None, "", "no solution")
    text = problem.solutions[0]
    replayed = replay(text)
    if not replayed.equations:
        return _as_printed(problem, text)
    value = _value(replayed)
    if value is not None and same(str(value), problem.answer).state == "different":
        how = "its steps, computed again" if value != replayed.answer else "its last line"
        return Recomputed("differs", str(value), text, how)
    verdict = check_solution(text, problem.answer, problem.question)
    first = verdict.faults[0] if verdict.faults else ""
    match verdict.state:
        case "right":
            return Recomputed("agrees", None, text)
        case "right answer, steps missing":
            return Recomputed("steps missing", None, text, first)
        case "right answer, wrong steps":
            return Recomputed("wrong steps", None, text, first)
    return Recomputed("cannot tell", None, text, first or verdict.state)


def _as_printed(problem: Problem, text: str) -> Recomputed:
    """A solution without annotations cannot be computed: only its final answer is compared."""
    taken = extract(text)
    if taken.answer is None or taken.confidence != "sure":
        return Recomputed("cannot tell", None, text, "no annotation, no final answer")
    if check(problem.answer, text, problem.question).state == "different":
        return Recomputed("differs", taken.answer, text, "its last line")
    return Recomputed("cannot tell", None, text, "no annotation")


def _value(replayed: Replay) -> Number | None:
    """The final answer with every false step put right, as far as later steps rest on it; None where it rests on none.

    A result that is only rounded stays as stated, and so does one that cannot be read.
    """
    mended: dict[Number, Number] = {}
    final: Number | None = None
    for lhs, stated in replayed.equations:
        found = _evaluated(_with_mended(lhs, mended))
        if found is None or found == stated or _is_rounded(found, stated):
            mended.pop(stated, None)
        else:
            mended[stated] = found
        if stated == replayed.answer:
            final = mended.get(stated, stated)
    return final


def _evaluated(expression: str) -> Number | None:
    try:
        return evaluate(expression)
    except ZeroDivisionError:
        return None


def _with_mended(lhs: str, mended: dict[Number, Number]) -> str:
    """The expression with the numbers that were false results replaced by the true ones."""
    if not mended:
        return lhs

    def put(match: re.Match[str]) -> str:
        value = mended.get(read_number(match[0]))
        return match[0] if value is None else f"({value})"

    return NUMBER.sub(put, lhs)


def _is_rounded(found: Number, stated: Number) -> bool:
    """Whether the stated result is the found one, rounded or cut to as many decimals as it has."""
    decimals = next((places for places in range(MAX_DECIMALS) if (stated * 10**places).denominator == 1), None)
    return decimals is not None and abs(Fraction(found) - stated) < Fraction(1, 10**decimals)

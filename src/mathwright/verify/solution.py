"""A worked solution of GSM8K's form, checked line by line and against the stored answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mathwright.programs.replay import NO_ANNOTATION, NO_FINAL_ANSWER, Number, replay
from mathwright.programs.stray import stray_numbers
from mathwright.verify.equality import same

NUMBER_FROM_NOWHERE = "number from nowhere"
"""A number in the prose that neither the question nor an annotation knows."""

SolutionState = Literal["right", "right answer, wrong steps", "wrong answer", "unreadable"]


@dataclass(frozen=True, slots=True)
class SolutionVerdict:
    """What re-execution of a printed solution says."""

    state: SolutionState
    """``unreadable``: no final answer, no annotation to compute, or a final answer that could not be compared."""
    faults: tuple[str, ...]
    """Members of ``programs.replay.FAULTS`` and NUMBER_FROM_NOWHERE, one per finding; empty if and only if right,
    or if the only fault is the answer itself."""


def check_solution(solution: str, answer: str, question: str | None = None, tolerance: Number = 0) -> SolutionVerdict:
    """Whether the solution reaches the answer, and by true steps.

    question: where given, every number of the prose must come from it or from an annotation.
    tolerance: as in ``replay``; the final answer is compared without any.
    """
    replayed = replay(solution, tolerance)
    faults = replayed.faults
    if question is not None:
        faults += (NUMBER_FROM_NOWHERE,) * len(stray_numbers(solution, question))
    if replayed.answer is None or NO_FINAL_ANSWER in faults:
        return SolutionVerdict("unreadable", faults)
    final = same(str(replayed.answer), answer)
    if final.state == "different":
        return SolutionVerdict("wrong answer", faults)
    if final.state == "undecided" or NO_ANNOTATION in faults:
        return SolutionVerdict("unreadable", faults)
    return SolutionVerdict("right answer, wrong steps" if faults else "right", faults)

"""A worked solution of GSM8K's form, checked line by line and against the stored answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mathwright.programs.evaluating import Number
from mathwright.programs.prose_equations import false_equations, states_results
from mathwright.programs.replay import (
    ANNOTATION_FALSE,
    DIVISION_BY_ZERO,
    EXPRESSION_DIFFERS,
    FINAL_NOT_ANNOTATED,
    FINAL_NOT_LAST,
    NO_ANNOTATION,
    NO_FINAL_ANSWER,
    NUMBER_DIFFERS,
    replay,
)
from mathwright.programs.stray import stray_numbers
from mathwright.verify.equality import same

NUMBER_FROM_NOWHERE = "number from nowhere"
"""A number in the prose that neither the question nor an annotation knows."""
_ANNOTATION = re.compile(r"<<[^<>]*>>")
_OF_THE_WHOLE = frozenset((NO_ANNOTATION, NO_FINAL_ANSWER, FINAL_NOT_ANNOTATED, FINAL_NOT_LAST))

PRINTED_FALSE = "printed equation false"
"""An equation without an annotation that does not hold."""
FALSE_STEPS = frozenset((PRINTED_FALSE, ANNOTATION_FALSE, DIVISION_BY_ZERO, NUMBER_DIFFERS, EXPRESSION_DIFFERS))
"""Faults that say something false; the others leave something out that would have to be shown."""

SolutionState = Literal[
    "right", "right answer, steps missing", "right answer, wrong steps", "wrong answer", "unreadable"
]


@dataclass(frozen=True, slots=True)
class SolutionFault:
    """One thing that does not hold, and where."""

    name: str
    """Member of ``programs.replay.FAULTS``, PRINTED_FALSE or NUMBER_FROM_NOWHERE."""
    line: int | None = None
    """Of the solution, from 1; None for a fault of no one line."""
    text: str = ""
    """The line, the equation that is false, or the number from nowhere; empty for a fault of no one line."""


@dataclass(frozen=True, slots=True)
class SolutionVerdict:
    """What re-execution of a printed solution says."""

    state: SolutionState
    """``wrong steps``: something printed is false; ``steps missing``: what is printed holds, but a number comes from
    nowhere, an annotation cannot be read, or no annotation gives the answer.  ``unreadable``: no final answer, no
    annotation to compute, or a final answer that could not be compared."""
    found: tuple[SolutionFault, ...]
    """One per finding, in order of appearance, those of no one line after the others; empty if and only if right, or
    if the only fault is the answer itself."""

    @property
    def faults(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(fault.name for fault in self.found)


def check_solution(solution: str, answer: str, question: str | None = None, tolerance: Number = 0) -> SolutionVerdict:
    """Whether the solution reaches the answer, and by true steps.

    question: where given, every number of the prose must come from it or from an annotation.
    tolerance: as in ``replay``; the final answer is compared without any.
    """
    replayed = replay(solution, tolerance)
    found = tuple(_placed(solution, replayed.faults, tolerance)) if replayed.faults else ()
    found += tuple(_printed_false(solution))
    if question is not None:
        found += tuple(_strays(solution, question))
    if replayed.answer is None or NO_FINAL_ANSWER in replayed.faults:
        return SolutionVerdict("unreadable", found)
    final = same(str(replayed.answer), answer)
    if final.state == "different":
        return SolutionVerdict("wrong answer", found)
    if final.state == "undecided" or NO_ANNOTATION in replayed.faults:
        return SolutionVerdict("unreadable", found)
    if any(fault.name in FALSE_STEPS for fault in found):
        return SolutionVerdict("right answer, wrong steps", found)
    return SolutionVerdict("right answer, steps missing" if found else "right", found)


def _placed(solution: str, faults: tuple[str, ...], tolerance: Number) -> Iterator[SolutionFault]:
    """The faults with their lines: each line replayed by itself names its own."""
    body, mark, _ = solution.rpartition("####")
    lines = solution.splitlines()
    missing = Counter(faults)
    for number, line in enumerate((body or solution).splitlines(), start=1):
        for name in replay(line, tolerance).faults if "<<" in line else ():
            if name not in _OF_THE_WHOLE and missing[name]:
                missing[name] -= 1
                yield SolutionFault(name, number, line.strip())
    last = len((body + mark).splitlines())
    for name in missing.elements():
        at_end = mark and name in (FINAL_NOT_ANNOTATED, FINAL_NOT_LAST)
        yield SolutionFault(name, last, lines[last - 1].strip()) if at_end else SolutionFault(name)


def _printed_false(solution: str) -> Iterator[SolutionFault]:
    if not states_results(solution):
        return
    for number, line in enumerate(solution.splitlines(), start=1):
        for text in false_equations(line):
            yield SolutionFault(PRINTED_FALSE, number, text)


def _strays(solution: str, question: str) -> Iterator[SolutionFault]:
    numbers = stray_numbers(solution, question)
    if not numbers:
        return
    lines = [_ANNOTATION.sub("", line).lower() for line in solution.splitlines()]
    for text in numbers:
        alone = re.compile(rf"(?<![\w.]){re.escape(text)}(?!\w)")
        line = next((place for place, prose in enumerate(lines, start=1) if alone.search(prose)), None)
        yield SolutionFault(NUMBER_FROM_NOWHERE, line, text)

"""Does a program that solves the question reach the same answer?"""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.records import Verdict
from mathwright.verify.equality import CHECKER
from mathwright.verify.policy import check
from mathwright.verify.sandbox.outcome import Limits, ProgramRun, Sandbox
from mathwright.verify.sandbox.run import run_program

_DECIMAL = re.compile(r"[-+]?\d{0,400}\.(\d{1,400})(?:e([-+]?\d{1,3}))?")
_FLOAT_ERROR = Fraction(1, 10**12)
"""How far, as a share of the value, a chain of floating point operations may be off."""


def check_program(
    source: str,
    answer: str,
    question: str | None = None,
    *,
    sandbox: Sandbox = "monty",
    limits: Limits | None = None,
) -> Verdict:
    """Whether the program reaches the answer; undecided, with the reason, where it reaches none.

    Raises UsageError where this machine has no such sandbox.
    """
    return compare_run(run_program(source, sandbox=sandbox, limits=limits), answer, question)


def compare_run(run: ProgramRun, answer: str, question: str | None = None) -> Verdict:
    """As ``check_program``, of a program that was run.

    A decimal that may be the answer's, rounded by the program, proves nothing: it leaves the verdict undecided.
    """
    if run.answer is None:
        return Verdict(state="undecided", rule=f"program {run.state}", checker=CHECKER)
    verdict = check(answer, run.answer, question)
    if verdict.state == "different" and _may_be_rounded(answer, run.answer, question):
        return Verdict(state="undecided", rule="rounded by the program", checker=CHECKER)
    return verdict


def _may_be_rounded(answer: str, printed: str, question: str | None) -> bool:
    """Whether the answer rounds to the decimal that was printed, or is as near to it as floats can tell."""
    found = _DECIMAL.fullmatch(printed)
    if found is None:
        return False
    half_a_place = Fraction(10) ** (int(found[2] or 0) - len(found[1])) / 2
    margin = max(half_a_place, abs(Fraction(printed)) * _FLOAT_ERROR)
    return check(answer, printed, question, margin).state == "equal"

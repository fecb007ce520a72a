"""How often solvers reach the answer of a problem, and how surely that is known."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from mathwright.records import Evidence
from mathwright.verify.policy import check
from mathwright.verify.vote import tally

LEAST_DRAWS = 3
"""Complete draws from which on a solve rate says how hard a problem is."""
Z95 = 1.959964
"""Standard deviations of an interval that holds the truth in 95 of 100 cases."""


class SolveRate(NamedTuple):
    """How the draws of solvers ended."""

    right: int
    """Draws that end in the answer."""
    wrong: int
    """Draws that end in another, or in none."""
    incomplete: int = 0
    """Draws that were cut off or could not be used; it is not known how they would have ended."""
    undecided: int = 0
    """Draws whose answer could not be compared."""

    @property
    def complete(self) -> int:
        """Draws that are known to be right or wrong."""
        return self.right + self.wrong

    @property
    def rate(self) -> float | None:
        """Share of the complete draws that are right; None where there is none."""
        return self.right / self.complete if self.complete else None

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Bounds of the rate; (0, 1) where no draw is complete."""
        return wilson(self.right, self.complete, z)


def wilson(right: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The interval for a share of which ``right`` of ``of`` draws were seen; (0, 1) without draws.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    if not of:
        return 0.0, 1.0
    share, spread = right / of, z * z / of
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    # at the ends the bound is exact, which rounding would miss by a hair
    return 0.0 if right == 0 else low, 1.0 if right == of else high


def solve_rate_of(evidence: Evidence | None) -> SolveRate | None:
    """How the draws behind an answer ended; None where it was not voted on.

    The answer is the majority's, so the rate of a problem that was let in is above its threshold.
    """
    if evidence is None or evidence.kind != "vote" or evidence.agreeing is None or evidence.of is None:
        return None
    return voted(evidence.agreeing, evidence.of, evidence.wrong_steps, evidence.incomplete)


def voted(agreeing: int, of: int, wrong_steps: int = 0, incomplete: int = 0) -> SolveRate:
    """The draws of a vote: those that agree are right, and those that reach the answer by steps that do not hold."""
    right = agreeing + wrong_steps
    return SolveRate(right, max(of - right - incomplete, 0), incomplete)


def solve_rate(stored: str, question: str, answers: Sequence[str | None]) -> SolveRate:
    """How many draws reach the stored answer, compared a class of equal answers at a time.

    answers: one a draw; None for one that was cut off, a blank one where a whole reply states none.
    """
    given = [answer for answer in answers if answer is not None]
    votes = tally(given)
    counts = {"equal": 0, "different": sum(not answer.strip() for answer in given), "undecided": 0}
    for one in votes.classes:
        counts[check(stored, one.answer, question).state] += len(one.members)
    # what is in no class is not even known to equal itself
    counts["undecided"] += len(given) - sum(counts.values())
    return SolveRate(counts["equal"], counts["different"], len(answers) - len(given), counts["undecided"])

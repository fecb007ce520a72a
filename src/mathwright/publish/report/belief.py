"""How far the answers of problems are believed, counted for the report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from mathwright.publish.report.labels import agreement_words, needs_words
from mathwright.records import Evidence


@dataclass
class Belief:
    """What the evidence of problems says, counted."""

    agreement: Counter[str] = field(default_factory=Counter)
    skills_needed: Counter[str] = field(default_factory=Counter)
    checkers: Counter[str] = field(default_factory=Counter)
    wrong_steps: int = 0

    def add(self, evidence: Evidence) -> None:
        """Count the evidence of one problem."""
        self.wrong_steps += evidence.wrong_steps
        told = (
            (self.agreement, agreement_words(evidence)),
            (self.skills_needed, needs_words(evidence)),
            (self.checkers, evidence.checker),
        )
        for counts, words in told:
            if words is not None:
                counts[words] += 1

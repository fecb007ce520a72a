"""Which earlier problem a problem repeats, exactly or with other numbers, and where that one stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mathwright.curate.against import questions_of
from mathwright.curate.exact import exact_key
from mathwright.curate.template import template_key
from mathwright.records import Problem


class Twin(NamedTuple):
    """The earlier problem that a dropped one repeats."""

    rule: str
    """``exact`` or ``other numbers``, and where the twin is."""
    origin: str
    """``file:line`` of the twin, or its problem_id."""
    question: str


class Sieve:
    """Says of each problem in turn which earlier one it repeats."""

    def __init__(self, against: Sequence[Path], cap_per_template: int) -> None:
        """Remember the problems to keep apart from, under the places they stand at."""
        self._cap = cap_per_template
        self._against = _Known()
        self._own = _Known()
        self._members: Counter[int] = Counter()
        for path in against:
            for line, question in questions_of(path):
                self._against.add(f"{path.name}:{line}", question)

    def twin(self, problem: Problem) -> Twin | None:
        """The problem that this one repeats, or None; only one without a twin is remembered."""
        exact, template = exact_key(problem.question), template_key(problem.question)
        looks = (
            ("exact, in a file to keep apart from", self._against.exact.get(exact)),
            ("other numbers, in a file to keep apart from", self._against.template.get(template)),
            ("exact, in this file", self._own.exact.get(exact)),
            ("other numbers, in this file", self._one_too_many(template)),
        )
        for rule, known in looks:
            if known is not None:
                return Twin(rule, *known)
        self._own.add(problem.origin or problem.problem_id, problem.question)
        self._members[template] += 1
        return None

    def _one_too_many(self, template: int) -> tuple[str, str] | None:
        return self._own.template.get(template) if self._members[template] >= self._cap else None


class _Known:
    """The first place and question under each key."""

    def __init__(self) -> None:
        self.exact: dict[int, tuple[str, str]] = {}
        self.template: dict[int, tuple[str, str]] = {}

    def add(self, place: str, question: str) -> None:
        self.exact.setdefault(exact_key(question), (place, question))
        self.template.setdefault(template_key(question), (place, question))

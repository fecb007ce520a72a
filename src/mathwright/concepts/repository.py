"""The skill exemplar repository: skill to the seed problems that show it.

Source: arXiv:2407.21009 (MATH^2), step 0.  Of the repository published there the sizes run from 226 problems to 2 and
near-duplicates survive; here a question stands once, however often it comes with other numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from statistics import median

from mathwright.concepts.fit import content_words
from mathwright.concepts.labels import computed_labels
from mathwright.programs.numbers import VALUE_WORDS
from mathwright.records import Problem

_NUMBER = re.compile(
    rf"[$£€]?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?|\b(?:{'|'.join(sorted(VALUE_WORDS.values(), key=len, reverse=True))})\b"
)
_WORD = re.compile(r"[a-z#']+")
ALIKE = 0.4
"""Share of common words from which two questions tell one story: of GSM8K train one pair in a thousand has 0.27."""


class SkillRepository:
    """Skills with their exemplars."""

    def __init__(
        self, exemplars: Mapping[str, Sequence[Problem]], computed: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """``computed``: the skills that ``computed_labels`` gives, by problem_id, of problems where they are known."""
        self._computed = computed or {}
        self._exemplars = {skill: tuple(exemplars[skill]) for skill in sorted(exemplars)}
        self._ranked: dict[str, tuple[Problem, ...]] = {}

    @property
    def skills(self) -> tuple[str, ...]:
        """Every skill, sorted."""
        return tuple(self._exemplars)

    def exemplars(self, skill: str) -> tuple[Problem, ...]:
        """The exemplars of a skill, in the order in which they came; () for an unknown one."""
        return self._exemplars.get(skill, ())

    def draw(self, skill: str, k: int, rng: Random) -> tuple[Problem, ...]:
        """k different exemplars in random order; all of them where there are fewer."""
        known = self.exemplars(skill)
        return tuple(rng.sample(known, min(k, len(known))))

    def representatives(self, skill: str, k: int) -> tuple[Problem, ...]:
        """The k exemplars that show the skill best, always the same; all of them where there are fewer.

        Best is where the skill is what the problem is about and little else is needed, in a question of middle
        length that tells another story than those before it.
        """
        if skill not in self._ranked:
            self._ranked[skill] = _spread(_by_fit(skill, self.exemplars(skill), self._computed))
        return self._ranked[skill][:k]

    def rows(self) -> dict[str, list[tuple[str, str]]]:
        """Skill to its exemplars as (question, worked text), the answer where there is no worked text."""
        return {
            skill: [(p.question, p.solutions[0] if p.solutions else p.answer) for p in problems]
            for skill, problems in self._exemplars.items()
        }


def build_repository(
    labelled: Iterable[tuple[Problem, str]], least: int = 2, computed: Mapping[str, tuple[str, ...]] | None = None
) -> SkillRepository:
    """The repository of labelled problems; skills with fewer than ``least`` exemplars are left out.

    A question that stands twice under a skill, or twice but for its numbers, counts once: the first stays.
    """
    found: dict[str, dict[str, Problem]] = {}
    for problem, skill in labelled:
        found.setdefault(skill, {}).setdefault(masked(problem.question), problem)
    return SkillRepository(
        {skill: list(rows.values()) for skill, rows in found.items() if len(rows) >= least}, computed
    )


def masked(question: str) -> str:
    """The question's words in lower case with ``#`` for every number; without signs two tellings differ less.

    Apart from the template that ``curate`` counts, which keeps signs: that one stands above this layer, and exemplars
    are chosen by this one.
    """
    return " ".join(_WORD.findall(_NUMBER.sub("#", question.casefold())))


def _by_fit(skill: str, problems: Sequence[Problem], computed: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    middle = median(len(problem.question) for problem in problems) if problems else 0

    def misfit(problem: Problem) -> tuple[int, int, float, str]:
        told = computed.get(problem.problem_id)
        if told is None:
            labels = computed_labels(problem)
            told = labels.skills if labels else ()
        place = told.index(skill) if skill in told else len(told)
        return place, len(told), abs(len(problem.question) - middle), problem.problem_id

    return sorted(problems, key=misfit)


def _spread(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The same problems; those that tell a story like that of an earlier one stand last."""
    first: list[Problem] = []
    later: list[Problem] = []
    for problem in problems:
        alike = any(_common(problem, other) > ALIKE for other in first[:_COMPARED])
        (later if alike else first).append(problem)
    return (*first, *later)


_COMPARED = 50
"""Problems at the front that each one is compared with; nobody asks for more representatives."""


def _common(one: Problem, other: Problem) -> float:
    left, right = content_words(one.question), content_words(other.question)
    return len(left & right) / max(1, len(left | right))

"""Whether two skills are qualitatively distinct.

Source: arXiv:2407.21009 (MATH^2), step 1, where a model sees two skill names with three exemplars each and drops the
pairs that are alike.  Here it is computed from the names, the families, and the exemplars' programs and words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from mathwright.concepts.families import family_of
from mathwright.concepts.fit import content_words, fits
from mathwright.concepts.labels import facts_of_problem
from mathwright.concepts.routes import snake_case
from mathwright.records import Problem

FAMILY, FIT, PROGRAMS, WORDS = 0.5, 0.3, 0.1, 0.1
"""What a common family, exemplars that fit the other skill as well, like programs and like questions count for."""
THRESHOLD = 0.35
"""From here on two skills are not distinct.  Of the pairs judged by hand (tests/concepts/test_overlap.py) those that
are alike have 0.42 and more, the distinct ones 0.24 and less; one family alone gives 0.5."""
LOOKED_AT = 5
"""Exemplars of each skill that are looked at; the paper shows three."""


def skills_overlap(
    first: str, second: str, first_exemplars: Sequence[Problem], second_exemplars: Sequence[Problem]
) -> bool:
    """Whether the two skills are too much alike to ask for both in one problem."""
    return overlap(first, second, first_exemplars, second_exemplars) >= THRESHOLD


def overlap(first: str, second: str, first_exemplars: Sequence[Problem], second_exemplars: Sequence[Problem]) -> float:
    """How much two skills are alike, in [0, 1]; 1 where their names say the same.  Symmetric; needs no exemplars."""
    one, other = snake_case(first), snake_case(second)
    ones, others = first_exemplars[:LOOKED_AT], second_exemplars[:LOOKED_AT]
    family = family_of(one)
    mixed = (
        FAMILY * (family is not None and family == family_of(other))
        + FIT * (_share_that_fits(ones, other) + _share_that_fits(others, one)) / 2
        + PROGRAMS * _likeness(_shapes(ones), _shapes(others))
        + WORDS * _likeness(_words(ones), _words(others))
    )
    return min(1.0, max(mixed, _common_words(one, other)))


def _common_words(first: str, second: str) -> float:
    """Share of the words of two names that they have in common."""
    if first == second:
        return 1.0
    one, other = content_words(first), content_words(second)
    return len(one & other) / max(1, len(one | other))


def _share_that_fits(problems: Sequence[Problem], skill: str) -> float:
    return sum(fits(problem, skill) for problem in problems) / max(1, len(problems))


def _shapes(problems: Sequence[Problem]) -> Counter[str]:
    facts = map(facts_of_problem, problems)
    return Counter(shape for found in facts if found is not None for shape in found.shapes)


def _words(problems: Sequence[Problem]) -> Counter[str]:
    return Counter(word for problem in problems for word in content_words(problem.question))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Cosine of two counts; 0 where either is empty."""
    lengths = sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return sum(n * other[key] for key, n in one.items()) / lengths if lengths else 0.0

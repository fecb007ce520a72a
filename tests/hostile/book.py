"""What the program model knows: seed problems by their question, and the questions it wrote with their programs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from mathwright.concepts.labels import labels_of
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import Pair
from mathwright.records import Problem, problem_id
from mathwright.seeds.markers import after_hashes, last_boxed

SOURCE = "prompt"
"""Source of a problem that is known from a prompt's text alone."""
INDEXED = 400
"""Seed problems whose labels are looked up as material for a knowledge point."""
_ANNOTATION = re.compile(r"<<[^<>]*>>")
_HASHES = re.compile(r"^####.*$", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """A question that the model wrote."""

    draft: Draft
    pair: Pair | None = None
    """The skills it was written for, in MATH²."""
    points: tuple[str, ...] = ()
    """The knowledge points it was written for, in MathScale."""
    topics: tuple[str, ...] = ()


def normal(question: str) -> str:
    """Equal for questions that differ in white space alone."""
    return " ".join(question.split())


def boxed(worked: str, answer: str) -> str:
    """A worked text as a model writes it for MATH: no annotations, one box."""
    prose = _HASHES.sub("", _ANNOTATION.sub("", worked)).strip()
    return f"{prose}\nThe answer is \\boxed{{{answer}}}.".strip()


class Book:
    """Looks problems up by their question."""

    def __init__(self, seeds: Iterable[Problem] = ()) -> None:
        self._seeds = {normal(seed.question): seed for seed in seeds}
        self._written: dict[str, Written] = {}
        self._read: dict[tuple[str, str], Problem] = {}

    def problem(self, question: str, solution: str | None) -> Problem:
        """The seed problem of this question, or what the prompt's text says of it."""
        known = self._seeds.get(normal(question))
        if known is not None:
            return known
        key = (question, solution or "")
        if key not in self._read:
            answer = (after_hashes(solution) or last_boxed(solution) or "") if solution else ""
            self._read[key] = Problem(
                problem_id=problem_id(SOURCE, question, answer),
                question=question,
                solutions=(solution,) if solution else (),
                answer=answer,
                source=SOURCE,
            )
        return self._read[key]

    def solution(self, question: str) -> tuple[str, str] | None:
        """Worked text and answer of a seed problem."""
        known = self._seeds.get(normal(question))
        if known is None or not known.solutions or not known.answer:
            return None
        return known.solutions[0], known.answer

    def keep(self, written: Written) -> None:
        """Remember a question; the first of two equal ones stays."""
        self._written.setdefault(normal(written.draft.question), written)

    def written(self, question: str) -> Written | None:
        """What was written under this question."""
        return self._written.get(normal(question))

    def about(self, point: str) -> list[Problem]:
        """Seed problems that exercise a knowledge point."""
        return self._by_point.get(point, [])

    @cached_property
    def _by_point(self) -> dict[str, list[Problem]]:
        found: dict[str, list[Problem]] = {}
        for seed in list(self._seeds.values())[:INDEXED]:
            labels = labels_of(seed)
            for point in labels.knowledge_points if labels is not None else ():
                found.setdefault(point, []).append(seed)
        return found

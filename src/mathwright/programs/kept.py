"""What was computed of a problem, kept for the problems used most recently."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from mathwright.records import Problem

T = TypeVar("T")


class Kept(Generic[T]):
    """A function of a problem's text that is computed once for each of the last ``most`` problems."""

    def __init__(self, compute: Callable[[Problem], T], most: int) -> None:
        """``compute`` may look at question and first worked text alone: its values are kept under them and the id."""
        self._compute = compute
        self._most = most
        self._known: OrderedDict[tuple[str, str, str], T] = OrderedDict()

    def __call__(self, problem: Problem) -> T:
        """The value for this problem."""
        key = (problem.problem_id, problem.question, problem.solutions[0] if problem.solutions else "")
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        value = self._known[key] = self._compute(problem)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return value

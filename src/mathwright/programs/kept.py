"""What was computed of a problem, kept for the problems used most recently."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple, Unpack

from mathwright.records import Problem

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


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


class Latest(Generic[*Arguments, T]):
    """A function that is computed again only for arguments that differ from the last ones."""

    def __init__(self, compute: Callable[[Unpack[Arguments]], T]) -> None:
        """``compute`` may look at its arguments alone, which must not change."""
        self._compute = compute
        self._last: tuple[tuple[*Arguments], T] | None = None

    def __call__(self, *arguments: *Arguments) -> T:
        """The value for these arguments."""
        last = self._last
        # Tuples are compared member by member, by identity first: the items of a block share their objects.
        if last is not None and last[0] == arguments:
            return last[1]
        value = self._compute(*arguments)
        self._last = (arguments, value)
        return value

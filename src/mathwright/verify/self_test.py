"""The public cases, as shipped, and how often the checker is wrong on them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from mathwright.records import CheckerScore
from mathwright.verify.equality import CHECKER, same
from mathwright.verify.finding import State
from mathwright.verify.policy import check


@dataclass(frozen=True, slots=True)
class Case:
    """Two answers, or a gold answer and a reply, with the verdict that is right."""

    a: str
    """The first answer, or the gold answer."""
    b: str
    """The second answer, or the whole reply."""
    state: State | Literal["not equal"]
    """``not equal`` where people may call it different or leave it open; equal would be wrong."""
    why: str
    kind: str
    """Name of the file it stands in, such as ``units``."""
    near: bool = False
    """A near-miss: equal to a hasty eye, and not to be called so."""
    reply: bool = False
    """Whether ``b`` is a reply to be checked, from which the answer is taken first."""
    question: str | None = None
    """The question of a reply, where it decides."""

    def found(self) -> State:
        """What the checker says."""
        verdict = check(self.a, self.b, self.question) if self.reply else same(self.a, self.b)
        return verdict.state

    def holds(self, found: State) -> bool:
        """Whether this verdict is the right one."""
        return found != "equal" if self.state == "not equal" else found == self.state


@dataclass(frozen=True, slots=True)
class Score:
    """How the checker does on some of the cases."""

    kind: str
    cases: int
    right: int
    false_equal: int
    """Cases called equal that are not."""
    false_different: int
    """Cases called different that are not."""
    left_undecided: int
    """Cases that have a verdict, left undecided."""
    near_misses: int
    near_called_equal: int
    """Near-misses called equal: the planted errors that got through."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What came of the shipped cases."""

    checker: str
    """The version that was tested."""
    all: Score
    kinds: tuple[Score, ...]
    """By kind, in order of file."""
    wrong: tuple[tuple[Case, State], ...]
    """Cases with a wrong verdict, and that verdict."""


@cache
def shipped_cases() -> tuple[Case, ...]:
    """The cases of ``verify/cases/*.toml``, in order of file and line."""
    tables = sorted((entry for entry in (files("mathwright.verify") / "cases").iterdir()), key=lambda entry: entry.name)
    return tuple(
        _case(table.name.removesuffix(".toml"), row)
        for table in tables
        if table.name.endswith(".toml")
        for row in tomllib.loads(table.read_text("utf-8"))["case"]
    )


def _case(kind: str, row: dict[str, Any]) -> Case:
    reply = "gold" in row
    return Case(
        a=row["gold" if reply else "a"],
        b=row["reply" if reply else "b"],
        state=row["state"],
        why=row["why"],
        kind=kind,
        near=row.get("near", False),
        reply=reply,
        question=row.get("question"),
    )


def self_test() -> SelfTest:
    """Run the shipped cases."""
    found = [(case, case.found()) for case in shipped_cases()]
    kinds = dict.fromkeys(case.kind for case, _ in found)
    return SelfTest(
        checker=CHECKER,
        all=_score("all", found),
        kinds=tuple(_score(kind, [pair for pair in found if pair[0].kind == kind]) for kind in kinds),
        wrong=tuple((case, state) for case, state in found if not case.holds(state)),
    )


def score_of(found: SelfTest) -> CheckerScore:
    """What a dataset quotes of it."""
    return CheckerScore(
        checker=found.checker,
        cases=found.all.cases,
        right=found.all.right,
        near_misses=found.all.near_misses,
        near_called_equal=found.all.near_called_equal,
    )


def _score(kind: str, found: Iterable[tuple[Case, State]]) -> Score:
    found = tuple(found)
    return Score(
        kind=kind,
        cases=len(found),
        right=sum(case.holds(state) for case, state in found),
        false_equal=sum(state == "equal" != case.state for case, state in found),
        false_different=sum(state == "different" and not case.holds(state) for case, state in found),
        left_undecided=sum(state == "undecided" and not case.holds(state) for case, state in found),
        near_misses=sum(case.near for case, _ in found),
        near_called_equal=sum(case.near and state == "equal" for case, state in found),
    )

"""The public cases, as shipped, and how often the checker is wrong on them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from mathwright.verify.equality import State, same


@dataclass(frozen=True, slots=True)
class Case:
    """Two answers and the right verdict."""

    a: str
    b: str
    state: State
    """``undecided`` where the kind is not read: the reason is in ``why``."""
    why: str
    near: bool = False
    """A near-miss: equal to a hasty eye, and not to be called so."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What came of the cases."""

    cases: int
    near_misses: int
    false_equal: int
    """Cases called equal that are not; of the near-misses, all of them."""
    wrong: tuple[Case, ...]
    """Cases whose verdict is another one than the right one."""


def shipped_cases() -> tuple[Case, ...]:
    """The cases of ``verify/cases/*.toml``, in order of file and line."""
    tables = sorted((entry for entry in (files("mathwright.verify") / "cases").iterdir()), key=lambda entry: entry.name)
    return tuple(
        Case(**row)
        for table in tables
        if table.name.endswith(".toml")
        for row in tomllib.loads(table.read_text("utf-8"))["case"]
    )


def self_test() -> SelfTest:
    """Run the shipped cases."""
    cases = shipped_cases()
    wrong = tuple(case for case in cases if same(case.a, case.b).state != case.state)
    false_equal = sum(same(case.a, case.b).state == "equal" for case in wrong)
    return SelfTest(len(cases), sum(case.near for case in cases), false_equal, wrong)

"""What a maker returns: a new problem, or the reason it declined."""

from dataclasses import dataclass

from mathwright.records import Part, Program


@dataclass(frozen=True, slots=True)
class Made:
    """A new problem with the program that proves its answer."""

    question: str
    answer: str
    program: Program
    parents: tuple[str, ...]
    """problem_ids of the seed problems it was made from, the base first; those of a chain in the order told."""
    parts: tuple[Part, ...] = ()
    """What each of several seed problems brought, in the order told; empty where there is one."""
    way: str | None = None
    """How several were joined (``sequence``, ``parallel``, ``conditional``); None where there is one."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A maker declined; the reason is short and countable."""

    reason: str

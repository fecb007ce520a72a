"""What every recipe's author and solver write: a question that is not yet answered, and one worked answer."""

from typing import Literal

from mathwright.records import Part, Problem, Program, Record

Kind = Literal["change_numbers", "fractions", "compose", "condition", "complicate", "chain", "backward"]
"""How a problem was made."""


class Draft(Record):
    """A new question, not yet answered."""

    kind: Kind
    question: str
    parents: tuple[str, ...]
    """problem_ids of the seed problems it was made from: the one it was asked for first, or those shown."""
    solution: str | None = None
    """A worked text that came with the question; None where none was asked for."""
    answer: str | None = None
    """The final value as the program prints it; None where there is no program."""
    program: Program | None = None
    """The computation graph; None where a model wrote the question.  Never shown to a model."""
    parts: tuple[Part, ...] = ()
    """What each of several seed problems brought to the program; empty where there is one, or no program."""


class Response(Record):
    """One worked answer to a question."""

    text: str
    """Reasoning, with ``<<lhs=rhs>>`` annotations where the seed problems have them, ending in ``#### answer``."""


class Exemplar(Record):
    """A seed problem as a model sees it."""

    question: str
    solution: str
    """Its first worked text; empty where it has none."""


def exemplar(problem: Problem) -> Exemplar:
    """The problem as a model sees it."""
    return Exemplar(question=problem.question, solution=problem.solutions[0] if problem.solutions else "")

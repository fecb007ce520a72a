"""The question of the program check: solve a problem by a short program, a route of its own to the answer."""

from typing import ClassVar

from mathwright.prompts.draft import Draft
from mathwright.prompts.prompt import Prompt
from mathwright.records import Record


class ProgramSource(Record):
    """A program that prints the answer to a question on its last line."""

    source: str
    """Python."""


class WriteProgramShown(Record):
    """What a model sees of ``WriteProgram``: the question, and what its program may import."""

    question: str
    with_sympy: bool
    """Whether sympy and numpy are there; else a part of the standard library is."""


class WriteProgram(Prompt[ProgramSource]):
    """Ask for a program that computes the answer."""

    shown_type: ClassVar[type[Record]] = WriteProgramShown
    reply_type: ClassVar[type[Record]] = ProgramSource

    draft: Draft
    with_sympy: bool = False

    def shown(self) -> WriteProgramShown:
        """The draft's question without its solution."""
        return WriteProgramShown(question=self.draft.question, with_sympy=self.with_sympy)

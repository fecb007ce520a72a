"""The program check's prompt, answered by printing the draft's program as Python."""

import re

from mathwright.errors import ModelReplyError
from mathwright.prompts.program_check import ProgramSource, WriteProgram
from mathwright.teachers.answers.drawn import MODEL_NEEDED

_LITERAL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def answer_program(prompt: WriteProgram, draw: int, run_seed: int) -> ProgramSource:
    """The givens and steps of the draft's program, one a line, in exact fractions."""
    program = prompt.draft.program
    if program is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    lines = ["from fractions import Fraction"]
    lines += [f'g{place} = Fraction("{given.value}")' for place, given in enumerate(program.givens)]
    lines += [f"s{place} = {_exact(step.expression)}" for place, step in enumerate(program.steps)]
    return ProgramSource(source="\n".join((*lines, f"print(s{program.answer})")))


def _exact(expression: str) -> str:
    return _LITERAL.sub(lambda found: f'Fraction("{found[0]}")', expression)

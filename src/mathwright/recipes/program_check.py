"""The program check: a solver's program, run in a sandbox, gives the answer that the solutions gave, or another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft
from mathwright.prompts.program_check import WriteProgram
from mathwright.recipes.responses import Believed, NotBelieved
from mathwright.records import Record
from mathwright.teachers.teacher import Teacher
from mathwright.verify.sandbox.check import check_program
from mathwright.verify.sandbox.outcome import Sandbox
from mathwright.verify.sandbox.run import require_sandbox

PROGRAM_CHECK = "program_check"
"""The step that refuses a problem of which a program gives another answer.  It is in no pass's ``steps``: reports tell
of it where it refused something, and not as passed where nobody asked for it."""
DIFFERS = "a program gives another answer"
T = TypeVar("T")
_TOLD: dict[str, Literal["agrees", "differs", "undecided"]] = {
    "equal": "agrees",
    "different": "differs",
    "undecided": "undecided",
}


class ProgramCheckConfig(Record):
    """The options of the program check."""

    program_check: bool = False
    """Have the solver also write a program for a problem whose answer is believed, and refuse it where that differs."""
    sandbox: Sandbox = "monty"
    """Where the programs run: "monty", or "bwrap" (bubblewrap, Linux), which has sympy and numpy."""


def asks_for_programs(options: Record) -> bool:
    """Whether the options of a recipe turn the program check on."""
    return isinstance(options, ProgramCheckConfig) and options.program_check


def require_usable(options: Record) -> None:
    """Raise UsageError where the options of a recipe ask for a program check that this machine cannot run."""
    if isinstance(options, ProgramCheckConfig) and options.program_check:
        require_sandbox(options.sandbox)


async def confirmed(
    draft: Draft, believed: Believed | NotBelieved, solver: Teacher, config: ProgramCheckConfig
) -> Believed | NotBelieved:
    """What was believed, with what a program says in its evidence; not believed where the program differs.

    A program that cannot be had, does not end or proves nothing refuses nothing.
    """
    if not config.program_check or isinstance(believed, NotBelieved):
        return believed
    try:
        written = await solver.ask(WriteProgram(draft=draft, with_sympy=config.sandbox == "bwrap"))
    except ModelReplyError:
        told = "undecided"
    else:
        check = partial(check_program, written.source, believed.answer, draft.question, sandbox=config.sandbox)
        told = (await _beside_the_loop(check)).state
    if told == "different":
        return NotBelieved(DIFFERS, disputed=True)
    return believed._replace(evidence=believed.evidence.model_copy(update={"program": _TOLD[told]}))


def step_of(refused: NotBelieved, otherwise: str) -> str:
    """The step that refused the problem: the program check, or ``otherwise``."""
    return PROGRAM_CHECK if refused.reason == DIFFERS else otherwise


async def _beside_the_loop(work: Callable[[], T]) -> T:
    """What the work gives, done in a thread, so that other items go on; a symbolic teacher's items have no loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    return await asyncio.to_thread(work)

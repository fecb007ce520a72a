"""Run a program that a model wrote, where it can reach nothing.

What a program owes: it prints its final answer on the last line.  One that prints nothing may define
``solution()`` without parameters, whose value is then the answer, or a variable ``answer``.
"""

from __future__ import annotations

from mathwright.errors import UsageError
from mathwright.verify.sandbox.bubblewrap import run_in_bwrap, unavailable
from mathwright.verify.sandbox.monty import run_in_monty
from mathwright.verify.sandbox.outcome import LIMITS, Limits, ProgramRun, Sandbox

SANDBOXES: tuple[Sandbox, ...] = ("monty", "bwrap")


def run_program(source: str, *, sandbox: Sandbox = "monty", limits: Limits | None = None) -> ProgramRun:
    """How the program ended; it blocks the calling thread, other threads go on.

    limits: None takes those of ``LIMITS``.  Raises UsageError where this machine has no such sandbox: a program is
    never run outside of one.
    """
    allowed = LIMITS[sandbox] if limits is None else limits
    if not source.strip():
        return ProgramRun("failed", None, "", "an empty program", 0.0)
    if len(source) > allowed.source:
        return ProgramRun("refused", None, "", f"longer than {allowed.source} characters", 0.0)
    if "\0" in source:
        return ProgramRun("failed", None, "", "SyntaxError: source code cannot contain null bytes", 0.0)
    require_sandbox(sandbox)
    return run_in_monty(source, allowed) if sandbox == "monty" else run_in_bwrap(source, allowed)


def sandbox_available(sandbox: Sandbox) -> str | None:
    """Why the sandbox cannot be used on this machine, with what to do; None where it can."""
    return unavailable() if sandbox == "bwrap" else None


def require_sandbox(sandbox: Sandbox) -> None:
    """Raise UsageError where this machine has no such sandbox."""
    reason = sandbox_available(sandbox)
    if reason is not None:
        raise UsageError(f"--sandbox {sandbox}: {reason}; or take --sandbox monty")

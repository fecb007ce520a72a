"""How a command ends when it cannot do what was asked: one clean line on stderr and an exit code that says so."""

from __future__ import annotations

import shlex
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from mathwright.errors import MathwrightError

FAILED = 1
"""Exit code of an error the user can act upon (a wrong flag is 2, as in every command line)."""
PARTIAL = 3
"""Exit code of a run that ended below its target."""
INTERRUPTED = 130
"""Exit code after Ctrl-C."""

_RESUMABLE = frozenset({"make", "demo"})


class Commands(TyperGroup):
    """The commands, in the order they were registered; an error of ours or Ctrl-C ends in one line."""

    def invoke(self, ctx: Any) -> Any:
        """The command's result; ends with exit code 1 after a MathwrightError and 130 after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except MathwrightError as fault:
            typer.echo(f"error: {fault}", err=True)
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            typer.echo(f"\n{how_to_resume(sys.argv[1:])}", err=True)
            raise typer.Exit(INTERRUPTED) from None


def how_to_resume(arguments: list[str]) -> str:
    """The line printed after Ctrl-C: the same command takes a stopped run up where it was."""
    if arguments and arguments[0] in _RESUMABLE:
        from mathwright.store.place import without_passwords

        told = shlex.join(without_passwords(arguments))
        return f"stopped; what was finished is kept. Go on with: mathwright {told}"
    return "stopped"

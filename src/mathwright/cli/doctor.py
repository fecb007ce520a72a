"""``mathwright doctor``: what this machine offers and what is missing."""

from __future__ import annotations

import typer

from mathwright.cli import flags
from mathwright.cli.failures import FAILED
from mathwright.cli.talk import print_record, say, table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright doctor --json")(doctor)


def doctor(workspace: flags.Workspace = None, as_json: flags.AsJson = False) -> None:
    """Print versions, cores, disk, extras and the workspace's file system; exit code 1 if something must be mended."""
    from mathwright.jobs.doctor import diagnose

    found = diagnose(flags.workspace_place(workspace))
    if as_json:
        print_record(found)
    else:
        rows = [[name, _shown(value)] for name, value in found.model_dump(mode="json").items() if name != "faults"]
        typer.echo(table(["", ""], rows).lstrip("\n"))
    for fault in found.faults:
        say(f"mend: {fault}")
    if found.faults:
        raise typer.Exit(FAILED)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else str(value)

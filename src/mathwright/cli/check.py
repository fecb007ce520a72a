"""``mathwright check``: whether a run file can be carried out here."""

from __future__ import annotations

import typer

from mathwright.cli import flags
from mathwright.cli.failures import FAILED
from mathwright.cli.talk import print_record, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright check run.toml")(check)


def check(run_file: flags.RunFile = None, workspace: flags.Workspace = None, as_json: flags.AsJson = False) -> None:
    """Check a run file: its keys, every row of its seed problems, the files it names, and the workspace."""
    from mathwright.jobs.check import check_run
    from mathwright.jobs.config import read_run_config

    found = check_run(read_run_config(run_file, flags.overrides(locals())))
    if as_json:
        print_record(found)
    else:
        for line in found.fine:
            typer.echo(f"fine  {line}")
    for fault in found.faults:
        say(f"mend  {fault}")
    if found.faults:
        raise typer.Exit(FAILED)

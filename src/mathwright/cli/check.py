"""``mathwright check``: whether a run file can be carried out here."""

from __future__ import annotations

from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.failures import FAILED
from mathwright.cli.talk import print_record, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright check run.toml")(check)


def check(
    run_file: flags.RunFile = None,
    model: flags.Model = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    prompts: flags.Prompts = None,
    workspace: flags.Workspace = None,
    no_calls: Annotated[bool, typer.Option("--no-calls", help="Ask no model.")] = False,
    as_json: flags.AsJson = False,
) -> None:
    """Check a run file: its keys, every row of its seed problems, its files and workspace.

    Asks each of its models once, in a call of some 20 tokens, and says what that cost.
    """
    from mathwright.jobs.check import check_run
    from mathwright.jobs.config import read_run_config

    found = check_run(read_run_config(run_file, flags.overrides(locals())), calls=not no_calls)
    if as_json:
        print_record(found)
    else:
        for line in found.fine:
            typer.echo(f"fine  {line}")
    for note in found.notes:
        say(f"note  {note}")
    for fault in found.faults:
        say(f"mend  {fault}")
    if found.faults:
        raise typer.Exit(FAILED)

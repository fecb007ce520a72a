"""``mathwright demo``: the whole way on the shipped seed problems, in under a minute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.make import end_with, tell_run
from mathwright.cli.talk import print_record, progress, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright demo")(demo)


def demo(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where state and output go.")] = Path("demo-output"),
    workers: flags.Workers = None,
    as_json: flags.AsJson = False,
) -> None:
    """Make new problems from the shipped seed problems: no model, no key, no network.

    Ends by showing three of the problems and naming the dataset and the report.
    """
    from mathwright.jobs.demo import run_demo

    say("making new problems from the shipped seed problems (recipe mugglemath, symbolic teacher)")
    with progress(quiet=as_json) as tell:
        made, shown = run_demo(to, workers=workers, tell=tell)
    if as_json:
        print_record(made)
    else:
        for number, problem in enumerate(shown, start=1):
            typer.echo(f"\n{number}. ({problem.kind}) {problem.question}")
            typer.echo("".join(f"\n   {line}" for line in problem.solutions[0].splitlines()))
        typer.echo()
        tell_run(made)
    end_with(made)

"""``mathwright demo``: the whole way on the shipped seed problems, with every recipe, in under a minute."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.made import end_with, tell_run
from mathwright.cli.talk import print_records, progress, say

if TYPE_CHECKING:
    from mathwright.jobs.demo import Demonstrated

WIDTH = 110


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright demo")(demo)


def demo(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where state and output go.")] = Path("demo-output"),
    workers: flags.Workers = None,
    as_json: flags.AsJson = False,
) -> None:
    """Make new problems from the shipped seed problems with each recipe: no model, no key, no network.

    Shows one problem of each recipe and names its dataset and report.
    """
    from mathwright.jobs.demo import run_demo

    say("making new problems from the shipped seed problems, with each recipe (symbolic teacher)")
    with progress(quiet=as_json) as tell:
        found = run_demo(to, workers=workers, tell=tell, done=None if as_json else _show)
    if as_json:
        print_records(found)
    for one in found:
        end_with(one.run)


def _show(found: Demonstrated) -> None:
    typer.echo(f"\n{found.recipe}\n")
    if found.shown is not None:
        concepts = ", ".join(concept.name for concept in found.shown.concepts)
        typer.echo(_indented(f"({found.shown.kind}: {concepts}) {found.shown.question}"))
        typer.echo("".join(f"\n   {line}" for line in found.shown.solutions[0].splitlines()) + "\n")
    tell_run(found.run)


def _indented(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="   ")

"""The command ``mathwright``: every command registered, none imported further than its flags.

A command's work is imported when it runs, so that ``mathwright --help`` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mathwright.cli import (
    audit,
    audit_difficulty,
    check,
    curate,
    demo,
    doctor,
    ledger,
    make,
    new,
    preview,
    programs,
    prompts,
    publish,
    regrade,
    report,
    runs,
    verify,
)
from mathwright.cli.failures import Commands

app = typer.Typer(
    name="mathwright",
    cls=Commands,
    help="Make new, hard, verified mathematics problems out of problems you already have.",
    epilog="Try: mathwright demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"mathwright {version('mathwright')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Make new, hard, verified mathematics problems out of problems you already have."""


for module in (
    demo,
    make,
    preview,
    check,
    runs,
    ledger,
    curate,
    verify,
    programs,
    prompts,
    publish,
    report,
    regrade,
    audit,
    audit_difficulty,
    doctor,
    new,
):
    module.register(app)


def main() -> None:
    """Run the command line."""
    app()

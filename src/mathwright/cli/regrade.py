"""``mathwright regrade``: a stored run decided anew by the checker of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, progress, say, shortened, table

if TYPE_CHECKING:
    from mathwright.jobs.regrade import Regraded

SHOWN = 40
"""Changes that are printed; --json has all."""
WIDTH = 48
"""Characters of a cell."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright regrade RUN_ID")(regrade)


def regrade(
    run_id: Annotated[
        str, typer.Argument(metavar="RUN_ID", help="A run of the workspace, or the beginning of its id.")
    ],
    write: Annotated[bool, typer.Option("--write", help="Store what comes out; without it only told.")] = False,
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Decide a stored run anew by today's checker, and print what changes.

    No model is asked: replies come from the ledger, and items whose calls it does not hold stay as they are.
    """

    from mathwright.jobs.regrade import regrade_run

    with progress(quiet=as_json) as tell:
        found = regrade_run(flags.workspace_place(workspace), run_id, write=write, tell=tell)
    if as_json:
        print_record(found)
        return
    typer.echo(_told(found))
    if found.written is not None:
        say(f"stored as run {found.written}; its dataset: mathwright publish {found.written}")
    elif found.changes:
        say(f"nothing was stored; to store it: mathwright regrade {found.run_id} --write")


def _told(found: Regraded) -> str:
    before = ", ".join(f"{checker} ({problems:,} problems)" for checker, problems in found.checkers.items())
    lines = [
        f"run {found.run_id} ({found.recipe}): {found.items:,} items decided anew",
        f"checker    {before or 'none'} -> {found.checker}",
        f"unchanged  {found.unchanged:,}",
        *(f"{kind:<10} {items:,}" for kind, items in found.by_kind.items()),
    ]
    if found.undecided:
        lines.append(
            f"left alone {found.undecided:,}, which need {found.calls:,} or more new calls"
            if found.calls
            else f"left alone {found.undecided:,}, which are unfinished"
        )
    rows = [
        [one.pass_name, f"{one.place:,}", one.kind]
        + [shortened(text, WIDTH) for text in (one.before, one.now, one.question)]
        for one in found.changes[:SHOWN]
    ]
    if rows:
        lines += ["", table(["pass", "place", "change", "before", "now", "question"], rows)]
    if len(found.changes) > SHOWN:
        lines.append(f"and {len(found.changes) - SHOWN:,} more: --json lists all")
    return "\n".join(lines)

"""``mathwright publish``: the dataset of a run as far as it has come, written again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.make import tell_dataset
from mathwright.cli.talk import print_record


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright publish RUN_ID --to my-dataset --held-out 0.1")(publish)


def publish(
    run_id: Annotated[str, typer.Argument(metavar="RUN_ID", help="A run of the workspace (mathwright runs list).")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Where the dataset goes. Default: mathwright-output/RUN_ID."),
    ] = None,
    held_out: Annotated[
        float,
        typer.Option(
            "--held-out", metavar="X", min=0.0, max=1.0, help="Share of the seed problems to hold out, 0 to 1."
        ),
    ] = 0.0,
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Write the dataset and the report of a run from its workspace; makes nothing new.

    With --held-out there are two splits, and no seed problem has descendants in both.
    """
    from mathwright.jobs.config import DEFAULT_WORKSPACE
    from mathwright.jobs.publish import publish_run

    made = publish_run(Path(workspace or DEFAULT_WORKSPACE), run_id, to=to, held_out=held_out)
    print_record(made) if as_json else tell_dataset(made)

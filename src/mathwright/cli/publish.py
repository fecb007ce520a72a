"""``mathwright publish``: the dataset of a run as far as it has come, written again."""

from __future__ import annotations

from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.made import tell_dataset
from mathwright.cli.make import To, WithSeeds
from mathwright.cli.talk import print_record, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright publish RUN_ID --to my-dataset --held-out 0.1")(publish)


def publish(
    run_id: Annotated[str, typer.Argument(metavar="RUN_ID", help="A run of the workspace (mathwright runs list).")],
    to: To = None,
    held_out: Annotated[
        float,
        typer.Option(
            "--held-out", metavar="X", min=0.0, max=1.0, help="Share of the seed problems to hold out, 0 to 1."
        ),
    ] = 0.0,
    with_seeds: WithSeeds = False,
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Write the dataset and the report of a run from its workspace; makes nothing new.

    Of a run that is not finished it writes what there is, and says so.
    With --held-out there are two splits, and no seed problem has descendants in both.
    """
    from mathwright.jobs.publish import publish_run
    from mathwright.publish.report.labels import standing_words

    made = publish_run(flags.workspace_place(workspace), run_id, to=to, held_out=held_out, with_seeds=with_seeds)
    standing = standing_words(made.state, made.let_in, made.wanted)
    if standing is not None:
        say(standing)
    print_record(made) if as_json else tell_dataset(made)

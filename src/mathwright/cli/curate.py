"""``mathwright curate``: duplicates and contamination out of any dataset the readers know."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, progress, table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright curate made.jsonl --against test.jsonl --to curated")(curate)


def curate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Problems: JSONL, CSV or Parquet.")],
    against: flags.Against = None,
    cap_per_template: flags.CapPerTemplate = 1,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: flags.Limit = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Where the result goes. Default: FILE-curated.")
    ] = None,
    as_json: flags.AsJson = False,
) -> None:
    """Drop problems that repeat an earlier one, or one of --against, exactly or with other numbers.

    What is dropped is written beside, each row with its twin and the rule that found it.
    """
    from mathwright.jobs.config import SeedsConfig
    from mathwright.jobs.curate import curate_file

    seeds = SeedsConfig(
        path=str(file), format=format_, columns=flags.columns(column), skip_bad_rows=bool(skip_bad_rows)
    )
    with progress(quiet=as_json) as tell:
        done = curate_file(seeds, against or [], cap_per_template=cap_per_template or 1, limit=limit, to=to, tell=tell)
    if as_json:
        print_record(done)
        return
    typer.echo(f"{done.kept:,} of {done.rows:,} problems kept: {done.dataset}")
    if done.dropped:
        rows = sorted(done.dropped.items(), key=lambda pair: (-pair[1], pair[0]))
        typer.echo(table(["dropped because", "count"], [[reason, f"{count:,}"] for reason, count in rows]))
        typer.echo(f"each with its twin: {done.dropped_file}")

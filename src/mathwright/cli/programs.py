"""``mathwright programs``: which solutions of a file can be read as programs, and why the others cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, progress, table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright programs train.jsonl --json")(programs)


def programs(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Seed problems. Default: the shipped.")] = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: flags.Limit = None,
    workers: flags.Workers = None,
    as_json: flags.AsJson = False,
) -> None:
    """Print how many solutions are programs, grounded in their question, and changeable; and why the rest is not.

    A program reproduces the stored answer; a grounded one has every operand placed in the question, an earlier
    result or a constant; a changeable one is accepted by at least one maker or has another reasoning path; a
    rewritable one is accepted by a maker.
    """
    from mathwright.jobs.config import SeedsConfig
    from mathwright.jobs.programs import survey_seeds

    seeds = SeedsConfig(
        path=None if file is None else str(file),
        shipped=file is None,
        format=format_,
        columns=flags.columns(column),
        skip_bad_rows=bool(skip_bad_rows),
    )
    with progress(quiet=as_json) as tell:
        found = survey_seeds(seeds, limit=limit, workers=workers, tell=tell)
    if as_json:
        print_record(found)
        return
    shares = [("rows", found.rows), ("programs", found.programs), ("grounded", found.grounded)]
    rows = [
        [name, f"{count:,}", _percent(count, found.rows)]
        for name, count in [*shares, ("changeable", found.changeable), ("rewritable", found.rewritable)]
    ]
    typer.echo(table(["", "count", "of rows"], rows))
    if found.left_out:
        typer.echo()
        typer.echo(table(["rows left out because", "count"], [[why, f"{n:,}"] for why, n in found.left_out.items()]))
    refused = sorted(found.refused.items(), key=lambda pair: (-pair[1], pair[0]))
    if refused:
        typer.echo()
        typer.echo(table(["refused because", "count", "of rows"], [_row(pair, found.rows) for pair in refused]))


def _row(pair: tuple[str, int], rows: int) -> list[str]:
    return [pair[0], f"{pair[1]:,}", _percent(pair[1], rows)]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"

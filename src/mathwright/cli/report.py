"""``mathwright report``: how hard and how varied a dataset is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, progress, say, shortened, table

if TYPE_CHECKING:
    from mathwright.jobs.report import Reported
    from mathwright.publish.report.variety import VarietyReport

NAMES_WIDTH = 96
"""Characters of a list of names that are printed; --json has them whole."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright report mathwright-output/RUN --json")(report)


def report(
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="A folder that make or curate wrote, or any file of problems.")
    ],
    seeds: Annotated[
        Path | None,
        typer.Option("--seeds", metavar="FILE", help="Seed problems to compare with. Default: the manifest's."),
    ] = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Use only the first so many problems.")
    ] = None,
    run_seed: flags.RunSeed = None,
    as_json: flags.AsJson = False,
) -> None:
    """Print how hard and how varied the problems of a dataset are, beside its seed problems.

    Levels of difficulty, Vendi score, templates, openings, parents, and pairs of skills.
    """
    from mathwright.jobs.config import SeedsConfig
    from mathwright.jobs.report import report_on

    read = SeedsConfig(
        path=str(dataset), format=format_, columns=flags.columns(column), skip_bad_rows=bool(skip_bad_rows)
    )
    with progress(quiet=as_json) as tell:
        found = report_on(read, seeds, limit=limit, run_seed=run_seed or 0, tell=tell)
    print_record(found) if as_json else _tell(found)


def _tell(found: Reported) -> None:
    from mathwright.publish.report.variety import told_figures

    typer.echo(_levels(found.variety))
    typer.echo()
    head, width = ["variety", "dataset", "seed problems"], 2 if found.variety.seeds is None else 3
    rows = [[one.name, one.made, one.seeds][:width] for one in told_figures(found.variety)]
    typer.echo(table(head[:width], rows))
    for one in found.variety.made.diversity.concepts:
        noun = one.kind.replace("_", " ")
        often = ", ".join(f"{name.name} {name.problems:,}" for name in one.most)
        rare = ", ".join(f"{name.name} {name.problems:,}" for name in one.least)
        typer.echo(shortened(f"most frequent {noun}s: {often}", NAMES_WIDTH))
        if rare:
            typer.echo(shortened(f"rarest {noun}s: {rare}", NAMES_WIDTH))
    beside = "none known; --seeds FILE compares" if found.seeds is None else found.seeds
    say(f"{found.problems:,} problems; seed problems: {beside}")
    if found.bad_rows:
        say(f"{found.bad_rows:,} bad rows left out")


def _levels(found: VarietyReport) -> str:
    from mathwright.publish.report.text import share
    from mathwright.publish.report.variety import mean_words, rate_words

    made = found.made.difficulty
    lines = (*made.levels, made.all)
    columns: dict[str, list[str]] = {
        "level": [row.level for row in lines],
        "problems": [f"{row.problems:,}" for row in lines],
        "share": [share(row.problems, made.problems) for row in lines],
    }
    if found.seeds is not None:
        seeds = found.seeds.difficulty
        shares = {row.level: share(row.problems, seeds.problems) for row in (*seeds.levels, seeds.all)}
        columns["of seed problems"] = [shares.get(row.level, "") for row in lines]
    columns["on average"] = [mean_words(row) or "" for row in lines]
    if made.all.drawn:
        columns["solve rate"] = [rate_words(row) or "" for row in lines]
    return table(list(columns), [list(cells) for cells in zip(*columns.values(), strict=True)])

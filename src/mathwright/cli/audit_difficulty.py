"""``mathwright audit difficulty``: how often solvers reach the stored answer of each problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import audit, flags
from mathwright.cli.talk import print_record, progress, say, table

if TYPE_CHECKING:
    from mathwright.jobs.difficulty import DifficultyFound


def register(app: typer.Typer) -> None:
    """Add the command to its group, which ``app`` has."""
    audit.commands.command(epilog="Try: mathwright audit difficulty made/accepted.parquet --model gpt-4o-mini")(
        difficulty
    )


def difficulty(
    file: audit.File = None,
    config: audit.Config = None,
    hub: flags.Hub = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: flags.Limit = None,
    model: audit.Models = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    prompts: flags.Prompts = None,
    draws: audit.Draws = 8,
    anew: Annotated[
        bool, typer.Option("--anew", help="Also ask where the dataset says how the draws of its own solvers ended.")
    ] = False,
    budget: flags.Budget = None,
    max_error_rate: flags.MaxErrorRate = None,
    concurrency: flags.Concurrency = None,
    workspace: flags.Workspace = None,
    dry_run: audit.DryRun = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.jsonl", help="Write a row for each problem there.")
    ] = None,
    as_json: flags.AsJson = False,
) -> None:
    """Draw solutions of each problem, count how many reach its stored answer, and print a table by level.

    FILE is a dataset of any format, or the folder of one.  Without a model the levels go by what the dataset says:
    the votes behind its answers, its own labels, steps and depth of its solutions.
    """
    from mathwright.jobs.difficulty import DifficultySettings, estimate_difficulty, measure_difficulty

    given = flags.overrides(locals() | {"model": None, "provider": None, "base_url": None})
    named = {"solver": model[0] if model else None}
    path = {} if file is None else {"seeds.path": str(file)}
    run = audit.run_config(config, given | path, named, provider, base_url)
    settings = DifficultySettings(draws=draws, models=tuple(model or ()), anew=anew, limit=limit)
    if dry_run:
        estimate = estimate_difficulty(run, settings)
        print_record(estimate) if as_json else typer.echo(audit.told_estimate(estimate))
        return
    with progress(quiet=as_json) as tell:
        found = measure_difficulty(run, settings, to=output, tell=tell)
    print_record(found) if as_json else _tell(found)
    if output is not None:
        say(f"written: {output}")


def _tell(found: DifficultyFound) -> None:
    typer.echo(told_levels(found))
    for what, count in found.left_out.items():
        say(f"left out: {what}: {count:,}")
    drawn = ", ".join(f"{basis} {count:,}" for basis, count in found.basis.items())
    asked = ", ".join(f"{name} ({found.draws} draws)" for name in found.solvers)
    say(f"draws: {drawn}; solvers: {asked or 'none asked; --model NAME asks one'}; {found.checker}")
    if found.spent is not None:
        from mathwright.jobs.spending import told_spending

        say(told_spending(found.spent, 0))
    if found.stopped is not None:
        say(f"stopped: {found.stopped}")


def told_levels(found: DifficultyFound) -> str:
    """The table: a line for each level, and one for all."""
    from mathwright.publish.report.variety import mean_words, rate_words

    head = ["level", "problems", "on average"]
    drawn = ["solve rate", "right", "wrong", "incomplete", "undecided"] if found.table.all.drawn else []
    rows = [
        [
            row.level,
            f"{row.problems:,}",
            mean_words(row) or "",
            rate_words(row) or "",
            *(f"{count:,}" for count in (row.right, row.wrong, row.incomplete, row.undecided)),
        ][: len(head) + len(drawn)]
        for row in (*found.table.levels, found.table.all)
    ]
    return table([*head, *drawn], rows)

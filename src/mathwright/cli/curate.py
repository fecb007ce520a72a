"""``mathwright curate``: duplicates and contamination out of any dataset the readers know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, progress, say, table

if TYPE_CHECKING:
    from mathwright.jobs.config import RunConfig
    from mathwright.jobs.curate import Curated

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE...", help="Problems: JSONL, CSV or Parquet; several are read as one set, in order."),
]
Against = Annotated[
    list[str] | None,
    typer.Option("--against", metavar="FILE", help="Benchmark problems that must not come back, or a saved index."),
]
Numbers = Annotated[
    Literal["wanted", "unwanted"],
    typer.Option("--numbers", help="Whether other numbers alone make a problem new."),
]
Near = Annotated[
    float,
    typer.Option(
        "--near", metavar="T", min=0, max=1, help="Drop texts at least so similar to a kept one, such as 0.8. 0: off."
    ),
]
OnlyAgainst = Annotated[
    bool, typer.Option("--only-against", help="Drop only what is in --against; let the files repeat themselves.")
]
BuildIndex = Annotated[
    Path | None,
    typer.Option("--build-index", metavar="INDEX", help="Save an index of the --against files, for later, and end."),
]
Judge = Annotated[
    str | None,
    typer.Option("--judge-model", metavar="NAME", help="Ask a model about near neighbours that no rule is sure of."),
]
To = Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Where the result goes. Default: FILE-curated.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright curate made.jsonl --against test.jsonl --to curated")(curate)


def curate(
    files: Files = None,
    against: Against = None,
    numbers: Numbers = "unwanted",
    cap_per_template: flags.CapPerTemplate = None,
    near: Near = 0.0,
    only_against: OnlyAgainst = False,
    build_index: BuildIndex = None,
    judge_model: Judge = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    budget: flags.Budget = None,
    workspace: flags.Workspace = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: flags.Limit = None,
    to: To = None,
    as_json: flags.AsJson = False,
) -> None:
    """Drop problems that repeat an earlier one, or one of --against: exactly, with other numbers, or in most words.

    What is dropped is written beside, each row with its twin, the rule that found it, and the text they share.
    """
    if build_index is not None:
        _build(build_index, files, against, as_json)
        return
    if not files:
        raise typer.BadParameter("name the files to curate (or --build-index INDEX)")
    from mathwright.jobs.config import SeedsConfig
    from mathwright.jobs.curate import curate_file

    seeds = SeedsConfig(path=files[0], format=format_, columns=flags.columns(column), skip_bad_rows=bool(skip_bad_rows))
    role = {"model": judge_model, "provider": provider, "base_url": base_url}
    with progress(quiet=as_json) as tell:
        done = curate_file(
            seeds,
            against or [],
            behind=files[1:],
            numbers=numbers,
            cap_per_template=cap_per_template,
            near=near,
            only_against=only_against,
            judge=None if judge_model is None else _judge(role, budget, workspace),
            limit=limit,
            to=to,
            tell=tell,
        )
    if as_json:
        print_record(done)
    else:
        _say(done)


def _judge(role: dict[str, Any], budget: list[str] | None, workspace: str | None) -> RunConfig:
    from mathwright.jobs.config import read_run_config

    given = {f"roles.judge.{key}": value for key, value in (role | {"teacher": "model"}).items()}
    return read_run_config(None, given | {"how.budget": budget or None, "how.workspace": workspace})


def _build(to: Path, files: list[str] | None, against: list[str] | None, as_json: bool) -> None:
    from mathwright.jobs.curate import build_index

    if files or not against:
        raise typer.BadParameter("--build-index saves an index of the --against files: name those, and no other file")
    built = build_index(against, to)
    if as_json:
        print_record(built)
    else:
        typer.echo(f"{built.questions:,} questions of {len(built.files)} files: {built.index}")


def _say(done: Curated) -> None:
    from mathwright.jobs.spending import told_spending

    typer.echo(f"{done.kept:,} of {done.rows:,} problems kept: {done.dataset}")
    if done.dropped:
        rows = sorted(done.dropped.items(), key=lambda pair: (-pair[1], pair[0]))
        typer.echo(table(["dropped because", "count"], [[reason, f"{count:,}"] for reason, count in rows]))
        typer.echo(f"each with its twin: {done.dropped_file}")
    if (judged := done.judged) is not None:
        told = ", ".join(f"{count:,} {verdict}" for verdict, count in judged.said.items()) or "nothing to judge"
        kept = f"; {judged.undecided:,} undecided, kept" if judged.undecided else ""
        say(f"judge {judged.judge}: {told}{kept}; {told_spending(judged.spent, 0)}")
        if judged.stopped is not None:
            say(f"stopped: {judged.stopped}")

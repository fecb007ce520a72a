"""``mathwright curate``: duplicates and contamination out of any dataset the readers know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mathwright.cli import flags
from mathwright.cli.failures import PARTIAL
from mathwright.cli.talk import print_record, progress, say, table
from mathwright.curate.near.bounds import SAME_MEANING, TOO_NEAR

if TYPE_CHECKING:
    from mathwright.jobs.config import RunConfig, SeedsConfig
    from mathwright.jobs.curate import Curated
    from mathwright.jobs.paraphrases import Paraphrases

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE...", help="Questions: JSONL, CSV or Parquet; several are read as one set, in order."),
]
Against = Annotated[
    list[str] | None,
    typer.Option("--against", metavar="FILE", help="Benchmark problems that must not come back, or a saved index."),
]
Numbers = Annotated[
    Literal["wanted", "unwanted"] | None,
    typer.Option("--numbers", help="Whether other numbers alone make a problem new. Default: unwanted."),
]
Near = Annotated[
    float,
    typer.Option("--near", metavar="T", min=0, max=1, help="Drop texts at least so similar to an earlier one. 0: off."),
]
OnlyAgainst = Annotated[
    bool, typer.Option("--only-against", help="Drop only what is in --against; let the files repeat themselves.")
]
EmbedderDir = Annotated[
    Path | None,
    typer.Option(
        "--embedder",
        metavar="DIR",
        help="Drop texts that mean the same, by the model2vec or sentence-transformers model in this directory.",
    ),
]
Semantic = Annotated[
    float | None,
    typer.Option(
        "--semantic",
        metavar="T",
        min=0,
        max=1,
        help=f"With --embedder: cosine from which two texts mean the same. Default: {SAME_MEANING}.",
    ),
]
BuildIndex = Annotated[
    Path | None,
    typer.Option("--build-index", metavar="INDEX", help="Save an index of the --against files, for later, and end."),
]
Judge = Annotated[
    str | None,
    typer.Option("--judge-model", metavar="NAME", help="Ask a model about near neighbours that no rule is sure of."),
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Read only the first so many problems.")]
To = Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Where the result goes. Default: FILE-curated.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright curate made.jsonl --against test.jsonl --to curated")(curate)


def curate(
    files: Files = None,
    against: Against = None,
    numbers: Numbers = None,
    cap_per_template: flags.CapPerTemplate = None,
    near: Near = TOO_NEAR,
    only_against: OnlyAgainst = False,
    embedder: EmbedderDir = None,
    semantic: Semantic = None,
    build_index: BuildIndex = None,
    judge_model: Judge = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    budget: flags.Budget = None,
    workspace: flags.Workspace = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: Limit = None,
    to: To = None,
    as_json: flags.AsJson = False,
) -> None:
    """Drop problems that repeat an earlier one, or one of --against: exactly, with other numbers, or in most words.

    What is dropped is written beside, each row with its twin, the rule that found it, and the text they share. Rows of
    others keep all columns; their questions may be the user's turns of chats. Exit code 3: a judge was not asked all.
    """
    if build_index is not None:
        _build(build_index, files, against, as_json)
        return
    first, *behind = _named(files)
    from mathwright.jobs.curate import curate_file

    with progress(quiet=as_json) as tell:
        done = curate_file(
            _seeds(first, format_, column, skip_bad_rows),
            against or [],
            behind=behind,
            numbers=numbers,
            cap_per_template=cap_per_template,
            near=near,
            only_against=only_against,
            embedder=embedder,
            semantic=_semantic(semantic, embedder),
            judge=_judge(judge_model, provider, base_url, budget, workspace),
            limit=limit,
            to=to,
            tell=tell,
        )
    _end_with(done, as_json)


def _named(files: list[str] | None) -> list[str]:
    if not files:
        raise typer.BadParameter("name the files to curate (or --build-index INDEX)")
    return files


def _seeds(path: str, format_: str | None, column: list[str] | None, skip_bad_rows: bool | None) -> SeedsConfig:
    from mathwright.jobs.config import SeedsConfig

    return SeedsConfig(path=path, format=format_, columns=flags.columns(column), skip_bad_rows=bool(skip_bad_rows))


def _semantic(given: float | None, embedder: Path | None) -> float:
    if given is not None and embedder is None:
        raise typer.BadParameter("--semantic is the bound of a model: name its directory too (--embedder DIR)")
    return SAME_MEANING if given is None else given


def _judge(
    model: str | None, provider: str | None, base_url: str | None, budget: list[str] | None, workspace: str | None
) -> RunConfig | None:
    if model is None:
        asked = {"--provider": provider, "--base-url": base_url, "--budget": budget}
        if named := [flag for flag, value in asked.items() if value]:
            raise typer.BadParameter(f"{named[0]} is of a judge: name its model too (--judge-model NAME)")
        return None
    from mathwright.jobs.config import read_run_config

    role = {"teacher": "model", "model": model, "provider": provider, "base_url": base_url}
    given: dict[str, Any] = {f"roles.judge.{key}": value for key, value in role.items()}
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
    typer.echo(f"{done.kept:,} of {done.rows:,} problems kept: {done.dataset}")
    if done.dropped:
        rows = sorted(done.dropped.items(), key=lambda pair: (-pair[1], pair[0]))
        typer.echo(table(["dropped because", "count"], [[reason, f"{count:,}"] for reason, count in rows]))
        typer.echo(f"each with its twin: {done.dropped_file}")
    if done.bad_rows:
        say(f"{done.bad_rows:,} bad rows left out; the first: {done.first_bad}")
    if done.judged is not None:
        _say_judged(done.judged)


def _say_judged(judged: Paraphrases) -> None:
    from mathwright.jobs.spending import told_spending

    told = ", ".join(f"{count:,} {verdict}" for verdict, count in judged.said.items()) or "nothing to judge"
    kept = f"; {judged.undecided:,} undecided, kept" if judged.undecided else ""
    spent = told_spending(judged.spent, 0) if judged.spent.replies else "no replies"
    say(f"judge {judged.judge}: {told}{kept}; {spent}")
    if judged.failed is not None:
        say(f"the judge {judged.judge} could not be reached: {judged.failed}")
    if judged.stopped is not None:
        say(f"stopped: {judged.stopped}")


def _end_with(done: Curated, as_json: bool) -> None:
    """Say what was done; end with exit code 3 where calls to a judge came to nothing."""
    print_record(done) if as_json else _say(done)
    if done.judged is not None and (done.judged.failed is not None or done.judged.stopped is not None):
        raise typer.Exit(PARTIAL)

"""``mathwright make``: a run, from seed problems to a dataset and its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.made import end_with, tell_resolved, tell_run
from mathwright.cli.talk import print_record, progress, say

if TYPE_CHECKING:
    from mathwright.jobs.config import RunConfig

To = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="Where the dataset goes. Default: mathwright-output/RUN_ID."),
]
WithSeeds = Annotated[
    bool, typer.Option("--with-seeds", help="Append the seed problems that have an answer to the dataset.")
]
Batch = Annotated[bool | None, typer.Option("--batch", help="Ask by the provider's batch API, at half price.")]
Offline = Annotated[
    str | None,
    typer.Option("--offline", metavar="DIR", help="Write the requests as waves into DIR; call nothing."),
]
Again = Annotated[
    bool,
    typer.Option("--again", help="With --offline: write all requests that wait into a new wave; the old are lost."),
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Plan at most N items of the last pass.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the resolved run file, counts, and what it will cost; make nothing.")
]
Sample = Annotated[
    int | None,
    typer.Option(
        "--sample",
        metavar="N",
        min=1,
        help="With --dry-run: make N problems first, with paid calls, to measure the cost.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright make --seeds train.jsonl --accepted 1000 --run-seed 7")(make)


def make(
    run_file: flags.RunFile = None,
    recipe: flags.Recipe = None,
    seeds: flags.Seeds = None,
    hub: flags.Hub = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    accepted: flags.Accepted = None,
    run_seed: flags.RunSeed = None,
    limit: Limit = None,
    against: flags.Against = None,
    cap_per_template: flags.CapPerTemplate = None,
    at_least: flags.AtLeast = None,
    at_most: flags.AtMost = None,
    model: flags.Model = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    prompts: flags.Prompts = None,
    program_check: flags.ProgramCheck = None,
    sandbox: flags.Sandbox = None,
    budget: flags.Budget = None,
    max_error_rate: flags.MaxErrorRate = None,
    concurrency: flags.Concurrency = None,
    batch: Batch = None,
    offline: Offline = None,
    again: Again = False,
    workers: flags.Workers = None,
    workspace: flags.Workspace = None,
    to: To = None,
    with_seeds: WithSeeds = False,
    dry_run: DryRun = False,
    sample: Sample = None,
    as_json: flags.AsJson = False,
) -> None:
    """Make new problems and write them as a dataset with a report.

    The same command takes a stopped run up where it was; a higher --accepted goes on from what is there.
    Exit code 3: the plan ended, or the run gave up, before as many problems were accepted as were wanted.
    """
    from mathwright.jobs.config import read_run_config

    config = read_run_config(run_file, flags.overrides(locals()))
    if dry_run:
        _resolve(config, sample, as_json)
    elif sample is not None:
        raise typer.BadParameter("--sample measures for an estimate: it goes with --dry-run")
    else:
        _make(config, to, limit, with_seeds, again, as_json)


def _resolve(config: RunConfig, sample: int | None, as_json: bool) -> None:
    from mathwright.jobs.make import resolve

    with progress(quiet=as_json or sample is None) as tell:
        resolved = resolve(config, sample=sample, tell=tell)
    print_record(resolved) if as_json else tell_resolved(resolved)


def _make(config: RunConfig, to: Path | None, limit: int | None, with_seeds: bool, again: bool, as_json: bool) -> None:
    from mathwright.jobs.check import split_beside
    from mathwright.jobs.make import make as make_run
    from mathwright.jobs.model_roles import same_judge

    for warning in filter(None, [same_judge(config), split_beside(config)]):
        say(f"note  {warning}")
    with progress(quiet=as_json) as tell:
        made = make_run(config, to=to, limit=limit, with_seeds=with_seeds, again=again, tell=tell)
    print_record(made) if as_json else tell_run(made)
    end_with(made)

"""``mathwright make``: a run, from seed problems to a dataset and its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.failures import PARTIAL
from mathwright.cli.talk import print_record, progress, say

if TYPE_CHECKING:
    from mathwright.jobs.make import MadeRun, Resolved
    from mathwright.jobs.publish import Published

WHY = {
    "exhausted": "the plan ended. Add seed problems, or want fewer (--accepted)",
    "gave_up": "gave up after {most_items:,} items: too few came through; a higher --accepted goes on",
    "no_program": "none of these seed problems has a program: the symbolic teacher makes nothing of them; what was "
    "read of skills or concepts is in the report",
    "limited": "--limit ended the run; the same command without it goes on",
    "unfinished": "a teacher failed; the same command tries what is unfinished again",
}
"""How a run ended below its target, to what can be done."""

REASONS_TOLD = 3

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
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Plan at most N items of the last pass.")
    ] = None,
    against: flags.Against = None,
    cap_per_template: flags.CapPerTemplate = None,
    model: flags.Model = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    prompts: flags.Prompts = None,
    budget: flags.Budget = None,
    max_error_rate: flags.MaxErrorRate = None,
    concurrency: flags.Concurrency = None,
    batch: Batch = None,
    offline: Offline = None,
    workers: flags.Workers = None,
    workspace: flags.Workspace = None,
    to: To = None,
    with_seeds: WithSeeds = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the resolved run file and counts; make nothing.")
    ] = False,
    as_json: flags.AsJson = False,
) -> None:
    """Make new problems and write them as a dataset with a report.

    The same command takes a stopped run up where it was; a higher --accepted goes on from what is there.
    Exit code 3: the plan ended, or the run gave up, before as many problems were accepted as were wanted.
    """
    from mathwright.jobs.config import read_run_config
    from mathwright.jobs.make import make as make_run
    from mathwright.jobs.make import resolve

    config = read_run_config(run_file, flags.overrides(locals()))
    if dry_run:
        resolved = resolve(config)
        print_record(resolved) if as_json else _tell_resolved(resolved)
        return
    with progress(quiet=as_json) as tell:
        made = make_run(config, to=to, limit=limit, with_seeds=with_seeds, tell=tell)
    print_record(made) if as_json else tell_run(made)
    end_with(made)


def tell_run(made: MadeRun) -> None:
    """Print what a run wrote, and where."""
    say(f"{made.published.made:,} problems from {made.seeds:,} seed problems in {made.seconds:.1f} s")
    if made.bad_rows:
        say(f"{made.bad_rows:,} bad rows of the seed problems were left out")
    if made.published.reused:
        say(made.published.reused)
    if made.spent is not None:
        from mathwright.jobs.spending import told_spending

        say(told_spending(made.spent, made.published.made))
    tell_dataset(made.published)
    for line in made.next_steps:
        typer.echo(line)


def tell_dataset(published: Published) -> None:
    """Print where a dataset and its report lie."""
    typer.echo(f"run      {published.run_id}")
    rows = f"{published.rows:,} problems"
    if published.seed_rows:
        rows += f", {published.seed_rows:,} of them seed problems"
    typer.echo(f"dataset  {published.dataset} ({rows}, {published.rejected:,} rejected items)")
    if published.hard_pool:
        told = "problems on whose answer no majority of the solvers agrees, in hard_pool.jsonl"
        typer.echo(f"pool     {published.hard_pool:,} {told}")
    typer.echo(f"report   {published.report}")
    for reason, seeds in published.seeds_left_out.items():
        say(f"{seeds:,} seed problems were left out: {reason}")


def _tell_resolved(resolved: Resolved) -> None:
    typer.echo(resolved.config)
    typer.echo(
        f"# run {resolved.run_id}: {resolved.seeds:,} seed problems, {resolved.model_calls:,} model calls, cost 0"
    )
    typer.echo(f"# gives up after {resolved.most_items:,} items of the pass {resolved.endless_pass}")


def end_with(made: MadeRun) -> None:
    """End with exit code 3 where a run made less than was wanted."""
    rows, wanted = made.published.made, made.published.wanted
    if rows < wanted:
        ending = made.published.ending
        why = made.stopped or WHY[ending].format(most_items=made.published.most_items)
        if made.next_steps:
            why = "replies are wanted; the lines above say how to bring them"
        refused = list(made.published.refused.items())[:REASONS_TOLD] if ending != "no_program" else []
        say(f"{rows:,} of {wanted:,} wanted: {why}" + ("; what refused most:" if refused else ""))
        for reason, items in refused:
            say(f"  {items:,} items refused in {reason}")
        raise typer.Exit(PARTIAL)

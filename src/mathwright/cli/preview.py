"""``mathwright preview``: a few problems of a run, without keeping anything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.failures import PARTIAL
from mathwright.cli.talk import print_records, say

if TYPE_CHECKING:
    from mathwright.jobs.config import RunConfig


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright preview --count 3")(preview)


def preview(
    run_file: flags.RunFile = None,
    recipe: flags.Recipe = None,
    seeds: flags.Seeds = None,
    hub: flags.Hub = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    run_seed: flags.RunSeed = None,
    model: flags.Model = None,
    prompts: flags.Prompts = None,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, max=1000, help="How many problems to show.")] = 5,
    as_json: flags.AsJson = False,
) -> None:
    """Print the first problems a run would make; writes nothing and needs no workspace.

    Of a run that asks models: the first prompt of each kind, as it would be sent.  Nothing is sent.
    """
    from mathwright.jobs.config import read_run_config
    from mathwright.jobs.preview import preview as preview_run

    config, refused = read_run_config(run_file, flags.overrides(locals())), Counter[str]()
    if not config.roles.symbolic:
        _tell_prompts(config, as_json)
        return
    problems = preview_run(config, count, refused)
    if not problems:
        say("no problem came through; mathwright programs FILE says why, seed problem by seed problem")
        for reason, items in refused.most_common(1):
            say(f"refused most: {items:,} items in {reason}")
        raise typer.Exit(PARTIAL)
    if as_json:
        print_records(problems)
        return
    for number, problem in enumerate(problems, start=1):
        typer.echo(f"{number}. ({problem.kind}) {problem.question}")
        typer.echo("".join(f"\n   {line}" for line in problem.solutions[0].splitlines()) + "\n")


def _tell_prompts(config: RunConfig, as_json: bool) -> None:
    from mathwright.jobs.prompt_preview import preview_prompts
    from mathwright.prompts.rendering import transcript

    seen = preview_prompts(config)
    if as_json:
        print_records(seen)
        return
    for prompt in seen:
        characters = sum(len(message.content) for message in prompt.messages)
        typer.echo(f"===== {prompt.name}: {len(prompt.messages)} messages, {characters:,} characters =====\n")
        typer.echo(f"{transcript(prompt.messages)}\n")
    say(f"{len(seen)} prompts; between them the symbolic teacher stood in for the model. Nothing was sent")

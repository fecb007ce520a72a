"""``mathwright prompts``: the templates that models are asked with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, print_records, say, table

if TYPE_CHECKING:
    from mathwright.jobs.prompts import SampleMessages

commands = typer.Typer(
    help="List, show and copy the templates that models are asked with.",
    epilog="Try: mathwright prompts list",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Prompts = Annotated[
    Path | None, typer.Option("--prompts", metavar="DIR", help="Your templates, in the place of their namesakes.")
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(commands, name="prompts")


@commands.command("list", epilog="Try: mathwright prompts list --json")
def list_(prompts: Prompts = None, as_json: flags.AsJson = False) -> None:
    """List the templates: recipe, form of the reply, hash, characters; a star marks what --prompts changes."""
    from mathwright.jobs.prompts import list_templates

    found = list_templates(prompts)
    if as_json:
        print_records(found)
        return
    rows = [
        [f"{one.name}{' *' if one.own else ''}", one.recipe, one.reply, one.hash, f"{one.characters:,}"]
        for one in found
    ]
    typer.echo(table(["template", "recipe", "reply", "hash", "characters"], rows))


@commands.command(epilog="Try: mathwright prompts show WriteQuestion --rendered")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="WriteQuestion, or math2/write_question.")],
    rendered: Annotated[
        bool, typer.Option("--rendered", help="Fill it in for the first shipped seed problems, as a model gets it.")
    ] = False,
    prompts: Prompts = None,
    as_json: flags.AsJson = False,
) -> None:
    """Print one template, or the messages it becomes."""
    from mathwright.jobs.prompts import show_sample, show_template

    if rendered:
        sample = show_sample(name, prompts)
        print_record(sample) if as_json else typer.echo(_talk(sample))
        return
    found = show_template(name, prompts)
    print_record(found) if as_json else typer.echo(found.text, nl=False)


@commands.command(epilog="Try: mathwright prompts export my-prompts WriteQuestion")
def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")],
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Default: all.")] = None,
) -> None:
    """Copy templates to edit; a run takes them with --prompts DIR.  Print the files."""
    from mathwright.jobs.prompts import export_templates

    for path in export_templates(directory, names or ()):
        typer.echo(path)
    say(f"edit them, then look: mathwright prompts list --prompts {directory}")


def _talk(sample: SampleMessages) -> str:
    from mathwright.prompts.rendering import transcript

    return transcript(sample.messages)

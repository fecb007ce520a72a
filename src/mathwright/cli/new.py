"""``mathwright new``: a run file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import say


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(commands, name="new")


commands = typer.Typer(
    help="Write a run file to start from.",
    epilog="Try: mathwright new run run.toml",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@commands.command(epilog="Try: mathwright new run run.toml && mathwright make run.toml --dry-run")
def run(
    path: Annotated[Path, typer.Argument(metavar="RUN.toml", help="The file to write.")] = Path("run.toml"),
    recipe: Annotated[str, typer.Option("--recipe", metavar="NAME", help="The recipe it runs.")] = "mugglemath",
    model: flags.Model = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
) -> None:
    """Write a commented run file with the keys most runs set; with --model for a language model."""
    _write(path, recipe, model, provider, base_url)


@commands.command("recipe", epilog="Try: mathwright new recipe mugglemath")
def run_of_recipe(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A recipe of the catalog.")],
    model: flags.Model = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
) -> None:
    """Write NAME.toml, a commented run file for the recipe NAME; with --model for a language model."""
    _write(Path(f"{name}.toml"), name, model, provider, base_url)


def _write(path: Path, recipe: str, model: str | None, provider: str | None, base_url: str | None) -> None:
    from mathwright.jobs.new import write_run_file

    written = write_run_file(path, recipe, model=model, provider=provider, base_url=base_url)
    typer.echo(str(written))
    say(f"change what you need, then: mathwright make {written}")

"""The options that several commands share, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from mathwright.store.place import Place

RunFile = Annotated[
    Path | None,
    typer.Argument(metavar="RUN.toml", help="A run file; flags override it. Without one: the defaults."),
]
Recipe = Annotated[str | None, typer.Option("--recipe", metavar="NAME", help="The recipe to run.")]
Seeds = Annotated[
    str | None,
    typer.Option("--seeds", metavar="FILE", help="Seed problems: JSONL, CSV or Parquet. Default: the shipped."),
]
Hub = Annotated[
    str | None, typer.Option("--hub", metavar="ORG/NAME", help="Seed problems of a dataset of the hub (extra hub).")
]
Format = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="Reader of the file; default: recognised from its rows.")
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="FIELD=COLUMN", help="Our field to the file's column: question=prompt. Repeatable."
    ),
]
SkipBadRows = Annotated[
    bool | None, typer.Option("--skip-bad-rows", help="Count bad rows and go on, instead of stopping at the first.")
]
Accepted = Annotated[
    int | None, typer.Option("--accepted", metavar="N", min=1, help="How many new problems are wanted.")
]
RunSeed = Annotated[int | None, typer.Option("--run-seed", metavar="N", help="Seed of every random choice of the run.")]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Use only the first so many seed problems.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=0, help="Worker processes; 0 works in this one. Default: all cores."),
]
Against = Annotated[
    list[str] | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help="Questions that must not come back: exactly, with other numbers, inside a longer text, or in most words.",
    ),
]
CapPerTemplate = Annotated[
    int | None,
    typer.Option(
        "--cap-per-template", metavar="N", min=1, help="Most problems that share one text with its numbers masked."
    ),
]
AtLeast = Annotated[
    list[str] | None,
    typer.Option("--at-least", metavar="TRAIT=N", help="Fewest problems of each: skill=10, difficulty=5. Repeatable."),
]
AtMost = Annotated[
    list[str] | None,
    typer.Option("--at-most", metavar="TRAIT=N", help="Most problems of each: topic=200, or a share: kind=0.3."),
]
Model = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Ask this language model in every role.")]
Provider = Annotated[
    str | None, typer.Option("--provider", metavar="NAME", help="Protocol of the model: openai (default) or anthropic.")
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="Where the model is. Default: OPENAI_BASE_URL, or the provider's."),
]
Prompts = Annotated[
    str | None, typer.Option("--prompts", metavar="DIR", help="Templates that take the place of the shipped ones.")
]
Budget = Annotated[
    list[str] | None,
    typer.Option("--budget", metavar="AMOUNT", help="Hard cap: 5usd, 2mtokens, or judge=1usd. Repeatable."),
]
MaxErrorRate = Annotated[
    float | None,
    typer.Option(
        "--max-error-rate",
        metavar="SHARE",
        min=0,
        max=1,
        help="End where more calls than this come to nothing. Default: 0.8.",
    ),
]
Concurrency = Annotated[
    int | None,
    typer.Option("--concurrency", metavar="N", min=1, help="Items in flight at once, of those that ask models."),
]
ProgramCheck = Annotated[
    bool | None,
    typer.Option(
        "--program-check", help="Have the solver also write a program, and refuse a problem where it differs."
    ),
]
Sandbox = Annotated[
    str | None,
    typer.Option("--sandbox", metavar="NAME", help="Where programs run: monty (default), or bwrap, which has sympy."),
]
Workspace = Annotated[
    str | None,
    typer.Option(
        "--workspace",
        metavar="DIR|URL",
        help="Where the state of runs lives: a directory, or postgresql://USER@HOST/DB.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


KEYS = {
    "recipe": "recipe",
    "accepted": "accepted",
    "run_seed": "run_seed",
    "seeds": "seeds.path",
    "hub": "seeds.hub",
    "format_": "seeds.format",
    "skip_bad_rows": "seeds.skip_bad_rows",
    "against": "admit.against",
    "cap_per_template": "admit.cap_per_template",
    "workers": "how.workers",
    "workspace": "how.workspace",
    "model": "roles.author.model",
    "provider": "roles.author.provider",
    "base_url": "roles.author.base_url",
    "prompts": "prompts",
    "budget": "how.budget",
    "max_error_rate": "how.max_error_rate",
    "concurrency": "how.concurrency",
    "batch": "how.batch",
    "offline": "how.offline",
    "program_check": "options.program_check",
    "sandbox": "options.sandbox",
}
"""Parameter of a command to the key of the run file it overrides."""


def overrides(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters that were given on the command line, by the key of the run file they override."""
    given = {KEYS[name]: value for name, value in parameters.items() if name in KEYS and value not in (None, [])}
    mapping = columns(parameters.get("column"))
    least, most = (parameters.get(name) for name in ("at_least", "at_most"))
    quotas = _quotas("--at-least", "at_least", least) | _quotas("--at-most", "at_most", most)
    return given | quotas | ({"seeds.columns": mapping} if mapping else {})


def _quotas(flag: str, limit: str, given: list[str] | None) -> dict[str, int | float]:
    """``skill=10`` as the key of the run file; a fraction sets a share.  Ends as a wrong flag does."""
    found: dict[str, int | float] = {}
    for pair in given or ():
        trait, _, number = pair.partition("=")
        try:
            value = float(number) if "." in number and limit == "at_most" else int(number)
        except ValueError:
            raise typer.BadParameter(f"{flag} {pair}: write TRAIT=N, such as skill=10") from None
        if not trait.isidentifier():
            raise typer.BadParameter(f"{flag} {pair}: write TRAIT=N, such as skill=10")
        found[f"admit.quotas.{trait}.{limit}{'_share' if isinstance(value, float) else ''}"] = value
    return found


def workspace_place(workspace: str | None) -> Place:
    """Where ``--workspace`` points, or the default."""
    from mathwright.jobs.config import DEFAULT_WORKSPACE
    from mathwright.store.place import place_of

    return place_of(workspace or DEFAULT_WORKSPACE)


def columns(given: list[str] | None) -> dict[str, str]:
    """The mapping of ``--column`` options.  Ends as a wrong flag does where one is not FIELD=COLUMN."""
    mapping = {}
    for pair in given or ():
        field, _, column = pair.partition("=")
        if not (field and column):
            raise typer.BadParameter(f"--column {pair}: write FIELD=COLUMN, such as question=prompt")
        mapping[field] = column
    return mapping

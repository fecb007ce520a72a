"""``mathwright audit``: stored answers that independent solvers agree against, and what a person decides of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, print_records, progress, say, shortened, table

if TYPE_CHECKING:
    from mathwright.jobs.audit import AuditTable, Flag
    from mathwright.jobs.audit_prices import AuditEstimate
    from mathwright.jobs.config import RunConfig
    from mathwright.store.doubts import Doubt, DoubtState

commands = typer.Typer(
    help="Find stored answers that independent solvers agree against; list them; decide them.",
    epilog="Try: mathwright audit answers train.jsonl",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SHOWN = 20
"""Flags that are printed; --json and --output have all, with the solutions."""
WIDTH = 72
"""Characters of a question that are printed."""
STATES: dict[str, DoubtState] = {"keep": "kept", "drop": "dropped", "correct": "corrected"}
"""What a person may decide, to the state of the doubt."""

File = Annotated[Path | None, typer.Argument(metavar="FILE", help="Seed problems. Default: the shipped.")]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="RUN.toml", help="A run file: seed problems, roles, limits, budget.")
]
Models = Annotated[
    list[str] | None, typer.Option("--model", metavar="NAME", help="A model that solves the problems. Repeatable.")
]
Judge = Annotated[
    str | None, typer.Option("--judge-model", metavar="NAME", help="A model to ask where answers stay undecided.")
]
Draws = Annotated[int, typer.Option("--draws", metavar="K", min=1, help="Solutions of each model.")]
Agree = Annotated[
    int | None,
    typer.Option("--agree", metavar="N", min=1, help="Solutions that must agree; over half. Default: 3 in 4."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print how many calls, and what they cost at most; ask nobody.")
]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE.jsonl", help="Write the flags there, with their solutions.")
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(commands, name="audit")


@commands.command(epilog="Try: mathwright audit answers train.jsonl --model gpt-4o-mini --budget 5usd")
def answers(
    file: File = None,
    config: Config = None,
    hub: flags.Hub = None,
    format_: flags.Format = None,
    column: flags.Column = None,
    skip_bad_rows: flags.SkipBadRows = None,
    limit: flags.Limit = None,
    model: Models = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    judge_model: Judge = None,
    prompts: flags.Prompts = None,
    draws: Draws = 4,
    agree: Agree = None,
    budget: flags.Budget = None,
    max_error_rate: flags.MaxErrorRate = None,
    concurrency: flags.Concurrency = None,
    workspace: flags.Workspace = None,
    dry_run: DryRun = False,
    output: Output = None,
    as_json: flags.AsJson = False,
) -> None:
    """Solve the seed problems anew, and flag those whose stored answer the solvers agree against.

    Without a model each stored solution is computed again, step by step, which makes one solver.  A flagged problem
    stays out of make until a person decides: mathwright audit list.
    """
    from mathwright.jobs.audit import AuditSettings, audit_answers, estimate_audit

    given = flags.overrides(locals() | {"model": None, "provider": None, "base_url": None})
    named = {"solver": model[0] if model else None, "judge": judge_model}
    run = run_config(config, given | ({} if file is None else {"seeds.path": str(file)}), named, provider, base_url)
    settings = AuditSettings(draws=draws, agree=agree, models=tuple(model or ()), limit=limit)
    if dry_run:
        estimate = estimate_audit(run, settings)
        print_record(estimate) if as_json else typer.echo(told_estimate(estimate))
        return
    with progress(quiet=as_json) as tell:
        found = audit_answers(run, settings, to=output, tell=tell)
    print_record(found) if as_json else _tell(found, output)


def run_config(
    path: Path | None,
    given: dict[str, Any],
    models: dict[str, str | None],
    provider: str | None,
    base_url: str | None,
) -> RunConfig:
    """The run file with the flags over it; ``models``: role to the model named for it."""
    from mathwright.jobs.config import read_run_config

    for role, name in models.items():
        if name is not None:
            told = {"teacher": "model", "model": name, "provider": provider, "base_url": base_url}
            given |= {f"roles.{role}.{key}": value for key, value in told.items()}
    return read_run_config(path, given)


@commands.command("list", epilog="Try: mathwright audit list --state open --json")
def list_(
    state: Annotated[
        Literal["open", "kept", "dropped", "corrected"] | None,
        typer.Option("--state", help="Only those in this state."),
    ] = None,
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """List the doubts of the workspace: stored answer, what solvers agree on, how many, and what was decided."""
    from mathwright.jobs.doubts import list_doubts

    found = list_doubts(flags.workspace_place(workspace), state)
    if as_json:
        print_records(found)
        return
    head = ["problem", "state", "stored", "agreed", "corrected", "by", "question"]
    typer.echo(table(head, [_row(one) for one in found]) or "no doubts")


@commands.command(epilog="Try: mathwright audit decide 3f9a01 correct --answer 42 --by ann")
def decide(
    problem_id: Annotated[str, typer.Argument(metavar="PROBLEM_ID", help="Of a flagged problem, or its beginning.")],
    decision: Annotated[
        Literal["keep", "drop", "correct"],
        typer.Argument(help="The stored answer is right; the problem is not to be used; the answer is another."),
    ],
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help="With correct: the answer.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Replace what another person decided.")] = False,
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Decide a doubt; later runs go by it, and runs that have begun stay as they are.

    A corrected problem is used with those of its solutions that reach the new answer, and left out where none does.
    """
    from mathwright.jobs.doubts import decide_doubt

    found = decide_doubt(
        flags.workspace_place(workspace), problem_id, STATES[decision], answer=answer, by=by, note=note, again=again
    )
    print_record(found) if as_json else typer.echo(table(["problem", "state", "answer"], [_decided(found)]))


def _tell(found: AuditTable, output: Path | None) -> None:
    counts = [("stored solution computed again: " + state, count) for state, count in found.program.items()]
    counts += [("solvers: " + state, count) for state, count in found.found.items()]
    counts += [("left out: " + reason, count) for reason, count in found.left_out.items()]
    rows = [[what, f"{count:,}"] for what, count in [("stored answers", found.problems), *counts]]
    typer.echo(table(["", "problems"], rows))
    for flag in found.flagged[:SHOWN]:
        typer.echo()
        typer.echo(_told_flag(flag))
    if len(found.flagged) > SHOWN:
        say(f"and {len(found.flagged) - SHOWN:,} flags more: --output FILE writes all")
    if found.spent is not None:
        from mathwright.jobs.spending import told_spending

        say(told_spending(found.spent, 0))
    asked = ", ".join(f"{name} ({found.draws} draws)" for name in found.solvers)
    say(f"solvers: {asked or 'one, the stored solutions computed again; --model NAME adds others'}; {found.checker}")
    if found.stopped is not None:
        say(f"stopped: {found.stopped}")
    if output is not None:
        say(f"written: {output}")
    if found.flagged:
        say("flagged problems stay out of make until they are decided: mathwright audit decide PROBLEM_ID keep")


def _told_flag(flag: Flag) -> str:
    agreeing = ", ".join(f"{name} {count}" for name, count in flag.by.items())
    counted = f"({flag.agreeing} of {flag.of}: {agreeing}; {', '.join(flag.rules)})"
    lines = [
        f"{flag.problem_id}  {flag.origin or ''}  {flag.state}".rstrip(),
        f"  question  {shortened(flag.question, WIDTH)}",
        f"  stored    {shortened(flag.stored, WIDTH)}",
        f"  agreed    {shortened(flag.agreed, WIDTH)}  {counted}",
    ]
    if flag.program is not None:
        lines.append(f"  program   the stored solution reaches another answer: {flag.program}")
    return "\n".join(lines)


def told_estimate(found: AuditEstimate) -> str:
    """What an audit would ask, in a sentence."""
    from mathwright.teachers.money import told_usd

    if not found.solvers:
        return f"{found.problems:,} stored solutions are computed again: 0 model calls, cost 0"
    most = found.cost_nano_usd_at_most
    cost = "unknown, as a model's price is" if most is None else f"{told_usd(most)} at most"
    tokens = f"about {found.input_tokens:,} input tokens, {found.output_tokens_at_most:,} output tokens at most"
    return f"{found.problems:,} problems, {found.calls:,} replies of {', '.join(found.solvers)}: {tokens}; cost {cost}"


def _row(doubt: Doubt) -> list[str]:
    cells = (doubt.stored, doubt.agreed, doubt.answer or "", doubt.decided_by or "", doubt.question)
    return [doubt.problem_id, doubt.state, *(shortened(cell, WIDTH) for cell in cells)]


def _decided(doubt: Doubt) -> list[str]:
    return [doubt.problem_id, doubt.state, doubt.answer or doubt.stored]

"""``mathwright runs``: what a workspace holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import file_size, print_record, print_records, say, table

if TYPE_CHECKING:
    from mathwright.jobs.runs import Explanation, SeedOf
    from mathwright.publish.costs import RunCosts
    from mathwright.store.ledger_statistics import CallSums
    from mathwright.store.runs import RunYield

commands = typer.Typer(
    help="List, show, explain, remove and compact the runs of a workspace.",
    epilog="Try: mathwright runs list",
    no_args_is_help=True,
    rich_markup_mode=None,
)

RunId = Annotated[str, typer.Argument(metavar="RUN_ID", help="A run of the workspace, or the beginning of its id.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(commands, name="runs")


@commands.command("list", epilog="Try: mathwright runs list --json")
def list_(workspace: flags.Workspace = None, as_json: flags.AsJson = False) -> None:
    """List the runs, the newest first: state, problems of how many wanted, items refused, size."""
    from mathwright.jobs.runs import list_runs

    found = list_runs(flags.workspace_place(workspace))
    if as_json:
        print_records(found)
        return
    rows = [
        [
            run.run_id,
            run.recipe,
            run.state,
            f"{run.let_in:,}",
            "all" if run.target is None else f"{run.target:,}",
            f"{run.rejected:,}",
            file_size(run.bytes_in_database + run.bytes_in_shards),
        ]
        for run in found
    ]
    typer.echo(table(["run", "recipe", "state", "problems", "wanted", "rejected", "size"], rows) or "no runs yet")


@commands.command(epilog="Try: mathwright runs show RUN_ID")
def show(run_id: RunId, workspace: flags.Workspace = None, as_json: flags.AsJson = False) -> None:
    """Show one run: per pass what came in, came through and was refused; what it paid to models; its run file."""
    from mathwright.jobs.runs import show_run

    found = show_run(flags.workspace_place(workspace), run_id)
    if as_json:
        print_record(found)
        return
    typer.echo(f"run {found.run.run_id}: {found.run.state}, {found.run.let_in:,} problems\n")
    typer.echo(_yield_table(found))
    if found.costs is not None:
        typer.echo(f"\n{_told_costs(found.costs)}")
    typer.echo(f"\n{found.config}")


def _yield_table(found: RunYield) -> str:
    rows = []
    for one in found.passes:
        rows.append([one.name, "planned", "", f"{one.planned:,}"])
        rows += [[one.name, refusal.step, refusal.reason, f"{refusal.items:,}"] for refusal in one.refusals]
        rows.append([one.name, "came through", "", f"{one.let_in:,}"])
        if one.surplus:
            rows.append([one.name, "surplus", "accepted beyond what was wanted", f"{one.surplus:,}"])
    return table(["pass", "step", "reason", "items"], rows)


def _told_costs(found: RunCosts) -> str:
    """The calls that the run paid: by prompt, their faults, and the cost of a problem."""
    from mathwright.publish.costs import told_sums
    from mathwright.teachers.money import told_usd

    if not found.total.calls:
        return "calls to models: this run paid none; what it was told came from the ledger"
    rows = [
        [one.pass_name or "", one.prompt, *_sums(one.sums, told_sums(one.sums), _share(one.sums, found))]
        for one in found.prompts
    ]
    total = ["all", "", *_sums(found.total, told_sums(found.total), _share(found.total, found))]
    parts = [table(["pass", "prompt", "calls", "unusable", "input", "output", "cost", "share"], [*rows, total])]
    faults = [[one.prompt, fault.fault, f"{fault.calls:,}"] for one in found.prompts for fault in one.sums.faults]
    if faults:
        parts.append(table(["prompt", "unusable because", "calls"], faults))
    each = "unknown" if found.problem_nano_usd is None else told_usd(found.problem_nano_usd)
    if found.cost_nano_usd is not None and not found.problems:
        each = "no problem yet"
    parts.append(f"cost per accepted problem  {each}")
    return "\n\n".join(parts)


def _sums(sums: CallSums, cost: str, share: str) -> list[str]:
    silent = sums.tokens_unknown == sums.calls
    tokens = ["unknown" if silent else f"{number:,}" for number in (sums.input_tokens, sums.output_tokens)]
    return [f"{sums.calls:,}", f"{sums.unusable:,}", *tokens, cost.removeprefix("cost "), share]


def _share(sums: CallSums, found: RunCosts) -> str:
    """Of the cost; unknown where any price is."""
    if not found.cost_nano_usd:
        return "-"
    return f"{100 * (sums.cost_nano_usd or 0) / found.cost_nano_usd:.1f} %"


@commands.command(epilog="Try: mathwright runs explain PROBLEM_ID")
def explain(
    problem_id: Annotated[str, typer.Argument(metavar="PROBLEM_ID", help="A problem of any run of the workspace.")],
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Tell where a problem came from: run, item, seed problems, and why its answer is believed."""
    from mathwright.jobs.runs import explain as explain_problem

    found = explain_problem(flags.workspace_place(workspace), problem_id)
    print_record(found) if as_json else typer.echo(_told(found))


def _told(found: Explanation) -> str:
    if found.seed_of is not None:
        return _told_seed(found.seed_of)
    problem = found.made[0].problem
    lines = [f"{problem.problem_id} ({problem.kind}): {problem.question}", *_indented(problem.solutions), ""]
    believed = problem.evidence
    if believed is not None:
        votes = f", {believed.agreeing} of {believed.of}" if believed.of is not None else ""
        checker = f", compared by {believed.checker}" if believed.checker is not None else ""
        lines.append(f"answer    {problem.answer}, believed by {believed.kind}{votes}{checker}")
        lines += [f"skill     {need.skill}: {need.found}" for need in believed.skills_needed]
    for one in found.made:
        state = f"not let in: {one.refused}" if one.refused else "surplus" if one.surplus else "in the dataset"
        lines.append(f"made by   {one.recipe}, run {one.run_id}, pass {one.pass_name}, place {one.place:,}: {state}")
    for parent in found.parents:
        seed = parent.seed_problem
        told = f"{seed.source}, {seed.origin}: {seed.question}" if seed else "not among the seed problems read now"
        lines += [f"made from {parent.problem_id}, {told}", *(_indented(seed.solutions) if seed else [])]
    if found.unread is not None:
        lines.append(f"the seed problems cannot be read: {found.unread}")
    return "\n".join(lines)


def _told_seed(found: SeedOf) -> str:
    seed = found.problem
    return "\n".join(
        [
            f"{seed.problem_id}: {seed.question}",
            *_indented(seed.solutions),
            "",
            f"a seed problem of run {found.run_id} ({seed.origin or seed.source})",
        ]
    )


def _indented(solutions: tuple[str, ...]) -> list[str]:
    return [f"          {line}" for line in (solutions[0] if solutions else "").splitlines()]


@commands.command(epilog="Try: mathwright runs retry RUN_ID --step reply")
def retry(
    run_id: RunId,
    step: Annotated[str | None, typer.Option("--step", metavar="STEP", help="Items that this step refused.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Items with this in the reason of their refusal.")
    ] = None,
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Take rejected items up again: the calls that led to the refusal are asked anew by the next make of the run.

    The calls before them come from the ledger and cost nothing.
    """
    from mathwright.jobs.retry import retry_run

    found = retry_run(flags.workspace_place(workspace), run_id, step=step, reason=reason)
    if as_json:
        print_record(found)
        return
    passes = ", ".join(f"{items:,} of pass {name}" for name, items in found.by_pass.items())
    typer.echo(f"taken up again: {found.items:,} items ({passes}), {found.calls:,} calls to ask anew")
    say("carry them out with the same make command as before")


@commands.command(epilog="Try: mathwright runs rm RUN_ID")
def rm(run_id: RunId, workspace: flags.Workspace = None) -> None:
    """Remove a run and its payloads from the workspace; datasets already written stay."""
    from mathwright.jobs.runs import remove_run

    removed = remove_run(flags.workspace_place(workspace), run_id)
    size = file_size(removed.bytes_in_database + removed.bytes_in_shards)
    typer.echo(f"removed {removed.run_id}: {removed.let_in:,} problems, {size}")
    say("the database file shrinks with: mathwright runs compact")


@commands.command(epilog="Try: mathwright runs compact")
def compact(workspace: flags.Workspace = None) -> None:
    """Give the disk back what removed runs and finished shards left free."""
    from mathwright.jobs.runs import compact as compact_workspace

    sizes = compact_workspace(flags.workspace_place(workspace))
    before, after = (file_size(size.database + size.shards) for size in sizes)
    typer.echo(f"{before} before, {after} after")

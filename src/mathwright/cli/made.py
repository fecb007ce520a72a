"""What is told of a run: how it ended and where its dataset lies, or what it would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from mathwright.cli.failures import PARTIAL
from mathwright.cli.talk import say, table

if TYPE_CHECKING:
    from mathwright.jobs.estimate import Amount, Estimate
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
SHORT_TOLD = 5


def tell_run(made: MadeRun) -> None:
    """Print what a run wrote, and where."""
    say(f"{made.published.made:,} problems from {made.seeds:,} seed problems in {made.seconds:.1f} s")
    if made.bad_rows:
        say(f"{made.bad_rows:,} bad rows of the seed problems were left out")
    for reason, seeds in made.doubted.items():
        say(f"{seeds:,} seed problems were left out: {reason}; see mathwright audit list")
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


def end_with(made: MadeRun) -> None:
    """End with exit code 3 where a run made less than was wanted."""
    rows, wanted = made.published.made, made.published.wanted
    _tell_short(made.published)
    if rows < wanted:
        ending = made.published.ending
        never = _never_came(made.published) if ending in ("exhausted", "gave_up") else None
        why = made.stopped or never or WHY[ending].format(most_items=made.published.most_items)
        if made.next_steps:
            why = "replies are wanted; the lines above say how to bring them"
        refused = list(made.published.refused.items())[:REASONS_TOLD] if ending != "no_program" else []
        say(f"{rows:,} of {wanted:,} wanted: {why}" + ("; what refused most:" if refused else ""))
        for reason, items in refused:
            say(f"  {items:,} items refused in {reason}")
        raise typer.Exit(PARTIAL)


def _tell_short(published: Published) -> None:
    """Print which quotas are not filled."""
    short = published.short
    for one in short[:SHORT_TOLD]:
        say(f"quota short: {one.trait.replace('_', ' ')} {one.name}: {one.let_in:,} of at least {one.at_least:,}")
    if len(short) > SHORT_TOLD:
        say(f"quota short: {len(short) - SHORT_TOLD:,} more; the report has all counts")


def _never_came(published: Published) -> str | None:
    """What to do about a quota for a value that no problem has; None where each has some."""
    lost = next((one for one in published.short if not one.let_in), None)
    if lost is None:
        return None
    values = published.came.get(lost.trait, ())
    named = ", ".join(values[:SHORT_TOLD]) + (f" and {len(values) - SHORT_TOLD:,} more" if values[SHORT_TOLD:] else "")
    trait = lost.trait.replace("_", " ")
    came = f"those that came: {named}" if values else "nor any other, as its places were kept"
    return f'no problem of {trait} "{lost.name}" came ({came}). Mend admit.quotas.{lost.trait}, or give it more seeds'


def tell_resolved(resolved: Resolved) -> None:
    """Print what a run would do: a run file, whose comments hold the rest."""
    typer.echo(resolved.config)
    head = f"# run {resolved.run_id}: {resolved.seeds:,} seed problems"
    if resolved.model_calls == 0:
        typer.echo(f"{head}, 0 model calls, cost 0")
    elif resolved.estimate is None:
        typer.echo(f"{head}; how many model calls is not known yet")
        typer.echo("# --dry-run --sample 5 makes 5 problems first, with paid calls, and tells what the run will cost")
    else:
        typer.echo(head)
        for line in _estimate_lines(resolved.estimate):
            typer.echo(f"# {line}".rstrip())
    typer.echo(f"# gives up after {resolved.most_items:,} items of the pass {resolved.endless_pass}")
    for reason, seeds in resolved.doubted.items():
        say(f"note  {seeds:,} seed problems are left out: {reason}; see mathwright audit list")
    for warning in resolved.warnings:
        say(f"note  {warning}")


def _estimate_lines(found: Estimate) -> list[str]:
    from mathwright.teachers.money import told_usd

    money = "cost unknown" if found.paid_nano_usd is None else told_usd(found.paid_nano_usd)
    paid = f"{found.paid_calls:,} calls, {money}"
    if found.basis == "sample":
        basis = f"a sample: {found.problems:,} problems from {found.seeds:,} seed problems, run {found.run_id}"
        paid = f"the sample paid {paid}; the run does not pay again what it asks alike"
    else:
        basis = f"what this run has done so far: {found.problems:,} problems"
        paid = f"of this it has paid {paid}"
    head = ["", "calls", "likely", "input tokens", "output tokens", "cost", "likely"]
    rows = [
        _amounts(one.name, one.calls, one.input_tokens, one.output_tokens, one.cost_nano_usd) for one in found.passes
    ]
    rows.append(_amounts("all", found.calls, found.input_tokens, found.output_tokens, found.cost_nano_usd))
    notes = ["likely: by the spread between the items measured, in 19 of 20 cases"]
    if any(one.measured == 1 for one in found.passes):
        notes.append("one item alone shows no spread: there it is half to twice as much")
    if found.cost_nano_usd is None:
        notes.append("the price of a model is unknown: set price = { input = 0.15, output = 0.6 } in its role")
    return [f"estimate from {basis}", *table(head, rows).splitlines(), *notes, paid]


def _amounts(name: str, calls: Amount, input_tokens: Amount, output_tokens: Amount, cost: Amount | None) -> list[str]:
    from mathwright.teachers.money import told_usd

    money = ["unknown", ""] if cost is None else [told_usd(cost.expected), _range(cost, told_usd)]
    tokens = [_round(one.expected) for one in (input_tokens, output_tokens)]
    return [name, _round(calls.expected), _range(calls, _round), *tokens, *money]


def _range(amount: Amount, told: Callable[[int], str]) -> str:
    """Empty where nothing is left open."""
    return "" if amount.low == amount.high else f"{told(amount.low)} to {told(amount.high)}"


def _round(number: int) -> str:
    """To three digits that count: more would promise what no estimate holds."""
    return f"{round(number, min(0, 3 - len(str(number)))):,}"

"""``mathwright ledger``: what was paid, one call of it, and why a call was not found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mathwright.cli import flags
from mathwright.cli.talk import file_size, print_record, table

if TYPE_CHECKING:
    from mathwright.jobs.why_miss import WhyMiss
    from mathwright.store.budget import BudgetState
    from mathwright.store.ledger_reading import LedgerCall
    from mathwright.store.ledger_statistics import CallSums, LedgerStatistics

commands = typer.Typer(
    help="What was paid to models: totals, one call, and why a call was asked again.",
    epilog="Try: mathwright ledger stats",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NANO = 1_000_000_000
UNKNOWN = "unknown"


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(commands, name="ledger")


@commands.command(epilog="Try: mathwright ledger stats --json")
def stats(workspace: flags.Workspace = None, as_json: flags.AsJson = False) -> None:
    """Sum the calls by prompt, model and way: unusable replies, tokens, cost, latency; and the budgets of the runs."""
    from mathwright.jobs.ledger import ledger_statistics

    found = ledger_statistics(flags.workspace_place(workspace))
    print_record(found) if as_json else typer.echo(_told_statistics(found))


@commands.command(epilog="Try: mathwright ledger show 3f9a")
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of a call, or its first four digits or more.")],
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Show one call whole: what was sent, what came back, what it cost."""
    from mathwright.jobs.ledger import show_call

    found = show_call(flags.workspace_place(workspace), key)
    print_record(found) if as_json else typer.echo(_told_call(found))


@commands.command("why-miss", epilog="Try: mathwright ledger why-miss 3f9a")
def why_miss(
    call: Annotated[
        str,
        typer.Argument(metavar="CALL", help="The key of a call or its beginning, or a file with a request of a wave."),
    ],
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Name the fields in which a call differs from the nearest other one, which is why it was not found."""
    from mathwright.jobs.ledger import why_miss as find_why

    found = find_why(flags.workspace_place(workspace), call)
    print_record(found) if as_json else typer.echo(_told_miss(found))


@commands.command("import", epilog="Try: mathwright ledger import waves/wave-001.replies.jsonl")
def import_replies(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Replies to waves, as vllm run-batch or OpenAI writes them.")
    ],
    workspace: flags.Workspace = None,
    as_json: flags.AsJson = False,
) -> None:
    """Keep the replies to waves of a run with --offline; its next run takes them up. A second time changes nothing."""
    from mathwright.jobs.offline import import_files

    found = import_files(flags.workspace_place(workspace), files)
    print_record(found) if as_json else typer.echo("\n".join(found.lines()))


def _told_statistics(found: LedgerStatistics) -> str:
    if not found.total.calls:
        return "no calls yet"
    rows = [[one.prompt, one.model, one.way, *_sums(one.sums)] for one in found.groups]
    head = ["prompt", "model", "way", "calls", "unusable", "input", "cached", "output", "reasoning", "cost"]
    head += ["p50 ms", "p95 ms", "tries"]
    parts = [table(head, [*rows, ["all", "", "", *_sums(found.total)]])]
    faults = [
        [one.prompt, one.model, one.way, fault.fault, f"{fault.calls:,}"]
        for one in found.groups
        for fault in one.sums.faults
    ]
    if faults:
        parts.append(table(["prompt", "model", "way", "unusable because", "calls"], faults))
    if found.budgets:
        parts.append(table(["run", "budget", "cap", "spent", "reserved"], [_budget(one) for one in found.budgets]))
    total = found.total
    sizes = file_size(found.packed_bytes), file_size(found.database_bytes)
    notes = [f"{sizes[0]} of requests and replies in a database of {sizes[1]}"]
    for number, what in (
        (total.retired, "retired calls, paid and counted above, but asked anew when wanted"),
        (total.tokens_unknown, "calls missing from the tokens, since their server did not say"),
        (total.cost_unknown, "calls missing from the cost, since their price or their number of tokens is unknown"),
    ):
        notes += [f"{what}: {number:,}"] if number else []
    return "\n\n".join([*parts, "\n".join(notes)])


def _sums(sums: CallSums) -> list[str]:
    tokens = (sums.input_tokens, sums.cached_tokens, sums.output_tokens, sums.reasoning_tokens)
    unknown = sums.tokens_unknown == sums.calls
    return [
        f"{sums.calls:,}",
        f"{sums.unusable:,}",
        *(UNKNOWN if unknown else f"{number:,}" for number in tokens),
        _usd(sums.cost_nano_usd) + (" + ?" if sums.cost_nano_usd is not None and sums.cost_unknown else ""),
        f"{sums.latency_p50_ms:,}",
        f"{sums.latency_p95_ms:,}",
        f"{sums.tries:,}",
    ]


def _budget(one: BudgetState) -> list[str]:
    in_usd = one.name.endswith("usd")
    amounts = (one.cap, one.spent, one.reserved)
    return [one.run_id, one.name, *(_usd(amount) if in_usd else f"{amount:,}" for amount in amounts)]


def _usd(nano: int | None) -> str:
    return UNKNOWN if nano is None else f"${nano / NANO:.4f}"


def _told_call(found: LedgerCall) -> str:
    from mathwright.jobs.why_miss import messages_of, readable_reply

    tokens = (found.input_tokens, found.cached_tokens, found.output_tokens, found.reasoning_tokens)
    told = [UNKNOWN if number is None else f"{number:,}" for number in tokens]
    model = f"{found.model} at {found.base_url} ({found.provider})"
    rows = [
        ("key", found.key + (" (retired: it is not found any more)" if found.retired else "")),
        ("prompt", f"{found.prompt}, template {found.template}, draw {found.draw}"),
        ("model", model + (f", served as {found.served_model}" if found.served_model else "")),
        ("run", f"{found.run or 'none'}, role {found.role or 'none'}, {found.way}, {_time(found.created)}"),
        ("tokens", f"input {told[0]} (cached {told[1]}), output {told[2]} (reasoning {told[3]})"),
        ("cost", _usd(found.cost_nano_usd) + (f", price of {found.priced}" if found.priced else "")),
        ("time", f"{found.latency_ms:,} ms, tries {found.tries}, request id {found.request_id or 'none'}"),
        ("usable", f"no: {found.fault}" if found.fault else "yes"),
    ]
    lines = [f"{name:<8}{value}" for name, value in rows]
    for message in messages_of(found):
        lines += ["", f"--- {message.role}", message.content]
    reply = readable_reply(found)
    if reply.reasoning:
        lines += ["", "--- reasoning", reply.reasoning]
    return "\n".join([*lines, "", f"--- reply ({reply.finish})", reply.text])


def _time(seconds: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _told_miss(found: WhyMiss) -> str:
    if found.nearest is None:
        return f"{found.asked}: the ledger holds no other call of its prompt"
    near = found.nearest
    lines = [f"{found.asked}: " + ("kept, so it is found" if found.kept else "not in the ledger")]
    lines.append(f"nearest: {near.key} ({near.prompt}, {near.model}, run {near.run or 'none'})")
    if near.retired:
        lines.append("the nearest is retired: it is not found any more, so it is asked anew")
    for one in found.differences:
        lines += [f"{one.field} differs", f"  nearest  {one.stored or '-'}", f"  this     {one.asked or '-'}"]
    if not found.differences:
        lines.append("no field differs")
    if found.not_told:
        lines.append(f"not told by the file: {', '.join(found.not_told)}")
    return "\n".join(lines)

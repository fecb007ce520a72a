"""``mathwright verify``: replies against gold answers, and how good the checker is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mathwright.cli import flags
from mathwright.cli.talk import print_record, progress, say, table

if TYPE_CHECKING:
    from mathwright.jobs.verify import VerifyTable
    from mathwright.jobs.verify_rows import RowSettings
    from mathwright.verify.self_test import Score

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE.jsonl", help="Rows with gold and reply (.gz too; -: standard input)."),
]
Output = Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Where the rows go. Default: stdout.")]
Gold = Annotated[str, typer.Option("--gold", metavar="COLUMN", help="Column of the gold answer.")]
Reply = Annotated[str, typer.Option("--reply", metavar="COLUMN", help="Column of the reply.")]
Question = Annotated[str, typer.Option("--question", metavar="COLUMN", help="Column of the question, if any.")]
Program = Annotated[str, typer.Option("--program", metavar="COLUMN", help="Column of a Python program to run, if any.")]
Grader = Annotated[
    Literal["mathwright", "mwpbench"],
    typer.Option("--grader", help="mwpbench: the fuzzy matcher of arXiv:2403.02884, for comparison only."),
]
Sandbox = Annotated[
    Literal["monty", "bwrap"], typer.Option("--sandbox", help="Where programs run; bwrap has sympy and numpy.")
]
Details = Annotated[
    bool, typer.Option("--details", help="Write place, confidence, start, candidates and checker as well.")
]
SkipBadRows = Annotated[
    bool, typer.Option("--skip-bad-rows", help="Keep a row that cannot be read as undecided, and go on.")
]
SelfTest = Annotated[
    bool, typer.Option("--self-test", help="Run the shipped cases instead, and print how often the checker is wrong.")
]
Mutations = Annotated[
    bool,
    typer.Option("--mutations", help="FILES are seed problems: check each answer against itself and five mutations."),
]
Judge = Annotated[
    str | None,
    typer.Option("--judge-model", metavar="NAME", help="A model to ask about undecided rows; needs --output."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON: on stdout, with rows in --output.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Try: mathwright verify replies.jsonl --output graded.jsonl")(verify)


def verify(
    files: Files = None,
    output: Output = None,
    gold: Gold = "gold",
    reply: Reply = "reply",
    question: Question = "question",
    program: Program = "program",
    grader: Grader = "mathwright",
    sandbox: Sandbox = "monty",
    details: Details = False,
    skip_bad_rows: SkipBadRows = False,
    workers: flags.Workers = None,
    self_test: SelfTest = False,
    mutations: Mutations = False,
    judge_model: Judge = None,
    provider: flags.Provider = None,
    base_url: flags.BaseUrl = None,
    budget: flags.Budget = None,
    workspace: flags.Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Check replies (bare answers or whole responses) against gold answers: equal, different or undecided.

    Writes each row as it is, with verdict, rule, extracted and ms; the summary goes to stderr.
    """
    if self_test:
        _self_test(files, as_json)
    elif mutations:
        _mutations([Path(name) for name in files or []], as_json)
    else:
        from mathwright.jobs.verify_rows import RowSettings

        settings = RowSettings(
            gold=gold,
            reply=reply,
            question=question,
            program=program,
            grader=grader,
            sandbox=sandbox,
            details=details,
            skip_bad_rows=skip_bad_rows,
        )
        if judge_model is not None and output is None:
            raise typer.BadParameter("--judge-model mends the rows that were written: send them to --output FILE")
        _verify(files or [], output, settings, workers, as_json)
        if judge_model is not None and output is not None:
            role = {"teacher": "model", "model": judge_model, "provider": provider, "base_url": base_url}
            judge = {f"roles.judge.{key}": value for key, value in role.items()}
            _judge(output, settings, judge | {"how.budget": budget or None, "how.workspace": workspace}, as_json)


def _verify(files: list[str], output: Path | None, settings: RowSettings, workers: int | None, as_json: bool) -> None:
    from mathwright.jobs.verify import verify_file

    if len(files) != 1:
        raise typer.BadParameter("name one file with rows to verify (or - for standard input)")
    if as_json and output is None:
        raise typer.BadParameter("--json prints the summary on stdout: send the rows to --output FILE")
    with progress(quiet=as_json) as tell:
        done = verify_file(
            Path(files[0]),
            sys.stdout.buffer if output is None else output,
            settings,
            workers=workers,
            tell=tell,
            warn=lambda fault: say(f"skipped  {fault}"),
        )
    sys.stdout.flush()
    if as_json:
        print_record(done)
    else:
        say(_summary(done, output))


def _judge(path: Path, settings: RowSettings, given: dict[str, Any], as_json: bool) -> None:
    from mathwright.jobs.config import read_run_config
    from mathwright.jobs.judging import judge_undecided
    from mathwright.jobs.spending import told_spending

    with progress(quiet=as_json) as tell:
        done = judge_undecided(path, read_run_config(None, given), settings, tell)
    told = ", ".join(f"{count:,} {state}" for state, count in done.asked.items()) or "nothing to judge"
    say(f"judge {done.judge}: {told}; {done.left:,} rows left; {told_spending(done.spent, 0)}")
    if done.stopped is not None:
        say(f"stopped: {done.stopped}")


def _summary(done: VerifyTable, output: Path | None) -> str:
    share = 100 / max(done.rows, 1)
    rules = list(done.rules.items())
    counts = {"equal": done.equal, "different": done.different, "undecided": done.undecided}
    told = ", ".join(f"{count:,} {state} ({count * share:.1f} %)" for state, count in counts.items())
    lines = [
        f"{done.rows:,} rows: {told}",
        table(["rule", "rows"], [[rule, f"{count:,}"] for rule, count in rules[:12]]),
    ]
    if len(rules) > 12:
        lines.append(f"and {len(rules) - 12:,} rules more (--json has all)")
    if done.programs:
        lines.append("programs: " + ", ".join(f"{count:,} {state}" for state, count in done.programs.items()))
    lines.append(
        f"{done.seconds:.1f} s; a verdict: median {done.ms_median:g} ms, p99 {done.ms_p99:g} ms,"
        f" worst {done.ms_worst:g} ms; {done.checker}"
    )
    if output is not None:
        lines.append(f"written: {output}")
    return "\n".join(lines)


def _self_test(files: list[str] | None, as_json: bool) -> None:
    import json
    from dataclasses import asdict

    from mathwright.verify.self_test import self_test

    if files:
        raise typer.BadParameter("--self-test runs the shipped cases: name no files")
    found = self_test()
    if as_json:
        typer.echo(json.dumps({"checker": found.checker, **asdict(found.all), "kinds": [*map(asdict, found.kinds)]}))
        return
    head = ["kind", "cases", "right", "false equal", "false diff.", "open", "near-misses", "equal"]
    typer.echo(table(head, [_score(score) for score in (*found.kinds, found.all)]))
    near = found.all.near_called_equal / max(found.all.near_misses, 1)
    typer.echo(
        f"{found.checker}: {found.all.right / max(found.all.cases, 1):.1%} right; near-misses called equal: {near:.2%}"
    )
    for case, state in found.wrong:
        say(f"wrong  {case.kind}: {case.a!r} and {case.b!r}: {state}, not {case.state} ({case.why})")


def _score(score: Score) -> list[str]:
    counts = (
        score.cases,
        score.right,
        score.false_equal,
        score.false_different,
        score.left_undecided,
        score.near_misses,
        score.near_called_equal,
    )
    return [score.kind, *(f"{count:,}" for count in counts)]


def _mutations(files: list[Path], as_json: bool) -> None:
    from mathwright.jobs.verify_mutations import mutation_table

    if not files:
        raise typer.BadParameter("name files of seed problems whose answers are to be mutated")
    with progress(quiet=as_json) as tell:
        done = mutation_table(files, tell=tell)
    if as_json:
        print_record(done)
        return
    rows = [
        [row.file, row.mutation, f"{row.answers:,}", f"{row.equal:,}", f"{row.different:,}", f"{row.undecided:,}"]
        for row in done.rows
        if row.answers
    ]
    typer.echo(table(["answers of", "against", "pairs", "equal", "different", "undecided"], rows))
    for pair in done.wrong:
        say(f"{pair.verdict}  {pair.mutation}: {pair.answer!r} and {pair.mutated!r} ({pair.rule}), {pair.origin}")

"""Everything the report page shows, as typed records; ``report.json`` is this, printed.

Texts are clipped and made printable when they enter, so that no draft, however long or hostile, makes
the page unreadable.  Counts are of items unless a field says otherwise.
"""

from __future__ import annotations

from typing import Literal

from mathwright.records import Record

CLIP_CHARACTERS = 4_000
"""Longer texts are cut here; a worked solution of a school problem has 300 to 1,500."""

CLIP_NAME = 160
"""Longer names, reasons, ids and answers are cut here."""


class PassYield(Record):
    """What became of the items of one pass; the input of the funnel."""

    name: str
    """The recipe's name of the pass, such as ``respond``."""
    planned: int
    """Items the pass took up or was to take up."""
    accepted: int
    """Items that came through every step."""
    unfinished: int = 0
    """Items left for the next run."""
    rejected: dict[str, dict[str, int]]
    """Step to reason to items refused; the steps in the order an item meets them."""
    not_tested: tuple[str, ...] = ()
    """Steps that cannot fail with this teacher, and are therefore no evidence."""


class Count(Record):
    """One bar or one line of a table."""

    label: str
    count: int


class StepFunnel(Record):
    """One step of a pass, met by ``entered`` items."""

    name: str
    entered: int
    rejected: int
    reasons: tuple[Count, ...]
    """Most frequent first, then by name; they sum to ``rejected``."""


class PassFunnel(Record):
    """One pass: planned = accepted + unfinished + not_taken_up + the rejected of its steps."""

    name: str
    planned: int
    accepted: int
    unfinished: int
    not_taken_up: int
    """Planned items without an outcome, for example beyond the first N that were asked for."""
    steps: tuple[StepFunnel, ...]
    not_tested: tuple[str, ...]


class Coverage(Record):
    """How many problems carry each label: the most frequent ones, and the rest summed."""

    distinct: int
    """Number of different labels, shown or not."""
    shown: tuple[Count, ...]
    rest_labels: int
    rest_count: int
    """Sum over the labels that are not shown."""
    without: int
    """Problems that carry no label at all."""


class ProblemExample(Record):
    """One accepted problem, drawn at random."""

    problem_id: str
    question: str
    solution: str
    """The first worked text, calculator annotations and the ``####`` line taken out for reading."""
    raw_solutions: tuple[str, ...]
    """All worked texts as published."""
    answer: str
    source: str
    kind: str | None
    parents: tuple[str, ...]
    concepts: tuple[str, ...]
    evidence: str | None
    """In words, such as ``vote, 7 of 10``."""
    operations: int | None
    """Operation steps of its program or of its annotations; None where neither is known."""


class RejectedExample(Record):
    """One refused item, drawn at random."""

    item_id: str
    reason: str
    draft: str | None


class StepExamples(Record):
    """A few refused items of one step."""

    pass_name: str
    step: str
    rejected: int
    """How many the examples were drawn from."""
    examples: tuple[RejectedExample, ...]


class ReportData(Record):
    """The whole report."""

    format: Literal["mathwright-report/1"] = "mathwright-report/1"
    title: str
    recipe: str
    run_seed: int
    date: str | None
    """As the caller printed it; None keeps the page free of the clock."""
    problems: int
    """Rows of the published dataset."""
    rejected: int
    """Rows of ``rejected.jsonl``."""
    passes: tuple[PassFunnel, ...]
    admit_refused: tuple[Count, ...]
    """What ``admit`` kept out, by reason: duplicates, caps, contamination."""
    skills: Coverage
    topics: Coverage
    operations: Coverage
    """Labels are ``1 step``, ``2 steps``, …, in that order."""
    kinds: tuple[Count, ...]
    sources: tuple[Count, ...]
    answer_kinds: tuple[Count, ...]
    negative_answers: int
    """Answers below zero, whatever their kind."""
    evidence: tuple[Count, ...]
    accepted_examples: tuple[ProblemExample, ...]
    rejected_examples: tuple[StepExamples, ...]


def printable(text: str, at_most: int = CLIP_CHARACTERS) -> str:
    """The text, cut to ``at_most`` characters and encodable as UTF-8; what was cut is said at its end."""
    kept = text[:at_most].encode("utf-8", "backslashreplace").decode("utf-8")
    return kept if len(text) <= at_most else f"{kept}… [{len(text) - at_most:,} more characters]"


def printable_name(text: str) -> str:
    """The same for a name, a reason or an id: at most CLIP_NAME characters."""
    return printable(text, CLIP_NAME)

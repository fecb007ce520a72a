"""Everything the report page shows, as typed records; ``report.json`` is this, printed.

Texts are clipped and made printable when they enter, so that no draft, however long or hostile, makes
the page unreadable.  Counts are of items unless a field says otherwise.
"""

from __future__ import annotations

from typing import Literal

from mathwright.concepts.saturation import Saturation
from mathwright.curate.quotas import QuotaStanding
from mathwright.publish.costs import ReportedCalls
from mathwright.publish.report.connections import GraphFacts
from mathwright.publish.report.counts import Count
from mathwright.publish.report.pairs import SkillPairs
from mathwright.publish.report.variety import VarietyReport
from mathwright.records import CheckerScore, Record


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
    criteria_not_tested: tuple[str, ...] = ()
    """``step: criteria`` that cannot fail with this teacher, of steps that can by others."""


class StepFunnel(Record):
    """One step of a pass, met by ``entered`` items."""

    name: str
    entered: int
    rejected: int
    reasons: tuple[Count, ...]
    """Most frequent first, then by name; they sum to ``rejected``."""
    tested: bool = True
    """False where nothing that this teacher writes can be refused here: coming through is then no evidence."""


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
    """Steps that cannot fail with this teacher, and have not."""
    criteria_not_tested: tuple[str, ...] = ()
    """``step: criteria`` that cannot fail with this teacher, of steps that can by others."""


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


class Standing(Record):
    """How far a run has come."""

    state: str
    """``complete``; ``exhausted`` (the plan ended first), ``gave_up`` (too few items came through), ``no_program``
    (none could be read from the seed problems); or one that is not finished, such as ``interrupted``."""
    let_in: int
    """Problems of the run's result."""
    wanted: int


class AddedSeeds(Record):
    """Seed problems published behind the made ones."""

    rows: int
    left_out: tuple[Count, ...]
    """Why others are not, most frequent first."""


class ReportData(Record):
    """The whole report."""

    format: Literal["mathwright-report/1"] = "mathwright-report/1"
    title: str
    recipe: str
    run_seed: int
    date: str | None
    """As the caller printed it; None keeps the page free of the clock."""
    problems: int
    """Made problems of the published dataset; every count of problems below is of these."""
    rejected: int
    """Rows of ``rejected.jsonl``."""
    hard_pool: int = 0
    """Rows of ``hard_pool.jsonl``."""
    standing: Standing | None = None
    """None where nobody said how the run stands."""
    added_seeds: AddedSeeds | None = None
    """None where the dataset was to hold made problems only."""
    passes: tuple[PassFunnel, ...]
    admit_refused: tuple[Count, ...]
    """What ``admit`` kept out, by reason: duplicates, caps, contamination."""
    skills: Coverage
    topics: Coverage
    knowledge_points: Coverage
    operations: Coverage
    """Labels are ``1 step``, ``2 steps``, …, in that order."""
    kinds: tuple[Count, ...]
    sources: tuple[Count, ...]
    answer_kinds: tuple[Count, ...]
    negative_answers: int
    """Answers below zero, whatever their kind."""
    evidence: tuple[Count, ...]
    agreement: tuple[Count, ...] = ()
    """Problems whose answer was voted on, by how many draws agree: ``3 of 4``."""
    wrong_steps: int = 0
    """Draws that end in a problem's answer by steps that do not hold, and were dropped."""
    skills_needed: tuple[Count, ...] = ()
    """Problems by what came of forbidding their skills; empty where nobody asked."""
    checkers: tuple[Count, ...] = ()
    """Problems by the version of the checker that compared their answers."""
    checker_score: CheckerScore | None = None
    """How the present checker does on planted errors; None where no answer was compared by it."""
    pairs: SkillPairs | None = None
    """None where the recipe pairs no skills."""
    concept_graph: GraphFacts | None = None
    """None where the recipe has none."""
    saturation: Saturation | None = None
    """How near the graph's compositions are to being used up; None where the recipe walks no graph."""
    variety: VarietyReport | None = None
    """How varied and how hard it is; None where nothing was made."""
    quotas: tuple[QuotaStanding, ...] = ()
    """How each value that a quota is about stands, the shortest first; empty, and left out of ``report.json``, where
    the run has no quotas."""
    accepted_examples: tuple[ProblemExample, ...]
    rejected_examples: tuple[StepExamples, ...]
    calls: ReportedCalls | None = None
    """None, and left out of ``report.json``, where no model was asked."""

"""The report's data, gathered in one pass over the problems and the rejected rows, in flat memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random

from mathwright.concepts.survey import ConceptSurvey
from mathwright.curate.difficulty import difficulty, shape_of
from mathwright.curate.diversity_sample import Reservoir
from mathwright.errors import UsageError
from mathwright.publish.columns import RejectedRow
from mathwright.publish.costs import ReportedCalls
from mathwright.publish.report.belief import Belief
from mathwright.publish.report.connections import graph_facts
from mathwright.publish.report.counts import Count, ranked
from mathwright.publish.report.data import (
    AddedSeeds,
    Coverage,
    PassFunnel,
    PassYield,
    ProblemExample,
    RejectedExample,
    ReportData,
    Standing,
    StepExamples,
    StepFunnel,
)
from mathwright.publish.report.labels import (
    answer_kind,
    evidence_words,
    is_negative,
    operation_label,
    readable_solution,
)
from mathwright.publish.report.pairs import skill_pairs
from mathwright.publish.report.text import printable, printable_name
from mathwright.publish.report.variety import FiguresTally, VarietyReport, compared
from mathwright.records import CheckerScore, Concept, Problem
from mathwright.verify.known_score import known_score

ACCEPTED_EXAMPLES = 10
REJECTED_EXAMPLES = 3
COVERAGE_SHOWN = 30


class ReportTally:
    """Counts problems and rejected rows as they stream by, for callers that publish in the same sweep."""

    def __init__(self, run_seed: int) -> None:
        """An empty tally whose random examples depend on ``run_seed`` and the order of the streams."""
        self._run_seed = run_seed
        self._accepted: Reservoir[Problem] = Reservoir(ACCEPTED_EXAMPLES, Random(f"{run_seed}:report"))
        self._rejected: dict[tuple[str, str], Reservoir[RejectedRow]] = {}
        self._labels: dict[str, Counter[str]] = {
            name: Counter() for name in ("skill", "topic", "knowledge_point", "kind", "source", "answer", "evidence")
        }
        self._belief = Belief()
        self._figures = FiguresTally(run_seed)
        self._without: Counter[str] = Counter()
        self._nothing_named = 0
        self._operations: Counter[int] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._negative = 0
        self._kept = 0

    @property
    def problems(self) -> int:
        """Problems counted."""
        return self._accepted.seen

    def watch(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The same problems, each counted as it passes."""
        for problem in problems:
            self.add(problem)
            yield problem

    def watch_rejected(self, rows: Iterable[RejectedRow]) -> Iterator[RejectedRow]:
        """The same rejected rows, each counted as it passes."""
        for row in rows:
            self.add_rejected(row)
            yield row

    def add(self, problem: Problem) -> None:
        """Count one published problem."""
        self._accepted.offer(problem)
        labels = self._labels
        labels["kind"][problem.kind or "taken as it is"] += 1
        labels["source"][problem.source] += 1
        answer, negative = _answer_told(problem.answer)
        labels["answer"][answer] += 1
        labels["evidence"][problem.evidence.kind if problem.evidence else "none"] += 1
        if problem.evidence is not None:
            self._belief.add(problem.evidence)
        self._negative += negative
        self._add_concepts(problem.concepts)
        known = difficulty(problem)
        self._figures.add(problem, known)
        if known.steps is None:
            self._without["operations"] += 1
        else:
            self._operations[known.steps] += 1

    def _add_concepts(self, concepts: Sequence[Concept]) -> None:
        if not concepts:
            self._nothing_named += 1
            return
        named = {(concept.kind, concept.name) for concept in concepts}
        for kind, name in named:
            self._labels[kind][name] += 1
        skills = sorted(name for kind, name in named if kind == "skill")
        if len(skills) == 2:
            self._pairs[skills[0], skills[1]] += 1
        for missing in {"skill", "topic", "knowledge_point"} - {kind for kind, _ in named}:
            self._without[missing] += 1

    def add_rejected(self, row: RejectedRow) -> None:
        """Count one rejected row."""
        key = (row.pass_name, row.step)
        if key not in self._rejected:
            chance = Random(f"{self._run_seed}:report:{row.pass_name}:{row.step}")
            self._rejected[key] = Reservoir(REJECTED_EXAMPLES, chance)
        self._rejected[key].offer(row)
        self._kept += row.kept is not None

    def report(
        self,
        title: str,
        recipe: str,
        yields: Sequence[PassYield],
        admit_refused: Mapping[str, int],
        date: str | None = None,
        *,
        survey: ConceptSurvey | None = None,
        standing: Standing | None = None,
        added_seeds: AddedSeeds | None = None,
        calls: ReportedCalls | None = None,
        seeds: Iterable[Problem] = (),
    ) -> ReportData:
        """What the page shows, ``seeds`` beside.  Raises UsageError if a pass has more outcomes than planned items."""
        survey = survey or ConceptSurvey()
        return ReportData(
            title=printable_name(title),
            recipe=printable_name(recipe),
            run_seed=self._run_seed,
            date=date,
            problems=self.problems,
            rejected=sum(reservoir.seen for reservoir in self._rejected.values()),
            hard_pool=self._kept,
            standing=standing,
            added_seeds=added_seeds,
            passes=tuple(_funnel(pass_yield) for pass_yield in yields),
            admit_refused=ranked(admit_refused),
            skills=self._named("skill"),
            topics=self._named("topic"),
            knowledge_points=self._named("knowledge_point"),
            operations=_operation_coverage(self._operations, self._without["operations"]),
            kinds=ranked(self._labels["kind"]),
            sources=ranked(self._labels["source"]),
            answer_kinds=ranked(self._labels["answer"]),
            negative_answers=self._negative,
            evidence=ranked(self._labels["evidence"]),
            agreement=ranked(self._belief.agreement),
            wrong_steps=self._belief.wrong_steps,
            skills_needed=ranked(self._belief.skills_needed),
            checkers=ranked(self._belief.checkers),
            checker_score=self._checker_score(),
            pairs=skill_pairs(survey.skills, survey.pairs, self._pairs) if survey.skills else None,
            concept_graph=None if survey.graph is None else graph_facts(survey.graph),
            saturation=survey.saturation,
            variety=self._variety(seeds) if self.problems else None,
            accepted_examples=tuple(_problem_example(problem) for problem in self._accepted.sample()),
            rejected_examples=self._rejected_examples(yields),
            calls=calls,
        )

    def _named(self, kind: str) -> Coverage:
        return _coverage(self._labels[kind], self._without[kind] + self._nothing_named)

    def _variety(self, seeds: Iterable[Problem]) -> VarietyReport:
        beside = FiguresTally(self._run_seed)
        for seed in seeds:
            beside.add(seed)
        return compared(self._figures, beside)

    def _checker_score(self) -> CheckerScore | None:
        score = known_score()
        return score if score.checker in self._belief.checkers else None

    def _rejected_examples(self, yields: Sequence[PassYield]) -> tuple[StepExamples, ...]:
        """Steps in the order of the funnel, then those that no pass named, as they were met."""
        named = [(pass_yield.name, step) for pass_yield in yields for step in pass_yield.rejected]
        order = dict.fromkeys([*named, *self._rejected])
        return tuple(
            StepExamples(
                pass_name=printable_name(key[0]),
                step=printable_name(key[1]),
                rejected=self._rejected[key].seen,
                examples=tuple(_rejected_example(row) for row in self._rejected[key].sample()),
            )
            for key in order
            if key in self._rejected
        )


def build_report(
    title: str,
    recipe: str,
    run_seed: int,
    yields: Sequence[PassYield],
    admit_refused: Mapping[str, int],
    problems: Iterable[Problem],
    rejected: Iterable[RejectedRow],
    date: str | None = None,
) -> ReportData:
    """What the page shows, from one sweep over the problems and one over the rejected rows.

    Equal arguments give equal data.  Raises UsageError if a pass has more outcomes than planned items.
    """
    tally = ReportTally(run_seed)
    for problem in problems:
        tally.add(problem)
    for row in rejected:
        tally.add_rejected(row)
    return tally.report(title, recipe, yields, admit_refused, date)


@lru_cache(maxsize=1 << 12)
def _answer_told(answer: str) -> tuple[str, bool]:
    """The kind of an answer, and whether it is negative; kept, since most answers are small numbers."""
    return answer_kind(answer), is_negative(answer)


def _funnel(pass_yield: PassYield) -> PassFunnel:
    entered = pass_yield.planned
    refusing = {step for step, reasons in pass_yield.rejected.items() if any(reasons.values())}
    untested = [step for step in pass_yield.not_tested if step not in refusing]
    steps = []
    for name, reasons in pass_yield.rejected.items():
        refused = sum(reasons.values())
        steps.append(
            StepFunnel(
                name=printable_name(name),
                entered=entered,
                rejected=refused,
                reasons=ranked(reasons),
                tested=name not in untested,
            )
        )
        entered -= refused
    not_taken_up = entered - pass_yield.accepted - pass_yield.unfinished
    if not_taken_up < 0:
        raise UsageError(
            f'pass "{pass_yield.name}": {pass_yield.planned - not_taken_up} outcomes of {pass_yield.planned} planned '
            "items; count every item once"
        )
    return PassFunnel(
        name=printable_name(pass_yield.name),
        planned=pass_yield.planned,
        accepted=pass_yield.accepted,
        unfinished=pass_yield.unfinished,
        not_taken_up=not_taken_up,
        steps=tuple(steps),
        not_tested=tuple(printable_name(step) for step in untested),
        criteria_not_tested=tuple(printable_name(criteria) for criteria in pass_yield.criteria_not_tested),
    )


def _coverage(counts: Mapping[str, int], without: int) -> Coverage:
    return _cut(ranked(counts), without)


def _operation_coverage(counts: Mapping[int, int], without: int) -> Coverage:
    """In the order of the number of steps, not of frequency."""
    bars = tuple(Count(label=operation_label(steps), count=counts[steps]) for steps in sorted(counts))
    return _cut(bars, without)


def _cut(bars: tuple[Count, ...], without: int) -> Coverage:
    shown, rest = bars[:COVERAGE_SHOWN], bars[COVERAGE_SHOWN:]
    rest_count = sum(bar.count for bar in rest)
    return Coverage(distinct=len(bars), shown=shown, rest_labels=len(rest), rest_count=rest_count, without=without)


def _problem_example(problem: Problem) -> ProblemExample:
    first = problem.solutions[0] if problem.solutions else ""
    return ProblemExample(
        problem_id=problem.problem_id,
        question=printable(problem.question),
        solution=printable(readable_solution(first)),
        raw_solutions=tuple(printable(solution) for solution in problem.solutions),
        answer=printable_name(problem.answer),
        source=printable_name(problem.source),
        kind=None if problem.kind is None else printable_name(problem.kind),
        parents=tuple(printable_name(parent) for parent in problem.parents),
        concepts=tuple(dict.fromkeys(printable_name(concept.name) for concept in problem.concepts)),
        evidence=evidence_words(problem.evidence),
        operations=shape_of(problem)[0],
    )


def _rejected_example(row: RejectedRow) -> RejectedExample:
    draft = None if row.draft is None else printable(row.draft)
    return RejectedExample(item_id=printable_name(row.item_id), reason=printable_name(row.reason), draft=draft)

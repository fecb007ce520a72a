"""How varied and how hard a dataset is, in words and beside the seed problems it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from mathwright.curate.difficulty import Difficulty, difficulty
from mathwright.curate.difficulty_tally import DifficultyTable, DifficultyTally, LevelRow
from mathwright.curate.diversity import Variety
from mathwright.curate.diversity_tally import ConceptVariety, Diversity, DiversityTally, Share, seen_of
from mathwright.publish.report.counts import Count
from mathwright.publish.report.text import printable_name, share, thousands
from mathwright.records import Problem, Record

NOUNS = {"skill": "skills", "topic": "topics", "knowledge_point": "knowledge points"}


class Figures(Record):
    """What was measured of one set of problems."""

    diversity: Diversity
    difficulty: DifficultyTable


class VarietyReport(Record):
    """What was measured of a dataset, beside its seed problems."""

    made: Figures
    seeds: Figures | None
    """Of the seed problems, with a Vendi score of equally many; None where they are not known."""


class Figure(Record):
    """One line of the comparison."""

    name: str
    made: str
    seeds: str
    """Empty where the seed problems have none, or are not known."""
    means: str
    """What it says, in a sentence."""


class FiguresTally:
    """Difficulty and diversity of one set of problems, counted as they stream by."""

    def __init__(self, run_seed: int = 0) -> None:
        """Nothing counted yet."""
        self.diversity = DiversityTally(run_seed)
        self.difficulty = DifficultyTally()

    def add(self, problem: Problem, known: Difficulty | None = None) -> None:
        """Count one problem; ``known``: its difficulty, where it has been worked out."""
        self.diversity.add(seen_of(problem))
        self.difficulty.add(difficulty(problem) if known is None else known)

    def figures(self, seed_problems: int | None = None, sample: int | None = None) -> Figures:
        """What was counted; ``sample``: questions for the Vendi score, at most."""
        return Figures(
            diversity=printable_diversity(self.diversity.diversity(seed_problems, sample)),
            difficulty=self.difficulty.table(),
        )


def compared(made: FiguresTally, seeds: FiguresTally | None) -> VarietyReport:
    """Both sets of figures, with Vendi scores of equally many questions."""
    if seeds is None or not seeds.diversity.problems:
        return VarietyReport(made=made.figures(), seeds=None)
    sample = min(made.diversity.sampled, seeds.diversity.sampled)
    return VarietyReport(
        made=made.figures(seeds.diversity.problems, sample), seeds=seeds.figures(sample=sample) if sample else None
    )


def printable_diversity(found: Diversity) -> Diversity:
    """The same with every name cut to what a page can show and a file can hold."""
    concepts = tuple(
        one.model_copy(
            update={
                "most": tuple(_named(name) for name in one.most),
                "least": tuple(_named(name) for name in one.least),
                "most_pairs": tuple(
                    pair.model_copy(update={"names": tuple(printable_name(name) for name in pair.names)})
                    for pair in one.most_pairs
                ),
            }
        )
        for one in found.concepts
    )
    return found.model_copy(update={"by_kind": tuple(_named(kind) for kind in found.by_kind), "concepts": concepts})


def _named(one: Share) -> Share:
    return one.model_copy(update={"name": printable_name(one.name)})


def told_figures(report: VarietyReport) -> list[Figure]:
    """The comparison, line by line."""
    return list(_figures(report.made.diversity, None if report.seeds is None else report.seeds.diversity))


def _figures(made: Diversity, seeds: Diversity | None) -> Iterator[Figure]:
    yield _figure(
        f"Vendi score of {made.sample:,}",
        f"{made.vendi:,.1f}",
        None if seeds is None else f"{seeds.vendi:,.1f}",
        f"So many questions with no word in common would be as varied as {made.sample:,} drawn at random.",
    )
    templates, openings = (None, None) if seeds is None else (seeds.templates, seeds.openings)
    yield from _spread("templates", made.templates, templates, "questions with their numbers masked")
    yield from _spread("openings", made.openings, openings, "the first three words of a question")
    if made.kinds.mentions:
        yield from _spread("kinds", made.kinds, None, "how a problem was made")
    if made.parents.mentions:
        yield from _parents(made)
    for one in made.concepts:
        other = next((found for found in seeds.concepts if found.kind == one.kind), None) if seeds else None
        yield from _concepts(one, other)


def _parents(made: Diversity) -> Iterator[Figure]:
    of = "" if made.seed_problems is None else f" of {made.seed_problems:,}"
    used = f"{made.parents.distinct:,}{of}"
    yield _figure("seed problems used", used, None, "Seed problems that at least one problem was made from.")
    means = "So many seed problems, equally often, would be as varied as the parents of these."
    yield _figure("effective seed problems", f"{made.parents.effective:,.1f}", None, means)


def _concepts(one: ConceptVariety, other: ConceptVariety | None) -> Iterator[Figure]:
    noun = NOUNS[one.kind]
    yield from _spread(noun, one.names, None if other is None else other.names, f"{noun} that problems name")
    beside = None if other is None else f"{other.names.gini:.2f}"
    means = f"Inequality among the {noun}: 0 where all are equally frequent, near 1 where one has nearly all."
    yield _figure(f"Gini of {noun}", f"{one.names.gini:.2f}", beside, means)
    if one.possible_pairs:
        means = f"Pairs of {noun} that come together in a problem, of all pairs of those named."
        yield _figure(f"pairs of {noun}", _pairs(one), None if other is None else _pairs(other), means)


def _pairs(one: ConceptVariety) -> str:
    return f"{one.pairs.distinct:,} of {one.possible_pairs:,}"


def _spread(noun: str, made: Variety, seeds: Variety | None, means: str) -> Iterator[Figure]:
    both = (made,) if seeds is None else (made, seeds)
    means_effective = f"So many {noun}, equally often, would be as varied; the logarithm is their entropy."
    told = (
        (noun, [thousands(one.distinct) for one in both], f"Different ones: {means}."),
        (f"effective {noun}", [f"{one.effective:,.1f} ({one.entropy:.2f} nats)" for one in both], means_effective),
        (f"most frequent of {noun}", [_top(one) for one in both], "Share that the most frequent one has."),
    )
    for name, values, says in told:
        yield _figure(name, values[0], values[1] if len(values) > 1 else None, says)


def _top(one: Variety) -> str:
    return share(round(one.top_share * one.mentions), one.mentions)


def _figure(name: str, made: str, seeds: str | None, means: str) -> Figure:
    return Figure(name=name, made=made, seeds=seeds or "", means=means)


def level_counts(table: DifficultyTable) -> tuple[Count, ...]:
    """Problems by level, for bars, easiest first."""
    return tuple(Count(label=level_label(row), count=row.problems) for row in table.levels)


def level_label(row: LevelRow) -> str:
    """``level 1``, or ``level not known``."""
    return f"level {row.level}"


def mean_words(row: LevelRow) -> str | None:
    """Mean steps and depth, such as ``3.1 steps, 2.6 deep``; None where none is known."""
    return None if row.steps is None or row.depth is None else f"{row.steps:.1f} steps, {row.depth:.1f} deep"


def rate_words(row: LevelRow) -> str | None:
    """The solve rate with its interval, such as ``.83 (.77 to .88)``; None where nobody drew."""
    if row.rate is None or row.low is None or row.high is None:
        return None
    return f"{row.rate:.2f} ({row.low:.2f} to {row.high:.2f})"

"""Concept extraction and merging, the first passes of MathScale (arXiv:2403.02884, sections 2.1 and 2.2).

seed problem ──extract──▶ 1-2 topics, 1-5 knowledge points ──merge──▶ one name a concept
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal

from pydantic import Field

from mathwright.concepts.fractions import kept_seeds
from mathwright.concepts.graph import ConceptGraph, build_graph
from mathwright.concepts.grouping import joined_groups
from mathwright.concepts.synonyms import NameGroup, candidates, renaming
from mathwright.errors import DataError
from mathwright.prompts.mathscale import ExtractConcepts, MergedName, MergeNames, NameSeen, Together
from mathwright.recipes.recipe import REPLY, Pass
from mathwright.records import Accepted, Item, Outcome, Problem, Record, content_id
from mathwright.teachers.teacher import Roles

TOPICS = 2
KNOWLEDGE_POINTS = 5
"""Most of each that a seed problem may have; the first ones of a longer reply stay."""
LONGEST_NAME = 120

Kind = Literal["topic", "knowledge_point"]


class ExtractionConfig(Record):
    """The options of extraction and merging."""

    seed_fraction: float = Field(default=1.0, gt=0, le=1)
    """Share of the seed problems that are used, for ablations; a smaller share is part of a larger one."""
    merge: bool = True
    """Merge names that mean one concept; false leaves them as the paper does."""
    least: int = Field(default=2, ge=1)
    """Seed problems that must carry a concept for it to stay."""


class ExtractItem(Item):
    """One seed problem to read."""

    problem: Problem


class Extracted(Record):
    """The concepts of one seed problem."""

    problem_id: str
    topics: tuple[str, ...]
    knowledge_points: tuple[str, ...]


class MergeItem(Item):
    """Names of one kind that may mean the same."""

    kind: Kind
    names: tuple[NameSeen, ...]
    together: tuple[Together, ...]


class Merged(Record):
    """The names of one call that mean one concept."""

    kind: Kind
    groups: tuple[MergedName, ...]


# --- extract --------------------------------------------------------------------------------------


async def plan_extractions(
    earlier: AsyncIterator[Accepted[Record]], seeds: Sequence[Problem], config: ExtractionConfig, run_seed: int
) -> AsyncIterator[ExtractItem]:
    """Each seed problem once; ``earlier`` is not read."""
    for seed in kept_seeds(seeds, config.seed_fraction, run_seed):
        yield ExtractItem(item_id=content_id("extract", seed.problem_id), problem=seed)


async def extract(item: ExtractItem, roles: Roles, config: ExtractionConfig) -> Outcome[Extracted]:
    """Read topics and knowledge points off one seed problem."""
    reply = await roles.author.ask(ExtractConcepts(problem=item.problem))
    topics, points = named(reply.topics, TOPICS), named(reply.knowledge_points, KNOWLEDGE_POINTS)
    if not topics or not points:
        return item.rejected("extract", "no topic" if not topics else "no knowledge point", item.problem.question)
    return item.accepted(Extracted(problem_id=item.problem.problem_id, topics=topics, knowledge_points=points))


def named(names: Iterable[str], most: int) -> tuple[str, ...]:
    """The first ``most`` different names, their spaces tidied, empty and overlong ones left out."""
    tidy = (" ".join(name.split()) for name in names)
    return tuple(dict.fromkeys(name for name in tidy if 0 < len(name) <= LONGEST_NAME))[:most]


# --- merge ----------------------------------------------------------------------------------------


async def plan_merges(
    earlier: AsyncIterator[Accepted[Extracted]], seeds: Sequence[Problem], config: ExtractionConfig, run_seed: int
) -> AsyncIterator[MergeItem]:
    """For topics, then knowledge points, the groups of names that are worth a look."""
    rows = [outcome.payload async for outcome in earlier]
    lists: dict[Kind, list[tuple[str, ...]]] = {
        "topic": [row.topics for row in rows],
        "knowledge_point": [row.knowledge_points for row in rows],
    }
    for kind, names in lists.items() if config.merge else ():
        for item in merge_items(kind, names):
            yield item


def merge_items(kind: Kind, lists: Sequence[tuple[str, ...]]) -> Iterator[MergeItem]:
    """The groups of look-alike names of one kind, with how often each stands and stands beside another of its group."""
    counts = Counter(name for names in lists for name in names)
    together = Counter(pair for names in lists for pair in combinations(sorted(names), 2))
    for group in candidates(counts):
        beside = [pair for pair in combinations(sorted(group), 2) if pair in together]
        yield MergeItem(
            item_id=content_id("merge", kind, *group),
            kind=kind,
            names=tuple(NameSeen(name=name, count=counts[name]) for name in group),
            together=tuple(Together(first=one, second=two, count=together[one, two]) for one, two in beside),
        )


async def merge(item: MergeItem, roles: Roles, config: ExtractionConfig) -> Outcome[Merged]:
    """Say which of some names mean one concept; names the reply made up, or used twice, are left out."""
    reply = await roles.author.ask(MergeNames(kind=item.kind, names=item.names, together=item.together))
    return item.accepted(Merged(kind=item.kind, groups=tuple(usable(item, reply.groups))))


def usable(item: MergeItem, groups: Iterable[MergedName]) -> Iterator[MergedName]:
    """The groups of two or more names that were shown, each name in the first that claims it."""
    left = {one.name: one.count for one in item.names}
    for group in groups:
        members = tuple(name for name in dict.fromkeys(group.members) if name in left)
        if len(members) < 2:
            continue
        name = group.name if group.name in members else max(members, key=lambda one: left[one])
        yield MergedName(name=name, members=members)
        for member in members:
            del left[member]


# --- what the rows come to ------------------------------------------------------------------------


def rows_of(outcomes: Iterable[Accepted[Record]]) -> list[Extracted]:
    """The extracted concepts under their merged names, from the outcomes of both passes."""
    rows: list[Extracted] = []
    groups: dict[Kind, list[NameGroup]] = {"topic": [], "knowledge_point": []}
    for outcome in outcomes:
        if isinstance(outcome.payload, Extracted):
            rows.append(outcome.payload)
        elif isinstance(outcome.payload, Merged):
            found = outcome.payload.groups
            groups[outcome.payload.kind] += [NameGroup(name=one.name, members=one.members) for one in found]
    topics, points = (renaming(joined_groups(groups[kind])) for kind in ("topic", "knowledge_point"))
    return [
        Extracted(
            problem_id=row.problem_id,
            topics=tuple(dict.fromkeys(topics.get(name, name) for name in row.topics)),
            knowledge_points=tuple(dict.fromkeys(points.get(name, name) for name in row.knowledge_points)),
        )
        for row in rows
    ]


def concept_graph_of(
    rows: Sequence[Extracted],
    least: int,
    topics: Callable[[list[str]], Iterable[str]],
    points: Callable[[list[str]], Iterable[str]],
) -> ConceptGraph:
    """The graph of the concepts that at least ``least`` rows carry and that ``topics`` and ``points`` choose.

    Raises DataError where no topic or no knowledge point is on so many.
    """
    kept_topics = frozenset(topics(frequent([row.topics for row in rows], least, "topic")))
    kept_points = frozenset(points(frequent([row.knowledge_points for row in rows], least, "knowledge point")))
    return build_graph(
        [
            (
                [name for name in row.topics if name in kept_topics],
                [name for name in row.knowledge_points if name in kept_points],
            )
            for row in rows
        ],
        least=least,
    )


def frequent(lists: Sequence[tuple[str, ...]], least: int, what: str) -> list[str]:
    """The names on ``least`` or more of the lists, in alphabetical order.  Raises DataError where there is none."""
    counts = Counter(name for names in lists for name in names)
    found = sorted(name for name, count in counts.items() if count >= least)
    if not found:
        raise DataError(
            f"no {what} is on {least} or more seed problems (seed problems read: {len(lists):,}, {what}s: "
            f"{len(counts):,}, the most frequent on {max(counts.values(), default=0):,}): add seed problems, or lower "
            "options.least"
        )
    return found


EXTRACTION_PASSES = (
    Pass(
        name="extract",
        plan=plan_extractions,
        run=extract,
        item_type=ExtractItem,
        payload_type=Extracted,
        steps=(REPLY, "extract"),
        asks=(ExtractConcepts,),
        untested_symbolically=("extract",),
    ),
    Pass("merge", plan_merges, merge, MergeItem, Merged, (REPLY,), (MergeNames,), (REPLY,), gathers=True),
)
"""From seed problems to concepts with one name each."""

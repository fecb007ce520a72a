"""Skill discovery as metacognition: label, cluster, relabel (Didolkar et al. 2024, arXiv:2405.12205, section 2).

    seed problem ──label──▶ fine skill ──cluster, per subject──▶ coarse skill
         │                                                            │
         └───────────────────────relabel──▶ exemplar check ◀──────────┘ ──▶ skill exemplar repository

Differs from the paper
- The released repository holds near-duplicate names and exemplars that do not fit; names that say the same are joined
  after clustering, and a judge checks that each exemplar needs the skill it is filed under (``check_exemplars``).
- A label may name several skills (``labels``); relabelling keeps one coarse skill, as in the paper.
- At most 200 names go into one call; what several calls group is joined by name.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

from pydantic import Field

from mathwright.concepts.fractions import kept_seeds
from mathwright.concepts.grouping import joined_groups
from mathwright.concepts.labels import computed_labels
from mathwright.concepts.synonyms import NameGroup
from mathwright.prompts.math2 import CheckExemplar, ClusterSkills, LabelSkill, RelabelProblem, SkillCluster
from mathwright.recipes.recipe import REPLY, Pass
from mathwright.records import Accepted, Item, Outcome, Problem, Record, content_id
from mathwright.teachers.teacher import Roles

MOST_NAMES = 200
"""Names in one clustering call."""
SUBJECT = "mathematics"
"""The subject of seed problems whose source names no topic."""
_UNNAMED = re.compile(r"[^a-z0-9]+")


class SkillConfig(Record):
    """The options of skill discovery."""

    seed_fraction: float = Field(default=1.0, gt=0, le=1)
    """Share of the seed problems that are used, for ablations; a smaller share is part of a larger one."""
    labels: int = Field(default=1, ge=1, le=5)
    """Most skills a label may name."""
    check_exemplars: bool = True
    """Ask a judge whether each exemplar fits the skill it is filed under."""


class LabelItem(Item):
    """One seed problem to label."""

    problem: Problem


class Labelled(Record):
    """The fine skills of one seed problem."""

    problem_id: str
    subject: str
    skills: tuple[str, ...]
    """At least one, the main one first."""


class ClusterItem(Item):
    """Fine names of one subject to group."""

    subject: str
    names: tuple[str, ...]


class Clustered(Record):
    """The groups of one call; every name that was asked about is in exactly one."""

    subject: str
    clusters: tuple[SkillCluster, ...]


class RelabelItem(Item):
    """One labelled seed problem and the coarse skills of its subject."""

    problem: Problem
    clusters: tuple[SkillCluster, ...]


class Relabelled(Record):
    """The one coarse skill of a seed problem."""

    problem_id: str
    skill: str
    computed: tuple[str, ...] | None = None
    """The skills that program and words tell of, which say how well it shows its own; None where not looked at."""


def skill_name(text: str) -> str:
    """The name in the form of skills, ``percent_of_a_quantity``; empty where nothing of it is left."""
    return _UNNAMED.sub("_", text.lower()).strip("_")[:80].rstrip("_")


def subject_of(problem: Problem) -> str:
    """The first topic of the seed problem's source, or ``SUBJECT``."""
    return next((concept.name for concept in problem.concepts if concept.kind == "topic"), SUBJECT)


# --- label ----------------------------------------------------------------------------------------


async def plan_labels(
    earlier: AsyncIterator[Accepted[Record]], seeds: Sequence[Problem], config: SkillConfig, run_seed: int
) -> AsyncIterator[LabelItem]:
    """Each seed problem once; ``earlier`` is not read."""
    for seed in kept_seeds(seeds, config.seed_fraction, run_seed):
        yield LabelItem(item_id=content_id("label", seed.problem_id), problem=seed)


async def label(item: LabelItem, roles: Roles, config: SkillConfig) -> Outcome[Labelled]:
    """Name the skills of one seed problem."""
    reply = await roles.author.ask(LabelSkill(problem=item.problem, most=config.labels))
    names = tuple(dict.fromkeys(filter(None, map(skill_name, reply.skills))))[: config.labels]
    if not names:
        return item.rejected("label", "names no skill", item.problem.question)
    problem = item.problem
    return item.accepted(Labelled(problem_id=problem.problem_id, subject=subject_of(problem), skills=names))


# --- cluster --------------------------------------------------------------------------------------


async def plan_clusters(
    earlier: AsyncIterator[Accepted[Labelled]], seeds: Sequence[Problem], config: SkillConfig, run_seed: int
) -> AsyncIterator[ClusterItem]:
    """The names of each subject, in alphabetical order and in equal parts of at most ``MOST_NAMES``."""
    names: dict[str, set[str]] = {}
    async for labelled in earlier:
        names.setdefault(labelled.payload.subject, set()).update(labelled.payload.skills)
    for subject in sorted(names):
        for part in equal_parts(sorted(names[subject]), MOST_NAMES):
            yield ClusterItem(item_id=content_id("cluster", subject, *part), subject=subject, names=part)


def equal_parts(names: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """The names in runs of nearly equal length, none longer than ``most``."""
    parts = -(-len(names) // most)
    for part in range(parts):
        yield tuple(names[part * len(names) // parts : (part + 1) * len(names) // parts])


async def cluster(item: ClusterItem, roles: Roles, config: SkillConfig) -> Outcome[Clustered]:
    """Group the names; those the reply leaves out stand alone, those it made up are left out."""
    reply = await roles.author.ask(ClusterSkills(subject=item.subject, names=item.names))
    claimed = tuple(placed(item.names, reply.clusters))
    if not claimed:
        return item.rejected("cluster", "groups no name that was shown", "\n".join(item.names))
    left = set(item.names).difference(*(one.members for one in claimed))
    alone = tuple(SkillCluster(name=name, members=(name,)) for name in item.names if name in left)
    return item.accepted(Clustered(subject=item.subject, clusters=claimed + alone))


def placed(names: Sequence[str], clusters: Iterable[SkillCluster]) -> Iterator[SkillCluster]:
    """The clusters that have a name, with each name that was shown in the first that claims it."""
    left = set(names)
    for one in clusters:
        members = tuple(name for name in dict.fromkeys(one.members) if name in left)
        name = skill_name(one.name)
        if members and name:
            yield SkillCluster(name=name, members=members)
            left.difference_update(members)


# --- relabel --------------------------------------------------------------------------------------


async def plan_relabels(
    earlier: AsyncIterator[Accepted[Record]], seeds: Sequence[Problem], config: SkillConfig, run_seed: int
) -> AsyncIterator[RelabelItem]:
    """Each labelled seed problem with the coarse skills of its subject."""
    labelled: list[Labelled] = []
    groups: dict[str, list[NameGroup]] = {}
    async for outcome in earlier:
        if isinstance(outcome.payload, Labelled):
            labelled.append(outcome.payload)
        elif isinstance(outcome.payload, Clustered):
            found = (NameGroup(name=one.name, members=one.members) for one in outcome.payload.clusters)
            groups.setdefault(outcome.payload.subject, []).extend(found)
    coarse = {
        subject: tuple(SkillCluster(name=one.name, members=one.members) for one in joined_groups(found))
        for subject, found in groups.items()
    }
    by_id = {seed.problem_id: seed for seed in seeds}
    for one in labelled:
        if one.subject in coarse:
            item_id = content_id("relabel", one.problem_id)
            yield RelabelItem(item_id=item_id, problem=by_id[one.problem_id], clusters=coarse[one.subject])


async def relabel(item: RelabelItem, roles: Roles, config: SkillConfig) -> Outcome[Relabelled]:
    """Give one seed problem its coarse skill, and check that it is a fit example of it."""
    reply = await roles.author.ask(RelabelProblem(problem=item.problem, clusters=item.clusters))
    skill = skill_name(reply.skill)
    if skill not in {one.name for one in item.clusters}:
        return item.rejected("relabel", "names no skill that was shown", item.problem.question)
    if config.check_exemplars and not await exemplar_fits(item.problem, skill, roles):
        return item.rejected("exemplar_check", "exemplar does not fit its skill", item.problem.question)
    # Here, where its program is at hand: who plans the pairs would have to read all programs again.
    labels = computed_labels(item.problem)
    computed = labels.skills if labels else ()
    return item.accepted(Relabelled(problem_id=item.problem.problem_id, skill=skill, computed=computed))


async def exemplar_fits(problem: Problem, skill: str, roles: Roles) -> bool:
    """Whether solving the problem really needs the skill it is filed under."""
    return (await roles.judge.ask(CheckExemplar(problem=problem, skill=skill))).fits


SKILL_PASSES = (
    Pass("label", plan_labels, label, LabelItem, Labelled, (REPLY, "label"), (LabelSkill,), ("label",)),
    Pass(
        "cluster", plan_clusters, cluster, ClusterItem, Clustered, (REPLY, "cluster"), (ClusterSkills,),
        untested_symbolically=(REPLY, "cluster"), gathers=True,
    ),
    Pass(
        "relabel", plan_relabels, relabel, RelabelItem, Relabelled, (REPLY, "relabel", "exemplar_check"),
        (RelabelProblem, CheckExemplar), untested_symbolically=(REPLY, "relabel"), reads=("label",),
    ),
)  # fmt: skip
"""From seed problems to the skill exemplar repository."""

"""Skills, topics and knowledge points of a seed problem, computed from its program and its words.

A skill is told where the program contains what the skill is needed for and the question speaks of it: *discount*
together with a percent that is taken off, *average* together with a sum that is divided.  What a source itself says
comes first.

Source: arXiv:2407.21009 (MATH^2), step 0, where a model names one skill; arXiv:2403.02884 (MathScale), section 2,
where a model names 1-2 topics and 1-5 knowledge points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from mathwright.concepts.exercised import MOST_POINTS, MOST_SKILLS, MOST_TOPICS
from mathwright.concepts.exercised import Labels as Labels
from mathwright.concepts.routes import is_route, route_labels
from mathwright.concepts.shapes import shape_phrases, shapes_of
from mathwright.concepts.vocabulary import Facts, Saying, Skill, facts_of, skills
from mathwright.programs.catalog import template_of
from mathwright.programs.kept import Kept
from mathwright.programs.template import Template
from mathwright.records import Problem

KEPT_FACTS = 20_000
"""Seed problems whose facts and labels are kept in memory; the least recently used goes first."""


def labels_of(problem: Problem) -> Labels | None:
    """The labels of a seed problem; None where nothing is known of it: no program, no routes, no own concepts.

    What the source says comes first and is kept; the program and the question's words fill up what it leaves open.
    """
    own, computed = own_labels(problem), computed_labels(problem)
    if own is None or computed is None:
        return own or computed
    return Labels(
        skills=_first(MOST_SKILLS, own.skills, computed.skills),
        topics=_first(MOST_TOPICS, own.topics, computed.topics),
        knowledge_points=_first(MOST_POINTS, own.knowledge_points, computed.knowledge_points),
        reason=f"The source says so. {computed.reason}",
    )


def own_labels(problem: Problem) -> Labels | None:
    """What the source of the problem says; None where it says nothing."""
    if not problem.concepts:
        return None
    plain = {kind: [c.name for c in problem.concepts if c.kind == kind and not is_route(c.name)] for kind in _KINDS}
    routes = [route_labels(concept.name) for concept in problem.concepts if is_route(concept.name)]
    own = Labels(
        skills=_first(MOST_SKILLS, plain["skill"], *(labels.skills for labels in routes)),
        topics=_first(MOST_TOPICS, plain["topic"], *(labels.topics for labels in routes)),
        knowledge_points=_first(MOST_POINTS, plain["knowledge_point"], *(labels.knowledge_points for labels in routes)),
        reason="The source says so.",
    )
    return own if own.skills or own.topics or own.knowledge_points else None


_KINDS = ("skill", "topic", "knowledge_point")


def computed_labels(problem: Problem) -> Labels | None:
    """The labels that program and words give, whatever the source says; None where there is no program."""
    return _labels(problem)


def _told_by_facts(problem: Problem) -> Labels | None:
    facts = facts_of_problem(problem)
    return labels_from(facts) if facts is not None else None


_labels: Kept[Labels | None] = Kept(_told_by_facts, KEPT_FACTS)


def labels_from(facts: Facts) -> Labels | None:
    """The labels that the facts call for; None where no rule holds."""
    needed = needed_skills(facts)
    if not needed:
        return None
    told = needed[:MOST_SKILLS]
    return Labels(
        skills=tuple(skill.name for skill in told),
        topics=_first(MOST_TOPICS, [skill.topic for skill in told]),
        knowledge_points=_first(MOST_POINTS, *_in_turn(told, facts)),
        reason=_reason(told[0], facts),
    )


def facts_of_problem(problem: Problem) -> Facts | None:
    """What the rules look at, kept once computed; None where the problem has no program."""
    return _facts(problem)


def _computed_facts(problem: Problem) -> Facts | None:
    template = template_of(problem)
    return facts_of(template.text, shapes_of(template)) if isinstance(template, Template) else None


_facts: Kept[Facts | None] = Kept(_computed_facts, KEPT_FACTS)


def needed_skills(facts: Facts) -> list[Skill]:
    """Every skill that the facts call for, the most characteristic first, without those that say nothing new."""
    found = {name: skill for name, skill in skills().items() if rule_holds(skill, facts)}
    kept = {name for name, skill in found.items() if not skill.yields_to & found.keys()}
    specific = [skill for name, skill in found.items() if name in kept and "*" not in skill.yields_to]
    return specific or list(found.values())[:1]


def rule_holds(skill: Skill, facts: Facts) -> bool:
    """Whether one of the alternatives of the skill's rule holds."""
    return any(map(facts.satisfy, skill.when))


def points_of(skill: Skill, facts: Facts) -> list[str]:
    """The knowledge points of the skill that the facts call for; its general one where there is no other."""
    found = [point.name for point in skill.points if not point.when.empty and facts.satisfy(point.when)]
    return found or [point.name for point in skill.points if point.when.empty]


def _in_turn(told: list[Skill], facts: Facts) -> Iterator[list[str]]:
    """The first knowledge point of each skill, then the second of each: five are too few for all."""
    lists = [points_of(skill, facts) for skill in told]
    for place in range(MOST_POINTS):
        yield [points[place] for points in lists if place < len(points)]


def _first(most: int, *groups: Iterable[str]) -> tuple[str, ...]:
    """The first names, each once."""
    return tuple(islice(dict.fromkeys(name for group in groups for name in group), most))


# --- reasons --------------------------------------------------------------------------------------


def _reason(skill: Skill, facts: Facts) -> str:
    """Which operations and words decided for the first label."""
    clause = next(clause for clause in skill.when if facts.satisfy(clause))
    phrases = dict.fromkeys(_phrase(names & facts.shapes) for names in clause.shapes)
    words = dict.fromkeys(f'"{words}"' for entry in clause.words for words in _found(entry, facts))
    told = f"the program {' and '.join(phrases)}"
    said = f", and the question says {' and '.join(words)}" if words else ""
    return f"{skill.name.replace('_', ' ').capitalize()}: {told}{said}."


def _phrase(names: frozenset[str]) -> str:
    """What one of the shapes is called, the first in the order of shapes.toml."""
    return next(phrase for name, phrase in shape_phrases().items() if name in names)


def _found(entry: tuple[Saying, ...], facts: Facts) -> list[str]:
    """The words by which an entry holds; [] where it holds because words are absent."""
    told = (facts.said(saying) for saying in entry if saying.wanted)
    return [words for words in told if words][:1]

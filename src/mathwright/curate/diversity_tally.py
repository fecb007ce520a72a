"""The diversity of a dataset, gathered in one sweep in little memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import NamedTuple

import numpy as np

from mathwright.curate.contamination.words import template_text
from mathwright.curate.diversity import Variety, variety_of
from mathwright.curate.diversity_keys import KeyCounts, NameCounts
from mathwright.curate.diversity_sample import Reservoir
from mathwright.curate.diversity_vendi import vendi_score
from mathwright.curate.exact import hashed
from mathwright.records import ConceptKind, Problem, Record

SAMPLE = 1_000
"""Questions of which the Vendi score is taken."""
OPENING_WORDS = 3
"""Words that begin a question, in which wording shows that varies nothing but the end."""
SHOWN = 5
"""Names and pairs that are told at either end."""

CONCEPT_KINDS: tuple[ConceptKind, ...] = ("skill", "topic", "knowledge_point")


class Seen(NamedTuple):
    """What of a problem its diversity is counted by."""

    question: str
    kind: str | None
    parents: Sequence[str]
    concepts: tuple[Sequence[str], Sequence[str], Sequence[str]]
    """Names of skills, topics and knowledge points, as CONCEPT_KINDS."""


class Share(Record):
    """A name, and the problems that carry it."""

    name: str
    problems: int


class Pair(Record):
    """Two names that came together."""

    names: tuple[str, str]
    problems: int


class ConceptVariety(Record):
    """How evenly the skills, topics or knowledge points of a dataset are used, alone and in pairs."""

    kind: ConceptKind
    names: Variety
    without: int
    """Problems that name none."""
    most: tuple[Share, ...]
    """The most frequent names."""
    least: tuple[Share, ...]
    """The least frequent of the others, rarest first."""
    pairs: Variety
    """Of two names that came together in a problem, over the pairs met."""
    possible_pairs: int
    """Pairs of the names met, whether or not they came together."""
    most_pairs: tuple[Pair, ...]
    """The most frequent pairs."""


class Diversity(Record):
    """How varied a dataset is."""

    problems: int
    vendi: float
    """Vendi score of the sample: so many questions with no word in common would be as varied; 0 without problems."""
    sample: int
    """Questions that the score is taken of; scores compare only at equal numbers."""
    templates: Variety
    """Over questions, numbers masked as a cap per template masks them; ``top_share``: of the most frequent."""
    openings: Variety
    """Over the first words of the questions, numbers masked."""
    kinds: Variety
    """Over how the problems were made, of those that say it."""
    by_kind: tuple[Share, ...]
    """Most frequent first."""
    parents: Variety
    """Over the seed problems that problems were made from, each mention counted."""
    seed_problems: int | None
    """Seed problems there were to make them from; None where that is not known."""
    concepts: tuple[ConceptVariety, ...]
    """Of the kinds of concepts that any problem names."""


class DiversityTally:
    """Counts problems as they stream by.

    Memory: about 70 bytes for each different template, opening, parent and pair, the names of concepts, and SAMPLE
    questions.
    """

    def __init__(self, run_seed: int = 0, sample: int = SAMPLE) -> None:
        """Nothing counted yet; the sample depends on ``run_seed`` and the order of the stream."""
        self._run_seed = run_seed
        self._most = sample
        self._sample: Reservoir[str] = Reservoir(sample, Random(f"{run_seed}:diversity"))
        self._templates, self._openings, self._parents = KeyCounts(), KeyCounts(), KeyCounts()
        self._kinds: Counter[str] = Counter()
        self._concepts = tuple(NameCounts() for _ in CONCEPT_KINDS)

    @property
    def problems(self) -> int:
        """Problems counted."""
        return self._sample.seen

    @property
    def sampled(self) -> int:
        """Questions in the sample."""
        return min(self._sample.seen, self._most)

    def add(self, seen: Seen) -> None:
        """Count one problem."""
        self._sample.offer(seen.question)
        template = template_text(seen.question)
        self._templates.add(hashed(template))
        self._openings.add(_often_hashed(" ".join(template.split(" ", OPENING_WORDS)[:OPENING_WORDS])))
        if seen.kind:
            self._kinds[seen.kind] += 1
        for parent in seen.parents:
            self._parents.add(_often_hashed(parent))
        for counts, names in zip(self._concepts, seen.concepts, strict=True):
            if names:
                counts.add(names)
            else:
                counts.without += 1

    def diversity(self, seed_problems: int | None = None, sample: int | None = None) -> Diversity:
        """What was counted.

        seed_problems: how many there were to make problems from.
        sample: questions for the Vendi score, at most; None: all that were sampled.  They are drawn from the sample.
        """
        templates, openings, parents = (
            variety_of(counts.counted()[1]) for counts in (self._templates, self._openings, self._parents)
        )
        questions = self._questions(sample)
        kinds = sorted(self._kinds.items(), key=lambda one: (-one[1], one[0]))
        return Diversity(
            problems=self.problems,
            vendi=vendi_score(questions),
            sample=len(questions),
            templates=templates,
            openings=openings,
            kinds=variety_of(np.array([count for _, count in kinds], np.int64)),
            by_kind=tuple(Share(name=name, problems=count) for name, count in kinds),
            parents=parents,
            seed_problems=seed_problems,
            concepts=tuple(
                _concept_variety(kind, counts)
                for kind, counts in zip(CONCEPT_KINDS, self._concepts, strict=True)
                if counts.without < self.problems
            ),
        )

    def _questions(self, most: int | None) -> list[str]:
        found = self._sample.sample()
        if most is None or most >= len(found):
            return list(found)
        return Random(f"{self._run_seed}:diversity:{most}").sample(found, most)


@lru_cache(maxsize=1 << 14)
def _often_hashed(text: str) -> int:
    """The hash of what many problems share, kept."""
    return hashed(text)


def seen_of(problem: Problem) -> Seen:
    """What of a problem its diversity is counted by."""
    if not problem.concepts:
        return Seen(problem.question, problem.kind, problem.parents, ((), (), ()))
    names: dict[str, list[str]] = {kind: [] for kind in CONCEPT_KINDS}
    for concept in problem.concepts:
        names[concept.kind].append(concept.name)
    skills, topics, points = names.values()
    return Seen(problem.question, problem.kind, problem.parents, (skills, topics, points))


def _concept_variety(kind: ConceptKind, counts: NameCounts) -> ConceptVariety:
    names = counts.mentions()
    pairs, together = counts.pairs()
    frequent = sorted(range(len(pairs)), key=lambda place: (-int(together[place]), pairs[place]))[:SHOWN]
    return ConceptVariety(
        kind=kind,
        names=variety_of(np.array([count for _, count in names], np.int64)),
        without=counts.without,
        most=tuple(Share(name=name, problems=count) for name, count in names[:SHOWN]),
        least=tuple(Share(name=name, problems=count) for name, count in names[SHOWN:][: -SHOWN - 1 : -1]),
        pairs=variety_of(together),
        possible_pairs=len(names) * (len(names) - 1) // 2,
        most_pairs=tuple(Pair(names=pairs[place], problems=int(together[place])) for place in frequent),
    )

"""Seed problems by their concepts, handed out with a composition as examples and as material (arXiv:2403.02884)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from mathwright.concepts.compositions import Composition
from mathwright.concepts.graph import ConceptGraph
from mathwright.concepts.nearest import Nearest
from mathwright.programs.kept import Latest
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import ExamineProblem, WriteProblem
from mathwright.recipes.extraction import Extracted
from mathwright.records import Concept, Item, Problem, content_id

MATERIAL = 12
"""Seed problems of each knowledge point that an author of code may draw on."""
MATERIAL_OF_MANY = 48
"""The same where one composition serves many draws: a chain that can be told many times is harder to find."""

Names = tuple[str, ...]
Problems = tuple[Problem, ...]


class CompositionItem(Item):
    """One composition, in one round."""

    round: int
    """0 for a new composition; each later round uses all of them again."""
    draw: int = 0
    """Which of the round's draws of the composition."""
    topics: tuple[str, ...]
    knowledge_points: tuple[str, ...]
    """In the order walked."""
    examples: tuple[Problem, ...]
    """The nearest seed problems by Jaccard distance between sets of knowledge points, nearest first."""
    material: tuple[tuple[Problem, ...], ...]
    """For each knowledge point some seed problems that exercise it, with their concepts."""

    def at(self, draw: int) -> CompositionItem:
        """Another draw of the same composition, in the same round; it shares all but its id as objects."""
        if draw == self.draw:
            return self
        return self.model_copy(update={"item_id": content_id(self.item_id, str(draw)), "draw": draw})


def prompt_of(item: CompositionItem, draws: int) -> WriteProblem:
    """What an author is asked for a composition: one prompt for all draws, as it holds hundreds of seed problems."""
    return _prompt(item.topics, item.knowledge_points, item.examples, item.material, draws)


_prompt: Latest[Names, Names, Problems, tuple[Problems, ...], int, WriteProblem] = Latest(
    lambda topics, points, examples, material, draws: WriteProblem(
        topics=topics, knowledge_points=points, examples=examples, material=material, draws=draws
    )
)


def examination_of(item: CompositionItem, draft: Draft) -> ExamineProblem:
    """What a judge is asked of a draft for a composition."""
    # All of it was validated where it was made; looking at hundreds of seed problems again takes as long as the answer.
    return ExamineProblem.model_construct(
        topics=item.topics, knowledge_points=item.knowledge_points, draft=draft, material=item.material
    )


def concepts_of(item: CompositionItem) -> tuple[Concept, ...]:
    """The composition as concepts."""
    return _concepts(item.topics, item.knowledge_points)


def seeds_behind(item: CompositionItem, draft: Draft) -> list[Problem]:
    """Those of the item's seed problems that are the draft's parents."""
    known = _by_id(item.examples, item.material)
    return [known[parent] for parent in draft.parents if parent in known]


_concepts: Latest[Names, Names, tuple[Concept, ...]] = Latest(
    lambda topics, points: (
        *(Concept(kind="topic", name=name) for name in topics),
        *(Concept(kind="knowledge_point", name=name) for name in points),
    )
)
_by_id: Latest[Problems, tuple[Problems, ...], dict[str, Problem]] = Latest(
    lambda examples, material: {
        problem.problem_id: problem for problems in (examples, *material) for problem in problems
    }
)


class Shelf:
    """Seed problems by their concepts, ready to be handed out with a composition."""

    def __init__(
        self,
        rows: Sequence[Extracted],
        graph: ConceptGraph,
        seeds: Sequence[Problem],
        shots: int,
        run_seed: int,
        material: int = MATERIAL,
    ) -> None:
        """``rows`` and ``graph`` are those of the run, whose concepts alone count.

        shots: examples handed out.  material: most seed problems handed out for each knowledge point.
        """
        by_id = {seed.problem_id: seed for seed in seeds}
        topics, points = frozenset(graph.topics), frozenset(graph.knowledge_points)
        self._problems = [_with_concepts(by_id[row.problem_id], row, topics, points) for row in rows]
        self._names = [frozenset(concept.name for concept in problem.concepts) for problem in self._problems]
        self._nearest = Nearest([points.intersection(row.knowledge_points) for row in rows])
        self._by_point: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            for point in points.intersection(row.knowledge_points):
                self._by_point.setdefault(point, []).append(place)
        self._shots = shots
        self._run_seed = run_seed
        self._most = material

    def item(self, composition: Composition, again: int) -> CompositionItem:
        """The composition with its examples and material; another round draws other material."""
        rng = Random(f"{self._run_seed}:make:{composition.composition_id}:{again}")
        topics, points = frozenset(composition.topics), composition.knowledge_points
        return CompositionItem(
            item_id=content_id("composition", str(self._run_seed), composition.composition_id, str(again)),
            round=again,
            topics=composition.topics,
            knowledge_points=points,
            examples=tuple(self._problems[place] for place in self._nearest.nearest(points, self._shots)),
            material=tuple(self._material(point, topics, rng) for point in points),
        )

    def _material(self, point: str, topics: frozenset[str], rng: Random) -> tuple[Problem, ...]:
        """Some seed problems of the knowledge point, those of the composition's topics first."""
        places = self._by_point[point]
        drawn = rng.sample(places, min(3 * self._most, len(places)))
        drawn.sort(key=lambda place: topics.isdisjoint(self._names[place]))
        return tuple(self._problems[place] for place in drawn[: self._most])


def _with_concepts(problem: Problem, row: Extracted, topics: frozenset[str], points: frozenset[str]) -> Problem:
    return problem.model_copy(
        update={
            "concepts": (
                *(Concept(kind="topic", name=name) for name in row.topics if name in topics),
                *(Concept(kind="knowledge_point", name=name) for name in row.knowledge_points if name in points),
            )
        }
    )

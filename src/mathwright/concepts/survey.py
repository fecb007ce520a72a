"""What a recipe knows of skills and concepts when a run is told of: the material of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mathwright.concepts.graph import ConceptGraph
from mathwright.concepts.saturation import Saturation


@dataclass(frozen=True, slots=True)
class ConceptSurvey:
    """Skills with their pairs, or the concept graph with its walks; the fields of the other recipe are empty."""

    skills: tuple[str, ...] = ()
    """Every skill of the repository, sorted."""
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(first, second), in alphabetical order, to the items that were planned for the pair; absent: never used."""
    graph: ConceptGraph | None = None
    saturation: Saturation | None = None
    """How near its compositions are to being used up, and what the run took of them."""

"""GSM8K: ``question`` and ``answer``, a worked solution that ends in ``#### n``."""

from __future__ import annotations

from mathwright.errors import DataError
from mathwright.records import Concept, Problem
from mathwright.seeds.markers import after_hashes
from mathwright.seeds.row import Row, seed_problem

_EXPECTED = "a worked solution that ends in '#### answer'"


def read_gsm8k(row: Row, source: str = "gsm8k") -> Problem:
    """The problem of one row; optional columns ``skill`` and ``topic`` become its concepts.

    Raises DataError if a field is missing or the solution has no ``####`` line.
    """
    solution = row.text("answer", _EXPECTED)
    answer = after_hashes(solution)
    if answer is None:
        raise DataError(
            f"field 'answer': found text without '####'; expected {_EXPECTED} "
            "(for bare answers map the columns: question=question, answer=answer)"
        )
    return seed_problem(
        row,
        question=row.text("question"),
        answer=answer,
        source=source,
        solutions=(solution,),
        concepts=_concepts(row),
    )


def _concepts(row: Row) -> tuple[Concept, ...]:
    skill, topic = row.optional_text("skill"), row.optional_text("topic")
    skills = (Concept(kind="skill", name=skill),) if skill else ()
    return (*skills, Concept(kind="topic", name=topic)) if topic else skills

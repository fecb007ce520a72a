r"""MATH: ``problem``, ``level``, ``type`` (``subject`` in later releases), ``solution`` with a last ``\boxed{}``."""

from __future__ import annotations

from mathwright.errors import DataError
from mathwright.records import Concept, Problem
from mathwright.seeds.markers import last_boxed
from mathwright.seeds.row import Dropped, Row, seed_problem

_EXPECTED = r"a solution whose last \boxed{…} holds the answer"


def read_math(row: Row) -> Problem | Dropped:
    r"""The problem of one row; its answer is the last ``\boxed{…}``, its subject a topic, its level the difficulty.

    Dropped is a row whose last box is empty: two rows of the published train file state no answer.
    Raises DataError if a field is missing or the solution has no box.
    """
    solution = row.text("solution", _EXPECTED)
    answer = last_boxed(solution)
    if answer is None:
        raise DataError(f"field 'solution': found text without a closed \\boxed{{…}}; expected {_EXPECTED}")
    if not answer:
        return Dropped("its last box is empty: no answer is stated")
    subject = row.text("type" if "type" in row.columns else "subject")
    return seed_problem(
        row,
        question=row.text("problem"),
        answer=answer,
        source="math",
        solutions=(solution,),
        concepts=(Concept(kind="topic", name=subject),),
        difficulty=_level(row),
    )


def _level(row: Row) -> str:
    level = row.columns.get("level")
    return f"Level {level}" if isinstance(level, int) and not isinstance(level, bool) else row.text("level")

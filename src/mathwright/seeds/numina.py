"""NuminaMath-1.5: problems with solutions, and what its makers say about the validity of each.

Dropped by design, each with its reason: rows that their source marks as invalid in problem or solution, proofs
(answer ``proof``), and rows without a final value (answer ``notfound`` or empty): none of them has an
answer that can be checked.
"""

from __future__ import annotations

from mathwright.records import Concept, Problem
from mathwright.seeds.row import Dropped, Row, seed_problem


def read_numina(row: Row) -> Problem | Dropped:
    """The problem of one row under ``numinamath:<its source>``, or why it cannot serve as a seed problem."""
    dropped = _left_out(row)
    if dropped:
        return dropped
    topic, origin = row.optional_text("problem_type"), row.optional_text("source")
    return seed_problem(
        row,
        question=row.text("problem"),
        answer=row.answer("answer"),
        source=f"numinamath:{origin}" if origin else "numinamath",
        solutions=(row.text("solution"),),
        concepts=(Concept(kind="topic", name=topic),) if topic else (),
    )


def _left_out(row: Row) -> Dropped | None:
    for field in ("problem_is_valid", "solution_is_valid"):
        if row.text(field).strip().lower() != "yes":
            return Dropped(f"its source says {field} is not Yes")
    answer = (row.optional_text("answer") or "").strip().lower()
    if answer == "proof" or row.columns.get("question_type") == "proof":
        return Dropped("asks for a proof: no answer to check")
    return Dropped("its source found no answer") if answer in ("", "notfound") else None

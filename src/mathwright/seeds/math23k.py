"""Math23k: ``original_text`` (Chinese), ``equation``, ``ans``."""

from __future__ import annotations

from mathwright.records import Problem
from mathwright.seeds.row import Row, seed_problem


def read_math23k(row: Row) -> Problem:
    """The problem of one row; the equation, such as ``x=44*20``, is its one worked text."""
    return seed_problem(
        row,
        question=row.text("original_text"),
        answer=row.answer("ans"),
        source="math23k",
        solutions=(row.text("equation"),),
    )

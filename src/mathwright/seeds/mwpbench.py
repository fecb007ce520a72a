"""MWPBench rows: ``data_source``, ``data_topic``, ``question``, ``answer``, ``question_number``, ``license``.

Source: Tang et al. 2024, arXiv:2403.02884.
"""

from __future__ import annotations

from mathwright.records import Concept, Problem
from mathwright.seeds.row import Row, seed_problem


def read_mwpbench(row: Row) -> Problem:
    """The problem of one row, under the source it names; a topic that only repeats the source is no concept."""
    source = row.text("data_source")
    topic = row.optional_text("data_topic")
    concepts = (Concept(kind="topic", name=topic),) if topic and topic != source else ()
    return seed_problem(
        row,
        question=row.text("question"),
        answer=row.answer("answer"),
        source=source,
        concepts=concepts,
        license=row.optional_text("license"),
    )

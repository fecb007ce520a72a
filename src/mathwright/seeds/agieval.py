"""AGIEval version 1: ``passage``, ``question``, ``options``, ``label``, ``answer``, ``other``.

Rows with options become word problems by MWPBench's rule, rows without are taken as they are.
"""

from __future__ import annotations

import re

from mathwright.errors import DataError
from mathwright.records import Concept, Problem
from mathwright.seeds.choice import refers_to_options
from mathwright.seeds.row import Dropped, Row, checked, kind_of, seed_problem

_OPTION = re.compile(r"\(([A-Z])\)\s*(.*)", re.DOTALL)


def read_agieval(row: Row) -> Problem | Dropped:
    """The problem of one row (a passage goes before the question), or why none can be made of it.

    Raises DataError if a field is missing or the label names no option.
    """
    question = row.text("question")
    options = row.texts("options")
    if options:
        dropped = refers_to_options(question)
        if dropped:
            return dropped
        if len(row.text("label").strip()) > 1:
            return Dropped("has several right options")
    passage = row.optional_text("passage")
    other = _other(row)
    topic, solution = other.optional_text("type"), other.optional_text("solution")
    return seed_problem(
        row,
        question=f"{passage}\n\n{question}" if passage else question,
        answer=_right_option(row, options) if options else row.answer("answer"),
        source="agieval",
        solutions=(solution,) if solution else (),
        concepts=(Concept(kind="topic", name=topic),) if topic else (),
        difficulty=f"Level {other.answer('level')}" if other.columns.get("level") is not None else None,
    )


def _other(row: Row) -> Row:
    other = row.columns.get("other")
    if other is not None and not isinstance(other, dict):
        raise DataError(f"field 'other': found {kind_of(other)}; expected an object or null")
    return Row(other or {}, row.place)


def _right_option(row: Row, options: tuple[str, ...]) -> str:
    label = row.text("label").strip()
    contents = {found[1]: found[2].strip() for found in map(_OPTION.match, options) if found}
    content = contents.get(label)
    if not content:
        raise DataError(
            f"field 'label': found a label without an option; expected one of {sorted(contents)}, "
            "and options such as '(A) 12'"
        )
    return checked("options", content)

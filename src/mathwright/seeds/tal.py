"""TAL-SCQ5K: single choice with knowledge points and difficulty, turned into word problems."""

from __future__ import annotations

from mathwright.errors import DataError
from mathwright.records import Concept, Problem
from mathwright.seeds.choice import refers_to_options
from mathwright.seeds.row import Dropped, Row, checked, kind_of, seed_problem

_EXPECTED = "a list of options, each a list of one object with texts 'aoVal' and 'content'"


def read_tal(row: Row) -> Problem | Dropped:
    """The problem of one row, or why a word problem cannot be made of it.

    The right option's text is the answer; routes of knowledge points are kept whole, as published.
    Raises DataError if a field is missing or no option has the label that is said to be right.
    """
    question = row.text("problem")
    dropped = refers_to_options(question)
    if dropped:
        return dropped
    return seed_problem(
        row,
        question=question,
        answer=_right_option(row),
        source="tal_scq5k",
        solutions=row.texts("answer_analysis"),
        concepts=tuple(Concept(kind="knowledge_point", name=route) for route in row.texts("knowledge_point_routes")),
        difficulty=row.optional_text("difficulty"),
    )


def _right_option(row: Row) -> str:
    label = row.text("answer_value").strip()
    options = row.columns.get("answer_option_list")
    if not isinstance(options, list):
        raise DataError(f"field 'answer_option_list': found {kind_of(options)}; expected {_EXPECTED}")
    contents = dict(_option(option) for option in options)
    content = contents.get(label, "").strip()
    if not content:
        raise DataError(f"field 'answer_value': found a label without an option; expected one of {sorted(contents)}")
    return checked("answer_option_list", content)


def _option(option: object) -> tuple[str, str]:
    match option:
        case [{"aoVal": str() as label, "content": str() as content}]:
            return label, content
    raise DataError(f"field 'answer_option_list': found an option of another form; expected {_EXPECTED}")

"""Files of any other shape: a mapping says which column holds what."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import get_args

from mathwright.errors import DataError, UsageError
from mathwright.records import Concept, ConceptKind, Problem
from mathwright.seeds.markers import after_hashes, last_boxed
from mathwright.seeds.row import Row, kind_of, seed_problem

PLAIN_FIELDS = (
    "question",
    "solution",
    "answer",
    "source",
    "difficulty",
    "license",
    *get_args(ConceptKind),
)
"""What a column can be mapped to; ``question`` and one of ``solution`` and ``answer`` are needed."""


def check_mapping(columns: Mapping[str, str]) -> None:
    """Accept a mapping of our field to the file's column.  Raises UsageError, with the nearest name, if not."""
    check_fields(columns)
    if "question" not in columns or not {"solution", "answer"} & set(columns):
        raise UsageError(
            "columns: a mapping needs question and at least one of solution and answer, "
            "such as question=prompt, answer=target"
        )


def check_fields(columns: Mapping[str, str]) -> None:
    """Accept the fields of a mapping.  Raises UsageError, with the nearest name, for one that is none of ours."""
    for field in columns:
        if field not in PLAIN_FIELDS:
            near = difflib.get_close_matches(field, PLAIN_FIELDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"the fields are {', '.join(PLAIN_FIELDS)}"
            raise UsageError(f"columns: unknown field '{field}'; {hint}")


def own_mapping(names: Mapping[str, object]) -> dict[str, str]:
    """The mapping of a file whose columns already have our names; ``problem`` serves as the question."""
    mapping = {field: field for field in PLAIN_FIELDS if field in names}
    return mapping if "question" in mapping else {"question": "problem", **mapping}


def plain_reader(columns: Mapping[str, str], source: str) -> Callable[[Row], Problem]:
    """A reader of rows under a mapping; ``source`` names the problems where no column does.

    Without an answer column the answer is what the solution marks: its ``####`` line, else its last box.
    """

    def read_plain(row: Row) -> Problem:
        solutions = _solutions(row, columns.get("solution"))
        return seed_problem(
            row,
            question=row.text(columns["question"]),
            answer=row.answer(columns["answer"]) if "answer" in columns else _marked(columns["solution"], solutions),
            source=_optional(row, columns, "source") or source,
            solutions=solutions,
            concepts=_concepts(row, columns),
            difficulty=_optional(row, columns, "difficulty"),
            license=_optional(row, columns, "license"),
        )

    return read_plain


def _optional(row: Row, columns: Mapping[str, str], field: str) -> str | None:
    column = columns.get(field)
    if column is None or row.columns.get(column) in (None, ""):
        return None
    return row.answer(column)  # a difficulty of 3 or 0.25 is as good as "3"


def _solutions(row: Row, column: str | None) -> tuple[str, ...]:
    if column is None:
        return ()
    if isinstance(row.columns.get(column), list):
        return row.texts(column)
    solution = row.optional_text(column)
    return (solution,) if solution else ()


def _marked(column: str, solutions: tuple[str, ...]) -> str:
    for solution in solutions:
        answer = after_hashes(solution) or last_boxed(solution)
        if answer:
            return answer
    raise DataError(
        f"field '{column}': found no marked answer; expected a solution with '#### answer' or \\boxed{{answer}}, "
        "or a mapping that names the answer's column"
    )


def _concepts(row: Row, columns: Mapping[str, str]) -> tuple[Concept, ...]:
    kinds: tuple[ConceptKind, ...] = get_args(ConceptKind)
    return tuple(
        Concept(kind=kind, name=name) for kind in kinds if kind in columns for name in _names(row, columns[kind])
    )


def _names(row: Row, column: str) -> tuple[str, ...]:
    value = row.columns.get(column)
    if isinstance(value, list):
        return row.texts(column)
    if value is not None and not isinstance(value, str):
        raise DataError(f"field '{column}': found {kind_of(value)}; expected a name or a list of names")
    name = row.optional_text(column)
    return (name,) if name else ()

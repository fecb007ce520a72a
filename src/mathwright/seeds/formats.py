"""The formats that seed problems come in: one plain table, and the choice among them by column names."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mathwright.errors import DataError, UsageError
from mathwright.records import Problem
from mathwright.seeds.agieval import read_agieval
from mathwright.seeds.augmented import read_metamath, read_mugglemath
from mathwright.seeds.competition import read_math
from mathwright.seeds.gsm8k import read_gsm8k
from mathwright.seeds.math23k import read_math23k
from mathwright.seeds.mwpbench import read_mwpbench
from mathwright.seeds.numina import read_numina
from mathwright.seeds.plain import check_mapping, own_mapping, plain_reader
from mathwright.seeds.row import Dropped, Row
from mathwright.seeds.tal import read_tal

ReadRow = Callable[[Row], Problem | Dropped]
"""What turns a row into a problem; raises DataError for a bad row."""


@dataclass(frozen=True)
class SeedFormat:
    """A format known by the columns its rows have."""

    columns: tuple[frozenset[str], ...]
    """A row with all the columns of any one of these sets is taken for this format."""
    read: ReadRow
    paper_kept: Mapping[int, int] = field(default_factory=dict)
    """Rows of a published file to the rows MWPBench kept of it, to be printed beside ours."""


def _columns(*alternatives: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names.split()) for names in alternatives)


# In the order in which they are tried: the more particular first.
FORMATS: dict[str, SeedFormat] = {
    "numina": SeedFormat(
        _columns("problem solution answer question_type problem_is_valid solution_is_valid"), read_numina
    ),
    "tal": SeedFormat(
        _columns("problem answer_option_list answer_value knowledge_point_routes"),
        read_tal,
        paper_kept={3000: 2638, 2000: 1496},
    ),
    "agieval": SeedFormat(_columns("passage question options label"), read_agieval, paper_kept={220: 102, 1000: 938}),
    "math23k": SeedFormat(_columns("original_text equation ans"), read_math23k),
    "mwpbench": SeedFormat(_columns("data_source question answer question_number"), read_mwpbench),
    "metamath": SeedFormat(_columns("query response type original_question"), read_metamath),
    "mugglemath": SeedFormat(_columns("query response"), read_mugglemath),
    "math": SeedFormat(
        _columns("problem level type solution", "problem level subject solution"), read_math, paper_kept={7500: 7498}
    ),
    "plain": SeedFormat(
        _columns("question solution answer", "problem solution answer"),
        plain_reader({"question": "question", "solution": "solution", "answer": "answer"}, "plain"),
    ),
    "gsm8k": SeedFormat(_columns("question answer"), read_gsm8k),
}


def format_named(name: str) -> SeedFormat:
    """The format of that name.  Raises UsageError, with the nearest name, if there is none."""
    if name in FORMATS:
        return FORMATS[name]
    near = difflib.get_close_matches(name, FORMATS, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"the formats are {', '.join(sorted(FORMATS))}"
    raise UsageError(f"unknown seed format '{name}'; {hint}")


def format_of(columns: Mapping[str, object], path: str) -> str:
    """The name of the first format whose columns are all there.

    Raises DataError with the columns found, the formats known and how to map columns, if there is none.
    """
    for name, known in FORMATS.items():
        if any(needed <= columns.keys() for needed in known.columns):
            return name
    table = "\n".join(f"  {name}: {_alternatives(FORMATS[name])}" for name in sorted(FORMATS))
    raise DataError(
        f"{path}: no known format has the columns {', '.join(map(repr, columns)) or '(none)'}; known formats:\n"
        f"{table}\n"
        "For another file map its columns, such as --column question=prompt --column answer=target"
    )


def reader_for(first: Row, name: str, columns: Mapping[str, str] | None, source: str) -> ReadRow:
    """What reads the rows of a file, given its first row; ``source`` names problems of a plain file.

    Raises UsageError for a mapping that cannot be, DataError where the file lacks a mapped column.
    """
    if name != "plain":
        return FORMATS[name].read
    mapping = own_mapping(first.columns) if columns is None else dict(columns)
    check_mapping(mapping)
    for wanted, column in mapping.items():
        if column not in first.columns:
            found = ", ".join(map(repr, first.columns))
            raise DataError(f"{first.place}: no column '{column}' to be the {wanted}; the columns are {found}")
    return plain_reader(mapping, source)


def _alternatives(known: SeedFormat) -> str:
    return " or ".join(", ".join(sorted(names)) for names in known.columns)

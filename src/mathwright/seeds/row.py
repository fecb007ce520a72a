"""One row of a file of seed problems, its fields read with their types, and the problem made of it.

A field that cannot be used raises DataError with a message of the form ``reason; expected …``.  The part
before the first semicolon holds no value of the row, so equal faults have equal reasons and can be counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mathwright.errors import DataError
from mathwright.records import Concept, Problem, problem_id
from mathwright.store.text import UNSTORABLE

_NOTABLE = (
    # The trace of an under-escaped "\\frac" or "\\bar" in JSON; tab, newline and carriage return are ordinary.
    ("control character, kept (an under-escaped backslash?)", re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")),
    (
        "invisible or direction-changing character, kept",
        re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"),
    ),
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sound row that its format leaves out by design."""

    reason: str
    """Short and countable: no value of this row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the file holds it."""

    columns: Mapping[str, object]
    """Column name to value, as decoded."""
    place: str
    """File name and line, ``train.jsonl:7``; no folder, so that outputs do not depend on the machine."""

    def text(self, field: str, expected: str = "text") -> str:
        """The field's text, as it stands.  Raises DataError if it is absent, empty or not text."""
        value = self.columns.get(field)
        if not isinstance(value, str):
            raise DataError(f"field '{field}': found {self._found(field)}; expected {expected}")
        if not value or value.isspace():
            raise DataError(f"field '{field}': found empty text; expected {expected}")
        return checked(field, value)

    def optional_text(self, field: str) -> str | None:
        """The field's text, or None where it is absent, null or empty.  Raises DataError if it is not text."""
        value = self.columns.get(field)
        if value is None or value == "":
            return None
        return self.text(field)

    def answer(self, field: str) -> str:
        """A final value given as text or as a number, stripped.  Raises DataError for anything else."""
        value = self.columns.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, float) and math.isfinite(value):
            # A column of integers with a gap in it arrives as floats.
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
        return self.text(field, "a final value: text or a number").strip()

    def texts(self, field: str) -> tuple[str, ...]:
        """The texts of a list, the empty ones left out; () where it is null or absent."""
        value = self.columns.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise DataError(f"field '{field}': found {self._found(field)}; expected a list of texts or null")
        return tuple(checked(field, part.strip()) for part in value if part.strip())

    def _found(self, field: str) -> str:
        return kind_of(self.columns[field]) if field in self.columns else "no such column"


def kind_of(value: object) -> str:
    """What a decoded value is, in the words of JSON: ``null``, ``a number``, ``NaN``, ``a list``, …"""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN or infinity"
    if isinstance(value, int | float):
        return "a number"
    names: tuple[tuple[type, str], ...] = ((str, "text"), (list, "a list"), (dict, "an object"))
    return next((name for kind, name in names if isinstance(value, kind)), type(value).__name__)


def checked(field: str, text: str) -> str:
    """The same text.  Raises DataError if it holds NUL or half a surrogate pair: it could not be stored."""
    fault = UNSTORABLE.search(text)
    if fault is None:
        return text
    found = "the NUL character" if fault[0] == "\x00" else "half a surrogate pair"
    raise DataError(f"field '{field}': found {found}; expected text that UTF-8 files and databases can hold")


def notes_on(text: str) -> tuple[str, ...]:
    """What a reader of the counts should know of a text that is kept as it is; () for ordinary text."""
    return tuple(note for note, pattern in _NOTABLE if pattern.search(text))


def seed_problem(
    row: Row,
    *,
    question: str,
    answer: str,
    source: str,
    solutions: tuple[str, ...] = (),
    concepts: tuple[Concept, ...] = (),
    difficulty: str | None = None,
    license: str | None = None,  # noqa: A002 - the field of the record
    kind: str | None = None,
) -> Problem:
    """A problem read from a row, under its content id; the texts are kept as they are."""
    return Problem(
        problem_id=problem_id(source, question, answer),
        question=question,
        solutions=solutions,
        answer=answer,
        source=source,
        kind=kind,
        concepts=concepts,
        difficulty=difficulty,
        license=license,
        origin=row.place,
    )

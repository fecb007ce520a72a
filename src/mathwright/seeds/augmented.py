"""Rows of published augmentations: MetaMathQA and MuggleMath, ``query`` and ``response``.

A response states its answer after "The answer is:" (MetaMathQA, also where ``####`` stands above it) or after
``####`` (MuggleMath).
"""

from __future__ import annotations

from mathwright.errors import DataError
from mathwright.records import Problem
from mathwright.seeds.markers import after_answer_is, after_hashes
from mathwright.seeds.row import Row, seed_problem

_EXPECTED = "a worked solution that ends in 'The answer is: n' or '#### n'"


def read_metamath(row: Row) -> Problem:
    """The problem of a MetaMathQA row; its type (``GSM_Rephrased``, …) is the kind.  Raises DataError."""
    return _read(row, "metamath", row.optional_text("type"))


def read_mugglemath(row: Row) -> Problem:
    """The problem of a row with ``query`` and ``response``.  Raises DataError if no answer is stated."""
    return _read(row, "mugglemath", None)


def _read(row: Row, source: str, kind: str | None) -> Problem:
    response = row.text("response", _EXPECTED)
    answer = after_answer_is(response) or after_hashes(response)
    if answer is None:
        raise DataError(f"field 'response': found text without a stated answer; expected {_EXPECTED}")
    return seed_problem(row, question=row.text("query"), answer=answer, source=source, solutions=(response,), kind=kind)

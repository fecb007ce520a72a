"""The problems of a run's result, read from what its store has written faster than a whole record is.

A published row shows nothing of a program but its shape.  What many problems share, such as evidence, is read once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from pydantic import TypeAdapter

from mathwright.curate.difficulty import ShapedProblem, depth_of, solution_shape
from mathwright.records import Concept, Evidence

_SHARED = 1 << 14
"""Texts of concepts and of evidence that are kept with what was read of them: some 10 MB each."""


class _Step(msgspec.Struct):
    expression: str


class _Shape(msgspec.Struct):
    steps: list[_Step]
    answer: int


class _Stored(msgspec.Struct):
    """The JSON of a stored problem; ``program`` is read in part, ``concepts`` and ``evidence`` by their own text."""

    problem_id: str
    question: str
    solutions: tuple[str, ...]
    answer: str
    source: str
    kind: str | None = None
    parents: tuple[str, ...] = ()
    concepts: msgspec.Raw = msgspec.Raw(b"[]")
    evidence: msgspec.Raw = msgspec.Raw(b"null")
    program: _Shape | None = None
    difficulty: str | None = None
    license: str | None = None
    origin: str | None = None


_decoded = msgspec.json.Decoder(_Stored).decode
_problem = ShapedProblem.__pydantic_validator__.validate_python
_concepts_of = TypeAdapter(tuple[Concept, ...]).validate_json
_evidence_of = TypeAdapter(Evidence | None).validate_json


def stored_problem(payload: bytes) -> ShapedProblem:
    """The problem whose JSON a run has stored, its program read for its shape alone."""
    stored = _decoded(payload)
    fields: dict[str, Any] = msgspec.structs.asdict(stored)
    fields["concepts"] = _concepts(bytes(stored.concepts))
    fields["evidence"] = _evidence(bytes(stored.evidence))
    fields["program"] = None
    fields["shape"] = _shape(stored)
    problem: ShapedProblem = _problem(fields)
    return problem


def _shape(stored: _Stored) -> tuple[int | None, int | None]:
    program = stored.program
    if program is not None:
        return len(program.steps), depth_of([step.expression for step in program.steps], program.answer)
    return solution_shape(stored.solutions[0]) if stored.solutions else (None, None)


@lru_cache(maxsize=_SHARED)
def _concepts(text: bytes) -> tuple[Concept, ...]:
    return _concepts_of(text)


@lru_cache(maxsize=_SHARED)
def _evidence(text: bytes) -> Evidence | None:
    return _evidence_of(text)

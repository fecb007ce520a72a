"""The one mapping between a problem and a row of a published dataset.

The names are the ecosystem's: ``problem``, ``solution``, ``answer``, ``messages``.  A row keeps everything
of a problem except its program and the place it was read from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict

import msgspec
import pyarrow as pa

from mathwright.curate.difficulty import NOT_KNOWN, difficulty
from mathwright.errors import DataError
from mathwright.records import Concept, ConceptKind, Evidence, Problem, Record, SkillNeed


class Message(TypedDict):
    """One turn of a conversation."""

    role: str
    """``user`` or ``assistant``."""
    content: str


class NeedRow(TypedDict):
    """What came of solving a problem with one of its skills forbidden."""

    skill: str
    found: Literal["needed", "reached without", "not tested"]


class PublishedRow(TypedDict):
    """A row of ``accepted.parquet`` and ``accepted.jsonl``, its columns in published order."""

    problem: str
    """The question."""
    solution: str | None
    """The first worked text; None where the source has none."""
    solutions: list[str]
    """All worked texts."""
    answer: str
    messages: list[Message]
    """The question by the user and the first worked text by the assistant; the question alone without one."""
    source: str
    kind: str | None
    parents: list[str]
    """problem_ids of the seed problems."""
    skills: list[str]
    topics: list[str]
    knowledge_points: list[str]
    evidence: Literal["program", "vote", "judge", "person"] | None
    evidence_agreeing: int | None
    evidence_of: int | None
    evidence_wrong_steps: NotRequired[int | None]
    """Draws that end in the answer by steps that do not hold; they are not among the solutions."""
    evidence_incomplete: NotRequired[int | None]
    """Draws that were cut off or could not be used; they count among ``evidence_of``."""
    evidence_program: NotRequired[Literal["agrees", "differs", "undecided"] | None]
    """What a solver's program says of the answer; None where none was asked for."""
    skills_needed: NotRequired[list[NeedRow]]
    """Empty where nobody asked."""
    checker: NotRequired[str | None]
    """Version of the checker that compared the answers; datasets of earlier versions have none of these five."""
    difficulty: str | None
    """The source's own label."""
    level: NotRequired[str | None]
    """Difficulty from 1 to 5: by draws, else by the source's label, else by steps and depth; None if none is known."""
    steps: NotRequired[int | None]
    """Operations of the solution; None where it does not show them."""
    depth: NotRequired[int | None]
    """Steps on the longest way from a number of the question to the answer; None as for ``steps``."""
    solve_rate: NotRequired[float | None]
    """Share of the complete draws that reach the answer; None where nobody voted.  Earlier versions lack these four."""
    license: str | None
    problem_id: str


class SplitRow(PublishedRow):
    """A published row that says which split it belongs to."""

    split: str


class RejectedRow(Record):
    """A refused item, as ``rejected.jsonl`` shows it."""

    item_id: str
    pass_name: str
    """The pass that refused it; the column is called ``pass``."""
    step: str
    reason: str
    draft: str | None = None
    """What was refused; None where nothing had been written."""
    evidence: str | None = None
    """JSON of what shows it, such as the twin of a duplicate; None where the reason says all."""
    kept: Problem | None = None
    """The problem for the hard pool, beside ``rejected.jsonl``; None for all others."""


_TEXTS = pa.list_(pa.string())
_MESSAGES = pa.list_(
    pa.struct([pa.field("role", pa.string(), nullable=False), pa.field("content", pa.string(), nullable=False)])
)
_NEEDS = pa.list_(
    pa.struct([pa.field("skill", pa.string(), nullable=False), pa.field("found", pa.string(), nullable=False)])
)

SCHEMA = pa.schema(
    [
        pa.field("problem", pa.string(), nullable=False),
        pa.field("solution", pa.string()),
        pa.field("solutions", _TEXTS, nullable=False),
        pa.field("answer", pa.string(), nullable=False),
        pa.field("messages", _MESSAGES, nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("kind", pa.string()),
        pa.field("parents", _TEXTS, nullable=False),
        pa.field("skills", _TEXTS, nullable=False),
        pa.field("topics", _TEXTS, nullable=False),
        pa.field("knowledge_points", _TEXTS, nullable=False),
        pa.field("evidence", pa.string()),
        pa.field("evidence_agreeing", pa.int32()),
        pa.field("evidence_of", pa.int32()),
        pa.field("evidence_wrong_steps", pa.int32()),
        pa.field("evidence_incomplete", pa.int32()),
        pa.field("evidence_program", pa.string()),
        pa.field("skills_needed", _NEEDS, nullable=False),
        pa.field("checker", pa.string()),
        pa.field("difficulty", pa.string()),
        pa.field("level", pa.string()),
        pa.field("steps", pa.int32()),
        pa.field("depth", pa.int32()),
        pa.field("solve_rate", pa.float64()),
        pa.field("license", pa.string()),
        pa.field("problem_id", pa.string(), nullable=False),
    ]
)
"""Columns of a dataset without splits."""

SPLIT_SCHEMA = SCHEMA.append(pa.field("split", pa.string(), nullable=False))
"""Columns of a dataset with splits."""


def published_row(problem: Problem) -> PublishedRow:
    """The problem as a row."""
    solutions = list(problem.solutions)
    first = solutions[0] if solutions else None
    messages: list[Message] = [{"role": "user", "content": problem.question}]
    if first is not None:
        messages.append({"role": "assistant", "content": first})
    named: dict[str, list[str]] = {"skill": [], "topic": [], "knowledge_point": []}
    for concept in problem.concepts:
        named[concept.kind].append(concept.name)
    evidence, known = problem.evidence, difficulty(problem)
    return {
        "problem": problem.question,
        "solution": first,
        "solutions": solutions,
        "answer": problem.answer,
        "messages": messages,
        "source": problem.source,
        "kind": problem.kind,
        "parents": list(problem.parents),
        "skills": named["skill"],
        "topics": named["topic"],
        "knowledge_points": named["knowledge_point"],
        "evidence": evidence.kind if evidence else None,
        "evidence_agreeing": evidence.agreeing if evidence else None,
        "evidence_of": evidence.of if evidence else None,
        "evidence_wrong_steps": evidence.wrong_steps if evidence else None,
        "evidence_incomplete": evidence.incomplete if evidence else None,
        "evidence_program": evidence.program if evidence else None,
        "skills_needed": [{"skill": one.skill, "found": one.found} for one in evidence.skills_needed]
        if evidence
        else [],
        "checker": evidence.checker if evidence else None,
        "difficulty": problem.difficulty,
        "level": None if known.level == NOT_KNOWN else known.level,
        "steps": known.steps,
        "depth": known.depth,
        "solve_rate": known.solved.rate if known.solved else None,
        "license": problem.license,
        "problem_id": problem.problem_id,
    }


def hard_pool_row(problem: Problem) -> PublishedRow:
    """A problem on whose answer no majority of the solvers agrees, as a row of ``hard_pool.jsonl``.

    No answer and no solution is believed: ``answer`` is empty, ``solution`` is None, ``messages`` holds the question
    alone; ``solutions`` are those that differ, none of which says how long or hard the right one is, nor how often
    it is reached.
    """
    row = published_row(problem)
    return {
        **row,
        "solution": None,
        "answer": "",
        "messages": row["messages"][:1],
        "level": None,
        "steps": None,
        "depth": None,
        "solve_rate": None,
    }


def published_problem(row: Mapping[str, object], place: str) -> Problem:
    """The problem of a row, without the program and the origin that rows do not carry; other columns are ignored.

    Concepts come back skills first, then topics, then knowledge points.  ``place`` is ``path:line`` for the
    message of the DataError that is raised if a column is missing or holds something else.
    """
    try:
        typed = msgspec.convert(row, PublishedRow)
    except msgspec.ValidationError as error:
        raise DataError(f"{place}: {error}; expected the columns of a published dataset") from error
    return Problem(
        problem_id=typed["problem_id"],
        question=typed["problem"],
        solutions=tuple(typed["solutions"]),
        answer=typed["answer"],
        source=typed["source"],
        kind=typed["kind"],
        parents=tuple(typed["parents"]),
        concepts=_concepts(typed),
        evidence=_evidence(typed),
        difficulty=typed["difficulty"],
        license=typed["license"],
    )


def rejected_line(row: RejectedRow) -> dict[str, str | msgspec.Raw | None]:
    """The refused item as an object of ``rejected.jsonl``: item_id, pass, step, reason, draft; evidence if any."""
    line: dict[str, str | msgspec.Raw | None] = {
        "item_id": row.item_id,
        "pass": row.pass_name,
        "step": row.step,
        "reason": row.reason,
        "draft": row.draft,
    }
    if row.evidence is not None:
        line["evidence"] = msgspec.Raw(row.evidence.encode())
    return line


def _concepts(row: PublishedRow) -> tuple[Concept, ...]:
    columns: tuple[tuple[ConceptKind, list[str]], ...] = (
        ("skill", row["skills"]),
        ("topic", row["topics"]),
        ("knowledge_point", row["knowledge_points"]),
    )
    return tuple(Concept(kind=kind, name=name) for kind, names in columns for name in names)


def _evidence(row: PublishedRow) -> Evidence | None:
    if row["evidence"] is None:
        return None
    return Evidence(
        kind=row["evidence"],
        agreeing=row["evidence_agreeing"],
        of=row["evidence_of"],
        wrong_steps=row.get("evidence_wrong_steps") or 0,
        incomplete=row.get("evidence_incomplete") or 0,
        program=row.get("evidence_program"),
        skills_needed=tuple(SkillNeed(skill=one["skill"], found=one["found"]) for one in row.get("skills_needed", ())),
        checker=row.get("checker"),
    )

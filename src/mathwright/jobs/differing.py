"""How an item that is decided anew comes out otherwise than it is stored."""

from __future__ import annotations

from typing import Literal

from mathwright.engine.stage import Stage
from mathwright.records import Accepted, Outcome, Problem, Record, Rejected
from mathwright.store.outcomes import OutcomeRow
from mathwright.store.states import ACCEPTED, REJECTED

UNKNOWN = "unknown"
"""Stands for the checker of a problem from before versions were kept."""

Kind = Literal["now rejected", "now accepted", "answer", "solutions", "evidence", "content", "reason", "hard pool"]


class Change(Record):
    """One item that comes out otherwise."""

    pass_name: str
    place: int
    """Position in the plan of its pass, from 0."""
    item_id: str
    problem_id: str | None
    """As stored; None where the item is no problem."""
    kind: Kind
    """``content``: anything else of an accepted item; ``hard pool``: the problem kept of a rejected one."""
    before: str
    """The stored answer, ``step: reason``, or what else changed, in words."""
    now: str
    """The same as it is now."""
    question: str
    """Of the problem; empty where the item is none."""


def checker_of(row: OutcomeRow, stage: Stage) -> str | None:
    """The checker that a stored problem's answer was compared by; None for what is no accepted problem."""
    if row.state != ACCEPTED or not issubclass(stage.payload_type, Problem):
        return None
    evidence = Problem.model_validate_json(row.text()).evidence
    return UNKNOWN if evidence is None or evidence.checker is None else evidence.checker


def change_of(stage: Stage, row: OutcomeRow, now: Outcome[Record]) -> Change | None:
    """What changed; None where nothing did but the checker's version."""
    stored = _stored(stage, row)
    found = _difference(row, stored, now)
    if found is None:
        return None
    problem = next((one for one in (stored, _problem(now)) if isinstance(one, Problem)), None)
    return Change(
        pass_name=stage.name,
        place=row.place,
        item_id=row.item_id,
        problem_id=row.problem_id,
        kind=found[0],
        before=found[1],
        now=found[2],
        question=problem.question if problem is not None else "",
    )


def _difference(row: OutcomeRow, stored: Record | None, now: Outcome[Record]) -> tuple[Kind, str, str] | None:
    if isinstance(now, Accepted):
        if row.state == REJECTED:
            return "now accepted", _refusal(row), _told(now.payload)
        return None if stored is None else _accepted_otherwise(stored, now.payload)
    assert isinstance(now, Rejected)
    refusal = f"{now.step}: {now.reason}"
    if row.state == ACCEPTED:
        return "now rejected", _told(stored), refusal
    if refusal != _refusal(row):
        return "reason", _refusal(row), refusal
    if stored != now.kept:
        return "hard pool", _told(stored), _told(now.kept)
    return None


def _accepted_otherwise(stored: Record, now: Record) -> tuple[Kind, str, str] | None:
    if not isinstance(stored, Problem) or not isinstance(now, Problem):
        return None if stored == now else ("content", "as stored", "otherwise")
    if stored.question != now.question:
        return "content", stored.question, now.question
    if stored.answer != now.answer:
        return "answer", stored.answer, now.answer
    if stored.solutions != now.solutions:
        return "solutions", f"{len(stored.solutions)} kept", f"{len(now.solutions)} kept"
    before, after = _believed(stored), _believed(now)
    if before != after:
        return "evidence", before, after
    plain = {"evidence": None}
    return None if stored.model_copy(update=plain) == now.model_copy(update=plain) else ("content", "as stored", "else")


def _believed(problem: Problem) -> str:
    """The evidence in words, without the checker's version."""
    if problem.evidence is None:
        return "none"
    told = problem.evidence.model_dump(exclude={"checker"}, exclude_defaults=True)
    return ", ".join(f"{name} {value}" for name, value in told.items())


def _stored(stage: Stage, row: OutcomeRow) -> Record | None:
    """The stored payload, or the problem that was kept of a rejected item."""
    if row.state == ACCEPTED:
        return stage.payload_type.model_validate_json(row.text())
    return None if row.problem_id is None else Problem.model_validate_json(row.text())


def _problem(now: Outcome[Record]) -> Record | None:
    return now.payload if isinstance(now, Accepted) else now.kept if isinstance(now, Rejected) else None


def _refusal(row: OutcomeRow) -> str:
    return f"{row.step}: {row.reason}"


def _told(payload: Record | None) -> str:
    if isinstance(payload, Problem):
        return payload.answer or "no answer"
    return "nothing" if payload is None else "accepted"

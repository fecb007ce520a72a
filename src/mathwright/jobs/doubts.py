"""The doubts of a workspace, listed and decided."""

from __future__ import annotations

from mathwright.errors import UsageError
from mathwright.jobs.runs import existing
from mathwright.store import doubts
from mathwright.store.doubts import Doubt, DoubtState
from mathwright.store.place import Place
from mathwright.verify.equality import is_blank


def list_doubts(place: Place, state: DoubtState | None = None) -> list[Doubt]:
    """The doubts in this state, of all where None, in the order they were found."""
    with existing(place) as workspace:
        return doubts.list_doubts(workspace, state)


def decide_doubt(
    place: Place,
    problem_id: str,
    state: DoubtState,
    *,
    answer: str | None = None,
    by: str | None = None,
    note: str | None = None,
    again: bool = False,
) -> Doubt:
    """Note what a person decided; ``problem_id``: of a flagged problem, or its beginning.

    ``again``: in the place of what another person decided.
    Raises UsageError where there is no one such doubt, where another person decided it, and where an answer is given
    for another state than ``corrected`` or is missing there.
    """
    if state == "corrected" and (answer is None or is_blank(answer)):
        raise UsageError("which answer is right? give it: mathwright audit decide PROBLEM_ID correct --answer TEXT")
    if state != "corrected" and answer is not None:
        raise UsageError("--answer goes with correct: to keep or drop a stored answer, leave it out")
    with existing(place) as workspace:
        return doubts.decide(workspace, problem_id, state, answer=answer, by=by, note=note, again=again)

"""Lists of numbers, member by member, as far as rounding, tolerance and the question's units allow."""

from __future__ import annotations

from collections.abc import Callable

from mathwright.verify.comparing.labels import compare_labels, has_worded_name
from mathwright.verify.comparing.readings import compare_readings
from mathwright.verify.finding import Finding, equal
from mathwright.verify.reading.answer import Answer, Collection, Definition, Readings, System

MAX_MEMBERS = 50
"""Members of a list that is compared here."""

Allowance = Callable[[Readings, Readings], Finding | None]
"""What is allowed of two single answers; None where nothing is."""


def by_members(gold: Readings, reply: Readings, allowed: Allowance, ordered: bool) -> Finding | None:
    """Equal where every member is allowed to stand for another's; None where that is not so, or nothing was allowed.

    Members of sets and bare lists may stand in another order, unless an order was asked for; as closeness is no
    equality, each is paired once only.
    """
    one, other = _collection(gold[0]), _collection(reply[0])
    if isinstance(gold[0], System) and isinstance(reply[0], System):
        return None
    if compare_labels(gold[0], reply[0]).state != "equal":
        return None
    if one is None or other is None or len(one.items) != len(other.items) or len(one.items) > MAX_MEMBERS:
        return None
    if one.ellipsis_at is not None or other.ellipsis_at is not None or {one.kind, other.kind} == {"set", "tuple"}:
        return None
    in_order = ordered or "tuple" in (one.kind, other.kind)
    left = list(other.items)
    rules = []
    for item in one.items:
        place, rule = _partner(item, left[:1] if in_order else left, allowed)
        if rule is None:
            return None
        del left[place]
        rules.append(rule)
    found = next((rule for rule in rules if rule), None)
    return equal(found) if found else None


def _collection(answer: Answer) -> Collection | None:
    while isinstance(answer, Definition) and not answer.parameters:
        answer = answer.value
    if isinstance(answer, System) and answer.joined == "and":
        # Of "length: 5 cm, width: 3 cm" the values, in the order in which they are told.
        values = tuple(member.value for member in answer.members if has_worded_name(member))
        return Collection("tuple", values) if len(values) == len(answer.members) > 1 else None
    return answer if isinstance(answer, Collection) and len(answer.items) > 1 else None


def _partner(item: Answer, others: list[Answer], allowed: Allowance) -> tuple[int, str | None]:
    """Where the first member that agrees stands, and the rule that let it in: empty where it is equal as it stands."""
    for place, other in enumerate(others):
        if compare_readings((item,), (other,)).state == "equal":
            return place, ""
    for place, other in enumerate(others):
        found = allowed((item,), (other,))
        if found is not None and found.state == "equal":
            return place, found.rule
    return 0, None

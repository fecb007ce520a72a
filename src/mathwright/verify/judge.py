"""The last resort: a judge is asked about pairs that rules, exact arithmetic and algebra leave undecided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mathwright.errors import ModelReplyError
from mathwright.prompts.judging import SameAnswer
from mathwright.records import Verdict
from mathwright.teachers.teacher import Teacher
from mathwright.verify.equality import CHECKER, is_blank
from mathwright.verify.finding import State

MAX_JUDGED = 2_000
"""Characters of an answer that a judge is shown; a longer one is no final answer."""
_STATES: dict[str, State] = {"same": "equal", "different": "different", "cannot tell": "undecided"}


class AnswerPair(NamedTuple):
    """Two final answers to one question; which of them is the stored one plays no part."""

    one: str
    other: str
    question: str | None = None


async def judged(pairs: Sequence[AnswerPair], judge: Teacher, name: str) -> list[Verdict]:
    """What the judge says of each pair, in order; the rule names it, so that its word is never taken for a proof.

    name: the judge's, for the rule ``judge: name``.
    A pair of which it cannot tell, or gives no usable reply, stays undecided.
    Raises ProviderError when a provider failed for good, UsageError for a teacher that cannot judge.
    """
    return [await _judged(pair, judge, name) for pair in pairs]


async def _judged(pair: AnswerPair, judge: Teacher, name: str) -> Verdict:
    if is_blank(pair.one) or is_blank(pair.other) or max(len(pair.one), len(pair.other)) > MAX_JUDGED:
        return Verdict(state="undecided", rule="not for a judge", checker=CHECKER)
    try:
        said = await judge.ask(SameAnswer(question=pair.question, one=pair.one, other=pair.other))
    except ModelReplyError:
        return Verdict(state="undecided", rule=f"judge: {name}, no usable reply", checker=CHECKER)
    return Verdict(state=_STATES[said.verdict], rule=f"judge: {name}", checker=CHECKER)

"""Are these two answers the same?  Equal, different, or undecided with the reason: never a guess."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from mathwright.records import Verdict
from mathwright.verify.extract import extract
from mathwright.verify.normal import CHOICE_LETTERS, NormalForm, normal_form

CHECKER = "mathwright-verify/2"
"""Goes into every verdict; rises when a decision may change."""

State = Literal["equal", "different", "undecided"]

_ASKS_PERCENT = re.compile(r"\b(?:what|which|how many|find the|as a)\s+(?:\w+\s+)?percent(?:age)?\b", re.IGNORECASE)
_ASKS_HOW_MANY = re.compile(
    r"\bhow (?:many|much)\s+((?:[a-z]+[ ,]+){0,3}[a-z]+)|\bin (?:terms of )?([a-z]+)\s?[?.]", re.IGNORECASE
)
_UNIT_OF_PRICE = frozenset({"dollar", "dollars"})


def same(a: str, b: str) -> Verdict:
    """Whether two answers are the same; symmetric, without tolerance, and reflexive for all that is not blank.

    A blank answer is no answer: different from every other, and never equal, not even to itself.
    """
    return same_forms(normal_form(a), normal_form(b), a == b)


def same_forms(a: NormalForm, b: NormalForm, identical: bool = False) -> Verdict:
    """``same`` of two answers that are already in normal form; ``identical`` says that their texts are equal."""
    if a.kind == "empty" or b.kind == "empty":
        return _verdict("undecided" if a.kind == b.kind else "different", "empty answer")
    if identical:
        return _verdict("equal", "identical")
    if a.kind == b.kind:
        return _same_kind(a, b)
    # A choice letter may stand for the option that holds the number.
    if {a.kind, b.kind} == {"rational", "word"} and not CHOICE_LETTERS & {a.key, b.key}:
        return _verdict("different", "number against word")
    return _verdict("undecided", _LEFT_OPEN.get(frozenset((a.kind, b.kind)), "answers of different kinds"))


_LEFT_OPEN = {
    frozenset(("rational", "quantity")): "number with and without a unit",
    frozenset(("text", "unread")): "answer too long",
    frozenset(("rational", "unread")): "answer too long",
    frozenset(("quantity", "unread")): "answer too long",
    frozenset(("word", "unread")): "answer too long",
}


def _same_kind(a: NormalForm, b: NormalForm) -> Verdict:
    if a.kind == "unread":
        return _verdict("undecided", "answer too long")
    if a.kind == "rational":
        if a.mark and b.mark and a.mark != b.mark:
            return _verdict("undecided", "different currencies")
        return _verdict("equal" if a.key == b.key else "different", "rational")
    if a.mark != b.mark:
        return _verdict("undecided", "different units" if a.kind == "quantity" else "different words")
    if a.key == b.key:
        return _verdict("equal", a.kind)
    if a.kind == "text":
        return _verdict("undecided", "texts differ")
    return _verdict("different", a.kind)


def check(gold: str, reply: str, question: str | None = None) -> Verdict:
    """Whether a reply, bare answer or whole response, gives the gold answer.

    question: fixes what a bare gold leaves open, the unit asked for and "what percent".  An answer that was not
    found in the reply leaves the verdict undecided, with the reason; a blank reply is different.
    """
    if not gold.strip():
        return _verdict("undecided", "no gold answer")
    if not reply.strip():
        return _verdict("different", "empty answer")
    taken = extract(reply)
    if taken.answer is None:
        return _verdict("undecided", taken.place)
    verdict = same(gold, taken.answer)
    if verdict.state == "equal" or question is None:
        return verdict
    return _by_question(gold, taken.answer, question) or verdict


def _by_question(gold: str, answer: str, question: str) -> Verdict | None:
    """The verdict that only the question allows; None where it says nothing."""
    wanted, given = normal_form(gold), normal_form(answer)
    if ("%" in gold) != ("%" in answer) and _ASKS_PERCENT.search(question):
        bare = same(gold.replace("\\%", "%").replace("%", ""), answer.replace("\\%", "%").replace("%", ""))
        return _verdict(bare.state, "percent asked for")
    if wanted.kind == "rational" and given.kind == "quantity" and _is_asked_for(given.mark, question):
        return _verdict("equal" if wanted.key == given.key else "different", "unit asked for")
    return None


def _is_asked_for(unit: str, question: str) -> bool:
    for match in _ASKS_HOW_MANY.finditer(question):
        asked = re.findall(r"[a-z]+", (match[1] or match[2]).lower())
        if unit in asked:
            return True
        if unit in _UNIT_OF_PRICE and match[0].lower().startswith("how much"):
            return "cents" not in question.lower() and "$" in question
    return False


@cache
def _verdict(state: State, rule: str) -> Verdict:
    return Verdict(state=state, rule=rule, checker=CHECKER)

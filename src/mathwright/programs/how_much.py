""" "How much ...?" as an amount, a cost or a weight."""

from __future__ import annotations

import re

from mathwright.programs.clause import AUXILIARIES, BE, PRONOUNS, Clause, asked_is_subject, inverted
from mathwright.programs.lexicon import nouns, word_class
from mathwright.programs.phrase import (
    NEEDS,
    TOGETHER,
    Kind,
    Phrase,
    opens_noun_phrase,
    spoken,
    tail_is_sure,
    without_together,
)

_MONEY = word_class("how_much_money")
_PAYING = frozenset(["pay", "spend", "earn", "owe"])
_MONEY_IF_PRICED = word_class("how_much_money_if_priced")
_MONEY_NOUNS = word_class("how_much_money_nouns")


def how_much(words: list[str], priced: bool) -> Phrase | None:
    """The phrase of the words after "how much"; ``priced``: whether the text speaks of dollars."""
    at = next((i for i, word in enumerate(words[:6]) if word in AUXILIARIES), None)
    if at is None or at + 1 >= len(words) or "than" in words:
        return None
    rest = words[at:]
    if at == 0:
        return _how_much_bare(rest, priced)
    return _how_much_mass(words[:at], rest)


_MASS_GROUP = re.compile(r"(?!less |fewer |much |too |more |of |in )[a-z]+(?: [a-z]+)?$")


def _mass_kind(text: str) -> Kind:
    if text in _MONEY:
        return "money"
    if text == "time":
        return "duration"
    return "weight" if text == "weight" else "other"


def _how_much_mass(group: list[str], rest: list[str]) -> Phrase | None:
    more = group[0] == "more"
    text, late = without_together(" ".join(group[1:] if more else group))
    early = text.startswith("total ")
    text = text.removeprefix("total ")
    if text.rpartition(" ")[2] not in nouns().mass or not _MASS_GROUP.match(text):
        return None
    clause = inverted(rest[0], rest[1:]) or asked_is_subject(rest, people=False)
    if clause is None or not tail_is_sure(clause):
        return None
    said = _still(clause) if more else clause.text
    if said is None:
        return None
    asked = ("how much", "more" if more else "", "total" if early else "", text, late, spoken(clause))
    return Phrase(
        noun_phrase=f"the {'total ' if early or late else ''}amount of {text} {said}",
        indirect=" ".join(part for part in asked if part),
        kind=_mass_kind(text),
        subject=clause.subject,
        verb=clause.verb,
    )


def _still(clause: Clause) -> str | None:
    """``she still needs``, for a question after "more money"; None where that would say something else."""
    if clause.verb not in NEEDS or clause.subject is None or clause.front != clause.subject:
        return None
    return f"{clause.front} still {clause.verb_text} {clause.tail}".strip()


def _how_much_bare(rest: list[str], priced: bool) -> Phrase | None:
    if rest[0] in BE:
        return _how_much_is(rest)
    clause = inverted(rest[0], rest[1:])
    if clause is None or clause.subject is None or not tail_is_sure(clause):
        return None
    asked = f"how much {clause.text}"
    if clause.verb in {"cost", "weigh"}:
        return _cost_or_weight(clause, asked)
    if clause.verb in _PAYING or (clause.verb in _MONEY_IF_PRICED and priced):
        if re.match(r"(?:more|less|a |an |the |\d)", clause.tail):
            return None
        return Phrase(f"the amount of money {clause.text}", asked, "money", subject=clause.subject, verb=clause.verb)
    return None


def _cost_or_weight(clause: Clause, asked: str) -> Phrase | None:
    subject = clause.subject or ""
    if clause.verb == "cost" and subject == "it":
        if not clause.tail:
            return None
        return Phrase(f"the amount of money {clause.text}", asked, "money", subject="it", verb="cost")
    total = "total " if clause.tail in TOGETHER else ""
    bare = clause.front in {subject, f"{subject} will", f"{subject} would"}
    if (clause.tail and not total) or not bare or subject.lower() in PRONOUNS:
        return None
    if clause.verb == "cost":
        return Phrase(f"the {total}cost of {subject}", asked, "money", subject=subject, verb="cost")
    if subject[0].isupper():
        return None
    return Phrase(f"the {total}weight of {subject}", asked, "weight", subject=subject, verb="weigh")


def _how_much_is(rest: list[str]) -> Phrase | None:
    group = rest[1:]
    text = " ".join(group)
    if not opens_noun_phrase(group) or len(group) > 5:
        return None
    if re.search(r"\b(?:in|for|with|worth|of|left|to|able|more|going|ing|if|it)\b|ing\b", text):
        return None
    if group[-1] not in _MONEY_NOUNS:
        return None
    return Phrase(text, f"how much {text} {rest[0]}", "money", verb="be")

""" "How many N ...?" as "the number of N ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mathwright.programs.clause import (
    AUXILIARIES,
    BE,
    DO,
    Clause,
    asked_is_subject,
    inverted,
    is_plural_subject,
    subject_is_sure,
)
from mathwright.programs.inflect import is_plural, third_person
from mathwright.programs.lexicon import nouns, verbs, word_class
from mathwright.programs.phrase import NEEDS, Phrase, spoken, tail_is_sure, unit_kind, without_together

_KIN = word_class("how_many_kin")


@dataclass(frozen=True, slots=True)
class _Group:
    text: str
    noun: str
    number: str
    """``the number of`` or ``the total number of``."""
    more: str
    """``more``, ``fewer`` or empty."""
    late: str
    """What stood after the noun: ``in total``; told as ``the total number of``."""


def _split_group(words: list[str]) -> int | None:
    """Index of the auxiliary or verb that ends the asked noun group."""
    table = verbs()
    for at in range(1, min(len(words), 9)):
        word = words[at]
        if word in AUXILIARIES:
            return at
        if is_plural(words[at - 1]) and (word in table.past or word in table.base_of_past) and words[at - 1] != "times":
            return at
    return None


def _group(words: list[str]) -> _Group | None:
    number, more = "the number of", ""
    if words[:1] and words[0] in {"more", "fewer", "additional", "less"}:
        more, words = words[0], words[1:]
    if words[:2] == ["of", "the"]:
        words = words[2:]
    if words[:1] == ["total"]:
        number, words = "the total number of", words[1:]
    text, late = without_together(" ".join(words))
    if late:
        number = "the total number of"
    return _checked_group(text, number, more, late)


_GROUP = re.compile(r"(?:[A-Za-z][\w'-]*|\d+%)(?: [A-Za-z][\w'-]*){0,4}$")
_NOT_IN_GROUP = re.compile(
    r"^of\b|\b(?:who|that|which|each|more|less|fewer|than|as|did|to|it|they|he|she|them|one|times? (?:as|more)|older|"
    r"longer|"
    r"taller|farther|faster|years old|would|worth|his|her|their|per|both|was|if)\b"
)


def _checked_group(text: str, number: str, more: str, late: str) -> _Group | None:
    if not _GROUP.match(text) or _NOT_IN_GROUP.search(text):
        return None
    front, of, back = text.partition(" of ")
    if not is_plural(front) or " of " in back:
        return None
    if not of and re.search(r"\b(?:in|on|at|for|from|with|the|and|or)\b", front):
        return None
    if of and re.search(r"\b(?:in|on|at|for|from|with|the)\b", f"{front} {back}"):
        return None
    return _Group(text, front.rpartition(" ")[2], number, more, late)


def how_many(words: list[str]) -> Phrase | None:
    """The phrase of the words after "how many"."""
    at = _split_group(words)
    group = None if at is None else _group(words[:at])
    if at is None or group is None:
        return None
    rest = words[at:]
    if group.more == "less":
        return None
    if "than" in rest:
        return _difference(group, rest)
    clause = inverted(rest[0], rest[1:]) if rest[0] in AUXILIARIES and len(rest) > 1 else None
    if clause is None:
        clause = asked_is_subject(rest, group.noun in nouns().people)
        if clause is None or (len(rest) == 1 and rest[0] in AUXILIARIES):
            return None
    if not tail_is_sure(clause):
        return None
    return _counted(group, clause)


def _counted(group: _Group, clause: Clause) -> Phrase | None:
    number, counted = group.number, group.text
    if group.more:
        if not _asks_for_rest(clause) or group.more == "fewer":
            return None
        counted = f"additional {group.text}"
    total = "total " if "total" in number and not group.late else ""
    asked = f"how many {group.more} {total}{group.text} {group.late} ".replace("  ", " ")
    if "total" in number and re.search(r"(?:in total|in all|al?l? ?together|combined|total)\b", clause.tail):
        number = "the number of"
    return Phrase(
        noun_phrase=f"{number} {counted} {_shorten(clause)}",
        indirect=f"{asked}{spoken(clause)}".replace("  ", " "),
        kind="other" if group.text.startswith(("square", "cubic")) else unit_kind(group.noun),
        noun=group.noun,
        noun_group=group.text,
        thing=group.noun in nouns().things,
        subject=clause.subject,
        verb=clause.verb,
    )


def _asks_for_rest(clause: Clause) -> bool:
    return clause.verb in NEEDS or (clause.verb == "have" and clause.tail.startswith("to ")) or "must" in clause.front


def _shorten(clause: Clause) -> str:
    """``that are in the box`` reads better as ``in the box``."""
    is_place = clause.tail.split(" ", 1)[0] in {"in", "on", "at"} and not clause.tail.startswith(("in total", "in all"))
    if clause.subject is None and clause.verb == "be" and clause.verb_text in BE and is_place:
        return clause.tail
    return clause.text


_THAN = re.compile(r"^(?P<a>.*?)(?: (?P<v>\w+))? than (?P<b>[^,]+?)(?: (?:did|does|do|has|have))?$")


def _difference(group: _Group, rest: list[str]) -> Phrase | None:
    """``the difference between the number of N A has and the number of N B has``, for persons A and B."""
    at = rest.index("than")
    other = rest[at + 1 :]
    if other and other[-1] in DO | {"has", "have"}:
        other = other[:-1]
    clause = inverted(rest[0], rest[1:at]) if at > 1 else None
    if group.more not in {"more", "fewer"} or clause is None or clause.subject is None or clause.tail or group.late:
        return None
    if not (_is_person(clause.subject.split()) and _is_person(other)):
        return None
    verb = clause.verb_text
    if rest[0] in {"do", "does"}:
        verb = clause.verb if is_plural_subject(other) else third_person(clause.verb)
    front = clause.front.replace(clause.subject, " ".join(other), 1)
    return Phrase(
        noun_phrase=f"the difference between the number of {group.text} {clause.text} and the number of {group.text}"
        f" {front} {verb}",
        indirect=f"how many {group.more} {group.text} {clause.text} than {' '.join(other)}",
        kind=unit_kind(group.noun),
        noun=group.noun,
        noun_group=group.text,
        thing=False,
        subject=clause.subject,
        verb=clause.verb,
    )


def _is_person(words: list[str]) -> bool:
    if not words or not subject_is_sure(words) or words[0] in {"I", "it", "each", "both"}:
        return False
    return words[0] in {"he", "she", "they"} or words[-1][0].isupper() or words[-1] in _KIN

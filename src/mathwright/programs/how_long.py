""" "How long, far, old, tall ...?" as a measure."""

from __future__ import annotations

import re

from mathwright.programs.clause import AUXILIARIES, BE, MODAL, inverted, is_plural_subject, subject_is_sure
from mathwright.programs.lexicon import word_class
from mathwright.programs.phrase import Kind, Phrase, tail_is_sure, unit_kind

EXTENTS: dict[str, tuple[str, Kind]] = {
    "long": ("length", "length"),
    "far": ("distance", "length"),
    "old": ("age", "age"),
    "tall": ("height", "length"),
    "high": ("height", "length"),
    "wide": ("width", "length"),
    "deep": ("depth", "length"),
    "heavy": ("weight", "weight"),
}
_LASTING = word_class("how_long_lasting")
_MOVING = word_class("how_long_moving")
_TIMED = word_class("how_long_timed")
_OWN = {"he": "his", "she": "her", "it": "its"}


def how_long(word: str, words: list[str], unit: str | None) -> Phrase | None:
    """The phrase of the words after "how" and ``word``, a key of ``EXTENTS``; ``unit`` is what "in minutes" named."""
    if not words or words[0] not in AUXILIARIES or len(words) < 2:
        return None
    name, kind = EXTENTS[word]
    if word in {"long", "far"} and words[0] not in BE:
        return _extent_clause(word, words, unit)
    group, tail = words[1:], ""
    if words[0] in MODAL:
        if "be" not in group:
            return None
        at = group.index("be")
        group, tail = group[:at], " ".join(group[at + 1 :])
    elif len(group) > 1 and group[-1] in {"now", "currently", "today"}:
        group, tail = group[:-1], group[-1]
    return _measured(word, name, kind, words[0], group, tail, unit)


def _measured(
    word: str, name: str, kind: Kind, aux: str, group: list[str], tail: str, unit: str | None
) -> Phrase | None:
    if word == "far" or not subject_is_sure(group) or is_plural_subject(group) or "of" in group:
        return None
    if re.search(r"\b(?:than|when|who|that|old|tall)\b|,", tail) or group[0] in {"each", "one"}:
        return None
    text = " ".join(group)
    if unit and kind == "age" and unit != "years":
        return None
    owner = _OWN.get(text) or (f"{text}'s" if text[0].isupper() or kind == "age" else None)
    phrase = f"{owner} {name}" if owner else f"the {name} of {text}"
    if word == "long" and (group[-1] in _TIMED or owner):
        kind = "duration" if group[-1] in _TIMED else "other"
    after = " ".join(part for part in (tail, f"in {unit}" if unit and kind != "age" else "") if part)
    indirect = f"how {word} {text} {aux}{' be' if aux in MODAL else ''} {after}".strip()
    return Phrase(f"{phrase} {after}".strip(), indirect, kind, verb="be")


def _extent_clause(word: str, words: list[str], unit: str | None) -> Phrase | None:
    clause = inverted(words[0], words[1:])
    if clause is None or clause.subject is None or not tail_is_sure(clause):
        return None
    kind: Kind = "duration" if word == "long" else "length"
    if word == "far":
        if clause.verb not in _MOVING or re.match(r"(?:the|a|an|\d)\b", clause.tail):
            return None
        what = "the distance"
    elif clause.subject == "it" and clause.verb == "take":
        what = "the time"
    elif clause.verb in _LASTING:
        what = "the amount of time" if clause.verb in {"spend", "take"} else "the length of time"
    else:
        return None
    if unit is not None:
        what = f"the number of {unit}"
        if unit_kind(unit) != kind:
            return None
    asked = f"how {word}" if unit is None else f"how many {unit}"
    return Phrase(
        f"{what} {clause.text}",
        f"{asked} {clause.text}",
        kind,
        noun=unit,
        noun_group=unit,
        subject=clause.subject,
        verb=clause.verb,
    )

""" "What is NP?" as the noun phrase itself."""

from __future__ import annotations

import re
from dataclasses import replace

from mathwright.programs.clause import MODAL
from mathwright.programs.inflect import is_plural
from mathwright.programs.lexicon import nouns
from mathwright.programs.phrase import Kind, Phrase, opens_noun_phrase, unit_kind

_REFUSED = re.compile(
    r"\b(?:probability|chances?|odds|likelihood|ratio|fraction|day|date|time of|latest time|"
    r"earliest|zip|color|name|most|"
    r"least|fewest|greatest|highest|lowest|smallest|largest|possible|value of [a-zA-Z]$|"
    r"difference between (?!.* and )|digits?|number for|how|what|"
    r"respectively|following|answer|percent increase|(?:m|b)illions of|thousands of)\b|%"
)
_INVERSION = re.compile(
    r"\b(?:did|does|do) (?:he|she|they|it|the|[A-Z])|\b(?:is|are|was|were|will|can) (?:he|she|they|it)\b"
)
_NUMBER_OF = re.compile(
    r"\bnumber of ((?:[a-z-]+ )*?)([a-z-]+)(?= (?:that|who|which|in|on|he|she|they|it|[A-Z]|the|left|for|from|at)\b|$)"
)
_WHAT_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"percent", "percent"),
    (r"\bages?\b", "age"),
    (r"\b(?:weight|mass)\b", "weight"),
    (
        (
            r"\b(?:cost|price|bill|salary|income|profit|earnings?|revenue|budget|"
            r"savings|payment|fee|money|discount|wages?|tax)\b"
        ),
        "money",
    ),
    (r"\b(?:height|length|distance|width|perimeter|depth)\b", "length"),
    (r"\b(?:time|duration)\b", "duration"),
    (r"\b(?:volume|capacity)\b", "volume"),
)


def what_is(words: list[str], aux: str, unit: str | None) -> Phrase | None:
    """The phrase of the words after "what" and ``aux``; ``unit`` is what "in minutes" named."""
    tail: list[str] = []
    if aux in MODAL:
        if "be" not in words:
            return None
        at = words.index("be")
        words, tail = words[:at] + words[at + 1 :], words[at + 1 :]
        if tail and tail[0] in {"the", "his", "her", "their"} and at == 0:
            tail = []
    text = " ".join(words)
    if not opens_noun_phrase(words) or len(words) < 2 or _REFUSED.search(text) or _INVERSION.search(text):
        return None
    if re.search(r"\b(?:number|total|sum|difference|amount|value)$", text) and len(words) < 3:
        return None
    if words[0] in {"each", "one"}:
        return None
    if unit is not None and unit != "dollars":
        text = f"{text} in {unit}"
    phrase = _named(text)
    return replace(phrase, kind="money") if unit == "dollars" and phrase.kind == "other" else phrase


def _named(text: str) -> Phrase:
    kind: Kind = "other"
    for pattern, named in _WHAT_KINDS:
        if re.search(pattern, text.partition(" of ")[0]) or (named == "money" and "amount of money" in text):
            kind = named
            break
    noun = group = None
    match = _NUMBER_OF.search(text)
    if match is not None and is_plural(match[2]) and kind == "other" and "average" not in text:
        noun, group = match[2], f"{match[1]}{match[2]}"
        kind = unit_kind(noun)
    return Phrase(text, text, kind, noun=noun, noun_group=group, thing=noun in nouns().things if noun else False)
